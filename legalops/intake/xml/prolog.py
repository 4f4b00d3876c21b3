"""How an XML file begins: its encoding, its document type, its root element."""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from legalops.intake.characters import quoted
from legalops.intake.encoding import not_utf8
from legalops.intake.mapped import Data, let_go
from legalops.intake.xml.refusal import Refusal

_HEAD = 1 << 16
_CHUNK = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
         (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
_WIDE = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}[\"']([A-Za-z0-9._-]{1,40})")
#: ISO-8859-1 is read as what is meant by it, as browsers do.
_ALLOWED = {
    "": "utf-8", "utf8": "utf-8", "utf16": "utf-16", "utf16le": "utf-16-le",
    "utf16be": "utf-16-be", "iso88591": "cp1252", "latin1": "cp1252", "windows1252": "cp1252",
    "cp1252": "cp1252",
}  # fmt: skip
_LITERAL = r"(?:\"[^\"<>]{0,500}\"|'[^'<>]{0,500}')"
#: LEDES 2000 files name their document type; what it says is not needed and never fetched.
_BARE = re.compile(
    rf"<!DOCTYPE\s+ledesxml(?:\s+SYSTEM|\s+PUBLIC\s+{_LITERAL})?(?:\s+{_LITERAL})?\s*>"
)
_TYPE = re.compile(r"<!DOCTYPE\s+([^\s>\[]{1,80})", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,80})")


class Opening(NamedTuple):
    """How a file begins: `document_type` and `root` are "" where there is none."""

    has_declaration: bool
    document_type: str
    root: str


def opening(data: Data) -> Opening | None:
    """Return how the file begins when it looks like XML at all, else None."""
    head = bytes(data[:_HEAD])
    name, skipped = _by_bytes(head)
    text = head[skipped:].decode(name or "latin-1", "replace")
    start = _after_comments(text)
    if not text[start:].startswith("<"):
        return None
    kind = _TYPE.match(text, start)
    if kind:
        bare = _BARE.match(text, start)
        start = _after_comments(text, bare.end()) if bare else len(text)
    root = _ROOT.match(text, start)
    has_declaration = text.lstrip().startswith("<?xml")
    if not kind and not root and not has_declaration:
        return None
    return Opening(has_declaration, kind[1] if kind else "", root[1] if root else "")


def pieces(data: Data) -> Iterator[bytes]:
    """Yield the file as UTF-8, without the document type that LEDES 2000 names.

    Raises Refusal where its encoding is not one of those that are read, or not what it says.
    """
    head = bytes(data[:_HEAD])
    name, skipped = _by_bytes(head)
    declared = _declared(head[skipped:], name)
    name = name or declared
    if name == "utf-8":
        bad = not_utf8(data)
        if bad is not None:
            refusal = Refusal("encoding", bad.message, bad.value)
            refusal.line = bad.line
            raise refusal
    first = True
    for text in _decoded(data, skipped, name):
        yield _without_type(text) if first else text
        first = False


def _by_bytes(head: bytes) -> tuple[str, int]:
    """Return the encoding that the first bytes show ("" when they do not), and what to skip."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    for start, name in _WIDE:
        if head.startswith(start):
            return name, 0
    return "", 0


def _declared(head: bytes, shown: str) -> str:
    """Return the encoding that the XML declaration names, utf-8 when it names none."""
    if shown.startswith("utf-16"):
        head = head.decode(shown, "replace").encode("ascii", "replace")
    found = _DECLARED.match(head.lstrip())
    name = found[1].decode() if found else ""
    allowed = _ALLOWED.get(re.sub(r"[^a-z0-9]", "", name.lower()))
    if allowed is None or (allowed == "utf-16" and not shown):
        raise Refusal(
            "encoding", f"The file says that its encoding is {quoted(name)}, and it cannot be read "
            "as that. UTF-8, UTF-16, ISO-8859-1 and Windows-1252 are read. Save it as UTF-8.", name,
        )  # fmt: skip
    return allowed


def _decoded(data: Data, start: int, name: str) -> Iterator[bytes]:
    decoder = None if name == "utf-8" else codecs.getincrementaldecoder(name)()
    while start < len(data):
        piece = bytes(data[start : start + _CHUNK])
        let_go(data, start, start + len(piece))
        start += len(piece)
        if decoder is not None:
            try:
                piece = decoder.decode(piece, start >= len(data)).encode("utf-8")
            except UnicodeError:
                raise Refusal(
                    "encoding", f"The file says that it is {name.upper()}, but its bytes are not. "
                    "Save it as UTF-8.",
                ) from None  # fmt: skip
        yield piece


def _without_type(piece: bytes) -> bytes:
    """Blank out the bare document type of LEDES 2000, so that lines and columns stay."""
    head = piece[:_HEAD].decode("utf-8", "ignore")
    found = _BARE.match(head, _after_comments(head))
    if not found:
        return piece
    blank = re.sub(r"[^\n\r]", " ", found.group()).encode()
    start = len(head[: found.start()].encode())
    end = len(head[: found.end()].encode())
    return piece[:start] + blank + piece[end:]


def _after_comments(text: str, start: int = 0) -> int:
    """Return where blanks, comments and instructions end."""
    while start < len(text):
        if text[start].isspace():
            start += 1
            continue
        closing = "?>" if text.startswith("<?", start) else "-->"
        if closing == "-->" and not text.startswith("<!--", start):
            return start
        end = text.find(closing, start)
        if end < 0:
            return start
        start = end + len(closing)
    return start
