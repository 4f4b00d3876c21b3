"""Which codes may lines carry, what do they stand for, and which came that nobody knows?"""

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.permissions import Permission
from legalops.services import codes as acts
from legalops.ui import data, tables, who
from legalops.ui.words import counted, plain

_SAID = "codes_said"
_KINDS = {
    "task": "Tasks",
    "activity": "Activities",
    "expense": "Expenses",
    "classification": "Timekeeper classes",
}
_A = {"task": "a task", "activity": "an activity", "expense": "an expense",
      "classification": "a timekeeper class"}  # fmt: skip
_SOURCES = {"shipped": "Shipped", "changed": "Shipped, renamed by you", "yours": "Yours"}
_SETS = {
    "litigation": "Litigation", "ediscovery": "E-discovery", "counseling": "Counseling",
    "project": "Project", "bankruptcy": "Bankruptcy", "patent": "Patent",
    "trademark": "Trademark", "activity": "Activities", "activity-ext": "Activities, 2013",
    "expense": "Expenses", "tk-6char": "Six letters", "tk-2char": "Two letters",
    "tk-legacy": "Two letters", "tk-alias": "Seen in files",
}  # fmt: skip


def said() -> None:
    """Draw what was just done, once."""
    text = st.session_state.pop(_SAID, None)
    if text:
        st.success(text)


def chosen_kind() -> str:
    """Draw the kinds of codes and return the chosen one."""
    kind = st.pills(
        "Kind",
        list(_KINDS),
        format_func=lambda code: _KINDS[code],
        default="task",
        required=True,
        key="code_kind",
        bind="query-params",
    )
    return str(kind or "task")


def strangers() -> None:
    """Draw the codes that came lately and that nobody knows, each with a way to add it."""
    if not who.may(Permission.EDIT_NAMES):
        return
    frame = acts.unknown(data.engine())
    if frame.empty:
        return
    with st.expander(
        f"{counted(len(frame), 'code')} came lately that {'is' if len(frame) == 1 else 'are'} "
        "not in these lists",
        icon=":material/help:",
        key="codes_strangers",
    ):
        st.caption("Lines keep such codes as they came; files that carry them are only warned of.")
        for row in frame.itertuples(index=False):
            _stranger(str(row.kind), str(row.code), f"{row.uploads}", str(row.last_seen))


def _stranger(kind: str, code: str, uploads: str, seen: str) -> None:
    at = periods.local(seen, data.settings().time_zone)
    with st.form(f"stranger_{kind}_{code}", border=True):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        name = left.text_input(
            f"{plain(code)}, read as {_A[kind]}: what does it stand for?",
            max_chars=200,
            help=f"In {counted(int(uploads), 'upload')}, last on {at}.",
        )
        if right.form_submit_button("Add it"):
            _do("add", (kind, code, name), f"{plain(code)} is added.")


def table(kind: str) -> None:
    """Draw the codes of a kind, and for ops what can be done with the one that is chosen."""
    everything = acts.table(data.engine(), kind)
    sought = st.text_input(
        "Find", key="code_sought", type="search", placeholder="A code, or words of its name"
    )
    frame = _matching(everything, sought or "")
    may_edit = who.may(Permission.EDIT_NAMES)
    ticked = None
    if frame.empty:
        st.info("No code is like this.")
    else:
        ticked = _draw(frame, may_edit)
    if may_edit:
        code = _chosen(kind, list(everything["code"]), ticked)
        if code is not None:
            _edit(everything[everything["code"] == code].iloc[0])
        _add(kind)


def _chosen(kind: str, known: list[str], ticked: str | None) -> str | None:
    """Draw the field that names a code, which a tick in the table fills."""
    key = f"code_chosen_{kind}"
    if ticked is not None and st.session_state.get("code_ticked") != ticked:
        st.session_state[key] = ticked
    st.session_state["code_ticked"] = ticked
    return st.selectbox(
        "Rename or retire a code",
        known,
        index=None,
        key=key,
        placeholder="Choose here, or tick a row in the table",
    )


def _matching(frame: pd.DataFrame, sought: str) -> pd.DataFrame:
    words = sought.casefold().split()
    text = (frame["code"] + " " + frame["name"]).str.casefold()
    kept = [all(word in each for word in words) for each in text]
    return frame[kept].reset_index(drop=True)


def _draw(frame: pd.DataFrame, may_edit: bool) -> str | None:
    state = frame["is_retired"].map({True: "Retired", False: ""})
    shown = pd.DataFrame(
        {
            "Code": frame["code"],
            "Name": frame["name"].where(frame["name"] != "", "No name was published"),
            "Set": frame["set"].map(lambda name: _SETS.get(name, str(name).capitalize())),
            "From": frame["source"].map(_SOURCES),
            "State": state,
            "Changed by": frame["changed_by"],
        }
    )
    picked = st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        height=min(36 * len(shown) + 40, 520),
        key="codes_table",
        on_select="rerun" if may_edit else "ignore",
        selection_mode="single-row",
        alt="Codes with name, set and where they come from",
        column_config={
            "Code": st.column_config.TextColumn("Code", pinned=True, width=90),
            "Name": st.column_config.TextColumn("Name", width="large"),
        },
    )
    rows = tables.ticked(picked, len(frame))
    return str(frame.iloc[rows[0]]["code"]) if rows else None


def _edit(row: pd.Series) -> None:
    kind, code = str(row["kind"]), str(row["code"])
    with st.form(f"code_{kind}_{code}_{row['changed_at']}", border=True):
        name = st.text_input(
            f"Name of {plain(code)}",
            value=str(row["name"]),
            max_chars=200,
            help="Leave it empty to take the name that ships." if row["set"] else None,
        )
        with st.container(horizontal=True):
            renamed = st.form_submit_button("Save the name", type="primary")
            switched = st.form_submit_button("Bring it back" if row["is_retired"] else "Retire it")
    if renamed:
        _do("rename", (kind, code, name), f"The name of {plain(code)} is saved.")
    if switched and row["is_retired"]:
        _do("restore", (kind, code), f"{plain(code)} is in use again.")
    elif switched:
        _do("retire", (kind, code), f"{plain(code)} is retired; lines that carry it are warned of.")


def _add(kind: str) -> None:
    article = "an" if kind in ("activity", "expense") else "a"
    st.subheader(f"Add {article} {acts.KINDS[kind]}", anchor=False)
    with st.form(f"add_{kind}", border=True, clear_on_submit=True):
        left, right = st.columns([1, 3])
        code = left.text_input("Code", max_chars=60)
        name = right.text_input("What it stands for", max_chars=200)
        if st.form_submit_button("Add it"):
            _do("add", (kind, code, name), f"{plain(code.strip().upper())} is added.")


def _do(act: str, given: tuple[str, ...], done: str) -> None:
    acting = {
        "add": acts.add, "rename": acts.rename, "retire": acts.retire, "restore": acts.restore,
    }[act]  # fmt: skip
    try:
        acting(data.engine(), who.actor(), *given)  # type: ignore[operator]
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[_SAID] = done
    st.rerun()
