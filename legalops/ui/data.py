"""Which store is this, how new is its data, and how is the department set up?"""

from datetime import date
from zoneinfo import ZoneInfo

import streamlit as st
from sqlalchemy import Engine

from legalops.periods import utc_now
from legalops.settings import Settings, database_url
from legalops.store import settings as stored
from legalops.store.engine import default_engine, open_engine
from legalops.store.unit import data_versions
from legalops.ui import once


def url() -> str:
    """Return the address of the store; part of every cache key."""
    return database_url()


def engine() -> Engine:
    """Return the engine of the store, one for the whole process."""
    return default_engine()


def versions() -> dict[str, int]:
    """Return the data version of every area, asked once a run and again after a write."""
    return once.asked("versions", lambda: data_versions(engine()))


def version(area: str) -> int:
    """Return the data version of one area (`spend`, `budget`, `names`, `people`, `settings`)."""
    return versions().get(area, 0)


def settings() -> Settings:
    """Return the department's settings as they stand now."""
    return _settings(url(), version("settings"))


def today() -> date:
    """Return the department's date."""
    return utc_now().astimezone(ZoneInfo(settings().time_zone)).date()


@st.cache_data(max_entries=32, show_spinner=False)
def _settings(url: str, version: int) -> Settings:
    return stored.current(open_engine(url))
