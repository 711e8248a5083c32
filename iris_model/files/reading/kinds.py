"""Refusal of files that are not text, by their first bytes."""

import codecs
import re

from iris_model.errors import IrisError
from iris_model.files.reading.encoding import utf16_without_mark

_AS_CSV = "Save the table as CSV and use that."
_TYPE_IT = "Type its numbers into a CSV file."
_UNPACK = "Unpack it and use the CSV file inside."

_KINDS = (
    (rb"\xff\xfe\x00\x00", "UTF-32 text", "Save it as UTF-8 and use that."),
    (
        rb"version https://git-lfs\.github\.com/spec/",
        "a Git LFS pointer, which stands for a file",
        "Fetch the file itself with git lfs pull.",
    ),
    (rb"PK\x05\x06", "an empty ZIP archive", _UNPACK),
    (rb"PK\x03\x04", "a ZIP archive", _UNPACK),
    (
        rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Excel workbook (.xls) or Office document",
        _AS_CSV,
    ),
    (rb"\x1f\x8b", "a gzip archive (.gz)", _UNPACK),
    (rb"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (rb"\x28\xb5\x2f\xfd", "a Zstandard archive (.zst)", _UNPACK),
    (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (rb"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", "a bzip2 archive (.bz2)", _UNPACK),
    (rb".{257}ustar", "a TAR archive (.tar)", _UNPACK),
    (rb"\{\\rtf", "a rich-text document (.rtf)", _AS_CSV),
    (rb"\x89PNG\r\n\x1a\n", "a PNG image", _TYPE_IT),
    (rb"\xff\xd8\xff", "a JPEG image", _TYPE_IT),
    (rb"GIF8[79]a", "a GIF image", _TYPE_IT),
    (rb"II\*\x00|MM\x00\*", "a TIFF image", _TYPE_IT),
    (rb"BM.{0,29}\x00", "a BMP image", _TYPE_IT),
    (rb"RIFF.{4}(?:WEBP|WAVE|AVI )", "an image, sound or film", _TYPE_IT),
    (rb"\x00\x00\x00.ftyp", "an image or film", _TYPE_IT),
    (  # other bytes may precede it, and a table may mention it
        rb"%PDF-\d|.{0,1024}?[\r\n]%PDF-\d\.\d.{0,1024}?\d \d obj\b",
        "a PDF document",
        "Export its table as CSV and use that.",
    ),
    (rb"FEA1", "an old Feather file", _AS_CSV),
    (rb"\x93NUMPY", "a NumPy array (.npy)", "In Python, write it with numpy.savetxt()."),
    (rb"\$FL[23]", "an SPSS file (.sav)", _AS_CSV),
    (rb"ASCII SPSS PORT FILE", "an SPSS file (.por)", _AS_CSV),
    (rb"<stata_dta>|[\x71-\x73][\x01\x02]\x01\x00", "a Stata file (.dta)", _AS_CSV),
    (rb"\x00{12}\xc2\xea\x81\x60", "a SAS file (.sas7bdat)", _AS_CSV),
    (rb"HEADER RECORD\*{7}", "a SAS transport file (.xpt)", _AS_CSV),
    (rb"MATLAB \d\.\d MAT-file", "a MATLAB file (.mat)", _AS_CSV),
    (rb"\x03.[\x01-\x0c][\x01-\x1f].{7}\x00", "a dBase file (.dbf)", _AS_CSV),
    (
        rb"RD[AX][23]\n|[XAB]\n\x00\x00\x00[\x02\x03]|A\n[23]\n\d+\n\d+\n",
        "a file of R's own (.rds or .RData)",
        "In R, write its table with write.csv().",
    ),
    (
        rb"\x80[\x01-\x05]."
        rb"|c[A-Za-z_][\w.]*\r?\n[A-Za-z_]\w*\r?\n(?:p\d+\r?\n|q\x00|\([cdlt(ISVFL])"
        rb"|[(\]}](?:[ldi]?p\d+\r?\n|q\x00)",
        "a Python pickle",
        _AS_CSV,
    ),
    (
        rb"(?i)\s*<(?:!doctype|!--|html|head|body|table|div|p\b|script)",
        "a web page (HTML)",
        _AS_CSV,
    ),
    (rb"\s*<(?:\?xml|[A-Za-z][\w:.-]*[\s/>])", "an XML document", _AS_CSV),
    (rb"\s*(?:\{\s*[\"'}]|\[\s*(?:[\[{\"\]]|[-+.\d]))", "JSON", _AS_CSV),
    (rb"(?i)(?:\s*%[^\n]*\n)*\s*@relation\b", "an ARFF file (Weka)", _AS_CSV),
)
"""How a file's bytes begin, as a regular expression, what it is, and what to do."""
_ZIP_CONTENTS = (
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"word/", "a Word document (.docx)"),
    (b"ppt/", "a PowerPoint presentation (.pptx)"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)"),
    (b".npy", "a NumPy archive (.npz)"),
    (b"xdata.json", "a jamovi file (.omv)"),
    (b"internal.sqlite", "a JASP file"),
    (b"application/vnd.oasis.opendocument.text", "an OpenDocument text (.odt)"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def refuse_other_kinds(head: bytes) -> None:
    """Raise IrisError, naming the kind and what to do, unless a file's head is text."""
    found = _kind(head)
    if found:
        kind, advice = found
        raise IrisError(f"This is {kind}, not a CSV file. {advice}")


def _kind(head: bytes) -> tuple[str, str] | None:
    text = head.removeprefix(codecs.BOM_UTF8)
    if text.startswith(b"PK\x03\x04"):
        for member, kind in _ZIP_CONTENTS:
            if member in text[:65536]:
                return kind, _AS_CSV
    for pattern, kind, advice in _KINDS:
        if re.match(pattern, text, re.DOTALL):
            return kind, advice
    binary = len(_CONTROL.findall(text[:65536])) > len(text[:65536]) // 50
    unicode = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if binary and not unicode and not utf16_without_mark(head):
        return "a binary file", _AS_CSV
    return None
