"""The lines of a block of CSV without quotation marks, and where their cells are."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iris_model.arrays import IntArray
from iris_model.files.reading.encoding import has_marked_bytes
from iris_model.files.reading.layout import Layout

_LONGEST = 4096
"""Bytes of a line; a block with a longer one goes the tolerant way."""
_FORMULA_BYTES = np.zeros(256, bool)
_FORMULA_BYTES[list("=+-@\t＝".encode())] = True
"""First bytes of cells that may be formulas."""
Chosen = NDArray[np.bool_]


class Lines(NamedTuple):
    """n lines."""

    text: bytes
    """All of them, each with a line break."""
    starts: IntArray
    lengths: IntArray
    """Without the line breaks."""
    regular: Chosen
    """Which have as many cells as the header."""
    separators: IntArray
    """(regular, cells - 1): the places of their separators."""

    @property
    def data(self) -> NDArray[np.uint8]:
        """Return their bytes."""
        return np.frombuffer(self.text, np.uint8)

    def chosen(self, chosen: Chosen) -> bytes:
        """Return some lines, with their line breaks."""
        if chosen.all():
            return self.text
        edges = np.flatnonzero(np.diff(chosen, prepend=False, append=False))
        places = np.append(self.starts, len(self.text))[edges].tolist()
        view = memoryview(self.text)
        return b"".join(view[i:j] for i, j in zip(places[::2], places[1::2], strict=True))

    def line(self, index: int) -> bytes:
        """Return one line without its line break."""
        start = self.starts[index]
        return self.text[start : start + self.lengths[index]]


def divided(block: bytes, layout: Layout) -> Lines | None:
    """Return the lines of a block, or None if a mark may join or divide them otherwise."""
    text = block.replace(b"\r\n", b"\n") if b"\r" in block else block
    if not text or b'"' in text or b"\r" in text or has_marked_bytes(text):
        return None
    text = text if text.endswith(b"\n") else text + b"\n"
    data, width = np.frombuffer(text, np.uint8), len(layout.names)
    breaks, marked = data == ord("\n"), data == ord(layout.separator)
    marks = np.flatnonzero(np.logical_or(breaks, marked, out=marked))
    ends = marks[width - 1 :: width].copy()
    if breaks[ends].all() and np.count_nonzero(breaks) == len(ends):
        regular, separators = np.ones(len(ends), bool), marks
    else:
        last = np.flatnonzero(breaks[marks])
        ends, counts = marks[last], np.diff(last, prepend=-1)
        regular = counts == width
        separators = marks[np.repeat(regular, counts)]
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts
    if lengths.max() > _LONGEST:
        return None
    return Lines(text, starts, lengths, regular, separators.reshape(-1, width)[:, :-1])


def have_no_formula(lines: Lines, layout: Layout) -> Chosen:
    """Return which regular lines have no possible formula, measurements aside."""
    measured = {column.index for column in layout.columns.values()}
    harmless = np.ones(len(lines.separators), bool)
    for index in set(range(len(layout.names))) - measured:
        before = lines.separators[:, index - 1]
        first = before + 1 if index else lines.starts[lines.regular]
        harmless &= ~_FORMULA_BYTES[lines.data[first]]
    return harmless
