"""How is a value of a record typed, and how is it shown?"""

from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any, get_args

from legalops import money, periods
from legalops.models.asked import Ask, Asked
from legalops.services import record_cells as cells
from legalops.ui import data
from legalops.ui.work import options

_E4 = 10_000


def asks_of(asks: type[Asked]) -> dict[str, Ask]:
    """Return how a form asks for each of its fields, in order."""
    return {
        name: next(m for m in field.metadata if isinstance(m, Ask))
        for name, field in asks.model_fields.items()
    }


def may_be_empty(asks: type[Asked], name: str) -> bool:
    """Say whether a form takes nothing for a field."""
    return NoneType in get_args(asks.model_fields[name].annotation)


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
        return cells.number(str(raw or ""), _places(ask))
    if ask.widget in ("people", "records"):
        return tuple(raw or ()), ""
    if ask.widget == "choice" and ask.choices and raw is not None:
        return str(raw), ""
    return raw, ""


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
    names = options.known(ask)
    if isinstance(value, (list, tuple)):
        return ", ".join(names.get(each, "somebody who left") for each in value)
    if ask.widget == "tick":
        return "yes" if value else "no"
    return names.get(value, "") if names else str(value)
