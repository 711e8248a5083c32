"""Lines of a file with their results added, copied in words of many bytes.

A row of the result is its line and its tail: group, probabilities and prediction set. Words are no
longer than a tail, which overwrites what the last one writes beyond its line.
"""

import threading
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iris_model.arrays import IntArray
from iris_model.files.judge import Judged
from iris_model.files.reading.layout import Layout
from iris_model.files.result_texts import probability_texts, set_texts
from iris_model.files.tables import line_end
from iris_model.model import Model, kept_with_model

LONGEST_WORD = 64
"""Bytes copied at once."""
_PROBABILITY = len(",0.0000")
_ROWS = 8192
"""Written at once: their text fits into a core's own memory."""
_thread = threading.local()
Words = NDArray[np.void]


class Tails(NamedTuple):
    """The results of rows without doubts, in a file's dialect.

    They are numbered by prediction set and group, as in `set_texts`.
    """

    texts: NDArray[np.uint8]
    """(tails, longest): with room for the probabilities, and the end of the line."""
    lengths: IntArray
    """(tails,): bytes."""
    before: IntArray
    """(tails,): bytes before the probabilities."""
    probabilities: NDArray[np.uint64]
    """Each with the separator before it, in the bytes of a number, whose last one is too many."""


def tails_of(model: Model, layout: Layout, dialect: Layout) -> Tails:
    """Return a file's tails, for names without special characters."""
    return _tails(model, layout.separator, layout.decimal, line_end(dialect))


@kept_with_model
def _tails(model: Model, separator: str, decimal: str, newline: str) -> Tails:
    sets, names = set_texts(model.schema), model.schema.group_names
    probabilities = [f"{separator}{text}".encode() for text in probability_texts(decimal)]
    room = bytes(_PROBABILITY * len(names))
    groups = [f"{separator}{name}".encode() for name in names] * (len(sets) // len(names))
    texts = [
        group + room + f"{separator}{members}{2 * separator}{newline}".encode()
        for group, members in zip(groups, sets, strict=True)
    ]
    return Tails(
        np.array(texts).view(np.uint8).reshape(len(texts), -1),
        np.array([len(text) for text in texts]),
        np.array([len(group) for group in groups]),
        np.array(probabilities, "S8").view(np.uint64),
    )


def with_tails(
    data: NDArray[np.uint8], starts: IntArray, lengths: IntArray, judged: Judged, tails: Tails
) -> tuple[NDArray[np.uint8], IntArray]:
    """Return lines with their tails, until the next call in this thread, and where each ends.

    data has the lines and at least LONGEST_WORD bytes more; starts are (n,), and lengths (n,)
    without line breaks.
    """
    text = _room(int(lengths.sum()) + len(lengths) * tails.texts.shape[1])
    ends = np.empty_like(starts)
    done = 0
    for first in range(0, len(starts), _ROWS):
        rows = slice(first, first + _ROWS)
        numbers = judged.members[rows].astype(np.intp) * len(judged.steps) + judged.codes[rows]
        widths = tails.lengths[numbers]
        ends[rows] = (lengths[rows] + widths).cumsum() + done
        at = ends[rows] - widths
        _copy_lines(text, at - lengths[rows], data, starts[rows], lengths[rows], int(widths.min()))
        for width in np.flatnonzero(np.bincount(widths)).tolist():
            alike = np.flatnonzero(widths == width)
            _words(text, width)[at[alike]] = _words(tails.texts, width)[numbers[alike]]
        at += tails.before[numbers]
        probabilities = _probabilities(judged.steps[:, rows], tails)
        _words(text, probabilities.itemsize)[at] = probabilities
        done = int(ends[rows][-1])
    return text[:done], ends


def _room(size: int) -> NDArray[np.uint8]:
    """Return the same bytes to write in again: new memory takes as long as the writing."""
    if not hasattr(_thread, "room") or len(_thread.room) < size:
        _thread.room = np.empty(size, np.uint8)
    room: NDArray[np.uint8] = _thread.room
    return room


def _probabilities(steps: NDArray[np.uint16], tails: Tails) -> Words:
    """Return the texts of the probabilities (k, n) of rows."""
    groups, count = steps.shape
    text = np.empty((count, groups * _PROBABILITY + 1), np.uint8)
    for group, texts in enumerate(steps):
        words = np.ndarray(count, np.uint64, text.data, group * _PROBABILITY, text.strides[:1])
        words[:] = tails.probabilities.take(texts)
    return _words(text, groups * _PROBABILITY)


def _words(data: NDArray[np.uint8], size: int) -> Words:
    """Return the words that begin at each byte, or row, as views of data."""
    count = len(data) - size + 1 if data.ndim == 1 else len(data)
    return np.ndarray((count,), f"V{size}", data.data, strides=data.strides[:1])


def _copy_lines(
    text: NDArray[np.uint8],
    at: IntArray,
    data: NDArray[np.uint8],
    starts: IntArray,
    lengths: IntArray,
    shortest: int,
) -> None:
    """Copy lines in whole words, which write less than shortest bytes beyond each."""
    size = min(shortest, LONGEST_WORD)
    target, source = _words(text, size), _words(data, size)
    for done in range(0, int(lengths.max()), size):
        longer = slice(None) if lengths.min() > done else np.flatnonzero(lengths > done)
        target[at[longer] + done] = source[starts[longer] + done]
