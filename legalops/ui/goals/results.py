"""What is a goal measured by, and how did each measure move against its line?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from legalops.charts import goals as charts
from legalops.charts.goals import Way
from legalops.charts.theme import tokens
from legalops.metrics import goal_live, goal_words
from legalops.metrics import goals as metrics
from legalops.metrics.catalog import CATALOG
from legalops.metrics.goal_aims import Aim, Reading, progress
from legalops.metrics.goals import points
from legalops.ui import data as house
from legalops.ui import draw as pictures
from legalops.ui.goals import data, measure
from legalops.ui.words import plain
from legalops.ui.work import address, register

Row = Mapping[str, Any]
#: Key results that are drawn; more than a handful is no goal any more.
_MOST = 12


def of_goal(goal_id: int) -> list[dict[str, Any]]:
    """Return the key results of a goal."""
    frame = data.key_results()
    rows: list[dict[str, Any]] = frame[frame["goal_id"] == goal_id].to_dict("records")  # type: ignore[assignment]  # names of ours
    return rows


def unit_of(part: Row) -> str:
    """Return the unit of a key result: its KPI's where it is read from one."""
    if part["measure"] in CATALOG:
        return goal_live.unit(str(part["measure"]), house.settings().reporting_currency)
    return str(part["unit"])


def draw(row: Row, *, may: bool) -> None:
    """Draw what the goal is measured by, each with its picture, and the way to add one."""
    parts = of_goal(int(row["id"]))
    if may:
        measure.button(row, is_first=not parts)
    own = row["target_e4"] is not None or row["upper_e4"] is not None
    if not parts and not own:
        register.empty(
            "This goal has no key result and no target yet, so nothing can say how far it is.",
            "Median days from approval to payment, from 47 to 30; or a KPI that is read by itself.",
        )
        return
    checks = data.check_ins(int(row["id"]))
    typed = metrics.typed_readings(checks)
    with st.grid(1 if len(parts) < 2 else 2, min_column_width=320, gap="small", key="goal_results"):
        if not parts:
            _card(
                row, {**row, "weight": 1, "measure": ""}, typed.get((int(row["id"]), 0), ()), None
            )
        for part in parts[:_MOST]:
            _card(row, part, _readings(row, part, typed), len(parts), may=may)


def _readings(
    row: Row, part: Row, typed: Mapping[tuple[int, int], Sequence[Reading]]
) -> Sequence[Reading]:
    if part["measure"]:
        start = date.fromisoformat(row["starts_on"])
        return data.read(str(part["measure"]), str(part["scope"]), start)
    return typed.get((int(row["id"]), int(part["id"])), ())


def _card(
    row: Row, part: Row, readings: Sequence[Reading], count: int | None, *, may: bool = False
) -> None:
    aim, unit = metrics.aim_of(part, readings), unit_of(part)
    with st.container(border=True, height="stretch", gap="small"):
        with st.container(horizontal=True, vertical_alignment="top"):
            with st.container(gap="xxsmall"):
                st.markdown(f"**{plain(part['title'])}**" if count else "**Its own measure**")
                st.caption(plain(_said(aim, unit, part, count)))
            if may and st.button(
                "Change", key=f"result_{part['id']}", type="tertiary", icon=":material/edit:"
            ):
                measure.ask(row, part)
        first, last = (date.fromisoformat(row[name]) for name in ("starts_on", "due_on"))
        way = Way(aim, unit, first, last, data.today())
        spec = charts.against_line(way, tokens(pictures.theme())).spec()
        pictures.vega(spec, charts.describe(way, str(part["title"])), f"goal_way_{part['id']}")
        _source(part)


def _said(aim: Aim, unit: str, part: Row, count: int | None) -> str:
    share = progress(aim)
    now = f"Now {goal_words.value(aim.now_e4, unit)}" if aim.readings else "No value yet"
    said = [now, charts.aim_words(aim, unit)]
    if share is not None:
        inside = aim.direction == "within"
        said.append(f"{points(share)}% {'of checks inside' if inside else 'of the way'}")
    if count and count > 1:
        said.append(f"weight {part['weight']}")
    return " \u00b7 ".join(said)


def _source(part: Row) -> None:
    """Say where the values come from, with the way there."""
    key, vendor = str(part["measure"]), goal_live.vendor_of(str(part.get("scope", "")))
    if key not in CATALOG:
        st.caption("Typed at check-ins.")
        return
    if vendor is not None:
        name = dict(measure.vendors()).get(vendor, "a firm")
        address.link("vendor", vendor, f"Read from the KPI {CATALOG[key].label}, {name}")
        return
    measure.link(key, f"Read from the KPI {CATALOG[key].label}")
