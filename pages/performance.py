"""Firms by what they cost and how they work: ranked, compared, over the years, concentration."""

import streamlit as st

from legalops.ui import (
    performance_table,
    performance_trend,
    performance_view,
    performance_weights,
)

view = performance_view.bar()
if performance_table.is_empty(view):
    st.stop()

performance_table.headline(view)
ranking, compare, trend, few, weights = st.tabs(
    ["Ranking", "Compare", "Since last year", "Concentration", "Weights"],
    key="performance_tab",
    on_change="rerun",
)
if ranking.open:
    with ranking:
        performance_table.draw(view)
if compare.open:
    with compare:
        performance_table.compare(view)
if trend.open:
    with trend:
        performance_trend.draw_trend(view)
if few.open:
    with few:
        performance_trend.draw_concentration(view)
if weights.open:
    with weights:
        performance_weights.draw()
