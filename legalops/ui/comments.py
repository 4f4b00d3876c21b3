"""What do people say about this figure, and how does somebody add to it?"""

import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.models.kinds import KINDS
from legalops.services import comments as acts
from legalops.store import comments
from legalops.store.comments import Said
from legalops.ui import data, filters, who
from legalops.ui.filters import Filters
from legalops.ui.words import plain

_TROUBLE = "comment_trouble"
_ROUND = "comment_round"
#: What stands in an empty comment: on a figure, and on a record.
_EXAMPLES = (
    "What is behind the figure, and what follows from it?",
    "What should the people who work on it know?",
)


def about(view: Filters) -> tuple[str, str]:
    """Return what comments on a view of budget against actual are kept under."""
    area, vendor = filters.code(view.area), filters.code(view.vendor)
    as_of = f" as of {periods.iso(view.as_of)}" if view.period in ("ytd", "full") else ""
    subject = f"budget_vs_actual:area={area},vendor={vendor}"
    return subject, f"{view.fy} {view.period}{as_of}"


def draw(subject: str, period: str) -> None:
    """Draw what is said about a subject in a period, and the form for those who may comment.

    `subject` is what it is about ("matter:17"), `period` the figure's as its address has it.
    """
    actor = who.actor()
    found = comments.listed(data.engine(), actor, subject, period)
    may_write = comments.may_write(data.engine(), actor, subject)
    with st.container(gap="small", key="comments"):
        if not comments.about_record(subject):
            name = "Notes" if subject.startswith("matter:") else "Comments"
            st.subheader(name, anchor=False)
        if not found:
            st.caption(_nothing(subject, may_write=may_write))
        for said in found:
            _one(said, is_own=may_write and said.author_id == actor.user_id)
        _trouble()
        if may_write:
            _form(subject, period)


def _nothing(subject: str, *, may_write: bool) -> str:
    if record := comments.about_record(subject):
        return f"Nobody has said anything about this {KINDS[record.kind].noun} yet."
    if subject.startswith("matter:"):
        rest = "" if may_write else " Its owner, the people on it and legal operations write here."
        return f"Nobody has noted anything about this matter yet.{rest}"
    rest = "" if may_write else " Executives and administrators comment here."
    return f"Nobody has said anything about this figure yet.{rest}"


def _one(said: Said, *, is_own: bool) -> None:
    zone = data.settings().time_zone
    at = periods.local(said.written_at, zone)
    changed = f", changed {periods.local(said.changed_at, zone)}" if said.changed_at else ""
    with st.container(border=True, gap="xxsmall", key=f"comment_{said.id}"):
        st.caption(f"**{plain(said.author)}** \u00b7 {plain(at + changed)}")
        st.text(said.body)
        if said.changed_at or is_own:
            with st.container(horizontal=True, gap="small"):
                if said.changed_at:
                    _earlier(said)
                if is_own:
                    _own(said)


def _earlier(said: Said) -> None:
    zone = data.settings().time_zone
    with st.popover("Earlier wording", type="tertiary", key=f"comment_earlier_{said.id}"):
        for before in comments.history(data.engine(), who.actor(), said.id):
            st.caption(plain(f"Until {periods.local(before.until, zone)}"))
            st.text(before.body)


def _own(said: Said) -> None:
    key = f"comment_text_{said.id}_{said.version}"
    with st.popover("Change", type="tertiary", key=f"comment_change_{said.id}"):
        st.text_area("Comment", said.body, max_chars=acts.LONGEST, key=key)
        with st.container(horizontal=True):
            st.button(
                "Save", type="primary", key=f"comment_save_{said.id}",
                on_click=_change, args=(said, key),
            )  # fmt: skip
            st.button(
                "Withdraw", key=f"comment_withdraw_{said.id}", on_click=_withdraw, args=(said,)
            )


def _form(subject: str, period: str) -> None:
    key = f"comment_new_{st.session_state.setdefault(_ROUND, 0)}"
    with st.popover("Add a comment", icon=":material/add_comment:", key=f"{key}_open"):
        st.text_area(
            "Comment",
            key=key,
            max_chars=acts.LONGEST,
            placeholder=_EXAMPLES[comments.about_record(subject) is not None],
            help="Everybody who sees this page reads it under your name.",
        )
        st.button(
            "Post", type="primary", key=f"{key}_post", on_click=_write, args=(subject, period, key)
        )


def _write(subject: str, period: str, key: str) -> None:
    try:
        acts.write(
            data.engine(), who.actor(), subject, period, str(st.session_state.get(key) or "")
        )
    except LegalOpsError as error:
        st.session_state[_TROUBLE] = str(error)
    else:
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _change(said: Said, key: str) -> None:
    body = str(st.session_state.get(key) or "")
    try:
        acts.change(data.engine(), who.actor(), said.id, said.version, body)
    except LegalOpsError as error:
        st.session_state[_TROUBLE] = str(error)


def _withdraw(said: Said) -> None:
    try:
        acts.withdraw(data.engine(), who.actor(), said.id, said.version)
    except LegalOpsError as error:
        st.session_state[_TROUBLE] = str(error)


def _trouble() -> None:
    text = st.session_state.pop(_TROUBLE, "")
    if text:
        st.error(plain(text), icon=":material/error:")
