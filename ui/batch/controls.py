"""The switches and choices of the Batch page: missing measurements, reasons, another mix."""

from collections.abc import Mapping

import streamlit as st

from iris_model.answer.mix import EstimatedMix, equal_mix
from iris_model.answer.sentences import mix_in_words
from iris_model.errors import IrisError
from iris_model.files.reading.recognition import recognise
from iris_model.model import Model
from iris_model.phrasing import listed, percentage
from iris_model.scoring import Z_95
from ui.batch.options import PARTIAL, REASONS, expect_mix
from ui.batch.recognition import chosen_sheet, corrections
from ui.batch.results import Result
from ui.batch.texts import text_of
from ui.batch.uploads import File
from ui.number_field import typed_shares
from ui.palette import signed_names
from ui.plain_text import as_markdown

_PARTIAL = "Answer rows with missing measurements"


def choose_one(label: str, options: Mapping[int, str]) -> int:
    """Let the user choose one of the options, given with their labels; the first by default.

    Streamlit keeps a widget with its options and functions until the session ends, so all files
    share one, which knows only their labels.
    """
    before = f"{label}, options"
    if st.session_state.get(before) != options:
        # With other labels, the browser would go on showing the old choice.
        st.session_state[before], st.session_state[label] = options, next(iter(options))
    return st.selectbox(label, list(options), format_func=options.__getitem__, key=label)


def show_controls(result: Result, model: Model) -> None:
    """Draw the switches, and say what they do for this file."""
    with st.container(horizontal=True, vertical_alignment="center", key="wishes"):
        _partial_switch(disabled=not model.partial)
        st.toggle(
            "Reasons for every row",
            key=REASONS,
            persist_state="session",
            help="Adds the column “reasons”: what each measurement adds to the answer, in "
            "percentage points.",
        )
        with st.popover("Another mix?"):
            _mix_choice(result, model)
    sentence = partial_in_words(result)
    if sentence:
        st.caption(sentence)
    if mix := mix_in_words(result.asked.model):
        st.text(mix)


def offer_partial(file: File, model: Model) -> None:
    """Draw the switch for a file that was refused only because it lacks columns."""
    if not model.partial:
        return
    overrides = corrections(file, model.schema, partial=True)
    try:
        text = text_of(file, model, overrides, chosen_sheet(file))
        layout = recognise(text.head(), model, overrides=overrides)
    except IrisError:
        return
    known = as_markdown(listed([m.phrase for m in layout.measurements]))
    st.markdown(f"Its rows can be answered from {known} alone.")
    _partial_switch(disabled=False)


def _partial_switch(*, disabled: bool) -> None:
    st.toggle(
        _PARTIAL,
        key=PARTIAL,
        persist_state="session",
        disabled=disabled,
        help="From those they have. The column “measured” says from which.",
    )


def partial_in_words(result: Result) -> str:
    """Say how many rows the switch for missing measurements answers, or would answer."""
    count = result.partial_rows.count
    if result.asked.options.partial:
        if not count:
            return "All rows that are answered have all measurements."
        rows = "1 row is" if count == 1 else f"{count:,} rows are"
        return f"{rows} answered without all measurements."
    if not result.summary.problems:
        return ""
    if result.summary.problems == 1:
        return f"“{_PARTIAL}” would {'' if count else 'not '}answer the one row with a problem."
    which = f"{count:,} of" if count else "none of"
    if count == result.summary.problems:
        which = "all"
    return f"“{_PARTIAL}” would answer {which} the {result.summary.problems:,} rows with problems."


def _mix_choice(result: Result, model: Model) -> None:
    schema = model.schema
    groups = as_markdown(schema.group.plural)
    st.markdown(
        f"The answers expect the {groups} in the same shares as in the training rows. If you know, "
        "or the file shows, that the shares are different here, set them: the probabilities change."
    )
    estimate = result.mix_sample.estimate()
    st.text("\n".join(mix_lines(model, estimate)))
    if estimate:
        st.caption(
            "The file’s mix is estimated from its probabilities, ± a 95 % interval. This assumes "
            f"that the {groups} look the same as in the training rows, whatever their shares."
        )
        st.button(
            "Use the file’s mix",
            key="file_mix",
            on_click=expect_mix,
            args=(model, estimate.shares),
            type="primary",
        )
    with st.container(horizontal=True):
        st.button(
            "Equal shares", key="equal", on_click=expect_mix, args=(model, equal_mix(model.schema))
        )
        st.button("As in the training rows", key="usual", on_click=expect_mix, args=(model, None))
    with st.form("other_mix", border=False):
        usual = [100 * s for s in result.asked.mix or model.training_shares.tolist()]
        shares = typed_shares(schema.group_names, usual, "batch_share_{}")
        if st.form_submit_button("Use these shares") and shares:
            expect_mix(model, shares)
            st.rerun()


def mix_lines(model: Model, estimate: EstimatedMix | None) -> list[str]:
    """Return a line for each group: its share in the training rows, and in the file."""
    usual = [percentage(share) for share in model.training_shares.tolist()]
    lines = [
        f"{name}: {share} in training"
        for name, share in zip(signed_names(model.schema), usual, strict=True)
    ]
    if estimate is None:
        return lines
    return [
        f"{line}, {percentage(share)} ± {100 * Z_95 * error:.1f} in this file"
        for line, share, error in zip(lines, estimate.shares, estimate.errors, strict=True)
    ]
