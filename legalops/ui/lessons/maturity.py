"""How mature does the department find itself, area by area, and what is missing?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops.charts import lessons as charts
from legalops.charts.lessons import Step
from legalops.metrics import lessons as metrics
from legalops.metrics.catalog import CATALOG
from legalops.metrics.lessons import Assessed
from legalops.metrics.maturity import AREAS, LEVELS
from legalops.periods import day_label
from legalops.ui import draw as drawing
from legalops.ui import tables
from legalops.ui.ideas import title
from legalops.ui.lessons import data
from legalops.ui.words import counted, plain
from legalops.ui.work import address, register

#: So many assessments have a column of their own in the table, the latest ones.
_MOST = 5


def draw() -> None:
    """Draw the latest assessment against the one before, and all of them as a table."""
    found = data.assessments()
    now, before = metrics.latest(found)
    if now is None:
        _none(found)
        return
    st.markdown(_sentence(now, before))
    _figures(now, before)
    steps = [
        Step(area.name, (before.levels if before else {}).get(key), now.levels[key])
        for key, area in AREAS.items()
        if key in now.levels
    ]
    alt = "Areas and their level: " + "; ".join(
        f"{step.area}, {charts.words_of(step)}" for step in steps
    )
    key = f"maturity {steps!r}"
    with st.container(key="maturity_chart"):
        spec = drawing.made(key, lambda tokens: charts.maturity(steps, tokens))
        drawing.vega(spec, alt, "maturity")
    st.caption(_legend(before))
    _table(found, now)


def _none(found: tuple[Assessed, ...]) -> None:
    register.empty(
        "The department has not assessed itself yet. Once or twice a year, an hour together: "
        "early, intermediate or advanced in each area, and what is missing.",
        "Money: intermediate; practice areas still plan without their matters",
    )
    for each in found:
        title.draw("assessment", each.id, f"{each.title}, no levels yet")


def _sentence(now: Assessed, before: Assessed | None) -> str:
    ups = [step for step in metrics.steps(now, before).values() if step > 0]
    downs = [step for step in metrics.steps(now, before).values() if step < 0]
    early = sum(1 for level in now.levels.values() if level == 1)
    said = f"**{counted(early, 'area')}** of {len(now.levels)} still early"
    if before is None:
        return f"{said} on {day_label(now.made_on)}."
    moved = f"{len(ups)} up, {len(downs)} down" if downs else f"{len(ups)} up, none down"
    return f"{said}; **{moved}** since {plain(before.title)}."


def _figures(now: Assessed, before: Assessed | None) -> None:
    note = f"of 3, {now.title}"
    if before is not None and before.mean is not None and now.mean is not None:
        step = round(now.mean - before.mean, 1)
        way = f"{'up' if step > 0 else 'down'} {abs(step):.1f}" if step else "unchanged"
        note = f"{way} since {before.title}"
    with st.grid(4, min_column_width=150, gap="small", key="maturity_figures"):
        st.metric(
            "Maturity", f"{now.mean:.1f}", plain(note), border=True, height="stretch",
            delta_color="off", delta_arrow="off", help=CATALOG["maturity"].help,
        )  # fmt: skip
        for number, name in LEVELS.items():
            areas = [AREAS[a].name for a, level in now.levels.items() if level == number]
            st.metric(
                name, counted(len(areas), "area"), _then(before, number), border=True,
                height="stretch", delta_color="off", delta_arrow="off",
                help=", ".join(areas) or "None",
            )  # fmt: skip


def _then(before: Assessed | None, level: int) -> str:
    """Say how many areas had a level in the assessment before."""
    if before is None:
        return "first assessment"
    return plain(f"{list(before.levels.values()).count(level)} in {before.title}")


def _legend(before: Assessed | None) -> str:
    ring = f"Ring: {plain(before.title)}. " if before else ""
    return f"{ring}Dot: the latest assessment."


def _table(found: tuple[Assessed, ...], now: Assessed) -> None:
    rated = [each for each in found if each.levels][-_MOST:]
    keys = [key for key in AREAS if any(key in each.levels for each in rated)]
    shown = pd.DataFrame({"Area": [AREAS[key].name for key in keys] + ["Maturity, 1 to 3"]})
    for each in rated:
        words = [LEVELS.get(each.levels.get(key, 0), "") for key in keys]
        shown[_head(each, rated)] = [*words, f"{each.mean or 0:.1f}"]
    shown["What is missing"] = [now.notes.get(key, "") for key in keys] + [""]
    ahead = [_next(key, now.levels.get(key, 0)) for key in keys]
    shown["What the next level looks like"] = [*ahead, ""]
    columns: dict[str, Any] = {
        "Area": st.column_config.TextColumn("Area", pinned=True, width=200),
        "What is missing": st.column_config.TextColumn("What is missing", width=300),
    }
    tables.house(shown, columns, "maturity_table", "Level of each area in each assessment")
    with st.container(horizontal=True, gap="small"):
        for each in reversed(rated):
            if st.button(f"Open {plain(each.title)}", type="tertiary", key=f"open_{each.id}"):
                address.go("assessment", each.id)


def _head(each: Assessed, rated: list[Assessed]) -> str:
    same = [other for other in rated if other.title == each.title]
    return each.title if len(same) == 1 else f"{each.title}, {day_label(each.made_on)}"


def _next(area: str, level: int) -> str:
    return AREAS[area].level(level + 1) if 0 <= level < len(LEVELS) else ""
