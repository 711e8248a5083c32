"""Whole files the tolerant way alone, to hold the quick way against."""

from iris_model.files.classify import classify_rows
from iris_model.files.reading.blocks import read_rows
from iris_model.files.reading.layout import Layout
from iris_model.files.results import NO_OPTIONS, Options
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_rows
from iris_model.model import Model


def tolerantly(
    data: bytes, layout: Layout, model: Model, summary: Summary, options: Options = NO_OPTIONS
) -> bytes:
    """Return the rows of a file classified, as CSV, every record taken apart; count them."""
    found = b""
    summary.file += 1
    for rows in read_rows([data], layout):
        block = classify_rows(rows, layout, model, options)
        summary.add(block, layout)
        found += csv_rows(block, layout, options)
    return found
