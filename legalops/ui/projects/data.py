"""What do the pages of projects read? All of it is kept until what it depends on changes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics import portfolio as metrics
from legalops.metrics.portfolio import Cost, Stand
from legalops.store import matter_register, projects, records
from legalops.store.engine import open_engine
from legalops.ui import data, spend, who

AREA = "projects"


#: The department's date.
today = data.today


def stands() -> tuple[Stand, ...]:
    """Return how every project stands, the worst first."""
    return _stands(data.url(), data.version(AREA), data.version("people"), today())


@st.cache_resource(max_entries=4, show_spinner=False)
def _stands(url: str, version: int, people: int, day: date) -> tuple[Stand, ...]:
    engine = open_engine(url)
    marks = metrics.by_project(projects.marks(engine))
    notes = metrics.notes_by_project(projects.latest_notes(engine))
    return metrics.portfolio(_table(url, version, people), marks, notes, day)


def stand(row: Mapping[str, object]) -> Stand:
    """Return how one project stands; no other is worked out."""
    version = data.version(AREA)
    return _stand(data.url(), version, data.version("people"), today(), dict(row))


@st.cache_resource(max_entries=64, show_spinner=False)
def _stand(url: str, version: int, people: int, day: date, row: dict[str, Any]) -> Stand:
    engine, number = open_engine(url), int(row["id"])
    table = _table(url, version, people)
    known = table[table["id"] == number].to_dict("records")
    marks = metrics.by_project(projects.marks(engine, number)).get(number, [])
    notes = metrics.notes_by_project(projects.latest_notes(engine)) if known else {}
    kept = {str(name): value for name, value in known[0].items()} if known else row
    return metrics.stand(kept, marks, notes.get(number), day)


@st.cache_resource(max_entries=4, show_spinner=False)
def _table(url: str, version: int, people: int) -> pd.DataFrame:
    table = records.table(open_engine(url), "project")
    for name in ("matter_id", "objective_id", "budget_cents"):
        table[name] = table[name].astype("Int64")
    return table


def costs() -> Mapping[int, Cost]:
    """Return what each project cost; of a matter the person may not see, nothing is said."""
    table = _table(data.url(), data.version(AREA), data.version("people"))
    visible: frozenset[int] = frozenset()
    if table["matter_id"].notna().any():
        facts = matter_register.facts(data.engine(), who.actor())
        visible = frozenset(facts["id"].astype(int)) & frozenset(table["matter_id"].dropna())
    gross = data.settings().spend_is == "gross"
    return _costs(data.url(), data.version(AREA), spend.stamp().spend, visible, gross)


@st.cache_resource(max_entries=16, show_spinner=False)
def _costs(
    url: str, version: int, spent: int, visible: frozenset[int], gross: bool
) -> dict[int, Cost]:
    engine = open_engine(url)
    money = matter_register.spent(engine).copy(deep=False)
    money["cents"] = money["net_cents"] + money["tax_cents"] if gross else money["net_cents"]
    table = records.table(engine, "project")
    return metrics.costs(table, projects.costs(engine), money, visible)
