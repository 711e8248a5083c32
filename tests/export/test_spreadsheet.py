"""The exported cells are computed in a spreadsheet and must give the model's own probabilities."""

import csv
import io
import re
from dataclasses import replace

import ironcalc
import numpy as np
import pytest

from iris_model.export.spreadsheet import as_spreadsheet
from tests.export.conftest import specimens_for


def cells_of(model):
    return [*csv.reader(io.StringIO(as_spreadsheet(model)), delimiter="\t")]


def spreadsheet(model, language="en"):
    """Paste the exported cells at A1 of an empty sheet in a user's language."""
    sheet = ironcalc.create("export", locale=language, language_id=language)
    for row, cells in enumerate(cells_of(model), start=1):
        for column, cell in enumerate(cells, start=1):
            sheet.set_user_input(0, row, column, cell)
    sheet.evaluate()
    return sheet


def row_of(sheet, row, columns):
    return [sheet.get_cell_value(0, row, column) for column in columns]


def answers(model, specimens, language="en"):
    """What the first row of formulas says of each specimen."""
    k, d = model.coefficients.shape
    sheet = spreadsheet(model, language)
    found = []
    for specimen in specimens.tolist():
        for column, value in enumerate(specimen, start=1):
            sheet.update_cell_with_number(0, 2, column, value)
        sheet.evaluate()
        found.append(row_of(sheet, 2, range(d + 1, d + k + 1)))
    return np.array(found)


def test_the_formulas_give_the_models_probabilities(model):
    specimens = specimens_for(model)
    if len(model.schema.groups) == 8:
        specimens = specimens[::8]
    found = answers(model, specimens)
    np.testing.assert_allclose(found, model.probabilities(specimens), rtol=0, atol=1e-9)


def test_the_formulas_work_in_a_language_with_decimal_commas(irises):
    specimens = specimens_for(irises)
    found = answers(irises, specimens, "de")
    np.testing.assert_allclose(found, irises.probabilities(specimens), rtol=0, atol=1e-9)


def test_scores_too_far_apart_for_a_power_of_e_are_still_answered(irises):
    steep = replace(
        irises, coefficients=irises.coefficients * 200, intercepts=irises.intercepts * 200
    )
    specimens = specimens_for(steep)
    found = answers(steep, specimens)
    np.testing.assert_allclose(found, steep.probabilities(specimens), rtol=0, atol=1e-9)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_every_row_answers_for_its_own_specimen(model, language):
    k, d = model.coefficients.shape
    sheet = spreadsheet(model, language)
    for row, mean in enumerate(model.means, start=2):
        specimen = row_of(sheet, row, range(1, d + 1))
        steps = [10.0**-m.decimals for m in model.schema.measurements]
        assert (np.abs(specimen - mean) <= np.array(steps) * 0.5001).all()
        found = row_of(sheet, row, range(d + 1, d + k + 1))
        expected = model.probabilities(np.array([specimen]))[0]
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)


def test_no_cell_holds_what_a_language_spells_differently(model):
    header, *rows = cells_of(model)
    assert tuple(header[: len(model.schema.names)]) == model.schema.names
    for row in rows:
        assert len(row) == len(header)
        for cell in row:
            assert re.fullmatch(r"=[-+*/^()0-9A-H]+", cell)


def test_no_formula_is_longer_than_a_cell(model):
    assert all(len(cell) < 8192 for row in cells_of(model) for cell in row)


def test_a_name_stays_in_its_cell(hostile):
    text = as_spreadsheet(hostile)
    lines = text.split("\n")
    assert len(lines) == 1 + len(hostile.schema.groups) + 1
    assert all(line.count("\t") == 6 for line in lines[:-1])
    header = lines[0].split("\t")
    assert header[:4] == [*hostile.schema.names]
    assert all(name.startswith("probability_") for name in header[4:])
