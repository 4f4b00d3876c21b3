"""What amount a cell of a plan holds."""

import math
import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from legalops.errors import InvalidInputError
from legalops.money import LARGEST, digits, parse_amount

_DOLLARS = frozenset(
    """ARS AUD BBD BMD BND BSD BZD CAD CLP COP CVE DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD
    SRD TTD TWD USD UYU XCD""".split()
)
_SIGNS = {"$": _DOLLARS, "€": frozenset({"EUR"}), "£": frozenset({"GBP", "EGP", "SHP", "FKP"})}
_MARKED = re.compile(r"([+-]?)\s?([$€£]?)\s?([+-]?)([0-9][0-9,]*\.?[0-9]*|\.[0-9]+)")
_NOISE = Decimal("0.000001")


class Amount(NamedTuple):
    """An amount in minor units, with what had to be forgiven to read it ("" for nothing)."""

    cents: int
    forgiven: str = ""


def amount_in(cell: Any, currency: str) -> Amount:
    """Return the amount in a cell; raise InvalidInputError with a remedy for anything else."""
    if isinstance(cell, bool | date | time | timedelta):
        raise InvalidInputError("Amount", "This is not a number. Write an amount like 1250.00.")
    if isinstance(cell, int | float):
        return _of_number(cell, currency)
    return _of_text(" ".join(str(cell).split()), currency)


def _of_number(value: float, currency: str) -> Amount:
    if not math.isfinite(value):
        raise InvalidInputError("Amount", "This is no finite number. Write an amount like 1250.00.")
    exact = Decimal(repr(value)).scaleb(digits(currency))
    minor = exact.to_integral_value(ROUND_HALF_UP)
    if abs(minor) > LARGEST:
        raise InvalidInputError("Amount", "This is larger than any amount this store keeps.")
    forgiven = "rounded" if abs(exact - minor) > _NOISE else ""
    return Amount(int(minor), forgiven)


def _of_text(text: str, currency: str) -> Amount:
    in_brackets = text.startswith("(") and text.endswith(")")
    body = text[1:-1].strip() if in_brackets else text
    found = _MARKED.fullmatch(body)
    if not found or (not text.isascii() and not found[2]):
        raise InvalidInputError("Amount", _hint(text))
    sign, mark, inner_sign, number = found.groups()
    if (sign and inner_sign) or (in_brackets and (sign or inner_sign)):
        raise InvalidInputError("Amount", "This has two signs. Write it like -1250.00.")
    if mark and currency not in _SIGNS[mark]:
        raise InvalidInputError("Amount", f"This is in {mark}, but budgets are kept in {currency}.")
    cents = parse_amount(sign + inner_sign + number, currency)
    is_marked = bool(mark) or in_brackets or "," in number
    return Amount(-cents if in_brackets else cents, "marked" if is_marked else "")


def _hint(text: str) -> str:
    if re.fullmatch("[-\u2013\u2014]", text):
        return (
            "This is a dash. Leave the cell blank for no budget, or write 0 for a budget of zero."
        )
    if re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{3})*,[0-9]{1,2}", text):
        return "This has a decimal comma. Write it with a point, like 1250.00."
    return "This is not an amount. Write it like 1250.00."
