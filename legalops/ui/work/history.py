"""Who changed what of a record, and when?"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from legalops import periods
from legalops.models.asked import Ask
from legalops.models.kinds import KINDS
from legalops.services import records as acts
from legalops.store import links, records
from legalops.store.links import Thing
from legalops.store.records import Change
from legalops.ui import data, who
from legalops.ui.words import counted, plain
from legalops.ui.work import address, values

_MOST = 50
#: Told by the act itself, or of no use to read.
_SILENT = frozenset({"withdrawn_at", "about_id", "about_kind", "option_id"})
_LINK = "link"
#: Acts that are done on a record, not to it.
_ON = {"checked_in": "checked in on", "check_in_withdrawn": "took back a check-in on"}


def draw(kind: str, record_id: int) -> None:
    """Draw every change of a record, the newest first."""
    zone = data.settings().time_zone
    changes = records.history(data.engine(), who.actor(), kind, record_id)
    names = _linked(changes[:_MOST])
    for change in changes[:_MOST]:
        if change.after.get(_LINK, "") not in {"", *names}:
            continue
        with st.container(gap="xxsmall"):
            act = _ON.get(change.act) or change.act.replace("_", " ")
            when = periods.local(change.at, zone)
            st.markdown(f"**{plain(change.by)}** {plain(act)} it on {plain(when)}")
            for line in _lines(kind, change, names):
                st.caption(line)
    if len(changes) > _MOST:
        st.caption(f"The newest {_MOST} of {counted(len(changes), 'change')}.")


def _linked(changes: Sequence[Change]) -> dict[str, str]:
    """Return what was linked, by how the history keeps it, as far as it is open to the person."""
    said = {str(change.after[_LINK]) for change in changes if _LINK in change.after}
    things = {Thing(kind, int(number)) for kind, _, number in (s.partition(":") for s in said)}
    titles = links.titles(data.engine(), who.actor(), things)
    return {str(thing): f"{address.noun(thing.kind)} {title}" for thing, title in titles.items()}


def _lines(kind: str, change: Change, names: Mapping[str, str]) -> list[str]:
    """Return what changed, a line a field; what was empty at the start is not told."""
    if _LINK in change.after:
        return [plain(names[str(change.after[_LINK])])]
    forms = (KINDS[kind].asks, *KINDS[kind].further)
    asks = {name: ask for form in forms for name, ask in values.asks_of(form).items()}
    found = []
    for name, after in change.after.items():
        before = change.before.get(name)
        if name in _SILENT or (not change.before and after in (None, "", [], 0)):
            continue
        label = plain(asks[name].label if name in asks else acts.label(KINDS[kind].asks, name))
        texts = [_text(asks, name, before), _text(asks, name, after)]
        if change.before:
            found.append(f"{label}: {texts[0]} \u2192 {texts[1]}")
        else:
            found.append(f"{label}: {texts[1]}")
    return found


def _text(asks: Mapping[str, Ask], name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "nothing"
    if name not in asks:
        return plain(", ".join(map(str, value)) if isinstance(value, list) else value)
    return plain(values.shown(asks[name], value)) or "one that is not open to you"
