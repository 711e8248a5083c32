"""A model file from elsewhere: read whole, or refused with one sentence."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from iris_model.errors import IrisError
from iris_model.model_storage import LARGEST_FILE, SHIPPED, load_model, model_bytes, read_model
from tools.servers import ROOT

MODELS = [SHIPPED, ROOT / "data" / "penguins.json", *(ROOT / "tests" / "models").glob("*.json")]
TEXT = (ROOT / "tests" / "models" / "penguins.json").read_text(encoding="utf-8")
WHOLE = json.loads(TEXT)


def change(*keys, to):
    """Return the penguins' model with one value replaced, or removed where to is None."""
    place = broken = json.loads(TEXT)
    for key in keys[:-1]:
        place = place[key]
    if to is REMOVED:
        del place[keys[-1]]
    else:
        place[keys[-1]] = to
    return json.dumps(broken).encode()


REMOVED = object()
CONSTANT = [[1.0, *row[1:]] for row in WHOLE["training"]["measurements"]]
FIRST, GROUP = ("schema", "measurements", 0), ("schema", "groups", 0)
TWICE = WHOLE["schema"]["groups"][1]
BROKEN = {
    "empty": b"",
    "an empty object": b"{}",
    "an empty list": b"[]",
    "a number": b"3",
    "null": b"null",
    "no JSON": b"sepal_length,sepal_width\n5.1,3.5\n",
    "binary": bytes(range(256)),
    "UTF-16": json.dumps(WHOLE).encode("utf-16"),
    "a lone surrogate": b'{"format": 2, "schema": "\\ud800"}',
    "cut off": json.dumps(WHOLE).encode()[:5000],
    "lists nested deeply": b"[" * 200_000,
    "objects nested deeply": b'{"schema":' * 100_000,
    "deep inside a field": b'{"format": 2, "schema": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "an unknown field": change("surprise", to=1),
    "no schema": change("schema", to=REMOVED),
    "no coefficients": change("coefficients", to=REMOVED),
    "another format": change("format", to=1),
    "a format that is text": change("format", to="2"),
    "a format of many digits": change("format", to=10**400),
    "coefficients of one group": change("coefficients", to=WHOLE["coefficients"][:1]),
    "ragged coefficients": change("coefficients", 0, to=[1.0]),
    "coefficients as text": change("coefficients", 0, to=["1", "2", "3", "4"]),
    "a NaN": change("coefficients", 0, 0, to=float("nan")),
    "an infinity": change("intercepts", 0, to=float("inf")),
    "a huge number": change("means", 0, 0, to=1e300),
    "a number over all floats": json.dumps(WHOLE).replace('"C": 100.0', '"C": 1e999').encode(),
    "an integer over all floats": change("means", 0, 0, to=10**400),
    "C of zero": change("C", to=0),
    "a negative C": change("C", to=-1.0),
    "a threshold over one": change("set_threshold", to=1.5),
    "a covariance of zeros": change("covariances", 0, to=[[0.0] * 4] * 4),
    "a covariance that is not symmetric": change("covariances", 0, 0, 1, to=1e6),
    "covariances of another size": change("covariances", 0, to=[[1.0]]),
    "one group only": change("schema", "groups", to=[TWICE]),
    "no groups": change("schema", "groups", to=[]),
    "nine groups": change("schema", "groups", to=[{"name": str(i)} for i in range(9)]),
    "two groups of one name": change(*GROUP, to=TWICE),
    "two groups that differ in case": change(*GROUP, "name", to=TWICE["name"].upper()),
    "a group without name": change(*GROUP, "name", to=""),
    "a group with a long name": change(*GROUP, "name", to="x" * 10_000),
    "a group with a control character": change(*GROUP, "name", to="a\x00b"),
    "a group that is a number": change(*GROUP, "name", to=1),
    "no measurements": change("schema", "measurements", to=[]),
    "two measurements of one name": change(*FIRST, "name", to="bill_depth"),
    "two parameters of one name": change(*FIRST, "parameter", to="bill_depth"),
    "two labels of one name": change(*FIRST, "label", to="Bill depth"),
    "a parameter the program uses": change(*FIRST, "parameter", to="embed"),
    "a name the program uses": change(*FIRST, "name", to="mix"),
    "a name with a blank": change(*FIRST, "name", to="bill length"),
    "a label of blanks": change(*FIRST, "label", to="  "),
    "a unit of 1,000 characters": change(*FIRST, "unit", to="m" * 1000),
    "an alias of 10,000 characters": change(*FIRST, "aliases", to=["m" * 10_000]),
    "100,000 aliases": change(*FIRST, "aliases", to=["m"] * 100_000),
    "a range upside down": change(*FIRST, "training_range", to=[60.0, 30.0]),
    "a range of three": change(*FIRST, "training_range", to=[1.0, 2.0, 3.0]),
    "a slider beyond what is accepted": change(*FIRST, "slider_range", to=[0.0, 1e6]),
    "a slider short of the training range": change(*FIRST, "slider_range", to=[40.0, 50.0]),
    "a step of zero": change(*FIRST, "step", to=0),
    "a step of a thousand sliders": change(*FIRST, "step", to=1e-30),
    "a step wider than the slider": change(*FIRST, "step", to=1e6),
    "decimals without number": change(*FIRST, "decimals", to=-1),
    "a drawing that is not there": change("schema", "drawing", to="../secret"),
    "an iris drawn of penguins": change("schema", "drawing", to="iris"),
    "a title of a megabyte": change("schema", "title", to="x" * 10**6),
    "no partial models": change("partial", to=[]),
    "a partial model too few": change("partial", to=WHOLE["partial"][1:]),
    "a partial model twice": change("partial", 0, to=WHOLE["partial"][1]),
    "a partial model of others": change("partial", 0, "measurements", to=["tail_length"]),
    "a partial model of a wrong shape": change("partial", 0, "coefficients", to=[[1.0]]),
    "a partial model without sense": change("partial", 0, "log_loss", to=float("nan")),
    "a partial accuracy of 2": change("partial", 0, "accuracy", to=2.0),
    "no training rows": change("training", "codes", to=[]),
    "rows without codes": change("training", "codes", to=WHOLE["training"]["codes"][1:]),
    "codes of no group": change("training", "codes", 0, to=7),
    "negative codes": change("training", "codes", 0, to=-1),
    "codes with decimals": change("training", "codes", 0, to=0.5),
    "codes over all integers": change("training", "codes", 0, to=10**30),
    "row numbers over all integers": change("training", "numbers", 0, to=10**30),
    "more used than read": change("training", "rows", to=10),
    "rows over all integers": change("training", "rows", to=10**30),
    "fewer left out than none": change("training", "left_out", "missing cell", to=-2),
    "ragged training rows": change("training", "measurements", 0, to=[1.0]),
    "probabilities over 1": change("training", "out_of_fold_probabilities", 0, to=[2.0, 0.0, 0.0]),
    "probabilities of nothing": change("training", "out_of_fold_probabilities", 0, to=[0.0] * 3),
    "a row outside its range": change("training", "measurements", 0, 0, to=1e9),
    "a constant measurement": change(
        "training",
        "measurements",
        to=[[1.0, *row[1:]] for row in WHOLE["training"]["measurements"]],
    ),
    "a checksum of blanks": change("training", "sha256", to="  "),
    "no compared models": change("evaluation", "models", to=[]),
    "a confusion of another size": change("evaluation", "held_out", "confusion", to=[[1]]),
    "a negative confusion": change("evaluation", "held_out", "confusion", 0, 0, to=-5),
    "an empty confusion": change("evaluation", "held_out", "confusion", to=[[0] * 3] * 3),
    "more right than judged": change("evaluation", "held_out", "correct", to=10**6),
    "an empty bin": change("evaluation", "held_out", "reliability", 0, "count", to=0),
    "a bin over 1": change("evaluation", "held_out", "reliability", 0, "stated", to=7.0),
    "no calibration": change("evaluation", "held_out", "reliability", to=[]),
    "a figure without sense": change("evaluation", "models", 0, "log_loss", "mean", to=None),
    "a figure that is not finite": change(
        "evaluation", "models", 0, "log_loss", "mean", to=float("inf")
    ),
    "no curve": change("evaluation", "curve", to=[]),
    "a curve at C of zero": change("evaluation", "curve", 0, "C", to=0.0),
    "folds of zero": change("evaluation", "folds", to=0),
    "100,000 sentences of advice": change("evaluation", "advice", to=["Well."] * 100_000),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_with_one_sentence(data):
    with pytest.raises(IrisError) as refused:
        read_model(data, "bees.json")
    message = str(refused.value)
    assert message.startswith("bees.json is not a model of this program: ")
    assert message.endswith(".")
    assert message.isprintable()
    assert len(message) < 500


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("nine groups", "there is a mistake in schema.groups (expected `array` of length <= 8)."),
        ("codes with decimals", "a mistake in training.codes (a list of whole numbers is needed)."),
        ("no JSON", ": JSON is malformed"),
    ],
)
def test_a_mistake_is_found_by_the_sentence(case, why):
    with pytest.raises(IrisError, match=re.escape(why)):
        read_model(BROKEN[case], "bees.json")


def test_a_file_of_over_50_mb_is_refused_unread(tmp_path):
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(IrisError, match="over 50 MB"):
        load_model(path)
    with pytest.raises(IrisError, match="over 50 MB"):
        read_model(bytes(LARGEST_FILE + 1), "large.json")


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(IrisError, match=r"The model .*nowhere\.json can't be read: No such file"):
        load_model(tmp_path / "nowhere.json")
    with pytest.raises(IrisError, match="can't be read: Is a directory"):
        load_model(tmp_path)


@pytest.mark.parametrize("name", ["a\x00b", "x" * 5000])
def test_a_path_that_no_file_can_have_is_refused(name):
    with pytest.raises(IrisError, match="can't be read"):
        load_model(Path(name))


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.name)
def test_a_whole_file_is_read_and_written_again_byte_for_byte(path):
    data = path.read_bytes()
    assert model_bytes(read_model(data, path.name)) == data
    assert model_bytes(load_model(path)) == data


def test_a_row_of_numbers_is_on_one_line():
    text = SHIPPED.read_text(encoding="utf-8")
    first = ", ".join(map(str, json.loads(text)["coefficients"][0]))
    assert f"\n  [{first}],\n" in text


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.name)
def test_text_within_a_model_is_kept_as_it_is(path):
    whole = json.loads(path.read_text(encoding="utf-8"))
    whole["schema"]["groups"][0]["name"] = 'Ä, "quoted" = [1,  2] 🐧' + "x" * 200
    model = read_model(json.dumps(whole).encode(), "renamed.json")
    again = read_model(model_bytes(model), "again.json")
    assert again.schema == model.schema
    assert again.schema.groups[0].name == whole["schema"]["groups"][0]["name"]


def test_what_is_read_cannot_be_written_to():
    model = load_model()
    for array in (model.coefficients, model.training.measurements, model.training.codes):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    assert isinstance(model.coefficients, np.ndarray)
