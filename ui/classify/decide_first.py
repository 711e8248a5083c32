"""“You decide first”: a training specimen to name before the model's answer appears."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import streamlit as st

from iris_model.answer.sentences import shares_in_words
from iris_model.answer.shares import shares
from iris_model.model import Model, kept_with_model
from iris_model.phrasing import percent
from ui.classify.inputs import set_specimen
from ui.palette import signed_names
from ui.plain_text import as_markdown
from ui.specimen import current_specimen
from ui.streamlit_gaps.fragments import run_whole_page

_GAME = "_game"
_HARD = 0.3
"""Share of the training specimens, nearest to a border, that are worth guessing."""
_FEWEST = 10


@dataclass(frozen=True)
class Game:
    """The rounds of a session: places of training specimens, the present one last."""

    digest: str
    """Of the model."""
    places: tuple[int, ...]
    choice: int | None = None
    """Code of the group that the visitor chose in this round, or None."""
    rounds: int = 0
    """Rounds decided."""
    right: int = 0
    models_right: int = 0
    drawn: random.Random = field(default_factory=random.Random, compare=False)

    @property
    def place(self) -> int:
        """Return the place of the present specimen."""
        return self.places[-1]


@kept_with_model
def near_a_border(model: Model) -> list[int]:
    """Return the places of the training specimens that are hardest for a model without them."""
    probabilities = np.sort(model.training.out_of_fold_probabilities, axis=1)
    lead = probabilities[:, -1] - probabilities[:, -2]
    count = min(len(lead), max(_FEWEST, round(_HARD * len(lead))))
    places: list[int] = np.argsort(lead, kind="stable")[:count].tolist()
    return places


def begin(model: Model) -> None:
    """Begin a game; for a button's callback."""
    drawn = random.Random()
    st.session_state[_GAME] = Game(model.digest, (drawn.choice(near_a_border(model)),), drawn=drawn)
    run_whole_page()


def game_of(model: Model) -> Game | None:
    """Return the game that is on, if any."""
    game: Game | None = st.session_state.get(_GAME)
    return game if game and game.digest == model.digest else None


def end(model: Model) -> None:
    """End the game, and set the sliders, which are new; for a button's callback."""
    end_with(current_specimen(model))


def end_with(known: Mapping[str, float]) -> None:
    """End the game, if one is on, and show a specimen; for callbacks of buttons."""
    st.session_state.pop(_GAME, None)
    set_specimen(known)


def choose(model: Model, game: Game, code: int) -> None:
    """Take the visitor's answer; for a button's callback."""
    training = model.training
    truth = int(training.codes[game.place])
    said = int(training.out_of_fold_probabilities[game.place].argmax())
    st.session_state[_GAME] = replace(
        game,
        choice=code,
        rounds=game.rounds + 1,
        right=game.right + (code == truth),
        models_right=game.models_right + (said == truth),
    )


def go_on(model: Model, game: Game) -> None:
    """Go on to a specimen not yet seen, until all were; for a button's callback."""
    places = near_a_border(model)
    seen = game.places if len(set(game.places)) < len(places) else game.places[-1:]
    place = game.drawn.choice([place for place in places if place not in seen])
    st.session_state[_GAME] = replace(game, places=(*seen, place), choice=None)


def show_game(model: Model, game: Game) -> None:
    """Show the present specimen, with the groups to choose from or its true group."""
    schema = model.schema
    noun, group = as_markdown(schema.specimen.singular), as_markdown(schema.group.singular)
    specimen = model.training.specimens[game.place]
    st.header(f"Which {group} is this {noun}?", anchor=False)
    pairs = zip(schema.measurements, specimen, strict=True)
    table = {
        "Measurement": [m.label for m in schema.measurements],
        "Value": [m.quantity(value, m.decimals) for m, value in pairs],
    }
    st.dataframe(table, hide_index=True, height="content", alt=f"The measurements of the {noun}")
    if game.choice is None:
        with st.container(horizontal=True, gap="small"):
            for code, name in enumerate(signed_names(schema)):
                st.button(
                    as_markdown(name),
                    key=f"_choose_{code}",
                    on_click=choose,
                    args=(model, game, code),
                )
    else:
        _reveal(model, game, game.choice)
    with st.container(horizontal=True, gap="small"):
        if game.choice is not None:
            st.button("Another one", on_click=go_on, args=(model, game), type="primary")
        st.button("Stop", on_click=end, args=(model,))


def _reveal(model: Model, game: Game, choice: int) -> None:
    """Say the true group, the answer of a model that had not seen the specimen, and why."""
    names = model.schema.group_names
    truth = int(model.training.codes[game.place])
    probabilities = model.training.out_of_fold_probabilities[game.place]
    said = int(probabilities.argmax())
    if choice == truth:
        st.success(f"You are right. It is {as_markdown(names[truth])}.")
    else:
        st.info(f"You said {as_markdown(names[choice])}. It is {as_markdown(names[truth])}.")
    st.markdown(
        f"A model that had not seen it says {as_markdown(names[said])}, "
        f"{percent(probabilities[said])}: {'right' if said == truth else 'wrong'}."
    )
    explained = shares(model, model.training.specimens[game.place])
    st.caption(f"What the full model goes by: {as_markdown(shares_in_words(model, explained))}")
    st.markdown(
        f"**You: {game.right} of {game.rounds}. The model: {game.models_right} of {game.rounds}.**"
    )
