"""How does a form ask, say what is wrong beside the field, and keep what was typed?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import streamlit as st

from legalops.errors import InvalidInputError, LegalOpsError, StaleEditError
from legalops.models.asked import FIRST_DAY, LAST_DAY, Ask, Asked
from legalops.models.kinds import KINDS, Seen
from legalops.services import records as acts
from legalops.store import records
from legalops.ui import data, who
from legalops.ui.words import plain
from legalops.ui.work import options, values

SAID = "work_said"
Choices = Sequence[tuple[Any, str]]
Save = Callable[[Asked, Seen | None], Any]


@dataclass(frozen=True)
class Form:
    """One form: its key, what it asks, what stands in it at first, which record it edits.

    `choices` are those of single fields that are only known now, `without` fields not asked for
    (their start value or default is given), `row` how many fields a row may hold.
    """

    key: str
    asks: type[Asked]
    start: Mapping[str, Any] = field(default_factory=dict)
    seen: Seen | None = None
    submit: str = "Save"
    said: str = ""
    choices: Mapping[str, Choices] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def at(self, name: str) -> str:
        """The key of a field, or of something the form keeps."""
        return f"{self.key}:{name}"

    @property
    def fields(self) -> dict[str, Ask]:
        """How it asks for each of its fields."""
        return {n: a for n, a in values.asks_of(self.asks).items() if n not in self.without}


def of(kind: str, row: Mapping[str, Any] | None = None, **start: Any) -> Form:
    """Return the form of a kind of record: a new one, or to edit the record `row`."""
    what = KINDS[kind]
    if row is None:
        return Form(f"{kind}_new", what.asks, start, submit=f"Add {what.noun}",
                    said=f"The {what.noun} is kept.")  # fmt: skip
    seen = Seen(kind, int(row["id"]), int(row["version"]))
    return Form(f"{kind}_{seen.id}", what.asks, {**row, **start}, seen, said="Saved.")


def keep(kind: str, **columns: Any) -> Save:
    """Return what saves the form of a kind: adds the record, or changes the one it edits."""

    def save(given: Asked, seen: Seen | None) -> int:
        if seen is None:
            return acts.add(data.engine(), who.actor(), kind, given, **columns)
        acts.change(data.engine(), who.actor(), seen, given)
        return seen.id

    return save


def draw(form: Form, save: Save, then: Callable[[Any], None] | None = None) -> None:
    """Draw a form; once it is saved say so on the page, or do `then` with what saving returned."""
    _begin(form)
    with st.form(form.key, border=False):
        _trouble(form)
        for row, names in groupby(form.fields, lambda n: form.fields[n].row or n):
            _row(form, row, list(names))
        label = "Save mine over it" if _theirs(form) else form.submit
        st.form_submit_button(
            label, type="primary", on_click=_submit, args=(form, save), key=form.at("submit"),
            shortcut="Ctrl+Enter",
        )  # fmt: skip
    if _theirs(form) and st.button("Take what is saved", key=form.at("take")):
        forget(form)
        st.rerun()
    if form.at("done") in st.session_state:
        result = st.session_state.pop(form.at("done"))
        forget(form)
        if then:
            then(result)
        st.session_state[SAID] = form.said
        st.rerun()


def said() -> None:
    """Say, once, what the last form did."""
    if text := st.session_state.pop(SAID, ""):
        st.toast(text, icon=":material/check:")


def forget(form: Form) -> None:
    """Let go of what was typed."""
    for key in [k for k in st.session_state if str(k).startswith(f"{form.key}:")]:
        del st.session_state[key]


def _begin(form: Form) -> None:
    """Fill the fields when the form is opened; keep the version that the person sees."""
    for name, ask in form.fields.items():
        default = _default(form.asks, name)
        start = form.start.get(name, default)
        st.session_state.setdefault(form.at(name), values.typed(ask, start))
    st.session_state.setdefault(form.at("seen"), form.seen)


def _default(asks: type[Asked], name: str) -> Any:
    known = asks.model_fields[name]
    return None if known.is_required() else known.get_default()


def _theirs(form: Form) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = st.session_state.get(form.at("theirs"))
    return found


def _submit(form: Form, save: Save) -> None:
    """Check and save what was typed; keep what is wrong for the fields to say."""
    given, wrong = _given(form)
    checked, refused = acts.checked(form.asks, given)
    wrong = {**refused, **wrong}
    st.session_state[form.at("wrong")] = wrong
    if checked is None or wrong:
        return
    try:
        st.session_state[form.at("done")] = save(checked, st.session_state.get(form.at("seen")))
    except StaleEditError:
        _meanwhile(form)
    except InvalidInputError as error:
        named = {ask.label: name for name, ask in form.fields.items()}
        st.session_state[form.at("wrong")] = {named.get(error.field, ""): error.problem}
    except LegalOpsError as error:
        st.session_state[form.at("wrong")] = {"": str(error)}


def _given(form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    given = {name: form.start[name] for name in form.without if name in form.start}
    wrong: dict[str, str] = {}
    for name, ask in form.fields.items():
        given[name], fault = values.kept(ask, st.session_state.get(form.at(name)))
        if fault:
            wrong[name] = fault
    return given, wrong


def _meanwhile(form: Form) -> None:
    """Keep what somebody else saved meanwhile, to show it beside what was typed."""
    seen: Seen | None = st.session_state.get(form.at("seen"))
    if seen is None:
        return
    now = records.one(data.engine(), who.actor(), seen.kind, seen.id)
    st.session_state[form.at("theirs")] = now
    st.session_state[form.at("seen")] = seen._replace(version=int(now["version"]))


def _trouble(form: Form) -> None:
    wrong: Mapping[str, str] = st.session_state.get(form.at("wrong"), {})
    theirs = _theirs(form)
    if theirs is not None:
        st.warning(
            f"{plain(theirs['changed_by'])} saved this while you had it open. What they saved "
            "stands under each field that differs; your entry is still here.",
            icon=":material/sync_problem:",
        )
    if wrong.get(""):
        st.error(plain(wrong[""]))
    elif wrong:
        st.error("Not saved yet: mend what is marked below.", icon=":material/error:")


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
    wrong: Mapping[str, str] = st.session_state.get(form.at("wrong"), {})
    if wrong.get(name):
        st.caption(f":red[:material/error: {plain(ask.label)} {plain(wrong[name])}]")
    theirs = _theirs(form)
    if theirs is not None and name in theirs:
        _, fault = values.kept(ask, st.session_state.get(form.at(name)))
        mine = values.kept(ask, st.session_state.get(form.at(name)))[0]
        kept = values.kept(ask, values.typed(ask, theirs[name]))[0]
        if mine != kept or fault:
            text = values.shown(ask, theirs[name]) or "nothing"
            st.caption(f":orange[{plain(theirs['changed_by'])} saved: {plain(text)}]")


def _widget(form: Form, name: str, ask: Ask) -> None:
    key, help = form.at(name), ask.help or None
    label = (
        f"{ask.label}, {data.settings().reporting_currency}" if ask.widget == "money" else ask.label
    )
    if ask.widget in ("line", "number", "money"):
        st.text_input(label, key=key, help=help, placeholder=ask.example or None)
    elif ask.widget == "prose":
        st.text_area(label, key=key, help=help, placeholder=ask.example or None,
                     height=24 + 24 * max(ask.lines, 2))  # fmt: skip
    elif ask.widget == "day":
        st.date_input(label, key=key, help=help, format="YYYY-MM-DD", min_value=FIRST_DAY,
                      max_value=LAST_DAY)  # fmt: skip
    elif ask.widget == "count":
        st.number_input(label, key=key, help=help, step=1, min_value=0)
    elif ask.widget == "tick":
        st.checkbox(label, key=key, help=help)
    else:
        _choice(form, name, ask)


def _choice(form: Form, name: str, ask: Ask) -> None:
    named = dict(form.choices.get(name) or _options(ask))
    now = st.session_state.get(form.at(name))
    many = ask.widget in ("people", "records")
    for each in (now or []) if many else [now] if now is not None else []:
        named.setdefault(each, "No longer here")
    if many:
        st.multiselect(ask.label, list(named), key=form.at(name), help=ask.help or None,
                       format_func=lambda n: named.get(n, ""), placeholder="")  # fmt: skip
        return
    st.selectbox(
        ask.label, list(named), key=form.at(name), help=ask.help or None, index=None,
        format_func=lambda n: named.get(n, ""), placeholder="Nobody" if ask.widget == "person"
        else "None",
    )  # fmt: skip


def _options(ask: Ask) -> Choices:
    if ask.widget in ("person", "people"):
        return list(options.people().items())
    if ask.records:
        return list(options.of(ask.records).items())
    return ask.choices
