"""The exported module is run, not read, and must give the model's own probabilities."""

import ast
import json
import re
import subprocess
import sys

import numpy as np
import pytest

from iris_model.export.python import as_python, function_name, parameter_names
from tests.export.conftest import HOSTILE_GROUPS, specimens_for

RUN = """
import json, sys, exported
function = getattr(exported, sys.argv[1])
print(json.dumps([function(*specimen) for specimen in json.load(sys.stdin)]))
"""


def answers(model, specimens, folder):
    """What the exported function says, in a process that has nothing else."""
    (folder / "exported.py").write_text(as_python(model), encoding="utf-8")
    (folder / "run.py").write_text(RUN, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-S", "run.py", function_name(model.schema)],  # -S: no package in reach
        cwd=folder,
        input=json.dumps(specimens.tolist()),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_the_function_gives_the_models_probabilities(model, tmp_path):
    specimens = specimens_for(model)
    found = answers(model, specimens, tmp_path)
    assert all(tuple(answer) == model.schema.group_names for answer in found)
    found = np.array([list(answer.values()) for answer in found])
    np.testing.assert_allclose(found, model.probabilities(specimens), rtol=0, atol=1e-9)


def test_no_name_becomes_code(hostile, tmp_path):
    specimens = specimens_for(hostile)
    found = answers(hostile, specimens, tmp_path)
    assert all(tuple(answer) == HOSTILE_GROUPS for answer in found)
    found = np.array([list(answer.values()) for answer in found])
    np.testing.assert_allclose(found, hostile.probabilities(specimens), rtol=0, atol=1e-9)
    assert not (tmp_path / "broken in").exists()
    statements = ast.parse(as_python(hostile)).body
    assert [type(node) for node in statements] == [ast.Expr, ast.ImportFrom, ast.FunctionDef]


def test_parameters_are_distinct_identifiers_that_hide_nothing(hostile):
    assert parameter_names(hostile.schema) == ["class_", "exp_", "m_2nd_field", "m_2nd_field_"]


def test_the_irises_keep_their_function(irises):
    assert function_name(irises.schema) == "iris_probabilities"
    assert parameter_names(irises.schema) == [*irises.schema.names]


def test_the_function_imports_nothing_but_math(model):
    text = as_python(model)
    assert "import " not in re.sub(r"^from math import exp$", "", text, flags=re.MULTILINE)


def test_the_function_survives_absurd_measurements(irises):
    namespace = {}
    exec(as_python(irises), namespace)
    answer = namespace["iris_probabilities"](1e6, -1e6, 1e6, 1e6)
    assert sum(answer.values()) == pytest.approx(1)
