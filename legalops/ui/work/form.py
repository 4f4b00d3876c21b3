"""How does a form ask, say what is wrong beside the field, and keep what was typed?"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from legalops.errors import InvalidInputError, LegalOpsError, StaleEditError
from legalops.models.asked import Asked
from legalops.models.kinds import Seen
from legalops.services import records as acts
from legalops.store import records
from legalops.ui import data, who
from legalops.ui.words import plain
from legalops.ui.work import drafts, fields, values
from legalops.ui.work.asked_form import Choices, Form, forget, of

__all__ = ["SAID", "Choices", "Form", "Save", "draw", "forget", "keep", "of", "said"]

SAID = "work_said"
Save = Callable[[Asked, Seen | None], Any]


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
    if drafts.is_offered(form):
        return
    with _frame(form):
        _trouble(form)
        fields.draw(form)
        _button(form, save)
    if form.theirs and st.button("Take what is saved", key=form.at("take")):
        drafts.drop(form)
        forget(form)
        st.rerun()
    if form.at("done") in st.session_state:
        result = st.session_state.pop(form.at("done"))
        forget(form)
        st.session_state[SAID] = form.said
        if then:
            then(result)
        st.rerun()


def said() -> None:
    """Say, once, what the last form did."""
    if text := st.session_state.pop(SAID, ""):
        st.toast(text, icon=":material/check:")


def _frame(form: Form) -> AbstractContextManager[Any]:
    """Return what holds the fields; each change of a kept form is seen, others as a whole."""
    if form.keeps_draft:
        return st.container(key=form.at("form"))
    return st.form(form.key, border=False)


def _button(form: Form, save: Save) -> None:
    """Draw what saves; over somebody else's version it is another button, never the same twice."""
    is_over = form.theirs is not None
    label = "Save mine over it" if is_over else form.submit
    given: dict[str, Any] = {
        "type": "primary",
        "on_click": _submit,
        "args": (form, save, is_over),
        "key": form.at("over" if is_over else "submit"),
    }
    if form.keeps_draft:
        st.button(label, shortcut="Ctrl+Enter", **given)
    else:  # a form is sent by Enter in a line and Ctrl+Enter in prose; a shortcut would send twice
        st.form_submit_button(label, **given)


def _begin(form: Form) -> None:
    """Fill the fields when the form is opened; keep the version that the person sees."""
    if not any(form.at(name) in st.session_state for name in form.fields):
        forget(form)  # it was left, and its fields are gone
    is_new = form.at("seen") not in st.session_state
    for name, ask in form.fields.items():
        start = form.start.get(name, form.default(name))
        st.session_state.setdefault(form.at(name), values.typed(ask, start))
    st.session_state.setdefault(form.at("seen"), form.seen)
    if is_new:
        st.session_state.pop(_done(form), None)
        st.session_state[form.at("draft")] = drafts.found(form)


def _done(form: Form) -> str:
    """The key that says a form is saved, until it is opened again."""
    return f"form_done_{form.key}"


def _submit(form: Form, save: Save, is_over: bool) -> None:
    """Check and save what was typed; keep what is wrong for the fields to say.

    Sent twice it is saved once; over what somebody saved meanwhile only when that was shown.
    """
    if st.session_state.get(_done(form)) or (form.theirs is not None) != is_over:
        return
    given, wrong = _given(form)
    checked, refused = acts.checked(form.asks, given)
    wrong = {**refused, **wrong}
    st.session_state[form.at("wrong")] = wrong
    if checked is None or wrong:
        return
    try:
        done = save(checked, st.session_state.get(form.at("seen")))
        drafts.drop(form)
    except StaleEditError:
        _meanwhile(form)
    except InvalidInputError as error:
        named = {ask.label: name for name, ask in form.fields.items()}
        st.session_state[form.at("wrong")] = {named.get(error.field, ""): error.problem}
    except LegalOpsError as error:
        st.session_state[form.at("wrong")] = {"": str(error)}
    else:
        st.session_state[form.at("done")] = done
        st.session_state[_done(form)] = True


def _given(form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    known = form.asks.model_fields
    given = {n: form.start[n] for n in form.without if n in form.start and n in known}
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
    if form.theirs is not None:
        st.warning(
            f"{plain(form.theirs['changed_by'])} saved this while you had it open. What they "
            "saved stands under each field that differs; your entry is still here.",
            icon=":material/sync_problem:",
        )
    if form.wrong.get(""):
        st.error(plain(form.wrong[""]))
    elif form.wrong:
        st.error("Not saved yet: mend what is marked below.", icon=":material/error:")
