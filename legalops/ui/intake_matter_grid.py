"""How are many matters that are not known named, tied or left out in one grid?"""

from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import streamlit as st

from legalops.services.choices import Choices, MatterChoice, MatterKey
from legalops.services.uploads import Opened
from legalops.store import matters
from legalops.ui import data, intake_work, who


class Asked(NamedTuple):
    """A matter that is asked about, with how much of the file hangs on it."""

    key: MatterKey
    number: str
    size: str


@st.cache_data(max_entries=8, show_spinner=False)
def _known(url: str, version: int, user: int) -> dict[str, int]:
    frame = matters.table(data.engine(), who.actor())
    return {
        f"{number} \u00b7 {name}": int(i)
        for i, number, name in zip(frame["id"], frame["number"], frame["name"], strict=True)
    }


def known_matters() -> dict[str, int]:
    """Return the matters there are, by number and name, as they are chosen from."""
    return _known(data.url(), data.version("names"), int(who.actor().user_id or 0))


def deciding(choices: Choices, kept: dict[MatterKey, MatterChoice]) -> Choices:
    """Return the choices with other decisions about matters."""
    return replace(choices, matters=kept)


def draw(opened: Opened, found: list[Asked], options: list[str]) -> None:
    """Draw the matters in a grid that keeps each cell as it is changed."""
    known = known_matters()
    labels = {number: label for label, number in known.items()}
    key = intake_work.key(opened, "matters")
    st.caption("Give each a name, take one that is known, or leave it out.")
    st.data_editor(
        pd.DataFrame([_row(m, opened.choices.matters.get(m.key), labels) for m in found]),
        key=key,
        hide_index=True,
        placeholder="\u2013",
        width="stretch",
        height=min(35 * len(found) + 38, 400),
        disabled=["Matter", "Holds"],
        on_change=_keep_grid,
        args=(opened.upload_id, [m.key for m in found], known, key),
        column_config={
            "Name": st.column_config.TextColumn("Name of a new one", max_chars=200),
            "Practice area": st.column_config.SelectboxColumn(options=options),
            "Known": st.column_config.SelectboxColumn("Or one that is known", options=list(known)),
            "Leave out": st.column_config.CheckboxColumn(width="small"),
        },
    )


def _row(matter: Asked, choice: MatterChoice | None, labels: dict[int, str]) -> dict[str, object]:
    choice = choice or MatterChoice()
    return {
        "Matter": matter.number,
        "Name": choice.name,
        "Practice area": choice.practice_area or None,
        "Known": labels.get(choice.matter_id or 0),
        "Leave out": choice.leave_out,
        "Holds": matter.size.replace("\\", ""),
    }


def _keep_grid(upload_id: int, keys: list[MatterKey], known: dict[str, int], key: str) -> None:
    edited: dict[int, dict[str, object]] = st.session_state.get(key, {}).get("edited_rows", {})

    def change(choices: Choices) -> Choices:
        kept = dict(choices.matters)
        for row, cells in edited.items():
            each = keys[int(row)]
            kept[each] = _edited(kept.get(each, MatterChoice()), cells, known)
        return deciding(choices, {k: v for k, v in kept.items() if v != MatterChoice()})

    intake_work.choose(upload_id, change)


def _edited(before: MatterChoice, cells: dict[str, object], known: dict[str, int]) -> MatterChoice:
    """Return the choice after the cells of its row were changed; leaving out goes first."""
    if cells.get("Leave out", before.leave_out):
        return MatterChoice(leave_out=True)
    meant = known.get(str(cells["Known"] or "")) if "Known" in cells else before.matter_id
    if meant is not None:
        return MatterChoice(matter_id=meant)
    name = str(cells.get("Name", before.name) or "").strip()[:200]
    area = str(cells.get("Practice area", before.practice_area) or "")
    return MatterChoice(name, area, before.number)
