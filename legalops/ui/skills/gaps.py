"""Which gaps are the largest, and what is planned against them; who could step in for whom?"""

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.metrics import skills as metrics
from legalops.metrics import words
from legalops.metrics.skills import ALONE, Cover
from legalops.ui import tables
from legalops.ui.skills.data import Room
from legalops.ui.words import plain
from legalops.ui.work import address, register


def draw(room: Room) -> None:
    """Draw every gap, the largest first, and how each role stands."""
    found = worst_first(room)
    if room.needs.empty:
        st.caption("No role says yet what it needs. Say so under Skills and roles.")
        return
    if found.empty:
        st.success("Everybody has the levels their roles need.", icon=":material/check:")
    else:
        shown = pd.DataFrame(
            {
                "Skill": found["skill"],
                "Person": found["person"],
                "Has": ["not said" if pd.isna(n) else str(int(n)) for n in found["have"]],
                "Needs": found["need"].astype(str),
                "Missing": found["gap"],
                "Planned": found["planned"],
            }
        )
        columns = {
            "Missing": st.column_config.NumberColumn(
                width=80, help="Levels between what the person has and what a role of theirs needs."
            ),
            "Has": st.column_config.TextColumn(width=80),
            "Needs": st.column_config.TextColumn(width=80),
            "Planned": st.column_config.TextColumn(width=300),
        }
        register.table("skill", found, shown, columns, "Gaps, the largest first")
    _roles(room)


def worst_first(room: Room) -> pd.DataFrame:
    """Return a row per gap: id and name of the skill, person, have, need, gap, what is planned."""
    found = room.cells[(room.cells["gap"] > 0) & room.cells["skill_id"].isin(list(room.titles))]
    found = found.assign(
        id=found["skill_id"],
        skill=found["skill_id"].map(room.titles),
        person=found["user_id"].map(dict(room.people)),
    ).sort_values(["gap", "need", "skill"], ascending=[False, False, True], ignore_index=True)
    planned = _planned(room)
    keys = zip(found["skill_id"], found["user_id"], strict=True)
    return found.assign(planned=[planned.get((int(s), int(u)), "") for s, u in keys])


def _planned(room: Room) -> dict[tuple[int, int], str]:
    """Return the trainings planned, by skill and who takes part; the earliest where several."""
    open_ = room.trainings[room.trainings["state"] == "planned"].sort_values("planned_on")
    joined = open_.dropna(subset=["skill_id"]).merge(
        room.taking, left_on="id", right_on="record_id"
    )
    found: dict[tuple[int, int], str] = {}
    rows = zip(
        joined["skill_id"], joined["user_id"], joined["title"], joined["planned_on"], strict=True
    )
    for skill, person, title, planned in rows:
        day = f", {periods.day_label(planned)}" if isinstance(planned, str) else ""
        found.setdefault((int(skill), int(person)), f"{title}{day}")
    return found


def _roles(room: Room) -> None:
    stands = metrics.by_role(room.levels, room.needs, room.holders)
    if not stands:
        return
    st.markdown("**By role**")
    rows = sorted(stands.items(), key=lambda item: -(item[1].index or 0))
    frame = pd.DataFrame({"id": [role for role, _ in rows]})
    shown = pd.DataFrame(
        {
            "Role": [room.role_names[role] for role, _ in rows],
            "Who has it": [room.named(tuple(room.people_of(role))) for role, _ in rows],
            "Gap": ["" if g.index is None else words.percent(g.index) for _, g in rows],
            "Levels missing": [g.missing for _, g in rows],
            "Levels needed": [g.needed for _, g in rows],
        }
    )
    columns = {"Gap": st.column_config.TextColumn(width=80, alignment="right")}
    register.table("job_role", frame, shown, columns, "Gap by role")
    vacant = [name for role, name in room.role_names.items() if role not in stands]
    if vacant:
        st.caption(plain(f"Nobody has yet: {', '.join(vacant)}."))


def cover(room: Room) -> None:
    """Draw who does each skill alone and who could step in; what hangs on one person first."""
    st.caption(
        f"Alone means level {ALONE} or 4. Who could step in works at level {ALONE - 1} with help."
    )
    found = sorted(
        room.covers, key=lambda c: (not c.is_single, -c.need, len(c.alone), room.titles[c.skill_id])
    )
    shown = pd.DataFrame(
        {
            "Skill": [room.titles[c.skill_id] for c in found],
            "State": [state(c) for c in found],
            "Needed": [str(c.need) if c.need else "" for c in found],
            "Alone": [room.named(c.alone) for c in found],
            "Could step in": [room.named(c.helpers) or _nobody(c) for c in found],
        }
    )
    row = tables.house(
        tables.opening(shown.iloc[: register.MOST], 1),
        {
            "State": st.column_config.TextColumn(width=120),
            "Needed": st.column_config.TextColumn(
                width=80, help="The highest level a role asks for."
            ),
        },
        "skill_cover", "Who could step in",
    )  # fmt: skip
    if row is not None:
        address.go("skill", found[row].skill_id)


def state(cover: Cover) -> str:
    """Say whether a skill hangs on somebody."""
    if cover.need < ALONE:
        return "Not needed alone"
    return {0: "Nobody", 1: "One person"}.get(len(cover.alone), "Covered")


def _nobody(cover: Cover) -> str:
    return "nobody; plan a training" if cover.is_single else ""
