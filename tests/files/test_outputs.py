"""The output table: its dialect, its names, harmless formulas, and files whole or not at all."""

import csv
import io
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest

from iris_model.answer.doubt import prediction_set
from iris_model.files.outputs import write_parquet
from iris_model.files.reading.recognition import recognise
from iris_model.files.results import Options, result_names
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_header, distinct_names, output_names
from iris_model.files.whole_files import classify_stream
from iris_model.writing import whole_or_nothing
from tests.files.cases import HEADER, MODEL, C, S, table
from tests.files.in_memory import classify_table


def csv_of(data: bytes, *, raw: bool = False) -> bytes:
    layout = recognise(data, MODEL)
    options = Options(raw=raw)
    rows = classify_stream([data], layout, MODEL, Summary(MODEL.schema), options)
    return csv_header(layout, options) + b"".join(rows)


def notes_of(output: bytes) -> list[str]:
    rows = list(csv.reader(io.StringIO(output.decode(), newline="")))
    return [row[4] for row in rows]


FORMULAS = [
    "=1+1",
    "+1-cmd",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "- checked",
    "=5",
]
NUMBERS = ["-5.1", "+5", "-5,1", "-1e-3", "+.5", " -5"]
HARMLESS = ["-", "+", "'=1", "a=b", "x@y.org", "5-1", "", " =1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_looks_like_a_formula_gets_an_apostrophe_unless_raw(cell: str):
    data = f'{HEADER},note\n{S},"{cell}"\n'.encode()
    assert notes_of(csv_of(data))[1] == f"'{cell}"
    assert notes_of(csv_of(data, raw=True))[1] == cell


@pytest.mark.parametrize("cell", NUMBERS + HARMLESS)
def test_numbers_and_other_text_stay_as_they_are(cell: str):
    assert notes_of(csv_of(f'{HEADER},note\n{S},"{cell}"\n'.encode()))[1] == cell


def test_a_formula_in_a_measurement_or_a_header_is_guarded_too():
    output = csv_of(f'{HEADER},=HYPERLINK("x")\n"=5.1+0",3.5,1.4,0.2,\n'.encode())
    header, row = csv.reader(io.StringIO(output.decode()))
    assert header[4] == '\'=HYPERLINK("x")'
    assert row[0] == "'=5.1+0"


def test_no_problem_begins_like_a_formula_whatever_the_column_is_called():
    output = csv_of(b"=sepal_length,sepal_width,petal_length,petal_width\n=x,3.5,1.4,0.2\n")
    assert list(csv.reader(io.StringIO(output.decode())))[1][-1].startswith(
        "Column “=sepal_length”"
    )


def test_the_dialect_of_the_input_is_kept():
    data = b"\xef\xbb\xbf" + table(S, C, end="\r\n").replace(",", ";").replace(".", ",").encode()
    output = csv_of(data)
    assert output.startswith(b"\xef\xbb\xbfsepal_length;sepal_width;")
    assert output.count(b"\r\n") == output.count(b"\n") == 3
    assert b"\r\n5,1;3,5;1,4;0,2;Setosa;0,9990;0,0010;0,0000;Setosa;;\r\n" in output


def test_results_that_would_look_like_more_cells_are_quoted():
    data = '"sepal_length","sepal_width","petal_length","petal_width"\n"5,1","3,5","1,4","0,2"\n'
    assert b'"5,1","3,5","1,4","0,2",Setosa,"0,9990"' in csv_of(data.encode())


def test_a_name_that_is_taken_gets_the_next_free_number():
    layout = recognise(
        table(f"{S},a,b,c", header=f"{HEADER},problem,problem_2,warning").encode(), MODEL
    )
    assert output_names(layout)[-2:] == ["warning_2", "problem_3"]


def test_names_for_parquet_are_distinct_and_not_empty():
    assert distinct_names(["", "a", "a", "a_2", ""]) == [
        "column_1",
        "a",
        "a_2",
        "a_2_2",
        "column_5",
    ]


def test_a_table_has_the_models_answers_for_all_training_flowers():
    measurements = MODEL.training.measurements
    text = table(*(",".join(map(str, row)) for row in measurements.tolist()))
    layout = recognise(text.encode(), MODEL)
    frame, summary = classify_table([text.encode()], layout, MODEL)
    probabilities = MODEL.probabilities(measurements)
    written = frame.select(result_names(MODEL.schema).probabilities).cast(pl.Float64).to_numpy()
    assert np.abs(written - probabilities).max() <= 0.5e-4 + 1e-9
    sizes = frame["prediction_set"].str.count_matches(r"\|") + 1
    assert sizes.to_list() == [len(prediction_set(MODEL, row)) for row in probabilities]
    assert summary.warnings == 0
    assert (summary.rows, summary.classified, summary.problems) == (150, 150, 0)


def test_warnings_are_those_of_the_distance_and_say_what_is_odd():
    generator = np.random.default_rng(1)
    low, high = np.array([m.accepted_range for m in MODEL.schema.measurements]).T
    measurements = generator.uniform(low, high, size=(500, 4)).round(2).clip(low, high)
    text = table(*(",".join(map(str, row)) for row in measurements.tolist()))
    layout = recognise(text.encode(), MODEL)
    frame, _ = classify_table([text.encode()], layout, MODEL)
    expected = MODEL.distances(measurements).min(axis=1) > 18.47
    assert frame["warning"].is_not_null().to_list() == expected.tolist()
    odd, _ = classify_table([table("9.9,3.5,1.4,0.2").encode()], layout, MODEL)
    assert "sepal length beyond" in odd["warning"][0]


def test_drift_and_truth_are_counted_on_the_way():
    text = table(*[f"{S},setosa"] * 30, *[f"{C},"] * 30, header=f"{HEADER},species")
    layout = recognise(text.encode(), MODEL)
    _, summary = classify_table([text.encode()], layout, MODEL)
    truth = summary.truth(layout)
    assert truth is not None
    assert truth.labelled == truth.correct == 30
    assert summary.drift(MODEL).rows == 60


def test_a_file_appears_whole(tmp_path: Path):
    with whole_or_nothing(tmp_path / "o") as temporary:
        temporary.write_text("new")
        assert not (tmp_path / "o").exists()
    assert (tmp_path / "o").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["o"]


def test_a_failure_leaves_what_was_there(tmp_path: Path):
    (tmp_path / "o").write_text("old")

    def write() -> None:
        with whole_or_nothing(tmp_path / "o") as temporary:
            temporary.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with whole_or_nothing(tmp_path / "link") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"


def test_two_writers_in_one_folder_leave_each_other_alone(tmp_path: Path):
    with whole_or_nothing(tmp_path / "a") as first, whole_or_nothing(tmp_path / "b") as second:
        first.write_text("a")
        second.write_text("b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_table_of_many_columns_is_written_in_few_row_groups(tmp_path: Path):
    layout = recognise((HEADER + "".join(f",c{i}" for i in range(996)) + "\n").encode(), MODEL)
    rows = pl.DataFrame({str(i): ["x"] * 1000 for i in range(len(output_names(layout)))})
    write_parquet(tmp_path / "o.parquet", [rows] * 20, layout)
    written = pq.ParquetFile(tmp_path / "o.parquet")
    assert written.metadata.num_rows == 20_000
    assert written.num_row_groups <= 5
