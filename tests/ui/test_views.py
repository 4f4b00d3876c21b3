"""Saved views: kept from the sidebar, found there by whom they are meant for."""

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from legalops.access import sessions
from legalops.permissions import Actor, Role
from legalops.services import views as acts
from tests.store.spend_rows import fill
from tests.ui.conftest import House, visit
from tests.ui.test_budget_pages import close

Open = Callable[[Role | None], AppTest]


@pytest.fixture
def filled(house: House) -> House:
    fill(house.engine)
    return house


def who_is(house: House, role: Role) -> Actor:
    visitor = sessions.current(house.engine, house.let_in(role))
    assert visitor is not None
    return visitor.actor


def links(app: AppTest) -> dict[str, dict[str, list[str]]]:
    return {link.proto.label: parse_qs(link.proto.query_string) for link in app.get("page_link")}


def test_a_view_saved_as_the_last_closed_month_moves_on(filled: House, app_as: Open) -> None:
    close(filled.engine, 202606)
    app = visit(app_as(Role.EXECUTIVE), "budget_vs_actual", period="2026-05", area="1")
    app.text_input(key="view_name").input("Last *month*")
    app.selectbox(key="view_when").select("last_closed")
    app.checkbox(key="view_shared").check()
    next(b for b in app.button if b.label == "Save").click().run()
    assert not app.exception
    label = "Last \\*month\\*"
    assert links(app)[label]["period"] == ["2026-06"]
    close(filled.engine, 202607)
    again = visit(app_as(Role.MEMBER), "budget_vs_actual")
    found = links(again)[label]
    assert (found["period"], found["as_of"], found["area"]) == (["2026-07"], ["2026-07"], ["1"])


def test_a_view_of_a_page_that_is_not_theirs_is_not_listed(filled: House, app_as: Open) -> None:
    visit(app_as(Role.OPS), "home")
    acts.save(filled.engine, who_is(filled, Role.OPS), "Uploads", ("invoices", {}), is_shared=True)
    assert "Uploads" in links(visit(app_as(Role.OPS), "home"))
    assert "Uploads" not in links(visit(app_as(Role.MEMBER), "home"))


def test_an_owner_finds_their_view_where_it_is_renamed_and_deleted(
    filled: House, app_as: Open
) -> None:
    visit(app_as(Role.OPS), "home")
    owner = who_is(filled, Role.OPS)
    acts.save(filled.engine, owner, "Mine", ("budget_vs_actual", {"fy": "2026"}))
    app = visit(app_as(Role.OPS), "home")
    app.button(key="views_change").click().run()
    assert not app.exception
    assert app.selectbox(key="view_chosen").options == ["Mine"]
    assert {button.label for button in app.button} >= {"Save", "Delete"}


def test_a_taken_name_is_said_where_it_was_typed(filled: House, app_as: Open) -> None:
    visit(app_as(Role.OPS), "home")
    acts.save(filled.engine, who_is(filled, Role.OPS), "Mine", ("budget_vs_actual", {}))
    app = visit(app_as(Role.OPS), "budget_vs_actual")
    app.text_input(key="view_name").input("mine")
    next(b for b in app.button if b.label == "Save").click().run()
    assert any("already" in error.value for error in app.error)
