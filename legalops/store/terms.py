"""What is agreed with firms: discounts from a year's spend on, and engagements that end."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.models.firms import VendorTerm
from legalops.models.spend import Vendor
from legalops.money import LARGEST
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store.unit import reading, writing

KINDS = {"volume": "Volume discount", "contract": "Engagement"}
TABLE = {
    "id": "int64", "vendor_id": "int64", "vendor": "str", "kind": "str",
    "threshold_cents": "int64", "discount_e4": "int64", "since": "str", "until": "str",
    "note": "str", "entered_by": "str",
}  # fmt: skip


@dataclass(frozen=True)
class TermInput:
    """A term as entered: days are ISO, `until` "" for no end; the discount in 1/10000."""

    vendor_id: int
    kind: Literal["volume", "contract"]
    since: str
    until: str = ""
    threshold_cents: int = 0
    discount_e4: int = 0
    note: str = ""


def table(engine: Engine, vendor_id: int | None = None) -> pd.DataFrame:
    """Return the terms that stand, per vendor, volume tiers by threshold."""
    one = "" if vendor_id is None else "AND t.vendor_id = :vendor "
    query = (
        "SELECT t.id, t.vendor_id, v.name, t.kind, t.threshold_cents, t.discount_e4, t.since, "
        "COALESCE(t.until, ''), t.note, t.entered_by FROM vendor_term t "
        f"JOIN vendor v ON v.id = t.vendor_id WHERE t.ended_at IS NULL {one}"
        "ORDER BY v.name_norm, t.kind DESC, t.threshold_cents, t.since, t.id"
    )
    with reading(engine) as session:
        rows = session.connection().execute(text(query), {"vendor": vendor_id or 0}).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(TABLE)).astype(TABLE)


def expiring(engine: Engine, today: date, days: int) -> pd.DataFrame:
    """Return the terms that end within so many days from today, the soonest first."""
    found = table(engine)
    last = (today + timedelta(days=days)).isoformat()
    soon = found[(found["until"] >= today.isoformat()) & (found["until"] <= last)]
    return soon.sort_values(["until", "vendor"], ignore_index=True)


def add(engine: Engine, actor: Actor, given: TermInput) -> int:
    """Enter a term and return its number; raise InvalidInputError or RefusedError in words."""
    _check(given)
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        if unit.session.get(Vendor, given.vendor_id) is None:
            raise NotFoundError("The vendor")
        twin = select(VendorTerm).where(
            VendorTerm.vendor_id == given.vendor_id, VendorTerm.kind == given.kind,
            VendorTerm.threshold_cents == given.threshold_cents,
            VendorTerm.since == given.since, VendorTerm.ended_at == None,  # noqa: E711  # SQL
        )  # fmt: skip
        if given.kind == "volume" and unit.session.exec(twin).first() is not None:
            raise RefusedError("There is a tier from this amount and day already. End it first.")
        row = VendorTerm(
            **{**vars(given), "until": given.until or None, "note": " ".join(given.note.split())},
            entered_by=actor.name, entered_at=instant(utc_now()),
        )  # fmt: skip
        unit.session.add(row)
        unit.session.flush()
        unit.audit("term.added", "vendor", given.vendor_id, after=vars(given))
        unit.touch("names")
        return int(row.id or 0)


def end(engine: Engine, actor: Actor, term_id: int) -> None:
    """Take a term out of force; it stays findable."""
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        row = unit.session.get(VendorTerm, term_id)
        if row is None or row.ended_at is not None:
            raise NotFoundError("The term")
        row.ended_at = instant(utc_now())
        unit.session.add(row)
        unit.session.flush()
        unit.audit("term.ended", "vendor", row.vendor_id, before={"term": term_id})
        unit.touch("names")


def _check(given: TermInput) -> None:
    for field, value in (("From", given.since), ("Until", given.until or given.since)):
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise InvalidInputError(field, "choose a date.") from error
        if not 1990 <= day.year <= 2099:
            raise InvalidInputError(field, "choose a date from 1990 to 2099.")
    if given.until and given.until < given.since:
        raise InvalidInputError("Until", "choose a day after the first one.")
    if given.kind == "volume" and not 0 < given.discount_e4 <= 10_000:
        raise InvalidInputError("Discount", "choose more than 0 and at most 100 percent.")
    if not 0 <= given.threshold_cents <= LARGEST:
        raise InvalidInputError("From a year's fees of", "write an amount of zero or more.")
    if given.kind == "contract" and not given.until:
        raise InvalidInputError("Until", "choose the day on which the engagement ends.")
