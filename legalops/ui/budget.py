"""How is budget against actual drawn: the months, the splits, the exact figures?"""

import streamlit as st

from legalops.charts import budget as month_charts
from legalops.charts import split
from legalops.metrics import words
from legalops.metrics.budget import BudgetReport
from legalops.permissions import Permission
from legalops.ui import draw, drill, navigation, spend, tables, who
from legalops.ui.filters import Filters
from legalops.ui.words import plain

_TWINS = ["By month", "By practice area", "By vendor"]


def message(report: BudgetReport) -> None:
    """Draw the sentence that says what follows, and what the figures leave out."""
    st.markdown(f"#### {plain(words.headline(report))}")


def notes(report: BudgetReport) -> None:
    """Draw what the figures leave out, and the way to mend matters without a practice area."""
    loose = words.without_area(report)
    found = [*words.gaps(report), *filter(None, [loose])]
    if not found:
        return
    with st.container(gap="xxsmall", key="notes"):
        for text in found:
            st.caption(f":material/info: {plain(text)}")
        if loose and who.may(Permission.EDIT_NAMES):
            st.page_link(
                navigation.FOLDER / "matters.py",
                label="Assign practice areas",
                icon=":material/arrow_forward:",
                query_params={"area": "none"},
            )


def months(view: Filters, report: BudgetReport) -> None:
    """Draw the fiscal year by month; a click opens a month."""
    chosen = report.chosen
    _head(
        f"{chosen.year.label} by month",
        f"Actual to {words.span(chosen.elapsed[-1:])}, {words.measured(chosen)}. "
        "Months outside the period are faint. Click a month to open it.",
    )
    spec = draw.finished(
        "three_tier", chosen, lambda tokens: month_charts.three_tier(report, tokens)
    )
    drill.open_month(view, draw.vega(spec, month_charts.describe(report), "chart_months"))


def areas(view: Filters, report: BudgetReport) -> None:
    """Draw the split by practice area; a click opens one."""
    names = spend.names().areas
    _head("By practice area", _split_note(report))
    if report.by_area.empty:
        st.markdown("Nothing in this period.")
        return
    spec = draw.finished(
        "areas", report.chosen, lambda tokens: split.by_area(report, names, tokens)
    )
    alt = split.describe(report, "practice area", names, "practice_area_id")
    drill.open_area(view, draw.vega(spec, alt, "chart_areas"))


def vendors(view: Filters, report: BudgetReport) -> None:
    """Draw the split by vendor; a click opens one."""
    names = spend.names().vendors
    _head("By vendor", f"{words.period(report.chosen)}; vendors have no budget of their own")
    if report.by_vendor.empty:
        st.markdown("Nothing in this period.")
        return
    spec = draw.finished(
        "vendors", report.chosen, lambda tokens: split.by_vendor(report, names, tokens)
    )
    alt = split.describe(report, "vendor", names, "vendor_id")
    drill.open_vendor(view, draw.vega(spec, alt, "chart_vendors"))


def exact(view: Filters, report: BudgetReport) -> None:
    """Draw the figures of one split in a table whose rows open."""
    _head("Exact figures", tables.total(report))
    with st.container(horizontal=True, vertical_alignment="center"):
        twin = st.segmented_control(
            "Split", _TWINS, default=_TWINS[0], required=True, key="twin",
            label_visibility="collapsed",
        )  # fmt: skip
        drill.link(view)
    names = spend.names()
    if twin == _TWINS[0]:
        drill.open_month(view, tables.by_month(report))
    elif twin == _TWINS[1]:
        drill.open_area(view, tables.by_area(report, names.areas))
    else:
        drill.open_vendor(view, tables.by_vendor(report, names.vendors))


def _head(title: str, caption: str) -> None:
    with st.container(gap="xxsmall"):
        st.subheader(title, anchor=False)
        st.caption(plain(caption))


def _split_note(report: BudgetReport) -> str:
    return f"{words.period(report.chosen)}; actual solid, budget outlined"
