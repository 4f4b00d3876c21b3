"""How is one field of a form drawn, and what stands beneath it?"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import streamlit as st

from legalops.models.asked import FIRST_DAY, LAST_DAY, Ask
from legalops.ui import data
from legalops.ui.words import plain
from legalops.ui.work import drafts, options, values
from legalops.ui.work.asked_form import Form


def draw(form: Form) -> None:
    """Draw the fields in their rows; those that are rarely needed under "More"."""
    usual = [name for name, ask in form.fields.items() if not ask.is_more]
    more = [name for name, ask in form.fields.items() if ask.is_more]
    _rows(form, usual)
    if more:
        is_open = any(name in form.wrong for name in more)
        with st.expander("More", expanded=is_open, type="compact"):
            _rows(form, more)


def _rows(form: Form, names: Sequence[str]) -> None:
    for row, together in groupby(names, lambda name: form.fields[name].row or name):
        _row(form, row, list(together))


def _row(form: Form, row: str, names: list[str]) -> None:
    if len(names) == 1:
        _field(form, names[0])
        return
    with st.grid(len(names), min_column_width=150, gap="small", key=form.at(f"row_{row}")):
        for name in names:
            with st.container(gap="xxsmall"):
                _field(form, name)


def _field(form: Form, name: str) -> None:
    ask = form.fields[name]
    _widget(form, name, ask)
    if form.wrong.get(name):
        st.markdown(f":red[:small[:material/error: {plain(ask.label)} {plain(form.wrong[name])}]]")
    if form.theirs is not None and name in form.theirs:
        mine, fault = values.kept(ask, st.session_state.get(form.at(name)))
        kept = values.kept(ask, values.typed(ask, form.theirs[name]))[0]
        if mine != kept or fault:
            text = values.shown(ask, form.theirs[name]) or "nothing"
            by = plain(form.theirs["changed_by"])
            st.markdown(f":orange[:small[{by} saved: {plain(text)}]]")


def _widget(form: Form, name: str, ask: Ask) -> None:
    label = (
        f"{ask.label}, {data.settings().reporting_currency}" if ask.widget == "money" else ask.label
    )
    given: dict[str, Any] = {"key": form.at(name), "help": ask.help or None}
    if form.keeps_draft:
        given |= {"on_change": drafts.keep, "args": (form,)}
    if ask.widget not in ("people", "records", "tick") and _is_asked_for(form, name):
        given["required"] = True
    if ask.widget in ("line", "number", "money"):
        st.text_input(label, placeholder=ask.example or None, **given)
    elif ask.widget == "prose":
        height = 24 + 24 * max(ask.lines, 2)
        st.text_area(label, placeholder=ask.example or None, height=height, **given)
    elif ask.widget == "day":
        _day(form, name, label, given)
    elif ask.widget == "count":
        st.number_input(label, step=1, min_value=0, **given)
    elif ask.widget == "tick":
        st.checkbox(label, **given)
    else:
        _choice(form, name, ask, given)


def _day(form: Form, name: str, label: str, given: dict[str, Any]) -> None:
    # Only a day that starts out as none has a cross to clear it.
    free: dict[str, Any] = {"value": None} if values.may_be_empty(form.asks, name) else {}
    st.date_input(
        label, format="YYYY-MM-DD", min_value=FIRST_DAY, max_value=LAST_DAY, **free, **given
    )


def _is_asked_for(form: Form, name: str) -> bool:
    """Say whether a field has to be filled in and nothing stands in it at first."""
    if values.may_be_empty(form.asks, name) or not form.asks.model_fields[name].is_required():
        return False
    return form.start.get(name) in (None, "", ())


def _choice(form: Form, name: str, ask: Ask, given: dict[str, Any]) -> None:
    now = st.session_state.get(form.at(name))
    named = options.named(ask, now, dict(form.choices.get(name, ())))
    if ask.widget in ("people", "records"):
        st.multiselect(
            ask.label, list(named), format_func=lambda n: named.get(n, ""),
            placeholder="Nobody" if ask.widget == "people" else "None", **given,
        )  # fmt: skip
        return
    # A choice that has a value and may not be empty has no cross to clear it.
    is_free = values.may_be_empty(form.asks, name) or now is None
    st.selectbox(
        ask.label, list(named), index=None if is_free else 0,
        format_func=lambda n: named.get(n, ""),
        placeholder="Nobody" if ask.widget == "person" else "None", **given,
    )  # fmt: skip
