"""One experiment: what is believed, how it is measured, when it stops, what it showed?"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from legalops.metrics import ideas as metrics
from legalops.models.ideas import ExperimentResultInput
from legalops.models.kinds import Seen
from legalops.periods import day_label
from legalops.services import ideas as acts
from legalops.ui import data as house
from legalops.ui import who
from legalops.ui.actions import panel
from legalops.ui.actions.rows import today
from legalops.ui.ideas import data, trials
from legalops.ui.words import plain
from legalops.ui.work import address, form, inplace, options, page

Row = Mapping[str, Any]


def draw(row: Row) -> None:
    """Draw an experiment."""
    standing = metrics.standing(row["starts_on"], row["stop_on"], row["outcome"], today())
    badges = [trials.standing({**row, "standing": standing}), *_missing(row)]
    page.head("experiment", row, ("ideas", "Ideas"), badges, _days(row))
    if row["idea_id"] is not None:
        address.link("idea", row["idea_id"], options.of("idea").get(row["idea_id"], "Its idea"))
    with st.container(border=True, gap="small"):
        st.markdown(f"**We believe that** {plain(row['hypothesis'])}")
        st.markdown(f"**Measured by** {plain(row['measure'] or 'nothing yet')}")
        if row["result"]:
            told = data.OUTCOMES.get(row["outcome"], "Ended")
            st.markdown(f"**{told}:** {plain(row['result'])}")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        inplace.person("experiment", row, "owner_id")
        inplace.day("experiment", row, "stop_on")
        _close(row, standing)
    page.sections("experiment", row, {"Actions": lambda: panel.draw("experiment", int(row["id"]))})


def _missing(row: Row) -> list[tuple[str, str, str]]:
    """Return what keeps an experiment from being judged, as badges."""
    missing = [
        word for word, there in (("measure", row["measure"]), ("stop date", row["stop_on"]))
        if not there
    ]  # fmt: skip
    return [(f"No {' and no '.join(missing)}", "rule", "orange")] if missing else []


def _days(row: Row) -> str:
    parts = [
        f"{word} {day_label(row[name])}"
        for word, name in (("from", "starts_on"), ("to", "stop_on"), ("ended", "ended_on"))
        if row[name]
    ]
    return " ".join(["An experiment", *parts]) + "."


def _close(row: Row, standing: str) -> None:
    """Draw the way to say what an experiment showed."""
    if standing == "ended" or row["withdrawn_at"] or not page.may_edit(row, "experiment"):
        return
    if st.button("Say what it showed", icon=":material/flag:", type="primary", key="trial_end"):
        _ask(row)


@st.dialog("What did the experiment show?", width="medium")
def _ask(row: Row) -> None:
    asks = form.Form(
        key=f"experiment_end_{row['id']}", asks=ExperimentResultInput,
        start={"ended_on": today()}, seen=Seen("experiment", int(row["id"]), int(row["version"])),
        submit="End the experiment", said="The result is kept.",
    )  # fmt: skip
    st.caption(plain(f"We believe that {row['hypothesis']}"))
    form.draw(asks, _end)


def _end(given: Any, seen: Seen | None) -> None:
    if seen is not None:
        acts.end(house.engine(), who.actor(), seen, given)
