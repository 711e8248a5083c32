"""The widgets that correct what was found in a table."""

from dataclasses import dataclass, replace

import streamlit as st

from iris_model.errors import IrisError
from iris_model.files.reading.any_table import Table
from iris_model.model import Model
from iris_model.schema import MOST_GROUPS, MOST_MEASUREMENTS, ROWS
from iris_model.training.columns import FEWEST_OF_A_GROUP, Choice, find_label
from iris_model.training.measurement_columns import find_measurements
from iris_model.training.rows import read_labels, usable_rows
from iris_model.training.table import sizes
from ui.train.tables import BY_KEY, Source, read_table

_MOST_OFFERED = 200
"""Groups in the list of those to leave out, at most."""


@dataclass(frozen=True)
class Found:
    """The choices in a table."""

    label: str | None
    """The column given, else the one found to name the groups, if any."""
    measurements: tuple[str, ...]
    """The columns found to be measurements."""
    sizes: dict[str, int]
    """Usable rows of each group, or all its rows if no column is a measurement."""


@st.cache_resource(scope="session", max_entries=4, show_spinner=False, hash_funcs=BY_KEY)
def find_choices(source: Source, choice: Choice) -> Found:
    """Return the visitor's choices, given those made."""
    table = read_table(source)
    assert isinstance(table, Table)
    measurements: tuple[str, ...] = ()
    try:
        label = choice.label or find_label(table, choice)
    except IrisError:
        return Found(None, (), {})
    labels = read_labels(table, label, ())
    try:
        measurements, _ = find_measurements(table, label, labels.codes, choice)
        counts = sizes(labels.names, usable_rows(table, measurements, labels)[0])
    except IrisError:
        counts = {name: labels.stated.count(name) for name in labels.names[: _MOST_OFFERED + 1]}
    return Found(label, measurements, counts)


def corrected(source: Source, table: Table, add_to: Model | None, *, disabled: bool) -> Choice:
    """Draw the corrections of what was found; return the visitor's choice."""
    found = find_choices(source, Choice()).label
    left, middle, right = st.columns([1, 2, 1])
    label = left.selectbox(
        "Column that names the groups",
        table.names,
        index=None if found is None else table.names.index(found),
        placeholder="Choose a column",
        key=f"label {source.key}",
        disabled=disabled,
        persist_state="session",
    )
    choice = Choice(label=label, sheet=source.sheet)
    if label is None:
        return choice
    if add_to is None:
        with middle:
            choice = _with_measurements(source, table, choice, disabled)
    with right:
        return replace(choice, without=_without(source, table, choice, disabled))


def _with_measurements(source: Source, table: Table, choice: Choice, disabled: bool) -> Choice:
    found = find_choices(source, choice).measurements
    others = [name for name in table.names if name != choice.label]
    chosen = st.multiselect(
        "Columns that are measurements",
        others,
        default=found,
        max_selections=MOST_MEASUREMENTS,
        select_all=False,
        wrap=True,
        key=f"measurements {source.key} {table.names.index(choice.label or '')}",
        disabled=disabled,
        persist_state="session",
    )
    return choice if tuple(chosen) == found else replace(choice, measurements=tuple(chosen))


def _without(source: Source, table: Table, choice: Choice, disabled: bool) -> tuple[str, ...]:
    counts = find_choices(source, choice).sizes
    if len(counts) > _MOST_OFFERED:
        return ()
    key = f"without {source.key} {table.names.index(choice.label or '')}"
    left_out = st.multiselect(
        "Groups to leave out",
        list(counts),
        format_func=lambda name: f"{name}, {ROWS.counted(counts[name])}",
        select_all=False,
        wrap=True,
        key=key,
        disabled=disabled,
        persist_state="session",
    )
    what, groups = _proposal(counts, left_out)
    if groups and len(left_out) + len(groups) <= len(counts) - 2:
        st.button(
            f"Leave out the {what}",
            on_click=lambda: st.session_state.update({key: [*left_out, *groups]}),
            disabled=disabled,
        )
    return tuple(left_out)


def _proposal(counts: dict[str, int], left_out: list[str]) -> tuple[str, list[str]]:
    """Return groups that should be left out, if any, described."""
    others = {name: count for name, count in counts.items() if name not in left_out}
    small = [name for name, count in others.items() if count < FEWEST_OF_A_GROUP]
    large = sorted(set(others) - set(small), key=lambda name: -others[name])
    rest = [*small, *large[MOST_GROUPS:]]
    one = len(rest) == 1
    if len(large) > MOST_GROUPS:
        return "smallest group" if one else f"{len(rest)} smallest groups", rest
    return f"{'group' if one else f'{len(rest)} groups'} with too few rows", rest
