"""What do the pages of matters read? The register, for the eyes of who asks."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from legalops.metrics import matters as metrics
from legalops.metrics import phases as phase_metrics
from legalops.metrics.adding import add_up, ints
from legalops.metrics.matters import Plan
from legalops.periods import FiscalYear, fiscal_year_of, month_of
from legalops.store import matter_register, phases
from legalops.store.engine import open_engine
from legalops.ui import data, spend, who


def year() -> FiscalYear:
    """Return the fiscal year that runs today."""
    set_ = data.settings()
    today = datetime.now(ZoneInfo(set_.time_zone)).date()
    return fiscal_year_of(month_of(today), set_.fiscal_start_month)


def register() -> pd.DataFrame:
    """Return every matter the person may see, with how it stands."""
    facts = matter_register.facts(data.engine(), who.actor())
    today = datetime.now(ZoneInfo(data.settings().time_zone)).date()
    money = _money()
    newest = money.groupby("matter_id")["last_invoiced"].max()
    first = money.groupby("matter_id")["first_worked"].min()
    facts["last_invoiced"] = facts["id"].map(newest).fillna("")
    begun = facts["id"].map(first)
    since = [
        said or ("" if pd.isna(month) else f"{int(month) // 100:04d}-{int(month) % 100:02d}-01")
        for said, month in zip(facts["opened_on"], begun, strict=True)
    ]
    facts["opened_on"] = pd.Series(since, dtype="str", index=facts.index)
    return metrics.register(facts, money, _plan(), year(), today)


def months_of(matter_id: int) -> pd.DataFrame:
    """Return what was billed on a matter per invoice month, oldest first: month, cents, hours."""
    money = _money()
    return money[money["matter_id"] == matter_id].sort_values("month", ignore_index=True)


def _money() -> pd.DataFrame:
    """Return money per matter and month, with tax where the department counts it."""
    now = spend.stamp()
    frame = _spent(now.url, now.spend).copy(deep=False)
    gross = data.settings().spend_is == "gross"
    frame["cents"] = frame["net_cents"] + frame["tax_cents"] if gross else frame["net_cents"]
    return frame


@st.cache_resource(max_entries=4, show_spinner=False)
def _spent(url: str, version: int) -> pd.DataFrame:
    return matter_register.spent(open_engine(url))


def _plan() -> Plan:
    """Return what matters may cost, as their phases and the budget in force say."""
    budget, current, now = spend.budget(), year(), spend.stamp()
    caps = budget[
        budget["matter_id"].notna()
        & (budget["month"] >= current.first)
        & (budget["month"] <= current.last)
    ]
    gross = data.settings().spend_is == "gross"
    planned, ends = _phased(now.url, now.spend, now.budget, gross)
    return Plan(planned, ends, add_up(ints(caps["matter_id"]), ints(caps["amount_cents"])))


@st.cache_data(max_entries=4, show_spinner=False)
def _phased(url: str, spend: int, budget: int, gross: bool) -> tuple[dict[int, int], ...]:
    """Return the budget and the cost at completion of every matter with phases."""
    engine = open_engine(url)
    live = phases.all_live(engine)
    spent = phases.spent_by_code(engine, list(live), gross=gross)
    stands = {n: phase_metrics.standing(rows, spent.get(n, {})) for n, rows in live.items()}
    return (
        {number: stand.budget_cents for number, stand in stands.items()},
        {number: stand.forecast_cents for number, stand in stands.items()},
    )
