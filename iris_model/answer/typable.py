"""Values that can be typed: those with the decimals of the exact fields."""

import math

MORE_DECIMALS = 4
"""Extra decimals, at most, for a region too narrow for those of the exact fields."""


def steps_around(here: float, value: float, decimals: int) -> tuple[float, float]:
    """Return the first typable value beyond a value, coming from here, and the one before.

    That is here itself if the first does not differ from it.
    """
    steps = 10.0**decimals
    origin = round(here * steps)
    if value >= here:
        beyond = max(math.floor(value * steps), origin) + 1
        before = beyond - 1
    else:
        beyond = min(math.ceil(value * steps), origin) - 1
        before = beyond + 1
    return beyond / steps, here if before == origin else before / steps


def nearest_step(here: float, low: float, high: float, decimals: int) -> float | None:
    """Return the typable value in the range nearest to here, which is outside, or None."""
    for more in range(decimals, decimals + MORE_DECIMALS + 1):
        steps = 10.0**more
        origin = round(here * steps)
        if here < low:
            step = max(math.ceil(low * steps), origin + 1)
        else:
            step = min(math.floor(high * steps), origin - 1)
        if low <= step / steps <= high:
            return step / steps
    return None
