"""The quick way through a regular CSV file: each line is copied and its results are added.

Only the numbers are read. Lines that need a remark go the tolerant way. So does a whole block if
they are many or might be read differently alone.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from iris_model.arrays import IntArray
from iris_model.files.classify import CODE, Classified, classify_rows
from iris_model.files.judge import Judged, judge
from iris_model.files.numbers import in_units, within
from iris_model.files.reading.blocks import Rows, parse_block
from iris_model.files.reading.encoding import has_marked_bytes, is_unicode
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.tables_below import judge_lower_headers
from iris_model.files.result_texts import results_are_plain
from iris_model.files.results import PROBLEM, Options
from iris_model.files.row_problems import numbers_for_names
from iris_model.files.summary_rows import may_sum_up
from iris_model.files.tables import csv_rows, has_formula
from iris_model.files.tails import LONGEST_WORD, Tails, tails_of, with_tails
from iris_model.model import Model

_LONGEST = 4096
"""Bytes of a line; a block with a longer one goes the tolerant way."""
_MOST_SPECIAL = 0.25
"""Share of a block's lines."""
_FORMULA_BYTES = np.zeros(256, bool)
_FORMULA_BYTES[list("=+-@\t＝".encode())] = True
"""First bytes of cells that may be formulas."""


class ClassifiedLines(NamedTuple):
    """Lines of a file classified."""

    text: bytes
    """All of them as CSV."""
    specimens: pl.DataFrame
    """Of the regular lines: the measurements in the schema's units, and CODE, null in others."""
    labels: pl.Series | None
    """What these lines state as their groups."""
    special: Classified
    """The other lines."""


class _Lines(NamedTuple):
    data: NDArray[np.uint8]
    """Their bytes, and LONGEST_WORD more."""
    starts: IntArray
    lengths: IntArray
    """Without the line breaks."""
    regular: NDArray[np.bool_]
    """Which have as many cells as the header."""
    separators: IntArray
    """(regular, cells - 1): the places of their separators."""

    def chosen(self, chosen: NDArray[np.bool_]) -> bytes:
        data = self.data[:-LONGEST_WORD].data
        if chosen.all():
            return bytes(data)
        edges = np.flatnonzero(np.diff(chosen, prepend=False, append=False))
        places = np.append(self.starts, len(data))[edges].tolist()
        return b"".join(data[i:j] for i, j in zip(places[::2], places[1::2], strict=True))


def keeps_lines(layout: Layout, options: Options, *, dialect: Layout) -> bool:
    """Tell whether a file's regular lines can be copied to the result unchanged."""
    return (
        not (options.partial or options.reasons)
        and layout.form == "plain"
        and layout.row_cells in (0, len(layout.names))
        and is_unicode(layout.encoding)
        and is_unicode(dialect.encoding)
        and layout.separator == dialect.separator != " "
        and layout.decimal == "."
        and results_are_plain(layout)
        and not any(name.startswith(PROBLEM) for name in layout.names)
        and (options.raw or not has_formula(layout.schema.group_names))
    )


def classify_lines(
    block: bytes, layout: Layout, model: Model, options: Options, *, dialect: Layout
) -> ClassifiedLines | None:
    """Return the lines of a block classified, or None if the tolerant way has to read it.

    The block is UTF-8, consists of whole records, and is of a file with regular lines.
    """
    lines = _divided(block, layout)
    if lines is None:
        return None
    regular = lines.regular.copy()
    if not options.raw:
        regular[regular] = _have_no_formula(lines, layout)
    frame = _read(lines.chosen(regular), layout)
    if frame is None or frame.height != regular.sum():
        return None
    cells = (pl.col(str(column.index)).alias(name) for name, column in layout.columns.items())
    numbers = in_units(frame.select(cells), layout)
    accepted = numbers.select(within(layout)).to_series()
    if not accepted.all():
        numbers = numbers.select(pl.when(accepted).then(pl.all()))
    judged = judge(numbers.fill_null(0.0).to_numpy(), model)
    clear = accepted.to_numpy() & ~judged.unlike & ~_odd_labels(frame, layout)
    kept = regular.copy()
    kept[regular] = clear
    special = _tolerantly(lines, ~kept, layout, model, options, dialect)
    if special is None:
        return None
    codes = pl.when(pl.Series(clear)).then(pl.Series(judged.codes)).alias(CODE)
    return ClassifiedLines(
        _joined(lines, regular, kept, judged, tails_of(model, layout, dialect), special[1]),
        numbers.with_columns(codes),
        frame[str(layout.truth.index)] if layout.truth else None,
        special[0],
    )


def _divided(block: bytes, layout: Layout) -> _Lines | None:
    """Return the lines of a block, or None if a mark may join or divide them otherwise."""
    text = block.replace(b"\r\n", b"\n") if b"\r" in block else block
    if not text or b'"' in text or b"\r" in text or has_marked_bytes(text):
        return None
    text += b"\n" * (not text.endswith(b"\n"))
    data = np.frombuffer(text + bytes(LONGEST_WORD), np.uint8)
    breaks, width = data == ord("\n"), len(layout.names)
    marks = np.flatnonzero(breaks | (data == ord(layout.separator)))
    ends = marks[width - 1 :: width]
    if breaks[ends].all() and np.count_nonzero(breaks) == len(ends):
        regular, separators = np.ones(len(ends), bool), marks
    else:
        last = np.flatnonzero(breaks[marks])
        ends, counts = marks[last], np.diff(last, prepend=-1)
        regular = counts == width
        separators = marks[np.repeat(regular, counts)]
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts
    if lengths.max() > _LONGEST:
        return None
    return _Lines(data, starts, lengths, regular, separators.reshape(-1, width)[:, :-1])


def _have_no_formula(lines: _Lines, layout: Layout) -> NDArray[np.bool_]:
    """Return which regular lines have no possible formula, measurements aside."""
    measured = {column.index for column in layout.columns.values()}
    harmless = np.ones(len(lines.separators), bool)
    for index in range(len(layout.names)):
        if index not in measured:
            before = lines.separators[:, index - 1]
            first = before + 1 if index else lines.starts[lines.regular]
            harmless &= ~_FORMULA_BYTES[lines.data[first]]
    return harmless


def _read(text: bytes, layout: Layout) -> pl.DataFrame | None:
    """Return the measurements, null for what is no number, and the cells that name the rows.

    `row_problems` looks at those in every row. Columns are named by position.
    """
    if not text:
        return None
    indices = [column.index for column in layout.columns.values()]
    named = sorted({*range(min(indices)), *([layout.truth.index] if layout.truth else [])})
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


def _odd_labels(frame: pl.DataFrame, layout: Layout) -> NDArray[np.bool_]:
    """Return which rows may have a name that no specimen has.

    That can be decided only together with the other special lines.
    """
    return (may_sum_up(frame, layout) | numbers_for_names(frame, layout)).to_numpy()


def _tolerantly(
    lines: _Lines,
    chosen: NDArray[np.bool_],
    layout: Layout,
    model: Model,
    options: Options,
    dialect: Layout,
) -> tuple[Classified, bytes] | None:
    """Return chosen lines classified, and as CSV, one line for each.

    None if they are many, are not all records, or may be another table's.
    """
    if chosen.mean() > _MOST_SPECIAL:
        return None
    rows = _rows_of(lines, chosen, layout)
    if rows is None or judge_lower_headers(rows.frame, layout, below=False)[0] is not None:
        return None
    classified = classify_rows(rows, layout, model, options)
    text = csv_rows(classified, dialect, options)
    return (classified, text) if text.count(b"\n") == chosen.sum() else None


def _rows_of(lines: _Lines, chosen: NDArray[np.bool_], layout: Layout) -> Rows | None:
    """Return the cells of chosen lines, or None unless each line is a row.

    Lines with all their cells are read many times faster apart from the others.
    """
    parts = [part for part in (chosen & lines.regular, chosen & ~lines.regular) if part.any()]
    parts = parts or [chosen]
    frames = [parse_block(lines.chosen(part), layout)[0].frame for part in parts]
    order = np.concatenate([np.flatnonzero(part) for part in parts]).argsort()
    frame = pl.concat(frames)
    return Rows(frame[order], plain=True) if frame.height == len(order) else None


def _joined(
    lines: _Lines,
    regular: NDArray[np.bool_],
    kept: NDArray[np.bool_],
    judged: Judged,
    tails: Tails,
    special: bytes,
) -> bytes:
    """Return the kept lines with their tails, and the others as special has them.

    judged has all regular lines.
    """
    rows = slice(None) if regular.all() else regular
    text, ends = with_tails(lines.data, lines.starts[rows], lines.lengths[rows], judged, tails)
    said = np.frombuffer(special, np.uint8)
    edges = np.flatnonzero(np.diff(kept, prepend=False, append=False))
    cuts = np.concatenate([[0], edges, [len(kept)]])
    read = cuts - np.searchsorted(np.flatnonzero(~regular), cuts)
    told = np.searchsorted(np.flatnonzero(~kept), cuts)
    in_text = np.append(0, ends)[read].tolist()
    in_said = np.append(0, np.flatnonzero(said == ord("\n")) + 1)[told].tolist()
    view = text.data
    parts: list[bytes | memoryview] = [b""] * (len(cuts) - 1)
    parts[::2] = [special[i:j] for i, j in zip(in_said[::2], in_said[1::2], strict=True)]
    parts[1::2] = [view[i:j] for i, j in zip(in_text[1:-1:2], in_text[2::2], strict=True)]
    return b"".join(parts)
