"""The tables of the Model page: figures, mistakes, fewer measurements, coefficients."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from iris_model.evaluation import THIS_MODEL, ModelFigures
from iris_model.model import Model
from iris_model.phrasing import listed, percentage
from iris_model.schema import Schema
from ui.charts.comparison import MEASURES, measured
from ui.number_tables import number, specimen_columns

TRUE, SAID, P_SAID, P_TRUE = "_true", "_said", "_p_said", "_p_true"
"""Columns of `mistakes_table`; no measurement has a name that begins with `_`."""


def comparison_table(models: Sequence[ModelFigures]) -> pd.DataFrame:
    """Return each model's measures, mean ± spread, and scikit-learn expression.

    The difference in log loss has its standard error.
    """
    rows = [
        {
            "Model": model.name,
            **{
                measure.label: measured(getattr(model, measure.key), measure)
                for measure in MEASURES.values()
            },
            "Log loss against this model": ""
            if model.name == THIS_MODEL
            else f"{number(model.log_loss_difference.mean, '+.3f')} ± "
            f"{model.log_loss_difference.standard_error:.3f}",
            "In scikit-learn": model.settings,
        }
        for model in models
    ]
    return pd.DataFrame(rows)


def mistakes_table(model: Model) -> pd.DataFrame:
    """Return the mistakes by row number; probabilities in %, from a model without the row."""
    training = model.training
    probabilities, codes = training.out_of_fold_probabilities, training.codes
    said = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(said != codes)
    names = np.array(model.schema.group_names, dtype=object)
    columns = {
        TRUE: names[codes[wrong]],
        SAID: names[said[wrong]],
        P_SAID: 100 * probabilities[wrong, said[wrong]],
        P_TRUE: 100 * probabilities[wrong, codes[wrong]],
        **dict(zip(model.schema.names, training.measurements[wrong].T, strict=True)),
    }
    rows = pd.Index(training.numbers[wrong], name="Row")
    return pd.DataFrame(columns, index=rows).sort_index()


def mistakes_columns(schema: Schema) -> dict[str, ColumnConfig]:
    """Return the column formats of `mistakes_table`."""
    share = "%.1f"
    return {
        TRUE: st.column_config.TextColumn("It is"),
        SAID: st.column_config.TextColumn("The model said"),
        P_SAID: st.column_config.NumberColumn("How sure, %", format=share),
        P_TRUE: st.column_config.NumberColumn("Probability of the right one, %", format=share),
        **specimen_columns(schema),
    }


def fewer_table(model: Model) -> pd.DataFrame:
    """Return the best model of each number of measurements, all first."""
    schema, whole = model.schema, model.evaluation.models[0]
    best = [best_partial(model, count) for count in range(len(schema.names) - 1, 0, -1)]
    rows = [(schema.names, whole.accuracy.mean, whole.log_loss.mean)]
    rows += [
        (names, model.partial[names].accuracy, model.partial[names].log_loss) for names in best
    ]
    return pd.DataFrame(
        {
            "Number": len(names),
            "Right answers": percentage(accuracy),
            "Log loss": f"{log_loss:.3f}",
            "Measurements": listed([schema.measurement(name).phrase for name in names]),
        }
        for names, accuracy, log_loss in rows
    )


def best_partial(model: Model, count: int) -> tuple[str, ...]:
    """Return the `count` measurements with the lowest log loss."""
    subsets = [names for names in model.partial if len(names) == count]
    return min(subsets, key=lambda names: model.partial[names].log_loss)


def coefficients_table(model: Model) -> pd.DataFrame:
    """Return the model's numbers as text: each group's start, what each unit adds."""
    rows = ["Start", *(f"{m.label}, per {m.unit or 'unit'}" for m in model.schema.measurements)]
    numbers = np.vstack([model.intercepts, model.coefficients.T])
    columns = {
        name: [number(value, ".4g") for value in column]
        for name, column in zip(model.schema.group_names, numbers.T, strict=True)
    }
    return pd.DataFrame(columns, index=pd.Index(rows, name="Number"))


def size(model: Model) -> int:
    """Return the number of the model's numbers."""
    return model.coefficients.size + model.intercepts.size
