"""Who changed what of a record, and when?"""

from typing import Any

import streamlit as st

from legalops import periods
from legalops.models.kinds import KINDS
from legalops.services import records as acts
from legalops.store import records
from legalops.store.records import Change
from legalops.ui import data, who
from legalops.ui.words import plain
from legalops.ui.work import values


def draw(kind: str, record_id: int) -> None:
    """Draw every change of a record, the newest first."""
    zone = data.settings().time_zone
    for change in records.history(data.engine(), who.actor(), kind, record_id):
        with st.container(gap="xxsmall"):
            act = change.act.replace("_", " ")
            when = periods.local(change.at, zone)
            st.markdown(f"**{plain(change.by)}** {plain(act)} it on {plain(when)}")
            for line in _lines(kind, change):
                st.caption(line)


def _lines(kind: str, change: Change) -> list[str]:
    """Return what changed, a line a field; what was empty at the start is not told."""
    asks = values.asks_of(KINDS[kind].asks)
    lines = []
    for name, after in change.after.items():
        before = change.before.get(name)
        if name == "withdrawn_at" or (not change.before and after in (None, "", [], 0)):
            continue
        label = plain(acts.label(KINDS[kind].asks, name))
        lines.append(f"{label}: {_text(asks, name, before)} \u2192 {_text(asks, name, after)}"
                     if change.before else f"{label}: {_text(asks, name, after)}")  # fmt: skip
    return lines


def _text(asks: dict[str, Any], name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "nothing"
    return plain(values.shown(asks[name], value) if name in asks else str(value)) or "nothing"
