"""Which goals serve which objective, which projects those goals, and what serves nothing?"""

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from legalops.metrics import goal_tree
from legalops.metrics.goal_tree import Branch
from legalops.services.exports import Rows
from legalops.ui import tables, take_fields
from legalops.ui.goals import data
from legalops.ui.words import counted
from legalops.ui.work import address, register

_MOST = 100
_INDENT = "\u2003\u2003"
_NOUNS = {"objective": "Objective", "goal": "Goal", "project": "Project", "": ""}


class _Shown(NamedTuple):
    frame: pd.DataFrame
    columns: dict[str, Any]


def draw(rows: pd.DataFrame) -> None:
    """Draw objectives with the goals and projects that serve them, one under the other."""
    years = sorted({int(year) for year in data.objectives()["fiscal_year"]}, reverse=True)
    year = years[0] if years else 0
    if len(years) > 1:
        names = {str(each): f"FY{each % 100:02d}" for each in years}
        now = str(data.fiscal_year(data.today()))
        year = int(register.filtered(names, "year", now if now in names else str(years[0])))
    found = goal_tree.branches(data.objectives(), rows, data.projects(), data.serving(), year)
    if not found:
        register.empty("No objective has been written down yet.", "Spend that can be planned")
        return
    st.caption(goal_tree.sentence(found))
    _draw(found)


def _draw(found: list[Branch]) -> None:
    whole = _shown(found)
    if len(found) > _MOST:
        st.caption(f"The first {_MOST} of {counted(len(found), 'row')}; the workbook has them all.")
    closed = [place for place, each in enumerate(found[:_MOST]) if each.record_id is None]
    row = tables.house(
        tables.opening(whole.frame.iloc[:_MOST], 1, closed), whole.columns, "goal_tree",
        "Objectives, the goals that serve them and the projects that serve those",
        whole=lambda: Rows(take_fields.fields(whole.frame, whole.columns),
                           take_fields.percentages(whole.frame, whole.columns)),
    )  # fmt: skip
    picked = None if row is None else found[row]
    if picked is not None and picked.record_id is not None:
        address.go(picked.kind, picked.record_id)


def _shown(found: list[Branch]) -> _Shown:
    frame = pd.DataFrame(
        {
            "what": [_INDENT * each.depth + each.title for each in found],
            "kind": [_NOUNS[each.kind] for each in found],
            "stands": [each.words[:1].upper() + each.words[1:] for each in found],
            "owner": [each.owner for each in found],
        }
    )
    text = st.column_config.TextColumn
    return _Shown(
        frame,
        {
            "what": text("Objective, goal, project", pinned=True, width=270),
            "kind": text("What it is", width=95),
            "stands": text("Stands"),
            "owner": text("Owner"),
        },
    )
