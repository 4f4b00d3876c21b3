"""Which encoding a file of text is in, and its bytes as UTF-8; never a silent guess."""

import codecs
import re
from typing import NamedTuple

from legalops.intake.findings import Findings
from legalops.intake.mapped import Data, let_go

_BLOCK = 1 << 24
_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_UTF16 = {codecs.BOM_UTF16_LE: "UTF-16-LE", codecs.BOM_UTF16_BE: "UTF-16-BE"}
#: What a Windows-1252 text of a law firm does not hold: unassigned bytes, thorn, y with dots.
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d\xfe\xff]")
_PUNCTUATION = rb"[\x85\x91-\x97\xa0\xab\xbb]"
#: Sequences that only somebody who writes UTF-8, soundly or not, would write.
_UTF8_TRACES = re.compile(
    rb"[\xc2\xc3][\x80-\xbf]|[\xc0\xc1\xc4-\xdf](?!" + _PUNCTUATION + rb")[\x80-\xbf]"
    rb"|[\xe0-\xef](?!" + _PUNCTUATION + rb"{2})[\x80-\xbf]{2}"
    rb"|[\xf0-\xf7][\x80-\xbf]{3}"
)
_BREAK = re.compile(rb"\r\n|\n|\r")


class Unreadable(NamedTuple):
    """Where the bytes stop being text, and why."""

    line: int
    value: str
    message: str


def utf8(data: Data, findings: Findings) -> memoryview | Unreadable:
    """Return the text as UTF-8 without a byte order mark, or where it cannot be read."""
    start = bytes(data[:4])
    if start in _UTF32:
        return Unreadable(1, "", "The file is UTF-32. Save it as UTF-8.")
    if start[:2] in _UTF16:
        return _from_utf16(data, _UTF16[start[:2]], findings)
    skipped = 3 if start[:3] == codecs.BOM_UTF8 else 0
    bad = _first_invalid(data, skipped)
    if bad is None:
        return memoryview(data)[skipped:]
    return _from_cp1252(data, bad, skipped, findings)


def not_utf8(data: Data) -> Unreadable | None:
    """Return where bytes that should be UTF-8 are not, None when all of them are."""
    bad = _first_invalid(data, 0)
    return None if bad is None else _invalid(data, bad)


def _first_invalid(data: Data, start: int) -> int | None:
    """Return the place of the first byte that is not UTF-8."""
    if isinstance(data, bytes) and data.isascii():
        return None
    while start < len(data):
        block = bytes(data[start : start + _BLOCK])
        let_go(data, start, start + len(block))
        if block.isascii():
            start += len(block)
            continue
        is_last = start + len(block) >= len(data)
        try:
            start += codecs.utf_8_decode(block, "strict", is_last)[1]
        except UnicodeDecodeError as error:
            return start + error.start
    return None


def _from_utf16(data: Data, name: str, findings: Findings) -> memoryview | Unreadable:
    try:
        text = codecs.decode(data[2:], name)
    except UnicodeDecodeError as error:
        message = f"The file says it is {name[:6]}, but byte {error.start + 2} is not. "
        return Unreadable(0, "", message + "Save it as UTF-8.")
    findings.warn("encoding_utf16", f"The file was read as {name[:6]}; UTF-8 is what is asked for.")
    return memoryview(text.encode("utf-8"))


def _from_cp1252(data: Data, bad: int, skipped: int, findings: Findings) -> memoryview | Unreadable:
    whole = bytes(data[skipped:])
    stray = _NOT_CP1252.search(whole)
    is_utf8 = skipped > 0 or _UTF8_TRACES.search(whole) is not None
    if is_utf8 or stray:
        return _invalid(data, bad if is_utf8 or not stray else stray.start())
    text = whole.decode("cp1252")
    line, _ = _position(data, bad)
    findings.warn(
        "encoding_cp1252",
        f"The file is not UTF-8 and was read as Windows-1252, first on line {line}. Check that "
        "accents, quotes and dashes read well.",
        line=line,
        value=_around(text, bad - skipped),
    )
    return memoryview(text.encode("utf-8"))


def _around(text: str, place: int) -> str:
    start = max(place - 15, 0)
    return text[start : place + 15].replace("\r", " ").replace("\n", " ").strip()


def _invalid(data: Data, place: int) -> Unreadable:
    line, column = _position(data, place)
    found = f"{data[place]:02X}"
    return Unreadable(
        line,
        f"<{found}>",
        f"Byte {column} of line {line} (byte {place} of the file) is {found}, which is not valid "
        "UTF-8 there. Save the file as UTF-8 and send it again.",
    )


def _position(data: Data, place: int) -> tuple[int, int]:
    """Return the physical line of a byte, and its place in the line; both count from 1."""
    before = bytes(data[:place])
    line, last = 1, 0
    for found in _BREAK.finditer(before):
        line, last = line + 1, found.end()
    return line, place - last + 1
