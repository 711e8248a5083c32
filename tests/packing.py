"""A CSV file in the other kinds of files that people have."""

import csv
import gzip
import io
import zipfile
from collections.abc import Mapping

import polars as pl
import xlsxwriter


def in_workbook(**sheets: bytes) -> bytes:
    """Return an Excel workbook with a sheet for each CSV, its cells as text."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        for name, data in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(csv.reader(io.StringIO(data.decode()))):
                sheet.write_row(row, 0, cells)
    return target.getvalue()


def in_zip(**files: bytes) -> bytes:
    """Return a ZIP archive with these files, all .csv."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.csv", data)
    return target.getvalue()


def in_columns(data: bytes, *, parquet: bool) -> bytes:
    """Return a Parquet or Feather file with the cells of a CSV as text."""
    table, target = pl.read_csv(data, infer_schema=False), io.BytesIO()
    if parquet:
        table.write_parquet(target)
    else:
        table.write_ipc(target)
    return target.getvalue()


def every_kind(data: bytes) -> Mapping[str, bytes]:
    """Return a CSV in UTF-8 packed in every way, by the ending of such a file."""
    return {
        ".xlsx": in_workbook(Flowers=data),
        ".csv.gz": gzip.compress(data),
        ".zip": in_zip(flowers=data),
        ".parquet": in_columns(data, parquet=True),
        ".feather": in_columns(data, parquet=False),
    }
