"""A whole file classified into one table in memory."""

from collections.abc import Iterable

import polars as pl

from iris_model.files.reading.layout import Layout
from iris_model.files.results import NO_OPTIONS, Options
from iris_model.files.summary import Summary
from iris_model.files.tables import distinct_names, output_names
from iris_model.files.whole_files import classify_blocks
from iris_model.model import Model


def classify_table(
    chunks: Iterable[bytes], layout: Layout, model: Model, options: Options = NO_OPTIONS
) -> tuple[pl.DataFrame, Summary]:
    """Return a whole file classified, its columns under their names, and the summary.

    Names that are empty or not unique get a number.
    """
    summary = Summary(model.schema)
    frames = [block.table for block in classify_blocks(chunks, layout, model, summary, options)]
    names = distinct_names(output_names(layout, options))
    if not frames:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String)), summary
    table = pl.concat(frames)
    return table.rename(dict(zip(table.columns, names, strict=True))), summary
