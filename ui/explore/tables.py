"""The tables of the Explore page: the training rows themselves, and their figures."""

from collections.abc import Sequence
from pathlib import PurePath

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray
from streamlit.elements.lib.column_types import ColumnConfig

from iris_model.description import Correlation, Summary, pair_name, signed
from iris_model.files.tables import guarded
from iris_model.model import Model
from iris_model.schema import Measurement, Range, Schema
from ui.number_tables import number, number_column
from ui.palette import signed_names

GROUP = "_group"
"""The column of the groups; no measurement has a name that begins with `_`."""
_SUMMARY = ("Mean", "Standard deviation", "Smallest", "Median", "Largest")
SUMMARY_COLUMNS: dict[str, ColumnConfig] = {name: number_column() for name in _SUMMARY}


def correlation_columns(schema: Schema) -> dict[str, ColumnConfig]:
    """Return how the columns of `correlation_table` look."""
    return {name: number_column() for name in ("All", *signed_names(schema))}


def training_table(model: Model) -> pd.DataFrame:
    """Return the training rows by their numbers in the file: measurements, group."""
    schema, training = model.schema, model.training
    columns = dict(zip(schema.names, training.measurements.T, strict=True))
    groups = np.array(schema.group_names, dtype=object)[training.codes]
    return pd.DataFrame({**columns, GROUP: groups}, index=pd.Index(training.numbers, name="Row"))


def chosen_rows(model: Model, codes: Sequence[int], ranges: Sequence[Range]) -> NDArray[np.bool_]:
    """Return which training rows (n,) are of the groups and within the ranges (d)."""
    training = model.training
    low, high = np.transpose(ranges)
    steps = np.array([m.step for m in model.schema.measurements])
    rounding = 1e-6 * steps  # a slider's 0.3 may be 0.30000000000000004
    within = (training.measurements >= low - rounding) & (training.measurements <= high + rounding)
    chosen: NDArray[np.bool_] = within.all(axis=1) & np.isin(training.codes, list(codes))
    return chosen


def filter_range(measurement: Measurement) -> Range:
    """Return the training range, widened to whole steps."""
    low, high = measurement.training_range
    step, places = measurement.step, measurement.decimals
    outwards = np.floor(low / step + 1e-6) * step, np.ceil(high / step - 1e-6) * step
    return round(float(outwards[0]), places), round(float(outwards[1]), places)


def download(schema: Schema, table: pd.DataFrame) -> str:
    """Return training rows as CSV, without formulas in names."""
    names = list(schema.names)
    group = schema.group.singular
    while group in (*names, "row"):
        group += "_2"
    groups = guarded(pl.Series(table[GROUP].tolist(), dtype=pl.String))
    plain = table.assign(**{GROUP: groups.to_list()})
    header = guarded(pl.Series([*names, group])).to_list()
    text: str = plain.to_csv(header=header, index_label="row", lineterminator="\n")
    return text


def download_name(model: Model) -> str:
    """Return the name of that file, after the file that the rows came from."""
    return f"{PurePath(model.training.source).stem or 'training'}-rows.csv"


def summary_table(schema: Schema, summaries: Sequence[Summary]) -> pd.DataFrame:
    """Return each measurement's figures by group, in its unit, as text."""
    return pd.DataFrame([_summary_row(schema, summary) for summary in summaries])


def _summary_row(schema: Schema, summary: Summary) -> dict[str, str]:
    measurement = schema.measurements[summary.index]
    exact, finer = f",.{measurement.decimals}f", f",.{measurement.decimals + 1}f"
    figures = (
        (summary.mean, finer),
        (summary.standard_deviation, finer),
        (summary.smallest, exact),
        (summary.median, finer),
        (summary.largest, exact),
    )
    return {
        "Measurement": measurement.title,
        schema.group.singular.capitalize(): signed_names(schema)[summary.code],
        **{name: number(*figure) for name, figure in zip(_SUMMARY, figures, strict=True)},
    }


def correlation_table(schema: Schema, correlations: Sequence[Correlation]) -> pd.DataFrame:
    """Return each pair's correlation, overall and by group, as text."""
    rows = [
        {
            "Measurements": pair_name(schema, c.x, c.y),
            "All": signed(c.overall),
            **{name: signed(r) for name, r in zip(signed_names(schema), c.within, strict=True)},
            "Sign": "changes" if c.changes_sign else "differs" if c.opposite else "the same",
        }
        for c in correlations
    ]
    return pd.DataFrame(rows)
