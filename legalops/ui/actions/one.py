"""What is one action: who does it until when, what did it come from, what was said of it?"""

from typing import Any

import streamlit as st

from legalops.metrics import actions as metrics
from legalops.periods import day_label
from legalops.store import links
from legalops.store.links import Thing
from legalops.ui import data, who
from legalops.ui.actions import data as own
from legalops.ui.actions import rows, saving
from legalops.ui.work import address, inplace, page


def draw(row: dict[str, Any]) -> None:
    """Draw an action with what can be changed in place, and what it came from."""
    if _is_hidden(row):
        st.warning("This action is not here. Choose one from the list.")
        return
    page.head("action", row, ("actions", "All actions"), caption=_caption(row), save=saving.save)
    can = page.may_edit(row, "action")
    with st.container(horizontal=True, gap="small"):
        inplace.choice("action", row, "state", save=saving.state, can=can)
        inplace.person("action", row, "owner_id", can=can)
        inplace.day("action", row, "due_on", can=can)
    _origin(row)
    if row["note"]:
        st.text(row["note"])
    page.sections("action", row, {})


def _is_hidden(row: dict[str, Any]) -> bool:
    return row["about_kind"] == "matter" and row["about_id"] in own.hidden()


def _caption(row: dict[str, Any]) -> str:
    if row["done_on"]:
        return f"Done on {day_label(row['done_on'])}"
    if row["state"] != "open":
        return "Dropped"
    far = metrics.lateness(row["due_on"] or "", rows.today())
    return far[:1].upper() + far[1:] if far else "Open, without a day"


def _origin(row: dict[str, Any]) -> None:
    if row["about_id"] is None:
        return
    thing = Thing(str(row["about_kind"]), int(row["about_id"]))
    title = links.titles(data.engine(), who.actor(), [thing]).get(thing, "")
    if title:
        address.link(thing.kind, thing.id, f"From the {address.noun(thing.kind)} {title}")
