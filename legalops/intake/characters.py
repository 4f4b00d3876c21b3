"""Which characters a value may hold, and how the others are shown."""

import re
import unicodedata
from typing import NamedTuple

_INVISIBLE = "\u00ad\u180e\u200b-\u200d\u2060-\u2064\ufeff"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_NO_CHARACTERS = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
#: Control characters, marks that turn the direction of text, and what is no character at all.
FORBIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}{_NO_CHARACTERS}]")
#: What leaves no trace on the screen, and the two line ends only Unicode knows.
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
_BREAKS = re.compile("[\t\n\u2028\u2029]+")
EXCERPT = 40


class Cleaned(NamedTuple):
    """A text as it is kept; whether something unseen was taken out; what it must not hold."""

    text: str
    is_mended: bool = False
    forbidden: str = ""


def clean(text: str) -> Cleaned:
    """Return the text trimmed, composed and without invisible characters."""
    if text.isprintable():
        return Cleaned(_composed(text.strip()))
    forbidden = FORBIDDEN.search(text)
    if forbidden:
        return Cleaned(visible(text.strip()), forbidden=visible(forbidden.group()))
    seen = _UNSEEN.sub("", text)
    flat = _BREAKS.sub(" ", seen)
    is_mended = seen != text or "\u2028" in seen or "\u2029" in seen
    return Cleaned(_composed(flat.strip()), is_mended)


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def visible(text: str) -> str:
    """Write what cannot be seen as its code point: `<U+202E>`."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


def quoted(text: str) -> str:
    """Write a value inside a message."""
    return f"'{excerpt(text)}'"


def excerpt(text: str) -> str:
    """Return at most forty characters of a value, all of them visible."""
    shown = visible(text[: EXCERPT + 1])
    return shown if len(shown) <= EXCERPT else shown[: EXCERPT - 1] + "…"
