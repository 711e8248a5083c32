"""Bytes to text: the encodings that spreadsheets and programs really write."""

import codecs
import re
from collections.abc import Iterable, Iterator

from iris_model.files.reading.records import MAXIMUM_LINE, line_too_long

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def _one_byte(error: UnicodeError) -> tuple[str, int]:
    """Read the first undecodable byte as Windows-1252; its five gaps as browsers do."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    try:
        return byte.decode("cp1252"), error.start + 1
    except UnicodeDecodeError:
        return byte.decode("latin-1"), error.start + 1


codecs.register_error("windows-1252", _one_byte)


def detect_encoding(head: bytes) -> tuple[str, int]:
    """Return the encoding of a file and the length of its byte-order mark in bytes.

    Without a mark it is UTF-8 unless the head (its beginning) has more bytes that cannot be UTF-8
    than it has characters that only UTF-8 explains.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    if head.isascii():
        return "utf-8", 0
    explained = _MULTIBYTE.findall(head)
    unexplained = sum(byte > 0x7F for byte in head) - sum(map(len, explained))
    return ("windows-1252" if unexplained > len(explained) else "utf-8"), 0


def decode(data: bytes, encoding: str) -> str:
    """Return data as text, whatever it holds: a byte that is not valid is read as Windows-1252.

    data begins and ends between characters; a byte-order mark becomes U+FEFF.
    """
    if encoding.startswith("utf-16"):
        return data.decode(encoding, errors="replace")
    return data.decode("cp1252" if encoding == "windows-1252" else "utf-8", "windows-1252")


def utf8_lines(chunks: Iterable[bytes], encoding: str, size: int) -> Iterator[bytes]:
    """Yield a file, given in pieces, as UTF-8 in blocks of about size bytes, cut at line breaks.

    Raises IrisError for a line longer than MAXIMUM_LINE that makes a block of its own.
    """
    if encoding.startswith("utf-16"):
        texts = codecs.iterdecode(chunks, encoding, errors="replace")
        yield from _whole_lines((text.encode() for text in texts), size)
        return
    for block in _whole_lines(chunks, size):
        yield block if encoding == "utf-8" and _is_utf8(block) else decode(block, encoding).encode()


def _whole_lines(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    waiting: list[bytes] = []
    pieces = (chunk[i : i + size] for chunk in chunks for i in range(0, len(chunk), size))
    for piece in pieces:
        waiting.append(piece)
        length = sum(map(len, waiting))
        if length < size:
            continue
        data = b"".join(waiting)
        end = max(data.rfind(b"\n"), data.rfind(b"\r", 0, -1)) + 1
        if not end and length > MAXIMUM_LINE:
            raise line_too_long()
        if end:
            yield data[:end]
        waiting = [data[end:]]
    yield b"".join(waiting)


def _is_utf8(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False
