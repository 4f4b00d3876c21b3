"""What is one project in a sentence and five figures, and whom does it serve?"""

from typing import Any

import streamlit as st

from legalops import money, periods
from legalops.metrics import projects as metrics
from legalops.metrics import words
from legalops.metrics.catalog.work_projects import BY_KEY
from legalops.metrics.portfolio import Stand
from legalops.store import projects as store
from legalops.ui import data as house
from legalops.ui.projects import data
from legalops.ui.words import counted, plain
from legalops.ui.work import address, inplace, options
from legalops.ui.work.page import Badge, Row

_HEALTH = {
    "on_track": ("check_circle", "green"),
    "at_risk": ("warning", "orange"),
    "off_track": ("error", "red"),
}
_NONE = "\u2013"


def badges(each: Stand) -> list[Badge]:
    """Return the health of a project as badges: typed, and computed where the two differ."""
    found: list[Badge] = []
    if each.typed:
        found.append((f"{metrics.HEALTH_WORDS[each.typed]} by its note", *_HEALTH[each.typed]))
    if each.computed and each.computed != each.typed:
        found.append(
            (f"{metrics.HEALTH_WORDS[each.computed]} by its dates", *_HEALTH[each.computed])
        )
    if each.is_running and not each.note:
        found.append(("No status note yet", "edit_off", "gray"))
    return found


def in_place(row: Row, *, can: bool) -> None:
    """Draw phase, due date and the owners, each changed where it stands."""
    with st.container(horizontal=True, gap="small", key="project_in_place"):
        inplace.choice("project", row, "phase", can=can)
        inplace.day("project", row, "due_on", can=can)
        inplace.person("project", row, "owner_id", can=can)
        inplace.person("project", row, "it_owner_id", can=can)


def cards(each: Stand) -> None:
    """Draw how much is done, how far it slips, what is next and what it cost."""
    with st.grid(4, min_column_width=170, gap="small", key="project_cards"):
        plan = each.plan
        _card(
            "Done",
            _percent(plan.done_share),
            "" if plan.planned_share is None else f"{_percent(plan.planned_share)} was promised",
            BY_KEY["schedule_index"].help,
        )
        _slip(each)
        _next(each)
        _cost(each)  # fmt: skip


def _slip(each: Stand) -> None:
    days, ends = each.plan.slip_days, each.plan.ends_on
    side = "on time, " if not days else "late, " if days > 0 else "early, "
    _card(
        "Slip",
        _NONE if days is None else counted(abs(days), "day"),
        f"{side}ends {periods.day_label(ends)}" if ends else "no milestones yet",
        "How much later than first promised the last milestone comes.",
    )


def _next(each: Stand) -> None:
    if each.next is None:
        return
    told = each.next.title
    if each.next.is_overdue(each.today):
        told = f"overdue: {told}"
    day = each.next.forecast
    _card(
        "Next milestone", periods.day_label(day).rsplit(" ", 1)[0], told,
        "The first milestone that is not done, and the day it is expected: "
        f"{periods.day_label(day)}.",
    )  # fmt: skip


def _cost(each: Stand) -> None:
    cost = data.costs().get(each.id)
    if cost is None:
        return
    home = house.settings().reporting_currency
    note = "no budget"
    if each.budget_cents:
        share = words.percent(cost.cents / each.budget_cents)
        note = f"{share} of {money.short(each.budget_cents, home)}"
    if cost.is_hidden:
        note += ", without its matter"
    _card(
        f"Cost, {home}",
        money.short(cost.cents, home),
        note,
        "Costs typed below, and what firms billed on its matter since it started.",
    )


def _card(label: str, value: str, note: str, help: str) -> None:
    st.metric(
        label, value, plain(note) or None, help=help, border=True, height="stretch",
        delta_color="off", delta_arrow="off",
    )  # fmt: skip


def _percent(share: float | None) -> str:
    return _NONE if share is None else words.percent(share)


def serves(row: dict[str, Any], goals: list[int]) -> None:
    """Draw the objective and the goals a project serves, and what was learned from it."""
    objective, named = row["objective_id"], options.of("goal")
    back = store.retrospectives(house.engine(), int(row["id"]))
    if not (objective or goals or back):
        st.caption(
            "It serves no objective and no goal yet. Edit it to say what it is for.",
        )
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if objective:
            title = options.of("objective").get(int(objective), "An objective")
            address.link("objective", int(objective), title)
        for goal in goals:
            address.link("goal", goal, named.get(goal, "A goal"))
        for number, title, _ in back:
            address.link("retrospective", number, title)
