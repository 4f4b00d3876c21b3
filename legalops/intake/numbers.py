"""How an amount, a quantity or a rate in a file is read: exactly, or not at all."""

import re
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from legalops.intake.draft import Ints

#: Digits before the point that a number of a line, and a total of an invoice, may have.
LINE_DIGITS = 10
INVOICE_DIGITS = 11
_LONGEST = 60
_IS_PLAIN = np.isin(np.arange(256), np.frombuffer(b"0123456789.-", np.uint8))
_PLAIN = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
_GROUPED = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+\.?[0-9]*|\.[0-9]+)"
_DRESSED = re.compile(rf"([+-]?)[$£€]?([+-]?)({_GROUPED})[€£$]?")
_BRACKETED = re.compile(rf"[$£€]?\([$£€]?({_GROUPED})\)")
_HINTS = (
    (re.compile(r"[0-9.,]+-"), "put the minus in front"),
    (re.compile(r"[+-]?[0-9.]*[0-9],[0-9]*"), "use a point for decimals, and no commas"),
    (re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+"), "write the number out, without an exponent"),
    (re.compile(r"[0-9., ]+"), "leave out the blanks"),
    (re.compile(r".*[\u2212\u2013].*"), "use the plain minus sign -"),
    (re.compile(r"[^\x00-\x7f]+"), "use the digits 0 to 9"),
)


class Number(NamedTuple):
    """A number in 1/10000; `exact` where it has finer digits; `fault` where it is none."""

    e4: int = 0
    exact: Fraction | None = None
    note: str = ""
    fault: str = ""
    hint: str = ""


def number(text: str, digits: int = LINE_DIGITS) -> Number:
    """Read one number: digits, one point, one leading minus, and a few forgiven dresses."""
    plain = _undressed(text)
    match = _PLAIN.fullmatch(plain if plain is not None else text)
    if not match or not (match[2] or match[3]):
        return Number(fault="bad_number", hint=_hint(text))
    whole, fraction = match[2].lstrip("0"), match[3] or ""
    if len(whole) > digits or len(fraction) > _LONGEST:
        return Number(fault="out_of_range", hint=f"it has more than {digits} digits")
    note = "number_form" if plain is not None else ""
    scaled = int((whole + fraction) or "0") * (-1 if match[1] == "-" else 1)
    if len(fraction) <= 4:
        return Number(scaled * 10 ** (4 - len(fraction)), note=note)
    exact = Fraction(scaled, 10 ** len(fraction))
    rounded = round(exact * 10_000)
    if exact * 10_000 == rounded:
        return Number(rounded, note=note)
    return Number(rounded, exact, note or "many_decimals")


def _undressed(text: str) -> str | None:
    """Return the digits of a number with a currency sign, commas or brackets, else None."""
    if _PLAIN.fullmatch(text):
        return None
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        return "-" + bracketed[1].replace(",", "")
    dressed = _DRESSED.fullmatch(text)
    if dressed and not (dressed[1] and dressed[2]):
        return dressed[1] + dressed[2] + dressed[3].replace(",", "")
    return None


def _hint(text: str) -> str:
    for pattern, hint in _HINTS:
        if pattern.fullmatch(text):
            return hint
    return "write digits, one point and at most one leading minus, such as 1250.00"


def numbers(texts: Any, digits: int = LINE_DIGITS) -> tuple[Ints, dict[int, Number]]:
    """Read an arrow array of texts; return 1/10000s, and what needs a word by its place.

    Blank texts are zero and need no word.
    """
    values = _all_plain(texts, digits)
    if values is not None:
        return values, {}
    plain = pc.match_substring_regex(texts, rf"^-?[0-9]{{1,{digits}}}(\.[0-9]{{1,4}})?$")
    places = np.flatnonzero(~plain.to_numpy(zero_copy_only=False))
    strange = texts.take(pa.array(places, pa.int64())).to_pylist()
    read = {p: number(t, digits) for p, t in zip(places.tolist(), strange, strict=True) if t}
    values = _low_words(pc.cast(pc.if_else(plain, texts, "0"), pa.decimal128(18, 4)))
    for place, found in read.items():
        values[place] = found.e4
    return values, {p: found for p, found in read.items() if found != Number(found.e4)}


def _all_plain(texts: Any, digits: int) -> Ints | None:
    """Return the numbers when every text is a plain one, None when any needs a closer look.

    With no other characters than digits, points and minuses, arrow's own reading is ours:
    it refuses what is no number and what has more than four decimals.
    """
    characters = np.frombuffer(texts.buffers()[2] or b"", np.uint8)
    if not _IS_PLAIN[characters].all():
        return None
    try:
        values = _low_words(pc.cast(texts, pa.decimal128(18, 4)))
    except pa.ArrowInvalid:
        return None
    return values if np.abs(values).max(initial=0) < 10 ** (digits + 4) else None


def _low_words(decimals: Any) -> Ints:
    """Return the unscaled values of decimals that fit into 64 bits."""
    words = np.frombuffer(decimals.buffers()[1], np.int64)
    return words[2 * decimals.offset : 2 * (decimals.offset + len(decimals)) : 2].copy()


def plain(e4: int) -> str:
    """Write 1/10000s for a person: two decimals, more only where they matter."""
    whole, fraction = divmod(abs(e4), 10_000)
    shown = f"{fraction:04d}"
    while len(shown) > 2 and shown.endswith("0"):
        shown = shown[:-1]
    return f"{'-' if e4 < 0 else ''}{whole}.{shown}"
