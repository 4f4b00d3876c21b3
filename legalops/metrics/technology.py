"""Which systems are used, what do they cost, and which contract must be decided on soon?"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from legalops import periods

#: How many days ahead a contract is said to be due.
AHEAD = 120
#: Stages in which a system is somebody's daily tool; its seats count.
USED = ("in_use", "retiring")
GONE = "retired"
State = Literal["none", "later", "due", "missed", "over"]


@dataclass(frozen=True)
class Term:
    """Where a contract stands: the last day to act, when it ends, and which of both has passed.

    "due" must be decided within the days ahead, "missed" is past its notice day but not its end,
    "over" has an end in the past that nobody has renewed here; "none" has no date.
    """

    state: State
    act_by: date | None = None
    ends: date | None = None
    renews_itself: bool = False

    @property
    def is_due(self) -> bool:
        """Whether somebody has to do something about it now."""
        return self.state in ("due", "missed", "over")

    def told(self, today: date) -> str:
        """Say what has to be done until when, and what happens otherwise."""
        if self.ends is None or self.act_by is None:
            return "No end is entered yet."
        ends, by = periods.day_label(self.ends), periods.day_label(self.act_by)
        days = (self.act_by - today).days
        left = {0: "today", 1: "tomorrow"}.get(days, f"in {days:,} days")
        return _WORDS[self.state, self.renews_itself].format(ends=ends, by=by, left=left)


_WORDS: dict[tuple[State, bool], str] = {
    ("later", False): "The contract ends on {ends}; notice or renewal is due by {by}.",
    ("later", True): "The contract renews by itself on {ends} unless cancelled by {by}.",
    ("due", False): "Renew it by {by}, {left}, or let it end on {ends}.",
    ("due", True): "Cancel it by {by}, {left}, or it renews by itself on {ends}.",
    ("missed", False): "The day to decide was {by}: ask the supplier, or it ends on {ends}.",
    ("missed", True): "The day to cancel was {by}: it renews by itself on {ends}.",
    ("over", False): "Its contract ended on {ends}: retire it, or enter the new end.",
    ("over", True): "It renewed by itself on {ends}: enter the new end.",
}


def notice_day(renews_on: str | None, notice_days: int | None) -> date | None:
    """Return the last day to give notice: the end less the notice; None without an end."""
    if not renews_on:
        return None
    return date.fromisoformat(renews_on) - timedelta(days=notice_days or 0)


def term(
    renews_on: str | None, notice_days: int | None, *, renews_itself: bool, today: date
) -> Term:
    """Return where a contract stands on a day."""
    act_by = notice_day(renews_on, notice_days)
    if renews_on is None or act_by is None:
        return Term("none", renews_itself=renews_itself)
    ends = date.fromisoformat(renews_on)
    return Term(_state(act_by, ends, today), act_by, ends, renews_itself)


def _state(act_by: date, ends: date, today: date) -> State:
    if ends < today:
        return "over"
    if act_by < today:
        return "missed"
    return "due" if act_by <= today + timedelta(days=AHEAD) else "later"


def terms(systems: pd.DataFrame, today: date) -> list[Term]:
    """Return where the contract of each system stands; one that is retired has none to decide."""
    rows = zip(
        systems["renews_on"], systems["notice_days"], systems["renews_itself"], systems["stage"],
        strict=True,
    )  # fmt: skip
    return [
        Term("none")
        if stage == GONE
        else term(
            ends if isinstance(ends, str) else None,
            None if pd.isna(notice) else int(notice),
            renews_itself=bool(itself),
            today=today,
        )
        for ends, notice, itself, stage in rows
    ]


def seats_share(systems: pd.DataFrame) -> float | None:
    """Return seats used as a share of seats paid for, of systems in use that say both."""
    known = _used(systems, "seats", "seats_used")
    paid = int(known["seats"].sum())
    return int(known["seats_used"].sum()) / paid if paid else None


def cost_per_user(systems: pd.DataFrame) -> int | None:
    """Return yearly cost per seat used in minor units, of systems in use that say both."""
    known = _used(systems, "yearly_cost_cents", "seats_used")
    seats = int(known["seats_used"].sum())
    return round(int(known["yearly_cost_cents"].sum()) / seats) if seats else None


def _used(systems: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return systems[systems["stage"].isin(USED)].dropna(subset=list(columns))


def per_user(cost_cents: int | None, seats_used: int | None) -> int | None:
    """Return the yearly cost per seat used in minor units, None where one is not known."""
    return round(cost_cents / seats_used) if cost_cents is not None and seats_used else None


def sentence(due: int, first: str, share: float | None, unrated: int) -> str:
    """Say what is off: contracts to decide on, seats that nobody uses, systems nobody rated."""
    parts = []
    if due:
        many = "1 contract needs" if due == 1 else f"{due} contracts need"
        parts.append(f"{many} a decision in the next {AHEAD} days, {first} first.")
    else:
        parts.append(f"No contract needs a decision in the next {AHEAD} days.")
    if share is not None:
        parts.append(f"{share:.0%} of the seats paid for are used.")
    if unrated:
        parts.append(
            "1 system in use has no rating yet." if unrated == 1
            else f"{unrated} systems in use have no rating yet."
        )  # fmt: skip
    return " ".join(parts)
