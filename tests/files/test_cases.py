"""Every file of the collection: answers, problems, layout, and what holds for any file at all."""

import csv
import io
from functools import cache

import polars as pl
import pytest

from iris_model.files.reading.encoding import decode, is_unicode, utf8_lines
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.parsing import parse_regular, parse_tolerant
from iris_model.files.reading.recognition import recognise
from iris_model.files.results import result_names
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_header
from iris_model.files.whole_files import classify_stream
from tests.files.cases import CASES, HEADER, MODEL, TRUTHS, C, Case, S, table

RESULTS = result_names(MODEL.schema).all
LETTERS = {"Setosa": "S", "Versicolor": "C", "Virginica": "V", "": "-"}

each_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@cache
def classified(data: bytes) -> tuple[bytes, Summary, Layout]:
    layout, summary = recognise(data, MODEL), Summary(MODEL.schema)
    rows = classify_stream([data], layout, MODEL, summary)
    return csv_header(layout) + b"".join(rows), summary, layout


def parsed(output: bytes, layout: Layout) -> list[list[str]]:
    encoding = "utf-8" if is_unicode(layout.encoding) else layout.encoding
    text = decode(output, encoding).removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=layout.separator, strict=True))


def rows_of(case: Case) -> tuple[list[dict[str, str]], list[list[str]], Layout]:
    """Return the results of each row by name, all cells of each row, and the layout."""
    output, _, layout = classified(case.data)
    header, *rows = parsed(output, layout)
    assert {len(row) for row in rows} <= {len(header)}
    results = [dict(zip(RESULTS, row[-len(RESULTS) :], strict=True)) for row in rows]
    return results, rows, layout


@each_case
def test_the_file_gets_its_answers(case: Case) -> None:
    results, _, _ = rows_of(case)
    assert "".join(LETTERS[row["predicted_variety"]] for row in results) == case.answers


@each_case
def test_rows_with_a_problem_say_which_and_the_others_say_nothing(case: Case) -> None:
    results, _, _ = rows_of(case)
    for index, row in enumerate(results):
        assert bool(row["problem"]) == (row["predicted_variety"] == "")
        assert any(words in row["problem"] for words in case.problems.get(index, "").split("|"))


@each_case
def test_the_layout_and_the_cells_are_as_they_came(case: Case) -> None:
    _, rows, layout = rows_of(case)
    assert {name: getattr(layout, name) for name in case.layout} == case.layout
    assert not case.note or any(case.note in note for note in layout.notes)
    assert {place: rows[place[0]][place[1]] for place in case.cells} == case.cells


@each_case
def test_a_result_can_be_classified_again(case: Case) -> None:
    output, _, _ = classified(case.data)
    again, _, layout_again = classified(output)
    column = layout_again.names.index("predicted_variety")
    header, *rows = parsed(again, layout_again)
    assert header[-len(RESULTS) :] == [f"{name}_2" for name in RESULTS]
    assert [row[-len(RESULTS)] for row in rows] == [row[column] for row in rows]


@each_case
def test_the_quick_reading_gives_what_the_tolerant_one_gives(case: Case) -> None:
    layout = recognise(case.data, MODEL)
    block = b"".join(utf8_lines([case.data], layout.encoding, 1))
    block = block[layout.data_start + 3 * layout.bom :]
    quick, (tolerant, rest) = parse_regular(block, layout), parse_tolerant(block, layout)
    assert rest == b""
    if quick is not None:
        assert quick.equals(tolerant)
        assert tolerant["defect"].null_count() == tolerant.height


@pytest.mark.parametrize("case", TRUTHS[1:], ids=[case.name for case in TRUTHS[1:]])
def test_the_truth_column_is_found_and_scored(case: Case) -> None:
    _, summary, layout = classified(case.data)
    truth = summary.truth(layout)
    assert truth is not None
    assert (truth.column, truth.labelled, truth.correct) == (layout.names[4], 2, 1)


def test_labels_that_begin_late_are_scored() -> None:
    text = table(*[f"{S},"] * 600, f"{S},setosa", f"{C},setosa", header=f"{HEADER},species")
    _, summary, layout = classified(text.encode())
    truth = summary.truth(layout)
    assert truth is not None
    assert (truth.labelled, truth.correct) == (2, 1)


def test_probabilities_are_the_models() -> None:
    data = next(case.data for case in CASES if case.name == "semicolons and decimal commas")
    output, _, layout = classified(data)
    header, *rows = parsed(output, layout)
    frame = pl.DataFrame(rows, schema=header, orient="row")
    numbers = frame.select(pl.nth(range(4)).str.replace(",", ".").cast(pl.Float64)).to_numpy()
    expected = MODEL.probabilities(numbers)
    for index, row in enumerate(rows):
        assert row[5:8] == [f"{p:.4f}".replace(".", ",") for p in expected[index]]
