"""What do skills say at a glance, and how is the first one begun?"""

from typing import Any

import streamlit as st

from legalops.metrics import skills as metrics
from legalops.metrics import words
from legalops.metrics.catalog.work_skills import MEASURES
from legalops.permissions import Permission
from legalops.ui import who
from legalops.ui.skills.data import BACK, Room
from legalops.ui.words import counted, plain
from legalops.ui.work import form, page, register

_MEASURES = {measure.key: measure for measure in MEASURES}


def head(room: Room) -> bool:
    """Draw the sentence and the figures; return whether there is a skill to show."""
    form.said()
    if room.skills.empty:
        _first()
        return False
    singles = [room.titles[cover.skill_id] for cover in room.covers if cover.is_single]
    st.markdown(plain(metrics.sentence(room.gap, singles, metrics.worst(room.cells, room.titles))))
    _cards(room, len(singles))
    return True


def _first() -> None:
    register.empty(
        "No skill is kept yet. Name what the work needs, say which level each role needs, and "
        "let people say what they can do; gaps and skills that hang on one person show up here.",
        "Contract automation, needed at level 3 by every contract manager.",
    )
    if who.may(Permission.EDIT_ALL_WORK):
        page.new("skill")
    else:
        st.caption("Legal operations enters the skills and roles. Ask them to begin.")


def _cards(room: Room, singles: int) -> None:
    whole = room.gap
    index = whole.index
    with st.grid(4, min_column_width=150, gap="small", key="skill_cards"):
        if index is not None:
            levels = f"{counted(whole.missing, 'level')} of {whole.needed:,} needed"
            _card("Skill gap", words.percent(index), levels, _MEASURES["skill_gap"].help)
        _card(
            _MEASURES["skills_single"].label, f"{singles:,}",
            f"of {counted(len(room.skills), 'skill')}", _MEASURES["skills_single"].help,
        )  # fmt: skip
        _card(
            "Levels gained", f"{room.gained:+,}" if room.gained else "0",
            f"in the last {BACK} days",
            "Levels people grew since then, where they had given one before.",
        )  # fmt: skip
        if whole.unsaid:
            _card(
                "Not said yet", f"{whole.unsaid:,}", f"of {counted(whole.pairs, 'level')}",
                "Levels a role needs that nobody has given; they count as 0.",
            )  # fmt: skip


def _card(label: str, value: str, note: str, help: str) -> None:
    looks: dict[str, Any] = {"delta_color": "off", "delta_arrow": "off"}
    st.metric(label, value, note, help=help, border=True, height="stretch", **looks)
