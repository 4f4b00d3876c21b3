"""What did others do, since a person last looked, to what concerns them?"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Engine

from legalops import periods
from legalops.models.asked import Ask, Asked
from legalops.models.kinds import KINDS, OTHERS
from legalops.permissions import Actor
from legalops.services import records
from legalops.store import changes as store
from legalops.store.changes import Event

MOST_FIELDS = 3
_ACTS = {
    "added": "added this {noun}",
    "withdrawn": "took this {noun} off",
    "restored": "brought this {noun} back",
    "comment_written": "commented: {body}",
    "comment_changed": "changed a comment: {body}",
}
#: Acts whose own word does not go before "this goal".
_SAID = {
    "checked_in": "checked in on this {noun}",
    "check_in_withdrawn": "took back a check-in on this {noun}",
    "phases_set": "set the phases of this {noun}",
    "month_noted": "noted why this {noun} sent nothing",
    "month_reopened": "asked this {noun} again for a month",
    "number_added": "added a number of this {noun}",
    "alias_added": "added another name of this {noun}",
    "alias_removed": "took away another name of this {noun}",
    "merge_undone": "undid a merge of this {noun}",
    "handed_over": "handed this {noun} over",
    "decided": "took this {noun}",
    "needs_set": "set what this {noun} needs",
    "done": "finished this {noun}",
    "no_longer_supported": "no longer supports this {noun}",
}
_LONGEST = 120
_UNTOLD = frozenset({"withdrawn_at", "version", "state", "phase", "stage"})


class Changed(NamedTuple):
    """One thing that somebody did; `words` follow the name: "Ana changed the due date"."""

    at: str
    by: str
    kind: str
    record_id: int
    parent_id: int | None
    title: str
    words: str
    seq: int = 0


def changes(
    engine: Engine, actor: Actor, since: str, limit: int = 50, *, after_seq: int = 0
) -> list[Changed]:
    """Return what others did since an instant to what concerns the actor, the newest first.

    It concerns them when they own, made, are named on, commented or linked to it, or to what
    it is a part of; never their own doings, never restricted matters they may not see.
    """
    found = store.events(engine, actor, since, limit, after_seq=after_seq)
    return [
        Changed(e.at, e.by, e.kind, e.record_id, e.parent_id, e.title, words(e), e.seq)
        for e in found
        if e.act != "comment_withdrawn"
    ]


def words(event: Event) -> str:
    """Say what was done in a few words that follow the name of who did it."""
    if event.act in _ACTS:
        return _ACTS[event.act].format(noun=_noun(event.kind), body=_short(_body(event)))
    if event.act == "changed" and event.kind in KINDS:
        return _changed(event)
    act = _SAID.get(event.act) or f"{event.act.replace('_', ' ')} this {{noun}}"
    told = _states(event) if event.act == "moved" else {}
    now = next((f" to {state}" for state in told.values()), "") or _now(event)
    return f"{act.format(noun=_noun(event.kind))}{now}"


def _changed(event: Event) -> str:
    asks = KINDS[event.kind].asks
    told = [f"{records.label(asks, name).lower()} to {s}" for name, s in _states(event).items()]
    told += [
        records.label(asks, name).lower()
        for name in event.after
        if name not in _UNTOLD and not (told and name.endswith("_on"))  # the day of that state
    ]
    more = len(told) - MOST_FIELDS
    listed = [*told[:MOST_FIELDS], *([f"{more} more"] if more > 0 else [])]
    return f"changed {_joined(listed)}" if listed else f"changed this {_noun(event.kind)}"


def _noun(kind: str) -> str:
    return OTHERS.get(kind) or KINDS[kind].noun


def _body(event: Event) -> str:
    return " ".join(str(event.after.get("body", "")).split())


def _short(body: str) -> str:
    return body if len(body) <= _LONGEST else f"{body[: _LONGEST - 1].rstrip()}\u2026"


def _states(event: Event) -> dict[str, str]:
    """Return the fields whose new value is worth telling at once: the state, the phase."""
    asks = KINDS[event.kind].asks
    return {
        name: _shown(asks, name, event.after[name])
        for name in ("state", "phase", "stage")
        if event.after.get(name)
    }


def _now(event: Event) -> str:
    """Return the day that an act moved something to, where it is one day."""
    days = [v for n, v in event.after.items() if n.endswith("_on") and _is_day(v)]
    return f" ({periods.day_label(days[0])})" if len(days) == 1 else ""


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _shown(asks: type[Asked], name: str, value: Any) -> str:
    field = asks.model_fields.get(name)
    choices: Mapping[str, str] = {}
    for ask in (m for m in field.metadata if isinstance(m, Ask)) if field else ():
        choices = dict(ask.choices)
    return f"\u201c{choices.get(str(value), str(value))}\u201d".lower()


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
