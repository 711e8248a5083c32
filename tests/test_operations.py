"""docs/operations.md says what there is: settings, limits, files."""

import re
import tomllib

from streamlit import config

from tools.servers import ROOT

WORDS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
PACKAGES = ("iris_model", "ui", "pages")


def test_every_variable_that_the_program_reads_is_explained() -> None:
    files = [ROOT / "server.py", ROOT / "app.py"]
    files += [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    read = {name for file in files for name in re.findall(r"\"(IRIS_[A-Z_]+)\"", file.read_text())}
    assert read
    for name in read:
        assert f"| `{name}` |" in WORDS


def test_the_limits_are_those_of_the_settings() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    largest = settings["server"]["maxUploadSize"]
    assert f"on the page and in the API: {largest}, and exactly {largest} is accepted" in WORDS
    seconds = config.get_option("server.disconnectedSessionTTL")
    assert f"how many seconds a closed page can come back: {seconds} |" in WORDS
    assert "two minutes after the page is closed" in WORDS


def test_every_file_and_every_target_of_make_is_there() -> None:
    for path in re.findall(r"`((?:deploy|docs|tests|ui|benchmarks)/[\w./]+)`", WORDS):
        assert (ROOT / path).exists(), path
    targets = (ROOT / "Makefile").read_text()
    for target in re.findall(r"`make (\w+)`", WORDS):
        assert f"\n{target}:" in targets
