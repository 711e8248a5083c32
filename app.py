"""The front page: a specimen's measurements in, its group with honest probabilities out.

Fragments draw each measurement's inputs, and fill in what depends on the specimen, so a moved
slider sends only its own inputs and the answer.
"""

import streamlit as st

from iris_model.answer.changes import changes
from iris_model.answer.examples import examples
from iris_model.answer.map import shown_groups
from iris_model.answer.sentences import change_in_words, shares_in_words
from iris_model.answer.shares import shares
from iris_model.answer.similar import similar
from ui import live
from ui.classify import decide_first, explanations
from ui.classify.answer import said_aloud, show_answer, show_doubts
from ui.classify.doubt_controls import error_and_mix
from ui.classify.inputs import answer_inputs, present_link, present_specimen, specimen_input
from ui.classify.introduction import introduction, share_in_words, show_link_problems
from ui.classify.reasons import share_rows
from ui.frame import FRONT_PAGE, name_tab, open_page
from ui.model_in_use import is_own, model_in_use
from ui.plain_text import as_markdown
from ui.specimen import address
from ui.streamlit_gaps.available_width import is_phone
from ui.streamlit_gaps.fragments import run_whole_page
from ui.streamlit_gaps.garbage_collection import freeze_loaded
from ui.streamlit_gaps.reconnection import catch_up

HEADING_HEIGHT, DOUBT_HEIGHT, INPUT_HEIGHT = 37, 44, 148
"""Pixels reserved for the fragments until ui/style.css sets the height free."""
CARD_HEIGHT, CARD_HEIGHT_ON_PHONE = 151, 75
"""The same for the answer's card and the room below it, without what the browser draws."""

model = open_page(model_in_use().schema.title, FRONT_PAGE)
schema = model.schema
st.title(as_markdown(schema.title), anchor=False)
st.markdown(introduction(schema))

with st.container(horizontal=True, wrap=not is_phone(), gap="small", key="start"):
    for number, example in enumerate(examples(model)):
        st.button(
            as_markdown(example.name),
            key=f"_example_{number}",
            help=as_markdown(example.story),
            on_click=decide_first.end_with,
            args=(schema.by_name(example.specimen),),
        )

    st.button("You decide first", on_click=decide_first.begin, args=(model,))
game = decide_first.game_of(model)
if game:
    decide_first.show_game(model, game)
    st.stop()

notice = st.container()
answer_column, input_column = st.columns([5, 6], gap="large")
height = CARD_HEIGHT_ON_PHONE if is_phone() else CARD_HEIGHT
height += live.height_of("answer", model)
with answer_column, st.container(height=height, border=True, key="answer"):
    answer = st.container(height=HEADING_HEIGHT, border=False, key="heading")
    live.place("answer", model)
with input_column:
    height = INPUT_HEIGHT * len(schema.measurements)
    inputs = st.container(height=height, border=False, key="inputs")
    with st.container(horizontal=True, gap="small"):
        error, expected = error_and_mix(model)
        # Its content is sent only while it is open.
        share = st.popover(
            f"Share this {as_markdown(schema.specimen.singular)}",
            on_change=run_whole_page,
            key="share",
        )
# On a phone below the sliders, where ui/style.css puts them in any narrow window: it may come late.
with st.container() if is_phone() else answer_column:
    doubt = st.container(height=DOUBT_HEIGHT, border=False, key="doubt")
    with st.container(key="drawing"):
        live.place("picture", model)


def fill_in_answer() -> None:
    """Fill in what depends on the specimen."""
    known = present_specimen(model)
    if present_link().strangers:
        live.show_nothing()
        return
    if share.open:
        with share:
            st.markdown(share_in_words(schema, own=is_own()))
            st.code(address(schema, known), language=None, wrap_lines=True)
            if expected is not model:
                st.caption("It opens with the mix of the training rows, not yours.")
    # From here on, everything is about the known measurements and the expected mix
    present = expected.knowing(known)
    specimen = tuple(known.values())
    code, probabilities = present.classify(specimen)
    name_tab(schema.group_names[code], schema.title)
    with answer:
        show_answer(present, specimen, code, probabilities)
    with doubt:
        show_doubts(expected, known, probabilities, error)
    others = changes(present, specimen)
    explained = shares(present, specimen)
    why = shares_in_words(present, explained)
    what_if = [change_in_words(present.schema, change) for change in others]
    st.text(explanations.in_words(present, probabilities, [why, *what_if]))
    live.show_live(
        model,
        known,
        said=said_aloud(present, specimen, code, probabilities),
        mixed=expected,
        shown=shown_groups(present, probabilities),
        border=others[0].border if others else None,
        map_words=explanations.map_in_words(present, code, probabilities, others),
        shares={"rows": share_rows(present.schema, explained), "words": why},
        changes=explanations.changes_shown(present, others, what_if),
        similar=explanations.similar_table(present.schema, similar(present, specimen)),
    )


with inputs:
    specimen_input(model)
answer_inputs(model, fill_in_answer)
explanations.lay_out(model)
live.show_model(model)
with notice:
    show_link_problems(present_link(), schema)
catch_up()
freeze_loaded()
