"""What a file is, told from its content and never from its name."""

import re
from typing import NamedTuple

from legalops.intake.mapped import Data

_MAGIC = (
    (b"%PDF", "a PDF document", "Ask the firm for the LEDES file; a PDF cannot be imported."),
    (b"\xd0\xcf\x11\xe0", "an old Excel or a password-protected Office file",
     "Save it as .xlsx or CSV, without a password."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and upload the file inside."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it and upload the file inside."),
    (b"Rar!", "a RAR archive", "Unpack it and upload the file inside."),
    (b"{\\rtf", "a rich text document", "Save it as plain text."),
    (b"\x89PNG", "a picture", "Ask the firm for the LEDES file."),
    (b"\xff\xd8\xff", "a picture", "Ask the firm for the LEDES file."),
)  # fmt: skip
_ZIP = ((b"xl/", "an Excel workbook"), (b"word/", "a Word document"))
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(\?xml|!doctype\s+html|html|[a-z])", re.IGNORECASE)
_BREAK = re.compile(rb"\r\n|\n|\r")
_HEAD = 1 << 18
_LINES = 20


class Foreign(NamedTuple):
    """A file that is no text with lines: what it is and what to do."""

    what: str
    remedy: str


class HeadLine(NamedTuple):
    """One of the first lines that are not blank: where it stands and what it says."""

    line: int
    start: int
    end: int
    text: str


def foreign(data: Data) -> Foreign | None:
    """Return what the file is when it cannot be LEDES text, else None."""
    head = bytes(data[:_HEAD])
    for magic, what, remedy in _MAGIC:
        if head.startswith(magic):
            return Foreign(what, remedy)
    if head.startswith(b"PK"):
        what = next((name for mark, name in _ZIP if mark in data[:_HEAD] or mark in data[-_HEAD:]),
                    "a zip archive")  # fmt: skip
        return Foreign(what, "Unpack it, or save it as plain text in LEDES 1998B.")
    markup = _MARKUP.match(head)
    if markup:
        is_page = b"html" in markup[1].lower()
        what = "a web page" if is_page else "an XML document"
        if is_page:
            return Foreign(what, "Open it in Excel and save the table as .xlsx or CSV.")
        return Foreign(what, "Ask the firm for LEDES 1998B, which is plain text.")
    if head[:2] not in (b"\xff\xfe", b"\xfe\xff") and head[:4096].count(0) * 8 > len(head[:4096]):
        remedy = "Save it as UTF-8 text (it may be UTF-16 without its byte order mark)."
        return Foreign("no readable text", remedy)
    return None


def opening(text: memoryview) -> list[HeadLine]:
    """Return the first lines of a text that are not blank, at most twenty."""
    head = bytes(text[:_HEAD])
    found: list[HeadLine] = []
    line, start = 1, 0
    while start < len(head) and len(found) < _LINES:
        end = _BREAK.search(head, start)
        stop, following = (end.start(), end.end()) if end else (len(head), len(head))
        shown = head[start:stop].decode("utf-8", "replace").strip()
        if shown:
            found.append(HeadLine(line, start, following, shown))
        line, start = line + 1, following
    return found
