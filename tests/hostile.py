"""A model whose every text tries to be more than text."""

from dataclasses import replace

from msgspec.structs import replace as changed

from iris_model.model import Model
from iris_model.model_storage import load_model
from iris_model.schema import Group, Noun
from tools.servers import ROOT

NAMES = (
    "**bold** $x^2$ :smile:",
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http://x.y") -> :red[z]',
)
LABELS = ("[link](https://x.y)", "# head `code` ~~gone~~", "10. ten", "www.x.y <b>html</b> &amp;")
NOUN = "*noun* :blue[x]"
SOURCE = "__file__ <script>alert(1)</script>.csv"


def hostile_model() -> Model:
    """Return the penguins' model with hostile names of columns, groups, file and kind."""
    model = load_model(ROOT / "tests" / "models" / "penguins.json")
    schema = model.schema
    measurements = tuple(
        changed(m, label=label, unit="<i>mm</i>")
        for m, label in zip(schema.measurements, LABELS, strict=True)
    )
    hostile = changed(
        schema,
        title=NOUN,
        about=" ".join(NAMES),
        specimen=Noun(NOUN, NOUN),
        group=Noun(NOUN, NOUN),
        measurements=measurements,
        groups=tuple(Group(name) for name in NAMES),
    )
    training = changed(model.training, source=SOURCE, left_out={f"cell {NAMES[1]}": 2})
    return replace(model, schema=hostile, training=training, digest="hostile", results={})
