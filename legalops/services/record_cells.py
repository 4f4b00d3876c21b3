"""One cell of a grid or a workbook: read as the field it stands for, and written as it is read."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from legalops.intake.names import fold
from legalops.models.asked import Ask

Named = Mapping[Any, str]
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0", ""})
_CHOSEN = frozenset({"choice", "person", "record"})
_MANY = frozenset({"people", "records"})


def is_blank(raw: Any) -> bool:
    """Say whether a cell holds nothing."""
    if isinstance(raw, float) and math.isnan(raw):
        return True
    return raw is None or (isinstance(raw, str) and not raw.strip()) or str(raw) in ("NaT", "<NA>")


def read(ask: Ask, raw: Any, named: Named, places: int = 4) -> tuple[Any, str]:
    """Return what a cell says as it is kept, and what is wrong with it ("" when nothing is).

    `named` are the choices as they are shown; `places` the digits of money after the point.
    """
    blank = is_blank(raw)
    if ask.widget in ("line", "prose"):
        return ("" if blank else text(raw)), ""
    if ask.widget in _MANY:
        return _many(ask, "" if blank else text(raw), named)
    if ask.widget == "tick":
        return _tick(raw, blank=blank)
    return (None, "") if blank else _one(ask, raw, named, places)


def _one(ask: Ask, raw: Any, named: Named, places: int) -> tuple[Any, str]:
    if ask.widget in _CHOSEN:
        return _chosen(ask, text(raw), named)
    if ask.widget == "day":
        return _day(raw)
    if ask.widget == "count":
        return _count(raw)
    return number(text(raw), places if ask.widget == "money" else 4)


def text(raw: Any) -> str:
    """Return a cell as the text a person sees; 3.0 is 3."""
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else format(Decimal(repr(raw)), "f")
    return str(raw).strip()


def number(raw: str, places: int) -> tuple[int | None, str]:
    """Return a typed number in units of `places` digits after the point; None for nothing."""
    tidy = raw.strip().replace(",", "").replace("\u00a0", "").replace(" ", "")
    if not tidy:
        return None, ""
    if len(tidy) > 40 or not tidy.isascii():
        return None, "must be a number such as 1250.50."
    try:
        value = Decimal(tidy)
    except InvalidOperation:
        return None, f"{raw.strip()!r} is no number. Type one such as 1250.50."
    if not value.is_finite() or value.adjusted() > 12:
        return None, "is too large. Choose a larger unit, such as thousands."
    scaled = value.scaleb(places)
    if scaled != scaled.to_integral_value():
        return None, f"has more than {places} digits after the point. Round it."
    return int(scaled), ""


def _day(raw: Any) -> tuple[date | None, str]:
    if isinstance(raw, datetime):
        return raw.date(), ""
    if isinstance(raw, date):
        return raw, ""
    try:
        return date.fromisoformat(text(raw)[:10]), ""
    except ValueError:
        return None, f"{text(raw)!r} is no day. Write it like 2026-11-30."


def _count(raw: Any) -> tuple[int | None, str]:
    said = text(raw)
    if said.isascii() and said.isdigit() and len(said) <= 9:
        return int(said), ""
    return None, f"{said!r} must be a whole number from 0 on."


def _tick(raw: Any, *, blank: bool) -> tuple[bool, str]:
    said = "" if blank else fold(text(raw))
    if said in _YES or said in _NO:
        return said in _YES, ""
    return False, f"{text(raw)!r} must be yes or no."


def _chosen(ask: Ask, said: str, named: Named) -> tuple[Any, str]:
    wanted = fold(said)
    for kept, shown in named.items():
        if wanted in (fold(shown), fold(str(kept)) if ask.widget == "choice" else None):
            return kept, ""
    remedy = "Choose one of the list." if named else "There is nothing to choose from yet."
    return None, f"{said!r} is not one of the choices. {remedy}"


def _many(ask: Ask, said: str, named: Named) -> tuple[tuple[Any, ...], str]:
    found = [_chosen(ask, part.strip(), named) for part in said.split(";") if part.strip()]
    wrong = next((fault for _, fault in found if fault), "")
    return tuple(kept for kept, _ in found), wrong


def written(ask: Ask, kept: Any, named: Named, places: int = 4) -> Any:
    """Return a kept value as a cell holds it: what `read` takes back unchanged."""
    if ask.widget in _MANY:
        return "; ".join(named.get(each, "") for each in kept or ())
    if is_blank(kept):
        return None
    if ask.widget in _CHOSEN:
        return named.get(kept if ask.widget == "choice" else int(kept))
    if ask.widget == "day":
        return kept if isinstance(kept, date) else date.fromisoformat(str(kept))
    if ask.widget in ("number", "money"):
        return Decimal(int(kept)).scaleb(-(places if ask.widget == "money" else 4))
    return {"count": int, "tick": bool}.get(ask.widget, str)(kept)
