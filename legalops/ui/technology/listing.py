"""Which systems are there, at which stage, at what cost, and how well are they used?"""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.metrics import technology as metrics
from legalops.metrics.technology import GONE, USED
from legalops.models.technology import CATEGORIES, STAGES
from legalops.permissions import Permission
from legalops.ui import data, tables, who
from legalops.ui.technology import overview
from legalops.ui.technology.data import Room
from legalops.ui.work import grid, register

_SHOWN: Mapping[str, str] = {
    "here": "All but retired", "use": "In use", "due": "To decide", "coming": "Coming",
    "all": "All",
}  # fmt: skip
#: What the table to fill in asks for.
_FIELDS = (
    "title", "category", "stage", "owner_id", "renews_on", "notice_days", "renews_itself",
    "yearly_cost_cents", "seats", "seats_used", "seats_on", "supplier",
)  # fmt: skip
_COMING = ("evaluating", "implementing")


def draw(room: Room) -> None:
    """Draw the systems that fit a filter, and the way to keep another."""
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = register.filtered(_SHOWN, "systems", "here")
        overview.new()
        is_grid = who.may(Permission.EDIT_ALL_WORK) and st.toggle(
            "Edit as a table", key="systems_grid"
        )
    if is_grid:
        grid.draw(
            "system", _fitting(room, chosen), parent={}, fields=_FIELDS, key=f"systems_{chosen}"
        )
        return
    found = _fitting(room, chosen)
    register.table(
        "system", found, _shown(room, found), _columns(), "Systems",
        empty="No system fits this choice.",
    )  # fmt: skip


def _fitting(room: Room, chosen: str) -> pd.DataFrame:
    stage = room.systems["stage"]
    fits = {
        "here": stage != GONE,
        "use": stage.isin(USED),
        "due": pd.Series([term.is_due for term in room.terms], index=stage.index, dtype=bool),
        "coming": stage.isin(_COMING),
    }.get(chosen)
    found = room.systems if fits is None else room.systems[fits]
    return found.sort_values("title", ignore_index=True)


def _shown(room: Room, found: pd.DataFrame) -> pd.DataFrame:
    home = data.settings().reporting_currency
    known = dict(zip(room.systems["id"], room.terms, strict=True))
    terms = [known[number] for number in found["id"]]
    per_user = [
        metrics.per_user(None if pd.isna(cost) else int(cost), None if pd.isna(used) else int(used))
        for cost, used in zip(found["yearly_cost_cents"], found["seats_used"], strict=True)
    ]
    return pd.DataFrame(
        {
            "System": found["title"],
            "Act by": [periods.day_label(t.act_by) if t.act_by else "" for t in terms],
            "Stage": found["stage"].map(dict(STAGES)),
            "cost": tables.major(found["yearly_cost_cents"], home),
            "Seats used": [_of(*row) for row in zip(found["seats_used"], found["seats"],
                                                    strict=True)],
            "user": tables.major(pd.Series(per_user, dtype="Int64"), home),
            "Rating": [round(v, 1) if n else None
                       for v, n in zip(found["rating"], found["ratings"], strict=True)],
            "For": found["category"].map(dict(CATEGORIES)),
            "Owner in Legal": found["owner"],
            "Owner in IT": found["it_owner"],
            "Supplier": found["supplier"].where(found["supplier"] != "", found["vendor"]),
            "What to do": [t.told(room.today) if t.is_due else "" for t in terms],
        }
    )  # fmt: skip


def _of(used: int | None, seats: int | None) -> str:
    if pd.isna(seats):
        return "" if pd.isna(used) else f"{used:,}"
    return f"{'?' if pd.isna(used) else f'{used:,}'} of {seats:,}"


def _columns() -> dict[str, object]:
    home = data.settings().reporting_currency
    config = st.column_config
    return {
        "System": config.TextColumn(pinned=True, width=130),
        "Act by": config.TextColumn(
            width=100, help="The last day to give notice, or the end where no notice is needed."
        ),
        "cost": tables.money_column(f"Cost a year, {home}", home, "As typed from the contract."),
        "Seats used": config.TextColumn(width=90, alignment="right"),
        "user": tables.money_column(
            f"Per active user, {home}", home, "Cost a year \u00f7 seats used."
        ),
        "Rating": config.NumberColumn(
            format="%.1f", width=70, help="Mean of one to five stars by those who use it."
        ),
    }
