"""Draw the pictures of how-it-works.md: `python -m docs.draw_pictures`, `make docs`.

--check writes nothing and exits with 1 for old pictures.
"""

import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from docs.generated import update
from iris_model.answer.changes import changes
from iris_model.answer.map import score_plane
from iris_model.answer.shares import shares
from iris_model.model import Model
from iris_model.model_storage import load_model
from iris_model.schema import Specimen
from iris_model.signs import COLORS
from tools.strips import strip

PICTURES = Path(__file__).with_name("pictures")
FLOWER: Specimen = (6.2, 2.8, 5.0, 1.7)
WIDTH = 640
_STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#131120}.ink{stroke:#131120;fill:none}"
    ".faint{stroke:#7F8694;fill:none}"
    "@media(prefers-color-scheme:dark){text{fill:#ECEBF5}.ink{stroke:#ECEBF5}}"
)


@dataclass(frozen=True)
class Frame:
    """A rectangle of a picture, and the ranges of x and y that it shows."""

    left: float
    top: float
    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, x: float, y: float) -> str:
        """Return a point for SVG."""
        across = self.left + (x - self.x[0]) / (self.x[1] - self.x[0]) * self.width
        down = self.top + (self.y[1] - y) / (self.y[1] - self.y[0]) * self.height
        return f"{across:.1f},{down:.1f}"

    def line(self, points: Iterable[tuple[float, float]], look: str) -> str:
        """Return a line through points."""
        return f'<polyline points="{" ".join(self.at(*point) for point in points)}" {look}/>'

    def dot(self, point: tuple[float, float], radius: float, look: str) -> str:
        """Return a filled circle."""
        across, down = self.at(*point).split(",")
        return f'<circle cx="{across}" cy="{down}" r="{radius}" {look}/>'

    def words(self, point: tuple[float, float], text: str, *, anchor: str = "start") -> str:
        """Return text at a point."""
        across, down = self.at(*point).split(",")
        return f'<text x="{across}" y="{down}" text-anchor="{anchor}">{text}</text>'


def picture(height: int, title: str, parts: Iterable[str]) -> str:
    """Return an SVG file."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def stroke(code: int, more: str = 'stroke-width="2.5"') -> str:
    """Return the look of a group's line."""
    return f'fill="none" stroke="{COLORS[code]}" {more}'


def _draw_scores(model: Model) -> str:
    petal_width = model.schema.measurements[3]
    found = strip(model, FLOWER, 3, 81)
    many = np.tile(FLOWER, (len(found.values), 1))
    many[:, 3] = found.values
    scores = model.scores(many)
    low, high = float(scores.min()), float(scores.max())
    parts: list[str] = []
    for name, curves, left, limits in (
        ("Scores", scores, 30, (low, high)),
        ("Probabilities", found.probabilities, 350, (0.0, 1.0)),
    ):
        frame = Frame(left, 40, 260, 180, petal_width.slider_range, limits)
        parts.append(f'<text x="{left}" y="24">{name}</text>')
        floor = [(value, limits[0]) for value in petal_width.slider_range]
        here = [(FLOWER[3], limit) for limit in limits]
        parts += [
            frame.line(floor, 'class="faint"'),
            frame.line(here, 'class="ink" stroke-dasharray="4 4"'),
            *(
                frame.line(zip(found.values.tolist(), curve, strict=True), stroke(code))
                for code, curve in enumerate(curves.T.tolist())
            ),
        ]
        parts += [
            f'<text x="{place}" y="240" text-anchor="middle">{text}</text>'
            for place, text in (
                *((frame.at(value, 0).split(",")[0], f"{value:g}") for value, _ in floor),
                (left + 130, petal_width.title),
            )
        ]
    parts += [
        f'<text x="{30 + 200 * code}" y="275" style="fill:{COLORS[code]}">● {name}</text>'
        for code, name in enumerate(model.schema.group_names)
    ]
    return picture(290, "Three straight lines become three probabilities", parts)


def _draw_regions(model: Model) -> str:
    """Draw the map: regions, training flowers, a flower, the line to the nearest other group."""
    plane = score_plane(model, (0, 1, 2))
    bounds = plane.bounds
    frame = Frame(20, 10, 600, 330, (bounds.left, bounds.right), (bounds.bottom, bounds.top))
    parts = [
        f'<polygon points="{" ".join(frame.at(*corner) for corner in corners.tolist())}" '
        f'fill="{COLORS[code]}" fill-opacity="0.18"/>'
        for code, corners in plane.regions(bounds).items()
        if len(corners)
    ]
    positions = plane.project(model.training.measurements).tolist()
    parts += [
        frame.dot(point, 3, f'fill="{COLORS[code]}"')
        for point, code in zip(positions, model.training.codes.tolist(), strict=True)
    ]
    nearest = changes(model, FLOWER)[0]
    start, end = plane.project(np.array([FLOWER, nearest.specimen])).tolist()
    parts += [
        frame.line([start, end], 'class="ink" stroke-width="2"'),
        frame.dot(start, 6, 'class="ink" stroke-width="2"'),
        frame.dot(end, 3, 'class="ink" stroke-width="2"'),
    ]
    for code, name in enumerate(model.schema.group_names):
        middle = np.array(positions)[model.training.codes == code].mean(axis=0)
        parts.append(frame.words((float(middle[0]), bounds.bottom + 0.06), name, anchor="middle"))
    return picture(350, "The regions of the three varieties, seen so that borders are exact", parts)


def _draw_shares(model: Model) -> str:
    found = shares(model, FLOWER)
    frame = Frame(150, 30, 440, 200, (0.0, 1.0), (len(FLOWER) + 2.0, 0.0))
    rows = [
        ("average", found.base, 0.0),
        *zip(
            (m.phrase for m in model.schema.measurements),
            found.shares,
            np.cumsum([found.base, *found.shares[:-1]]).tolist(),
            strict=True,
        ),
        (model.schema.group_names[found.code], found.base + sum(found.shares), 0.0),
    ]
    parts = []
    for number, (name, share, start) in enumerate(rows):
        low, high = sorted((start, start + share))
        across, down = map(float, frame.at(low, number).split(","))
        length = (high - low) * frame.width
        color = COLORS[found.code] if share >= 0 else "#7F8694"
        sign = "" if number in (0, len(rows) - 1) else "+" if share >= 0 else "−"
        parts += [
            f'<text x="140" y="{down + 17:.1f}" text-anchor="end">{name}</text>',
            f'<rect x="{across:.1f}" y="{down + 3:.1f}" width="{length:.1f}" height="20" '
            f'fill="{color}"/>',
            f'<text x="{across + length + 6:.1f}" y="{down + 17:.1f}">'
            f"{sign}{abs(share) * 100:.1f}</text>",
        ]
    return picture(250, "From the average to the answer, in percentage points", parts)


def _draw_doubt(model: Model) -> str:
    """Draw the rings within which a flower is like the training ones."""
    part = model.knowing(("petal_length", "petal_width"))
    length, width = part.schema.measurements
    frame = Frame(50, 10, 560, 280, (0.0, 8.0), (-0.2, 3.4))
    angles = np.linspace(0, 2 * math.pi, 73)
    circle = np.stack([np.cos(angles), np.sin(angles)]) * math.sqrt(part.far)
    parts = []
    for code, (mean, covariance) in enumerate(zip(part.means, part.covariances, strict=True)):
        ring = (mean[:, None] + np.linalg.cholesky(covariance) @ circle).T.tolist()
        parts.append(frame.line(ring, stroke(code)))
        parts += [
            frame.dot((x, y), 3, f'fill="{COLORS[code]}"')
            for x, y in part.training.of_group(code).tolist()
        ]
    parts += [
        frame.line([(0, -0.2), (8, -0.2)], 'class="faint"'),
        frame.line([(0, -0.2), (0, 3.4)], 'class="faint"'),
        f'<text x="330" y="312" text-anchor="middle">{length.title}, 0 to 8</text>',
        f'<text x="56" y="24">{width.title}, up to 3.4</text>',
    ]
    return picture(325, "Outside all three rings a flower is unlike any training flower", parts)


DRAWN: dict[str, Callable[[Model], str]] = {
    "how-scores.svg": _draw_scores,
    "how-regions.svg": _draw_regions,
    "how-shares.svg": _draw_shares,
    "how-doubt.svg": _draw_doubt,
}


def main(check: bool) -> int:
    """Draw every picture; return the exit code."""
    model = load_model()
    return update({PICTURES / name: draw(model) for name, draw in DRAWN.items()}, check=check)


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
