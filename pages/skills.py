"""What people can do against what their roles need: matrix, gaps, who steps in, trainings."""

import streamlit as st

from legalops.ui.skills import catalogue, data, gaps, matrix, one, overview, trainings

room = data.room()
if one.draw(room) or not overview.head(room):
    st.stop()
levels, missing, cover, planned, kept = st.tabs(
    ["Matrix", "Gaps", "Who could step in", "Trainings and experts", "Skills and roles"],
    key="skills_tab",
    on_change="rerun",
)
if levels.open:
    with levels:
        matrix.draw(room)
if missing.open:
    with missing:
        gaps.draw(room)
if cover.open:
    with cover:
        gaps.cover(room)
if planned.open:
    with planned:
        trainings.draw(room)
if kept.open:
    with kept:
        catalogue.draw(room)
