"""What became of a file as one HTML page that opens and prints anywhere.

Its Content-Security-Policy lets it load and run nothing. All text of the file and of the model is
escaped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from iris_model import signs
from iris_model.files.by_column import Part, in_rows, rows_explained
from iris_model.files.reading.layout import Layout
from iris_model.files.summary import Summary
from iris_model.files.truth import Truth
from iris_model.files.workbook import how_read
from iris_model.model import Model
from iris_model.phrasing import percentage
from iris_model.schema import ROWS

_NO_ANSWER = "#7F8694"


@dataclass(frozen=True)
class Reported:
    """What a report says of one file."""

    name: str
    """Of the file; user text, as everything from it is."""
    layout: Layout
    summary: Summary
    first_rows: Sequence[Sequence[str | None]]
    """The rows to look at first, below their names: number, reason, the file's own cells."""
    mix: str = ""
    """Which mix of groups the answers are for, where it is not the training rows'."""
    by: tuple[str, Sequence[Part]] | None = None
    """The column that the file is summed up by, and its parts."""


def report_html(report: Reported, model: Model, when: datetime) -> str:
    """Return the whole page."""
    page = Path(__file__).with_name("report.html").read_text("utf-8")
    before, between, after = re.split(r"\(title\)|\(body\)", page)
    title = escape(f"{report.name}, classified")
    return "".join([before, title, between, *_body(report, model, when), after])


def _body(report: Reported, model: Model, when: datetime) -> Iterator[str]:
    summary, schema = report.summary, model.schema
    drift, truth = summary.drift(model), summary.truth(report.layout)
    yield f"<h1>{escape(report.name)}</h1>"
    yield _paragraph(
        f"{ROWS.counted(summary.rows)}, {summary.classified:,} classified by “{schema.title}” on "
        f"{when:%d %B %Y, %H:%M}. Rows with a problem: {summary.problems:,}; with a warning: "
        f"{summary.warnings:,}."
    )
    if drift.differing:
        yield _paragraph(drift.sentence, "warning")
    if truth:
        yield _paragraph(truth.sentence)
    if report.mix:
        yield _paragraph(report.mix)
    yield f"<h2>The {escape(schema.group.plural)}</h2>"
    yield _bars(report)
    if report.by:
        yield from _by_column(*report.by, model)
    if report.first_rows[1:]:
        yield "<h2>Look at these rows first</h2>"
        yield _table(report.first_rows)
    if truth and truth.accuracy is not None:
        yield "<h2>Against the file’s own labels</h2>"
        yield _paragraph(f"The labels are those of the column “{truth.column}”.")
        yield _table(_confusion(truth))
    yield f"<h2>Compared with the training {escape(schema.specimen.plural)}</h2>"
    if not drift.differing:
        yield _paragraph(drift.sentence)
    yield "".join(_paragraph(f"{c.sentence}.", "more") for c in drift.differing)
    yield "<h2>How the file was read</h2>"
    yield _table(how_read(report.layout), head=False)
    yield "<h2>The model</h2>"
    yield _table(_model(model), head=False)


def _paragraph(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def _bars(report: Reported) -> str:
    schema, summary = report.layout.schema, report.summary
    rows = [
        (f"{symbol}\u00a0{name}", color, summary.groups[name])
        for symbol, color, name in zip(
            signs.SYMBOLS, signs.COLORS, schema.group_names, strict=False
        )
    ]
    if summary.problems:
        rows.append(("No answer", _NO_ANSWER, summary.problems))
    total, longest = max(1, summary.rows), max(1, *(count for *_, count in rows))
    cells = "".join(
        f"<tr><th>{escape(name)}</th><td>"
        f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * count / longest:.2f}" height="10" fill="{color}"/></svg></td>'
        f"<td>{count:,} ({percentage(count / total)})</td></tr>"
        for name, color, count in rows
    )
    return f'<table class="bars">{cells}</table>'


def _by_column(column: str, found: Sequence[Part], model: Model) -> Iterator[str]:
    names = model.schema.group_names
    yield f"<h2>By “{escape(column)}”</h2>"
    yield _table([(column, "Rows", *names, "Answer"), *in_rows(found, names)])
    yield _paragraph(rows_explained(model.schema))


def _confusion(truth: Truth) -> Iterator[Sequence[str]]:
    yield ("The file says", *(f"Model: {name}" for name in truth.groups))
    for name, counts in zip(truth.groups, truth.confusion, strict=True):
        yield (name, *(f"{count:,}" for count in counts))


def _model(model: Model) -> Iterator[Sequence[str]]:
    judged = model.evaluation.held_out
    yield "Title", model.schema.title
    yield "Trained on", model.schema.specimen.counted(model.training.used)
    yield "Source", model.training.source
    right = f"{judged.correct:,} of {judged.count:,} ({percentage(judged.correct / judged.count)})"
    yield "Right on held-out rows", right
    yield "Fingerprint", model.digest[:16]


def _table(rows: Iterable[Sequence[str | None]], *, head: bool = True) -> str:
    lines = []
    for place, row in enumerate(rows):
        first, *others = (escape(cell or "") for cell in row)
        kind = "th" if head and not place else "td"
        cells = "".join(f"<{kind}>{cell}</{kind}>" for cell in others)
        lines.append(f"<tr><th>{first}</th>{cells}</tr>")
    return f'<div class="wide"><table>{"".join(lines)}</table></div>'
