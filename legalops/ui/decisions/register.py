"""Which decisions are there, which are overdue, and which did nobody look back on?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics import decision_words as words
from legalops.metrics import decisions as metrics
from legalops.metrics import kpi_words
from legalops.metrics.catalog import CATALOG
from legalops.store import records
from legalops.store.engine import open_engine
from legalops.ui import data, who
from legalops.ui.decisions import data as read
from legalops.ui.words import plain
from legalops.ui.work import form, page
from legalops.ui.work import register as kit

_SHOWN = {
    "open": "Open",
    "mine": "Mine",
    "overdue": "Overdue",
    "review": "To review",
    "decided": "Decided",
    "all": "All",
}
_NOTHING = {
    "open": "No question is open.",
    "mine": "No question names you as accountable or as contributor.",
    "overdue": "Nothing is overdue.",
    "review": "No review is overdue.",
    "decided": "Nothing is decided yet.",
}
_EXAMPLE = "Do we move e-discovery hosting to another supplier? Accountable: the general counsel; \
due in three weeks; options: stay, move, ask for bids."


def draw() -> None:
    """Draw the register: what is off, its figures, a filter and the table."""
    form.said()
    found, today = read.register(), read.today()
    with kit.head(words.headline(found, today)):
        page.new("decision", "New question", raised_on=today.isoformat())
    if found.empty:
        kit.empty(
            "No decision is kept yet. Ask a question with who decides and by when; add the "
            "options; the outcome and its reason then stay findable, and are looked back on.",
            _EXAMPLE,
        )
        return
    _figures(metrics.figures(found, today))
    chosen = kit.filtered(_SHOWN, "show", "open")
    _table(_filtered(found, chosen), _NOTHING.get(chosen, ""))


def _figures(values: dict[str, float | int | None]) -> None:
    with st.grid(4, min_column_width=150, gap="small", key="decision_figures"):
        for key, value in values.items():
            measure = CATALOG[key]
            st.metric(
                measure.label, kpi_words.text(key, value, ''), help=measure.help, border=True,
                height="stretch",
            )  # fmt: skip


def _filtered(found: pd.DataFrame, chosen: str) -> pd.DataFrame:
    masks = {
        "open": found["state"] == "open",
        "overdue": found["overdue"],
        "review": found["unreviewed"],
        "decided": found["state"].isin(("decided", "reviewed")),
        "mine": _is_mine(found),
    }
    return found[masks[chosen]] if chosen in masks else found


def _is_mine(found: pd.DataFrame) -> Any:
    person = who.actor().user_id or 0
    named = _contributors(data.url(), data.version("decisions"), data.version("people"))
    ids = named.loc[named["user_id"] == person, "record_id"]
    mine = (found["accountable_id"] == person) | (found["made_by"] == person)
    return mine.fillna(value=False) | found["id"].isin(ids)


@st.cache_resource(max_entries=8, show_spinner=False)
def _contributors(url: str, version: int, people: int) -> pd.DataFrame:
    return records.named(open_engine(url), "decision", "contributors")


def _standing(found: pd.DataFrame) -> list[str]:
    today = read.today()
    columns = (found[name] for name in ("state", "due_on", "review_on"))
    return [words.standing(*row, today=today) for row in zip(*columns, strict=True)]


def _table(found: pd.DataFrame, nothing: str) -> None:
    shown = pd.DataFrame(
        {
            "Question": found["title"],
            "Standing": _standing(found),
            "Accountable": found["accountable"].replace("", "Nobody"),
            "Due": pd.to_datetime(found["due_on"]).dt.date,
            "Decided": pd.to_datetime(found["decided_on"]).dt.date,
            "Review": pd.to_datetime(found["review_on"].where(found["state"] != "open")).dt.date,
            "Days": found["days"],
            "Options": found["options"],
        }
    )
    empty = [name for name in ("Due", "Decided", "Review") if shown[name].isna().all()]
    shown = shown.drop(columns=empty)
    columns = {
        "Question": st.column_config.TextColumn(width=262),
        "Due": st.column_config.DateColumn(format="D MMM YYYY"),
        "Decided": st.column_config.DateColumn(format="D MMM YYYY"),
        "Review": st.column_config.DateColumn(
            format="D MMM YYYY", help="The day to say what really came of it."
        ),
        "Days": st.column_config.NumberColumn(
            format="%d", alignment="right",
            help="From raising the question to its decision, or to today while it is open.",
        ),
        "Options": st.column_config.NumberColumn(format="%d", alignment="right"),
    }  # fmt: skip
    kit.table("decision", found, shown, columns, "Decisions", empty=plain(nothing))
