"""Bytes to text, in the encodings that programs really write."""

import codecs
import re
from collections.abc import Iterable, Iterator

from iris_model.errors import IrisError
from iris_model.files.reading.records import MAXIMUM_LINE, line_too_long
from iris_model.validation import shorten

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FEWEST_PAIRS = 16
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_WINDOWS = "".join(
    chr(byte) if text == "\ufffd" else text
    for byte, text in enumerate(bytes(range(256)).decode("cp1252", "replace"))
)
"""Windows-1252, its five gaps as browsers read them."""
_WINDOWS_BYTES = codecs.charmap_build(_WINDOWS)
_PRIVATE = 0xF700
_MARK_OF_A_BYTE = "\U000e01ef"
"""The last variation selector: nothing shows it, and nobody writes it."""
_MARKED_BYTE = re.compile(rb"([\xc2-\xf4][\x80-\xbf]+)" + _MARK_OF_A_BYTE.encode())


def _one_byte(error: UnicodeError) -> tuple[str, int]:
    """Read the first undecodable byte as Windows-1252."""
    assert isinstance(error, UnicodeDecodeError)
    return _WINDOWS[error.object[error.start]], error.start + 1


def _marked_byte(error: UnicodeError) -> tuple[str, int]:
    """Read an undecodable byte as `_one_byte` does, marked so that it can be written back."""
    text, end = _one_byte(error)
    return text + _MARK_OF_A_BYTE, end


def _kept_byte(error: UnicodeError) -> tuple[str, int]:
    """Read an undecodable byte as a private-use character, to be written back."""
    assert isinstance(error, UnicodeDecodeError)
    return chr(_PRIVATE + error.object[error.start]), error.start + 1


def _kept_byte_back(error: UnicodeError) -> tuple[bytes, int]:
    assert isinstance(error, UnicodeEncodeError)
    byte = ord(error.object[error.start]) - _PRIVATE
    return bytes([byte]) if 0 <= byte <= 0xFF else b"?", error.start + 1


codecs.register_error("windows-1252", _one_byte)
codecs.register_error("marked-byte", _marked_byte)
codecs.register_error("kept-byte", _kept_byte)
codecs.register_error("kept-byte-back", _kept_byte_back)
_UNICODE = ("utf-8", "utf-16-le", "utf-16-be")
_WHAT_ROWS_NEED = '0123456789.,;|\t\r\n"+-abcxyzABCXYZ'
_NO_TEXT = re.compile("[\x01-\x08\x0e-\x1f\ue000-\uf8ff]")
_MARK_OF_A_LINE = re.compile(rb"([\r\n])(?:\xef\xbb\xbf)+")


def find_encoding(head: bytes, wanted: str | None) -> tuple[str, int]:
    """Return a file's encoding and the length of its byte-order mark in bytes.

    A mark decides, or the zeros of UTF-16, then what the user wants. Other files are UTF-8, unless
    the head has more bytes that can't be UTF-8 than characters that only UTF-8 explains. Raises
    IrisError if a user wants an encoding that no table is in.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    if without := utf16_without_mark(head):
        return without, 0
    if wanted:
        return _named_encoding(wanted), 0
    if head.isascii():
        return "utf-8", 0
    explained = _MULTIBYTE.findall(head)
    unexplained = sum(byte > 0x7F for byte in head) - sum(map(len, explained))
    return ("windows-1252" if unexplained > len(explained) else "utf-8"), 0


def utf16_without_mark(head: bytes) -> str | None:
    """Return the kind of UTF-16 that the bytes' zeros show, or None.

    Letters, digits and separators have a zero first or second; there may be many other characters.
    """
    pairs = min(len(head), 4096) // 2
    start = head[: 2 * pairs]
    if pairs < _FEWEST_PAIRS:
        return None
    first, second = start[::2].count(0), start[1::2].count(0)
    if max(first, second) < 0.1 * pairs or min(first, second) > 0.6 * max(first, second):
        return None
    encoding = "utf-16-le" if second > first else "utf-16-be"
    return None if _NO_TEXT.search(start.decode(encoding, "ignore")) else encoding


def _named_encoding(name: str) -> str:
    """Return an encoding by a user's name for it.

    Raises IrisError unless it writes digits and separators as ASCII does, or is Unicode.
    """
    try:
        found = codecs.lookup(name.strip()).name
        readable = _WHAT_ROWS_NEED.encode(found) == _WHAT_ROWS_NEED.encode()
        readable = readable and _WHAT_ROWS_NEED.encode().decode(found) == _WHAT_ROWS_NEED
    except (LookupError, ValueError, TypeError, AttributeError):
        found, readable = "", False
    found = {"cp1252": "windows-1252", "utf-8-sig": "utf-8"}.get(found, found)
    if not readable and found not in _UNICODE:
        raise IrisError(
            f"There is no encoding “{shorten(name)}” for tables. Give one such as utf-8, "
            "windows-1251, shift_jis, gbk or mac_roman."
        )
    return found


def is_unicode(encoding: str) -> bool:
    """Tell whether an encoding has every character."""
    return encoding in _UNICODE


def charset(encoding: str) -> str:
    """Return the media-type name of a file's output encoding."""
    name = "utf-8" if is_unicode(encoding) else encoding
    if name == "mac-roman":
        return "macintosh"
    return name.replace("cp125", "windows-125").replace("iso8859-", "iso-8859-")


def encode(text: bytes, encoding: str) -> bytes:
    """Return UTF-8 in a file's encoding, its undecodable bytes as they were; Unicode as UTF-8."""
    if is_unicode(encoding):
        if not has_marked_bytes(text):
            return text
        return _MARKED_BYTE.sub(lambda found: encode(found[1], "windows-1252"), text)
    if encoding == "windows-1252":
        return codecs.charmap_encode(text.decode(), "replace", _WINDOWS_BYTES)[0]
    return text.decode().encode(encoding, "kept-byte-back")


def has_marked_bytes(text: bytes) -> bool:
    """Tell whether UTF-8 has bytes that `_marked_byte` read."""
    return _contains(text, _MARK_OF_A_BYTE.encode())


def _contains(text: bytes, mark: bytes) -> bool:
    return mark[0] in text and mark in text  # a single byte is found much faster


def decode(data: bytes, encoding: str) -> str:
    """Return data as text, invalid bytes read as Windows-1252.

    data begins and ends between characters; a byte-order mark becomes U+FEFF.
    """
    if encoding.startswith("utf-16"):
        return data.decode(encoding, errors="replace")
    if encoding == "windows-1252":
        return codecs.charmap_decode(data, "strict", _WINDOWS)[0]
    return data.decode(encoding, "windows-1252" if encoding == "utf-8" else "kept-byte")


def utf8_lines(chunks: Iterable[bytes], encoding: str, size: int) -> Iterator[bytes]:
    """Yield a file, given in pieces, as UTF-8 in whole lines of about size bytes together.

    Byte-order marks of later lines, as joined files have them, are removed. Raises IrisError for a
    line over MAXIMUM_LINE that fills a block.
    """
    for number, block in enumerate(_utf8_blocks(chunks, encoding, size)):
        yield without_marks(block.removeprefix(codecs.BOM_UTF8) if number else block)


def without_marks(text: bytes) -> bytes:
    """Return UTF-8 without byte-order marks at the beginning of lines, except the first."""
    return _MARK_OF_A_LINE.sub(rb"\1", text) if _contains(text, codecs.BOM_UTF8) else text


def _utf8_blocks(chunks: Iterable[bytes], encoding: str, size: int) -> Iterator[bytes]:
    if encoding.startswith("utf-16"):
        texts = codecs.iterdecode(chunks, encoding, errors="replace")
        yield from _whole_lines((text.encode() for text in texts), size)
        return
    for block in _whole_lines(chunks, size):
        yield as_utf8(block, encoding)


def as_utf8(block: bytes, encoding: str) -> bytes:
    """Return a block as UTF-8, undecodable bytes marked so that they can be written back."""
    if encoding != "utf-8":
        return decode(block, encoding).encode()
    try:
        if not block.isascii():
            block.decode()
    except UnicodeDecodeError:  # the beginning may not show that a file has other bytes
        return block.decode(errors="marked-byte").encode()
    return block


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
