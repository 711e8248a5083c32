"""The options of a request, from its query or form."""

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException

from iris_model.errors import IrisError
from iris_model.validation import shorten

_SWITCH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_MOST_PARAMETERS = 1000


def query_pairs(query: bytes) -> list[tuple[str, str]]:
    """Return the parameters of a query in order; raise HTTPException for too many."""
    try:
        return parse_qsl(
            query.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_PARAMETERS
        )
    except ValueError as error:
        raise HTTPException(400, f"More than {_MOST_PARAMETERS} parameters are given.") from error


def once(pairs: Iterable[tuple[str, str]], wanted: Collection[str] | None = None) -> dict[str, str]:
    """Return parameters by name, or only the wanted ones; raise IrisError for a repeated one."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if wanted is not None and name not in wanted:
            continue
        if name in values:
            raise IrisError(f"{shorten(name)} is given more than once: give it once.")
        values[name] = value
    return values


def switch(values: Mapping[str, str], name: str) -> bool:
    """Return whether an option is on; raise IrisError for an unknown value."""
    text = values.get(name, "0").strip().lower()
    if text not in _SWITCH:
        raise IrisError(f"{name} is “{shorten(text)}”: give 1 or 0.")
    return _SWITCH[text]
