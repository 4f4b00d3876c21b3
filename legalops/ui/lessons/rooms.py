"""Which part of lessons and wins is looked at: lessons, retrospectives, wins or maturity?"""

from typing import Any

import streamlit as st

from legalops.ui.actions.rows import today
from legalops.ui.lessons import lists, maturity, retros, wins
from legalops.ui.work import page, register

VIEWS = {
    "lessons": "Lessons",
    "retrospectives": "Retrospectives",
    "wins": "Wins",
    "maturity": "Maturity",
}
_DRAWN = {
    "lessons": lists.draw,
    "retrospectives": retros.draw,
    "wins": wins.draw,
    "maturity": maturity.draw,
}
#: What each part adds, and the field that holds its day.
_NEW = {
    "lessons": ("lesson", ""),
    "retrospectives": ("retrospective", "held_on"),
    "wins": ("win", "on_day"),
    "maturity": ("assessment", "made_on"),
}


def draw() -> None:
    """Draw the chosen part, which stands in the address, and the way to add to it."""
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        code = register.filtered(VIEWS, "show", "lessons")
        kind, day = _NEW[code]
        start: dict[str, Any] = {day: today()} if day else {}
        page.new(kind, **start)
    _DRAWN[code]()
