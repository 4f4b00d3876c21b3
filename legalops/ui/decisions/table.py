"""How do the options of a decision compare: each with its points, then criterion by criterion?"""

from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics.decisions import Result
from legalops.store import records
from legalops.store.decisions import Option, Parts
from legalops.ui import data, tables, who
from legalops.ui.decisions import data as read
from legalops.ui.decisions import table_edit
from legalops.ui.words import counted, plain
from legalops.ui.work import address, options

_CRITERION, _WEIGHT = "Criterion", "Weight"


def draw(decision_id: int) -> None:
    """Draw the options x criteria of a decision, and the way to edit them while it is open."""
    row = records.one(data.engine(), who.actor(), "decision", decision_id)
    found = read.parts(decision_id)
    can = records.may_edit(data.engine(), who.actor(), "decision", decision_id)
    if can and table_edit.is_open(decision_id):
        table_edit.draw(row)
        return
    if not found.options:
        st.caption(
            "No options yet. List at least two, with what speaks for and against each; then "
            "score them by what matters."
        )
    if can:
        table_edit.button(row, found)
    if found.options:
        _options(row, found)
        _matrix(found, decision_id)


def _options(row: dict[str, Any], found: Parts) -> None:
    results = read.results(found)
    with st.grid(min(3, len(found.options)), min_column_width=240, gap="small"):
        for option in found.options:
            with st.container(border=True, gap="xxsmall", height="stretch"):
                _option(row, option, results[option.id], found)


def _option(row: dict[str, Any], option: Option, result: Result, found: Parts) -> None:
    st.markdown(f"**{plain(option.title)}**")
    votes = sum(voice.option_id == option.id and voice.says == "vote" for voice in found.voices)
    with st.container(horizontal=True, gap="small"):
        if row["option_id"] == option.id:
            is_open = row["state"] == "open"
            st.badge("Proposed" if is_open else "Chosen", icon=":material/check:", color="green")
        if result.points is not None:
            best = ", best" if result.rank == 1 else ""
            st.badge(f"{result.points:.0f} of 100{best}", icon=":material/scoreboard:",
                     color="blue" if best else "gray")  # fmt: skip
        if votes:
            st.badge(counted(votes, "vote"), icon=":material/how_to_vote:", color="gray")
    for sign, text in (("add", option.pros), ("remove", option.cons)):
        for line in text.splitlines():
            st.markdown(f":material/{sign}: {plain(line)}")
    if option.system_id is not None:
        address.link("system", option.system_id, options.of("system").get(option.system_id, "?"))


def _matrix(found: Parts, decision_id: int) -> None:
    if not found.criteria:
        st.caption("No criteria yet: points come from criteria with weights and scores.")
        return
    results = read.results(found)
    total = sum(criterion.weight for criterion in found.criteria)
    shown = pd.DataFrame({_CRITERION: [c.title for c in found.criteria] + ["Points of 100"]})
    shown[_WEIGHT] = [
        *(f"{c.weight / total:.0%}" if total else "" for c in found.criteria), ""
    ]  # fmt: skip
    columns: dict[str, Any] = {
        _CRITERION: st.column_config.TextColumn(pinned=True),
        _WEIGHT: st.column_config.TextColumn(alignment="right", width=70),
    }
    for option in found.options:
        name = option.title if option.title not in shown else f"{option.title} (option)"
        points = results[option.id].points
        marks: list[float | None] = [found.scores.get((option.id, c.id)) for c in found.criteria]
        marks.append(None if points is None else round(points))
        shown[name] = pd.array(marks, dtype="Int64")
        columns[name] = st.column_config.NumberColumn(
            format="%d", alignment="right", width=100, help=option.title
        )
    tables.house(shown, columns, f"matrix_{decision_id}", "Scores of the options by criterion")
    missing = sum(result.missing for result in results.values())
    waits = f" {counted(missing, 'score')} still to give." if missing else ""
    st.caption(
        f"Scores run from 0 to 5. Points are their mean, weighted. They inform; a person "
        f"decides.{waits}"
    )
