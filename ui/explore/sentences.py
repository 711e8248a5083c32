"""The sentences of the Explore page; all but `IRISES` have names from the schema."""

from collections.abc import Mapping

from iris_model.description import correlations
from iris_model.model import Model
from iris_model.schema import Schema
from ui.plain_text import as_markdown

IRISES = """\
Edgar Anderson measured the flowers, *Iris setosa* and *Iris versicolor* in one pasture on the Gaspé
Peninsula in Canada (1935). Ronald Fisher printed them in the paper that introduced linear
discriminant analysis ([1936](https://doi.org/10.1111/j.1469-1809.1936.tb02137.x)). These are
Fisher’s figures; the widespread copy of the UCI repository has two flowers wrong, the 35th and the
38th."""

_NO_BREAK = "\u00a0"


def marked(schema: Schema, known: Mapping[str, float]) -> str:
    """Say which specimen the charts mark."""
    figures = ", ".join(
        f"{m.phrase} {m.quantity(known[m.name]).replace(' ', _NO_BREAK)}"
        for m in schema.measurements
        if m.name in known
    )
    return (
        f"The {schema.specimen.singular} on the Classify page is marked in every chart, by ⊕ or a "
        f"dashed line: {figures}."
    )


def shading(model: Model) -> str:
    """Explain the shading of the matrix, if there is any."""
    if not any(correlation.changes_sign for correlation in correlations(model)):
        return ""
    specimens, group = (
        as_markdown(noun) for noun in (model.schema.specimen.plural, model.schema.group.singular)
    )
    return f", shaded where all {specimens} together have the opposite sign of every single {group}"


def rows_used(model: Model) -> str:
    """Say, line by line, which rows of which file the model was fitted on and keeps."""
    training, schema = model.training, model.schema
    lines = [f"{training.source}: {training.used:,} of {training.rows:,} rows used."]
    lines += [f"{count:,} left out: {reason}." for reason, count in training.left_out.items()]
    if not training.complete:
        lines.append(
            f"The model keeps {len(training.codes):,} of them, as many of each "
            f"{schema.group.singular} as its share; this page shows these."
        )
    return "\n".join(lines)
