"""How does a person check in on a goal, and what was said before?"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import pandas as pd
import streamlit as st
from pydantic import create_model

from legalops import periods
from legalops.errors import LegalOpsError
from legalops.metrics import goal_words
from legalops.models.asked import E4, Ask, Asked
from legalops.models.goals import CheckInInput
from legalops.models.kinds import Seen
from legalops.services import goals as acts
from legalops.ui import data as house
from legalops.ui import take, who
from legalops.ui.goals import data, results
from legalops.ui.words import plain
from legalops.ui.work import form, register

Row = Mapping[str, Any]
_PART = "part_"
_MOST = 12


def button(row: Row) -> None:
    """Draw the button that opens the form of a check-in."""
    if st.button("Check in", type="primary", icon=":material/flag_check:", key="check_in"):
        ask(row)


def ask(row: Row) -> None:
    """Open the form of a check-in: a value for each thing that is typed, how sure, what is next."""

    @st.dialog("Check in", width="large")
    def draw() -> None:
        fields(row)

    draw()


def fields(row: Row) -> None:
    """Draw what is asked at a check-in: what is typed, how sure, what is next."""
    parts = results.of_goal(int(row["id"]))
    if any(part["measure"] for part in parts):
        st.caption(_read(parts))
    form.draw(_form(row, parts), _save(row))


def _read(parts: Sequence[Row]) -> str:
    titles = [plain(part["title"]) for part in parts if part["measure"]]
    return f"Read by {'itself' if len(titles) == 1 else 'themselves'}: {'; '.join(titles)}."


def _form(row: Row, parts: Sequence[Row]) -> form.Form:
    """Return a form with one number for each value that people type."""
    known = CheckInInput.model_fields
    last = _last(int(row["id"]))
    fields: dict[str, Any] = {name: _as(known[name]) for name in ("on_day", "confidence")}
    if parts:
        typed = [part for part in parts if not part["measure"]]
        fields |= {
            f"{_PART}{part['id']}": _number(
                str(part["title"]), results.unit_of(part), last.get(int(part["id"]))
            )
            for part in typed
        }
    elif row["target_e4"] is not None or row["upper_e4"] is not None:
        fields["value_e4"] = _number("Value now", str(row["unit"]), last.get(0))
    fields["note"] = _as(known["note"])
    asks = create_model("CheckIn", __base__=Asked, **fields)
    start = {"on_day": data.today(), "confidence": last.get("confidence", "high")}
    return form.Form(f"check_in_{row['id']}", asks, start, submit="Check in", said="Checked in.")


def _as(field: Any) -> tuple[Any, Any]:
    """Return a field of the check-in as it is asked for."""
    return Annotated[field.annotation, *field.metadata], field.default


def _number(title: str, unit: str, last: int | None) -> tuple[Any, Any]:
    label = f"{plain(title)}, {plain(unit)}" if unit else plain(title)
    before = "" if last is None else f"Last time {goal_words.value(last, unit)}"
    return Annotated[E4 | None, Ask(label, "number", example=before, row="values")], None


def _last(goal_id: int) -> dict[Any, Any]:
    """Return the newest value by key result (0 for the goal), and how sure somebody was."""
    mine = data.check_ins(goal_id)
    found: dict[Any, Any] = {}
    for each in mine.to_dict("records"):
        found["confidence"] = each["confidence"]
        if not pd.isna(each["value_e4"]):
            part = each["key_result_id"]
            found[0 if pd.isna(part) else int(part)] = int(each["value_e4"])
    return found


def _save(row: Row) -> form.Save:
    def save(given: Asked, seen: Seen | None) -> int:
        said = given.model_dump()
        values = {
            int(name.removeprefix(_PART)): value
            for name, value in said.items()
            if name.startswith(_PART) and value is not None
        }
        known = {n: v for n, v in said.items() if not n.startswith(_PART)}
        checked = CheckInInput.model_validate(known)
        return acts.check_in(house.engine(), who.actor(), int(row["id"]), checked, values)

    return save


def draw(row: Row, *, may: bool) -> None:
    """Draw the check-ins of a goal, the newest first, with the way to take the newest back."""
    mine = data.check_ins(int(row["id"]))
    if mine.empty:
        register.empty(
            "Nobody has checked in yet. A check-in takes a minute: the value, how sure you are, "
            "what is next.",
            "Payment run is weekly now; 36 days; confident.",
        )
        return
    names = {int(part["id"]): part for part in results.of_goal(int(row["id"]))}
    table = _table(row, mine, names)
    for place, each in enumerate(table.head(_MOST).to_dict("records")):
        _one(each, may=may and place == 0)
    if len(table) > _MOST:
        st.caption(f"The newest {_MOST} of {len(table)}; the workbook has them all.")
    columns = {
        "day": st.column_config.TextColumn("As of"),
        "by": st.column_config.TextColumn("By"),
        "confidence": st.column_config.TextColumn("Confidence"),
        "values": st.column_config.TextColumn("Values"),
        "note": st.column_config.TextColumn("Note"),
    }
    take.table(table[list(columns)], columns, "goal_checks", f"Check-ins on {row['title']}")


def _table(row: Row, mine: pd.DataFrame, names: Mapping[int, Row]) -> pd.DataFrame:
    """Return one row a check-in, the newest first: its values in one text."""
    rows = []
    for _, group in mine.groupby(["on_day", "made_at"], sort=True):
        heads = group[group["key_result_id"].isna()]
        head = heads.iloc[0] if len(heads) else group.iloc[0]
        said = [_value(row, each, names) for each in group.to_dict("records")]
        rows.append(
            {
                "id": int(head["id"]),
                "day": periods.day_label(head["on_day"]),
                "by": head["maker"],
                "confidence": goal_words.CONFIDENCE[head["confidence"]],
                "values": "; ".join(filter(None, said)),
                "note": head["note"],
            }
        )
    return pd.DataFrame(rows[::-1])


def _value(row: Row, each: Mapping[Any, Any], names: Mapping[int, Row]) -> str:
    if pd.isna(each["value_e4"]):
        return ""
    if pd.isna(each["key_result_id"]):
        return goal_words.value(int(each["value_e4"]), str(row["unit"]))
    part = names.get(int(each["key_result_id"]))
    title, unit = (str(part["title"]), results.unit_of(part)) if part else ("taken off", "")
    return f"{title}: {goal_words.value(int(each['value_e4']), unit)}"


def _one(each: Mapping[Any, Any], *, may: bool) -> None:
    with st.container(border=True, gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{each['day']}** {plain(each['by'])} \u00b7 {each['confidence'].lower()}"
            )
            if may and st.button("Take it back", key=f"back_{each['id']}", type="tertiary"):
                _take_back(int(each["id"]))
        if each["values"]:
            st.caption(plain(each["values"]))
        if each["note"]:
            st.markdown(plain(each["note"]))


def _take_back(check_in_id: int) -> None:
    try:
        acts.withdraw_check_in(house.engine(), who.actor(), check_in_id)
    except LegalOpsError as error:
        st.error(plain(str(error)))
        return
    st.session_state[form.SAID] = "The check-in is taken back; the history keeps it."
    st.rerun()
