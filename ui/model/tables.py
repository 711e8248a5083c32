"""The tables of the Model page: figures, bins, flowers, coefficients."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from iris_model.dataset import MEASUREMENTS, VARIETIES, Dataset
from iris_model.evaluation import THIS_MODEL, Bin, ModelFigures
from iris_model.files.labels import wilson_interval
from iris_model.model import Model
from iris_model.phrasing import percent
from ui.charts.base import VARIETY_NAMES
from ui.charts.comparison import MEASURES, measured

_PROBABILITIES = [f"{variety}, %" for variety in VARIETIES]
_MEASUREMENTS = [f"{measurement.label}, cm" for measurement in MEASUREMENTS]
JUDGED_COLUMNS: dict[str, ColumnConfig] = {
    name: st.column_config.NumberColumn(format="%.1f") for name in _PROBABILITIES + _MEASUREMENTS
}


def comparison_table(models: Sequence[ModelFigures]) -> pd.DataFrame:
    """Return a row a model: mean ± spread of every measure, and how scikit-learn makes it."""
    rows = [
        {
            "Model": model.name,
            **{
                measure.label: measured(getattr(model, measure.key), measure)
                for measure in MEASURES.values()
            },
            "Log loss against this model": _difference(model),
            "In scikit-learn": model.settings,
        }
        for model in models
    ]
    return pd.DataFrame(rows)


def _difference(model: ModelFigures) -> str:
    """Return by how much a model's log loss exceeds this one's; nothing for this one itself."""
    if model.name == THIS_MODEL:
        return ""
    difference = model.log_loss_difference
    text = f"{difference.mean:+.3f} ± {difference.standard_error:.3f}"
    return text.replace("-", "−")


def reliability_table(bins: Sequence[Bin]) -> pd.DataFrame:
    """Return a row a bin: what was stated, how often it came true, and a 95 % interval of that."""
    rows = []
    for b in bins:
        low, high = wilson_interval(b.true, b.count)
        rows.append(
            {
                "The model said": f"{100 * b.low:.0f} to {100 * b.high:.0f} %",
                "on average": percent(b.stated),
                "times": b.count,
                "came true": b.true,
                "that is": f"{100 * b.true / b.count:.0f} %",
                "95 % interval": f"{100 * low:.0f} to {100 * high:.0f} %",
            }
        )
    return pd.DataFrame(rows)


def judged_table(model: Model, dataset: Dataset, flowers: Sequence[int]) -> pd.DataFrame:
    """Return a row a flower, by number from 1: variety, probabilities in %, measurements in cm.

    The probabilities are those of a model fitted without the flower.
    """
    rows = [number - 1 for number in flowers]
    names = [VARIETY_NAMES[code] for code in dataset.codes[rows]]
    table = pd.DataFrame({"Flower": flowers, "It is": names})
    table[_PROBABILITIES] = 100 * model.training.out_of_fold_probabilities[rows]
    table[_MEASUREMENTS] = dataset.measurements[rows]
    return table


def coefficients_table(model: Model) -> pd.DataFrame:
    """Return the fifteen numbers: a column a variety, what it starts from and what a cm adds."""
    rows = ["Start", *(f"{m.label}, per cm" for m in MEASUREMENTS)]
    numbers = np.vstack([model.intercepts, model.coefficients.T])
    return pd.DataFrame(numbers, index=pd.Index(rows, name="Number"), columns=VARIETY_NAMES)


def groups(cells: Sequence[Sequence[Sequence[int]]]) -> dict[str, Sequence[int]]:
    """Return flower numbers by what happened to them, the mistakes all together first."""
    wrong = sorted(
        number
        for true, row in enumerate(cells)
        for predicted, numbers in enumerate(row)
        for number in numbers
        if true != predicted
    )
    called = {
        f"{VARIETY_NAMES[true]} called {VARIETY_NAMES[predicted]} ({len(flowers)})": flowers
        for true, row in enumerate(cells)
        for predicted, flowers in enumerate(row)
        if flowers
    }
    return {f"All mistakes ({len(wrong)})": wrong, **called}


def size(model: Model) -> int:
    """Return of how many numbers the model consists."""
    return model.coefficients.size + model.intercepts.size
