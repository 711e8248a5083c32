"""The Explore page's charts: data with every field they use, marks, axes, brushing, words."""

from collections.abc import Iterator
from typing import Any

import altair as alt
import pytest

from iris_model.dataset import MEASUREMENTS, VARIETIES, Flower, load_dataset
from iris_model.description import PAIRS, correlations, summaries
from ui.charts.explore import (
    densities_data,
    distribution_spec,
    distribution_words,
    flower_in_figures,
    flowers_data,
    pair_spec,
    trends_data,
)
from ui.charts.matrix import STYLES, correlations_data, matrix_spec

INK = "#1D1B2E"
DATASET = load_dataset()
FLOWER = Flower(5.9, 2.8, 4.3, 1.3)
FLOWERS = flowers_data(DATASET, FLOWER)
DENSITIES = densities_data(DATASET)
CORRELATIONS = correlations_data(correlations(DATASET))
CHARTS = {
    **{s.key: (matrix_spec(INK, s), FLOWERS | DENSITIES | CORRELATIONS) for s in STYLES},
    **{
        f"{MEASUREMENTS[x].name}, {MEASUREMENTS[y].name}": (
            pair_spec(MEASUREMENTS[x], MEASUREMENTS[y], INK),
            FLOWERS | trends_data(DATASET, MEASUREMENTS[x], MEASUREMENTS[y]),
        )
        for x, y in PAIRS
    },
    **{m.name: (distribution_spec(m, INK), FLOWERS | DENSITIES) for m in MEASUREMENTS},
}
every_chart = pytest.mark.parametrize(("spec", "tables"), CHARTS.values(), ids=CHARTS.keys())


def views(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the single views of a spec, each with the data that it may inherit."""
    children = spec.get("concat") or spec.get("layer")
    if children is None:
        yield {"encoding": {}} | spec
    inherited = {"data": spec["data"]} if "data" in spec else {}
    for child in children or []:
        yield from views(inherited | child)


def fields(view: dict[str, Any]) -> set[str]:
    channels = [c for channel in view["encoding"].values() for c in as_list(channel)]
    return {channel["field"] for channel in channels if "field" in channel}


def as_list(channel: Any) -> list[Any]:
    return channel if isinstance(channel, list) else [channel]


@every_chart
def test_the_data_have_every_field_that_a_chart_uses(spec, tables):
    used = set()
    for view in views(spec):
        name = view["data"]["name"]
        used.add(name)
        assert fields(view) <= set(tables[name].column_names)
    assert used == set(tables)


@every_chart
def test_a_chart_holds_no_data_itself(spec, tables):
    assert "datasets" not in spec
    assert all(set(view["data"]) == {"name"} for view in views(spec))


def test_a_chart_is_built_only_once():
    assert matrix_spec(INK, STYLES[0]) is matrix_spec(INK, STYLES[0])
    assert pair_spec(*MEASUREMENTS[:2], INK) is pair_spec(*MEASUREMENTS[:2], INK)
    assert distribution_spec(MEASUREMENTS[0], INK) is distribution_spec(MEASUREMENTS[0], INK)


@every_chart
def test_every_chart_marks_the_flower_of_the_front_page(spec, tables):
    assert any(view["data"]["name"] == "here" for view in views(spec))


@every_chart
def test_every_slider_value_has_its_place_in_every_chart(spec, tables):
    ranges = {m.name: list(m.slider_range) for m in MEASUREMENTS}
    positions = [
        view["encoding"][channel]
        for view in views(spec)
        for channel in ("x", "y")
        if view["encoding"].get(channel, {}).get("field") in ranges
    ]
    assert positions
    assert all(place["scale"]["domain"] == ranges[place["field"]] for place in positions)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.key)
def test_a_rectangle_in_any_scatter_plot_picks_flowers_in_all_six(style):
    spec = matrix_spec(INK, style)
    scatter = [view for view in views(spec) if view["data"]["name"] == "flowers"]
    (brush,) = spec["params"]
    assert sorted(brush["views"]) == sorted(view["name"] for view in scatter)
    assert len(scatter) == len(PAIRS)
    assert all(view["encoding"]["opacity"]["condition"][0]["param"] == "brush" for view in scatter)


def test_the_matrix_joined_by_hand_is_valid_vega_lite():
    alt.ConcatChart.from_dict(matrix_spec(INK, STYLES[0]), validate=True)


def test_the_smallest_matrix_fits_a_phone():
    small = min(STYLES, key=lambda style: style.width)
    assert 4 * small.width + 3 * small.gap < 330


def test_the_flowers_come_whole_and_in_order():
    table = FLOWERS["flowers"]
    assert table.num_rows == 150
    assert table["petal_width"].to_pylist() == DATASET.measurements[:, 3].tolist()
    assert table["variety"].to_pylist() == [VARIETIES[code] for code in DATASET.codes]
    assert FLOWERS["here"].to_pylist() == [FLOWER._asdict()]


def test_the_first_variety_stands_on_top():
    rows = dict(
        zip(*(DENSITIES["densities"][c].to_pylist() for c in ("variety", "row")), strict=True)
    )
    assert sorted(rows, key=rows.__getitem__, reverse=True) == list(VARIETIES)


def test_density_rows_do_not_run_into_one_another():
    for row, top in zip(
        *(DENSITIES["densities"][c].to_pylist() for c in ("row", "top")), strict=True
    ):
        assert row <= top < row + 1


def test_the_matrix_shades_the_pairs_whose_sign_changes():
    shaded = {row["pair"] for row in CORRELATIONS["correlations"].to_pylist() if row["shade"]}
    assert shaded == {
        "sepal_length_sepal_width",
        "sepal_width_petal_length",
        "sepal_width_petal_width",
    }


def test_the_words_of_a_distribution_give_its_figures():
    words = distribution_words(MEASUREMENTS[2], tuple(summaries(DATASET)))
    assert words == (
        "Petal length by variety: Setosa 1.0 to 1.9 cm with a mean of 1.5 cm, Versicolor 3.0 to "
        "5.1 cm with a mean of 4.3 cm, Virginica 4.5 to 6.9 cm with a mean of 5.6 cm."
    )


def test_the_figures_of_a_flower_are_not_torn_apart_at_the_end_of_a_line():
    figures = flower_in_figures(FLOWER)
    assert figures.replace("\u00a0", " ") == "sepals 5.9 × 2.8 cm, petals 4.3 × 1.3 cm"
    assert figures.split(" ")[1] == "5.9\u00a0×\u00a02.8\u00a0cm,"
