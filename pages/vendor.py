"""One firm for the business review: figures, years, people, matters, invoices, terms, survey."""

import streamlit as st

from legalops.ui import (
    comments,
    performance_view,
    vendor_document,
    vendor_page,
    vendor_terms,
    vendor_work,
)
from legalops.ui.work import links

view = performance_view.bar()
vendor = vendor_page.chosen(view)
if vendor is None:
    st.stop()
firm = vendor_page.firm_of(view, vendor)
if firm is not None:
    vendor_page.headline(view, firm)
    vendor_document.offer(view, firm)
figures, years, people, matters, invoices, work, terms, survey = st.tabs(
    ["Figures", "Over the years", "Timekeepers", "Matters", "Invoices", "Linked work",
     "Rates and terms", "Survey"],
    key="vendor_review_tab",
    on_change="rerun",
)  # fmt: skip
if figures.open and firm is not None:
    with figures:
        vendor_page.figures(view, firm)
        comments.draw(f"vendor:{vendor}", view.year.label)
if years.open and firm is not None:
    with years:
        vendor_page.over_years(view, firm)
if people.open:
    with people:
        vendor_work.timekeepers(view, vendor)
if matters.open:
    with matters:
        vendor_work.matters(view, vendor)
if invoices.open:
    with invoices:
        vendor_work.invoices(view, vendor)
if work.open:
    with work:
        links.draw("vendor", vendor)
if terms.open:
    with terms:
        vendor_terms.draw(vendor)
if survey.open:
    with survey:
        vendor_terms.draw_survey(vendor)
