"""The few lines of a regular file that are taken apart, and their places among the others."""

import numpy as np
import polars as pl

from iris_model.arrays import IntArray
from iris_model.files.classify import Classified, classify_rows
from iris_model.files.divided import Chosen, Lines
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.parsing import parse_block
from iris_model.files.reading.tables_below import judge_lower_headers
from iris_model.files.results import Options
from iris_model.files.tables import csv_rows
from iris_model.model import Model

_MOST_SPECIAL = 0.25
"""Share of a block's lines."""


def tolerantly(
    lines: Lines,
    chosen: Chosen,
    layout: Layout,
    model: Model,
    options: Options,
    dialect: Layout,
) -> tuple[Classified | None, bytes] | None:
    """Return chosen lines classified, and as CSV, one line for each.

    None if they are many, are not all records, or may be another table's.
    """
    if not chosen.any():
        return None, b""
    if chosen.mean() > _MOST_SPECIAL:
        return None
    rows = _rows_of(lines, chosen, layout)
    if rows is None or judge_lower_headers(rows, layout, below=False)[0] is not None:
        return None
    classified = classify_rows(rows, layout, model, options)
    text = csv_rows(classified, dialect, options)
    return (classified, text) if text.count(b"\n") == chosen.sum() else None


def _rows_of(lines: Lines, chosen: Chosen, layout: Layout) -> pl.DataFrame | None:
    """Return the cells of chosen lines, or None unless each line is a row.

    Lines with all their cells are read many times faster apart from the others.
    """
    parts = [part for part in (chosen & lines.regular, chosen & ~lines.regular) if part.any()]
    frames = [parse_block(lines.chosen(part), layout)[0] for part in parts]
    order = np.concatenate([np.flatnonzero(part) for part in parts]).argsort()
    frame = pl.concat(frames)
    return frame[order] if frame.height == len(order) else None


def woven(text: memoryview, ends: IntArray, special: bytes, plain: Chosen) -> bytes:
    """Return the plain lines, each of which ends at a place of text, and the special ones."""
    edges = np.flatnonzero(np.diff(plain, prepend=False, append=False))
    cuts = np.concatenate([[0], edges, [len(plain)]])
    read = np.append(0, plain.cumsum())[cuts]
    said = np.flatnonzero(np.frombuffer(special, np.uint8) == ord("\n")) + 1
    in_text = np.append(0, ends)[read].tolist()
    in_said = np.append(0, said)[cuts - read].tolist()
    parts: list[bytes | memoryview] = [b""] * (len(cuts) - 1)
    parts[::2] = [special[i:j] for i, j in zip(in_said[::2], in_said[1::2], strict=True)]
    parts[1::2] = [text[i:j] for i, j in zip(in_text[1:-1:2], in_text[2::2], strict=True)]
    return b"".join(parts)
