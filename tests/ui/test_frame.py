from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from legalops.access import sessions
from legalops.errors import RefusedError
from legalops.permissions import Role
from legalops.services import users
from legalops.ui import freshness, navigation
from tests.ui.conftest import PASSWORD, SETUP, House, leaving_for, shown, visit

AppAs = Callable[[Role | None], AppTest]
PAGES = [screen.file for screen in navigation.existing()]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_runs_on_an_empty_store_or_says_whose_it_is(
    app_as: AppAs, page: str, role: Role
) -> None:
    app = visit(app_as(role).run(), page)
    assert not app.exception
    screen = next(screen for screen in navigation.PAGES if screen.file == page)
    called = screen.to_members if role == Role.MEMBER else ""
    assert app.title[0].value == (called or screen.heading or screen.title)
    refused = [warning for warning in app.warning if "not for your role" in warning.value]
    assert bool(refused) == (role not in screen.roles)
    if refused:
        assert len(app.main) <= 4
        assert "administrator" in refused[0].value


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_more_of_a_page_than_the_sign_in(
    app_as: AppAs, house: House, page: str
) -> None:
    house.let_in(Role.ADMIN)
    app = visit(app_as(None), page)
    assert not app.exception
    assert [field.label for field in app.text_input] == ["Username", "Password"]
    assert [button.label for button in app.button] == ["Sign in"]
    assert not app.title
    assert not app.sidebar.button


def test_a_wrong_password_says_what_to_do_and_not_what_was_wrong(
    app_as: AppAs, house: House
) -> None:
    house.let_in(Role.ADMIN)
    said = []
    for name in ("admin", "nobody"):
        app = app_as(None).run()
        app.text_input[0].set_value(name)
        app.text_input[1].set_value("wrong")
        app.button[0].click().run()
        assert not app.exception
        said.append(app.error[0].value)
    assert said[0] == said[1]


def test_the_right_password_leaves_for_the_session(app_as: AppAs, house: House) -> None:
    house.let_in(Role.ADMIN)
    app = app_as(None).run()
    app.text_input[0].set_value("Admin")
    app.text_input[1].set_value(PASSWORD)
    app.button[0].click().run()
    assert not app.exception
    assert not app.error
    assert "/session/open?ticket=" in leaving_for(app)


def test_a_session_that_ends_takes_what_the_tab_held_with_it(app_as: AppAs, house: House) -> None:
    app = app_as(Role.OPS).run()
    app.session_state["draft"] = "somebody's figures"
    app.run()
    assert app.session_state["draft"] == "somebody's figures"
    sessions.sign_out(house.engine, house.session_id)
    app.run()
    assert "draft" not in app.session_state
    assert [field.label for field in app.text_input] == ["Username", "Password"]


def test_another_persons_cookie_on_the_same_tab_starts_afresh(app_as: AppAs, house: House) -> None:
    app = app_as(Role.OPS).run()
    app.session_state["draft"] = "somebody's figures"
    house.session_id = house.let_in(Role.MEMBER)
    app.run()
    assert "draft" not in app.session_state


def test_a_new_role_changes_the_pages_at_the_next_run(app_as: AppAs, house: House) -> None:
    house.let_in(Role.ADMIN)
    app = app_as(Role.MEMBER).run()
    assert "not for your role" in shown(visit(app, "users"))
    users.set_role(house.engine, SETUP, "member", "admin")
    assert "not for your role" not in shown(visit(app, "users"))


def test_a_named_error_is_shown_in_its_own_words(
    app_as: AppAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> str:
        raise RefusedError("The month is closed. *Reopen* it first.")

    monkeypatch.setattr(freshness, "line", refuse)
    app = app_as(Role.MEMBER).run()
    assert not app.exception
    assert app.error[0].value == "The month is closed. \\*Reopen\\* it first."


def test_the_menu_says_who_is_signed_in(app_as: AppAs) -> None:
    app = app_as(Role.EXECUTIVE).run()
    assert "Executive, signed in as executive" in shown(app)


def test_only_files_in_the_list_of_pages_are_pages() -> None:
    files = {path.stem for path in navigation.FOLDER.glob("*.py")}
    assert files == {screen.file for screen in navigation.PAGES}


def test_every_address_is_there_before_and_after_sign_in() -> None:
    assert len({screen.file for screen in navigation.PAGES}) == len(navigation.PAGES)
    assert navigation.PAGES[0].file == navigation.DEFAULT
