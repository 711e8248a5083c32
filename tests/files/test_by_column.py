"""A file summed up by a column: counts, intervals and clear answers, held against other counts."""

import csv
import io
from collections import Counter

import pytest
from scipy.stats import binomtest

from iris_model.errors import IrisError
from iris_model.files.by_column import (
    MOST_VALUES,
    Part,
    SummaryBy,
    count_by,
    find_column,
    parts,
    whole,
)
from iris_model.files.reading.recognition import recognise
from iris_model.files.whole_files import classify_blocks
from tests.files.cases import HEADER, MODEL, C, S, V
from tests.files.in_memory import classify_table

SITES = [*("north",) * 9, *("south",) * 6, "", "north", "east"]
FLOWERS = [*(S,) * 8, V, *(C, V, C, V, C, V), S, "5.1,x,1.4,0.2", V]
DATA = "\n".join(
    [f"{HEADER},site", *(f"{flower},{site}" for flower, site in zip(FLOWERS, SITES, strict=True))]
).encode()


def summed(data: bytes, column: str = "site", *, block_bytes: int = 2**20) -> SummaryBy:
    layout = recognise(data, MODEL)
    summary = SummaryBy(MODEL.schema, column=column)
    list(classify_blocks([data], layout, MODEL, summary, block_bytes=block_bytes))
    return summary


def test_each_text_of_the_column_has_the_counts_of_its_rows():
    table, _ = classify_table([DATA], recognise(DATA, MODEL), MODEL)
    expected: Counter[tuple[str, str | None]] = Counter(
        (site or "", group)
        for site, group in zip(table["site"], table["predicted_variety"], strict=True)
    )
    found = summed(DATA).parts
    assert [part.value for part in found] == ["north", "south", "", "east"]
    for part in found:
        for name, count in zip(MODEL.schema.group_names, part.counts, strict=True):
            assert count == expected[part.value, name]
    assert [part.rows for part in found] == [10, 6, 1, 1]
    assert found[0].answered == 9


def test_blocks_add_up_to_the_whole_file():
    rows = DATA.split(b"\n", 1)[1] + b"\n"
    data = DATA.split(b"\n", 1)[0] + b"\n" + rows * 300
    assert summed(data, block_bytes=1000).by == summed(data).by
    assert summed(data).by["north", "Setosa"] == 300 * 8


def test_counts_from_a_result_on_disk_are_the_same():
    table, _ = classify_table([DATA], recognise(DATA, MODEL), MODEL)
    counts = count_by(table.lazy(), "site", "predicted_variety")
    assert parts(counts, MODEL.schema) == summed(DATA).parts


def test_the_intervals_are_wilsons():
    part = Part("x", 12, (7, 0, 4))
    for count, interval in zip(part.counts, part.intervals, strict=True):
        expected = binomtest(count, 11).proportion_ci(method="wilson")
        assert interval == pytest.approx((expected.low, expected.high))


@pytest.mark.parametrize(
    ("counts", "answer"),
    [((8, 0, 1), 0), ((0, 3, 3), None), ((3, 0, 0), None), ((0, 4, 0), 1), ((0, 0, 0), None)],
)
def test_only_a_clear_majority_answers_for_the_whole(counts, answer):
    assert Part("", sum(counts), counts).answer == answer


def test_the_whole_is_the_sum_of_the_parts():
    found = summed(DATA).parts
    everything = whole(found, 3)
    assert everything.rows == len(SITES)
    assert everything.counts == (9, 3, 5)


def test_a_column_with_a_text_for_each_row_is_refused():
    rows = "\n".join(f"{S},{number}" for number in range(MOST_VALUES + 1))
    with pytest.raises(IrisError, match="more than 1,000 different values"):
        summed(f"{HEADER},site\n{rows}\n".encode())


def test_a_column_is_found_by_its_name_in_any_case_or_by_its_number():
    names = ["Site", "site", "Colony", "7"]
    assert find_column(names, "Site") == 0
    assert find_column(names, "site") == 1
    assert find_column(names, " colony") == 2
    assert find_column(names, "7") == 3
    assert find_column(names, "3") == 2
    for wanted, message in (("SITE", "More than one"), ("9", "no column"), ("0", "no column")):
        with pytest.raises(IrisError, match=message):
            find_column(names, wanted)


def test_the_json_and_the_table_say_the_same():
    summary = summed(DATA)
    said = summary.to_json(recognise(DATA, MODEL))["by"]
    assert said["column"] == "site"
    north = said["values"][0]
    assert (north["value"], north["rows"], north["classified"]) == ("north", 10, 9)
    assert north["groups"] == {"Setosa": 8, "Versicolor": 0, "Virginica": 1}
    assert north["answer"] == "Setosa"
    assert said["values"][1]["answer"] is None
    lines = summary.table()
    assert lines[1].split()[:3] == ["north", "10", "8"]
    assert lines[1].endswith("Setosa")
    assert lines[-1].startswith("all")
    assert lines[3].startswith("(empty)")


def test_a_name_of_the_results_in_the_file_is_no_answer():
    data = f"{HEADER},predicted_variety\n{S},x\n{V},x\n".encode()
    (part,) = summed(data, "predicted_variety").parts
    assert part.counts == (1, 0, 1)
    assert next(csv.reader(io.StringIO(data.decode())))[-1] == "predicted_variety"
