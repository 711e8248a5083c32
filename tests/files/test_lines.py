"""The quick way through regular lines: the same bytes and counts as the tolerant way."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from iris_model.errors import IrisError
from iris_model.files.lines import classify_lines, keeps_lines
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.recognition import recognise
from iris_model.files.results import NO_OPTIONS
from iris_model.files.summary import Summary
from iris_model.files.whole_files import classify_stream
from iris_model.model import Model
from iris_model.model_storage import load_model
from tests.files.both_ways import tolerantly
from tests.files.cases import CASES, DATA_DIR, HEADER, MODEL, Case, S

MODELS = Path(__file__).parents[1] / "models"
ROWS = 30_000
HEAD = "Sepal.Length,Sepal.Width,Petal.Length,Petal.Width,Species,Note"


def models() -> list[Model]:
    return [MODEL, *(load_model(path) for path in sorted(MODELS.glob("*.json")))]


def specimens(model: Model, rows: int = ROWS) -> list[list[str]]:
    """Return cells of specimens like those of training, and of a few that are like none."""
    generator = np.random.default_rng(7)
    kept = model.training.measurements
    spread = kept.std(axis=0)
    found = kept[generator.integers(len(kept), size=rows)]
    found = found + generator.standard_normal(found.shape) * spread / 5
    places = [m.decimals for m in model.schema.measurements]
    return [[f"{v:.{p}f}" for v, p in zip(row, places, strict=True)] for row in found.tolist()]


def table(model: Model, rows: list[list[str]], end: str = "\n") -> bytes:
    header = [f"{m.name}_{m.unit}" if m.unit else m.name for m in model.schema.measurements]
    return (end.join(map(",".join, [header, *rows])) + end).encode()


def both_ways(data: bytes, model: Model = MODEL) -> tuple[bytes, bytes, Layout]:
    """Return the output of the quick way and of the tolerant one; their counts must be equal."""
    layout = recognise(data[:100_000], model)
    quick, tolerant = Summary(model.schema), Summary(model.schema)
    pieces = (data[i : i + 65_536] for i in range(0, len(data), 65_536))
    found = b"".join(classify_stream(pieces, layout, model, quick))
    expected = tolerantly(data, layout, model, tolerant)
    assert quick.to_json(layout) == tolerant.to_json(layout)
    assert quick.labels == tolerant.labels
    return found, expected, layout


@pytest.mark.parametrize("model", models(), ids=lambda model: model.schema.title)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_specimens_of_any_model_get_the_same_lines_both_ways(model: Model, end: str) -> None:
    data = table(model, specimens(model), end)
    found, expected, layout = both_ways(data, model)
    assert keeps_lines(layout, NO_OPTIONS, dialect=layout)
    rows = data[layout.data_start :]
    assert classify_lines(rows, layout, model, NO_OPTIONS, dialect=layout) is not None
    assert found == expected


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_files_of_all_kinds_get_the_same_lines_both_ways(case: Case) -> None:
    found, expected, _ = both_ways(case.data)
    assert found == expected


@pytest.mark.parametrize("path", sorted((DATA_DIR / "samples").iterdir()), ids=lambda p: p.name)
def test_samples_get_the_same_lines_both_ways(path: Path) -> None:
    for model in models():
        try:
            found, expected, _ = both_ways(path.read_bytes(), model)
        except IrisError:
            continue  # a table of something else
        assert found == expected


def troubled_lines(seed: int, rows: int) -> Iterator[str]:
    """Yield lines of a collection's table, every tenth of which has some trouble."""
    chance = random.Random(seed)
    other = "Petal.Length,Sepal.Width,Sepal.Length,Petal.Width,Species,Note"
    for number, cells in enumerate(specimens(MODEL, rows)):
        line = [*cells, chance.choice(["setosa", "virginica", "Virginca", ""]), f"row {number}"]
        if chance.random() < 0.1:
            line[chance.randrange(6)] = chance.choice(
                ["", "NA", "5,1", "x", "=1+1", "-", "1e9", "mean", " 5.1", "ü", "0.0", "3", "+4.9"]
            )
        if chance.random() < 0.01:
            line = line[: chance.randrange(1, 6)]
        if chance.random() < 0.00005:
            yield chance.choice([other, '5.1,3.5,1.4,0.2,"a\nb",', "", '5.1,"3.5,1.4', HEAD])
        yield ",".join(line)


@pytest.mark.parametrize("seed", range(3))
def test_rows_with_trouble_come_out_the_same_both_ways(seed: int) -> None:
    data = "\n".join([HEAD, *troubled_lines(seed, ROWS)]).encode()
    found, expected, _ = both_ways(data)
    assert found == expected


def test_a_table_below_another_is_judged_the_same_both_ways() -> None:
    rows = [",".join(row) for row in specimens(MODEL)] * 12
    rows.insert(len(rows) // 4, "petal length,petal width,sepal length,sepal width")
    data = "\n".join(["sepal length,sepal width,petal length,petal width", *rows]).encode()
    found, expected, _ = both_ways(data)
    assert found == expected
    assert found.count(b"below another header") == 3 * len(rows) // 4


@pytest.mark.parametrize("odd", [f"mean,{S},=1", f"min,{S},@x", "mean,5.1,3.5"])
def test_a_row_that_only_others_show_to_sum_up_is_judged_the_same_both_ways(odd: str) -> None:
    rows = [f"a,{S},"] * 20
    data = "\n".join([f"plant,{HEADER},note", *rows, odd, f"max,{S},", *rows]).encode()
    found, expected, _ = both_ways(data)
    assert found == expected
    assert f"max,{S},,,,,,,,This row sums up others".encode() in found


@pytest.mark.parametrize("doubt", ["5,1,3,5,1,4", "5,1,3,5,setosa,", "7.9,2.0,1.0,2.5,setosa,"])
def test_a_line_unlike_any_flower_is_doubted_the_same_both_ways(doubt: str) -> None:
    data = "\n".join([HEAD, *[f"{S},setosa,"] * 20, doubt, doubt]).encode()
    found, expected, layout = both_ways(data)
    rows = data[layout.data_start :]
    quick = classify_lines(rows, layout, MODEL, NO_OPTIONS, dialect=layout)
    assert quick is not None
    assert (quick.special is not None) == doubt.startswith("5,1,")
    assert found == expected
    assert (b"decimal marks" in found) == doubt.startswith("5,1,")
