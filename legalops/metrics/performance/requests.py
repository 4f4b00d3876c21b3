"""What does a requested rate mean: how large a rise, what a year, what against last year's hours?

Rates are in 1/10000 of the currency an hour, hours in 1/10000, money in minor units.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from legalops.metrics.performance import staffing
from legalops.metrics.performance.sources import records
from legalops.metrics.performance.what_if import rounded
from legalops.money import digits

_YEAR = 365
REQUESTS = {
    "id": "int64", "vendor_id": "int64", "vendor": "str", "subject": "str", "currency": "str",
    "effective_on": "str", "old_e4": "Int64", "new_e4": "int64", "rise": "Float64",
    "annualised": "Float64", "hours_e4": "int64", "cost_cents": "Int64", "reason": "str",
}  # fmt: skip


@dataclass(frozen=True)
class Request:
    """A rate asked for beside the one it follows; what is not known is None.

    `annualised` is the rise a year between the days from which the two hold; `cost_cents`
    what the rise costs at last year's hours, in the card's currency.
    """

    old_e4: int | None
    new_e4: int
    rise: float | None
    annualised: float | None
    hours_e4: int
    cost_cents: int | None


def request(
    old: tuple[int, str] | None, new: tuple[int, str], hours_e4: int, places: int = 2
) -> Request:
    """Compare rate and day (ISO) of an agreed and a requested rate at last year's hours.

    `places` are the decimals of the currency's minor unit. There is no annualised rise
    without an earlier rate, or when the days do not follow one another.
    """
    new_e4, day = new
    if old is None or old[0] <= 0:
        return Request(old[0] if old else None, new_e4, None, None, hours_e4, None)
    old_e4 = old[0]
    days = (date.fromisoformat(day) - date.fromisoformat(old[1])).days
    annual = (new_e4 / old_e4) ** (_YEAR / days) - 1 if days > 0 and new_e4 > 0 else None
    return Request(
        old_e4, new_e4, new_e4 / old_e4 - 1, annual, hours_e4,
        cost(new_e4 - old_e4, hours_e4, places),
    )  # fmt: skip


def cost(rate_e4: int, hours_e4: int, places: int = 2) -> int:
    """Return hours at a rate in minor units, half away from zero."""
    return rounded(Fraction(rate_e4 * hours_e4 * 10**places, 10**8))


def listed(cards: pd.DataFrame, hours: pd.DataFrame) -> pd.DataFrame:
    """Return a row per request that waits, what it follows and what it costs, dearest first.

    `cards` are all rates, `hours` those of last year per timekeeper; a class takes the hours of
    all its timekeepers. Columns REQUESTS.
    """
    rows = []
    for card in records(cards[cards["state"] == "requested"]):
        old = _before(cards, card)
        found = request(
            old, (int(card["rate_e4"]), str(card["effective_on"])), _hours(hours, card),
            digits(str(card["currency"])),
        )  # fmt: skip
        rows.append(
            (card["id"], card["vendor_id"], card["vendor"], _subject(card), card["currency"],
             card["effective_on"], found.old_e4, found.new_e4, found.rise, found.annualised,
             found.hours_e4, found.cost_cents, card["reason"])
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(REQUESTS)).astype(REQUESTS)
    return frame.sort_values(
        ["cost_cents", "vendor", "subject"], ascending=[False, True, True], ignore_index=True
    )


def _subject(card: Mapping[str, Any]) -> str:
    return str(card["timekeeper"]) or f"All: {card['classification']}"


def _before(cards: pd.DataFrame, card: Mapping[str, Any]) -> tuple[int, str] | None:
    """Return rate and day of the agreed rate that a request follows."""
    mine = cards[
        (cards["state"] == "agreed")
        & (cards["vendor_id"] == card["vendor_id"])
        & (cards["currency"] == card["currency"])
        & (cards["effective_on"] < card["effective_on"])
    ]
    if pd.isna(card["timekeeper_id"]):
        level = staffing.level(str(card["classification"]))
        same = mine["classification"].map(staffing.level) == level
        mine = mine[mine["timekeeper_id"].isna() & same]
    else:
        mine = mine[(mine["timekeeper_id"] == card["timekeeper_id"]).fillna(value=False)]
    if mine.empty:
        return None
    last = mine.sort_values("effective_on").iloc[-1]
    return int(last["rate_e4"]), str(last["effective_on"])


def _hours(hours: pd.DataFrame, card: Mapping[str, Any]) -> int:
    mine = hours[
        (hours["vendor_id"] == card["vendor_id"]) & (hours["currency"] == card["currency"])
    ]
    if pd.isna(card["timekeeper_id"]):
        level = staffing.level(str(card["classification"]))
        mine = mine[mine["classification"].map(staffing.level) == level]
    else:
        mine = mine[mine["timekeeper_id"] == int(card["timekeeper_id"])]
    return int(mine["hours_e4"].sum())
