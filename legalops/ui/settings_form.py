"""How is the department set up, and who may change it?"""

import calendar
from collections.abc import Mapping
from typing import Any

import streamlit as st

from legalops.errors import InvalidInputError, LegalOpsError
from legalops.money import CURRENCIES
from legalops.permissions import Permission
from legalops.services import settings as acts
from legalops.settings import Settings
from legalops.ui import data, who
from legalops.ui.words import plain

_SAID = "settings_said"
_MONTHS = {number: calendar.month_name[number] for number in range(1, 13)}
_SPEND = {"net": "Net of tax", "gross": "With tax"}
_AS_OF = {
    "closed": "The last closed month",
    "invoiced": "The last month with an invoice",
    "today": "Today",
}
_SECURITY = {
    "starttls": "Encrypted after the greeting (STARTTLS)",
    "tls": "Encrypted from the start (TLS)",
    "none": "Not encrypted",
}
_LABELS = {
    "department": "Name of the department",
    "fiscal_start_month": "Fiscal year starts in",
    "time_zone": "Time zone",
    "reporting_currency": "Reporting currency",
    "spend_is": "Spend is shown",
    "as_of": "Year to date ends with",
    "executives_see_narratives": "Executives see what invoice lines say",
    "session_idle_minutes": "Minutes without use until signed out",
    "session_max_hours": "Hours until signed out in any case",
    "max_file_mb": "Largest file, MB",
    "max_file_lines": "Most lines in a file",
    "max_files": "Most files at once",
    "max_line_kb": "Longest line of a file, KB",
    "max_narrative_kb": "Longest narrative, KB",
    "app_address": "Address people open this app at",
    "mail_host": "Mail server",
    "mail_port": "Port",
    "mail_security": "Connection",
    "mail_user": "Name to sign in with",
    "mail_from": "Mails come from",
    "mail_domain": "Mail domain of the people",
}

_LONGEST = {"app_address": 200, "mail_host": 200, "mail_user": 200, "mail_from": 200}

Slots = dict[str, Any]


def said() -> None:
    """Tell that settings were saved."""
    text = st.session_state.pop(_SAID, "")
    if text:
        st.success(text, icon=":material/check:")


def department() -> None:
    """Draw the form for how the department counts: name, year, zone, currency, spend."""
    now, slots, given = data.settings(), Slots(), dict[str, Any]()
    with st.form("settings_department", border=True):
        left, right = st.columns(2, gap="large")
        with left:
            given["department"] = _text("department", now, slots)
            given["fiscal_start_month"] = _pick("fiscal_start_month", now, _MONTHS, slots)
            st.caption("Budgets are kept by calendar month: another start moves no money.")
            zones = {zone: zone for zone in dict.fromkeys([now.time_zone, *acts.time_zones()])}
            given["time_zone"] = _pick("time_zone", now, zones, slots)
        with right:
            codes = {code: code for code in sorted(CURRENCIES)}
            given["reporting_currency"] = _pick("reporting_currency", now, codes, slots)
            st.caption("Fixed from the first stored invoice or budget on.")
            given["spend_is"] = _pick("spend_is", now, _SPEND, slots)
            given["as_of"] = _pick("as_of", now, _AS_OF, slots)
            given["executives_see_narratives"] = st.toggle(
                _LABELS["executives_see_narratives"], value=now.executives_see_narratives
            )
        pressed = _save_button()
    if pressed:
        _save(given, slots)


def mail() -> None:
    """Draw the form for the server that sends the weekly digest."""
    now, slots, given = data.settings(), Slots(), dict[str, Any]()
    st.markdown(
        "Once a week, `python -m legalops digest` mails everybody what is due from them and what "
        "others changed; who has nothing new gets no mail."
    )
    with st.form("settings_mail", border=True):
        left, right = st.columns(2, gap="large")
        with left:
            for name in ("mail_host", "mail_user", "mail_from"):
                given[name] = _text(name, now, slots)
            st.caption("The password is read from LEGALOPS_SMTP_PASSWORD and kept nowhere.")
        with right:
            given["mail_security"] = _pick("mail_security", now, _SECURITY, slots)
            given["mail_port"] = _number("mail_port", now, slots)
            given["mail_domain"] = _text("mail_domain", now, slots)
            st.caption("A user ana is written to at ana@ this domain, unless the name has an @.")
            given["app_address"] = _text("app_address", now, slots)
        pressed = _save_button()
    if pressed:
        _save(given, slots)


def limits() -> None:
    """Draw the forms for session times and for what a file may be on screen."""
    sessions = ("session_idle_minutes", "session_max_hours")
    _numbers("Sessions", sessions, "Sessions that are open follow at their next click.")
    files = ("max_file_mb", "max_file_lines", "max_files", "max_line_kb", "max_narrative_kb")
    _numbers("Files on screen", files, "The command line takes larger files.")


def _numbers(title: str, names: tuple[str, ...], note: str) -> None:
    now, slots, given = data.settings(), Slots(), dict[str, Any]()
    st.subheader(title, anchor=False)
    with st.form(f"settings_{names[0]}", border=True):
        with st.grid(3, min_column_width=220, gap="small", key=f"grid_{names[0]}"):
            for name in names:
                with st.container():
                    given[name] = _number(name, now, slots)
        st.caption(note)
        pressed = _save_button()
    if pressed:
        _save(given, slots)


def _save_button() -> bool:
    allowed = who.may(Permission.CHANGE_SETTINGS)
    return st.form_submit_button(
        "Save", type="primary", icon=":material/check:", disabled=not allowed
    )


def _text(name: str, now: Settings, slots: Slots) -> str:
    value = st.text_input(_LABELS[name], value=getattr(now, name), max_chars=_LONGEST.get(name, 80))
    slots[name] = st.empty()
    return str(value)


def _pick(name: str, now: Settings, options: Mapping[Any, str], slots: Slots) -> Any:
    keys = list(options)
    value = st.selectbox(
        _LABELS[name], keys, index=keys.index(getattr(now, name)), format_func=options.__getitem__
    )
    slots[name] = st.empty()
    return value


def _number(name: str, now: Settings, slots: Slots) -> int:
    least, most = acts.bounds(name)
    value = st.number_input(
        _LABELS[name], value=getattr(now, name), step=1, help=f"From {least:,} to {most:,}."
    )
    slots[name] = st.empty()
    return int(value)


def _save(given: dict[str, Any], slots: Slots) -> None:
    """Save what differs; a field that is wrong says so below itself and nothing is saved."""
    now = data.settings()
    changes = {name: value for name, value in given.items() if getattr(now, name) != value}
    if not changes:
        st.info("Nothing was changed.")
        return
    try:
        acts.change(data.engine(), who.actor(), changes)
    except InvalidInputError as error:
        slots[error.field].error(
            plain(f"{_LABELS[error.field]} {error.problem}. Nothing was saved.")
        )
        return
    except LegalOpsError as error:
        st.error(plain(error))
        return
    names = ", ".join(_LABELS[name].lower() for name in changes)
    st.session_state[_SAID] = f"Saved: {names}."
    st.rerun()
