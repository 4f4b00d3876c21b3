"""What an hour of a firm's people costs: agreed rates by the day they hold from, and requests.

A rate is of one timekeeper, or of a class of them; the latest agreed one on or before a day
holds, a timekeeper's own before the class's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import col, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.intake.names import fold
from legalops.models.firms import RateCard
from legalops.models.spend import Timekeeper, Vendor
from legalops.money import currency_code
from legalops.periods import day_label, instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store.unit import Unit, reading, writing

TABLE = {
    "id": "int64", "vendor_id": "int64", "vendor": "str", "timekeeper_id": "Int64",
    "timekeeper": "str", "classification": "str", "currency": "str", "rate_e4": "int64",
    "effective_on": "str", "until": "str", "state": "str", "asked_e4": "Int64", "reason": "str",
    "entered_by": "str", "entered_at": "str", "decided_by": "str", "decided_at": "str",
}  # fmt: skip
HIGHEST = 10**9  # 100,000 an hour
_LONGEST = 1_000


@dataclass(frozen=True)
class CardInput:
    """A rate as entered: of a timekeeper, or else of a class; days are ISO, `until` "" for none."""

    vendor_id: int
    currency: str
    rate_e4: int
    effective_on: str
    timekeeper_id: int | None = None
    classification: str = ""
    until: str = ""
    state: Literal["agreed", "requested"] = "agreed"
    reason: str = ""


def table(engine: Engine, vendor_id: int | None = None) -> pd.DataFrame:
    """Return all rates, agreed, requested and refused, the newest of a subject first."""
    one = "" if vendor_id is None else "WHERE c.vendor_id = :vendor "
    query = (
        "SELECT c.id, c.vendor_id, v.name, c.timekeeper_id, COALESCE(t.name, ''), "
        "CASE WHEN c.classification = '' THEN COALESCE(t.classification, '') "
        "ELSE c.classification END, c.currency, c.rate_e4, c.effective_on, "
        "COALESCE(c.until, ''), c.state, c.asked_e4, c.reason, c.entered_by, c.entered_at, "
        "COALESCE(c.decided_by, ''), COALESCE(c.decided_at, '') FROM rate_card c "
        "JOIN vendor v ON v.id = c.vendor_id LEFT JOIN timekeeper t ON t.id = c.timekeeper_id "
        f"{one}ORDER BY v.name_norm, COALESCE(t.name, ''), c.classification, "
        "c.effective_on DESC, c.id DESC"
    )
    with reading(engine) as session:
        rows = session.connection().execute(text(query), {"vendor": vendor_id or 0}).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(TABLE)).astype(TABLE)


def in_force(cards: pd.DataFrame, on: str) -> pd.DataFrame:
    """Return of a table the agreed rate of each subject that holds on a day (ISO)."""
    held = cards[(cards["state"] == "agreed") & (cards["effective_on"] <= on)]
    newest = held.sort_values("effective_on", ascending=False).drop_duplicates(SUBJECT)
    return newest[(newest["until"] == "") | (newest["until"] >= on)].sort_index()


#: What a rate is of: the columns that make two rows one after the other.
SUBJECT = ["vendor_id", "timekeeper_id", "classification", "currency"]


def expiring(engine: Engine, today: date, days: int) -> pd.DataFrame:
    """Return agreed rates that end within so many days and have none after them, soonest first."""
    cards = table(engine)
    now, last = today.isoformat(), (today + timedelta(days=days)).isoformat()
    agreed = cards[cards["state"] == "agreed"].sort_values("effective_on", ascending=False)
    newest = agreed.drop_duplicates(SUBJECT)
    soon = newest[(newest["until"] >= now) & (newest["until"] <= last)]
    return soon.sort_values(["until", "vendor", "timekeeper"], ignore_index=True)


def add(engine: Engine, actor: Actor, given: Sequence[CardInput]) -> list[int]:
    """Enter rates, all or none, and return their numbers.

    Raises InvalidInputError, or RefusedError where a subject has a rate from that day.
    """
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        ids = [_add(unit, each) for each in given]
        unit.touch("names")
        return ids


def _add(unit: Unit, given: CardInput) -> int:
    _check(given)
    vendor = unit.session.get(Vendor, given.vendor_id)
    if vendor is None:
        raise NotFoundError("The vendor")
    who = _called(unit, given, vendor.name)
    for row in _same(unit, given):
        if row.effective_on == given.effective_on and row.state != "refused":
            raise RefusedError(
                f"{who} has a rate from {day_label(given.effective_on)} already. Choose another "
                "day, or decide the request that waits."
            )
    made = RateCard(
        **{**vars(given), "until": given.until or None, "reason": " ".join(given.reason.split()),
           "currency": currency_code(given.currency)},
        entered_by=unit.actor.name, entered_at=instant(utc_now()),
    )  # fmt: skip
    unit.session.add(made)
    unit.session.flush()
    unit.audit(f"rate_card.{given.state}", "vendor", given.vendor_id, after=vars(given))
    return int(made.id or 0)


def _same(unit: Unit, given: CardInput) -> list[RateCard]:
    rows = unit.session.exec(
        select(RateCard)
        .where(RateCard.vendor_id == given.vendor_id, RateCard.currency == given.currency)
        .order_by(col(RateCard.effective_on))
    )
    mine = (given.timekeeper_id, fold(given.classification))
    return [row for row in rows if (row.timekeeper_id, fold(row.classification)) == mine]


def _called(unit: Unit, given: CardInput, vendor: str) -> str:
    if given.timekeeper_id is None:
        return f"{given.classification} of {vendor}"
    person = unit.session.get(Timekeeper, given.timekeeper_id)
    if person is None or person.vendor_id != given.vendor_id:
        raise NotFoundError("The timekeeper")
    return f"{person.name or person.code} of {vendor}"


def _check(given: CardInput) -> None:
    if (given.timekeeper_id is None) == (not given.classification.strip()):
        raise InvalidInputError("Rate of", "choose a timekeeper, or else a class.")
    check_rate(given.rate_e4)
    for field, value in (("From", given.effective_on), ("Until", given.until)):
        if field == "Until" and not value:
            continue
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise InvalidInputError(field, "is not a date like 2026-01-31.") from error
        if not 1990 <= day.year <= 2099:
            raise InvalidInputError(field, "is not a date from 1990 to 2099.")
    if given.until and given.until < given.effective_on:
        raise InvalidInputError("Until", "is before the day from which the rate holds.")
    if len(given.reason) > _LONGEST:
        raise InvalidInputError("Reason", f"keep it under {_LONGEST:,} characters.")


def check_rate(rate_e4: int) -> None:
    """Raise InvalidInputError unless a rate is above zero and at most 100,000 an hour."""
    if not 0 < rate_e4 <= HIGHEST:
        raise InvalidInputError("Rate", "write an amount above zero, like 450.00.")


def agree(
    engine: Engine,
    actor: Actor,
    card_ids: Sequence[int],
    rate_e4: int | None = None,
    reason: str = "",
) -> None:
    """Agree requests, all or none, at the rates asked for or at another one; keep what was asked.

    Raises RefusedError for a request that is decided already.
    """
    if rate_e4 is not None:
        check_rate(rate_e4)
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        for card_id in card_ids:
            row = _request(unit, card_id)
            asked = row.rate_e4
            row.state, row.asked_e4 = "agreed", asked
            row.rate_e4 = asked if rate_e4 is None else rate_e4
            row.reason = " ".join(reason.split()) or row.reason
            _decided(unit, row, {"asked_e4": asked, "rate_e4": row.rate_e4})


def refuse(engine: Engine, actor: Actor, card_ids: Sequence[int], reason: str) -> None:
    """Refuse requests, all or none, for a reason, which is required."""
    if not reason.strip():
        raise InvalidInputError("Reason", "say why, so that the firm can be told.")
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        for card_id in card_ids:
            row = _request(unit, card_id)
            row.state, row.reason, row.asked_e4 = "refused", " ".join(reason.split()), row.rate_e4
            _decided(unit, row, {"asked_e4": row.rate_e4, "reason": row.reason})


def end(engine: Engine, actor: Actor, card_id: int, until: str) -> None:
    """Say on which day (ISO) an agreed rate ends."""
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        row = unit.session.get(RateCard, card_id)
        if row is None or row.state != "agreed":
            raise NotFoundError("The agreed rate")
        if until < row.effective_on:
            raise InvalidInputError("Until", "is before the day from which the rate holds.")
        before, row.until = row.until, until
        unit.session.add(row)
        unit.session.flush()
        unit.audit("rate_card.ended", "vendor", row.vendor_id, before={"until": before},
                   after={"until": until})  # fmt: skip
        unit.touch("names")


def _request(unit: Unit, card_id: int) -> RateCard:
    row = unit.session.get(RateCard, card_id)
    if row is None:
        raise NotFoundError("The request")
    if row.state != "requested":
        raise RefusedError(f"This request is {row.state} already, by {row.decided_by}.")
    return row


def _decided(unit: Unit, row: RateCard, after: dict[str, object]) -> None:
    row.decided_by, row.decided_at = unit.actor.name, instant(utc_now())
    unit.session.add(row)
    unit.session.flush()
    unit.audit(f"rate_card.request_{row.state}", "vendor", row.vendor_id, after=after)
    unit.touch("names")
