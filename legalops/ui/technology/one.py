"""What is one system: its contract, cost, seats, and who answers for it?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.metrics import technology as metrics
from legalops.metrics import words
from legalops.models.technology import CATEGORIES, STAGES
from legalops.ui import data
from legalops.ui.decisions import table
from legalops.ui.technology import ratings
from legalops.ui.technology.data import Room
from legalops.ui.words import counted, plain
from legalops.ui.work import address, inplace, options, page
from legalops.ui.work.page import Badge, Row, Section

_BACK = ("technology", "Technology")
#: How many evaluations of a system are drawn with their table, the newest first.
_MOST = 3
_STAGE: dict[str, tuple[str, str]] = {
    "evaluating": ("search", "blue"), "implementing": ("build", "blue"),
    "in_use": ("check_circle", "green"), "retiring": ("logout", "orange"),
    "retired": ("block", "gray"),
}  # fmt: skip


def draw(room: Room, row: Row) -> None:
    """Draw one system: what it is, its figures, what can be changed in place, its sections."""
    term = room.term_of(int(row["id"]))
    parts = [dict(CATEGORIES).get(row["category"], ""), row["supplier"]]
    page.head("system", row, _BACK, _badges(row, term), ", ".join(p for p in parts if p))
    _sentence(room, row, term)
    _cards(room, row)
    _in_place(row)
    page.sections("system", row, _rooms(room, row))


def _badges(row: Row, term: metrics.Term) -> list[Badge]:
    icon, colour = _STAGE[row["stage"]]
    found = [(dict(STAGES)[row["stage"]], icon, colour)]
    if term.is_due:
        found.append(("Contract due", "event_upcoming", "orange"))
    return found


def _sentence(room: Room, row: Row, term: metrics.Term) -> None:
    if row["stage"] != metrics.GONE:
        st.markdown(plain(term.told(room.today)))
    if row["note"]:
        st.caption(plain(row["note"]))


def _cards(room: Room, row: Row) -> None:
    home = data.settings().reporting_currency
    cost, used, seats = row["yearly_cost_cents"], row["seats_used"], row["seats"]
    with st.grid(5, min_column_width=150, gap="small", key="system_cards"):
        if cost is not None:
            _card(f"Cost a year, {home}", money.short(cost, home), "as typed", "From the contract.")
        _invoiced(room, row, home)
        if seats:
            share = words.percent((used or 0) / seats) if used is not None else "not counted"
            counted_on = f"on {periods.day_label(row['seats_on'])}" if row["seats_on"] else ""
            _card(
                "Seats used", share, f"{used or 0:,} of {seats:,} {counted_on}".strip(),
                "Seats used \u00f7 seats paid for, as last counted.",
            )  # fmt: skip
        per_user = metrics.per_user(cost, used)
        if per_user is not None:
            _card(
                f"Per active user, {home}", money.short(per_user, home), "a year",
                "Cost a year \u00f7 seats used.",
            )  # fmt: skip
        kept = room.row_of(int(row["id"]))
        if kept is not None and kept["ratings"]:
            _card(
                "Rating", f"{float(kept['rating']):.1f} of 5",
                counted(int(kept["ratings"]), "person").replace("persons", "people"),
                "Mean of one to five stars by those who use it.",
            )  # fmt: skip


def _invoiced(room: Room, row: Row, home: str) -> None:
    vendor = row["vendor_id"]
    if vendor is None:
        return
    billed = room.billed.get(int(vendor), 0)
    tax = "with tax" if data.settings().spend_is == "gross" else "net"
    shared = int((room.systems["vendor_id"] == vendor).sum())
    note = "all it billed" if shared < 2 else f"for {shared} systems"
    _card(
        f"Invoiced, 12 months, {home}", money.short(billed, home), note,
        f"What the vendor billed in the twelve months before this one, by invoice date, {tax}; "
        "its other work is in it too. Rejected and undone invoices are left out.",
    )  # fmt: skip


def _card(label: str, value: str, note: str, help: str) -> None:
    looks: dict[str, Any] = {"delta_color": "off", "delta_arrow": "off", "border": True}
    st.metric(label, value, note, help=help, height="stretch", **looks)


def _in_place(row: Row) -> None:
    with st.container(horizontal=True, gap="medium"):
        inplace.choice("system", row, "stage")
        inplace.person("system", row, "owner_id")
        inplace.person("system", row, "it_owner_id")
        inplace.day("system", row, "renews_on")


def _rooms(room: Room, row: Row) -> dict[str, Section]:
    number = int(row["id"])
    rooms: dict[str, Section] = {
        "What people think": lambda: ratings.draw(row),
        "Contract": lambda: _contract(row),
    }
    named = [number in each for each in room.evaluations["systems"]]
    mine = room.evaluations[pd.Series(named, index=room.evaluations.index, dtype=bool)].head(_MOST)
    if not mine.empty:
        rooms["Evaluations"] = lambda: _evaluations(mine)
    return rooms


def _contract(row: Row) -> None:
    notice = row["notice_days"]
    facts = {
        "Contract number": row["contract"],
        "Runs from": periods.day_label(row["starts_on"]) if row["starts_on"] else "",
        "Ends or renews on": periods.day_label(row["renews_on"]) if row["renews_on"] else "",
        "Notice": counted(notice, "day") if notice is not None else "",
        "Renews by itself": "yes" if row["renews_itself"] else "no",
    }
    for label, value in facts.items():
        if value:
            st.markdown(f"**{label}** {plain(value)}")
    name = options.of("vendor").get(row["vendor_id"])
    if name:
        address.link("vendor", int(row["vendor_id"]), f"{name}, rates and invoices")


def _evaluations(found: pd.DataFrame) -> None:
    for number, title in zip(found["id"], found["title"], strict=True):
        address.link("decision", int(number), str(title))
        table.draw(int(number))
