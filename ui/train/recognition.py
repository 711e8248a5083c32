"""What was recognised in a table, with corrections."""

import re
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from iris_model.errors import IrisError
from iris_model.files.reading.any_table import Table
from iris_model.model import Model
from iris_model.phrasing import listed
from iris_model.schema import ROWS
from iris_model.training.columns import Choice
from iris_model.training.more_rows import has_measurements, recognise_more
from iris_model.training.table import Recognised, recognise_table
from ui.train.corrections import corrected
from ui.train.tables import BY_KEY, Source, read_table

_OPTION = re.compile(r" \(--[a-z]+( [A-Z]+)?\)")


@dataclass(frozen=True, eq=False)
class Job:
    """A table ready for training."""

    source: Source
    choice: Choice
    add_to: Model | None
    """The model to whose rows the table's are added, if any."""
    recognised: Recognised

    @property
    def key(self) -> tuple[object, ...]:
        """Return the identity of the job."""
        return self.source.key, self.choice, self.add_to and self.add_to.digest


def on_a_page(error: IrisError) -> str:
    """Return an error's message without command-line options."""
    return _OPTION.sub("", str(error))


def recognised_job(source: Source, present: Model | None, *, disabled: bool) -> Job | None:
    """Show what was recognised, with corrections; return the job if the table is usable.

    present is the model to whose rows the table's can be added.
    """
    table = read_table(source)
    if isinstance(table, str):
        st.error("This table can’t be read.")
        st.text(table)
        if source.data.lstrip().startswith(b"{"):
            st.text("If it is a model file, open it under “Load a model”.")
        return None
    st.header("What was recognised", anchor=False)
    summary = st.container()
    add_to = _offer_adding(source, table, present, disabled=disabled)
    choice = corrected(source, table, add_to, disabled=disabled)
    found = recognise(source, choice, add_to, table)
    with summary:
        if isinstance(found, Recognised):
            _show_recognised(found)
            return Job(source, choice, add_to, found)
        st.error("This table can’t be trained on as it is.")
        st.text(found)
        return None


def _offer_adding(
    source: Source, table: Table, present: Model | None, *, disabled: bool
) -> Model | None:
    if present is None or not has_measurements(table, present.schema):
        return None
    training = present.training
    if not training.complete:
        st.caption(
            "These rows can’t be added to those of the present model: it keeps only "
            f"{len(training.codes):,} of its {training.used:,} rows."
        )
        return None
    wanted = st.checkbox(
        "Add my rows to the present model’s rows",
        key=f"add {source.key}",
        disabled=disabled,
        persist_state="session",
    )
    return present if wanted else None


@st.cache_resource(
    scope="session",
    max_entries=2,
    show_spinner="Looking for groups and numbers",
    hash_funcs=BY_KEY | {Model: lambda model: model.digest},
)
def recognise(
    source: Source, choice: Choice, add_to: Model | None, _table: Table
) -> Recognised | str:
    """Return what is found in a table, or why it is unusable."""
    try:
        if add_to:
            return recognise_more(add_to, _table, source.data, source.name, choice)
        return recognise_table(_table, source.data, source.name, choice)
    except IrisError as error:
        return on_a_page(error)


def _show_recognised(recognised: Recognised) -> None:
    words, columns = st.columns([2, 3], gap="large")
    with words:
        st.text(_rows_in_words(recognised))
        for note in recognised.notes:
            st.text(note)
        groups = pd.DataFrame(
            {"Group": recognised.groups.keys(), "Rows": recognised.groups.values()}
        )
        st.dataframe(groups, hide_index=True, height="content", alt="The rows of each group")
    with columns:
        st.dataframe(
            _columns_table(recognised),
            hide_index=True,
            height="content",
            alt="What each column of the table is used for",
        )


def _rows_in_words(recognised: Recognised) -> str:
    used = len(recognised.specimens.codes)
    parts = [f"{used:,} of {ROWS.counted(recognised.rows)} are used."]
    if recognised.left_out:
        reasons = [f"{count:,} ({reason})" for reason, count in recognised.left_out.items()]
        parts.append(f"Left out: {listed(reasons)}.")
    if recognised.unlabelled:
        have = "has no group and is" if recognised.unlabelled == 1 else "have no group and are"
        parts.append(
            f"{ROWS.counted(recognised.unlabelled)} {have} answered once the model is trained."
        )
    return " ".join(parts)


def _columns_table(recognised: Recognised) -> pd.DataFrame:
    rows = [(recognised.label, "names the groups", "", "")]
    for column, measurement in zip(
        recognised.measurements, recognised.schema.measurements, strict=True
    ):
        low, high = measurement.training_range
        between = f"{low:.10g} to {high:.10g}".replace("-", "−")
        rows.append((column, "measurement", measurement.unit or "none", between))
    rows += [(name, f"not used: {why}", "", "") for name, why in recognised.not_taken.items()]
    return pd.DataFrame(rows, columns=["Column", "Use", "Unit", "Range"])
