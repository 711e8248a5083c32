"""The model for a browser: its numbers as plain data, and the JavaScript that uses them.

Both for the page (`ui/live`) and the HTML file (`iris_model.export.html`).
"""

import re
from functools import cache
from pathlib import Path

from iris_model.model import FAR, Model
from iris_model.signs import COLORS, SYMBOLS

FOLDER = Path(__file__).parent
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)


@cache
def javascript(*names: str | Path) -> str:
    """Return modules of this folder or at paths as one, in one scope without imports.

    No name may occur twice.
    """
    return "".join(_IMPORT.sub("", (FOLDER / name).read_text("utf-8")) for name in names)


def payload(model: Model) -> dict[str, object]:
    """Return the data with which a browser answers like the model.

    Keys of `partial` are sums of 2 ** place over the known measurements.
    """
    schema = model.schema
    places = {name: place for place, name in enumerate(schema.names)}
    return {
        "digest": model.digest,
        "title": schema.title,
        "specimen": {"singular": schema.specimen.singular, "plural": schema.specimen.plural},
        "group": {"singular": schema.group.singular, "plural": schema.group.plural},
        "drawing": schema.drawing,
        "measurements": [
            {
                "name": measurement.name,
                "parameter": measurement.parameter,
                "label": measurement.label,
                "phrase": measurement.phrase,
                "title": measurement.title,
                "unit": measurement.unit,
                "decimals": measurement.decimals,
                "step": measurement.step,
                "training": measurement.training_range,
                "slider": measurement.slider_range,
                "accepted": measurement.accepted_range,
            }
            for measurement in schema.measurements
        ],
        "groups": [
            {"name": name, "color": color, "symbol": symbol}
            for name, color, symbol in zip(schema.group_names, COLORS, SYMBOLS, strict=False)
        ],
        "coefficients": model.coefficients.tolist(),
        "intercepts": model.intercepts.tolist(),
        "means": model.means.tolist(),
        "covariances": model.covariances.tolist(),
        "far": FAR[: len(schema.measurements)],
        "partial": {
            str(sum(2 ** places[name] for name in names)): {
                "coefficients": part.coefficients.tolist(),
                "intercepts": part.intercepts.tolist(),
            }
            for names, part in model.partial.items()
        },
    }
