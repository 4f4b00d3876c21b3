"""How is a key result asked for: where its value comes from first, then only what is left?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from legalops.metrics import goal_live, goal_words
from legalops.metrics.catalog import CATALOG
from legalops.metrics.goal_aims import Reading
from legalops.models.kinds import Seen
from legalops.services import records as acts
from legalops.ui import data as house
from legalops.ui import filters, kpis, who
from legalops.ui.goals import data
from legalops.ui.words import plain
from legalops.ui.work import form, options

Row = Mapping[str, Any]
_TYPED = ""


class _Source(NamedTuple):
    """Where values come from: a KPI and of whom, or nothing when they are typed."""

    measure: str = _TYPED
    scope: str = ""
    whose: str = ""


def button(row: Row, *, is_first: bool) -> None:
    """Draw the button that adds a key result to a goal."""
    if st.button(
        "New key result", icon=":material/add:", key="new_key_result",
        type="primary" if is_first else "secondary",
    ):  # fmt: skip
        ask(row, None)


def ask(row: Row, part: Row | None) -> None:
    """Open the form of a new key result of a goal, or of one that is there."""

    @st.dialog("New key result" if part is None else "Change the key result", width="large")
    def draw() -> None:
        fields(row, part)

    draw()


def fields(row: Row, part: Row | None) -> None:
    """Draw what is asked for a key result: where its value comes from, then what is left."""
    found = _source(part)
    if found is None:
        return
    readings = _tell(row, found)
    form.draw(_form(row, part, found, readings), form.keep("key_result", goal_id=int(row["id"])))
    if part is not None:
        _remove(part)


def vendors() -> Mapping[int, str]:
    """Return what firms are called."""
    return options.of("vendor")


def link(measure: str, label: str) -> None:
    """Draw the way to what a KPI of the department is made of."""
    view, _ = filters.parse({}, filters.options())
    kpis.link(measure, kpis.look(view), narrow={}, label=label)


def _source(part: Row | None) -> _Source | None:
    """Ask where values come from; None while the firm is still to be chosen."""
    place = f"source_{part['id'] if part else 'new'}"
    labels = {_TYPED: "Typed at check-ins", **goal_live.choices()}
    now = str(part["measure"]) if part else _TYPED
    codes = list(labels)
    key = st.selectbox(
        "Where its value comes from", codes, index=codes.index(now) if now in labels else 0,
        format_func=lambda code: labels[code], key=place,
        help="A KPI is read by itself, month by month; nobody has to type it.",
    )  # fmt: skip
    if not goal_live.is_of_firms(key):
        return _Source(key)
    names = vendors()
    scope = goal_live.vendor_of(str(part["scope"])) if part else None
    numbers = list(names)
    at = None if scope is None or scope not in names else numbers.index(scope)
    vendor = st.selectbox(
        "Which firm", numbers, index=at,
        format_func=lambda number: names[number], key=f"{place}_firm", placeholder="Choose a firm",
    )  # fmt: skip
    if vendor is None:
        return None
    return _Source(key, goal_live.scope_of(vendor), names[vendor])


def _tell(row: Row, found: _Source) -> tuple[Reading, ...]:
    """Say what a KPI is now, in which unit and which way is good; return what it was."""
    if not found.measure:
        return ()
    readings = data.read(found.measure, found.scope, date.fromisoformat(row["starts_on"]))
    unit = goal_live.unit(found.measure, house.settings().reporting_currency)
    way = {"higher": "Higher is better.", "lower": "Lower is better."}
    good = way.get(goal_live.direction(found.measure) or "", "Neither way is better by itself.")
    now = goal_words.value(readings[-1].value_e4, unit) if readings else "no value yet"
    of = f" of {found.whose}" if found.whose else ""
    st.info(
        plain(f"{CATALOG[found.measure].label}{of}: {now}. {good}"), icon=":material/monitoring:"
    )
    return readings


def _form(row: Row, part: Row | None, found: _Source, readings: tuple[Reading, ...]) -> form.Form:
    """Return the form with what the source says filled in, and not asked for."""
    fixed: dict[str, Any] = {"measure": found.measure, "scope": found.scope}
    hidden = {"measure", "scope"}
    is_same = part is not None and (part["measure"], part["scope"]) == found[:2]
    if found.measure:
        fixed["unit"] = goal_live.unit(found.measure, house.settings().reporting_currency)
        hidden.add("unit")
    if found.measure and not is_same:
        of = f" of {found.whose}" if found.whose else ""
        fixed["title"] = f"{CATALOG[found.measure].label}{of}"
        fixed["direction"] = goal_live.direction(found.measure) or "within"
        fixed["baseline_e4"] = goal_live.rounded(readings[0].value_e4) if readings else None
    base = form.of("key_result", None if part is None else _plain(part), **fixed)
    key = f"{base.key}_{row['id']}_{found.measure}_{found.scope.replace(':', '')}"
    return replace(base, key=key, without=frozenset(hidden))


def _plain(part: Row) -> dict[str, Any]:
    """Return a row of a frame with nothing where it has no number."""
    return {name: None if pd.isna(value) else value for name, value in part.items()}


def _remove(part: Row) -> None:
    """Draw the button that takes a key result off."""
    if st.button("Take it off", icon=":material/visibility_off:", key=f"off_{part['id']}"):
        seen = Seen("key_result", int(part["id"]), int(part["version"]))
        acts.withdraw(house.engine(), who.actor(), seen)
        st.session_state[form.SAID] = "The key result is taken off."
        st.rerun()
