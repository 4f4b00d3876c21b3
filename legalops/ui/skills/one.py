"""What is one skill, role or training: who has it, what it needs, who takes part?"""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.models.kinds import Seen
from legalops.models.skills import LEVELS, TRAINING_KINDS
from legalops.services import skills as acts
from legalops.ui import data, who
from legalops.ui.skills import enter, gaps, trainings
from legalops.ui.skills.data import Room
from legalops.ui.words import plain
from legalops.ui.work import address, inplace, page
from legalops.ui.work.page import Row

_BACK = ("skills", "Skills")
_LEVELS = {int(level): words for level, words in LEVELS}


def draw(room: Room) -> bool:
    """Draw the skill, role or training that the address names; say whether it names one."""
    for kind, show in _SHOWN.items():
        if address.asked(kind) is not None:
            row = page.chosen(kind)
            if row is not None:
                show(room, row)
                return True
    return False


def _skill(room: Room, row: Row) -> None:
    number = int(row["id"])
    found = next((c for c in room.covers if c.skill_id == number), None)
    said = gaps.state(found) if found else ""
    badges = {
        "Nobody": ("Nobody does it alone", "error", "orange"),
        "One person": ("Hangs on one person", "warning", "orange"),
        "Covered": ("Covered", "check", "green"),
    }
    page.head("skill", row, _BACK, [badges[said]] if said in badges else [], row["area"])
    if row["note"]:
        st.markdown(plain(row["note"]))
    short = room.cells[(room.cells["skill_id"] == number) & (room.cells["gap"] > 0)]
    page.new("training", "Plan a training", main=False, skill_id=number,
             attendees=tuple(short["user_id"].tolist()))  # fmt: skip
    mine = room.trainings[room.trainings["skill_id"] == number]
    rooms: dict[str, Callable[[], None]] = {"People": lambda: _people(room, number)}
    if not mine.empty:
        rooms["Trainings and experts"] = lambda: trainings.table(room, mine)
    page.sections("skill", row, rooms)


def _people(room: Room, skill: int) -> None:
    found = room.cells[room.cells["skill_id"] == skill].sort_values("have", ascending=False)
    if found.empty:
        st.caption("Nobody has said a level yet, and no role needs it.")
        return
    since = room.levels[room.levels["skill_id"] == skill].set_index("user_id")["set_on"].to_dict()
    shown = pd.DataFrame(
        {
            "Person": found["user_id"].map(dict(room.people)),
            "Level": ["not said" if pd.isna(n) else _LEVELS[int(n)] for n in found["have"]],
            "Since": [periods.day_label(since[n]) if n in since else "" for n in found["user_id"]],
            "Needs": [_LEVELS[int(n)] if n else "" for n in found["need"]],
            "Missing": found["gap"],
        }
    )
    st.dataframe(shown, hide_index=True, width="stretch", height="content", key="skill_people",
                 alt="People by their level")  # fmt: skip


def _role(room: Room, row: Row) -> None:
    number = int(row["id"])
    names = ", ".join(room.people.get(n, "somebody who left") for n in row["holders"])
    page.head("job_role", row, _BACK, caption=names or "Nobody has it yet.")
    if row["note"]:
        st.markdown(plain(row["note"]))
    enter.needs(room, [number])
    page.sections("job_role", row, {"What it needs": lambda: _needed(room, number)})


def _needed(room: Room, role: int) -> None:
    found = room.needs[room.needs["role_id"] == role].sort_values("need", ascending=False)
    if found.empty:
        st.caption("It does not say yet what it needs.")
        return
    people = room.people_of(role)
    have = room.levels.set_index(["user_id", "skill_id"])["have"].to_dict()
    shown = pd.DataFrame(
        {
            "Skill": found["skill_id"].map(room.titles),
            "Needs": found["need"].map(_LEVELS),
            **{
                room.people[person]: [_LEVELS.get(have.get((person, s), -1), "not said")
                                      for s in found["skill_id"]]
                for person in people[:_MOST]
            },
        }
    )  # fmt: skip
    st.dataframe(shown, hide_index=True, width="stretch", height="content", key="role_needs",
                 alt="What the role needs and who has it")  # fmt: skip


_MOST = 12


def _training(room: Room, row: Row) -> None:
    names = ", ".join(room.people.get(n, "somebody who left") for n in row["attendees"])
    kind = dict(TRAINING_KINDS)[row["form"]]
    by = f"by {row['provider']}" if row["provider"] else ""
    page.head("training", row, _BACK, caption=" ".join(filter(None, (kind, by))))
    with st.container(horizontal=True, gap="medium"):
        inplace.choice("training", row, "state", save=_set_state)
        inplace.day("training", row, "planned_on")
        inplace.day("training", row, "done_on")
        inplace.person("training", row, "owner_id")
    st.markdown(f"**Who takes part** {plain(names) or 'nobody yet'}")
    if row["cost_cents"] is not None:
        cost = money.money(int(row["cost_cents"]), data.settings().reporting_currency)
        st.markdown(f"**Cost** {plain(cost)}")
    if row["note"]:
        st.markdown(plain(row["note"]))
    if row["skill_id"] in room.titles:
        address.link("skill", int(row["skill_id"]), room.titles[int(row["skill_id"])])
    page.sections("training", row, {})


def _set_state(seen: Seen, field: str, value: Any) -> None:
    acts.set_state(data.engine(), who.actor(), seen, value, data.today())


_SHOWN: Mapping[str, Callable[[Room, Row], None]] = {
    "skill": _skill,
    "job_role": _role,
    "training": _training,
}
