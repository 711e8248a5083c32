"""The quick way through a regular CSV file: each line is copied and its results are added.

Only the numbers are read. Lines with a problem go the tolerant way. So does a whole block if they
are many or might be read differently alone.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from iris_model.arrays import FloatArray
from iris_model.files.classify import Classified
from iris_model.files.divided import Chosen, Lines, divided, have_no_formula
from iris_model.files.judge import Judged, judge
from iris_model.files.numbers import accepted, in_units
from iris_model.files.reading.encoding import is_unicode
from iris_model.files.reading.forms import PLAIN
from iris_model.files.reading.layout import Layout
from iris_model.files.results import BETWEEN, PROBLEM, Options
from iris_model.files.row_problems import may_split_decimals, numbers_for_names
from iris_model.files.special_lines import tolerantly, woven
from iris_model.files.summary_rows import may_sum_up
from iris_model.files.tables import has_formula
from iris_model.files.tails import tails_of, with_tails
from iris_model.model import Model


class ClassifiedLines(NamedTuple):
    """Lines of a file classified."""

    text: bytes | memoryview
    """All of them as CSV."""
    measurements: list[FloatArray]
    """(d) of (n,): of the plain lines, in the schema's units."""
    judged: Judged
    """What the model says of these."""
    labels: pl.Series | None
    """What they state as their groups."""
    special: Classified | None
    """The other lines, if there are any."""


def keeps_lines(layout: Layout, options: Options, *, dialect: Layout) -> bool:
    """Tell whether a file's regular lines can be copied to the result unchanged."""
    return (
        not (options.partial or options.reasons)
        and layout.form == PLAIN
        and layout.row_cells in (0, len(layout.names))
        and is_unicode(layout.encoding)
        and is_unicode(dialect.encoding)
        and layout.separator == dialect.separator != " "
        and layout.decimal == "."
        and _results_are_plain(layout)
        and not any(name.startswith(PROBLEM) for name in layout.names)
        and (options.raw or not has_formula(layout.schema.group_names))
    )


def _results_are_plain(layout: Layout) -> bool:
    """Tell whether no group, probability or set needs quotation marks."""
    special = (layout.separator, '"', "\n", "\r")
    return layout.separator not in (BETWEEN, layout.decimal) and not any(
        mark in name for name in layout.schema.group_names for mark in special
    )


def classify_lines(
    block: bytes, layout: Layout, model: Model, options: Options, *, dialect: Layout
) -> ClassifiedLines | None:
    """Return the lines of a block classified, or None if the tolerant way has to read it.

    The block is UTF-8, consists of whole records, and is of a file with regular lines.
    """
    lines = divided(block, layout)
    if lines is None:
        return None
    plain = lines.regular.copy()
    if not options.raw:
        plain[plain] = have_no_formula(lines, layout)
    frame = _read(lines.chosen(plain), layout)
    if frame is None or frame.height != np.count_nonzero(plain):
        return None
    measurements = _measurements(frame, layout)
    kept = accepted(measurements, layout) & ~_odd_labels(frame, layout)
    measurements = [column[kept] for column in measurements] if not kept.all() else measurements
    plain[plain] = kept
    judged = judge(measurements, model)
    doubtful = _doubtful(lines, plain, judged, layout)
    if doubtful.any():
        measurements = [column[~doubtful] for column in measurements]
        judged = judged.chosen(~doubtful)
        plain[plain] = ~doubtful
        kept[kept] = ~doubtful
    special = tolerantly(lines, ~plain, layout, model, options, dialect)
    if special is None:
        return None
    text, ends = with_tails(lines, plain, measurements, judged, tails_of(model, layout, dialect))
    labels = frame[str(layout.truth.index)].filter(pl.Series(kept)) if layout.truth else None
    all_text = woven(text, ends, special[1], plain) if special[0] else text
    return ClassifiedLines(all_text, measurements, judged, labels, special[0])


def _read(text: bytes, layout: Layout) -> pl.DataFrame | None:
    """Return the measurements, null for what is no number, and the cells that name the rows.

    `row_problems` looks at those in every row. Columns are named by position.
    """
    if not text:
        return None
    indices = [column.index for column in layout.columns.values()]
    named = {*range(min(indices)), *([layout.truth.index] if layout.truth else [])}
    types = dict.fromkeys(indices, pl.Float64)
    return pl.read_csv(
        text,
        has_header=False,
        separator=layout.separator,
        quote_char=None,
        ignore_errors=True,
        schema={str(i): types.get(i, pl.String) for i in range(len(layout.names))},
        columns=sorted({*indices, *named}),
    )


def _measurements(frame: pl.DataFrame, layout: Layout) -> list[FloatArray]:
    """Return the measurements (d) of (n,) in the schema's units, NaN for what is no number."""
    cells = {name: frame[str(column.index)] for name, column in layout.columns.items()}
    return [column.to_numpy() for column in in_units(pl.DataFrame(cells), layout)]


def _odd_labels(frame: pl.DataFrame, layout: Layout) -> Chosen:
    """Return which rows may have a name that no specimen has.

    That can be decided only together with the other special lines.
    """
    if frame.width == len(layout.columns):
        return np.zeros(frame.height, bool)
    return (may_sum_up(frame, layout) | numbers_for_names(frame, layout)).to_numpy()


def _doubtful(lines: Lines, plain: Chosen, judged: Judged, layout: Layout) -> Chosen:
    """Return which judged lines might mean other numbers: `doubt_split_decimals` decides."""
    doubtful = np.zeros(len(judged.codes), bool)
    if not may_split_decimals(layout):
        return doubtful
    first = layout.columns[layout.schema.names[0]].index
    after = first + len(layout.columns)
    unlike = np.flatnonzero(judged.unlike)
    places = np.flatnonzero(plain)[unlike] if unlike.size else unlike
    for index, place in zip(unlike.tolist(), places.tolist(), strict=True):
        cells = lines.line(place).split(b",")[first : after + 1]
        whole = [cell.isdigit() for cell in cells]
        more = len(layout.names) > after
        doubtful[index] = any(a and b for a, b in pairwise(whole)) if more else all(whole)
    return doubtful
