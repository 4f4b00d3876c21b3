"""What was promised by when on a project, what moved, why, and what is done?"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.charts import projects as charts
from legalops.metrics import projects as metrics
from legalops.metrics.portfolio import Stand
from legalops.models.kinds import Seen
from legalops.services import projects as acts
from legalops.store import projects as store
from legalops.ui import data as house
from legalops.ui import draw, tables, who
from legalops.ui.projects import listed, parts
from legalops.ui.projects.parts import Parts
from legalops.ui.work import grid

_FIELDS = ("title", "owner_id", "baseline_on", "forecast_on", "done_on", "reason", "weight")
#: Not asked for when a milestone is first promised.
_LATER = frozenset({"forecast_on", "done_on", "reason"})
_EMPTY = "No milestones yet. Add the first, or all of them in the table."


def section(each: Stand, *, can: bool) -> None:
    """Draw the opened milestone, the picture of slips, the table, and every move."""
    rows = store.marks(house.engine(), each.id)
    moved = store.moves(house.engine(), each.id)
    found = _parts(each, rows, moved, can=can)
    parts.panel(found)
    if each.marks:
        _picture(each)
    is_table = can and _ways(found)
    if is_table:
        _grid(each.id, rows)
    else:
        parts.table(found)
    if len(moved):
        _moves(moved)


def _ways(found: Parts) -> bool:
    """Draw the button for one more and the switch to the table; say whether it is chosen."""
    key = f"grid_on_{found.project_id}"
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if not st.session_state.get(key):
            parts.new(found)
        return bool(
            st.toggle("Fill in as a table", key=key, help="All at once, also from a workbook.")
        )


def _picture(each: Stand) -> None:
    through = _through(each)
    found = [
        replace(listed.slip(mark, each, mark.title), through=through.get(mark.id, ()))
        for mark in each.marks
    ]
    if len(found) > charts.MOST_ROWS:
        st.caption(f"The first {charts.MOST_ROWS} of {len(found):,} milestones.")
    spec = charts.slips(found, each.today, draw.colours()).spec()
    draw.vega(spec, charts.describe_slips(found), f"slips_of_{each.id}")
    st.caption(
        "Ring: first promised. Tick: a day it was moved from. Diamond: done. Dot: expected now. "
        "Vertical line: today."
    )


def _through(each: Stand) -> dict[int, list[Any]]:
    """Return the days each milestone was moved from, other than the one first promised."""
    promised = {mark.id: mark.baseline for mark in each.marks}
    moved = store.moves(house.engine(), each.id)
    found: dict[int, list[Any]] = {}
    for number, day in zip(moved["milestone_id"].astype(int), moved["from_on"], strict=True):
        was = pd.Timestamp(day).date()
        if was != promised.get(number):
            found.setdefault(number, []).append(was)
    return found


def _parts(each: Stand, rows: pd.DataFrame, moved: pd.DataFrame, *, can: bool) -> Parts:
    newest = moved.drop_duplicates("milestone_id")
    why = dict(zip(newest["milestone_id"], newest["reason"], strict=True))
    marks = {mark.id: mark for mark in each.marks}
    days = [marks[number].slip(each.today) if number in marks else None for number in rows["id"]]
    shown = pd.DataFrame(
        {
            "Milestone": rows["title"],
            "Slip": [metrics.slip_words(day) for day in days],
            "Promised": _days(rows["baseline_on"]),
            "Expected": _days(rows["forecast_on"]),
            "Done": _days(rows["done_on"]),
            "Owner": rows["owner"],
            "Moves": rows["moves"],
            "Why it last moved": [why.get(number, "") for number in rows["id"]],
        }
    )
    return Parts(
        "milestone", each.id, rows, shown, _columns(), can, _EMPTY, save=_save(each.id),
        without=_LATER,
    )  # fmt: skip


def _days(days: pd.Series) -> list[Any]:
    return [pd.Timestamp(day).date() if day else None for day in days]


def _columns() -> dict[str, Any]:
    day = st.column_config.DateColumn
    return {
        "Milestone": st.column_config.TextColumn("Milestone", pinned=True, width=240),
        "Slip": st.column_config.TextColumn("Slip", width=90),
        "Promised": day("First promised", format="D MMM YYYY", width=110),
        "Expected": day("Expected", format="D MMM YYYY", width=100),
        "Done": day("Done", format="D MMM YYYY", width=100),
        "Moves": st.column_config.NumberColumn("Moves", format="%d", alignment="right", width=60),
        "Why it last moved": st.column_config.TextColumn("Why it last moved", width=260),
    }


def _save(project_id: int) -> Any:
    def save(given: Any, seen: Seen | None) -> int:
        return acts.save_milestone(
            house.engine(), who.actor(), given, seen, project_id=project_id
        )  # fmt: skip

    return save


def _grid(project_id: int, rows: pd.DataFrame) -> None:
    st.caption("A day that was kept before moves with a reason in its row.")
    grid.draw(
        "milestone", rows, parent={"project_id": project_id}, fields=_FIELDS,
        key=f"milestones_{project_id}", keep=acts.keep_milestone,
    )  # fmt: skip


def _moves(moved: pd.DataFrame) -> None:
    st.markdown("##### Every move")
    zone = house.settings().time_zone
    shown = pd.DataFrame(
        {
            "Milestone": moved["milestone"],
            "From": _days(moved["from_on"]),
            "To": _days(moved["to_on"]),
            "Days": _apart(moved["from_on"], moved["to_on"]),
            "Why": moved["reason"],
            "By": moved["by"],
            "Kept at": [periods.local(at, zone) for at in moved["at"]],
        }
    )
    day = st.column_config.DateColumn
    columns = {
        "Milestone": st.column_config.TextColumn("Milestone", width=240),
        "From": day("From", format="D MMM YYYY", width=100),
        "To": day("To", format="D MMM YYYY", width=100),
        "Days": st.column_config.NumberColumn("Days", format="%+d", alignment="right", width=60),
        "Why": st.column_config.TextColumn("Why", width=280),
    }
    tables.house(shown, columns, "milestone_moves", "Every move of a milestone with its reason")


def _apart(first: Iterable[str], last: Iterable[str]) -> list[int]:
    pairs = zip(first, last, strict=True)
    return [(pd.Timestamp(to) - pd.Timestamp(was)).days for was, to in pairs]
