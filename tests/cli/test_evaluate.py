"""How good a model is, on the command line."""

import json

import msgspec
import pytest

from iris_model.model_storage import SHIPPED, load_model
from tests.cli.running import MODELS, output_of

PATHS = (SHIPPED, *(MODELS / f"{name}.json" for name in ("penguins", "two", "eight")))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_json_is_every_figure_of_the_file(capsys, path):
    found = json.loads(output_of(capsys, ["evaluate", "--json", "--model", str(path)]))
    assert found == json.loads(msgspec.json.encode(load_model(path).evaluation))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_text_names_the_models_the_verdict_and_the_advice(capsys, path):
    model = load_model(path)
    text = output_of(capsys, ["evaluate", "--model", str(path)])
    held_out = model.evaluation.held_out
    assert f"{held_out.correct} of {held_out.count} right" in text
    for named in (*(m.name for m in model.evaluation.models), *model.evaluation.advice):
        assert named in text
