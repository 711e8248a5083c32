"""The groups' colours hold against both backgrounds, and the first three for colour-blind eyes."""

import tomllib
from itertools import combinations

import numpy as np
import pytest

from iris_model.arrays import FloatArray
from iris_model.schema import MOST_GROUPS
from tests.models import MODELS
from tools.servers import ROOT
from ui.charts.base import group_color, group_shape
from ui.palette import COLORS, NEUTRAL, SHAPES, SYMBOLS, signed_names

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
BACKGROUNDS = [CONFIG["theme"][name]["backgroundColor"] for name in ("light", "dark")]
SMALLEST_CONTRAST = 3.0  # WCAG 2.2, 1.4.11, graphical objects
SAFE = COLORS[:3]
SMALLEST_DIFFERENCE = 30.0  # CIE 1976; a just noticeable one is 2.3

# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
# Linear sRGB to CIE XYZ, and its white point D65.
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ.sum(axis=1)


def linear_rgb(color: str) -> FloatArray:
    channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(color: str) -> float:
    return float(TO_XYZ[1] @ linear_rgb(color))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lab(color: str, vision: str) -> FloatArray:
    xyz = TO_XYZ @ np.clip(VISION[vision] @ linear_rgb(color), 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: str, other: str, vision: str) -> float:
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("color", [*COLORS, NEUTRAL])
def test_a_colour_can_be_told_from_the_background(color: str, background: str) -> None:
    assert contrast(color, background) >= SMALLEST_CONTRAST


@pytest.mark.parametrize("vision", VISION)
def test_the_first_three_stay_apart_for_every_eye(vision: str) -> None:
    for one, other in combinations(SAFE, 2):
        assert difference(one, other, vision) >= SMALLEST_DIFFERENCE


def test_all_eight_stay_apart_for_most_eyes() -> None:
    for one, other in combinations(COLORS, 2):
        assert difference(one, other, "normal") >= SMALLEST_DIFFERENCE


def test_each_group_has_a_colour_a_shape_and_a_symbol_of_its_own() -> None:
    for signs in (COLORS, SHAPES, SYMBOLS):
        assert len(set(signs)) == len(signs) == MOST_GROUPS


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
def test_the_signs_go_to_the_groups_in_the_schemas_order(model) -> None:
    schema, k = model.schema, len(model.schema.groups)
    for encoded, signs in ((group_color(schema), COLORS), (group_shape(schema), SHAPES)):
        scale = encoded.to_dict()["scale"]
        assert scale == {"domain": list(schema.group_names), "range": list(signs[:k])}
    expected = [f"{s} {name}" for s, name in zip(SYMBOLS[:k], schema.group_names, strict=True)]
    assert signed_names(schema) == expected


def test_streamlits_own_charts_use_the_same_colours() -> None:
    own = CONFIG["theme"]["chartCategoricalColors"]
    assert own == list(COLORS[: len(own)])


def test_the_style_sheet_uses_the_backgrounds_of_the_themes() -> None:
    style = (ROOT / "ui" / "style.css").read_text()
    assert f"light-dark({', '.join(BACKGROUNDS)})".lower() in style
