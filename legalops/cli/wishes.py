"""What a person would choose on screen, said as options of the import."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import typer
from sqlalchemy import Engine

from legalops.errors import LegalOpsError, NotFoundError
from legalops.intake.how import KINDS, How
from legalops.money import currency_code
from legalops.services import mappings

#: Other words for the kinds of file, as people type them.
ALIASES = {
    "csv": "table",
    "tsv": "table",
    "xlsx": "table",
    "lines": "table",
    "payment": "payments",
    "ap": "payments",
    "1998b": "ledes1998b",
    "98b": "ledes1998b",
    "ledes98b": "ledes1998b",
    "98bi": "ledes98bi",
    "ledes98biv2": "ledes98bi",
    "2000": "ledes2000",
    "xml": "ledesxml",
    "ledesxml2.0": "ledesxml",
    "ledesxml2.1": "ledesxml",
    "ledesxml2.2": "ledesxml",
}


class DateOrder(StrEnum):
    """In which order a date names day, month and year."""

    DMY = "DMY"
    MDY = "MDY"
    YMD = "YMD"


class Decimal(StrEnum):
    """The sign between whole units and decimals."""

    POINT = "."
    COMMA = ","


@dataclass(frozen=True)
class Wishes:
    """All that was said of the files beside what is in them."""

    vendor: str = ""
    currency: str = ""
    suppliers: tuple[str, ...] = ()
    replaces: bool = False
    mapping: mappings.Known | None = None
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def how(self) -> How:
        """How the files are to be read: by the mapping that was named, where nothing else says."""
        return replace(self.mapping.how if self.mapping else How(), **self.said)

    def with_mapping(self, known: mappings.Known) -> How:
        """How a file is read with a mapping that was found for it."""
        return replace(known.how, **{"vendor": known.vendor, **self.said})


def kind(text: str) -> str:
    """Return the kind of file that is meant, raising a wrong call for what is none."""
    plain = "".join(text.casefold().split()).replace("-", "").replace("_", "")
    found = ALIASES.get(plain, plain)
    if found not in KINDS:
        known = ", ".join(sorted(name for name in KINDS if name))
        raise typer.BadParameter(f"{text!r} is no kind of file. Known are {known}.")
    return found


def currency(text: str | None) -> str:
    """Return a currency's code, raising a wrong call for what is none."""
    try:
        return currency_code(text) if text is not None else ""
    except LegalOpsError as error:
        raise typer.BadParameter(str(error), param_hint="--currency") from error


def mapping(store: Engine, name: str | None) -> mappings.Known | None:
    """Return the mapping of a name, raising a wrong call when there is none."""
    if name is None:
        return None
    try:
        return mappings.by_name(store, name)
    except NotFoundError as error:
        known = ", ".join(repr(each) for each in mappings.table(store)["name"])
        there = f"There are {known}." if known else "None has been kept yet."
        message = f"There is no column mapping named {name!r}. {there}"
        raise typer.BadParameter(message, param_hint="--mapping") from error


def said(
    *, matter: str | None, order: DateOrder | None, decimal: Decimal | None,
    day: datetime | None, flips_sign: bool,
) -> dict[str, Any]:  # fmt: skip
    """Return what options say of the reading, leaving out what was not said."""
    values: dict[str, Any] = {
        "matter": (matter or "").strip(),
        "date_order": order.value if order else "",
        "decimal": decimal.value if decimal else "",
        "day": day.date().isoformat() if day else "",
        "flips_sign": flips_sign,
    }
    return {name: value for name, value in values.items() if value}
