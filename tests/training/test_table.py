"""What is recognised in a labelled table, and what is refused with what advice."""

import subprocess
import sys

import numpy as np
import pytest

from iris_model.description import f_ratio
from iris_model.errors import IrisError
from iris_model.training.columns import Choice
from tests.training.tables import csv, groups, numbers, recognised
from tools.servers import ROOT

PENGUINS = (ROOT / "data" / "samples" / "penguins.csv").read_bytes()
LABELS = groups(20, 20)
X, Y = numbers(LABELS), numbers(LABELS, 1)


def found(columns, **choice):
    return recognised(csv(columns), choice=Choice(**choice))


def refusal(columns, **choice):
    with pytest.raises(IrisError) as refused:
        found(columns, **choice)
    assert str(refused.value).isprintable()
    return str(refused.value)


@pytest.mark.parametrize("number", [-999, -99, 9999])
def test_a_number_that_says_not_measured_is_refused(number):
    x = [number if row % 10 == 0 else value for row, value in enumerate(X)]
    said = refusal({"x": x, "y": Y, "species": LABELS})
    assert f"“x” is {number} in 4 rows, far from all other values" in said
    assert found({"x": [999.5 + value for value in X], "species": LABELS}).measurements == ("x",)


def test_rows_without_label_and_measurements_are_no_specimens_to_classify():
    x, y = [*X, None, "mm", 1.5, 2.5], [*Y, None, "mm", 2.5, None]
    table = found({"x": x, "y": y, "species": [*LABELS, None, "", None, ""]})
    assert table.unlabelled == 2
    assert table.left_out == {"missing cell": 1, "no number": 1}


def test_penguins_are_recognised_with_reasons():
    table = recognised(PENGUINS, "penguins.csv")
    assert table.label == "species"
    assert table.measurements == (
        *("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"),
    )
    assert table.not_taken == {"island": "text", "sex": "text", "year": "years"}
    assert table.groups == {"Adelie": 151, "Chinstrap": 68, "Gentoo": 123}
    assert (table.rows, table.left_out, table.unlabelled) == (344, {"missing cell": 2}, 0)
    assert table.schema.names == ("bill_length", "bill_depth", "flipper_length", "body_mass")
    assert [m.unit for m in table.schema.measurements] == ["mm", "mm", "mm", "g"]
    assert len(table.specimens.codes) == 342
    assert table.specimens.numbers[3] == 5  # the fourth penguin was not measured


def test_a_person_can_choose_everything():
    table = recognised(
        PENGUINS,
        "penguins.csv",
        Choice("island", ("year", "Body Mass G"), without=("torgersen",)),
    )
    assert (table.label, table.measurements) == ("island", ("year", "body_mass_g"))
    assert list(table.groups) == ["Biscoe", "Dream"]
    assert table.left_out == {"missing cell": 1, "group left out": 52}


def test_rows_add_up_whatever_is_wrong_with_them():
    data = (
        b"x,y,species\n"
        + b"".join(b"%d.5,%d.25,%s\n" % (i % 7, i % 5, b"ab"[i % 2 :][:1]) for i in range(40))
        + b"1.5,,a\n1.5,NA,b\n1.5,tall,a\n1.5,2.5,\n1.5,2.5,?\n1.5,2.5,NA\n1.5\n1.5,2.5,a,7\n"
    )
    table = recognised(data, "table.csv")
    assert table.left_out == {"missing cell": 2, "no number": 1, "line not understood": 2}
    assert table.unlabelled == 3
    assert table.rows == 48 == 40 + sum(table.left_out.values()) + table.unlabelled


@pytest.mark.parametrize(
    ("names", "label"),
    [
        (("type", "species"), "species"),
        (("Class", "colour"), "Class"),
        (("target", "label"), "label"),
        (("site", "wing_kind"), "wing_kind"),
    ],
)
def test_the_label_is_found_by_its_name(names, label):
    assert found({"x": X, **dict.fromkeys(names, LABELS)}).label == label


def test_a_number_can_be_the_label_when_its_name_says_so():
    table = found({"x": X, "class": [0] * 20 + [1] * 20})
    assert (table.label, table.groups) == ("class", {"0": 20, "1": 20})


def test_the_only_text_column_with_few_values_is_the_label():
    table = found({"x": X, "note": [f"plant {i}" for i in range(40)], "colony": LABELS})
    assert table.label == "colony"
    assert table.not_taken == {"note": "text"}


def test_several_possible_labels_are_named():
    message = refusal({"x": X, "colony": LABELS, "sex": LABELS})
    assert "Several columns could name the groups: “colony”, “sex”." in message


def test_no_label_is_refused():
    assert "No column was found that names the groups" in refusal({"x": X, "y": Y})
    assert "--label" in refusal({"x": X, "y": Y})


def test_no_numbers_are_refused():
    message = refusal({"species": LABELS, "colour": ["red", "blue"] * 20})
    assert "No column of numbers was found" in message
    assert "“colour”: text" in message


def test_headers_without_rows_are_refused():
    with pytest.raises(IrisError, match="header but no rows"):
        recognised(b"x,y,species\n", "table.csv")


def test_one_group_is_refused():
    assert "only the group “a”, and at least 2" in refusal({"x": X, "species": ["a"] * 40})


def test_nine_groups_are_refused_and_eight_are_not():
    labels = groups(*[5] * 9)
    columns = {"x": numbers(labels), "species": labels}
    assert "9 groups, and at most 8" in refusal(columns)
    assert len(found(columns, without=("i",)).groups) == 8


def test_a_small_group_is_named_with_what_to_do():
    labels = groups(20, 20, 4)
    message = refusal({"x": numbers(labels), "species": labels})
    assert message.startswith("Group “c” has 4 usable rows, and at least 5 are needed.")
    assert "Add rows to it, or leave it out (--without)." in message
    assert found({"x": numbers(labels), "species": labels}, without=("c",)).groups["b"] == 20


def test_rows_that_cannot_be_used_do_not_count_for_a_group():
    labels = groups(40, 5)
    x = [None if i == 44 else value for i, value in enumerate(numbers(labels))]
    assert "Group “b” has 4 usable rows" in refusal({"x": x, "species": labels})


def test_fewer_than_twenty_rows_are_refused():
    labels = groups(10, 9)
    assert "19 usable rows, and at least 20" in refusal({"x": numbers(labels), "class": labels})


def test_a_group_that_is_not_there_cannot_be_left_out():
    assert "no group “z” to leave out. The groups are “a”, “b”." in refusal(
        {"x": X, "species": LABELS}, without=("z",)
    )


def test_a_column_that_is_not_there_is_named():
    for choice in ({"label": "kind"}, {"measurements": ("kind",)}):
        message = refusal({"x": X, "species": LABELS}, **choice)
        assert message == "There is no column “kind”. The columns are “x”, “species”."


def test_the_label_is_no_measurement():
    message = refusal({"x": X, "species": LABELS}, label="species", measurements=("species",))
    assert "names the groups, so it is no measurement" in message


def test_a_constant_cannot_be_chosen():
    columns = {"x": X, "same": [3] * 40, "species": LABELS}
    assert found(columns).not_taken == {"same": "the same value in all rows"}
    assert "the same value in all rows" in refusal(columns, measurements=("x", "same"))


NOT_MEASUREMENTS = {
    "row": (range(1, 41), "row numbers"),
    "index": (range(40), "row numbers"),
    "plot": ([*range(1, 21)] * 2, "row numbers"),
    "year": ([2007, 2008, 2009, 2010] * 10, "years"),
    "season": ([1999, 2001] * 20, "years"),
    "sample_id": (np.random.default_rng(0).permutation(40) + 1000, "identifiers"),
    "ring": (np.arange(40) * 7 + 300, "identifiers"),
    "note": (["a note"] * 40, "text"),
    "with unit": ([f"{x:.2f} mm" for x in X], "numbers with a unit in each cell"),
    "percent": ([f"{x:.1f}%" for x in X], "numbers with a unit in each cell"),
    "grouped": ([f"{1000 + i},{i:03d}.5" for i in range(40)], "text"),
    "thousands": ([f"{i + 1},{i:03d}.5" for i in range(40)], "numbers with thousands separators"),
    "other mark": ([f"{x:.2f}".replace(".", ",") for x in X], "another decimal mark"),
    "years in turn": ([*range(2001, 2011)] * 4, "years"),
    "empty": (["", "NA"] * 20, "no values"),
    "few": ([None] * 10 + list(X[10:]), "numbers in only 75 % of the rows"),
    "x_again": (X, "the same as “x”"),
    "x_mm": (X * 10, "the same as “x”"),
    "code": ([1] * 20 + [2] * 20, "one value for each group: it seems to be the group in other"),
    "tiny": (X * 1e-12, "too close together"),
    "far from 0": (1e9 + 0.0001 * X, "too close together"),
    "huge": (Y * 1e13, "too large"),
}


@pytest.mark.parametrize("name", NOT_MEASUREMENTS)
def test_a_column_that_is_no_measurement_is_left_with_its_reason(name):
    values, reason = NOT_MEASUREMENTS[name]
    table = found({"x": X, name: list(values), "species": LABELS})
    assert table.measurements == ("x",)
    assert reason in table.not_taken[name]


@pytest.mark.parametrize("name", ["plot", "year", "sample_id", "x_again", "code"])
def test_such_a_column_can_be_chosen_all_the_same(name):
    columns = {"x": X, name: list(NOT_MEASUREMENTS[name][0]), "species": LABELS}
    assert found(columns, measurements=("x", name)).measurements == ("x", name)


@pytest.mark.parametrize(
    "values",
    [
        np.random.default_rng(0).integers(1, 6, 40),
        np.random.default_rng(0).integers(170, 230, 40),
        np.random.default_rng(0).integers(2700, 6300, 40),
        np.random.default_rng(0).integers(0, 2, 40),
        np.random.default_rng(0).integers(-3, 4, 40),
        [None, *X[1:]],
    ],
    ids=["counts", "millimetres", "grams", "zeros and ones", "below zero", "one missing"],
)
def test_whole_numbers_and_columns_with_gaps_are_measurements(values):
    table = found({"x": Y, "z": list(values), "species": LABELS})
    assert table.measurements == ("x", "z")


def test_of_more_than_eight_those_with_the_largest_f_ratio_are_taken():
    from sklearn.feature_selection import f_classif

    labels = groups(20, 20, 20)
    columns = {f"m{i}": numbers(labels, i, apart=(i * 7 % 11) / 10) for i in range(11)}
    table = found({**columns, "species": labels})
    codes = table.specimens.codes
    expected, _ = f_classif(np.column_stack(list(columns.values())), codes)
    best = sorted(columns, key=lambda name: -expected[int(name[1:])])[:8]
    assert set(table.measurements) == set(best)
    assert table.measurements == tuple(name for name in columns if name in best)
    assert "separate the groups better" in table.not_taken[min(set(columns) - set(best))]
    for i, column in enumerate(columns.values()):
        assert f_ratio(column, codes) == pytest.approx(expected[i])


def test_labels_that_differ_in_blanks_or_case_are_one_group():
    labels = ["Apis m."] * 12 + ["apis m."] * 5 + [" Apis  m. "] * 3 + ["Bombus"] * 19 + ["BOMBUS"]
    assert found({"x": X, "species": labels}).groups == {"Apis m.": 20, "Bombus": 20}


STRANGE = ["a, b", 'say "x"', "p=q", "🐧🐝", "x" * 200, "=1+1", "<b>bold</b>", "–"]


def test_group_names_are_kept_as_they_are():
    labels = groups(*[5] * 8, names=STRANGE)
    table = found({"x": numbers(labels), "species": labels})
    assert set(table.groups) == set(STRANGE)
    assert {group.name for group in table.schema.groups} == set(STRANGE)


def test_numeric_groups_are_in_the_order_of_their_numbers():
    labels = groups(10, 10, 10, names=["10", "9", "2"])
    assert list(found({"x": numbers(labels), "class": labels}).groups) == ["2", "9", "10"]


def test_decimal_commas_are_read():
    rows = "".join(
        f"{x:.2f};{label}\n".replace(".", ",") for x, label in zip(X, LABELS, strict=True)
    )
    table = recognised(f"länge (mm);art\n{rows}".encode("cp1252"), "german.csv")
    np.testing.assert_array_equal(table.specimens.measurements[:, 0], X)
    assert (table.label, table.schema.measurements[0].label) == ("art", "Länge")


def test_a_table_without_header_is_recognised_by_its_columns():
    rows = "".join(f"{x},{y},{label}\n" for x, y, label in zip(X, Y, LABELS, strict=True))
    table = recognised(rows.encode(), "plain.csv")
    assert (table.label, table.measurements) == ("column_3", ("column_1", "column_2"))
    assert table.schema.group.singular == "group"
    assert "no header" in table.notes[0]


def test_more_rows_than_can_be_trained_on_are_refused():
    with pytest.raises(IrisError, match="more than 200,000 rows"):
        recognised(b"x,species\n" + b"1.5,a\n2.5,b\n" * 100_001, "long.csv")


def test_recognising_a_table_does_not_wait_for_scikit_learn():
    program = (
        "import sys, iris_model.training.table, iris_model.training.more_rows; "
        "assert not {'sklearn', 'scipy', 'streamlit'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)


def test_a_misspelt_group_is_named_with_the_one_it_may_be():
    labels = [*groups(20, 20, names=["Setosa", "Virginica"]), "Setosaa"]
    said = refusal({"x": numbers(labels), "species": labels})
    assert "Group “Setosaa” has 1 usable row" in said
    assert "Is it “Setosa”, misspelt?" in said
    labels = [*groups(20, 20, names=["group 1", "group 2"]), "group 3"]
    assert "misspelt" not in refusal({"x": numbers(labels), "species": labels})


def test_a_name_has_no_character_that_turns_the_direction_of_the_text():
    labels = groups(20, 20, names=["a\u202eb", "\u2067c\u2069"])
    schema = found({"x\u202ey": X, "species": labels}).schema
    assert schema.group_names == ("a b", "c")
    assert schema.measurements[0].label == "X y"
