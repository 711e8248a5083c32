"""The bundled samples that a model can classify, and a template."""

import pandas as pd

from iris_model.answer.examples import typical_specimen
from iris_model.errors import IrisError
from iris_model.files.reading.recognition import HEAD_BYTES, recognise
from iris_model.model import Model, kept_with_model
from ui.cached import SAMPLES

LABELS = {
    "gist.csv": "150 known flowers",
    "kaggle.csv": "Kaggle’s layout",
    "german-excel.csv": "German Excel",
    "problem-rows.csv": "A messy notebook",
    "dried-flowers.csv": "Dried flowers",
    "millimetres.tsv": "Millimetres",
    "penguins.csv": "344 penguins",
}
"""Labels of the files in data/samples."""


@kept_with_model
def samples(model: Model) -> dict[str, str]:
    """Return the samples with all of a model's measurements, and their labels."""
    return {name: label for name, label in LABELS.items() if _fits(name, model)}


def _fits(name: str, model: Model) -> bool:
    try:
        recognise((SAMPLES / name).read_bytes()[:HEAD_BYTES], model)
    except IrisError:
        return False
    return True


def example_table(model: Model) -> pd.DataFrame:
    """Return an example file as text: a typical specimen of each group."""
    rows = [typical_specimen(model, code) for code in range(len(model.schema.groups))]
    table = pd.DataFrame(rows, columns=list(model.schema.names))
    return table.apply(
        lambda column: column.map(f"{{:.{model.schema.measurement(column.name).decimals}f}}".format)
    )
