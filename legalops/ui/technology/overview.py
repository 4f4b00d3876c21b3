"""What do systems say at a glance, and how is the first one kept?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money
from legalops.metrics import technology as metrics
from legalops.metrics import words
from legalops.metrics.catalog.work_technology import MEASURES
from legalops.metrics.technology import AHEAD, USED
from legalops.permissions import Permission
from legalops.ui import data, who
from legalops.ui.technology.data import Room
from legalops.ui.words import counted, plain
from legalops.ui.work import address, form, page, register

_MEASURES = {measure.key: measure for measure in MEASURES}
_MOST, _NAME = 8, 180


def head(room: Room) -> bool:
    """Draw the sentence and the figures; return whether there is a system to show."""
    form.said()
    if room.systems.empty:
        _first()
        return False
    due = in_need(room)
    in_use = room.systems[room.systems["stage"].isin(USED)]
    first = str(due.iloc[0]["title"]) if len(due) else ""
    share = metrics.seats_share(room.systems)
    unrated = int((in_use["ratings"] == 0).sum())
    st.markdown(plain(metrics.sentence(len(due), first, share, unrated)))
    _cards(room, len(due), in_use)
    return True


def _first() -> None:
    register.empty(
        "No system is kept yet. Enter what the department uses, with the day its contract ends "
        "and the notice it takes; what must be cancelled or renewed shows up here in time.",
        "PaperTrail, document management, renews by itself on 31 March with 90 days of notice.",
    )
    if who.may(Permission.EDIT_ALL_WORK):
        new()
    else:
        st.caption("Legal operations enters the systems. Ask them to begin.")


def new() -> None:
    """Draw the button for a new system, whose seats are counted today."""
    page.new("system", seats_on=data.today())


def in_need(room: Room) -> pd.DataFrame:
    """Return the systems whose contract needs a decision, the earliest day first, with `term`."""
    found = room.systems.assign(
        term=pd.Series(room.terms, index=room.systems.index, dtype="object"),
        day=[term.act_by.isoformat() if term.act_by else "" for term in room.terms],
    )
    return found[[term.is_due for term in room.terms]].sort_values("day", ignore_index=True)


def _cards(room: Room, due: int, in_use: pd.DataFrame) -> None:
    home = data.settings().reporting_currency
    with st.grid(4, min_column_width=150, gap="small", key="technology_cards"):
        _card("contracts_due", f"{due:,}", f"of {counted(len(room.systems), 'system')}")
        share = metrics.seats_share(room.systems)
        if share is not None:
            seats, used = (int(in_use.dropna(subset=["seats", "seats_used"])[n].sum())
                           for n in ("seats", "seats_used"))  # fmt: skip
            _card("tool_use", words.percent(share), f"{used:,} of {counted(seats, 'seat')}")
        cost = metrics.cost_per_user(room.systems)
        if cost is not None:
            _card("cost_per_active_user", money.short(cost, home), "a year", home)
        yearly = int(in_use["yearly_cost_cents"].sum())
        if yearly:
            st.metric(
                f"Cost a year, {home}", money.short(yearly, home),
                f"{counted(len(in_use), 'system')} in use", border=True, height="stretch",
                delta_color="off", delta_arrow="off",
                help="Yearly cost as typed, of systems in use or retiring.",
            )  # fmt: skip


def _card(key: str, value: str, note: str, currency: str = "") -> None:
    measure = _MEASURES[key]
    looks: Mapping[str, Any] = {"delta_color": "off", "delta_arrow": "off", "border": True}
    label = f"{measure.label}, {currency}" if currency else measure.label
    st.metric(label, value, note, help=measure.help, height="stretch", **looks)


def due(room: Room) -> None:
    """Draw what must be cancelled or renewed in the next 120 days, each with what to do."""
    found = in_need(room)
    if found.empty:
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**To cancel or renew in the next {AHEAD} days**")
        drawn = found.head(_MOST)
        for number, title, term in zip(drawn["id"], drawn["title"], drawn["term"], strict=True):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                with st.container(width=_NAME):
                    address.link("system", int(number), str(title))
                st.markdown(plain(term.told(room.today)))
        if len(found) > _MOST:
            st.caption(f"and {len(found) - _MOST} more; choose To decide below.")
