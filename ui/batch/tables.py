"""The Batch page's tables about a file."""

from typing import Any

import pandas as pd
import polars as pl
import streamlit as st

from iris_model.files.drift import Drift
from iris_model.files.truth import Truth
from iris_model.phrasing import percentage
from iris_model.schema import Schema
from ui.batch.first_look import PROBLEMS, WARNINGS
from ui.batch.outcomes import Outcome
from ui.number_tables import number
from ui.palette import signed_names

NOT_CLASSIFIED = "Not classified"


def show_table(data: pd.DataFrame | pl.DataFrame | pl.LazyFrame, key: str, **options: Any) -> None:
    """Show a table with a file's own text, which `st.dataframe` doesn't interpret.

    The style sheet hides its download, which ignores the file's dialect and the guard against
    formulas.
    """
    with st.container(key=f"file_{key}"):
        st.dataframe(data, hide_index=True, placeholder="", **options)


def counts_row(outcome: Outcome) -> dict[str, object]:
    """Return a file's row in the overview."""
    if outcome.result is None:
        return {"File": outcome.file.name, NOT_CLASSIFIED: outcome.problem}
    summary = outcome.result.summary
    return {
        "File": outcome.file.name,
        "Rows": summary.rows,
        "Classified": summary.classified,
        PROBLEMS: summary.problems,
        WARNINGS: summary.warnings,
    }


def truth_table(truth: Truth, schema: Schema) -> pd.DataFrame:
    """Return a row for each group: its count, and how often its name is right."""

    def shown(share: float | None) -> str:
        return "–" if share is None else percentage(share)

    return pd.DataFrame(
        {
            _capitalised(schema.group.singular): signed_names(schema),
            "Labelled": [sum(row) for row in truth.confusion],
            "Found (recall)": [shown(truth.recall[name]) for name in schema.group_names],
            "Right when said (precision)": [
                shown(truth.precision[name]) for name in schema.group_names
            ],
        }
    )


def drift_table(drift: Drift) -> pd.DataFrame:
    """Return a row for each difference, the largest first; means in the measurement's unit."""
    rows = [
        {
            _capitalised(drift.schema.specimen.plural): c.group or "All",
            "Measurement": c.measurement.title,
            "Mean here": number(c.mean, f".{c.measurement.decimals + 1}f"),
            "Training mean": number(c.training_mean, f".{c.measurement.decimals + 1}f"),
            "Standard deviations apart": number(c.effect, "+.1f"),
            "p, corrected": "<0.0001" if c.p_value < 0.0001 else f"{c.p_value:.2g}",
        }
        for c in drift.differing
    ]
    return pd.DataFrame(rows)


def _capitalised(noun: str) -> str:
    return noun[:1].upper() + noun[1:]
