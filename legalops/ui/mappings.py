"""How are tables read that come again and again, who said so, and how is that changed?"""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.errors import InvalidInputError, LegalOpsError
from legalops.intake.how import How
from legalops.intake.tables import targets
from legalops.money import CURRENCIES
from legalops.services import mappings as acts
from legalops.services.mappings import Mapping
from legalops.store import mappings, vendors
from legalops.store.engine import open_engine
from legalops.ui import data, navigation, tables, who
from legalops.ui.words import counted, plain

_SAID = "mappings_said"
_TROUBLE = "mappings_trouble"
_OPENED = "mappings_opened"
_NOT_READ = "Not read"
_EVERY = "Every vendor"
_KINDS = {targets.INVOICES: "Invoice lines", targets.PAYMENTS: "Payments"}
_ORDERS = {
    "": "Asked where a file does not tell",
    "DMY": "Day first, 31/12/2026",
    "MDY": "Month first, 12/31/2026",
    "YMD": "Year first, 2026/12/31",
}
_DECIMALS = {".": "Point, 1,234.56", ",": "Comma, 1.234,56"}


def draw() -> None:
    """Draw the mappings that are kept, and the one that was opened."""
    _said()
    st.markdown(
        "A table whose headings are known is read without a question. A vendor's own mapping goes "
        "before one for every vendor; a change holds for the files that come after it."
    )
    kept = _kept(data.url(), data.version("names"))
    if kept.empty:
        _nothing()
        return
    opened = tables.house(
        tables.opening(_shown(kept), 1), {"Name": st.column_config.TextColumn(pinned=True)},
        "mappings_table", "Column mappings with whose files they read and who changed them last",
    )  # fmt: skip
    if opened is not None:
        st.session_state[_OPENED] = int(kept["id"].iloc[opened])
    chosen = kept[kept["id"] == st.session_state.get(_OPENED)]
    if chosen.empty:
        st.caption("Open a mapping to see and change how its files are read.")
    else:
        _edit(chosen.iloc[0])


@st.cache_data(max_entries=8, show_spinner=False)
def _kept(url: str, version: int) -> pd.DataFrame:
    return mappings.table(open_engine(url))


def _nothing() -> None:
    st.info(
        "No column mapping is kept yet. Upload a table on the page Invoices, say once which of "
        "its columns is what, and give that a name: it is listed here from then on."
    )
    st.page_link(
        navigation.FOLDER / "invoices.py", label="Upload a table", icon=":material/upload_file:"
    )


def _said() -> None:
    text = st.session_state.pop(_SAID, "")
    if text:
        st.success(text, icon=":material/check:")
    trouble = st.session_state.pop(_TROUBLE, "")
    if trouble:
        st.error(trouble)


def _shown(kept: pd.DataFrame) -> pd.DataFrame:
    hows = list(kept["how"])
    return pd.DataFrame(
        {
            "Name": kept["name"],
            "Vendor": [vendor or _EVERY for vendor in kept["vendor"]],
            "Holds": [_KINDS.get(how.kind, _KINDS[targets.INVOICES]) for how in hows],
            "Columns read": [_read(how) for how in hows],
            "Changed": [
                f"{periods.day_label(at[:10])} by {by}"
                for at, by in zip(kept["changed_at"], kept["changed_by"], strict=True)
            ],
            "Headings": [", ".join(how.columns or {}) for how in hows],
        }
    )


def _read(how: How) -> str:
    columns = how.columns or {}
    return f"{sum(bool(field) for field in columns.values())} of {len(columns)}"


def _edit(row: pd.Series) -> None:
    how: How = row["how"]
    key = f"mapping_{row['id']}_{row['version']}"
    st.subheader(plain(row["name"]), anchor=False)
    st.caption(
        f"Kept on {periods.day_label(row['made_at'][:10])} by {plain(row['made_by'])}, changed on "
        f"{periods.day_label(row['changed_at'][:10])} by {plain(row['changed_by'])}. "
        f"{counted(len(how.columns or {}), 'column')}."
    )
    with st.form(key, border=True):
        left, right = st.columns(2)
        left.text_input(
            "Name", value=str(row["name"]), max_chars=mappings.LONGEST, key=f"{key}_name"
        )
        _vendor(right, row, key)
        _grid(how, key)
        _rest(how, key)
        pressed = st.form_submit_button("Save mapping", type="primary", icon=":material/check:")
    if pressed:
        _save(row, how, key)
    _forget(row, key)


def _vendor(place: Any, row: pd.Series, key: str) -> None:
    names = _vendors(data.url(), data.version("names"))
    chosen = 0 if pd.isna(row["vendor_id"]) else int(row["vendor_id"])
    options = [0, *names]
    place.selectbox(
        "Whose files",
        options,
        index=options.index(chosen) if chosen in options else 0,
        format_func=lambda number: names.get(number, _EVERY),
        key=f"{key}_vendor",
        help="A mapping for one vendor says whose file it is where no column does.",
    )


@st.cache_data(max_entries=8, show_spinner=False)
def _vendors(url: str, version: int) -> dict[int, str]:
    table = vendors.table(open_engine(url))
    return {int(i): str(name) for i, name in zip(table["id"], table["name"], strict=True)}


def _labels(how: How) -> dict[str, str]:
    """Return what the fields of the kind of table are called, by field; "" is not read."""
    kind = how.kind if how.kind in _KINDS else targets.INVOICES
    return {"": _NOT_READ} | {t.field: t.label for t in targets.targets(kind)}


def _grid(how: How, key: str) -> None:
    columns, labels = how.columns or {}, _labels(how)
    st.data_editor(
        pd.DataFrame(
            {
                "Heading in the file": list(columns),
                "Read as": [labels.get(field, _NOT_READ) for field in columns.values()],
            }
        ),
        key=f"{key}_grid",
        hide_index=True,
        width="stretch",
        height="content" if len(columns) <= 16 else 560,
        disabled=["Heading in the file"],
        column_config={
            "Heading in the file": st.column_config.TextColumn(pinned=True),
            "Read as": st.column_config.SelectboxColumn(
                options=list(labels.values()), required=True
            ),
        },
        alt="The headings of the file and what each column is read as",
    )


def _rest(how: How, key: str) -> None:
    """Ask what no column says."""
    with st.container(horizontal=True):
        st.selectbox(
            "Dates such as 02/03/2026", list(_ORDERS), index=list(_ORDERS).index(how.date_order),
            format_func=lambda code: _ORDERS[code], key=f"{key}_order", width=270,
        )  # fmt: skip
        st.selectbox(
            "Decimal sign", list(_DECIMALS), index=list(_DECIMALS).index(how.decimal),
            format_func=lambda code: _DECIMALS[code], key=f"{key}_decimal", width=180,
        )  # fmt: skip
        codes = ["", *sorted(CURRENCIES)]
        st.selectbox(
            "Currency", codes, index=codes.index(how.currency) if how.currency in codes else 0,
            format_func=lambda code: code or "A column says it", key=f"{key}_currency", width=180,
        )  # fmt: skip
        st.text_input(
            "Matter of all rows", value=how.matter, max_chars=50, key=f"{key}_matter", width=180,
            placeholder="A column says it", help="Our number of the matter.",
        )  # fmt: skip
    st.toggle(
        "Turn every sign round", value=how.flips_sign, key=f"{key}_flip",
        help="For files in which what is owed is written with a minus.",
    )  # fmt: skip


def _wanted(row: pd.Series, how: How, key: str) -> Mapping:
    """Return the mapping as the form says it."""
    state = {
        name: st.session_state.get(f"{key}_{name}")
        for name in ("name", "vendor", "grid", "order", "decimal", "currency", "matter", "flip")
    }
    fields = {label: field for field, label in _labels(how).items()}
    columns = dict(how.columns or {})
    headings = list(columns)
    for place, cells in (state["grid"] or {}).get("edited_rows", {}).items():
        columns[headings[int(place)]] = fields.get(str(cells.get("Read as")), "")
    _refuse_twice(columns, how)
    said = replace(
        how,
        columns=columns,
        date_order=state["order"] or "",
        decimal=state["decimal"] or ".",
        currency=state["currency"] or "",
        matter=str(state["matter"] or "").strip(),
        flips_sign=bool(state["flip"]),
    )
    return Mapping(str(state["name"] or ""), str(row["fingerprint"]), said, state["vendor"] or None)


def _refuse_twice(columns: dict[str, str], how: How) -> None:
    """Raise InvalidInputError when two columns are read as the same field."""
    first: dict[str, str] = {}
    for heading, field in columns.items():
        if field in first:
            raise InvalidInputError(
                _labels(how)[field],
                f"two columns are read as it, {first[field]!r} and {heading!r}. Choose one.",
            )
        if field:
            first[field] = heading


def _save(row: pd.Series, how: How, key: str) -> None:
    try:
        wanted = _wanted(row, how, key)
        acts.change(data.engine(), who.actor(), int(row["id"]), int(row["version"]), wanted)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[_SAID] = (
        f"{plain(wanted.name)} is saved; the next files with these headings are read with it."
    )
    st.rerun()


def _forget(row: pd.Series, key: str) -> None:
    with st.popover("Forget this mapping", type="tertiary", icon=":material/delete:"):
        st.markdown(
            f"The next file with the headings of **{plain(row['name'])}** is asked about again. "
            "What was read with it stays as it is."
        )
        st.button("Forget it", key=f"{key}_forget", on_click=_forgotten, args=(row.to_dict(),))


def _forgotten(row: dict[str, Any]) -> None:
    try:
        acts.forget(data.engine(), who.actor(), int(row["id"]), int(row["version"]))
    except LegalOpsError as error:
        st.session_state[_TROUBLE] = plain(error)
        return
    st.session_state[_SAID] = f"{plain(row['name'])} is forgotten."
