"""Which skills and roles are there, and what does each role need?"""

import pandas as pd
import streamlit as st

from legalops.permissions import Permission
from legalops.ui import who
from legalops.ui.skills import enter
from legalops.ui.skills.data import Room
from legalops.ui.work import grid, page, register


def draw(room: Room) -> None:
    """Draw skills and roles with the ways to add one and to say what roles need."""
    with st.container(horizontal=True, vertical_alignment="center"):
        page.new("skill", main=False)
        page.new("job_role", main=False)
        enter.needs(room)
        is_grid = who.may(Permission.EDIT_ALL_WORK) and st.toggle(
            "Edit skills as a table", key="skills_grid"
        )
    if is_grid:
        grid.draw("skill", room.skills, parent={}, fields=("title", "area", "note"), key="skills")
        return
    st.markdown("**Roles**")
    _roles(room)
    st.markdown("**Skills**")
    _skills(room)


def _roles(room: Room) -> None:
    needs = room.needs.groupby("role_id").size().to_dict()
    found = room.roles
    shown = pd.DataFrame(
        {
            "Role": found["title"],
            "Who has it": [room.named(tuple(room.people_of(n))) or "nobody" for n in found["id"]],
            "Skills it needs": [needs.get(n, 0) for n in found["id"]],
            "Note": found["note"],
        }
    )
    register.table(
        "job_role", found, shown, {}, "Roles",
        empty="No role is kept yet, such as contract manager. A role says which level it needs.",
    )  # fmt: skip


def _skills(room: Room) -> None:
    found = room.skills
    need = room.needs.groupby("skill_id")["role_id"].agg(list).to_dict()
    shown = pd.DataFrame(
        {
            "Skill": found["title"],
            "Area": found["area"],
            "Needed by": [
                ", ".join(room.role_names[r] for r in need.get(n, [])) for n in found["id"]
            ],
            "What it takes": found["note"],
        }
    )
    register.table("skill", found, shown, {}, "Skills")
