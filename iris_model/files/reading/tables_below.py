"""Tables below the first one of a file, as `cat a.csv b.csv` leaves them.

If a lower header has the measurements in other columns, the rows below it are problems until a
header like the first comes: their numbers might be acceptable in the wrong columns.
"""

from collections.abc import Sequence

import polars as pl

from iris_model.files.reading.headers import names_of, read_name
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.problems import LINE_PROBLEM

OTHER_HEADER = f"{LINE_PROBLEM}another header, with the measurements in other columns."
"""Said of the header."""
BELOW_OTHER_HEADER = (
    f"{LINE_PROBLEM}it is below another header, with the measurements in other columns. Save each "
    "table as a file of its own."
)
"""Said of its rows."""
_FEWEST_NAMES = 2
"""Of one measurement there is no other order."""
_MOST_HEADERS = 1000
"""Different ones within a block; where there are more, its rows are left alone and told so."""
_HEADER, _INDEX = "header", "index"


def judge_lower_headers(
    frame: pl.DataFrame, layout: Layout, *, below: bool
) -> tuple[pl.Series | None, bool]:
    """Return what is wrong with rows below another header, and whether the next row is below one.

    frame has the rows' cells as columns "0", "1", …; below tells whether its first row is below a
    header with another order. The texts are null for good rows; None means all are good.
    """
    if len(layout.columns) < _FEWEST_NAMES:
        return None, False
    headers = _headers(frame, layout)
    if headers.is_empty():
        texts = pl.repeat(BELOW_OTHER_HEADER, frame.height, eager=True) if below else None
        return texts, below
    rows = pl.DataFrame({_INDEX: pl.int_range(frame.height, dtype=pl.UInt32, eager=True)})
    rows = rows.join(headers, on=_INDEX, how="left", maintain_order="left")
    other = pl.col(_HEADER).forward_fill().fill_null(value=below)
    texts = rows.select(
        pl.when(other & pl.col(_HEADER).is_not_null())
        .then(pl.lit(OTHER_HEADER))
        .when(other)
        .then(pl.lit(BELOW_OTHER_HEADER))
    ).to_series()
    return texts, bool(headers[_HEADER][-1])


def _headers(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Return each header's index, and whether its order is another one."""
    unlike = frame.select(_begin_unlike_numbers(layout)).to_series()
    index = unlike.arg_true().alias(_INDEX)
    if index.is_empty():
        return pl.DataFrame(schema={_INDEX: index.dtype, _HEADER: pl.Boolean})
    rows = frame[index].with_columns(index).filter(_names_measurements(layout))
    cells = [str(index) for index in range(len(layout.names))]
    different = rows.select(cells).unique()
    if different.height > _MOST_HEADERS:
        return rows.select(_INDEX, pl.lit(value=True).alias(_HEADER))
    orders = [_is_other_order(row, layout) for row in different.iter_rows()]
    known = different.with_columns(pl.Series(_HEADER, orders, pl.Boolean))
    found = rows.join(known, on=cells, how="left", nulls_equal=True, maintain_order="left")
    return found.select(_INDEX, _HEADER).drop_nulls()


def _begin_unlike_numbers(layout: Layout) -> pl.Expr:
    """Return whether one of the first two measurements begins unlike a number.

    This cheap test spares most files the rest. One is enough, since a header has at most one empty
    cell, above the row names.
    """
    first_two = [pl.col(str(column.index)) for column in [*layout.columns.values()][:2]]
    return pl.any_horizontal((cell < "+") | (cell > ":") for cell in first_two).fill_null(
        value=False
    )


def _names_measurements(layout: Layout) -> pl.Expr:
    """Return whether some cells name measurements as `headers.read_name` reads them."""
    cells = (pl.col(str(index)) for index in range(len(layout.names)))
    keys = (
        cell.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[^\pL\pN]", "")
        for cell in cells
    )
    pattern = names_of(layout.schema).pattern
    return pl.sum_horizontal(key.str.contains(pattern) for key in keys) >= _FEWEST_NAMES


def _is_other_order(cells: Sequence[str | None], layout: Layout) -> bool | None:
    """Tell whether a header puts a measurement elsewhere; return None for other records.

    R's write.table omits the name above the row names, even in a repeated header.
    """
    if _repeats(cells, layout) or (not layout.names[0] and _repeats(["", *cells], layout)):
        return False
    places: dict[str, set[int]] = {}
    for index, cell in enumerate(cells):
        if (named := read_name(cell or "", layout.schema)) and named.measurement in layout.columns:
            places.setdefault(named.measurement, set()).add(index)
    if len(places) < _FEWEST_NAMES:
        return None
    return any(layout.columns[name].index not in places[name] for name in places)


def _repeats(cells: Sequence[str | None], layout: Layout) -> bool:
    """Tell whether a record repeats the header's names of the measurements."""
    columns = layout.columns.values()
    return all((cells[column.index] or "").strip() == column.name.strip() for column in columns)
