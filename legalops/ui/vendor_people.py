"""Who records time at a vendor, and who of them is the same person under two codes?"""

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.services import timekeepers as acts
from legalops.ui import data, tables, who
from legalops.ui.vendor_names import say
from legalops.ui.words import plain


def draw(vendor_id: int) -> None:
    """Draw a vendor's timekeepers, who looks like whom, and who was tied to whom."""
    frame = acts.table(data.engine(), vendor_id)
    if frame.empty:
        st.info("No timekeeper of this vendor is known; its lines carry none.")
        return
    names = {
        int(number): acts.called(str(code), str(name))
        for number, code, name in zip(frame["id"], frame["code"], frame["name"], strict=True)
    }
    _table(frame, names)
    st.caption(
        "People tied together are one from the next file on: lines under either code are the "
        "second one's. What is stored stays as it came."
    )
    for pair in acts.likely_same(frame):
        _pair(pair)
    tied = frame[frame["same_as"].notna()]
    for number, same in zip(tied["id"].astype(int), tied["same_as"].astype(int), strict=True):
        _tied(number, f"{names[number]} is tied to {names.get(same, 'somebody else')}.")
    if len(frame) > 1:
        _tie_form(vendor_id, names)


def _table(frame: pd.DataFrame, names: dict[int, str]) -> None:
    shown = pd.DataFrame(
        {
            "Name": frame["name"],
            "Code": frame["code"],
            "Class": frame["classification"],
            "Hours": frame["hours_e4"] / 10_000,
            "Lines": frame["lines"],
            "Last month": [
                "" if pd.isna(month) else periods.label(int(month)) for month in frame["last_month"]
            ],
            "Same person as": [
                "" if pd.isna(same) else names.get(int(same), "") for same in frame["same_as"]
            ],
        }
    )
    columns = {
        "Name": st.column_config.TextColumn("Name", pinned=True),
        "Hours": st.column_config.NumberColumn("Hours", format="%,.1f"),
        "Lines": st.column_config.NumberColumn("Lines", format="%,d"),
    }
    tables.house(shown, columns, "vendor_people", "Timekeepers with code, class and hours")


def _pair(pair: acts.SamePerson) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(
            f"**{plain(pair.one)}** and **{plain(pair.other)}** look like one person: "
            f"{plain(pair.reason)}."
        )
        if st.button("Same person", key=f"same_{pair.one_id}_{pair.other_id}"):
            _tie(pair.one_id, pair.other_id, f"{plain(pair.one)} is tied to {plain(pair.other)}.")


def _tie_form(vendor_id: int, names: dict[int, str]) -> None:
    with st.form(f"tie_{vendor_id}", border=True):
        left, right = st.columns(2)
        one = left.selectbox(
            "Timekeeper", list(names), format_func=lambda n: names[n], index=None,
            placeholder="Choose who is known twice",
        )  # fmt: skip
        other = right.selectbox(
            "Is the same person as", list(names), format_func=lambda n: names[n], index=None,
            placeholder="Choose who stays",
        )  # fmt: skip
        if st.form_submit_button("Tie them together"):
            if one is None or other is None:
                st.error("Choose both.")
                return
            _tie(one, other, f"{plain(names[one])} is tied to {plain(names[other])}.")


def _tie(one: int, other: int, done: str) -> None:
    try:
        acts.tie(data.engine(), who.actor(), one, other)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    say(done)


def _tied(number: int, told: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(told), width="content")
        if st.button("Take it back", key=f"untie_{number}", type="tertiary"):
            try:
                acts.untie(data.engine(), who.actor(), number)
            except LegalOpsError as error:
                st.error(plain(error))
                return
            say("They are two people again.")
