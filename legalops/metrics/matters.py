"""How does each matter stand: spend, budget used, cost at completion, and whose is it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from legalops.metrics.adding import add_up, ints
from legalops.periods import FiscalYear, month_of

DORMANT_DAYS = 90
OPEN, CLOSED, DORMANT = "open", "closed", "dormant"
NOBODY = 0
#: One row per matter: its facts and how it stands; money in minor units of the reporting currency.
REGISTER = {
    "billed_cents": "int64", "year_cents": "int64", "budget_cents": "Int64",
    "budget_is_life": "bool", "used_share": "Float64", "completion_cents": "Int64",
    "state": "str", "idle_days": "Int64",
}  # fmt: skip
WORKLOAD = ["owner_id", "owner", "open", "weight", "opened", "closed", "dormant", "year_cents",
            "age_days"]  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What matters may cost: phases for all time, caps for the fiscal year, and phases' forecast.

    Each by matter id; `phased_end` is what the phases will have cost in the end.
    """

    phases: Mapping[int, int]
    phased_end: Mapping[int, int]
    caps: Mapping[int, int]


def register(
    facts: pd.DataFrame, spent: pd.DataFrame, plan: Plan, year: FiscalYear, today: date
) -> pd.DataFrame:
    """Return the facts of each matter with how it stands.

    `facts` has a row per matter (id, status, expected_cents, last_invoiced as ISO day), `spent`
    a row per matter and invoice month (matter_id, month, cents).
    """
    ids, cents = ints(spent["matter_id"]), ints(spent["cents"])
    months = ints(spent["month"])
    in_year = (months >= year.first) & (months <= year.last)
    life, this_year = add_up(ids, cents), add_up(ids[in_year], cents[in_year])
    rows = [
        _standing(row, life.get(row["id"], 0), this_year.get(row["id"], 0), plan, today)
        for row in facts.to_dict("records")
    ]
    found = pd.DataFrame(rows, columns=list(REGISTER)).astype(REGISTER)
    return pd.concat([facts.reset_index(drop=True), found], axis=1)


def _standing(
    row: Mapping[Any, Any], life: int, this_year: int, plan: Plan, today: date
) -> dict[str, Any]:
    number = int(row["id"])
    phased, cap = plan.phases.get(number), plan.caps.get(number)
    budget = phased if phased is not None else cap
    spent = life if phased is not None else this_year
    idle = _idle(row["last_invoiced"], today)
    return {
        "billed_cents": life,
        "year_cents": this_year,
        "budget_cents": budget,
        "budget_is_life": phased is not None,
        "used_share": spent / budget if budget else None,
        "completion_cents": _completion(row, life, this_year, plan),
        "state": _state(str(row["status"]), idle),
        "idle_days": idle,
    }


def _completion(row: Mapping[Any, Any], life: int, this_year: int, plan: Plan) -> int | None:
    number = int(row["id"])
    if row["status"] == CLOSED:
        return life
    if not pd.isna(row["expected_cents"]):
        return max(int(row["expected_cents"]), life)
    if number in plan.phased_end:
        return plan.phased_end[number]
    cap = plan.caps.get(number)
    return None if cap is None else max(cap, this_year)


def _idle(last: Any, today: date) -> int | None:
    return None if pd.isna(last) or not last else (today - date.fromisoformat(str(last))).days


def _state(status: str, idle: int | None) -> str:
    if status == CLOSED:
        return CLOSED
    return DORMANT if idle is not None and idle >= DORMANT_DAYS else OPEN


def workload(found: pd.DataFrame, year: FiscalYear, today: date) -> pd.DataFrame:
    """Return a row per owner, the heaviest load first; matters without one are of nobody.

    `found` is a register whose facts name owner, weight, opened_on and closed_on.
    """
    rows = []
    owners = found["owner_id"].fillna(NOBODY).astype("int64")
    for owner, mine in found.groupby(owners):
        rows.append(_load(int(owner), mine, year, today))
    frame = pd.DataFrame(rows, columns=WORKLOAD).astype({"age_days": "Int64"})
    return frame.sort_values(["weight", "owner"], ascending=[False, True], ignore_index=True)


def _load(owner: int, mine: pd.DataFrame, year: FiscalYear, today: date) -> dict[str, Any]:
    running = mine[mine["status"] != CLOSED]
    since = pd.to_datetime(running["opened_on"].dropna())
    days = (pd.Timestamp(today) - since).dt.days if len(since) else pd.Series(dtype="int64")
    return {
        "owner_id": owner,
        "owner": str(mine["owner"].iloc[0]) if owner else "Nobody",
        "open": len(running),
        "weight": int(running["weight"].sum()),
        "opened": _within(mine["opened_on"], year),
        "closed": _within(mine["closed_on"], year),
        "dormant": int((mine["state"] == DORMANT).sum()),
        "year_cents": int(mine["year_cents"].sum()),
        "age_days": int(days.median()) if len(days) else None,
    }


def _within(days: pd.Series, year: FiscalYear) -> int:
    months = [month_of(str(day)) for day in days.dropna() if day]
    return sum(year.first <= month <= year.last for month in months)
