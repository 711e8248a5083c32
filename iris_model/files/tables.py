"""Classified rows as CSV in the dialect that came in."""

import io
from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from iris_model.errors import IrisError
from iris_model.files.classify import Classified
from iris_model.files.reading.encoding import encode, is_unicode
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.problems import LINE_PROBLEM
from iris_model.files.results import (
    NO_OPTIONS,
    PREDICTION_SET,
    PROBLEM,
    REASONS,
    WARNING,
    Options,
    numbered,
    result_names,
)
from iris_model.files.row_problems import spread

_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
_EMPTY = "\uffff"
"""An empty cell: no text has this character."""
IN_ASCII = {"“": '"', "”": '"', "’": "'", "–": "-", "…": "..."}
"""What the program's own sentences have, for files whose encoding may not have it."""
_HARMLESS = r'^(?:[+\-＋－ ]+|="[^"]*")$'
"""Signs alone, and what spreadsheets write so that a text stays one."""
_NUMBER = r"^\s*[+\-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+\-]?[0-9]+)?\s*$"


def output_names(layout: Layout, options: Options = NO_OPTIONS) -> list[str]:
    """Return the output's column names: the input's, then the results'.

    A result's name that the input already has gets `_2`, or the next free number.
    """
    results = result_names(layout.schema, options).all
    return [*layout.names, *numbered(results, taken=layout.names)]


def distinct_names(names: Sequence[str]) -> list[str]:
    """Return names made different from each other and from "", as Parquet requires."""
    return numbered(name or f"column_{index}" for index, name in enumerate(names, start=1))


def csv_header(layout: Layout, options: Options = NO_OPTIONS) -> bytes:
    """Return the header line, after a byte-order mark if the input had one.

    Raises IrisError if the input's encoding lacks characters of the answers.
    """
    _refuse_unwritable(layout)
    names = pl.Series(output_names(layout, options))
    row = (names if options.raw else guarded(names)).to_frame().transpose()
    return (b"\xef\xbb\xbf" if layout.bom else b"") + _csv(row, layout)


def csv_rows(block: Classified, layout: Layout, options: Options = NO_OPTIONS) -> bytes:
    """Return classified rows as CSV without header.

    Unless they are to stay raw, texts that a spreadsheet would run as a formula get an apostrophe.
    Source: OWASP, "CSV Injection".
    """
    table = block.table
    if not options.raw:
        table = table.with_columns(guarded(table[name]) for name in _texts(table, layout))
    if not is_unicode(layout.encoding):
        said = [name for name in (WARNING, PROBLEM, REASONS) if name in table.columns]
        table = table.with_columns(_in_ascii(pl.col(said)))
    return _csv(table, layout)


def _refuse_unwritable(layout: Layout) -> None:
    names = "".join([*layout.schema.group_names, *result_names(layout.schema).all])
    try:
        names.encode("utf-8" if is_unicode(layout.encoding) else layout.encoding)
    except UnicodeEncodeError as error:
        raise IrisError(
            f"The file was read as {layout.encoding}, which lacks letters of the "
            f"{layout.schema.group.plural}' names. Name its encoding if it has another, or save it "
            "as UTF-8."
        ) from error


def _in_ascii(said: pl.Expr) -> pl.Expr:
    """Return the program's sentences in ASCII, but not the lines that they quote."""
    quotes = said.str.starts_with(LINE_PROBLEM)
    return pl.when(quotes).then(said).otherwise(said.str.replace_many(IN_ASCII))


def count_guarded(table: pl.DataFrame, layout: Layout) -> int:
    """Return how many cells get an apostrophe in `csv_rows`."""
    return sum(int(_formulas(table[name]).sum()) for name in _texts(table, layout))


def guarded_in_words(cells: int, layout: Layout) -> str:
    """Say how many cells got an apostrophe, names of columns too; "" for none.

    cells are those that `count_guarded` counts.
    """
    count = cells + int(_formulas(pl.Series(layout.names)).sum())
    if count == 1:
        return "1 cell that looks like a formula got an apostrophe before it."
    many = f"{count:,} cells that look like formulas got an apostrophe before them."
    return many if count else ""


def _texts(table: pl.DataFrame, layout: Layout) -> list[str]:
    """Return the columns that may hold formulas: in a measurement's only problem rows do."""
    measured = {str(column.index) for column in layout.columns.values()}
    all_fine = table[PROBLEM].null_count() == table.height
    cells = [
        str(index)
        for index in range(len(layout.names))
        if not (all_fine and str(index) in measured)
        and table[str(index)].null_count() < table.height
    ]
    if has_formula(layout.schema.group_names):
        return [*cells, result_names(layout.schema).predicted, PREDICTION_SET]
    return cells


@lru_cache(64)
def has_formula(texts: tuple[str, ...]) -> bool:
    """Tell whether a spreadsheet would run any of the texts."""
    return _formulas(pl.Series(texts)).any()


def _formulas(cells: pl.Series) -> pl.Series:
    doubtful = cells.str.contains(_FORMULA).fill_null(value=False)
    if not doubtful.any():
        return doubtful
    some = cells.filter(doubtful)
    harmless = some.str.contains(_NUMBER) | some.str.contains(_HARMLESS)
    return spread(~harmless, doubtful).fill_null(value=False)


def guarded(cells: pl.Series) -> pl.Series:
    """Return texts with an apostrophe before those that a spreadsheet would run."""
    formulas = _formulas(cells)
    return cells.zip_with(~formulas, "'" + cells) if formulas.any() else cells


def line_end(layout: Layout) -> str:
    """Return the line break of the output."""
    return "\r\n" if layout.newline == "\r\n" else "\n"


def _csv(table: pl.DataFrame, layout: Layout) -> bytes:
    buffer = io.BytesIO()
    blank = layout.separator == " "
    if blank:  # an empty cell would not be seen among blanks
        table = table.fill_null(_EMPTY)
    table.write_csv(
        buffer,
        include_header=False,
        separator=layout.separator,
        line_terminator=line_end(layout),
    )
    text = buffer.getvalue()
    return encode(text.replace(_EMPTY.encode(), b'""') if blank else text, layout.encoding)
