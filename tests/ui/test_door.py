from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from legalops.access import accounts, sessions
from legalops.permissions import Role
from legalops.services import setup, users
from legalops.ui import who
from tests.ui.conftest import PASSWORD, SETUP, House, leaving_for, shown, visit

AppAs = Callable[[Role | None], AppTest]


def field(app: AppTest, label: str, value: str) -> None:
    next(f for f in app.text_input if f.label == label).set_value(value)


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def fill_in_set_up(app: AppTest, password: str = PASSWORD, again: str = PASSWORD) -> None:
    field(app, "Username", "mia")
    field(app, "Your name, as others read it", "Mia Lund")
    field(app, "New password", password)
    field(app, "New password again", again)


def test_a_new_store_asks_for_the_link_on_the_console(app_as: AppAs) -> None:
    app = app_as(None).run()
    assert "console" in app.info[0].value
    assert not app.text_input


def test_a_guessed_link_shows_no_form(app_as: AppAs, house: House) -> None:
    accounts.setup_token(house.engine)
    assert not visit(app_as(None), "home", setup="guess").text_input


def test_the_link_makes_the_first_administrator_and_lets_them_in(
    app_as: AppAs, house: House
) -> None:
    token = accounts.setup_token(house.engine) or ""
    app = visit(app_as(None), "home", setup=token)
    fill_in_set_up(app)
    press(app, "Create the account")
    assert not app.exception
    assert "/session/open?ticket=" in leaving_for(app)
    assert token not in leaving_for(app)
    assert users.list_users(house.engine)["role"].tolist() == ["admin"]


def test_mistakes_in_the_set_up_form_are_named(app_as: AppAs, house: House) -> None:
    app = visit(app_as(None), "home", setup=accounts.setup_token(house.engine) or "")
    for password, again, problem in (
        (PASSWORD, "another", "two entries differ"),
        ("short", "short", "at least 15"),
    ):
        fill_in_set_up(app, password, again)
        assert problem in press(app, "Create the account").error[0].value
    assert not users.list_users(house.engine).shape[0]


def test_the_sample_department_can_be_loaded_at_set_up(
    app_as: AppAs, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []
    monkeypatch.setattr(setup, "load_sample", lambda _engine, actor: loaded.append(actor.name))
    app = visit(app_as(None), "home", setup=accounts.setup_token(house.engine) or "")
    fill_in_set_up(app)
    app.checkbox[0].check()
    press(app, "Create the account")
    assert loaded == ["mia"]


def test_who_came_by_a_code_chooses_a_password_before_anything_else(
    app_as: AppAs, house: House
) -> None:
    house.let_in(Role.ADMIN)
    _, code = users.add(house.engine, SETUP, "tom", "Tom *", "member")
    ticket = accounts.sign_in(house.engine, "tom", code)
    app = app_as(None)
    house.session_id = sessions.redeem(house.engine, ticket or "")
    visit(app, "overview")
    assert [f.label for f in app.text_input] == ["New password", "New password again"]
    assert not app.title
    assert "Tom \\*" in shown(app)

    field(app, "New password", "password1234")
    field(app, "New password again", "password1234")
    assert "everybody tries" in press(app, "Save the password").error[0].value
    field(app, "New password", PASSWORD)
    field(app, "New password again", PASSWORD)
    press(app, "Save the password")
    assert app.title[0].value
    assert accounts.sign_in(house.engine, "tom", PASSWORD)


def test_nothing_else_accepts_somebody_without_a_password(house: House) -> None:
    _, code = users.add(house.engine, SETUP, "tom", "Tom", "member")
    house.session_id = sessions.redeem(
        house.engine, accounts.sign_in(house.engine, "tom", code) or ""
    )
    with pytest.raises(Exception, match="session has ended"):
        who.actor()
