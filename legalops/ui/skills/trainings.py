"""Which trainings and outside experts are planned, done or late?"""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.models.skills import TRAINING_KINDS, TRAINING_STATES
from legalops.permissions import Permission
from legalops.ui import data, tables, who
from legalops.ui.skills.data import Room
from legalops.ui.words import counted
from legalops.ui.work import grid, page, register

#: What the table to fill in asks for; who takes part is named on each training's page.
_FIELDS = (
    "title", "form", "skill_id", "provider", "planned_on", "done_on", "state", "cost_cents",
    "owner_id",
)  # fmt: skip
_SHOWN: Mapping[str, str] = {"planned": "Planned", "done": "Done", "all": "All"}


def draw(room: Room) -> None:
    """Draw the trainings that fit a filter and the way to plan one."""
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = register.filtered(_SHOWN, "trainings", "planned")
        page.new("training", main=False)
        is_grid = who.may(Permission.EDIT_ALL_WORK) and st.toggle(
            "Edit as a table", key="trainings_grid"
        )
    found = room.trainings
    if found.empty:
        register.empty(
            "No training or outside expert is planned. Plan one for a gap; name who takes part.",
            "Negotiating rates, one day, for the litigation manager.",
        )
        return
    found = found if chosen == "all" else found[found["state"] == chosen]
    if is_grid:
        grid.draw("training", found, parent={}, fields=_FIELDS, key=f"trainings_{chosen}")
    else:
        table(room, found)


def table(room: Room, found: pd.DataFrame) -> None:
    """Draw trainings as a table, the next one first."""
    home = data.settings().reporting_currency
    found = found.sort_values(["planned_on", "id"], ignore_index=True)
    taking = room.taking.groupby("record_id")["name"].agg(", ".join).to_dict()
    kinds, states = dict(TRAINING_KINDS), dict(TRAINING_STATES)
    shown = pd.DataFrame(
        {
            "Training or expert": found["title"],
            "Skill": [room.titles.get(n, "") if not pd.isna(n) else "" for n in found["skill_id"]],
            "Who takes part": [taking.get(n, "") for n in found["id"]],
            "When": [_when(room, *row) for row in zip(found["state"], found["planned_on"],
                                                      found["done_on"], strict=True)],
            "State": found["state"].map(states),
            "cost": tables.major(found["cost_cents"], home),
            "Kind": found["form"].map(kinds),
            "Arranged by": found["owner"],
        }
    )  # fmt: skip
    columns = {
        "Training or expert": st.column_config.TextColumn(width=230),
        "cost": tables.money_column(f"Cost, {home}", home),
    }
    register.table(
        "training", found, shown, columns, "Trainings and experts",
        empty="No training fits this choice.",
    )  # fmt: skip


def _when(room: Room, state: str, planned: str | None, done: str | None) -> str:
    if state == "done" and isinstance(done, str):
        return periods.day_label(done)
    if not isinstance(planned, str):
        return "no day yet" if state == "planned" else ""
    late = (room.today - pd.Timestamp(planned).date()).days
    day = periods.day_label(planned)
    return f"{day}, {counted(late, 'day')} late" if state == "planned" and late > 0 else day
