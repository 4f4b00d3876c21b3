"""Which matters are there, whose are they, and to which practice area do they belong?"""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.permissions import Permission
from legalops.services import matters as acts
from legalops.store import areas, matters, users
from legalops.ui import data, tables, who
from legalops.ui.intake_matters import USUAL_AREAS
from legalops.ui.words import counted, plain

NONE = "No practice area"
_FILTERS = {"all": "All", "none": NONE, "open": "Open", "closed": "Closed"}
_ALL_TIME = 0
BILLED = "All time, net of tax, live invoices not rejected"


def table() -> pd.DataFrame:
    """Return the matters the person may see, as the store has them now."""
    return matters.table(data.engine(), who.actor())


def chosen_filter() -> str:
    """Draw the filter, kept in the address as `area`, and return its code."""
    return str(
        st.segmented_control(
            "Show",
            list(_FILTERS),
            format_func=lambda code: _FILTERS[code],
            default="all",
            required=True,
            key="area",
            bind="query-params",
        )
    )


def filtered(frame: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the rows a filter leaves."""
    if code == "none":
        frame = frame[frame["practice_area_id"].isna()]
    elif code in ("open", "closed"):
        frame = frame[frame["status"] == code]
    return frame.reset_index(drop=True)


def draw(frame: pd.DataFrame, code: str) -> None:
    """Draw the register and, for ops, what can be changed about the rows chosen in it."""
    if frame.empty:
        _say_empty(code)
        return
    may_edit = who.may(Permission.EDIT_NAMES)
    home = data.settings().reporting_currency
    shown = pd.DataFrame(
        {
            "Matter": frame["number"],
            "Name": frame["name"],
            "Practice area": frame["practice_area"].fillna(NONE),
            "Owner": frame["owner"].fillna(""),
            "Status": frame["status"].str.capitalize(),
            "Restricted": frame["is_restricted"].map({True: "Restricted", False: ""}),
            "billed": tables.major(frame["billed_cents"], home),
            "Last invoice": [
                periods.day_label(d) if isinstance(d, str) else "" for d in frame["last_invoiced"]
            ],
        }
    )
    picked = st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        height=min(36 * len(shown) + 38, 560),
        key="matters_table",
        on_select="rerun" if may_edit else "ignore",
        selection_mode="multi-row",
        alt="Matters with practice area, owner and what was billed on them",
        column_config={
            "billed": tables.money_column(f"Billed, {home}", home, BILLED),
        },
    )
    if may_edit:
        rows = tables.ticked(picked, len(frame))
        _assign(frame, rows)
        _edit(frame, rows)


def _say_empty(code: str) -> None:
    if code == "none":
        st.success("Every matter has a practice area.", icon=":material/check:")
    elif code == "all":
        st.info(
            "There are no matters yet. They are created when the first invoices are stored on "
            "the page Invoices."
        )
    else:
        st.info("No matter is like this. Choose another filter.")


def _assign(frame: pd.DataFrame, rows: list[int]) -> None:
    st.subheader("Assign a practice area", anchor=False)
    options = {int(row["id"]): f"{row['number']} · {row['name']}" for _, row in frame.iterrows()}
    chosen = [int(frame.iloc[r]["id"]) for r in rows]
    with st.form("assign_area", border=True):
        ids = st.multiselect(
            "Matters",
            list(options),
            default=chosen,
            format_func=lambda number: options.get(number, str(number)),
            placeholder="Choose here, or tick rows in the table",
        )
        left, right = st.columns(2)
        names = sorted({*areas.all_areas(data.engine()).values(), *USUAL_AREAS})
        area = left.selectbox(
            "Practice area",
            names,
            index=None,
            accept_new_options=True,
            placeholder="Choose or type",
        )
        months = _months()
        since = right.selectbox(
            "From",
            [_ALL_TIME, *months],
            format_func=lambda m: f"work of {periods.label(m)} on" if m else "For all time",
            help="Work of earlier months keeps the practice area it had.",
        )
        if st.form_submit_button("Assign", type="primary"):
            _save_area(ids, area, since)


def _months() -> list[int]:
    today = periods.utc_now().date()
    return list(
        reversed(
            periods.months_between(
                periods.add_months(periods.month_of(today), -36), periods.month_of(today)
            )
        )
    )


def _save_area(ids: list[int], area: str | None, since: int) -> None:
    try:
        count = acts.assign_area(data.engine(), who.actor(), ids, area or "", since or None)
    except LegalOpsError as error:
        st.error(str(error))
        return
    st.session_state["matters_said"] = (
        f"{plain(area)} is now the practice area of {counted(count, 'matter')}."
    )
    st.rerun()


def said() -> None:
    """Draw what was just saved, once."""
    text = st.session_state.pop("matters_said", None)
    if text:
        st.success(text)


def _edit(frame: pd.DataFrame, rows: list[int]) -> None:
    if len(rows) != 1:
        st.caption("Tick a single matter to change its name, owner, status or who may see it.")
        return
    row = frame.iloc[rows[0]]
    names = users.choices(data.engine())

    st.subheader(f"Matter {plain(row['number'])}", anchor=False)
    with st.form(f"matter_{row['id']}_{row['version']}", border=True):
        name = st.text_input("Name", value=str(row["name"]), max_chars=200)
        left, right = st.columns(2)
        owner_now = None if pd.isna(row["owner_id"]) else int(row["owner_id"])
        owner = left.selectbox(
            "Owner",
            list(names),
            index=list(names).index(owner_now) if owner_now in names else None,
            format_func=lambda number: names.get(number, ""),
            placeholder="Nobody",
        )
        status = right.selectbox(
            "Status",
            ["open", "closed"],
            index=["open", "closed"].index(str(row["status"])),
            format_func=str.capitalize,
        )
        named = matters.members(data.engine(), int(row["id"]))
        members = st.multiselect(
            "People who work on it",
            list(names),
            default=[m for m in named if m in names],
            format_func=lambda number: names.get(number, ""),
            help="They see its narratives, and the matter itself when it is restricted.",
        )
        restricted = st.checkbox(
            "Restricted",
            value=bool(row["is_restricted"]),
            help="Only the owner, the people above and administrators see it. Its money still "
            "counts in totals, as restricted matters.",
        )
        if st.form_submit_button("Save matter"):
            given = {
                "name": name,
                "status": status,
                "owner_id": owner,
                "is_restricted": restricted,
                "member_ids": tuple(members),
            }
            _save_matter(row, given)


def _save_matter(row: pd.Series, given: Mapping[str, object]) -> None:
    try:
        checked = acts.matter_input(given)
        acts.change(data.engine(), who.actor(), int(row["id"]), int(row["version"]), checked)
    except LegalOpsError as error:
        st.error(str(error))
        return
    st.session_state["matters_said"] = f"Matter {plain(row['number'])} is saved."
    st.rerun()
