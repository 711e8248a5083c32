"""The report of the file shown."""

from collections.abc import Sequence
from datetime import datetime

from iris_model.files.by_column import Part
from iris_model.files.report_html import Reported, report_html
from iris_model.model import Model
from ui.batch.controls import mix_in_words
from ui.batch.outcomes import Outcome


def report_page(outcome: Outcome, model: Model, by: tuple[str, Sequence[Part]] | None) -> str:
    """Return the report of a classified file as an HTML page, dated now."""
    result = outcome.result
    assert result is not None
    look = result.first_look.table(result.layout)
    rows = [list(look.columns), *([str(cell or "") for cell in row] for row in look.iter_rows())]
    reported = Reported(
        name=outcome.file.name,
        layout=result.layout,
        summary=result.summary,
        first_rows=rows,
        mix="" if result.asked.mix is None else mix_in_words(model.schema, result.asked.mix),
        by=by,
    )
    return report_html(reported, model, datetime.now().astimezone())
