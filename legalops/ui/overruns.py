"""What is furthest over, in words: practice areas, vendors and matters?"""

from dataclasses import replace

import streamlit as st

from legalops.metrics import words
from legalops.metrics.alerts import Alert
from legalops.metrics.budget import BudgetReport, Figure
from legalops.ui import alerts, navigation, spend
from legalops.ui.filters import Filters
from legalops.ui.words import plain

_MOST = 3


def draw(view: Filters, report: BudgetReport) -> None:
    """Draw the largest overruns of the view, then matters and vendors over their own budgets."""
    st.subheader("Largest overruns", anchor=False)
    found = [*_areas(view, report), *_vendors(view, report)]
    own = _own(view)
    if not found and not own:
        _none(report)
    for place, (text, query) in enumerate(found):
        _show(text, query, f"overrun_{place}")
    if own:
        st.caption(f"Over their own budgets and caps, {report.chosen.year.label} so far")
    for alert in own:
        _follow(alert)


def _areas(view: Filters, report: BudgetReport) -> list[tuple[str, dict[str, str]]]:
    remarks = words.largest(report, spend.names().areas, most=2 * _MOST)
    over = [remark for remark in remarks if remark.variance_cents > 0][:_MOST]
    return [
        (remark.text, replace(view, area=remark.practice_area_id).query())
        for remark in over
        if view.area is None
    ]


def _vendors(view: Filters, report: BudgetReport) -> list[tuple[str, dict[str, str]]]:
    """Return the vendors furthest above, where what is compared with knows vendors."""
    chosen, names = report.chosen, spend.names().vendors
    if chosen.is_running or view.vendor is not None:
        return []
    rows = report.by_vendor.dropna(subset=["variance_cents"])
    rows = rows[rows["variance_cents"] > 0].sort_values("variance_cents", ascending=False)
    found = []
    for vendor, actual, before in zip(
        rows["vendor_id"], rows["actual_cents"], rows["budget_cents"], strict=True
    ):
        figure = Figure(int(actual), int(before))
        if words.is_material(figure, chosen.currency):
            text = f"{names.get(int(vendor), '?')} is {words.distance_in_words(figure, chosen)}."
            found.append((text, replace(view, vendor=int(vendor)).query()))
    return found[:_MOST]


def _own(view: Filters) -> list[Alert]:
    """Return matters and vendors over their own budgets and caps, when all are looked at."""
    if view.area is not None or view.vendor is not None:
        return []
    known = [alert for alert in alerts.current() if alert.level == "over"]
    return [a for a in known if "matter" in a.query or a.query.get("vendor", "all") != "all"][
        :_MOST
    ]


def _none(report: BudgetReport) -> None:
    if report.total.budget_cents is None:
        missing = report.chosen.reference.missing
        st.markdown(plain(f"There is {missing} to be over."))
    elif report.chosen.is_running:
        st.markdown("The period is still running; choose the year to date to see overruns so far.")
    else:
        least = f"{words.percent(words.MATERIAL_SHARE)} and {words.MATERIAL_AMOUNT:,}"
        over = plain(report.chosen.reference.over)
        st.markdown(f"Nothing is {over} by more than {least} {report.chosen.currency}.")


def _show(text: str, query: dict[str, str], key: str) -> None:
    """Draw a sentence with the way to its own view of this page."""
    with st.container(gap="xxsmall"):
        st.markdown(f":orange[:material/arrow_upward:] {plain(text)}")
        st.button("Look at it alone", type="tertiary", key=key, on_click=_narrow, args=(query,))


def _narrow(query: dict[str, str]) -> None:
    st.query_params.from_dict(query)


def _follow(alert: Alert) -> None:
    """Draw a sentence with the way to the page of what it is about."""
    with st.container(gap="xxsmall"):
        st.markdown(f":orange[:material/arrow_upward:] {plain(alert.text)}")
        path = navigation.FOLDER / f"{alert.page}.py"
        st.page_link(path, label=f"See {plain(alert.subject)}", query_params=alert.query)
