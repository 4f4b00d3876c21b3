"""How the amounts of a table are written with a decimal point, whatever sign the file uses."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

_COMMA = re.compile(r"([^0-9.,]*)([0-9][0-9. '\u2019\u00a0\u202f]*)?(?:,([0-9]*))?([^0-9.,]*)")
_GROUPS = re.compile(r"[0-9]{1,3}(?:([. '\u2019\u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*|[0-9]+")
_DECIMAL_COMMA = re.compile(r"[^0-9]*[0-9]{1,3}(?:\.?[0-9]{3})*,(?:[0-9]{1,2}|[0-9]{4,})[^0-9]*")
_LONG = re.compile(r"[+-]?[0-9]*\.[0-9]{5,}")
_CENT = Decimal("0.01")


def from_comma(text: str) -> str | None:
    """Return an amount with a decimal comma as one with a point, None when it has no such form."""
    found = _COMMA.fullmatch(text)
    if not found or not (found[2] or found[3]):
        return None
    whole = (found[2] or "").strip()
    if whole and not _GROUPS.fullmatch(whole):
        return None
    digits = re.sub(r"[^0-9]", "", whole)
    decimals = f".{found[3]}" if found[3] else ""
    return f"{found[1].strip()}{digits}{decimals}{found[4].strip()}"


def has_decimal_comma(text: str) -> bool:
    """Say whether an amount can only be meant with a decimal comma."""
    return _DECIMAL_COMMA.fullmatch(text) is not None


def rounded(text: str) -> str | None:
    """Return an amount that binary arithmetic left with a tail, to cents; None for any other."""
    if not _LONG.fullmatch(text):
        return None
    return format(Decimal(text).quantize(_CENT, ROUND_HALF_EVEN), "f")


def negated(text: str) -> str:
    """Return an amount with the other sign."""
    inner = text.strip()
    if not inner:
        return text
    if inner.startswith("-"):
        return inner[1:]
    if inner.startswith("(") and inner.endswith(")"):
        return inner[1:-1]
    return f"-{inner.removeprefix('+')}"
