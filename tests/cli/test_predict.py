"""One specimen on the command line."""

import json
import subprocess
import sys

import msgspec
import pytest

from iris_model.answer.answer import answer, answer_in_words
from iris_model.answer.mix import parse_mix
from iris_model.errors import IrisError
from iris_model.model_storage import load_model
from iris_model.validation import parse_specimen
from tests.cli.running import FLOWER, MODELS, error_of, output_of, run
from tools.servers import ROOT

IRISES = load_model()
PENGUINS = MODELS / "penguins.json"
KNOWN = dict(zip(IRISES.schema.names, map(float, FLOWER), strict=True))
BIRD = {"bill_length": 46.5, "bill_depth": 17.9, "flipper_length": 192.0, "body_mass": 3500.0}


def as_printed(found) -> dict:
    return json.loads(msgspec.json.encode(found))


def json_of(capsys, *arguments: str) -> dict:
    return json.loads(output_of(capsys, ["predict", *arguments, "--json"]))


def test_the_variety_comes_first():
    done = run("predict", *FLOWER)
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("Versicolor (")
    assert done.stdout == answer_in_words(IRISES, KNOWN) + "\n"


def test_json_is_the_whole_answer_unrounded(capsys):
    assert json_of(capsys, *FLOWER) == as_printed(answer(IRISES, KNOWN))


@pytest.mark.parametrize("place", range(5))
def test_an_option_may_be_anywhere(capsys, place):
    arguments = [*FLOWER]
    arguments.insert(place, "--json")
    found = json.loads(output_of(capsys, ["predict", *arguments]))
    assert found["predicted"] == "Versicolor"


def test_two_dashes_end_the_options(capsys):
    assert output_of(capsys, ["predict", "--", "5.1", "3.5", "1.4", "0.2"]).startswith("Setosa")
    assert output_of(capsys, ["predict", "--json", "--", *FLOWER]).startswith("{")


@pytest.mark.parametrize(
    "names",
    [
        ("slen", "swid", "plen", "pwid"),
        ("sepal_length", "sepal_width", "petal_length", "petal_width"),
        ("SLEN", "Sepal width", "petal_length", "pwid"),
    ],
)
def test_values_can_be_named_in_any_order(capsys, names):
    pairs = [f"{name}={value}" for name, value in zip(names, FLOWER, strict=True)]
    assert json_of(capsys, *reversed(pairs)) == as_printed(answer(IRISES, KNOWN))


def test_named_values_may_be_missing(capsys):
    found = json_of(capsys, "plen=4.9", "pwid=1.6")
    known = {"petal_length": 4.9, "petal_width": 1.6}
    assert found == as_printed(answer(IRISES, known))
    assert found["measured"] == ["petal_length", "petal_width"]
    assert found["next"] in ("sepal_length", "sepal_width")
    assert output_of(capsys, ["predict", "pwid=1.6"]).startswith(("Versicolor", "Virginica"))


def test_another_model_is_asked_by_option_or_environment(capsys, monkeypatch):
    values = [str(value) for value in BIRD.values()]
    expected = as_printed(answer(load_model(PENGUINS), BIRD))
    assert json_of(capsys, *values, "--model", str(PENGUINS)) == expected
    assert json_of(capsys, *values, f"--model={PENGUINS}") == expected
    monkeypatch.setenv("IRIS_MODEL", str(PENGUINS))
    assert json_of(capsys, *values) == expected
    assert json_of(capsys, "body_mass=3500", "bill_depth=17.9")["measured"] == [
        "bill_depth",
        "body_mass",
    ]
    monkeypatch.setenv("IRIS_MODEL", "")
    assert json_of(capsys, *FLOWER) == as_printed(answer(IRISES, KNOWN))


def test_the_option_goes_before_the_environment(capsys, monkeypatch):
    monkeypatch.setenv("IRIS_MODEL", "/nowhere")
    two = MODELS / "two.json"
    known = {load_model(two).schema.names[0]: 10.0}
    found = json_of(capsys, "10", "--model", str(two))
    assert found == as_printed(answer(load_model(two), known))


def test_a_measuring_error_says_how_often_the_answer_stays(capsys):
    found = json_of(capsys, *FLOWER, "--error", "0.1")
    assert found == as_printed(answer(IRISES, KNOWN, error=0.1))
    assert found["remeasured"]["error"] == 0.1
    words = output_of(capsys, ["predict", *FLOWER, "--error=0.1"])
    assert words == answer_in_words(IRISES, KNOWN, error=0.1) + "\n"


@pytest.mark.parametrize("text", ["0", "-1", "x", "nan", "1e999", "", "100000", "5" * 4301])
def test_an_error_that_is_none_is_refused(capsys, text):
    assert "--error" in error_of(capsys, "predict", *FLOWER, "--error", text)


def test_another_mix_changes_the_answer(capsys):
    text = "Virginica=90,Setosa=5,Versicolor=5"
    model = IRISES.with_mix(parse_mix(IRISES.schema, text))
    found = json_of(capsys, *FLOWER, "--mix", text)
    assert found == as_printed(answer(model, KNOWN))
    assert found["probabilities"]["Virginica"] > answer(IRISES, KNOWN).probabilities["Virginica"]


@pytest.mark.parametrize(
    "text", ["Setosa", "Rosa=1", "Setosa=1", "Setosa=1\nVersicolor=1", "Setosa=1,Setosa=2", '"', ""]
)
def test_a_mix_that_is_none_is_refused(capsys, text):
    assert "mix" in error_of(capsys, "predict", *FLOWER, "--mix", text)


@pytest.mark.parametrize(
    "texts",
    [
        ("-1", "3.0", "4.9", "1.6"),
        ("-1e3", "3.0", "4.9", "1.6"),
        ("5.9", "-.5", "4.9", "1.6"),
        ("5.9", "-inf", "4.9", "1.6"),
        ("5.9", "3.0", "-5,1", "1.6"),
        ("5.9", "3.0", "4.9", "-"),
        ("59", "30", "49", "16"),
        ("0", "0", "0", "0"),
        ("5,9", "3,0", "4,9", "1,6"),
        ("five", "3.0", "4.9", "1.6"),
        ("", "3.0", "4.9", "1.6"),
        ("5" * 4301, "3.0", "4.9", "1.6"),
    ],
    ids=lambda texts: " ".join(texts)[:30],
)
def test_a_wrong_measurement_gets_the_validators_message(capsys, texts):
    with pytest.raises(IrisError) as caught:
        parse_specimen(IRISES.schema, dict(zip(IRISES.schema.names, texts, strict=True)))
    assert error_of(capsys, "predict", *texts) == f"error: {caught.value}\n"


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (("5.9", "3.0"), "plen and pwid"),
        (("5.9", "3.0", "4.9"), "pwid"),
        ((*FLOWER, "7.7"), "7.7"),
        (("slen=5.9", "3.0"), "NAME=VALUE"),
        (("slen=5.9", "sepal_length=5.9"), "sepal_length"),
        (("length=5.9",), "length"),
        (("=5.9",), "slen, swid, plen, pwid"),
        (("slen=5=9",), "slen=5"),
        (("slen=x",), "x"),
        (("slen=59",), "59"),
        (("slen=",), "measurement"),
    ],
    ids=str,
)
def test_values_that_do_not_fit_are_named(capsys, values, named):
    assert named in error_of(capsys, "predict", *values)


def test_help_names_the_accepted_range_of_every_measurement():
    text = run("predict", "--help").stdout
    assert "slen or sepal_length: sepal length in cm, 2.15 to 15.8" in text
    assert "petal width in cm, 0.05 to 5" in text
    text = run("predict", "--model", str(PENGUINS), "--help").stdout
    assert "body_mass: body mass in g" in text


def test_a_prediction_loads_nothing_that_it_does_not_need():
    script = (
        "import sys; from iris_model.__main__ import main;"
        f"main(['predict', *{FLOWER!r}, '--error', '0.1']);"
        "print(*{m.partition('.')[0] for m in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {*done.stderr.split()}
    assert "numpy" in loaded
    assert not loaded & {"sklearn", "scipy", "pandas", "polars", "streamlit", "altair", "pyarrow"}
