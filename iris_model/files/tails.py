"""Lines of a file with their results added, copied in words of many bytes.

A row of the result is its line and its tail: group, probabilities, prediction set and warning.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iris_model.arrays import FloatArray, IntArray
from iris_model.files.divided import Chosen, Lines
from iris_model.files.judge import Judged
from iris_model.files.reading.layout import Layout
from iris_model.files.results import probability_texts, set_texts
from iris_model.files.row_problems import warning_texts, warnings_of
from iris_model.files.tables import line_end
from iris_model.model import Model, kept_with_model
from iris_model.schema import Measurement

_LONGEST_WORD = 64
"""Bytes that are copied at once."""
_PROBABILITY = len(",0.0000")
Words = NDArray[np.void]


class Tails(NamedTuple):
    """The results of rows without problems, in a file's dialect."""

    texts: list[bytes]
    """In the order of `set_texts`, without a warning, with room for the probabilities."""
    widths: IntArray
    """Their bytes."""
    first: list[int]
    """Their bytes before the first probability's separator."""
    warnings: list[bytes]
    """In the order of `warning_texts`."""
    end: bytes
    """Of the line, after the warning."""
    probabilities: NDArray[np.uint64]
    """Each between two separators, in the bytes of a number."""
    measurements: tuple[Measurement, ...]


def tails_of(model: Model, layout: Layout, dialect: Layout) -> Tails:
    """Return a file's tails, for names without special characters."""
    return _tails(model, layout.separator, layout.decimal, line_end(dialect))


@kept_with_model
def _tails(model: Model, separator: str, decimal: str, newline: str) -> Tails:
    schema, end = model.schema, separator + newline
    sets, names = set_texts(schema), schema.group_names
    room = " " * (_PROBABILITY * len(names))
    groups = [f"{separator}{name}".encode() for name in names] * (len(sets) // len(names))
    after = [f"{room}{separator}{members}{separator}{end}".encode() for members in sets]
    texts = [group + rest for group, rest in zip(groups, after, strict=True)]
    warnings = warning_texts(schema.measurements, schema.specimen.singular)
    probabilities = [f"{separator}{text}{separator}" for text in probability_texts(decimal)]
    return Tails(
        texts,
        np.array([len(text) for text in texts]),
        [len(group) for group in groups],
        [_as_cell(warning, separator).encode() for warning in warnings],
        end.encode(),
        np.array([text.encode() for text in probabilities], "S8").view(np.uint64),
        schema.measurements,
    )


def _as_cell(text: str, separator: str) -> str:
    special = any(mark in text for mark in (separator, '"', "\n", "\r"))
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if special else text


def with_tails(
    lines: Lines, chosen: Chosen, measurements: Sequence[FloatArray], judged: Judged, tails: Tails
) -> tuple[memoryview, IntArray]:
    """Return the chosen lines with their tails, and where each ends.

    measurements are d columns (n,) of these lines, judged the answers to them.
    """
    rows = slice(None) if chosen.all() else chosen
    starts, lengths = lines.starts[rows], lines.lengths[rows]
    kinds = judged.members * np.uint16(len(judged.steps)) + judged.codes
    unlike = np.flatnonzero(judged.unlike)
    which = warnings_of([column[unlike] for column in measurements], tails.measurements)
    warnings = [tails.warnings[place] for place in which.tolist()]
    sizes = lengths + tails.widths.take(kinds)
    sizes[unlike] += np.array([len(warning) for warning in warnings], np.int64)
    ends = sizes.cumsum()
    at = ends - sizes
    text = np.empty(int(ends[-1]), np.uint8)
    _copy_lines(text, at, lines.data, starts, lengths, int(tails.widths.min()))
    at += lengths
    _write_tails(text, at, kinds, judged.steps, tails)
    for end, warning in zip(ends[unlike].tolist(), warnings, strict=True):
        said = warning + tails.end
        text[end - len(said) : end] = np.frombuffer(said, np.uint8)
    return text.data, ends


def _copy_lines(
    text: NDArray[np.uint8],
    at: IntArray,
    data: NDArray[np.uint8],
    starts: IntArray,
    lengths: IntArray,
    shortest: int,
) -> None:
    """Copy lines in whole words, which write less than shortest bytes beyond each."""
    longest = int(lengths.max())
    size = min(shortest, longest, _LONGEST_WORD)
    target, source = _words(text, size), _words(np.append(data, np.zeros(size, np.uint8)), size)
    for done in range(0, longest, size):
        longer = slice(None) if lengths.min() > done else np.flatnonzero(lengths > done)
        target[at[longer] + done] = source[starts[longer] + done]


def _write_tails(
    text: NDArray[np.uint8],
    at: IntArray,
    kinds: NDArray[np.uint16],
    steps: NDArray[np.uint16],
    tails: Tails,
) -> None:
    """Write the tails of n rows at these places; steps are (k, n)."""
    order, counts = kinds.argsort(kind="stable"), np.bincount(kinds)
    present, first = np.flatnonzero(counts), counts.cumsum() - counts
    for kind in present.tolist():
        alike = order[first[kind] : first[kind] + counts[kind]]
        words = np.full(len(alike), np.void(tails.texts[kind]))
        for code, row in enumerate(steps):
            place = tails.first[kind] + code * _PROBABILITY
            found = np.ndarray(len(alike), np.uint64, words.data, place, words.strides)
            found[:] = tails.probabilities.take(row.take(alike))
        _words(text, words.itemsize)[at.take(alike)] = words


def _words(data: NDArray[np.uint8], size: int) -> Words:
    """Return the words that begin at each byte, as views of data."""
    return np.ndarray((len(data) - size + 1,), f"V{size}", data.data, strides=(1,))
