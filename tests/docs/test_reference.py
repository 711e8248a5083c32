"""Every option, setting, parameter and field is documented,, and no other."""

import csv
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping

import msgspec
import pytest

from iris_model.__main__ import main
from iris_model.answer import answer
from iris_model.cli.parser import create_parser
from iris_model.evaluation import Bin, Difference, Evaluation, Figure, HeldOut, ModelFigures
from iris_model.model_file import FORMAT, ModelFile, Partial, Training
from iris_model.model_storage import load_model
from iris_model.schema import Measurement, Schema
from iris_model.training.train import Figures, TrainingReport
from tests.docs.pages import PAGES, existing, first_column, section, words_in_code
from tools.servers import ROOT


def fields(kind: type[msgspec.Struct]) -> list[str]:
    """Return the names that a structure has in JSON."""
    return [field.encode_name for field in msgspec.structs.fields(kind)]


@pytest.mark.parametrize("script", ["docs.make_help", "docs.draw_pictures"])
def test_what_is_generated_is_up_to_date(script):
    done = subprocess.run(
        [sys.executable, "-m", script, "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("page", PAGES)
def test_every_option_in_a_text_is_there(page):
    _, commands = create_parser()
    ours = {o for parser in commands.values() for a in parser._actions for o in a.option_strings}
    others = {"--host", "--app-dir", "--workers", "--memory-limit", "--nthreads", "--data-binary"}
    others |= {"--port", "--no-use-colors", "--quick"}
    found = {
        o for word in words_in_code(PAGES[page]) for o in re.findall(r"(?<!\w)--[a-z-]+", word)
    }
    assert found <= ours | others


def test_every_setting_in_a_text_is_one_that_the_program_reads():
    files = [ROOT / "server.py", *(ROOT / "iris_model").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]
    read = {name for file in files for name in re.findall(r"\"(IRIS_[A-Z_]+)\"", file.read_text())}
    written = {name for text in PAGES.values() for name in re.findall(r"IRIS_[A-Z_]+", text)}
    assert written == read


@pytest.mark.parametrize(
    ("page", "heading", "header", "kind"),
    [
        ("docs/model-file.md", "The model file", "field", ModelFile),
        ("docs/model-file.md", "schema", "field", Schema),
        ("docs/model-file.md", "partial", "field", Partial),
        ("docs/model-file.md", "training", "field", Training),
        ("docs/model-file.md", "evaluation", "field", Evaluation),
        ("docs/command-line.md", "predict", "key", answer.Answer),
        ("docs/command-line.md", "train", "key", TrainingReport),
    ],
)
def test_every_field_of_a_structure_is_documented(page, heading, header, kind):
    assert sorted(first_column(section(page, heading), header)) == sorted(fields(kind))


def test_every_field_of_a_measurement_is_documented():
    _, after = section("docs/model-file.md", "schema").split("A measurement:")
    assert sorted(first_column(after, "field")) == sorted(fields(Measurement))


@pytest.mark.parametrize(
    ("page", "heading", "kinds"),
    [
        ("docs/model-file.md", "evaluation", (ModelFigures, HeldOut, Figure, Difference, Bin)),
        ("docs/command-line.md", "train", (Figures,)),
        (
            "docs/command-line.md",
            "predict",
            (
                answer.ChangedSpecimen,
                answer.SimilarSpecimen,
                answer.SingleMeasurement,
                answer.MeasuredAgain,
            ),
        ),
    ],
)
def test_every_field_further_inside_is_mentioned(page, heading, kinds):
    mentioned = words_in_code(section(page, heading))
    for kind in kinds:
        assert set(fields(kind)) <= set(mentioned), kind


def test_the_format_of_the_model_file_is_the_one_documented():
    assert f"| `format` | {FORMAT} |" in PAGES["docs/model-file.md"]


def test_the_columns_and_the_summary_of_classify_are_those_documented(tmp_path, capsys):
    output = tmp_path / "out.csv"
    table = str(ROOT / "data" / "samples" / "kaggle.csv")
    assert main(["classify", table, "-o", str(output), "--partial", "--reasons", "--json"]) == 0
    with output.open(newline="", encoding="utf-8") as file:
        header = next(csv.reader(file))
    groups = len(load_model().schema.groups)
    found = header[header.index("predicted_variety") :]
    del found[2 : 1 + groups]  # the other probabilities
    text = section("docs/command-line.md", "classify")
    documented = [name for name in first_column(text, "column") if name != "predicted_"]
    assert sorted(found) == sorted(documented)
    summary: Mapping[str, object] = msgspec.json.decode(capsys.readouterr().out)
    assert sorted(summary) == sorted(first_column(text, "key"))


def anchors(text: str) -> Iterable[str]:
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_the_project_leads_somewhere(page):
    links = re.findall(r"\]\(([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"", PAGES[page])
    for link in (first or second for first, second in links):
        if link.startswith("http"):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_text_names_is_there(page):
    folders = "iris_model|ui|pages|tests|tools|docs|data|deploy|benchmarks"
    for word in words_in_code(PAGES[page]):
        if re.fullmatch(rf"(?:{folders})/[\w./-]*", word) and word != "data/mine.json":
            assert existing(word), word
