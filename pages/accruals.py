"""Accruals: work that is done and not billed yet, per month, firm and matter."""

import streamlit as st

from legalops.ui import accruals, accruals_ask, accruals_enter, accruals_record, accruals_upload

accruals.said()
if accruals.is_empty():
    accruals.first_step()
    st.stop()

month = accruals.choose_month()
accruals.headline(month)
shown = accruals.sections()
drawn = {
    "accruals": accruals.draw,
    "ask": accruals_ask.draw,
    "enter": accruals_enter.draw,
    "workbook": accruals_upload.draw,
    "estimate": accruals_ask.estimate,
    "record": accruals_record.draw,
}
for name, section in shown.items():
    if section.open:
        with section:
            drawn[name](month)
