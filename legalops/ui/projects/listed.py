"""Which projects are there, how healthy is each, and which dates slip?"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from legalops.charts import projects as charts
from legalops.charts.projects import Bar, Slip
from legalops.metrics import projects as metrics
from legalops.metrics.catalog.work_projects import BY_KEY
from legalops.metrics.portfolio import Stand
from legalops.metrics.projects import Mark
from legalops.models.projects import PHASES
from legalops.services import projects as acts
from legalops.ui import data as house
from legalops.ui import draw, tables, who
from legalops.ui.projects import data
from legalops.ui.words import plain
from legalops.ui.work import address, form, page, register

_FILTERS = {
    "running": "Running",
    "mine": "Mine",
    "late": "Late",
    "proposed": "Proposed",
    "over": "Done or stopped",
    "all": "All",
}
_EXAMPLE = (
    "Contract lifecycle roll-out, owned by Priya in Legal and Marcus in IT; the pilot with Sales "
    "starts on 15 September, 40 hours saved a month are promised."
)
_PHASES = dict(PHASES)
GANTT_SAYS = (
    "Dark: done. Pale: still to do, to the end expected now. Thin line: first promised. Diamond: "
    "milestone done; cross: its day has passed; dot: ahead. Vertical line: today."
)


def save(given: Any, seen: Any) -> int:
    """Keep what the form of a project gives, with the goals it serves."""
    return acts.save(house.engine(), who.actor(), given, seen)


def page_of_all() -> None:
    """Draw the portfolio: a sentence, a filter, the table, and both pictures."""
    form.said()
    found = data.stands()
    if not found:
        register.empty(
            "There are no projects yet. A project shows what a team promised, by when, and "
            "whether the date still stands.", _EXAMPLE,
        )  # fmt: skip
        _new()
        return
    with register.head(plain(metrics.headline([s.said for s in found if s.is_running]))):
        _new()
    code = register.filtered(_FILTERS, "show", "running")
    left = [each for each in found if _fits(each, code)]
    _table(left, code)
    if left:
        _timeline(left)
        _slips(left)


def _new() -> None:
    page.new("project", save=save, starts_on=data.today(), owner_id=who.actor().user_id)


def _fits(each: Stand, code: str) -> bool:
    if code == "mine":
        return (who.actor().user_id or -1) in each.people and each.phase not in metrics.OVER
    if code == "late":
        return each.is_late
    if code == "proposed":
        return each.phase == "proposed"
    if code == "over":
        return each.phase in metrics.OVER
    return code == "all" or each.is_running


def _table(left: Sequence[Stand], code: str) -> None:
    empty = {
        "mine": "You are no owner or sponsor of a project that goes on.",
        "late": "No running project ends later than promised.",
        "running": "No project is running.",
    }
    ids = pd.DataFrame({"id": [s.id for s in left]})
    alt = "Projects with health, slip, next milestone and cost"
    register.table("project", ids, _shown(left), _columns(), alt, empty=empty.get(code, ""))


def _shown(left: Sequence[Stand]) -> pd.DataFrame:
    home = house.settings().reporting_currency
    costs = data.costs()
    cents = pd.Series([costs[s.id].cents for s in left], dtype="Int64")
    budget = pd.Series([s.budget_cents for s in left], dtype="Int64")
    return pd.DataFrame(
        {
            "Project": [s.title for s in left],
            "Health": [health(s) for s in left],
            "Slip": [_dates(s) for s in left],
            "Next milestone": [s.next.title if s.next else "" for s in left],
            "Expected": [s.next.forecast if s.next else None for s in left],
            "done": pd.Series([_percent(s.plan.done_share) for s in left], dtype="float64"),
            "cost": pd.Series(tables.major(cents, home), dtype=object),
            "budget": pd.Series(tables.major(budget, home), dtype=object),
            "Owner": [s.owner for s in left],
            "Owner in IT": [s.it_owner for s in left],
            "Due": [pd.Timestamp(s.due_on).date() for s in left],
            "index": pd.Series([s.plan.index for s in left], dtype="float64"),
            "Last note": [_note(s) for s in left],
        }
    )


def _dates(each: Stand) -> str:
    return metrics.dates_words(each.plan) if each.is_running else ""


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100


def _note(each: Stand) -> str:
    return f"{each.note.on_day}: {each.note.title}" if each.note else ""


def health(each: Stand) -> str:
    """Say how a project is; one that does not run says its phase."""
    if not each.is_running:
        return _PHASES[each.phase]
    return metrics.health_words(each.typed, each.computed)


def _columns() -> dict[str, Any]:
    home = house.settings().reporting_currency
    day = st.column_config.DateColumn
    return {
        "Project": st.column_config.TextColumn("Project", pinned=True, width=180),
        "Health": st.column_config.TextColumn(
            "Health", help=f"By the newest note; where the dates say something else, both. "
            f"{BY_KEY['projects_off_track'].meaning}", width=185,
        ),
        "Slip": st.column_config.TextColumn(
            "Slip", help="How much later than first promised the last milestone comes.", width=85
        ),
        "Next milestone": st.column_config.TextColumn("Next milestone", width=160),
        "Expected": day("Expected", format="D MMM YYYY", width=92),
        "done": st.column_config.NumberColumn(
            "Done", help="Weights of milestones done \u00f7 weights of all.", format="%.0f%%",
            alignment="right", width=58,
        ),
        "index": st.column_config.NumberColumn(
            "Index", help=BY_KEY["schedule_index"].help, format="%.2f", alignment="right",
            width=65,
        ),
        "cost": tables.money_column(
            f"Cost, {home}", home,
            "Typed costs and what firms billed on its matter since it started.",
        ),
        "budget": tables.money_column(f"Budget, {home}", home),
        "Due": day("Due", format="D MMM YYYY"),
    }  # fmt: skip


def _timeline(left: Sequence[Stand]) -> None:
    bars = [_bar(each) for each in left if each.marks]
    if not bars:
        return
    st.markdown("##### Over time")
    _say_most(len(bars), "projects")
    now = data.today()
    picked = draw.vega(
        charts.gantt(bars, now, draw.colours()).spec(), charts.describe_gantt(bars), "projects_time"
    )
    st.caption(GANTT_SAYS)
    if picked is not None:
        address.go("project", picked)


def _say_most(count: int, noun: str) -> None:
    if count > charts.MOST_ROWS:
        st.caption(f"The first {charts.MOST_ROWS} of {count:,} {noun}; choose fewer above.")


def _bar(each: Stand) -> Bar:
    plan = each.plan
    first = pd.Timestamp(each.starts_on).date()
    due = pd.Timestamp(each.due_on).date()
    ends, promised = plan.ends_on or due, plan.promised_on or due
    said = _dates(each) if each.is_running else _PHASES[each.phase].lower()
    return Bar(
        each.id, each.title, said, each.is_late,
        min(first, ends), promised, ends, plan.done_share or 0.0,
        [(m.expected(each.today) if m.done else m.forecast, m.title, state(m, each))
         for m in each.marks],
    )  # fmt: skip


def state(mark: Mark, each: Stand) -> str:
    """Return whether a milestone is done, late (its day has passed) or due."""
    if mark.done:
        return "done"
    return "late" if mark.is_overdue(each.today) else "due"


def _slips(left: Sequence[Stand]) -> None:
    """Draw the milestones that come later than promised, the latest first."""
    late = [
        (each, mark) for each in left if each.is_running
        for mark in each.marks if mark.done is None and mark.slip(each.today) > 0
    ]  # fmt: skip
    if not late:
        return
    late.sort(key=lambda pair: -pair[1].slip(pair[0].today))
    found = [slip(mark, each, f"{mark.title} ({each.title})") for each, mark in late]
    st.markdown("##### Milestones that slip")
    _say_most(len(found), "milestones")
    spec = charts.slips(found, data.today(), draw.colours()).spec()
    picked = draw.vega(spec, charts.describe_slips(found), "projects_slips")
    st.caption("Ring: first promised. Dot: expected now. Vertical line: today.")
    if picked is not None:
        whose = {mark.id: each.id for each, mark in late}
        address.go("milestone", picked, whose.get(picked))


def slip(mark: Mark, each: Stand, name: str) -> Slip:
    """Return what the picture of slips draws of a milestone."""
    return Slip(
        mark.id, name, metrics.slip_words(mark.slip(each.today)), mark.baseline,
        mark.expected(each.today), mark.done is not None,
    )  # fmt: skip
