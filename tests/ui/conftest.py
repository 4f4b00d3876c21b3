"""The app without a browser: the frame as somebody signed in, on a store of the test's own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from legalops.access import accounts, sessions
from legalops.permissions import Role, system
from legalops.services import users
from legalops.settings import ROOT
from legalops.store.engine import open_engine
from legalops.ui import who
from tests.sample import sample_engine, sample_template

__all__ = ["sample_engine", "sample_template"]

FRAME = ROOT / "legalops" / "ui" / "frame.py"
PASSWORD = "quiet otters read maps"
SETUP = system("setup")


@dataclass
class House:
    """A store, the people in it, and whose cookie the next run carries."""

    engine: Engine
    session_id: str | None = None
    sessions: dict[Role, str] = field(default_factory=dict)

    def let_in(self, role: Role) -> str:
        """Add somebody of the role, named like it, and give them a session."""
        if role not in self.sessions:
            user_id, _ = users.add(self.engine, SETUP, role, role.title(), role)
            accounts.set_password(self.engine, SETUP, role, PASSWORD)
            ticket = sessions.issue_ticket(self.engine, user_id)
            self.sessions[role] = sessions.redeem(self.engine, ticket) or ""
        return self.sessions[role]


@pytest.fixture
def house(store_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """An empty store that the app under test works on."""
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", store_url)
    house = House(open_engine(store_url))
    monkeypatch.setattr(who, "session_id", lambda: house.session_id)
    st.cache_data.clear()
    st.cache_resource.clear()
    yield house
    house.engine.dispose()


@pytest.fixture
def app_as(house: House) -> Callable[[Role | None], AppTest]:
    """Give the app as a role sees it, or as nobody does; not yet run."""

    def app(role: Role | None) -> AppTest:
        house.session_id = house.let_in(role) if role else None
        return AppTest.from_file(str(FRAME), default_timeout=60)

    return app


def visit(app: AppTest, page: str, **query: str) -> AppTest:
    """Run a page by its address, the first screen under "home"."""
    app._page_hash = calc_hash("" if page == "home" else page)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def leaving_for(app: AppTest) -> str:
    """Return all the HTML of a run, in which the address it leaves for stands."""
    return " ".join(element.proto.body for element in app.get("html"))


def shown(app: AppTest) -> str:
    """Return all that a page says in text."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error", "success")
    return "\n".join(str(element.value) for kind in kinds for element in app.get(kind))  # type: ignore[union-attr]  # none of these is a block
