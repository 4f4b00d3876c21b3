"""Which goals are there, and which of them are off?"""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from legalops.metrics import goal_words
from legalops.metrics import goals as metrics
from legalops.metrics.catalog.work_goals import MEASURES
from legalops.permissions import Permission
from legalops.ui import who
from legalops.ui.goals import data, tree
from legalops.ui.words import plain
from legalops.ui.work import form, page, register

_SHOWN = {
    "mine": "Mine",
    "open": "Under way",
    "off": "Behind",
    "unchecked": "Without a check-in",
    "all": "All",
    "tree": "What serves what",
}
_HELP = {measure.key: measure.help for measure in MEASURES}
_PROGRESS = (
    "How far it is from its baseline (0%) to its target (100%), over its key results by weight."
)
_BY_NOW = "The part of its time that is over; a measure to keep within bounds is to be all there."
_EXAMPLE = "Pay firms within 30 days: from 47 days to 30 by the end of the year, Ana and Lena."
Rule = Callable[[pd.DataFrame], "pd.Series[bool]"]


def draw() -> None:
    """Draw the goals: what is off, the way to a new one, the ones to look at."""
    form.said()
    rows = everything()
    with register.head("" if rows.empty else _sentence(rows)):
        _buttons()
    if rows.empty and data.objectives().empty:
        register.empty("No goal has been written down yet. Begin with one that matters.", _EXAMPLE)
        return
    shown = register.filtered(_SHOWN, "show", _first(rows))
    if shown == "tree":
        tree.draw(rows)
        return
    _table(_chosen(rows, shown), shown)


def everything() -> pd.DataFrame:
    """Return every goal with where it stands."""
    goals, found = data.all_goals(), data.standings()
    merged = goals.merge(found, left_on="id", right_on="goal_id", how="inner")
    names = dict(zip(data.objectives()["id"], data.objectives()["title"], strict=True))
    return merged.assign(objective=[names.get(n, "") for n in merged["objective_id"]])


def _sentence(rows: pd.DataFrame) -> str:
    off = rows[rows["is_running"] & (rows["side"] == "bad")].sort_values("gap")
    worst = None
    if len(off):
        first = off.iloc[0]
        worst = (plain(first["title"]), str(first["words"]))
    loose = int((rows["is_running"] & rows["objective_id"].isna()).sum())
    return goal_words.of_all(metrics.figures(data.every()), worst, loose)


def _buttons() -> None:
    today = data.today()
    me = who.actor().user_id
    page.new("goal", owner_id=me, starts_on=today, due_on=data.year_end(today))
    if who.may(Permission.SET_TARGETS):
        page.new("objective", main=False, fiscal_year=data.fiscal_year(today))


def _first(rows: pd.DataFrame) -> str:
    """Return what stands there at first: one's own where one has any, else all under way."""
    return "mine" if _is_mine(rows).any() else "open"


def _is_mine(rows: pd.DataFrame) -> "pd.Series[bool]":
    me = who.actor().user_id or 0
    is_owner = (rows["owner_id"] == me) | (rows["it_owner_id"] == me)
    return is_owner.fillna(value=False).astype(bool) & (rows["state"] == "open")


_RULES: dict[str, Rule] = {
    "mine": _is_mine,
    "open": lambda rows: rows["is_running"].astype(bool),
    "off": lambda rows: rows["is_running"] & (rows["side"] == "bad"),
    "unchecked": lambda rows: rows["is_unchecked"].astype(bool),
    "all": lambda rows: rows["state"] != "",
}
_NONE = {
    "mine": "None of the goals under way is yours.",
    "open": "No goal is under way.",
    "off": "No goal is behind.",
    "unchecked": "Every goal under way has had a check-in within the last month.",
}


def _chosen(rows: pd.DataFrame, shown: str) -> pd.DataFrame:
    """Return the goals to show, the furthest behind first; what has ended stands last."""
    kept = rows[_RULES[shown](rows)]
    order = kept.assign(ended=~kept["is_running"].astype(bool), off=kept["gap"].astype("float64"))
    return order.sort_values(["ended", "off", "due_on"], na_position="last").reset_index(drop=True)


def _table(rows: pd.DataFrame, shown: str) -> None:
    table = pd.DataFrame(
        {
            "goal": rows["title"],
            "stands": [words[:1].upper() + words[1:] for words in rows["words"]],
            "progress": rows["progress"].astype("float64") * 100,
            "by_now": rows["expected"].astype("float64").where(rows["is_running"]) * 100,
            "confidence": [goal_words.CONFIDENCE[code] for code in rows["confidence"]],
            "owner": list(map(goal_words.owners, rows["owner"], rows["it_owner"])),
            "due": [date.fromisoformat(day) for day in rows["due_on"]],
            "checked": rows["last_check_on"],
            "objective": rows["objective"],
        }
    )  # fmt: skip
    bar = st.column_config.ProgressColumn
    columns = {
        "goal": st.column_config.TextColumn("Goal", pinned=True, width=260),
        "stands": st.column_config.TextColumn("Stands", help=_HELP["goals_on_course"], width=125),
        "progress": bar("Progress", help=_PROGRESS, format="%.0f%%", min_value=0, max_value=100,
                        color="gray", width=115),
        "by_now": st.column_config.NumberColumn("Expected", help=_BY_NOW, format="%.0f%%",
                                                width=75),
        "confidence": st.column_config.TextColumn("Confidence", width=85),
        "owner": st.column_config.TextColumn("Owners, Legal / IT", width=175),
        "due": st.column_config.DateColumn("Due", format="D MMM YYYY", width=95),
        "checked": st.column_config.DateColumn("Last check-in", format="D MMM YYYY", width=105),
        "objective": st.column_config.TextColumn("Objective it serves"),
    }  # fmt: skip
    name = _SHOWN[shown].lower()
    register.table("goal", rows, table, columns, f"Goals, {name}", empty=_NONE.get(shown, ""))
