"""Which people and records can a form name?"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from legalops.models.asked import Ask
from legalops.models.kinds import KINDS
from legalops.store import records, users, vendors
from legalops.store.engine import open_engine
from legalops.ui import data, matter_data


def people() -> Mapping[int, str]:
    """Return who can be named, display name by id, in the order of names."""
    return _people(data.url(), data.version("people"))


@st.cache_resource(max_entries=8, show_spinner=False)
def _people(url: str, version: int) -> dict[int, str]:
    return users.choices(open_engine(url))


def of(kind: str) -> Mapping[int, str]:
    """Return the records of a kind that can be named, title by id; matters the person may see."""
    if kind == "matter":
        frame = matter_data.register()
        rows = zip(frame["id"].astype(int), frame["number"], frame["name"], strict=True)
        return {number: f"{code} {name}" for number, code, name in rows}
    if kind == "vendor":
        return _vendors(data.url(), data.version("names"))
    return _records(data.url(), data.version(KINDS[kind].area), kind)


@st.cache_resource(max_entries=8, show_spinner=False)
def _vendors(url: str, version: int) -> dict[int, str]:
    table = vendors.table(open_engine(url)).sort_values("name")
    return dict(zip(table["id"].astype(int), table["name"], strict=True))


@st.cache_resource(max_entries=64, show_spinner=False)
def _records(url: str, version: int, kind: str) -> dict[int, str]:
    table = records.table(open_engine(url), kind)
    return dict(zip(table["id"].astype(int), table["title"], strict=True))


def known(ask: Ask) -> Mapping[Any, str]:
    """Return what a field may hold and what each is called; {} where it is typed."""
    if ask.widget in ("person", "people"):
        return people()
    return of(ask.records) if ask.records else dict(ask.choices)


def named(ask: Ask, now: Any, choices: Mapping[Any, str] | None = None) -> dict[Any, str]:
    """Return the choices of a field with what it holds now, though that be gone from them."""
    found = dict(choices or known(ask))
    for each in now if isinstance(now, (list, tuple)) else [now]:
        if each is not None:
            found.setdefault(each, "No longer here")
    return found
