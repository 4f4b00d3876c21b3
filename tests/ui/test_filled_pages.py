"""Every page with three years of data, for each role: nothing it may not open is linked."""

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from legalops.access import sessions
from legalops.permissions import Role, system
from legalops.services import users
from legalops.ui import navigation, who
from tests.ui.conftest import FRAME, visit

OF_ONE = {
    kind: {kind: "1"}
    for kind in (
        "matter", "vendor", "goal", "project", "decision", "meeting", "idea", "retrospective",
        "system",
    )
}  # fmt: skip
Open = Callable[[Role], AppTest]


@pytest.fixture
def open_as(sample_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The sample department as somebody new of a role sees it."""
    engine = sample_engine
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", str(engine.url))
    st.cache_data.clear()
    st.cache_resource.clear()

    def app(role: Role) -> AppTest:
        user_id, _ = users.add(engine, system("setup"), f"new-{role}", role.title(), role)
        session = sessions.redeem(engine, sessions.issue_ticket(engine, user_id))
        with engine.connect().execution_options(writes=True) as connection:
            connection.exec_driver_sql(f'UPDATE "user" SET must_change = 0 WHERE id = {user_id}')
            connection.commit()
        monkeypatch.setattr(who, "session_id", lambda: session)
        return AppTest.from_file(str(FRAME), default_timeout=120)

    yield app
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
def test_every_page_draws_three_years_for_every_role(open_as: Open, role: Role) -> None:
    app = open_as(role)
    troubled = []
    for screen in navigation.existing():
        visit(app, screen.file, **OF_ONE.get(screen.file, {}))
        if app.exception:
            troubled.append((screen.file, app.exception[0].message))
        app.query_params.clear()
    assert troubled == []
