"""The Explore page's charts: data with every field they use, marks, axes, brushing, words."""

from itertools import combinations

import altair as alt
import pytest

from iris_model.description import correlations, most_separating
from tests.hostile import hostile_model
from tests.models import MODELS
from tests.ui.charts.vega import assert_fits, fields, views
from ui.charts import explore, matrix
from ui.charts.base import legend, wrapped
from ui.charts.matrix_cells import matrix_style
from ui.specimen import default_specimen

INK = "#1D1B2E"
WIDTHS = (320, 1120)
ALL = MODELS | {"hostile": hostile_model()}
SEVERAL = {name: model for name, model in ALL.items() if len(model.schema.measurements) > 1}
IRISES = MODELS["irises"]
every_model = pytest.mark.parametrize("model", ALL.values(), ids=ALL.keys())
with_pairs = pytest.mark.parametrize("model", SEVERAL.values(), ids=SEVERAL.keys())


def marked(model):
    here = explore.here_data(model.schema, default_specimen(model))
    return explore.specimens_data(model) | here


def every_chart(model):
    """Yield each chart of a model with its tables."""
    for index in range(len(model.schema.measurements)):
        tables = marked(model) | explore.densities_data(model)
        yield explore.distribution_spec(model, index, INK), tables
    for x, y in combinations(range(len(model.schema.measurements)), 2):
        yield explore.pair_spec(model, x, y, INK), marked(model)
    if len(model.schema.measurements) > 1:
        for width in WIDTHS:
            yield matrix_of(model, width)


def matrix_of(model, width):
    shown = tuple(most_separating(model, matrix.MOST))
    tables = explore.densities_data(model) | matrix.correlations_data(model)
    return matrix.matrix_spec(model, shown, width, INK), marked(model) | tables


@every_model
def test_every_chart_finds_its_fields_and_marks_the_specimen(model):
    for spec, tables in every_chart(model):
        assert_fits(spec, tables)
        assert any(view["data"]["name"] == "here" for view in views(spec))


@every_model
def test_every_slider_value_has_its_place_in_every_chart(model):
    ranges = {m.name: list(m.slider_range) for m in model.schema.measurements}
    for spec, _ in every_chart(model):
        positions = [
            view["encoding"][channel]
            for view in views(spec)
            for channel in ("x", "y")
            if view["encoding"].get(channel, {}).get("field") in ranges
        ]
        assert positions
        assert all(place["scale"]["domain"] == ranges[place["field"]] for place in positions)


def test_a_chart_is_built_only_once():
    for build, *arguments in (
        (matrix.matrix_spec, (0, 1, 2, 3), 1120),
        (explore.pair_spec, 0, 1),
        (explore.distribution_spec, 0),
    ):
        assert build(IRISES, *arguments, INK) is build(IRISES, *arguments, INK)


@with_pairs
def test_a_rectangle_in_any_scatter_plot_picks_specimens_in_all(model):
    spec, _ = matrix_of(model, 1120)
    scatter = [view for view in views(spec) if view["data"]["name"] == "specimens"]
    count = min(len(model.schema.measurements), matrix.MOST)
    (brush,) = spec["params"]
    assert sorted(brush["views"]) == sorted(view["name"] for view in scatter)
    assert len(scatter) == count * (count - 1) / 2
    assert all(view["encoding"]["opacity"]["condition"][0]["param"] == "brush" for view in scatter)


def test_the_matrix_joined_by_hand_is_valid_vega_lite():
    three_of_eight, two_of_hostile_names = (0, 3, 7), (0, 1)
    for model, shown in ((MODELS["eight"], three_of_eight), (ALL["hostile"], two_of_hostile_names)):
        spec = matrix.matrix_spec(model, shown, 1120, INK)
        alt.ConcatChart.from_dict(spec, validate=True)


@pytest.mark.parametrize("count", range(2, matrix.MOST + 1))
@pytest.mark.parametrize("width", range(280, 1121, 40))
def test_a_matrix_fits_its_width_and_uses_it(width, count):
    style = matrix_style(width, count)
    used = count * style.width + (count - 1) * style.gap
    assert used <= width - 30  # the figures on the left
    assert used >= 0.84 * width or style.width == 280


def test_a_matrix_has_each_groups_correlation_where_there_is_room():
    def filters(model, width):
        spec, _ = matrix_of(model, width)
        texts = [view for view in views(spec) if "_text" in fields(view)]
        return [view["transform"] for view in texts]

    assert all(len(steps) == 1 for steps in filters(MODELS["penguins"], 1120))
    only_overall = {"filter": "(datum._row === 0)"}
    assert all(only_overall in steps for steps in filters(MODELS["eight"], 320))


@every_model
def test_the_specimens_come_whole_and_in_order(model):
    table = explore.specimens_data(model)["specimens"]
    training, schema = model.training, model.schema
    assert table["_group"].to_pylist() == [schema.group_names[code] for code in training.codes]
    for index, name in enumerate(schema.names):
        assert table[name].to_pylist() == training.measurements[:, index].tolist()


def test_what_is_not_measured_is_null_and_so_not_drawn():
    (row,) = explore.here_data(IRISES.schema, {"petal_width": 1.9})["here"].to_pylist()
    assert row == {
        "sepal_length": None,
        "sepal_width": None,
        "petal_length": None,
        "petal_width": 1.9,
    }


@every_model
def test_the_first_group_is_on_top_and_no_row_runs_into_the_next(model):
    table = explore.densities_data(model)["densities"].to_pylist()
    rows = {row["_group"]: row["_row"] for row in table}
    assert sorted(rows, key=rows.__getitem__, reverse=True) == list(model.schema.group_names)
    assert all(row["_row"] <= row["_top"] < row["_row"] + 1 for row in table)


@with_pairs
def test_the_matrix_shades_the_pairs_whose_sign_changes(model):
    rows = matrix.correlations_data(model)["correlations"].to_pylist()
    shaded = {row["_pair"] for row in rows if row["_shade"]}
    assert shaded == {f"pair_{c.x}_{c.y}" for c in correlations(model) if c.changes_sign}


def test_the_words_of_a_distribution_give_its_figures():
    assert explore.distribution_words(IRISES, 2) == (
        "Petal length by variety: Setosa 1.0 cm to 1.9 cm with a mean of 1.5 cm, Versicolor "
        "3.0 cm to 5.1 cm with a mean of 4.3 cm, Virginica 4.5 cm to 6.9 cm with a mean of 5.6 cm."
    )


def test_vega_computes_the_trends_over_all_and_within_each_group():
    transforms = [
        step
        for view in views(explore.pair_spec(IRISES, 0, 1, INK))
        for step in view.get("transform", [])
    ]
    assert transforms == [
        {"on": "sepal_length", "regression": "sepal_width", "groupby": ["_group"]},
        {"on": "sepal_length", "regression": "sepal_width"},
    ]


def test_a_long_name_is_wrapped_and_cut():
    assert wrapped("A group with a name of forty characters.", 18, 2) == [
        "A group with a",
        "name of forty …",
    ]
    assert wrapped("Setosa", 18) == ["Setosa"]


@every_model
@pytest.mark.parametrize("width", [320, 1120])
def test_a_legend_fits_its_width(model, width):
    made = legend(model.schema, width)
    assert 1 <= made.columns <= len(model.schema.groups)
    assert made.columns * (made.labelLimit + 32) <= width
