"""One idea: what it would bring, who supports it, what was answered, and what was tried?"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from legalops.metrics import ideas as metrics
from legalops.models.ideas import IDEA_STATES, IdeaMoveInput
from legalops.models.kinds import Seen
from legalops.periods import day_label, local
from legalops.services import ideas as acts
from legalops.store import ideas as store
from legalops.store import records
from legalops.ui import data as house
from legalops.ui import who
from legalops.ui.actions import panel
from legalops.ui.ideas import data, quick, trials
from legalops.ui.words import plain
from legalops.ui.work import form, inplace, page

Row = Mapping[str, Any]


def draw(row: Row) -> None:
    """Draw an idea."""
    number = int(row["id"])
    names = store.supporters(house.engine(), number)
    page.head("idea", row, ("ideas", "Ideas"), [data.badge(row["state"])], _whose(row))
    if row["body"]:
        st.text(row["body"])
    quick.trouble()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        quick.support(number, len(names), is_mine=number in data.mine())
        inplace.person("idea", row, "owner_id")
        _move_on(row)
    if names:
        st.caption(plain(f"Supported by {', '.join(names)}"))
    page.sections(
        "idea",
        row,
        {
            "Answers": lambda: _answers(row),
            "Experiments": lambda: trials.of_idea(number),
            "Actions": lambda: panel.draw("idea", number),
        },
    )


def _whose(row: Row) -> str:
    when = local(row["made_at"], house.settings().time_zone).partition(",")[0]
    said = f"An idea of {row['maker']}, {when}"
    if row["first_decided_on"]:
        return f"{said}; first answered on {day_label(row['first_decided_on'])}."
    return f"{said}; not answered yet."


def _move_on(row: Row) -> None:
    """Draw the way to answer an idea: where it goes, and why."""
    if row["withdrawn_at"] or not store.may_move(house.engine(), who.actor(), int(row["id"])):
        return
    label = "Answer it" if row["state"] == "new" else "Move it on"
    if st.button(label, icon=":material/arrow_forward:", type="primary", key="idea_move"):
        _ask(row)


@st.dialog("Where does this idea go?", width="medium")
def _ask(row: Row) -> None:
    steps, names = metrics.next_steps(row["state"]), dict(IDEA_STATES)
    asks = form.Form(
        key=f"idea_move_{row['id']}", asks=IdeaMoveInput, start={"state": steps[0]},
        seen=Seen("idea", int(row["id"]), int(row["version"])),
        submit="Save the answer", said="The answer is kept.",
        choices={"state": [(step, names[step]) for step in steps]},
    )  # fmt: skip
    st.caption("Whoever had the idea reads the reason, and so does everybody else.")
    form.draw(asks, _move)


def _move(given: Any, seen: Seen | None) -> None:
    if seen is not None:
        acts.move(house.engine(), who.actor(), seen, given)


def _answers(row: Row) -> None:
    """Draw what was answered, the newest first, from the idea's history."""
    found = [
        each
        for each in records.history(house.engine(), who.actor(), "idea", int(row["id"]))
        if each.act == "moved"
    ]
    if not found:
        st.caption("No answer yet. An answer says where the idea goes, and why.")
    for change in found:
        state = str(change.after.get("state", row["state"]))
        reason = str(change.after.get("reason", change.before.get("reason", "")))
        with st.container(gap="xxsmall"):
            day = str(change.after.get("moved_on", change.at))[:10]
            st.markdown(
                f"**{data.STATES.get(state, state)}** \u00b7 {plain(change.by)}, {day_label(day)}"
            )
            st.caption(plain(reason))
