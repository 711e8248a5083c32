"""A model exported on the command line: to standard output or to a file."""

import pytest

from iris_model.export.html import as_html
from iris_model.export.python import as_python
from iris_model.export.spreadsheet import as_spreadsheet
from iris_model.model_storage import SHIPPED, load_model, model_bytes
from tests.cli.running import MODELS, error_of, output_of

TEXTS = {
    "json": lambda model: model_bytes(model).decode(),
    "python": as_python,
    "spreadsheet": as_spreadsheet,
    "html": as_html,
}


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize("path", [SHIPPED, MODELS / "two.json"], ids=lambda path: path.name)
def test_the_export_and_nothing_else_is_printed_or_written(capsys, tmp_path, form, path):
    expected = TEXTS[form](load_model(path))
    arguments = ["export", form, "--model", str(path)]
    assert output_of(capsys, arguments) == expected.rstrip("\n") + "\n"
    output = tmp_path / "o"
    assert output_of(capsys, [*arguments, "-o", str(output)]) == ""
    assert output.read_bytes() == expected.encode()
    assert [*tmp_path.iterdir()] == [output]


def test_the_json_is_a_model_that_is_used_again(capsys, tmp_path):
    path = tmp_path / "again.json"
    two = str(MODELS / "two.json")
    output_of(capsys, ["export", "json", "--model", two, "-o", str(path)])
    predict = ["predict", "10", "--json", "--model"]
    assert output_of(capsys, [*predict, str(path)]) == output_of(capsys, [*predict, two])


def test_an_output_that_cannot_be_written_is_one_line(capsys, tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (tmp_path / "loop", tmp_path / "missing" / "o", tmp_path):
        assert (
            str(path) in error_of(capsys, "export", "python", "-o", str(path)) or path.name == "o"
        )
    assert [path.name for path in tmp_path.iterdir()] == ["loop"]
