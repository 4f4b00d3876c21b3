"""How is a value of a record typed, and how is it shown?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from legalops import money, periods
from legalops.models.asked import Ask, Asked
from legalops.ui import data
from legalops.ui.work import options

_E4 = 10_000


def asks_of(asks: type[Asked]) -> dict[str, Ask]:
    """Return how a form asks for each of its fields, in order."""
    return {
        name: next(m for m in field.metadata if isinstance(m, Ask))
        for name, field in asks.model_fields.items()
    }


def typed(ask: Ask, kept: Any) -> Any:
    """Return a kept value as its widget holds it."""
    if ask.widget == "day":
        return date.fromisoformat(kept) if isinstance(kept, str) and kept else kept or None
    if ask.widget in ("number", "money"):
        return _decimal(ask, kept)
    if ask.widget in ("people", "records"):
        return list(kept or ())
    if ask.widget in ("line", "prose"):
        return kept or ""
    return kept


def _places(ask: Ask) -> int:
    return money.digits(data.settings().reporting_currency) if ask.widget == "money" else 4


def _decimal(ask: Ask, kept: int | None) -> str:
    if kept is None:
        return ""
    value = Decimal(int(kept)).scaleb(-_places(ask))
    return f"{value:f}" if ask.widget == "money" else f"{value.normalize():f}"


def kept(ask: Ask, raw: Any) -> tuple[Any, str]:
    """Return what a widget holds as it is kept, and what is wrong with it ("" when nothing is)."""
    if ask.widget in ("number", "money"):
        return _number(ask, str(raw or ""))
    if ask.widget in ("people", "records"):
        return tuple(raw or ()), ""
    if ask.widget == "choice" and ask.choices and raw is not None:
        return str(raw), ""
    return raw, ""


def _number(ask: Ask, raw: str) -> tuple[int | None, str]:
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
    places = _places(ask)
    scaled = value.scaleb(places)
    if scaled != scaled.to_integral_value():
        return None, f"has more than {places} digits after the point. Round it."
    return int(scaled), ""


def shown(ask: Ask, value: Any) -> str:
    """Return a kept value as a person reads it, "" for none."""
    if value is None or value in ("", ()):
        return ""
    if ask.widget == "day":
        return periods.day_label(value)
    if ask.widget == "money":
        return money.money(int(value), data.settings().reporting_currency)
    if ask.widget == "number":
        return f"{Decimal(int(value)) / _E4:,f}".rstrip("0").rstrip(".")
    return _named(ask, value)


def _named(ask: Ask, value: Any) -> str:
    names: Mapping[Any, str] = {}
    if ask.widget in ("person", "people"):
        names = options.people()
    elif ask.records:
        names = options.of(ask.records)
    elif ask.choices:
        names = dict(ask.choices)
    if isinstance(value, (list, tuple)):
        return ", ".join(names.get(each, "somebody who left") for each in value)
    if ask.widget == "tick":
        return "yes" if value else "no"
    return names.get(value, "") if names else str(value)
