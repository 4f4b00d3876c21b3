"""How is budget against actual drawn: the months, the splits, the exact figures?"""

import streamlit as st

from legalops.charts import split
from legalops.metrics import words
from legalops.metrics.budget import BudgetReport
from legalops.metrics.measures import BILLED
from legalops.metrics.outlook import Outlook
from legalops.permissions import Permission
from legalops.ui import (
    budget_pictures,
    comments,
    draw,
    drill,
    figures,
    navigation,
    outlooks,
    spend,
    who,
)
from legalops.ui import overruns as overrun_lines
from legalops.ui.filters import Filters
from legalops.ui.words import plain

#: What the page keeps in its address beside the view.
KEPT = (budget_pictures.PICTURE,)
_TWINS = ["By practice area", "By vendor"]


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


def picture(view: Filters, report: BudgetReport) -> None:
    """Draw one picture of the view, chosen by the person, with what follows from it."""
    budget_pictures.draw_one(view, report, _outlook(report))


def _outlook(report: BudgetReport) -> Outlook | None:
    """Return the forecast of the fiscal year where it is about the same money as the report."""
    chosen = report.chosen
    if chosen.measure != BILLED or chosen.basis != "invoice" or chosen.vendor is not None:
        return None
    found = outlooks.current(chosen)
    is_there = not found.reason and found.at_completion_cents is not None
    return found if is_there and not found.is_complete else None


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
    knows = report.chosen.reference.kind == "prior_year"
    note = "vendors have no budget of their own"
    _head("By vendor", _split_note(report) if knows else f"{words.period(report.chosen)}; {note}")
    if report.by_vendor.empty:
        st.markdown("Nothing in this period.")
        return
    spec = draw.finished(
        "vendors", report.chosen, lambda tokens: split.by_vendor(report, names, tokens)
    )
    alt = split.describe(report, "vendor", names, "vendor_id")
    drill.open_vendor(view, draw.vega(spec, alt, "chart_vendors"))


def overruns(view: Filters, report: BudgetReport) -> None:
    """Draw what is furthest over, in words."""
    overrun_lines.draw(view, report)


def commentary(view: Filters) -> None:
    """Draw what people say about this figure in this period."""
    comments.draw(*comments.about(view))


def exact(view: Filters, report: BudgetReport) -> None:
    """Draw the figures of one split in a table whose rows open."""
    _head("Exact figures", figures.total(report))
    with st.container(horizontal=True, vertical_alignment="center"):
        twin = st.segmented_control(
            "Split", _TWINS, default=_TWINS[0], required=True, key="twin",
            label_visibility="collapsed",
        )  # fmt: skip
        drill.link(view)
    names = spend.names()
    if twin == _TWINS[0]:
        drill.open_area(view, figures.by_area(report, names.areas))
    else:
        drill.open_vendor(view, figures.by_vendor(report, names.vendors))


def _head(title: str, caption: str) -> None:
    with st.container(gap="xxsmall"):
        st.subheader(title, anchor=False)
        st.caption(plain(caption))


def _split_note(report: BudgetReport) -> str:
    chosen = report.chosen
    fill = {"prior_year": "lighter", "prior_forecast": "hatched"}.get(
        chosen.reference.kind, "outlined"
    )
    return f"{words.period(chosen)}; actual solid, {chosen.reference.noun} {fill}"
