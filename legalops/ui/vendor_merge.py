"""Are two vendors one firm: what would a merge move, what stands against it, what was merged?"""

from collections.abc import Mapping

import streamlit as st

from legalops import money, periods
from legalops.errors import LegalOpsError
from legalops.services import vendors as acts
from legalops.ui import data, who
from legalops.ui.vendor_names import say
from legalops.ui.words import counted, plain

TABS, TAB = "vendor_tab", "Merge"


def pairs(found: list[acts.Pair], sizes: Mapping[int, int]) -> None:
    """Draw the vendors that look like one firm, each pair with a way to look closer.

    The one with fewer invoices would become part of the other.
    """
    if not found:
        return
    st.subheader("These look like one firm", anchor=False)
    st.caption("Nothing is merged unless you say so; look at a pair to see what it would move.")
    for pair in found:
        ids = sorted((pair.second_id, pair.first_id), key=lambda number: sizes.get(number, 0))
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{plain(pair.first)}** and **{plain(pair.second)}**")
            st.caption(plain(f"{pair.reason[:1].upper()}{pair.reason[1:]}."))
            st.button(
                "Look at a merge",
                key=f"pair_{pair.first_id}_{pair.second_id}",
                on_click=_look,
                args=tuple(ids),
            )


def _look(from_id: int, into_id: int) -> None:
    st.session_state["vendor_chosen"] = from_id
    st.session_state[TABS] = TAB
    st.session_state[f"merge_into_{from_id}"] = into_id


def draw(vendor_id: int, name: str, others: dict[int, str]) -> None:
    """Draw whom to merge a vendor into, what that would do, and its merges."""
    st.caption(
        "The vendor becomes part of the other: its invoices, people, names and numbers move, and "
        "files under its name or number find the other from then on. It can be taken back."
    )
    into = st.selectbox(
        f"Merge {plain(name)} into",
        list(others),
        format_func=lambda number: others[number],
        index=None,
        key=f"merge_into_{vendor_id}",
        placeholder="Choose the vendor that stays",
    )
    if into is not None:
        _preview(acts.preview_merge(data.engine(), vendor_id, into))
    _history(vendor_id)


def _preview(found: acts.Preview) -> None:
    sums = [money.money(cents, code) for code, cents in found.money.items()]
    moved = [
        f"{counted(found.invoices, 'live invoice')} with {counted(found.lines, 'line')}",
        f"{' + '.join(sums)} net" if sums else "",
        counted(found.timekeepers, "timekeeper"),
        counted(found.aliases, "other name"),
    ]
    with st.container(border=True):
        st.markdown(
            f"From **{plain(found.from_name)}** to **{plain(found.into_name)}** would go "
            + plain(", ".join(part for part in moved if part))
            + "."
        )
        for note in found.notes:
            st.info(plain(note), icon=":material/info:")
        if found.blocked:
            st.error(plain(found.blocked), icon=":material/block:")
            return
        if st.button("Merge them", type="primary", key=f"merge_{found.from_id}_{found.into_id}"):
            _merge(found)


def _merge(found: acts.Preview) -> None:
    try:
        acts.merge(data.engine(), who.actor(), found.from_id, found.into_id)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    say(f"{plain(found.from_name)} is now part of {plain(found.into_name)}.")


def history() -> None:
    """Draw the merges that were made."""
    _history(None)


def _history(vendor_id: int | None) -> None:
    found = acts.merge_history(data.engine(), vendor_id)
    if found:
        st.subheader("Merged before", anchor=False)
    zone = data.settings().time_zone
    for merge in found:
        at = periods.local(merge.merged_at, zone)
        told = (
            f"{merge.from_name} into {merge.into_name}, {at}, by {merge.merged_by}; "
            f"{counted(merge.invoices, 'invoice')}."
        )
        if merge.undone_at:
            told += f" Taken back {periods.local(merge.undone_at, zone)} by {merge.undone_by}."
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(told), width="content")
            if not merge.undone_at and st.button("Take it back", key=f"unmerge_{merge.id}"):
                _undo(merge)


def _undo(merge: acts.Merged) -> None:
    try:
        count = acts.undo_merge(data.engine(), who.actor(), merge.id)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    say(f"{plain(merge.from_name)} stands alone again, with {counted(count, 'invoice')}.")
