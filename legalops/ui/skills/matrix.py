"""Who can do what, against what their roles need?"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics import skills as metrics
from legalops.models.skills import LEVELS
from legalops.services.exports import Rows
from legalops.ui import tables, take, take_fields
from legalops.ui.skills import enter
from legalops.ui.skills.data import Room
from legalops.ui.words import plain
from legalops.ui.work import address, register

#: More people than this are chosen by role; the workbook has them all.
MOST = 16
_EVERYBODY = "all"
_KEY, _ALT = "skill_matrix", "Levels of people by skill"
_SHORT, _TALL = 16, 560
_GAP = "background-color: rgba(217, 119, 6, 0.20)"


def draw(room: Room) -> None:
    """Draw the matrix of one role or everybody, and the way to enter levels."""
    with st.container(horizontal=True, vertical_alignment="center"):
        role = choose(room, "role")
        people = room.people_of(role)
        others = [number for number in room.people if number not in people]
        enter.levels(room, [*people, *others] if role is None else people)
    if not people:
        st.caption("Nobody has a role or a level yet. Name who has a role under Skills and roles, "
                   "or enter levels.")  # fmt: skip
        return
    if len(people) > MOST:
        st.caption(f"The first {MOST} of {len(people)} people; choose a role to see fewer.")
    _table(room, people)
    st.caption(plain(f"{'; '.join(words for _, words in LEVELS)}. Needs: the highest level that "
                     "a role of the person asks for."))  # fmt: skip


def choose(room: Room, key: str) -> int | None:
    """Draw the choice of a role, which stands in the address; None is everybody."""
    held = [n for n in room.role_names if n in set(room.holders["role_id"].tolist())]
    options = {_EVERYBODY: "Everybody", **{str(n): room.role_names[n] for n in held}}
    chosen = register.filtered(options, key, _EVERYBODY, "Role")
    return None if chosen == _EVERYBODY else int(chosen)


def _table(room: Room, people: Sequence[int]) -> None:
    whole, drawn = frame(room, people), people[:MOST]
    names = [room.people[number] for number in drawn]
    config: dict[str, Any] = {
        "Skill": st.column_config.TextColumn(pinned=True, width=150),
        "Area": st.column_config.TextColumn(width=100),
    }
    shown = tables.opening(whole[["Skill", *names, "Area"]], 1).iloc[: register.MOST]
    st.dataframe(
        _coloured(shown), hide_index=True, width="stretch", key=_KEY, alt=_ALT,
        height="content" if len(shown) <= _SHORT else _TALL, placeholder="",
        column_config={**config, tables.OPEN: tables.button(_KEY)},
    )  # fmt: skip
    take.table(
        shown, config, _KEY, _ALT,
        whole=lambda: Rows(take_fields.fields(whole, config),
                           take_fields.percentages(whole, config)),
    )  # fmt: skip
    row = tables.clicked(shown, _KEY)
    if row is not None:
        address.go("skill", int(room.skills.iloc[row]["id"]))


def frame(room: Room, people: Sequence[int]) -> pd.DataFrame:
    """Return a row per skill: its name, area, and in words the level of each person."""
    here = room.cells[room.cells["user_id"].isin(people)]
    told = {
        (int(skill), int(person)): metrics.cell(None if pd.isna(have) else int(have), int(need))
        for skill, person, have, need in zip(
            here["skill_id"], here["user_id"], here["have"], here["need"], strict=True
        )
    }
    skills = room.skills["id"].astype(int)
    return pd.DataFrame(
        {
            "Skill": room.skills["title"],
            "Area": room.skills["area"],
            **{
                room.people[person]: [told.get((skill, person), "") for skill in skills]
                for person in people
            },
        }
    )


def _coloured(shown: pd.DataFrame) -> Any:
    return shown.style.map(lambda text: _GAP if "needs" in str(text or "") else "",
                           subset=list(shown.columns[2:-1]))  # fmt: skip
