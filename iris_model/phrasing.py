"""Numbers, lists and foreign text in sentences."""

from collections.abc import Sequence


def percent(probability: float) -> str:
    """Return a probability in per cent, never rounded to certainty."""
    if probability < 0.0005:
        return "< 0.1 %"
    if probability >= 0.9995:
        return "> 99.9 %"
    return percentage(probability)


def percentage(share: float, decimals: int = 1) -> str:
    """Return a share in per cent, with a space before the sign."""
    return f"{100 * share:.{decimals}f} %"


def listed(names: Sequence[str]) -> str:
    """Return names as a list: “a”, “a and b”, “a, b and c”."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def printable(text: str, keep: str = "") -> str:
    """Return a text with blanks for unprintable characters, except those to keep."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else " " for c in text)
