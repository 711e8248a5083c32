"""The lines of a block of CSV without quotation marks, and where their cells are."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from iris_model.arrays import IntArray
from iris_model.files.reading.encoding import has_marked_bytes
from iris_model.files.reading.layout import Layout

LONGEST_WORD = 64
"""Bytes that are copied at once."""
_LONGEST = 4096
"""Bytes of a line; a block with a longer one goes the tolerant way."""
_FORMULA_BYTES = np.zeros(256, bool)
_FORMULA_BYTES[list("=+-@\t＝".encode())] = True
"""First bytes of cells that may be formulas."""
Chosen = NDArray[np.bool_]


class Lines(NamedTuple):
    """n lines."""

    data: NDArray[np.uint8]
    """Their bytes, and LONGEST_WORD more."""
    starts: IntArray
    lengths: IntArray
    """Without the line breaks."""
    regular: Chosen
    """Which have as many cells as the header."""
    separators: IntArray
    """(regular, cells - 1): the places of their separators."""

    def chosen(self, chosen: Chosen) -> bytes:
        """Return some lines, with their line breaks."""
        data = self.data[:-LONGEST_WORD].data
        if chosen.all():
            return bytes(data)
        edges = np.flatnonzero(np.diff(chosen, prepend=False, append=False))
        places = np.append(self.starts, len(data))[edges].tolist()
        return b"".join(data[i:j] for i, j in zip(places[::2], places[1::2], strict=True))

    def line(self, index: int) -> bytes:
        """Return one line without its line break."""
        start = self.starts[index]
        return self.data[start : start + self.lengths[index]].tobytes()


def divided(block: bytes, layout: Layout) -> Lines | None:
    """Return the lines of a block, or None if a mark may join or divide them otherwise."""
    text = block.replace(b"\r\n", b"\n") if b"\r" in block else block
    if not text or b'"' in text or b"\r" in text or has_marked_bytes(text):
        return None
    end = b"" if text.endswith(b"\n") else b"\n"
    data = np.frombuffer(b"".join([text, end, bytes(LONGEST_WORD)]), np.uint8)
    breaks, width = data == ord("\n"), len(layout.names)
    marks = np.flatnonzero(breaks | (data == ord(layout.separator)))
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
    return Lines(data, starts, lengths, regular, separators.reshape(-1, width)[:, :-1])


def have_no_formula(lines: Lines, layout: Layout) -> Chosen:
    """Return which regular lines have no possible formula, measurements aside."""
    measured = {column.index for column in layout.columns.values()}
    harmless = np.ones(len(lines.separators), bool)
    for index in set(range(len(layout.names))) - measured:
        before = lines.separators[:, index - 1]
        first = before + 1 if index else lines.starts[lines.regular]
        harmless &= ~_FORMULA_BYTES[lines.data[first]]
    return harmless
