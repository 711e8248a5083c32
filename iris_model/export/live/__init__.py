"""The model for a browser: its numbers as plain data, and the JavaScript that uses them.

Both for the page (`ui/live`) and the HTML file (`iris_model.export.html`).
"""

import re
from functools import cache
from pathlib import Path

import msgspec
import numpy as np

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
    as_they_are = ("name", "parameter", "label", "phrase", "title", "unit", "decimals", "step")
    found = {
        "digest": model.digest,
        "title": schema.title,
        "specimen": schema.specimen,
        "group": schema.group,
        "drawing": schema.drawing,
        "measurements": [
            {key: getattr(measurement, key) for key in as_they_are}
            | {
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
        "coefficients": model.coefficients,
        "intercepts": model.intercepts,
        "means": model.means,
        "covariances": model.covariances,
        "far": FAR[: len(schema.measurements)],
        "partial": {
            str(sum(2 ** places[name] for name in names)): {
                "coefficients": part.coefficients,
                "intercepts": part.intercepts,
            }
            for names, part in model.partial.items()
        },
    }
    plain: dict[str, object] = msgspec.to_builtins(found, enc_hook=np.ndarray.tolist)
    return plain
