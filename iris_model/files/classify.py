"""Whole tables classified with Polars expressions, never specimen by specimen.

All rows come back, in order, their cells as they came. A row that cannot be classified has empty
results and says why in `problem`.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from iris_model.files.judge import judge
from iris_model.files.numbers import accepted, accepted_partly, read_numbers
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.parsing import DEFECT
from iris_model.files.reading.problems import LINE_PROBLEM
from iris_model.files.reasons import reason_texts
from iris_model.files.results import (
    BETWEEN,
    MEASURED,
    NO_OPTIONS,
    PREDICTION_SET,
    PROBLEM,
    REASONS,
    WARNING,
    Options,
    probability_texts,
    result_names,
    set_texts,
)
from iris_model.files.row_problems import (
    doubt_split_decimals,
    say_problems,
    say_warnings,
    spread,
)
from iris_model.files.summary_rows import mark_summaries
from iris_model.model import Model

CODE = "_code"
"""No measurement's name: none begins with `_`."""
_MEMBERS, _UNLIKE, _INDEX = "members", "unlike", "index"


class Classified(NamedTuple):
    """Classified rows, and their numbers."""

    table: pl.DataFrame
    """The input's cells as columns "0", "1", …, then the results, all text, null where empty."""
    specimens: pl.DataFrame
    """Of the classified rows alone: the measurements in the schema's units, null where one is
    missing, and CODE into the groups."""


def classify_rows(
    rows: pl.DataFrame, layout: Layout, model: Model, options: Options = NO_OPTIONS
) -> Classified:
    """Return rows of a file, as `reading.parsing` gives them, classified."""
    frame = mark_summaries(_keep_doubts(rows, layout), layout)
    numbers = read_numbers(frame, layout)
    if options.partial:
        numbers, enough = accepted_partly(numbers, frame, layout)
    else:
        enough = accepted([column.to_numpy() for column in numbers], layout)
    usable = pl.Series(enough)
    if not usable.all():
        numbers = numbers.select(pl.when(usable).then(pl.all()))
    judge = _judge_partly if options.partial else _judge
    answers = judge(numbers, model, layout, options)
    warned = answers[_UNLIKE].fill_null(value=False)
    frame = doubt_split_decimals(frame, layout, warned)
    valid = usable & frame[DEFECT].is_null()
    warnings = say_warnings(numbers, warned & valid, layout)
    problems = say_problems(frame, ~valid, layout, partial=options.partial)
    results = answers.select(_results(model, layout, options))
    specimens = numbers.with_columns(answers[CODE])
    if not valid.all():
        results = results.select(pl.when(valid).then(pl.all()))
        specimens = specimens.filter(valid)
    results = results.with_columns(warnings.alias(WARNING), problems.alias(PROBLEM))
    names = result_names(model.schema, options)
    return Classified(frame.drop(DEFECT).hstack(results.select(names.all)), specimens)


def _keep_doubts(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Mark rows that an earlier run, whose result this is, could not divide into cells.

    They look regular now, but cells may be in the wrong columns.
    """
    earlier = [
        pl.when(pl.col(str(i)).str.starts_with(LINE_PROBLEM)).then(str(i))
        for i, name in enumerate(layout.names)
        if name.startswith(PROBLEM)
    ]
    return frame.with_columns(pl.coalesce(DEFECT, *earlier)) if earlier else frame


def _judge(numbers: pl.DataFrame, model: Model, layout: Layout, options: Options) -> pl.DataFrame:
    answers = numbers.select(model.schema.names).pipe(_answers, model)
    if not options.reasons:
        return answers
    there = numbers[model.schema.names[0]].is_not_null()
    specimens = numbers.filter(there).select(model.schema.names).to_numpy()
    codes = answers.filter(there)[CODE].to_numpy().astype(np.int64)
    texts = reason_texts(model, specimens, codes, layout.decimal)
    return answers.with_columns(spread(texts, there).alias(REASONS))


def _judge_partly(
    numbers: pl.DataFrame, model: Model, layout: Layout, options: Options
) -> pl.DataFrame:
    """Return the answers from the measurements that each row has, and which those are."""
    names = numbers.columns
    bits = (pl.col(name).is_not_null().cast(pl.UInt16) * (1 << i) for i, name in enumerate(names))
    masks = numbers.select(pl.sum_horizontal(bits)).to_series()
    found = []
    for mask in sorted({*masks.unique(), (1 << len(names)) - 1} - {0}):
        known = [name for i, name in enumerate(names) if mask >> i & 1]
        rows = (masks == mask).arg_true()
        part = _judge(numbers[rows].select(known), model.knowing(known), layout, options)
        found.append(
            part.with_columns(rows.alias(_INDEX), pl.lit(BETWEEN.join(known)).alias(MEASURED))
        )
    index = pl.DataFrame({_INDEX: pl.int_range(len(masks), dtype=pl.UInt32, eager=True)})
    return index.join(pl.concat(found), on=_INDEX, how="left", maintain_order="left").drop(_INDEX)


def _answers(numbers: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Return CODE, `s0` … (probabilities in steps), members of the set and unlike."""
    judged = judge([column.to_numpy() for column in numbers.fill_null(0.0)], model)
    return pl.DataFrame(
        {
            CODE: judged.codes,
            **{f"s{code}": steps for code, steps in enumerate(judged.steps)},
            _MEMBERS: judged.members,
            _UNLIKE: judged.unlike,
        }
    )


def _results(model: Model, layout: Layout, options: Options) -> list[pl.Expr]:
    """Return the results as text, without warnings and problems.

    Looking up every possible text is many times faster than formatting.
    """
    groups, names = model.schema.group_names, result_names(model.schema, options)
    probabilities = pl.Series(probability_texts(layout.decimal))
    return [
        pl.lit(pl.Series(groups)).gather(pl.col(CODE)).alias(names.predicted),
        *(
            pl.lit(probabilities).gather(f"s{code}").alias(name)
            for code, name in enumerate(names.probabilities)
        ),
        pl.lit(pl.Series(set_texts(model.schema)))
        .gather(pl.col(_MEMBERS).cast(pl.UInt32) * len(groups) + pl.col(CODE))
        .alias(PREDICTION_SET),
        *map(pl.col, names.more),
    ]
