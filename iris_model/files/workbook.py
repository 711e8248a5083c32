"""Classified rows as an Excel workbook, with facts about them on a second sheet."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from iris_model.errors import IrisError
from iris_model.files.reading.layout import Layout
from iris_model.files.results import NO_OPTIONS, PROBLEM, Options, result_names
from iris_model.files.summary import Summary
from iris_model.files.tables import distinct_names, output_names
from iris_model.model import Model
from iris_model.writing import whole_or_nothing

MOST_ROWS, MOST_COLUMNS = 1_048_575, 16_384
"""Of a sheet, without the header. Source: Microsoft, "Excel specifications and limits"."""
_LONGEST_CELL = 32_767
_CUT = " … (cut: an Excel cell holds no more)"
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:[.,]([0-9]+))?")
_MOST_DIGITS = 15
"""Digits of a number that Excel keeps."""
_MARKED = {"bg_color": "#FBE3D0", "font_color": "#3A1D00"}


def write_workbook(
    output: Path,
    tables: Iterable[pl.DataFrame],
    layout: Layout,
    summary: Summary,
    model: Model,
    options: Options = NO_OPTIONS,
) -> None:
    """Write classified rows as .xlsx, whole or not at all.

    Plain numbers become numbers that look the same; all other cells are text, never formulas.
    summary is read after the tables. Raises IrisError for more rows or columns than a sheet has.
    """
    import xlsxwriter  # a tenth of a second that only this output needs

    names = distinct_names(output_names(layout, options))
    if len(names) > MOST_COLUMNS:
        raise IrisError(f"An Excel sheet has at most {MOST_COLUMNS:,} columns. Write CSV instead.")
    with whole_or_nothing(output) as temporary:
        try:
            with xlsxwriter.Workbook(str(temporary), {"constant_memory": True}) as book:
                rows = _Rows(book, names, layout, options)
                for table in tables:
                    rows.add(table)
                _write_facts(book, layout, summary, model)
        except xlsxwriter.exceptions.XlsxFileError as error:
            raise IrisError(f"Cannot write {output}: {error}.") from error


class _Rows:
    """The sheet with the rows."""

    def __init__(self, book: Any, names: Sequence[str], layout: Layout, options: Options) -> None:
        self._sheet = book.add_worksheet("Rows")
        self._book = book
        self._formats: dict[tuple[int, bool], Any] = {}
        self._decimal = layout.decimal
        self._problem = len(layout.names) + result_names(layout.schema, options).all.index(PROBLEM)
        self._count = 0
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(names) - 1, 14)
        self._sheet.set_column(self._problem, self._problem, 60)
        for place, name in enumerate(names):
            self._sheet.write_string(0, place, _fitting(name), head)

    def add(self, table: pl.DataFrame) -> None:
        if self._count + table.height > MOST_ROWS:
            raise IrisError(f"An Excel sheet has at most {MOST_ROWS:,} rows. Write CSV instead.")
        for cells in table.iter_rows():
            self._count += 1
            marked = cells[self._problem] is not None
            for place, cell in enumerate(cells):
                self._write(place, cell, marked=marked)

    def _write(self, place: int, cell: str | None, *, marked: bool) -> None:
        if cell is None:
            if marked:
                self._sheet.write_blank(self._count, place, None, self._format(-1, marked))
            return
        number = _PLAIN_NUMBER.fullmatch(cell)
        if number and _fits(cell, number[1], self._decimal):
            value, form = float(cell.replace(",", ".")), self._format(len(number[1] or ""), marked)
            self._sheet.write_number(self._count, place, value, form)
        else:
            self._sheet.write_string(self._count, place, _fitting(cell), self._format(-1, marked))

    def _format(self, decimals: int, marked: bool) -> Any:
        """Return the format of numbers with so many decimals, -1 for text."""
        key = decimals, marked
        if key not in self._formats:
            form = {"num_format": f"0.{'0' * decimals}".rstrip(".")} if decimals >= 0 else {}
            self._formats[key] = self._book.add_format(form | (_MARKED if marked else {}))
        return self._formats[key]


def _fits(cell: str, decimals: str | None, mark: str) -> bool:
    """Tell whether a plain number is one in this file that Excel shows unchanged."""
    if decimals is not None and mark not in cell:
        return False
    nothing = float(cell.replace(",", ".")) == 0.0
    return sum(map(str.isdigit, cell)) <= _MOST_DIGITS and not (nothing and cell.startswith("-"))


def _fitting(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT


def _write_facts(book: Any, layout: Layout, summary: Summary, model: Model) -> None:
    sheet = book.add_worksheet("About")
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 60)
    for row, (name, value) in enumerate(facts(layout, summary, model)):
        sheet.write_string(row, 0, _fitting(name), bold)
        if isinstance(value, int):
            sheet.write_number(row, 1, value, wrapped)
        else:
            sheet.write_string(row, 1, _fitting(value), wrapped)


def facts(layout: Layout, summary: Summary, model: Model) -> list[tuple[str, str | int]]:
    """Return counts, truth, drift and how the file was read."""
    truth = summary.truth(layout)
    return [
        ("Model", model.schema.title),
        ("Rows", summary.rows),
        ("Classified", summary.classified),
        *((name, summary.groups[name]) for name in layout.schema.group_names),
        ("Problems", summary.problems),
        ("Warnings", summary.warnings),
        *([("Against the file’s labels", truth.sentence)] if truth else []),
        ("Against the training rows", summary.drift(model).sentence),
        *how_read(layout),
    ]


def how_read(layout: Layout) -> list[tuple[str, str]]:
    """Return how a file was read, as names and values, some of them its own text."""
    columns = ", ".join(f"{name} from “{c.name}”" for name, c in layout.columns.items())
    units = ", ".join(f"{name} in {unit}" for name, unit in layout.units.items() if unit)
    return [
        ("Columns", columns),
        *([("Units", units)] if units else []),
        ("Separator", {"\t": "tab", " ": "blank"}.get(layout.separator, layout.separator)),
        ("Decimal mark", layout.decimal),
        ("Encoding", layout.encoding),
        ("Header", f"line {layout.header_line}" if layout.header else "none"),
        *(("Note", note) for note in layout.notes),
    ]
