"""Models to export, and specimens to hold each export against the model itself."""

import itertools
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from iris_model.model import Model
from iris_model.model_storage import SHIPPED, load_model
from tools.servers import ROOT

MODELS = ("irises", "penguins", "two", "eight")
HOSTILE_NAMES = ("class", "exp", "2nd_ﬁeld", "m_2nd_field")
HOSTILE_GROUPS = (
    '""")\nopen("broken in", "w")\n("""',
    "{scores} \\ %s 'quoted'\t\"twice\"",
    "=1+1, Ärger 🌷\u2028\\N{DIGIT ONE}\\u0041",
)


def load(name: str) -> Model:
    return load_model(SHIPPED if name == "irises" else ROOT / "tests" / "models" / f"{name}.json")


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest) -> Model:
    return load(request.param)


@pytest.fixture
def irises() -> Model:
    return load("irises")


@pytest.fixture
def hostile() -> Model:
    """The penguins' model, every text of a person's table chosen to do harm."""
    model = load("penguins")
    change = msgspec.structs.replace
    noun = change(model.schema.specimen, singular='a"""\nb', plural='"')
    schema = change(
        model.schema,
        specimen=noun,
        group=noun,
        measurements=tuple(
            change(m, name=name, label=f'{name}"""\n\\', unit='"""\\')
            for m, name in zip(model.schema.measurements, HOSTILE_NAMES, strict=True)
        ),
        groups=tuple(
            msgspec.structs.replace(model.schema.groups[0], name=name) for name in HOSTILE_GROUPS
        ),
    )
    training = change(model.training, source='"""; import os # {c}\n\\')
    return replace(model, schema=schema, training=training, results={})


def specimens_for(model: Model) -> np.ndarray:
    """Training specimens, the corners of the accepted ranges and what lies between them."""
    ranges = [m.accepted_range for m in model.schema.measurements]
    corners = np.array(list(itertools.product(*ranges)))
    lows, highs = np.array(ranges).T
    between = np.random.default_rng(1).uniform(lows, highs, (100, len(ranges)))
    return np.vstack([model.training.measurements[:150], corners, between])
