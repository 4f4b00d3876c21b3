"""Accruals of a month: asking firms, entering what they say, and estimating for the silent."""

from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import Session

from legalops.errors import InvalidInputError, NotFoundError
from legalops.metrics import estimates as metrics
from legalops.metrics.accruals import FIRM_STATES, firm_state
from legalops.metrics.estimates import Grounds, Left
from legalops.models.spend import Vendor
from legalops.periods import (
    Month,
    day_label,
    fiscal_year_of,
    instant,
    label,
    last_day,
    months_between,
    utc_now,
)
from legalops.permissions import Actor, Permission
from legalops.services.completeness import Reminder, today
from legalops.store import (
    accrual_entries,
    accrual_facts,
    accruals,
    phases,
    settings,
    vendor_matters,
)
from legalops.store.accrual_entries import Entry
from legalops.store.unit import reading, require, writing

__all__ = ["FIRM_STATES", "Entry", "ask", "enter", "estimates", "firms", "mail", "store_estimates"]

_FROM_THE_FIRST = 190001


def firms(engine: Engine, month: Month) -> pd.DataFrame:
    """Return the firms that may have unbilled work of a month, with where each stands.

    `state` is a key of FIRM_STATES; `open_cents` what is accrued for the month and still open,
    in the reporting currency, net.
    """
    found = accrual_facts.firms(engine, month, last_day(month).isoformat())
    made = accruals.facts(engine, month, month)
    asked = accruals.requests(engine, month, month)
    by_vendor = made.groupby("vendor_id")
    found["accrued_cents"] = _mapped(found, by_vendor["reporting_cents"].sum())
    found["open_cents"] = _mapped(found, by_vendor["open_reporting_cents"].sum())
    estimated = set(made.loc[made["source"] == "estimate", "vendor_id"])
    spoken = set(made.loc[made["source"] != "estimate", "vendor_id"])
    due = dict(zip(asked["vendor_id"], asked["due_on"], strict=True))
    answered = set(asked.loc[asked["answered_at"] != "", "vendor_id"])
    day, ends = today(engine).isoformat(), last_day(month).isoformat()
    found["due_on"] = [str(due.get(i, "")) for i in found["vendor_id"]]
    found["state"] = [
        firm_state(
            is_billed=reaches >= ends, is_answered=i in answered or i in spoken,
            is_estimated=i in estimated, due_on=str(due.get(i, "")), today=day,
        )
        for i, reaches in zip(found["vendor_id"], found["last_period_end"], strict=True)
    ]  # fmt: skip
    return found


def _mapped(found: pd.DataFrame, sums: pd.Series) -> pd.Series:
    return found["vendor_id"].map(sums).fillna(0).astype("int64")


def ask(
    engine: Engine,
    actor: Actor,
    month: Month,
    vendor_ids: Sequence[int],
    due_on: date,
    *,
    now: datetime | None = None,
) -> int:
    """Note that firms are asked for a month's unbilled work until a day; count the new ones."""
    moment = now or utc_now()
    if due_on < moment.date():
        raise InvalidInputError("Answer by", "has passed. Choose a day to come.")
    with writing(engine, actor, Permission.EDIT_ACCRUALS) as unit:
        return accrual_entries.ask(unit, month, vendor_ids, due_on, instant(moment))


def mail(engine: Engine, actor: Actor, vendor_id: int, month: Month, due_on: date) -> Reminder:
    """Return the mail that asks a firm for its unbilled work, naming its open matters."""
    matters = vendor_matters.open_matters(engine, actor, vendor_id)
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_ACCRUALS)
        vendor = session.get(Vendor, vendor_id)
        if vendor is None:
            raise NotFoundError("The vendor")
        department = " ".join(settings.read(session).department.split())
    lines = [
        f"Dear {vendor.contact_name or vendor.name},",
        "",
        f"Before we close {label(month)}, please tell us by {day_label(due_on)} what your work "
        f"of {label(month)} comes to that you have not billed yet: one amount for each matter, "
        f"net of tax{f', in {vendor.currency}' if vendor.currency else ''}. If there is nothing, "
        "please answer with a zero.",
    ]
    if matters:
        lines += ["", "Open with you, as far as we know:"]
        lines += [f"- {matter.number}: {matter.name}" for matter in matters]
    lines += ["", "Kind regards", actor.display_name or actor.name, department, ""]
    subject = f"Unbilled work of {label(month)}: {department}"
    return Reminder(vendor.contact_email, subject, "\n".join(lines))


def enter(
    engine: Engine,
    actor: Actor,
    month: Month,
    entries: Sequence[Entry],
    *,
    now: datetime | None = None,
) -> int:
    """Enter a month's accruals, all or none, and return how many changed.

    Raises StaleEditError when somebody changed one of them since, RefusedError for a closed
    matter.
    """
    moment = now or utc_now()
    if last_day(month).replace(day=1) > moment.date():
        raise InvalidInputError("Month", f"{label(month)} has not begun. Choose an earlier one.")
    with writing(engine, actor, Permission.EDIT_ACCRUALS) as unit:
        return accrual_entries.put(unit, month, entries, instant(moment))


def estimates(engine: Engine, month: Month, vendor_ids: Sequence[int]) -> pd.DataFrame:
    """Return what would be accrued for silent firms, per open matter; nothing is stored.

    See `metrics.estimates`; amounts are net, in minor units of `currency`.
    """
    history = accrual_facts.history(engine, month)
    history = history[history["vendor_id"].isin(list(vendor_ids))]
    with reading(engine) as session:
        home = settings.read(session).reporting_currency
        left = _left(engine, session, month)
    return metrics.estimates(history, Grounds(month, home, left))


def _left(engine: Engine, session: Session, month: Month) -> dict[int, Left]:
    """Return what budgets of matters leave for the months from this one to the year's end."""
    year = fiscal_year_of(month, settings.read(session).fiscal_start_month)
    remaining = len(months_between(month, year.last))
    budgets = phases.budgeted(engine, year.name)
    whole = accrual_facts.billed_by_matter(engine, _FROM_THE_FIRST, month)
    of_year = accrual_facts.billed_by_matter(engine, year.first, month)
    return {
        matter: Left(
            found.amount_cents - (whole if found.is_phased else of_year).get(matter, 0), remaining
        )
        for matter, found in budgets.items()
    }


def store_estimates(
    engine: Engine,
    actor: Actor,
    month: Month,
    vendor_ids: Sequence[int],
    *,
    now: datetime | None = None,
) -> int:
    """Store the estimates for silent firms, labelled as such; return how many changed.

    What a person or a firm entered for a matter stays.
    """
    found = estimates(engine, month, vendor_ids)
    made = accruals.facts(engine, month, month)
    said = made[made["source"] != "estimate"]
    taken = set(zip(said["vendor_id"], said["matter_id"], strict=True))
    entries = [
        Entry(
            vendor_id=int(row["vendor_id"]),
            matter_id=int(row["matter_id"]),
            amount_cents=int(row["amount_cents"]),
            currency=str(row["currency"]),
            source="estimate",
            method=str(row["method"]),
        )
        for row in found.to_dict("records")
        if (row["vendor_id"], row["matter_id"]) not in taken
    ]
    return enter(engine, actor, month, entries, now=now)
