"""What does the page of one decision say: where it stands, what was decided and what follows?"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from legalops import periods
from legalops.metrics import decision_words, words
from legalops.models.decisions import METHODS, SAYS, VERDICTS
from legalops.store import decisions as store
from legalops.ui import data
from legalops.ui.actions import panel
from legalops.ui.decisions import acts, effect, table, voices
from legalops.ui.decisions import data as read
from legalops.ui.words import plain
from legalops.ui.work import address, inplace, options, page

Row = dict[str, Any]
_COLOURS = {"open": "blue", "decided": "green", "reviewed": "gray", "superseded": "gray"}
_ICONS = {
    "open": "help",
    "decided": "gavel",
    "reviewed": "history",
    "superseded": "published_with_changes",
}


def draw(row: Row) -> None:
    """Draw one decision: head, outcome, who and when, its acts, then its sections."""
    page.head("decision", row, ("decisions", "Decisions"), _badges(row), _caption(row))
    successor = store.successor(data.engine(), int(row["id"]))
    _chain(row, successor)
    if row["state"] == "open":
        _question(row)
        _facts(row)
    _outcome(row)
    if row["withdrawn_at"] is None:
        acts.draw(row, has_successor=successor is not None)
    if row["state"] != "open":
        _question(row)
    page.sections("decision", row, _rooms(row))


def _question(row: Row) -> None:
    """Draw what the question is about, and why it is asked."""
    if row["context"]:
        st.text(row["context"])
    _about(row)


def _badges(row: Row) -> list[tuple[str, str, str]]:
    state, standing = (
        str(row["state"]),
        decision_words.standing(row["state"], row["due_on"], row["review_on"], today=read.today()),
    )
    late = read.is_late(row)
    found = [
        (standing, "warning" if late else _ICONS[state], "orange" if late else _COLOURS[state])
    ]
    if row["is_evaluation"]:
        found.append(("Evaluation of systems", "dns", "gray"))
    return found


def _caption(row: Row) -> str:
    method = dict(METHODS)[row["method"]]
    raised = f"Asked by {row['maker']} on {periods.day_label(row['raised_on'])}"
    if row["state"] == "open":
        return raised
    accountable = options.people().get(row["accountable_id"])
    return f"{raised}. {method}{f'; accountable: {accountable}' if accountable else ''}."


def _chain(row: Row, after: tuple[int, str] | None) -> None:
    """Draw what this question asks anew, and what asks it anew."""
    before = row["supersedes_id"]
    if before is not None:
        is_done = row["state"] != "open"
        st.caption("It supersedes" if is_done else "It asks anew, and supersedes once decided")
        address.link("decision", int(before), store.title(data.engine(), int(before)))
    if after is not None:
        is_done = row["state"] == "superseded"
        st.caption("Superseded by" if is_done else "In force until this one is decided")
        address.link("decision", *after)


def _outcome(row: Row) -> None:
    if not row["outcome"]:
        return
    is_open = row["state"] == "open"
    with st.container(border=True, gap="xxsmall"):
        st.caption(_taken(row))
        if title := _option(row):
            st.markdown(f"**{plain(title)}**")
        st.text(row["outcome"])
        st.caption("Why")
        st.text(row["reason"])
        if expected := _expected(row):
            st.caption("Expected effect")
            st.text(expected)
        if row["review"]:
            st.caption(
                f"{dict(VERDICTS)[row['verdict']]}, says {plain(row['reviewed_by'])} on "
                f"{periods.day_label(row['reviewed_on'])}"
            )
            st.text(row["review"])
        elif row["review_on"] and not is_open:
            st.caption(f"To be reviewed on {periods.day_label(row['review_on'])}")


def _taken(row: Row) -> str:
    if row["state"] == "open":
        return f"Proposed by {plain(row['changed_by'])}, not decided yet"
    return f"Decided by {plain(row['decided_by'])} on {periods.day_label(row['decided_on'])}"


def _option(row: Row) -> str:
    chosen = [o.title for o in read.parts(int(row["id"])).options if o.id == row["option_id"]]
    return chosen[0] if chosen else ""


def _expected(row: Row) -> str:
    saving = row["saving_cents"]
    currency = data.settings().reporting_currency
    amount = f"{words.money(saving, currency)} less a year." if saving else ""
    return " ".join(part for part in (row["expected"], amount) if part)


def _facts(row: Row) -> None:
    can = page.may_edit(row, "decision")
    with st.container(horizontal=True, gap="medium"):
        inplace.person("decision", row, "accountable_id", can=can)
        inplace.day("decision", row, "due_on", can=can)
        inplace.choice("decision", row, "method", can=can)
    for part, said in (("contributors", "Contributors"), ("informed", "To be informed")):
        names = [options.people().get(number, "somebody who left") for number in row[part]]
        if names:
            st.caption(f"{said}: {plain(', '.join(names))}")


def _about(row: Row) -> None:
    with st.container(horizontal=True, gap="medium"):
        if row["vendor_id"] is not None:
            name = options.of("vendor").get(row["vendor_id"], "Vendor")
            address.link("vendor", int(row["vendor_id"]), name)
        if row["matter_id"] is not None:
            known = options.of("matter").get(row["matter_id"])
            if known is None:
                st.caption(":material/lock: A restricted matter")
            else:
                address.link("matter", int(row["matter_id"]), known)


def _rooms(row: Row) -> dict[str, Callable[[], None]]:
    number = int(row["id"])
    found: dict[str, Callable[[], None]] = {"Options": lambda: table.draw(number)}
    if row["method"] in SAYS:
        found["Voices"] = lambda: voices.draw(row)
    is_about = row["vendor_id"] is not None or row["matter_id"] is not None
    if row["decided_on"] and is_about:
        found["Spend before and since"] = lambda: effect.draw(row)
    found["Actions"] = lambda: panel.draw("decision", number)
    return found
