"""How far is one goal, what is it measured by, and what was said at its check-ins?"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from legalops import periods
from legalops.metrics import goal_words
from legalops.metrics.goals import Standing, points
from legalops.models.goals import GOAL_STATES
from legalops.ui.actions import panel
from legalops.ui.goals import checks, data, results
from legalops.ui.words import plain
from legalops.ui.work import address, inplace, options, page
from legalops.ui.work.page import Badge

Row = Mapping[str, Any]
_PROGRESS = (
    "From the baseline (0%) to the target (100%), over its key results by weight. Kept within "
    "bounds: the share of checks inside."
)
_BY_NOW = "The part of its time that is over; a measure to keep within bounds is to be all there."
_COLOURS = {"good": "blue", "bad": "orange", "even": "blue", "none": "gray"}
_ICONS = {"good": "check_circle", "bad": "error", "even": "check_circle", "none": "schedule"}


def draw(row: Row) -> None:
    """Draw a goal: where it stands in a sentence and figures, then its parts."""
    found = data.standing(int(row["id"]))
    page.head("goal", row, ("goals", "Goals"), _badges(found), str(row["why"]))
    may = row["withdrawn_at"] is None and page.may_edit(row, "goal")
    _serves(row)
    if found is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            due = date.fromisoformat(row["due_on"])
            st.markdown(goal_words.of_one(found, due, data.today()), width="content")
            if may:
                checks.button(row)
        _figures(found)
    _places(row, may=may)
    page.sections("goal", row, _rooms(row, may=may))


def _rooms(row: Row, *, may: bool) -> dict[str, Callable[[], None]]:
    record_id = int(row["id"])
    return {
        "How far": lambda: results.draw(row, may=may),
        "Check-ins": lambda: checks.draw(row, may=may),
        "Projects": lambda: _projects(record_id),
        "Actions": lambda: panel.draw("goal", record_id),
    }


def _badges(found: Standing | None) -> list[Badge]:
    if found is None:
        return []
    said = found.words[:1].upper() + found.words[1:]
    badges = [(said, _ICONS[found.side], _COLOURS[found.side])]
    if found.is_unchecked:
        badges.append(("No check-in for a month", "event_busy", "orange"))
    return badges


def _serves(row: Row) -> None:
    if row["objective_id"] is None:
        st.caption("Serves no objective. Edit it to choose one.")
        return
    names = dict(zip(data.objectives()["id"], data.objectives()["title"], strict=True))
    title = names.get(row["objective_id"])
    if title is not None:
        address.link("objective", int(row["objective_id"]), f"Serves: {title}")


def _figures(found: Standing) -> None:
    done = "\u2013" if found.progress is None else f"{points(found.progress)}%"
    figures = (
        ("Progress", done, _PROGRESS),
        ("Expected by now", f"{points(found.expected)}%", _BY_NOW),
        ("Confidence", goal_words.CONFIDENCE[found.confidence], "As said at the last check-in."),
        ("Last check-in", _last(found), None),
    )
    with st.grid(4, min_column_width=150, gap="small", key="goal_figures"):
        for label, value, help in figures:
            st.metric(label, value, border=True, height="stretch", help=help)


def _last(found: Standing) -> str:
    """Write the day of the last check-in, with its year where it is another one."""
    if found.last_check_on is None:
        return "\u2013"
    said = periods.day_label(found.last_check_on)
    return said[:-5] if found.last_check_on.year == data.today().year else said


def _places(row: Row, *, may: bool) -> None:
    """Draw the single values that are changed where they stand; for others, read, in a line."""
    if not may:
        state = dict(GOAL_STATES)[str(row["state"])]
        names = options.people()
        whose = [names.get(row[name], "") for name in ("owner_id", "it_owner_id")]
        said = [state, f"due {periods.day_label(row['due_on'])}", goal_words.owners(*whose)]
        st.caption(plain(" \u00b7 ".join(filter(None, said))))
        return
    with st.container(horizontal=True, gap="medium"):
        inplace.choice("goal", row, "state", can=may)
        inplace.day("goal", row, "due_on", can=may)
        inplace.person("goal", row, "owner_id", can=may)
        inplace.person("goal", row, "it_owner_id", can=may)


def _projects(goal_id: int) -> None:
    serving = data.serving()
    mine = serving[serving["goal_id"] == goal_id]
    if mine.empty:
        st.caption("No project serves this goal. Open a project, edit it and choose this goal.")
    for each in mine.head(20).to_dict("records"):
        address.link("project", int(each["project_id"]), str(each["title"]))
