"""The bundled data: the checksum that its README states, and samples that are what it says."""

import csv
import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from tests.files.cases import DATA_DIR, MODEL

FLOWERS, CODES = MODEL.training.measurements, MODEL.training.codes
VARIETIES = MODEL.schema.group_names
README = (DATA_DIR / "README.md").read_text(encoding="utf-8")
SAMPLES = sorted((DATA_DIR / "samples").iterdir())


def sample(name: str, delimiter: str = ",", encoding: str = "utf-8") -> list[list[str]]:
    """Return the records of a sample, header included, the way Python's own reader splits them."""
    text = (DATA_DIR / "samples" / name).read_bytes().decode(encoding)
    return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))


def are_training_flowers(measurements: np.ndarray) -> bool:
    known = {tuple(flower) for flower in FLOWERS.tolist()}
    return all(tuple(flower) in known for flower in measurements.round(1).tolist())


def test_the_readme_states_the_checksum_of_the_data():
    sha256 = hashlib.sha256((DATA_DIR / "iris.csv").read_bytes()).hexdigest()
    assert re.findall(r"\b[0-9a-f]{64}\b", README) == [sha256]


def test_the_data_does_not_have_the_two_errors_of_the_uci_copy():
    flowers = FLOWERS.tolist()
    assert flowers[34] == [4.9, 3.1, 1.5, 0.2]
    assert flowers[37] == [4.9, 3.6, 1.4, 0.1]


def test_the_two_equal_flowers_that_the_readme_names_are_the_only_ones():
    flowers = [tuple(flower) for flower in FLOWERS.tolist()]
    repeated = [i + 1 for i, flower in enumerate(flowers) if flowers.count(flower) > 1]
    assert repeated == [102, 143]


def test_the_readme_describes_every_sample_and_no_other():
    section = README.split("## samples/")[1]
    assert sorted(re.findall(r"^\| `([^`]+)`", section, re.MULTILINE)) == [p.name for p in SAMPLES]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_small(path: Path):
    assert 200 < path.stat().st_size < 20_000


def test_the_gist_sample_holds_all_150_flowers_in_the_layout_of_the_gist():
    raw = (DATA_DIR / "samples" / "gist.csv").read_bytes()
    assert raw.startswith(
        b'"sepal.length","sepal.width","petal.length","petal.width","variety"\r\n'
        b'5.1,3.5,1.4,.2,"Setosa"\r\n'
    )
    header, *rows = sample("gist.csv")
    assert header[:4] == [name.replace("_", ".") for name in MODEL.schema.names]
    measurements = np.array([row[:4] for row in rows]).astype(float)
    assert np.array_equal(measurements, FLOWERS)
    assert [row[4] for row in rows] == [VARIETIES[code] for code in CODES]


def test_the_kaggle_sample_names_each_flower_by_its_row_in_the_data():
    _, *rows = sample("kaggle.csv")
    for identifier, *cells, species in rows:
        index = int(identifier) - 1
        assert [float(cell) for cell in cells] == FLOWERS[index].tolist()
        assert species == f"Iris-{VARIETIES[CODES[index]].lower()}"


def test_the_kaggle_sample_includes_every_training_flower_the_model_gets_wrong():
    answers = MODEL.probabilities(FLOWERS).argmax(axis=1)
    wrong = {str(index + 1) for index in np.flatnonzero(answers != CODES)}
    assert wrong <= {row[0] for row in sample("kaggle.csv")}
    assert len(wrong) == 3


def test_the_german_sample_has_a_bom_semicolons_and_decimal_commas():
    raw = (DATA_DIR / "samples" / "german-excel.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfDatum;Ort;")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 25
    _, *rows = sample("german-excel.csv", ";", "utf-8-sig")
    cells = [[cell.replace(",", ".") for cell in row[2:6]] for row in rows]
    assert are_training_flowers(np.array(cells).astype(float))
    assert {len(row) for row in rows} == {7}


def test_the_millimetre_sample_holds_training_flowers_ten_times_as_large():
    _, *rows = sample("millimetres.tsv", "\t")
    assert are_training_flowers(np.array([row[1:] for row in rows]).astype(float) / 10)


def test_the_dried_sample_holds_training_flowers_14_percent_smaller():
    _, *rows = sample("dried-flowers.csv")
    dried = np.array([row[1:5] for row in rows]).astype(float)
    assert are_training_flowers(dried / 0.86)
