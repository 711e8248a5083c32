"""Rows that sum up others, such as their mean, told by the cell that names them."""

import re
from functools import lru_cache

import polars as pl

from iris_model.files.reading.layout import Layout
from iris_model.files.reading.parsing import DEFECT
from iris_model.schema import Schema

_CLEAR = "|".join(
    (
        *("mean", "average", "avg", "median", "variance", "(?:sub)?total", "sum", "iqr"),
        *(r"std[. ]*(?:dev|err)\w*", r"st[. ]*dev\w*", "standard (?:deviation|error)"),
        *(r"s\.d", r"s\.e", r"s\.e\.m", "percentile", "skewness", "kurtosis", "9[059] ?% ?ci"),
        *("(?:1st|3rd|first|third|lower|upper) qu(?:artile)?", "quartile", "coefficient of var.*"),
        *("mittelwert", "durchschnitt", "standardabweichung", "stabw", "standardfehler", "varianz"),
        *("anzahl", "summe", "gesamt", "moyenne", "[ée]cart[- ]type", "m[ée]diane", "media"),
        *("m[ée]dia", "mediana", "promedio", r"desviaci[óo]n\b.*", r"desvio[- ]padr[ãa]o"),
        *("deviazione standard", "średnia", r"odchylenie\b.*", "suma", "gemiddelde", "среднее"),
        *("медиана", "ст.*откл.*", "平均値?", "平均值", "中央値", "标准差", "標準偏差"),
    )
)
_SHORT = r"min|max|minimum|maximum|count|n|sd|std|se|sem|cv|var|range|mode|q[13]|(?:25|50|75) ?%"
"""May name something else: a collector, a direction, a plot, a share of light."""
_NO_EVIDENCE = ("n", "se")
"""Together they are north and south-east."""
_BEFORE = "grand|overall|group|column|row|sample|geometric|arithmetic|harmonic"


def mark_summaries(frame: pl.DataFrame, layout: Layout) -> pl.DataFrame:
    """Mark the rows that sum up others.

    A cell before the measurements, or in the column of groups, names them. A word that may mean
    something else, such as Max, counts only among names of groups or with another such word.
    """
    rows = may_sum_up(frame, layout)
    if not rows.any() or not _sum_up(frame.filter(rows).select(_places(layout)), layout):
        return frame
    said = pl.lit(f"This row sums up others and is no {layout.schema.specimen.singular}.")
    return frame.with_columns(pl.coalesce(DEFECT, pl.when(rows).then(said)))


def may_sum_up(frame: pl.DataFrame, layout: Layout) -> pl.Series:
    """Return which rows have a cell that may name a summary."""
    places, word = _places(layout), "|".join(_patterns(layout.schema))
    if not places:
        return pl.repeat(value=False, n=frame.height, eager=True)
    named = pl.any_horizontal(pl.col(places).str.contains(word))
    return frame.select(named.fill_null(value=False)).to_series()


def _places(layout: Layout) -> list[str]:
    """Return the columns that may name a row, the groups' own unless a group has such a name."""
    places = [str(place) for place in range(min(c.index for c in layout.columns.values()))]
    word, names = "|".join(_patterns(layout.schema)), layout.schema.group_names
    if layout.truth and not any(re.search(word, name) for name in names):
        places.append(str(layout.truth.index))
    return list(dict.fromkeys(places))


def _sum_up(cells: pl.DataFrame, layout: Layout) -> bool:
    clear, short = _patterns(layout.schema)
    if cells.select(pl.any_horizontal(pl.all().str.contains(clear).any())).item():
        return True
    found = {
        column.name: column.filter(column.str.contains(short)).unique().drop_nulls()
        for column in cells
    }
    if layout.truth and layout.names_groups and len(found.get(str(layout.truth.index), ())):
        return True
    words = {re.sub(r"[\W\d]+", "", text.lower()) for texts in found.values() for text in texts}
    return len(words.difference(_NO_EVIDENCE)) > 1


@lru_cache(32)
def _patterns(schema: Schema) -> tuple[str, str]:
    """Return the patterns of cells that name summaries: the certain ones and the doubtful ones."""
    names = [name for group in schema.groups for name in (group.name, *group.aliases)]
    group = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    before = rf"^[\W_]*(?:(?:{_BEFORE}|{group})[\s:_-]+)*"
    after = rf"(?:[\s.:)\]]*|\s*[(\[±/+=:,;].*|[\s_-]+(?:of|for|all|values?|{group})\b.*)$"
    clear = f"{before}(?:{_CLEAR})s?{after}"
    short = rf"{before}(?:{_SHORT})\.?(?:\s*\(.*\))?[\s.:]*$"
    return f"(?i:{clear})", f"(?i:{short})"
