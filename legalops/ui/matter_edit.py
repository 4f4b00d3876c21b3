"""What is known of a matter, to be changed by ops: owner, state, days, weight, who may see it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from legalops.errors import LegalOpsError
from legalops.money import digits
from legalops.services import matters as acts
from legalops.store import matter_facts, users
from legalops.ui import data, who
from legalops.ui.words import plain


def draw(row: pd.Series) -> None:
    """Draw the form of one matter."""
    names = users.choices(data.engine())
    with st.form(f"matter_{row['id']}_{row['version']}", border=True):
        given = {**_what(row), **_whose(row, names), **_money(row)}
        if st.form_submit_button("Save matter", type="primary"):
            _save(row, given)


def _what(row: pd.Series) -> dict[str, Any]:
    name = st.text_input("Name", value=str(row["name"]), max_chars=200)
    left, middle, right = st.columns(3)
    status = left.selectbox(
        "Status",
        ["open", "closed"],
        index=["open", "closed"].index(str(row["status"])),
        format_func=str.capitalize,
        help="Closing asks the people on the matter about the firms that worked on it.",
    )
    opened = middle.date_input("Opened on", value=_day(row["opened_on"]), format="YYYY-MM-DD")
    closed = right.date_input(
        "Closed on",
        value=_day(row["closed_on"]),
        format="YYYY-MM-DD",
        help="Today, where it is closed and left empty.",
    )
    return {"name": name, "status": status, "opened_on": opened, "closed_on": closed}


def _day(text: Any) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _whose(row: pd.Series, names: dict[int, str]) -> dict[str, Any]:
    left, right = st.columns(2)
    owner_now = None if pd.isna(row["owner_id"]) else int(row["owner_id"])
    owner = left.selectbox(
        "Owner",
        list(names),
        index=list(names).index(owner_now) if owner_now in names else None,
        format_func=lambda number: names.get(number, ""),
        placeholder="Nobody",
    )
    named = matter_facts.members(data.engine(), int(row["id"]))
    members = right.multiselect(
        "People who work on it",
        list(names),
        default=[m for m in named if m in names],
        format_func=lambda number: names.get(number, ""),
        help="They see its narratives, and the matter itself when it is restricted.",
    )
    restricted = st.checkbox(
        "Restricted",
        value=bool(row["is_restricted"]),
        help="Only the owner, the people above and administrators see it. Its money still "
        "counts in totals, as restricted matters.",
    )
    return {"owner_id": owner, "member_ids": tuple(members), "is_restricted": restricted}


def _money(row: pd.Series) -> dict[str, Any]:
    home = data.settings().reporting_currency
    one = 10 ** digits(home)
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    now = None if pd.isna(row["expected_cents"]) else int(row["expected_cents"]) / one
    expected = left.number_input(
        f"Expected at completion, {home}",
        value=now,
        min_value=0.0,
        step=1000.0,
        format="%.2f",
        placeholder="From its budget",
        help="What the matter will have cost in the end. Left empty, its budget says.",
    )
    weight = middle.number_input(
        "Weight in the workload",
        value=int(row["weight"]),
        min_value=0,
        max_value=10,
        help="How much work it is beside others: 1 is usual.",
    )
    exceptional = right.checkbox(
        "Forecast on its own",
        value=bool(row["is_exceptional"]),
        help="An exceptional matter is left out of the forecast of business as usual and added "
        "with what is expected of it.",
    )
    cents = None if expected is None else int((Decimal(str(expected)) * one).to_integral_value())
    return {"expected_cents": cents, "weight": int(weight), "is_exceptional": exceptional}


def _save(row: pd.Series, given: Mapping[str, object]) -> None:
    try:
        checked = acts.matter_input(given)
        acts.change(data.engine(), who.actor(), int(row["id"]), int(row["version"]), checked)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state["matters_said"] = f"Matter {plain(row['number'])} is saved."
    st.rerun()
