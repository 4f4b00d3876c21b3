"""Which experiments run, which should have ended, and what did the others show?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from legalops.models.kinds import Seen
from legalops.periods import day_label
from legalops.services import ideas as acts
from legalops.ui import data as house
from legalops.ui import who
from legalops.ui.ideas import data, title
from legalops.ui.words import plain
from legalops.ui.work import page, register


def listed() -> None:
    """Draw every experiment, what needs somebody first, and the way to begin one."""
    found = data.experiments()
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.subheader("Experiments", anchor=False)
        new(main=False)
    if found.empty:
        register.empty(
            "No experiments yet. One says what you believe, how you measure it and when you stop.",
            "We believe that half of the mails will stop; mails a week; four weeks",
        )
        return
    shown = pd.DataFrame(
        {
            "Experiment": found["title"],
            "Stands": [standing(row)[0] for row in found.to_dict("records")],
            "Stops on": pd.to_datetime(found["stop_on"]).dt.date,
            "Owner": found["owner"],
            "We believe that": found["hypothesis"],
            "Measured by": found["measure"],
            "Result": found["result"],
            "Idea": found["idea"],
        }
    )
    columns: dict[str, Any] = {
        "Experiment": st.column_config.TextColumn("Experiment", pinned=True, width=240),
        "Stops on": st.column_config.DateColumn("Stops on", format="D MMM YYYY"),
    }
    register.table("experiment", found, shown, columns, "Experiments and how they stand")


def new(*, main: bool = True, label: str = "Begin an experiment", **start: Any) -> None:
    """Draw the button that begins an experiment; its idea is being tested from then on."""
    page.new("experiment", label, main=main, save=_begin,
             **{"owner_id": who.actor().user_id, **start})  # fmt: skip


def _begin(given: Any, seen: Seen | None) -> int:
    return acts.begin(house.engine(), who.actor(), given)


def standing(row: Mapping[Any, Any]) -> tuple[str, str, str]:
    """Return the badge that says how an experiment stands, or what it showed."""
    if row["standing"] == "ended":
        colour = {"confirmed": "green", "refuted": "orange"}.get(str(row["outcome"]), "gray")
        return (data.OUTCOMES.get(str(row["outcome"]), "Ended"), "flag", colour)
    return data.STANDINGS[str(row["standing"])]


def of_idea(idea_id: int) -> None:
    """Draw the experiments on an idea."""
    found = data.experiments()
    rows = found[found["idea_id"].eq(idea_id).fillna(value=False)].to_dict("records")
    if not rows:
        st.caption("Nothing was tried yet.")
    for row in rows:
        _one(row)
    new(main=False, label="Begin an experiment on it", idea_id=idea_id)


def _one(row: Mapping[Any, Any]) -> None:
    with st.container(gap="xxsmall", key=f"trial_{row['id']}"):
        title.draw("experiment", int(row["id"]), row["title"], standing(row))
        st.caption(plain(f"We believe that {row['hypothesis']}"))
        if row["result"]:
            st.caption(plain(f"It showed: {row['result']}"))
        elif isinstance(row["stop_on"], str):
            st.caption(f"Stops on {day_label(row['stop_on'])}")
