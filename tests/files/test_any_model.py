"""Whole files for models of other tables: any groups, any measurements, any units."""

import csv
import io
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest

from iris_model.answer.mix import parse_mix
from iris_model.answer.shares import shares
from iris_model.errors import IrisError
from iris_model.files.reading.given_columns import parse_columns
from iris_model.files.reading.layout import Overrides
from iris_model.files.reading.recognition import recognise
from iris_model.files.reasons import row_shares
from iris_model.files.results import Options, result_names
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_header
from iris_model.files.value_counts import count_values
from iris_model.files.whole_files import classify_stream
from iris_model.model import Model
from iris_model.model_storage import load_model
from tests.files.cases import HEADER, MODEL, C, S, V, table
from tools.specimens import random_model, random_specimens

MODELS = Path(__file__).resolve().parents[1] / "models"
PENGUINS, TWO, EIGHT = (
    load_model(MODELS / name) for name in ("penguins.json", "two.json", "eight.json")
)
ALL = {"irises": MODEL, "penguins": PENGUINS, "two": TWO, "eight": EIGHT}
each_model = pytest.mark.parametrize("model", ALL.values(), ids=ALL)
PENGUIN_HEADER = "species,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g"


def classified(
    text: str, model: Model, options: Options | None = None, overrides: Overrides | None = None
) -> tuple[list[dict[str, str]], Summary, tuple[str, ...]]:
    """Return the rows of the output by column, the summary and the notes."""
    data, options = text.encode(), options or Options()
    layout = recognise(data, model, overrides=overrides or Overrides(partial=options.partial))
    summary = Summary(model.schema)
    output = csv_header(layout, options) + b"".join(
        classify_stream([data], layout, model, summary, options)
    )
    rows = csv.DictReader(io.StringIO(output.decode(), newline=""), delimiter=layout.separator)
    return list(rows), summary, layout.notes


def text_of(model: Model, rows: list[tuple[float, ...]]) -> str:
    header = ",".join(model.schema.names)
    return table(*(",".join(map(str, row)) for row in rows), header=header)


@each_model
def test_answers_are_the_models(model: Model) -> None:
    specimens = random_specimens(model.schema, 300, seed=1)
    rows, summary, _ = classified(text_of(model, specimens), model)
    names = result_names(model.schema)
    for specimen, row in zip(specimens, rows, strict=True):
        code, probabilities = model.classify(specimen)
        assert row[names.predicted] == model.schema.group_names[code]
        written = [float(row[name]) for name in names.probabilities]
        assert written == pytest.approx(probabilities, abs=0.51e-4)
    unlike = model.distances(np.array(specimens)).min(axis=1) > model.far
    assert [bool(row["warning"]) for row in rows] == unlike.tolist()
    assert sum(summary.groups.values()) == summary.classified == 300


def test_a_measurement_may_be_called_code() -> None:
    first, *others = TWO.schema.measurements
    measurements = (msgspec.structs.replace(first, name="code"), *others)
    schema = msgspec.structs.replace(TWO.schema, measurements=measurements)
    model = replace(TWO, schema=schema, results={})
    specimens = np.array(random_specimens(schema, 100, seed=1))
    text = text_of(model, specimens.tolist()) + "?\n" * 100
    _, summary, _ = classified(text, model)
    assert (summary.classified, summary.problems) == (100, 100)
    codes = model.probabilities(specimens).argmax(axis=1)
    assert np.array_equal(summary.values, count_values(specimens, codes, schema))


def test_groups_may_be_numbers() -> None:
    groups = tuple(
        msgspec.structs.replace(group, name=str(code))
        for code, group in enumerate(MODEL.schema.groups)
    )
    schema = msgspec.structs.replace(MODEL.schema, groups=groups)
    model = replace(MODEL, schema=schema, results={})
    text = table("6,3,5,2,1", "5,4,2,0.2,0", header=f"{HEADER},species")
    rows, _, _ = classified(text, model)
    assert [row["problem"] for row in rows] == ["", ""]


def test_whole_numbers_are_no_parts_of_decimals_where_all_usual_values_are_whole() -> None:
    measurements = tuple(
        msgspec.structs.replace(m, decimals=0, step=1.0) for m in MODEL.schema.measurements
    )
    schema = msgspec.structs.replace(MODEL.schema, measurements=measurements)
    rows, _, _ = classified(table("5,4,2,2"), replace(MODEL, schema=schema, results={}))
    assert "combination" in rows[0]["warning"]
    rows, _, _ = classified(table("5,4,2,2"), MODEL)
    assert "decimal marks" in rows[0]["problem"]


def test_columns_are_named_after_the_group() -> None:
    assert result_names(PENGUINS.schema).all == (
        *("predicted_species", "probability_adelie", "probability_chinstrap"),
        *("probability_gentoo", "prediction_set", "warning", "problem"),
    )
    assert "probability_a_group_with_a_name_of_forty_characters" in result_names(EIGHT.schema).all


def test_penguins_are_read_as_they_are_published() -> None:
    text = table(
        "Adelie,39.1,18.7,181,3750", "Gentoo,46.1,13.2,211,4500", "Adelie,NA,NA,NA,NA",
        header=PENGUIN_HEADER,
    )  # fmt: skip
    rows, summary, notes = classified(text, PENGUINS)
    assert [row["predicted_species"] for row in rows] == ["Adelie", "Gentoo", ""]
    assert "bill length" not in rows[0]["problem"]
    assert notes == ()
    truth = summary.truth(recognise(text.encode(), PENGUINS))
    assert truth is not None
    assert (truth.correct, truth.labelled) == (2, 2)


@pytest.mark.parametrize(
    "header",
    [
        "Bill Length (mm),Bill Depth (mm),Flipper Length (mm),Body Mass (g)",
        "BILL-LENGTH,BILL-DEPTH,FLIPPER-LENGTH,BODY-MASS",
        "bill length in mm,bill depth in mm,flipper.length,bodyMass",
    ],
)
def test_names_are_read_in_any_case_and_punctuation(header: str) -> None:
    rows, _, _ = classified(table("39.1,18.7,181,3750", header=header), PENGUINS)
    assert rows[0]["predicted_species"] == "Adelie"


def test_a_unit_of_the_same_kind_is_converted_and_said() -> None:
    header = "bill_length_cm,bill_depth_cm,flipper_length_cm,body_mass_kg"
    rows, _, notes = classified(table("3.91,1.87,18.1,3.75", header=header), PENGUINS)
    plain, _, _ = classified(
        table("39.1,18.7,181,3750", header=",".join(PENGUINS.schema.names)), PENGUINS
    )
    assert list(rows[0].values())[4:] == list(plain[0].values())[4:]
    assert "the body mass as kilograms" in notes[0]
    assert "the bill depth as centimetres" in notes[0]


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        ("bill_length_kg,bill_depth,flipper_length,body_mass", "39,18,181,3750", "units"),
        ("bill_length_in,bill_depth_in,flipper_length_in,body_mass_g", "2,1,7,3750", "units"),
        ("bill_length_cm,bill_depth,flipper_length,body_mass", "3.9,18,181,3750", "units"),
        (
            "bill_length_cm,bill_depth_cm,flipper_length_cm,body_mass_g",
            "39.1,18.7,181,3750",
            "says centimetres, but the values make sense only as millimetres",
        ),
        (
            "bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_kg",
            "39.1,18.7,181,3750",
            "says kilograms, but the values make sense only as grams",
        ),
    ],
)
def test_units_that_cannot_be_meant_are_refused(header: str, row: str, words: str) -> None:
    with pytest.raises(IrisError, match=words):
        recognise(table(row, header=header).encode(), PENGUINS)


def test_metres_are_read_for_irises_too() -> None:
    header = "sepal_length_m,sepal_width_m,petal_length_m,petal_width_m"
    rows, _, notes = classified(table("0.051,0.035,0.014,0.002", header=header), MODEL)
    assert rows[0]["predicted_variety"] == "Setosa"
    assert notes == ("The measurements were read as metres, as the header says.",)


def test_each_column_may_have_a_unit_of_its_own() -> None:
    header = "sepal_length_mm,sepal_width_cm,petal_length_cm,petal_width_mm"
    rows, _, _ = classified(table("51,3.5,1.4,2", header=header), MODEL)
    plain, _, _ = classified(table(S), MODEL)
    assert list(rows[0].values())[4:] == list(plain[0].values())[4:]


def test_one_measurement_alone_is_a_table() -> None:
    rows, _, _ = classified("weight\n9.1\n13.0\nx\n", TWO)
    assert [row["predicted_group"] for row in rows] == ["light", "heavy", ""]


def test_an_order_that_values_cannot_show_is_not_guessed() -> None:
    model = random_model(3, 3, seed=2)
    alike = np.tile(model.training.measurements[:, :1], 3)
    assert recognise(b"5.1,3.5,1.4,0.2\n7,3.2,4.7,1.4\n", MODEL).header is False
    text = "\n".join(",".join(map(str, row)) for row in alike.tolist())
    with pytest.raises(IrisError):
        recognise(text.encode(), model)


@each_model
def test_partial_rows_are_answered_by_the_model_of_what_is_there(model: Model) -> None:
    names = model.schema.names
    known = [
        subset
        for size in range(1, len(names) + 1)
        for subset in combinations(range(len(names)), size)
    ]
    specimens = random_specimens(model.schema, len(known), seed=3)
    lines = [
        ",".join(
            str(value) if i in subset else ["", "NA", "nan", "?"][i % 4]
            for i, value in enumerate(specimen)
        )
        for specimen, subset in zip(specimens, known, strict=True)
    ]
    rows, summary, _ = classified(
        table(*lines, header=",".join(names)), model, Options(partial=True)
    )
    assert summary.problems == 0
    for specimen, subset, row in zip(specimens, known, rows, strict=True):
        part = model.knowing([names[i] for i in subset])
        code, probabilities = part.classify(tuple(specimen[i] for i in subset))
        results = result_names(model.schema)
        assert row[results.predicted] == model.schema.group_names[code]
        assert [float(row[n]) for n in results.probabilities] == pytest.approx(
            probabilities, abs=0.51e-4
        )
        assert row["measured"] == "|".join(part.schema.names)


def test_a_partial_row_with_a_wrong_value_or_none_is_a_problem() -> None:
    rows, summary, _ = classified(
        table("5.1,x,,", ",NA,?,", "5.1,99,,", S), MODEL, Options(partial=True)
    )
    assert summary.problems == 3
    assert "“x” is not a number" in rows[0]["problem"]
    assert "missing" not in rows[0]["problem"]
    assert rows[1]["problem"] == "All measurements are missing."
    assert "outside" in rows[2]["problem"]
    assert [row["measured"] for row in rows[:3]] == ["", "", ""]


def test_a_row_without_any_measurement_is_said_to_be_so_in_one_sentence() -> None:
    rows, _, _ = classified(table("5.1,3.5,1.4,0.2", "NA,,NA,?", "NA,,NA,0.2", S), MODEL)
    assert rows[1]["problem"] == "All measurements are missing."
    assert rows[2]["problem"].count("Column") == 3


def test_a_file_may_lack_whole_columns_where_some_are_enough() -> None:
    text = table("1.4,0.2", "6.0,2.5", header="petal_length,petal_width")
    rows, summary, _ = classified(text, MODEL, Options(partial=True))
    assert [row["predicted_variety"] for row in rows] == ["Setosa", "Virginica"]
    assert summary.drift(MODEL).comparisons == ()
    with pytest.raises(IrisError, match="No column for sepal length"):
        recognise(text.encode(), MODEL)


@each_model
def test_reasons_are_the_exact_shares(model: Model) -> None:
    specimens = random_specimens(model.schema, 40, seed=4)
    specimens += [tuple(round(v, 1) for v in row) for row in specimens[:20]] * 2
    codes = np.array([model.classify(row)[0] for row in specimens])
    found = row_shares(model, np.array(specimens), codes)
    for specimen, row in zip(specimens, found, strict=True):
        assert row.tolist() == pytest.approx(shares(model, specimen).shares, abs=1e-12)


def test_reasons_hold_for_a_model_that_is_surer_than_a_float() -> None:
    model = random_model(4, 3, seed=5, steepness=2000.0)
    specimens = random_specimens(model.schema, 20, seed=6)
    codes = np.array([model.classify(row)[0] for row in specimens])
    found = row_shares(model, np.array(specimens), codes)
    for specimen, row in zip(specimens, found, strict=True):
        assert row.tolist() == pytest.approx(shares(model, specimen).shares, abs=1e-9)


def test_reasons_are_words_largest_first() -> None:
    rows, _, _ = classified(table(S, "5.1,,1.4,0.2", V), MODEL, Options(reasons=True))
    told = [part.rsplit(" ", 1) for part in rows[2]["reasons"].split("; ")]
    values = [abs(float(number)) for _, number in told]
    assert values == sorted(values, reverse=True)
    exact = dict(zip(MODEL.schema.names, shares(MODEL, (6.3, 3.3, 6.0, 2.5)).shares, strict=True))
    for phrase, number in told:
        assert float(number) == pytest.approx(100 * exact[phrase.replace(" ", "_")], abs=0.051)
    assert rows[1]["reasons"] == ""


def test_reasons_are_written_in_the_dialect_that_came_in() -> None:
    text = table(S, C).replace(",", ";").replace(".", ",")
    rows, _, _ = classified(text, MODEL, Options(reasons=True, partial=True))
    assert "petal length +" in rows[0]["reasons"]
    assert "." not in rows[0]["reasons"]
    assert rows[0]["measured"] == "|".join(MODEL.schema.names)


def test_partial_rows_have_the_reasons_of_their_own_model() -> None:
    rows, _, _ = classified(table("5.1,,1.4,"), MODEL, Options(partial=True, reasons=True))
    part = MODEL.knowing(["sepal_length", "petal_length"])
    exact = shares(part, (5.1, 1.4)).shares
    told = dict(part.rsplit(" ", 1) for part in rows[0]["reasons"].split("; "))
    assert float(told["petal length"]) == pytest.approx(100 * exact[1], abs=0.051)


def test_another_mix_is_a_model_like_any_other() -> None:
    mixed = MODEL.with_mix(parse_mix(MODEL.schema, "Setosa=1,Versicolor=1,Virginica=8"))
    rows, _, _ = classified(table("6.0,2.8,4.9,1.6"), mixed)
    assert float(rows[0]["probability_virginica"]) == pytest.approx(
        mixed.classify((6.0, 2.8, 4.9, 1.6))[1][2], abs=0.51e-4
    )


def test_names_of_groups_are_quoted_and_made_harmless() -> None:
    schema = TWO.schema
    names = {"light": '=a,"b"', "heavy": "heavy"}
    groups = tuple(msgspec.structs.replace(g, name=names[g.name]) for g in schema.groups)
    model = replace(TWO, schema=msgspec.structs.replace(schema, groups=groups), results={})
    rows, _, _ = classified("weight\n9.1\n13.0\n", model)
    assert [row["predicted_group"] for row in rows] == ['\'=a,"b"', "heavy"]


@pytest.mark.parametrize("text", ["slen=A\nswid=B", "slen=" + "9" * 4301, 'slen="a', "=a"])
def test_columns_that_cannot_be_read_are_one_sentence(text: str) -> None:
    def read() -> None:
        given = Overrides(columns=parse_columns(MODEL.schema, text))
        recognise(table(S).encode(), MODEL, overrides=given)

    with pytest.raises(IrisError) as raised:
        read()
    assert len(str(raised.value)) < 400
    assert str(raised.value).isprintable()


def test_the_last_equals_sign_splits_a_pair() -> None:
    assert parse_columns(MODEL.schema, '"slen=a,b",petal_width=4') == {
        "sepal_length": "a,b",
        "petal_width": "4",
    }
    odd = random_model(2, 1, seed=7).schema
    assert parse_columns(odd, f"{odd.names[0]}=x")[odd.names[0]] == "x"


def test_drift_is_found_in_any_units() -> None:
    rng = np.random.default_rng(8)
    drawn = PENGUINS.training.measurements[rng.integers(len(PENGUINS.training.codes), size=200)]
    header = ",".join(PENGUINS.schema.names)
    fine = table(*(",".join(map(str, row)) for row in drawn.tolist()), header=header)
    small = table(*(",".join(map(str, row)) for row in (drawn * 0.9).tolist()), header=header)
    _, summary, _ = classified(fine, PENGUINS)
    assert summary.drift(PENGUINS).differing == []
    _, summary, _ = classified(small, PENGUINS)
    assert summary.drift(PENGUINS).differing
    assert "training specimens" in summary.drift(PENGUINS).sentence


def test_parquet_names_are_those_of_the_header() -> None:
    data = table(S, header=f"{HEADER}").encode()
    layout = recognise(data, MODEL)
    names = csv_header(layout, Options(partial=True, reasons=True)).decode().strip().split(",")
    assert names[-3:] == ["problem", "measured", "reasons"]
    assert pl.DataFrame({name: [1] for name in names}).width == len(names)
