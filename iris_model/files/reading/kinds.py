"""Refusal of files that are not text, by their first bytes."""

import re

from iris_model.errors import IrisError
from iris_model.files.reading.encoding import utf16_without_mark

_AS_CSV = "Save the table as CSV and use that."
_TYPE_IT = "Type its numbers into a CSV file."
_UNPACK = "Unpack it and use the CSV file inside."

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xfe\x00\x00", "UTF-32 text", "Save it as UTF-8 and use that."),
    (
        b"version https://git-lfs.github.com/spec/",
        "a Git LFS pointer, which stands for a file",
        "Fetch the file itself with git lfs pull.",
    ),
    (b"PK\x05\x06", "an empty ZIP archive", _UNPACK),
    (b"PK\x03\x04", "a ZIP archive", _UNPACK),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Excel workbook (.xls) or Office document",
        _AS_CSV,
    ),
    (b"\x09\x08\x10\x00", "an old Excel worksheet (.xls)", _AS_CSV),
    (b"\x09\x04\x06\x00", "an old Excel worksheet (.xls)", _AS_CSV),
    (b"\x09\x02\x06\x00", "an old Excel worksheet (.xls)", _AS_CSV),
    (b"\x09\x00\x04\x00", "an old Excel worksheet (.xls)", _AS_CSV),
    (b"\x1f\x8b", "a gzip archive (.gz)", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive (.zst)", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"{\\rtf", "a rich-text document (.rtf)", _AS_CSV),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", _TYPE_IT),
    (b"\xff\xd8\xff", "a JPEG image", _TYPE_IT),
    (b"GIF87a", "a GIF image", _TYPE_IT),
    (b"GIF89a", "a GIF image", _TYPE_IT),
    (b"II*\x00", "a TIFF image", _TYPE_IT),
    (b"MM\x00*", "a TIFF image", _TYPE_IT),
    (b"PAR1", "a Parquet file", _AS_CSV),
    (b"ARROW1", "an Arrow file", _AS_CSV),
    (b"FEA1", "an old Feather file", _AS_CSV),
    (b"Obj\x01", "an Avro file", _AS_CSV),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", _AS_CSV),
    (b"\x93NUMPY", "a NumPy array (.npy)", "In Python, write it with numpy.savetxt()."),
    (b"SQLite format 3\x00", "an SQLite database", _AS_CSV),
    (b"$FL2", "an SPSS file (.sav)", _AS_CSV),
    (b"$FL3", "an SPSS file (.zsav)", _AS_CSV),
    (b"ASCII SPSS PORT FILE", "an SPSS file (.por)", _AS_CSV),
    (b"<stata_dta>", "a Stata file (.dta)", _AS_CSV),
    (bytes(12) + b"\xc2\xea\x81\x60", "a SAS file (.sas7bdat)", _AS_CSV),
    (b"\xff\xff\x00\x00\x07\x00\x00\x00", "a JMP file (.jmp)", _AS_CSV),
    (b"Minitab Portable Worksheet", "a Minitab worksheet (.mtp)", _AS_CSV),
    (b"HEADER RECORD*******", "a SAS transport file (.xpt)", _AS_CSV),
    (b"\x7fELF", "a program", _AS_CSV),
    (b"MZ\x90\x00", "a program", _AS_CSV),
)
_PATTERNS: tuple[tuple[re.Pattern[bytes], str, str], ...] = (
    # Other bytes may precede it, and a table may mention it.
    (
        re.compile(rb"%PDF-\d|.{0,1024}?[\r\n]%PDF-\d\.\d.{0,1024}?\d \d obj\b", re.DOTALL),
        "a PDF document",
        "Export its table as CSV and use that.",
    ),
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), "a bzip2 archive (.bz2)", _UNPACK),
    (re.compile(rb"RIFF.{4}(?:WEBP|WAVE|AVI )", re.DOTALL), "an image, sound or film", _TYPE_IT),
    (re.compile(rb"ORC[^ -~\r\n]"), "an ORC file", _AS_CSV),
    (re.compile(rb"[\x71-\x73][\x01\x02]\x01\x00"), "a Stata file (.dta)", _AS_CSV),
    (re.compile(rb"MATLAB \d\.\d MAT-file"), "a MATLAB file (.mat)", _AS_CSV),
    (re.compile(rb"\x00\x00\x00.ftyp", re.DOTALL), "an image or film", _TYPE_IT),
    (re.compile(rb".{257}ustar", re.DOTALL), "a TAR archive (.tar)", _UNPACK),
    (
        re.compile(rb"\x03[\x00-\xff][\x01-\x0c][\x01-\x1f].{7}\x00", re.DOTALL),
        "a dBase file (.dbf)",
        _AS_CSV,
    ),
    (
        re.compile(rb"RD[AX][23]\n|[XAB]\n\x00\x00\x00[\x02\x03]|A\n[23]\n\d+\n\d+\n"),
        "a file of R's own (.rds or .RData)",
        "In R, write its table with write.csv().",
    ),
    (re.compile(rb"\x80[\x01-\x05][\x00-\xff]"), "a Python pickle", _AS_CSV),
    (
        re.compile(
            rb"(?:c[A-Za-z_][\w.]*\r?\n[A-Za-z_]\w*\r?\n(?:p\d+\r?\n|q\x00|\([cdlt(ISVFL])"
            rb"|[(\]}](?:[ldi]?p\d+\r?\n|q\x00))"
        ),
        "a Python pickle",
        _AS_CSV,
    ),
    (
        re.compile(rb"\s*<(?:!doctype|!--|html|head|body|table|div|p\b|script)", re.I),
        "a web page (HTML)",
        _AS_CSV,
    ),
    (re.compile(rb"\s*<(?:\?xml|[A-Za-z][\w:.-]*[\s/>])"), "an XML document", _AS_CSV),
    (re.compile(rb"\s*(?:\{\s*[\"'}]|\[\s*(?:[\[{\"\]]|[-+.\d]))"), "JSON", _AS_CSV),
    (re.compile(rb"(?:\s*%[^\n]*\n)*\s*@relation\b", re.I), "an ARFF file (Weka)", _AS_CSV),
)
_ZIP_CONTENTS = (
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"word/", "a Word document (.docx)"),
    (b"ppt/", "a PowerPoint presentation (.pptx)"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)"),
    (b".npy", "a NumPy archive (.npz)"),
    (b"xdata.json", "a jamovi file (.omv)"),
    (b"internal.sqlite", "a JASP file"),
    (b"sheetsheader.json", "a Minitab worksheet (.mwx)"),
    (b"application/vnd.oasis.opendocument.text", "an OpenDocument text (.odt)"),
)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def refuse_other_kinds(head: bytes) -> None:
    """Raise IrisError, naming the kind and what to do, unless a file's head is text."""
    found = _kind(head)
    if found:
        kind, advice = found
        raise IrisError(f"This is {kind}, not a CSV file. {advice}")


def _kind(head: bytes) -> tuple[str, str] | None:
    text = head[3:] if head.startswith(_BYTE_ORDER_MARKS[0]) else head
    if text.startswith(b"PK\x03\x04"):
        for member, kind in _ZIP_CONTENTS:
            if member in text[:65536]:
                return kind, _AS_CSV
    for signature, kind, advice in _SIGNATURES:
        if text.startswith(signature):
            return kind, advice
    if text.startswith(b"BM") and b"\x00" in text[:32]:
        return "a BMP image", _TYPE_IT
    for pattern, kind, advice in _PATTERNS:
        if pattern.match(text):
            return kind, advice
    unicode = head.startswith(_BYTE_ORDER_MARKS[1:]) or utf16_without_mark(head)
    if not unicode and _looks_binary(text[:65536]):
        return "a binary file", _AS_CSV
    return None


def _looks_binary(text: bytes) -> bool:
    return len(_CONTROL.findall(text)) > len(text) // 50
