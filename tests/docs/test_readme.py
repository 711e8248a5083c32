"""What README, CONTRIBUTING and the workflow say is so."""

import re

from iris_model.files.reading.any_table import MOST_ROWS
from iris_model.schema import MOST_GROUPS, MOST_MEASUREMENTS
from iris_model.training.columns import FEWEST_OF_A_GROUP
from iris_model.training.table import FEWEST_ROWS
from tests.docs.pages import PAGES, section
from tools.servers import ROOT
from ui.frame import PAGES as LINKS
from ui.train.new_model import _STEPS
from ui.train.process import LONGEST_SECONDS

README = " ".join(PAGES["README.md"].split())
COMMAND_LINE = " ".join(PAGES["docs/command-line.md"].split())


def test_the_pages_are_those_of_the_app():
    named = re.findall(r"^\| \*\*(\w+)\*\* \|", section("README.md", "The pages"), re.MULTILINE)
    assert named == [label for _, label in LINKS]


def test_the_limits_are_those_of_the_program():
    assert f"in 2 to {MOST_GROUPS} groups, measured by 1 to {MOST_MEASUREMENTS} numbers" in README
    least = f"t least {FEWEST_OF_A_GROUP} rows in each group and {FEWEST_ROWS} in all"
    assert least in README
    assert f"at most {MOST_ROWS:,} rows" in COMMAND_LINE
    assert f"2 to {MOST_GROUPS} groups, at least {FEWEST_OF_A_GROUP} rows in each" in COMMAND_LINE
    assert LONGEST_SECONDS == 5 * 60
    assert "stopped after five minutes" in PAGES["docs/operations.md"]


def test_the_secret_for_community_cloud_is_written_as_on_the_train_page():
    assert 'IRIS_MODEL = "data/' in _STEPS
    assert '```toml\nIRIS_MODEL = "data/mine.json"\n```' in PAGES["README.md"]


def test_every_figure_about_speed_comes_from_the_results():
    """A number with a unit of time, rate or memory in README is in benchmarks/results.md too."""
    results = (ROOT / "benchmarks" / "results.md").read_text(encoding="utf-8")
    unit = r"(?:ms|s|MB|×|reruns a second|answers a second)"
    for number in re.findall(rf"([\d.,]*\d) {unit}\b", section("README.md", "Speed")):
        assert number in results, number


def test_the_workflow_runs_the_tests():
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert "- run: make test" in workflow
    assert '"3.11"' in workflow
