"""Controls for the measuring error and the expected mix of groups."""

import streamlit as st

from iris_model.answer.doubt import default_error, largest_error
from iris_model.answer.sentences import error_in_words
from iris_model.model import Model
from iris_model.schema import MOST_GROUPS
from ui.model_in_use import mixed_model
from ui.number_field import number_field, typed_shares
from ui.plain_text import as_markdown

_TRAINING, _EQUAL, _OTHER = "As in the training rows", "Equal shares", "Other shares"


def error_and_mix(model: Model) -> tuple[float, Model]:
    """Draw both controls in a popover; return the error, and the model for the expected mix.

    The error is in the measurements' unit if they share one, else in steps of each.
    """
    _forget_another_models(model)
    unit = model.schema.unit
    nouns = model.schema.group
    with st.popover("How exact are your values?"):
        usual = default_error(model.schema)
        error = number_field(
            f"Measuring error, ± {as_markdown(unit or 'steps of each slider')}",
            0.0,
            largest_error(model.schema),
            usual,
            key="_error",
        )
        st.caption("If you measured again, you would get slightly different values.")
        if not unit:
            st.caption(f"One step: {as_markdown(error_in_words(model.schema, 1.0))}.")
    with st.popover("Another mix?"):
        mix = st.radio(
            f"Which {as_markdown(nouns.plural)} do you expect?",
            (_TRAINING, _EQUAL, _OTHER),
            key="_mix",
        )
        shares = _shares(model, mix)
    return usual if error is None else error, mixed_model(model, shares, "_mixed_model")


def _forget_another_models(model: Model) -> None:
    """Drop the settings for another model, which has another unit and other groups."""
    if st.session_state.setdefault("_doubts_about", model.digest) == model.digest:
        return
    st.session_state["_doubts_about"] = model.digest
    for key in ("_error", "_mix", *(f"_share_{code}" for code in range(MOST_GROUPS))):
        st.session_state.pop(key, None)


def _shares(model: Model, mix: str) -> tuple[float, ...] | None:
    """Return the shares chosen, or None for those of the training rows."""
    names = model.schema.group_names
    if mix == _TRAINING:
        return None
    if mix == _EQUAL:
        return (1 / len(names),) * len(names)
    usual = (100 * model.training_shares).tolist()
    return typed_shares(names, usual, "_share_{}")
