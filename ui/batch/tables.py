"""The tables of the Batch page that are about a file and not out of it."""

import pandas as pd

from iris_model.dataset import VARIETIES
from iris_model.files.drift import Drift
from iris_model.files.labels import Truth
from iris_model.phrasing import percentage
from ui.batch.first_look import PROBLEMS, WARNINGS
from ui.batch.outcomes import Outcome
from ui.charts.base import VARIETY_NAMES

NOT_CLASSIFIED = "Not classified"


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


def truth_table(truth: Truth) -> pd.DataFrame:
    """Return a row a variety: how many were found (recall), how often its name is right."""

    def shown(share: float | None) -> str:
        return "–" if share is None else percentage(share)

    return pd.DataFrame(
        {
            "Variety": VARIETY_NAMES,
            "Labelled": [sum(row) for row in truth.confusion],
            "Found (recall)": [shown(truth.recall[variety]) for variety in VARIETIES],
            "Right when said (precision)": [shown(truth.precision[v]) for v in VARIETIES],
        }
    )


def drift_table(drift: Drift) -> pd.DataFrame:
    """Return a row a difference, the largest first; means in cm, effect in deviations."""
    rows = [
        {
            "Flowers": c.variety or "All",
            "Measurement": c.measurement.label,
            "Mean here, cm": f"{c.mean:.2f}",
            "Training mean, cm": f"{c.training_mean:.2f}",
            "Standard deviations apart": f"{c.effect:+.1f}".replace("-", "−"),
            "p, corrected": f"{c.p_value:.2g}",
        }
        for c in drift.differing
    ]
    return pd.DataFrame(rows)
