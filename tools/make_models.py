"""Write the models that ship and those of the tests: `python -m tools.make_models [NAME ...]`.

Names: iris (iris_model/model.json), penguins, two, eight. Equal tables give equal models.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec
import numpy as np
import polars as pl

from iris_model.model import Model
from iris_model.model_storage import SHIPPED
from iris_model.schema import Noun
from iris_model.training.iris import train_irises
from iris_model.training.train import train_table, write_model
from tools.servers import ROOT

MODELS = ROOT / "tests" / "models"
PENGUINS = ROOT / "data" / "samples" / "penguins.csv"
_ABOUT_PENGUINS = (
    "342 penguins that Kristen Gorman and the Palmer Station Long Term Ecological Research program "
    "measured in 2007 to 2009 in the Palmer Archipelago, Antarctica."
)
_COLUMNS = (
    "Length (cm)",
    "A measurement with a name of sixty characters, as some have it (mm)",
    "Thickness (mm)",
    "Offset",
    "Charge (mV)",
    "Angle (°)",
    "Mass (g)",
    "Index",
)
_GROUPS = (
    *("Alpha", "Beta", "A group with a name of forty characters.", "Delta"),
    *("Epsilon", "Zeta", "Eta", "Theta"),
)


def two_groups() -> bytes:
    """Return a table of two groups that overlap in one measurement."""
    codes = np.repeat([0, 1], 30)
    values = np.random.default_rng(2).normal(np.where(codes == 0, 10, 12), 1).round(1)
    groups = np.array(["light", "heavy"])[codes]
    return pl.DataFrame({"weight (kg)": values, "group": groups}).write_csv().encode()


def eight_groups() -> bytes:
    """Return a table of eight groups overlapping in eight measurements of different scales.

    Some are negative, some without unit, one name has 60 characters, another 40.
    """
    generator = np.random.default_rng(8)
    codes = np.repeat(np.arange(8), 60)
    centres = generator.normal(0, 1.0, (8, 8))
    scales = np.array([1, 10, 0.01, 100, 1, 5, 1000, 0.1])
    offsets = np.array([10, 100, 0.1, 0, 0, 50, 20000, 3])
    values = (centres[codes] + generator.normal(size=(480, 8))) * scales + offsets
    decimals = (2, 1, 4, 0, 2, 1, 0, 3)
    columns = {
        name: column.round(places)
        for name, column, places in zip(_COLUMNS, values.T, decimals, strict=True)
    }
    return pl.DataFrame({**columns, "kind": np.array(_GROUPS)[codes]}).write_csv().encode()


def _write(name: str, table: bytes) -> Model:
    model, _ = train_table(table, f"{name}.csv")
    write_model(model, MODELS / f"{name}.json")
    return model


def _penguins() -> None:
    model = _write("penguins", PENGUINS.read_bytes())
    schema = msgspec.structs.replace(
        model.schema, specimen=Noun("penguin", "penguins"), about=_ABOUT_PENGUINS
    )
    write_model(replace(model, schema=schema), ROOT / "data" / "penguins.json")


MAKERS: dict[str, Callable[[], object]] = {
    "iris": lambda: write_model(train_irises()[0], SHIPPED),
    "penguins": _penguins,
    "two": lambda: _write("two", two_groups()),
    "eight": lambda: _write("eight", eight_groups()),
}


def main(names: Sequence[str]) -> None:
    """Write the named models, or all."""
    for name in names or MAKERS:
        MAKERS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
