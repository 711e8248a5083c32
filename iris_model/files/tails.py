"""Lines of a file with their results added, put together in words of many bytes.

A row of the result is its line, its group, its probabilities and its prediction set. A word is as
long as the probabilities are: they are written last and cover what the last word of another piece
writes beyond its own bytes.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iris_model.arrays import IntArray
from iris_model.files.judge import Judged
from iris_model.files.reading.layout import Layout
from iris_model.files.result_texts import probability_texts, set_texts
from iris_model.files.tables import line_end
from iris_model.model import Model, kept_with_model

_ROWS = 8192
"""Written at once: their text fits into a core's own memory."""
Words = NDArray[np.void]


class _Pieces(NamedTuple):
    """Texts that a row has one of."""

    words: Words
    """(words, texts): of a text filled up on its right, or on its left."""
    lengths: IntArray
    """(texts,): bytes."""


class Tails(NamedTuple):
    """The results of every row that a model has no doubts about, in a file's dialect."""

    word: int
    """Bytes of a word."""
    groups: _Pieces
    probabilities: Words
    """Each with the separator before it."""
    sets: _Pieces
    """With the empty cells after a set, and the end of the line."""


def tails_of(model: Model, layout: Layout, dialect: Layout) -> Tails:
    """Return the pieces of a file's tails, for names without special characters."""
    return _tails(model, layout.separator, layout.decimal, line_end(dialect))


@kept_with_model
def _tails(model: Model, separator: str, decimal: str, newline: str) -> Tails:
    names = model.schema.group_names
    probabilities = [f"{separator}{text}".encode() for text in probability_texts(decimal)]
    word = len(probabilities[0]) * len(names)
    sets = [separator + text + 2 * separator + newline for text in set_texts(model.schema)]
    return Tails(
        word,
        _pieces([separator + name for name in names], word, bytes.ljust),
        np.array(probabilities).view(f"V{len(probabilities[0])}"),
        _pieces(sets, word, bytes.rjust),
    )


def _pieces(texts: Sequence[str], word: int, fill: Callable[[bytes, int], bytes]) -> _Pieces:
    encoded = [text.encode() for text in texts]
    lengths = np.array([len(text) for text in encoded])
    longest = int(lengths.max())
    filled = b"".join(fill(text, longest + -longest % word) for text in encoded)
    words = np.frombuffer(filled, f"V{word}").reshape(len(texts), -1).T
    return _Pieces(np.ascontiguousarray(words), lengths)


def with_tails(
    data: NDArray[np.uint8],
    starts: IntArray,
    lengths: IntArray,
    judged: Judged,
    tails: Tails,
    gaps: IntArray,
) -> tuple[NDArray[np.uint8], IntArray]:
    """Return lines with their tails, and where each of them begins.

    data has the lines, which begin at starts (n,) and have lengths (n,) without their ends, and at
    least a word more. gaps (n + 1,) says how many bytes stay free before each, and at the end.
    """
    sets = judged.members.astype(np.intp) * len(judged.steps) + judged.codes
    tops = tails.groups.lengths[judged.codes]
    widths = lengths + tops + tails.word + tails.sets.lengths[sets]
    ends = np.cumsum(widths + gaps[:-1])
    begins = ends - widths
    text = np.empty(ends[-1] + gaps[-1] + tails.word, np.uint8)
    source, target = _words(data, tails.word), _words(text, tails.word)
    for first in range(0, len(starts), _ROWS):
        rows = slice(first, first + _ROWS)
        _copy(target, begins[rows], source, starts[rows], lengths[rows])
        at = begins[rows] + lengths[rows]
        _write(target, at, tails.groups, judged.codes[rows])
        _write(target, ends[rows], tails.sets, sets[rows], backwards=True)
        at += tops[rows]
        probabilities = tails.probabilities[judged.steps[:, rows].T]
        target[at] = probabilities.view(f"V{tails.word}")[:, 0]
    return text[: -tails.word], begins


def _words(data: NDArray[np.uint8], size: int) -> Words:
    """Return the words that begin at each byte, as views of data."""
    return np.ndarray((len(data) - size + 1,), f"V{size}", data.data, strides=(1,))


def _copy(target: Words, at: IntArray, source: Words, starts: IntArray, lengths: IntArray) -> None:
    """Copy lines that begin at starts in source, in whole words."""
    for done, longer in _words_of(lengths, target.itemsize):
        target[at[longer] + done] = source[starts[longer] + done]


def _write(
    target: Words,
    at: IntArray,
    pieces: _Pieces,
    texts: NDArray[np.integer],
    *,
    backwards: bool = False,
) -> None:
    """Write a piece in whole words where at says, or so that it ends there."""
    size = target.itemsize
    for done, longer in _words_of(pieces.lengths[texts], size):
        words = pieces.words[-1 - done // size if backwards else done // size]
        target[at[longer] - done - size if backwards else at[longer] + done] = words[texts[longer]]


def _words_of(lengths: IntArray, size: int) -> Iterator[tuple[int, IntArray | slice]]:
    """Yield how many bytes are done before each next word, and the pieces that have one."""
    for done in range(0, int(lengths.max()), size):
        all_have = lengths.min() > done
        yield done, slice(None) if all_have else np.flatnonzero(lengths > done)
