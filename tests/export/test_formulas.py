"""Each exported form is run, not read, and must give the model's own probabilities."""

import ast
import csv
import io
import itertools
import json
import math
import re
import subprocess
import sys

import ironcalc
import numpy as np
import pytest

from iris_model.dataset import MEASUREMENTS, VARIETIES, load_dataset
from iris_model.export.formulas import as_json, as_python, as_spreadsheet
from iris_model.model import load_model

TRAINING_FLOWERS = load_dataset().measurements
CORNERS = np.array(list(itertools.product(*(m.accepted_range for m in MEASUREMENTS))))
FLOWERS = np.vstack([TRAINING_FLOWERS, CORNERS])
RUN_EXPORTED_FUNCTION = """
import json, sys
from exported import iris_probabilities
print(json.dumps([iris_probabilities(*flower) for flower in json.load(sys.stdin)]))
"""


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.fixture(scope="module")
def expected(model):
    return model.probabilities(FLOWERS)


def test_the_python_function_gives_the_models_probabilities(model, expected, tmp_path):
    (tmp_path / "exported.py").write_text(as_python(model), encoding="utf-8")
    (tmp_path / "run.py").write_text(RUN_EXPORTED_FUNCTION, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-S", "run.py"],  # -S: not even installed packages are in reach
        cwd=tmp_path,
        input=json.dumps(FLOWERS.tolist()),
        capture_output=True,
        text=True,
        check=True,
    )
    answers = json.loads(done.stdout)
    assert all(list(answer) == list(VARIETIES) for answer in answers)
    answers = np.array([list(answer.values()) for answer in answers])
    np.testing.assert_allclose(answers, expected, rtol=0, atol=1e-12)


def test_the_python_function_imports_nothing_but_math(model):
    imports = [
        node for node in ast.walk(ast.parse(as_python(model))) if isinstance(node, ast.ImportFrom)
    ]
    assert [node.module for node in imports] == ["math"]
    assert "import " not in re.sub(r"^from math import exp$", "", as_python(model), flags=re.M)


def test_the_python_function_survives_absurd_measurements(model):
    namespace = {}
    exec(as_python(model), namespace)
    answer = namespace["iris_probabilities"](1e6, -1e6, 1e6, 1e6)
    assert sum(answer.values()) == pytest.approx(1)


def spreadsheet(text, language):
    """Paste the exported cells at A1 of an empty sheet in a user's language."""
    sheet = ironcalc.create("iris", locale=language, language_id=language)
    for row, cells in enumerate(csv.reader(io.StringIO(text), delimiter="\t"), start=1):
        for column, cell in enumerate(cells, start=1):
            sheet.set_user_input(0, row, column, cell)
    sheet.evaluate()
    return sheet


def row_of(sheet, row, columns):
    return [sheet.get_cell_value(0, row, column) for column in columns]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_spreadsheet_gives_the_models_probabilities(model, expected, language):
    sheet = spreadsheet(as_spreadsheet(model), language)
    answers = []
    for flower in FLOWERS.tolist():
        for column, value in enumerate(flower, start=1):
            sheet.update_cell_with_number(0, 2, column, value)
        sheet.evaluate()
        answers.append(row_of(sheet, 2, range(5, 8)))
    np.testing.assert_allclose(np.array(answers), expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_row_of_the_spreadsheet_answers_for_its_own_flower(model, language):
    sheet = spreadsheet(as_spreadsheet(model), language)
    for row, mean in enumerate(model.means, start=2):
        flower = row_of(sheet, row, range(1, 5))
        np.testing.assert_allclose(flower, mean, atol=0.05)
        np.testing.assert_allclose(
            row_of(sheet, row, range(5, 8)),
            model.probabilities(np.array([flower]))[0],
            rtol=0,
            atol=1e-9,
        )


def test_the_spreadsheet_holds_nothing_that_a_language_spells_differently(model):
    header, *rows = csv.reader(io.StringIO(as_spreadsheet(model)), delimiter="\t")
    assert header[:4] == [m.name for m in MEASUREMENTS]
    assert len(header) == 7
    for cell in itertools.chain(*rows):
        assert re.fullmatch(r"=[-+*/^()0-9A-D]+", cell)


def test_the_json_alone_is_enough_to_repeat_the_probabilities(model, expected):
    stored = json.loads(as_json(model))
    answers = []
    for flower in FLOWERS.tolist():
        scores = [
            intercept + sum(c * value for c, value in zip(row, flower, strict=True))
            for row, intercept in zip(stored["coefficients"], stored["intercepts"], strict=True)
        ]
        powers = [math.exp(score - max(scores)) for score in scores]
        answers.append([power / sum(powers) for power in powers])
    np.testing.assert_allclose(np.array(answers), expected, rtol=0, atol=1e-12)
    assert stored["varieties"] == list(VARIETIES)
    assert stored["measurements"] == [m.name for m in MEASUREMENTS]
    assert stored["unit"] == "cm"
