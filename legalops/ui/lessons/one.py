"""One lesson or one win: what it says, whose it is, what was said of it?"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from legalops.metrics import lessons as metrics
from legalops.ui.actions import panel
from legalops.ui.lessons import assessment, wins
from legalops.ui.work import address, options, page

Row = Mapping[str, Any]
_BACK = ("lessons", "Lessons and wins")


def asked() -> bool:
    """Draw the lesson, win or assessment that the address names; say whether it names one."""
    for kind, show in (("lesson", _lesson), ("win", _win), ("assessment", assessment.draw)):
        row = page.chosen(kind)
        if row is not None:
            show(row)
            return True
    return False


def _lesson(row: Row) -> None:
    tags = [(tag, "sell", "gray") for tag in metrics.tags_of(row["tags"])]
    page.head("lesson", row, _BACK, tags, f"A lesson kept by {row['maker']}.")
    if row["body"]:
        st.text(row["body"])
    number = row["retrospective_id"]
    if number is not None:
        title = options.of("retrospective").get(number, "Its retrospective")
        address.link("retrospective", number, title)
    page.sections("lesson", row, {"Actions": lambda: panel.draw("lesson", int(row["id"]))})


def _win(row: Row) -> None:
    people = options.people()
    names = [people.get(each, "somebody who left") for each in row["people"]]
    page.head("win", row, _BACK, caption=wins.thanked(names, row["on_day"]))
    if row["body"]:
        st.text(row["body"])
    page.sections("win", row, {})
