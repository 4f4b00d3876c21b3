"""How is a decision proposed, taken, looked back on, and asked anew?"""

from collections.abc import Mapping
from typing import Any, cast

import streamlit as st

from legalops.models.asked import Asked
from legalops.models.decisions import DecisionInput, OutcomeInput, ReviewInput
from legalops.models.kinds import Seen
from legalops.permissions import Permission
from legalops.services import decisions as acts
from legalops.store import decisions as store
from legalops.ui import data, who
from legalops.ui.decisions import data as read
from legalops.ui.decisions import effect, voices
from legalops.ui.words import plain
from legalops.ui.work import address, form

Row = Mapping[str, Any]


def seen_of(row: Row) -> Seen:
    """Return the decision in the version the person sees."""
    return Seen("decision", int(row["id"]), int(row["version"]))


def may_review(row: Row) -> bool:
    """Say whether the person may look back on a decision."""
    return who.may(Permission.DECIDE) or store.may_review(
        data.engine(), who.actor(), int(row["id"])
    )


@st.dialog("Decide", width="large")
def decide(row: Row) -> None:
    """Ask for the outcome; what was proposed stands in it already."""
    st.caption(plain(row["title"]))
    if warning := voices.warning(row):
        st.warning(warning, icon=":material/front_hand:")

    def save(given: Asked, seen: Seen | None) -> None:
        acts.decide(
            data.engine(), who.actor(), seen or seen_of(row), cast(OutcomeInput, given),
            read.today(),
        )  # fmt: skip

    form.draw(_outcome(row, "decide", "Record the decision", "Decided."), save)


@st.dialog("Propose an outcome", width="large")
def propose(row: Row) -> None:
    """Ask for the outcome that an executive is to confirm."""
    st.caption(plain(row["title"]))

    def save(given: Asked, seen: Seen | None) -> None:
        acts.propose(data.engine(), who.actor(), seen or seen_of(row), cast(OutcomeInput, given))

    form.draw(
        _outcome(row, "propose", "Propose", "Proposed.", without=frozenset({"decided_on"})), save
    )


def _outcome(
    row: Row, act: str, submit: str, said: str, without: frozenset[str] = frozenset()
) -> form.Form:
    choices = [(o.id, o.title) for o in read.parts(int(row["id"])).options]
    if not choices:
        without |= {"option_id"}
    if row["vendor_id"] is None and row["matter_id"] is None:
        without |= {"saving_cents"}
    start = {**row, "decided_on": read.today()}
    return form.Form(
        f"{act}_{row['id']}", OutcomeInput, start, seen_of(row), submit, said,
        {"option_id": choices}, without, keeps_draft=True,
    )  # fmt: skip


@st.dialog("Review the decision", width="large")
def review(row: Row) -> None:
    """Ask what really came of it, beside what was expected and what was spent."""
    st.caption(plain(row["title"]))
    if row["expected"]:
        st.markdown(f"**Expected** {plain(row['expected'])}")
    if said := effect.sentence(row):
        st.markdown(f"**Spend** {plain(said)}")

    def save(given: Asked, seen: Seen | None) -> None:
        acts.review(
            data.engine(), who.actor(), seen or seen_of(row), cast(ReviewInput, given), read.today()
        )

    asked = form.Form(
        f"review_{row['id']}",
        ReviewInput,
        {},
        seen_of(row),
        "Keep the review",
        "Kept.",
        keeps_draft=True,
    )
    form.draw(asked, save)


@st.dialog("Ask it anew", width="large")
def anew(row: Row) -> None:
    """Ask a decided question again; the old decision stands until the new one is taken."""
    st.caption("The decision stands until this question is decided, and is then superseded.")

    def save(given: Asked, seen: Seen | None) -> int:
        return acts.supersede(
            data.engine(), who.actor(), seen or seen_of(row), cast(DecisionInput, given),
            read.today(),
        )  # fmt: skip

    start = {name: row[name] for name in DecisionInput.model_fields if name != "due_on"}
    asked = form.Form(
        f"anew_{row['id']}",
        DecisionInput,
        start,
        seen_of(row),
        "Ask it anew",
        "Asked.",
        keeps_draft=True,
    )
    form.draw(asked, save, lambda new: address.go("decision", int(new)))
