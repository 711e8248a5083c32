"""Which group a label means: a name in some spelling, or a code."""

import re
from collections.abc import Iterable
from functools import lru_cache

from iris_model.schema import Schema

_QUOTES = " \t\r\n\u00a0\"'"
"""May surround a code; a minus sign may not: clustering programs call noise -1."""
_AROUND = _QUOTES + ".,;:()_-"
"""May surround a name; a question mark may not: it means doubt."""
_BETWEEN = re.compile(r"[\s._-]+")
_CODE = re.compile(r"([0-9])(?:[.,]0*)?")


def label_key(text: str, schema: Schema) -> str | None:
    """Return a group's name, a code from "0" to the number of groups, or None for another label.

    For the irises this reads `Iris-setosa`, `I. setosa`, UCI's `versicolour` and `0.0`. None is not
    an error: a file may hold other kinds. A key is its own key, so labels can be counted by key.
    """
    if name := _spellings(schema).get(_plain(text)):
        return name
    code = _CODE.fullmatch(text.strip(_QUOTES))
    return code[1] if code and int(code[1]) <= len(schema.groups) else None


@lru_cache(32)
def _spellings(schema: Schema) -> dict[str, str]:
    """Return the groups' names by plain name or alias; the first of equal ones counts."""
    names = [(group.name, group.name) for group in schema.groups]
    aliases = [(alias, group.name) for group in schema.groups for alias in group.aliases]
    return {_plain(text): name for text, name in reversed([*names, *aliases])}


def _plain(text: str) -> str:
    """Return a label in lower case, its words one blank apart, without marks around it."""
    plain = _BETWEEN.sub(" ", text.strip(_AROUND).lower())
    return plain if any(map(str.isalpha, plain)) else text.strip(_QUOTES).lower()


def label_groups(labels: Iterable[str], schema: Schema) -> dict[str, str]:
    """Return the group that each recognised label of one column means.

    labels are its distinct texts or keys. Codes count from 0, as in scikit-learn, or from 1, as in
    R and Matlab, if they are exactly 1 to the number of groups. If this last code occurs without 0
    and without all the others, no code has a meaning.
    """
    keys = {label: key for label in labels if (key := label_key(label, schema))}
    codes = set(keys.values()).difference(schema.group_names)
    last = len(schema.groups)
    first = int(codes == {str(code) for code in range(1, last + 1)})
    meaning = {}
    if first or str(last) not in codes or "0" in codes:
        meaning = {str(code): name for code, name in enumerate(schema.group_names, start=first)}
    meaning |= {name: name for name in schema.group_names}  # even if it is such a number
    return {label: meaning[key] for label, key in keys.items() if key in meaning}
