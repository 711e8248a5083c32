"""The model as a Python function that works without this program.

User text enters it only in string literals or as identifiers of letters, digits and `_`.
"""

import json
import keyword
import re
import unicodedata

from iris_model.model import Model
from iris_model.phrasing import printable
from iris_model.schema import Noun, Schema

_TAKEN = {
    *("dict", "exp", "float", "group", "largest", "max", "score", "scores", "sum", "total"),
    *("weight", "weights"),
}
"""Names that the function uses itself."""
_MEASUREMENT = Noun("measurement", "measurements")

_MODULE = '''\
"""Tell {k} {groups} apart by {measurements}: {numbers} numbers, no dependencies.

Multinomial logistic regression (C = {c:g}), fitted on {count} of {source}.
"""

from math import exp


def {function}(
{parameters}
) -> dict[str, float]:
    """Return the probability of each {group} for a {specimen}{unit}.

    The model has seen {specimens} of {ranges}.
    Beyond these it still answers, and nobody knows how well.
    """
    scores = {{
{scores}
    }}
    largest = max(scores.values())
    weights = {{group: exp(score - largest) for group, score in scores.items()}}
    total = sum(weights.values())
    return {{group: weight / total for group, weight in weights.items()}}
'''


def as_python(model: Model) -> str:
    """Return a Python module with one function, which imports only math.

    Its probabilities equal the model's to 1e-9.
    """
    schema, training = model.schema, model.training
    parameters = parameter_names(schema)
    k, d = model.coefficients.shape
    return _MODULE.format(
        k=k,
        measurements=_MEASUREMENT.counted(d),
        numbers=k * (d + 1),
        c=model.c,
        count=_prose(schema.specimen.counted(training.used)),
        source=_prose(training.source),
        function=function_name(schema),
        parameters="\n".join(f"    {name}: float," for name in parameters),
        group=_prose(schema.group.singular),
        groups=_prose(schema.group.plural),
        specimen=_prose(schema.specimen.singular),
        specimens=_prose(schema.specimen.plural),
        unit=f" measured in {_prose(schema.unit)}" if schema.unit else "",
        ranges=",\n    ".join(_prose(f"{m.phrase} {m.seen}") for m in schema.measurements),
        scores="\n".join(_scores(model, parameters)),
    )


def function_name(schema: Schema) -> str:
    """Return the function's name, such as `iris_probabilities`."""
    return f"{_identifier(schema.drawing or schema.specimen.singular)}_probabilities"


def parameter_names(schema: Schema) -> list[str]:
    """Return the function's parameters, in order."""
    names: list[str] = []
    for measurement in schema.measurements:
        name = _identifier(measurement.name)
        while name in names or name in _TAKEN or keyword.iskeyword(name):
            name += "_"
        names.append(name)
    return names


def _identifier(text: str) -> str:
    """Return text as an identifier in Python's normal form."""
    normal = unicodedata.normalize("NFKC", text)
    name = "".join(c if f"a{c}".isidentifier() else "_" for c in normal)
    return name if name.isidentifier() else f"m_{name}"


def _prose(text: str) -> str:
    """Return text as a printable line that can't end a docstring or escape in it."""
    return re.sub(r'["\\]+', "'", printable(text))


def _scores(model: Model, parameters: list[str]) -> list[str]:
    """Return the dictionary's entries; JSON strings are Python literals too."""
    entries = []
    for group, (row, intercept) in zip(model.schema.group_names, model.rows, strict=True):
        terms = "".join(
            f"            {'-' if coefficient < 0 else '+'} {abs(coefficient)!r} * {name}\n"
            for coefficient, name in zip(row, parameters, strict=True)
        )
        literal = json.dumps(group, ensure_ascii=False)
        entries.append(f"        {literal}: (\n            {intercept!r}\n{terms}        ),")
    return entries
