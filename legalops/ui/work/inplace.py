"""How is one value of a record changed where it stands: a state, a day, a person?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from legalops.errors import InvalidInputError, LegalOpsError, StaleEditError
from legalops.models.asked import FIRST_DAY, LAST_DAY, Ask
from legalops.models.kinds import KINDS, Seen
from legalops.services import records as acts
from legalops.ui import data, who
from legalops.ui.words import plain
from legalops.ui.work import form, options, page, values

Row = Mapping[str, Any]
#: Saves one value: the record as it was seen, the field, its new value.
Save = Callable[[Seen, str, Any], Any]
WIDTH = 160  # two beside each other on a phone


@dataclass(frozen=True)
class _Place:
    """One value of a record on the page; a new version is a new widget, with no older value."""

    kind: str
    row: Row
    field: str
    save: Save

    @property
    def ask(self) -> Ask:
        return values.asks_of(KINDS[self.kind].asks)[self.field]

    @property
    def key(self) -> str:
        return f"inplace_{self.kind}_{self.row['id']}_{self.field}_{self.row['version']}"

    @property
    def trouble(self) -> str:
        return f"inplace_trouble_{self.kind}_{self.row['id']}_{self.field}"


def choice(
    kind: str, row: Row, field: str, *, save: Save | None = None, can: bool | None = None
) -> None:
    """Draw a choice that is saved at once; as text for who may not edit the record.

    `save` is an act of the kind's own instead of setting the value; `can` says whether the
    person may, where the page knows already.
    """
    _draw(_Place(kind, row, field, save or _set), can)


def day(
    kind: str, row: Row, field: str, *, save: Save | None = None, can: bool | None = None
) -> None:
    """Draw a day that is saved at once; see `choice`."""
    _draw(_Place(kind, row, field, save or _set), can)


def person(
    kind: str, row: Row, field: str, *, save: Save | None = None, can: bool | None = None
) -> None:
    """Draw a person who is saved at once; see `choice`."""
    _draw(_Place(kind, row, field, save or _set), can)


def _draw(place: _Place, can: bool | None) -> None:
    may = page.may_edit(place.row, place.kind) if can is None else can
    with st.container(gap="xxsmall", width=WIDTH):
        if not may or place.row.get("withdrawn_at"):
            st.caption(plain(place.ask.label))
            st.markdown(plain(values.shown(place.ask, place.row[place.field])) or "\u2013")
        elif place.ask.widget == "day":
            _day(place)
        else:
            _choice(place)
        if text := st.session_state.pop(place.trouble, ""):
            st.caption(f":red[:material/error: {plain(text)}]")


def _day(place: _Place) -> None:
    start = values.typed(place.ask, place.row[place.field])
    st.session_state.setdefault(place.key, start)
    # A day that has a value and may not be empty has no cross to clear it.
    free: dict[str, Any] = {} if _required(place) and start else {"value": None}
    st.date_input(
        place.ask.label, **free, format="YYYY-MM-DD", min_value=FIRST_DAY,
        max_value=LAST_DAY, help=place.ask.help or None,
        key=place.key, on_change=_changed, args=(place,),
    )  # fmt: skip


def _choice(place: _Place) -> None:
    st.session_state.setdefault(place.key, place.row[place.field])
    named = options.named(place.ask, st.session_state[place.key])
    is_free = not _required(place) or st.session_state[place.key] is None
    st.selectbox(
        place.ask.label, list(named), index=None if is_free else 0,
        format_func=lambda each: named.get(each, ""), help=place.ask.help or None,
        placeholder="Nobody" if place.ask.widget == "person" else "None",
        key=place.key, on_change=_changed, args=(place,),
    )  # fmt: skip


def _required(place: _Place) -> bool:
    return not values.may_be_empty(KINDS[place.kind].asks, place.field)


def _set(seen: Seen, field: str, value: Any) -> None:
    acts.set_one(data.engine(), who.actor(), seen, field, value)


def _changed(place: _Place) -> None:
    """Save what was just chosen; say beside it what keeps it from being saved."""
    row, ask = place.row, place.ask
    value, _ = values.kept(ask, st.session_state.get(place.key))
    try:
        place.save(Seen(place.kind, int(row["id"]), int(row["version"])), place.field, value)
    except StaleEditError:
        _refused(place, "somebody changed it meanwhile; this is what stands now.")
    except InvalidInputError as error:
        _refused(place, f"{error.field} {error.problem}")
    except LegalOpsError as error:
        _refused(place, str(error))
    else:
        told = values.shown(ask, value) or "nothing"
        st.session_state[form.SAID] = f"{plain(ask.label)}: {plain(told)}"


def _refused(place: _Place, text: str) -> None:
    st.session_state[place.trouble] = f"Not saved: {text}"
    st.session_state.pop(place.key, None)
