"""The flower drawn to scale from its four numbers, so that nobody takes a sepal for a petal."""

from iris_model.dataset import Flower

_SEPAL_COLOR = "#7A5BC7"
_PETAL_COLOR = "#C58BE0"
_LEFT, _TOP, _WIDTH, _HEIGHT = -11.0, -8.0, 22.0, 17.2
"""The picture in cm: room for the largest flower of the sliders, so nothing moves or rescales."""
_SEPAL_ANGLES = (90, 210, 330)
_PETAL_ANGLES = (270, 30, 150)


def flower_svg(flower: Flower, ink: str) -> str:
    """Return an SVG of three sepals, three petals and a scale bar; ink is the colour of words."""
    sepals = _leaves(flower.sepal_length, flower.sepal_width, _SEPAL_ANGLES, _SEPAL_COLOR)
    petals = _leaves(flower.petal_length, flower.petal_width, _PETAL_ANGLES, _PETAL_COLOR)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_LEFT} {_TOP} {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH * 18:g}" height="{_HEIGHT * 18:g}" font-family="sans-serif" '
        f'font-size="0.72" fill="{ink}">'
        f"{sepals}{petals}"
        f'<circle r="0.22" fill="{ink}"/>'
        f"{_label('Petal', flower.petal_length, flower.petal_width, -flower.petal_length, ink)}"
        f"{_label('Sepal', flower.sepal_length, flower.sepal_width, flower.sepal_length, ink)}"
        f"{_scale_bar(ink)}</svg>"
    )


def flower_in_words(flower: Flower) -> str:
    """Say what the drawing shows."""
    return (
        f"Drawn to scale: three sepals {flower.sepal_length:g} cm long and {flower.sepal_width:g} "
        f"cm wide, the outer leaves; three petals {flower.petal_length:g} cm long and "
        f"{flower.petal_width:g} cm wide, the inner ones."
    )


def _leaves(length: float, width: float, angles: tuple[int, ...], color: str) -> str:
    """Return leaves from the centre outwards, widest at three fifths of their length."""
    half, belly = width * 2 / 3, length * 0.6
    outline = (
        f"M0 0 C {belly * 0.4:.3f} {-half * 0.5:.3f} {belly * 0.7:.3f} {-half:.3f} "
        f"{belly:.3f} {-half * 0.75:.3f} S {length:.3f} {-half * 0.3:.3f} {length:.3f} 0 "
        f"S {belly * 1.1:.3f} {half * 0.75:.3f} {belly:.3f} {half * 0.75:.3f} "
        f"S {belly * 0.4:.3f} {half * 0.5:.3f} 0 0 Z"
    )
    vein = f"M0 0 L{length * 0.85:.3f} 0"
    return "".join(
        f'<g transform="rotate({angle})"><path d="{outline}" fill="{color}" fill-opacity="0.85" '
        f'stroke="{color}" stroke-width="0.06"/>'
        f'<path d="{vein}" stroke="#FFFFFF" stroke-opacity="0.6" stroke-width="0.05"/></g>'
        for angle in angles
    )


def _label(part: str, length: float, width: float, tip: float, ink: str) -> str:
    """Return the words for the part whose leaf ends at tip on the vertical axis, with a line."""
    at = tip * 0.6
    left = -_LEFT - 4.6
    return (
        f'<path d="M0.3 {at:.3f} L{left - 0.2:.3f} {at:.3f}" stroke="{ink}" stroke-width="0.05"/>'
        f'<text x="{left:.3f}" y="{at:.3f}" font-weight="bold">{part}</text>'
        f'<text x="{left:.3f}" y="{at + 0.85:.3f}">{length:g} × {width:g} cm</text>'
    )


def _scale_bar(ink: str) -> str:
    x, y = _LEFT + 0.6, _TOP + _HEIGHT - 0.7
    return (
        f'<path d="M{x} {y} h1 M{x} {y - 0.2} v0.4 M{x + 1} {y - 0.2} v0.4" stroke="{ink}" '
        f'stroke-width="0.07"/><text x="{x + 1.3}" y="{y + 0.25}">1 cm</text>'
    )
