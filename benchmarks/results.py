"""What a benchmark found, and how it is told: a table for the terminal and for results.md."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

RESULTS_FILE = Path(__file__).with_name("results.md")
_PACKAGES = (
    "streamlit",
    "numpy",
    "polars",
    "pandas",
    "scikit-learn",
    "flask",
    "gunicorn",
    "duckdb",
    "dask",
)
_HEADER = ("what", "measured", "budget", "")


@dataclass(frozen=True)
class Result:
    """One figure, and the budget it is held against."""

    what: str
    measured: str
    budget: str = ""
    met: bool | None = None
    """None for a figure without a budget."""

    def row(self) -> tuple[str, str, str, str]:
        """Return the cells of a table's row."""
        verdict = {True: "met", False: "**NOT met**", None: ""}[self.met]
        return self.what, self.measured, self.budget, verdict


def at_most(what: str, value: float, limit: float, form: str = "{:.0f}", note: str = "") -> Result:
    """Return the result of a figure that must not exceed its limit; form writes both."""
    measured = form.format(value) + (f" ({note})" if note else "")
    return Result(what, measured, f"≤ {form.format(limit)}", value <= limit)


def at_least(
    what: str, value: float, limit: float, form: str = "{:.1f} ×", note: str = ""
) -> Result:
    """Return the result of a figure that must reach its limit; form writes both."""
    measured = form.format(value) + (f" ({note})" if note else "")
    return Result(what, measured, f"≥ {form.format(limit)}", value >= limit)


def milliseconds(seconds: Iterable[float]) -> float:
    """Return the median of some seconds in milliseconds."""
    return 1000 * median(seconds)


def table(results: Sequence[Result]) -> str:
    """Return the results as a Markdown table, columns aligned for a terminal."""
    rows = [_HEADER, *(result.row() for result in results)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADER))]
    lines = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:]])


def machine() -> str:
    """Say on what the figures were measured: cores, memory, kernel, versions, date, load."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = [f"Python {platform.python_version()}"]
    for package in _PACKAGES:
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()} {platform.machine()}.\n"
        f"{', '.join(versions)}."
    )
