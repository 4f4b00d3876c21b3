from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from legalops.access import accounts, sessions
from legalops.models.spend import Matter
from legalops.periods import instant, utc_now
from legalops.permissions import Permission, Role
from legalops.services import users
from legalops.store.unit import writing
from legalops.ui.accounts import device
from tests.ui.conftest import PASSWORD, SETUP, House, shown, visit

AppAs = Callable[[Role | None], AppTest]


def field(app: AppTest, label: str, value: str) -> None:
    next(f for f in app.text_input if f.label == label).set_value(value)


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def choose(app: AppTest, username: str) -> AppTest:
    return next(s for s in app.selectbox if s.label == "User").select(username).run()


def states(house: House) -> dict[str, str]:
    frame = users.list_users(house.engine)
    return dict(zip(frame["username"], frame["state"], strict=True))


def second_session(house: House, role: Role) -> str:
    ticket = accounts.sign_in(house.engine, role, PASSWORD)
    return sessions.redeem(house.engine, ticket or "") or ""


def test_a_person_changes_their_password_and_keeps_this_session(
    app_as: AppAs, house: House
) -> None:
    app = visit(app_as(Role.OPS).run(), "account")
    other = second_session(house, Role.OPS)
    field(app, "Present password", PASSWORD)
    field(app, "New password", "slow herons sort files")
    field(app, "New password again", "slow herons sort files")
    press(app, "Change the password")
    assert "changed" in app.success[0].value
    assert sessions.current(house.engine, other) is None
    assert sessions.current(house.engine, house.session_id)


@pytest.mark.parametrize(
    ("old", "again", "problem"),
    [("wrong", "slow herons sort files", "present password"), (PASSWORD, "x", "entries differ")],
)
def test_a_mistake_changes_no_password(
    app_as: AppAs, house: House, old: str, again: str, problem: str
) -> None:
    app = visit(app_as(Role.OPS).run(), "account")
    field(app, "Present password", old)
    field(app, "New password", "slow herons sort files")
    field(app, "New password again", again)
    assert problem in press(app, "Change the password").error[0].value
    assert accounts.sign_in(house.engine, "ops", PASSWORD)


def test_a_person_ends_their_other_sessions(app_as: AppAs, house: House) -> None:
    app = visit(app_as(Role.OPS).run(), "account")
    others = [second_session(house, Role.OPS) for _ in range(3)]
    app.run()
    assert shown(app).count("Since ") == 4
    press(app, "End")
    assert shown(app).count("Since ") == 3
    press(app, "End all 2 others")
    assert [sessions.current(house.engine, other) for other in others] == [None] * 3
    assert sessions.current(house.engine, house.session_id)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150 Safari/537 Edg/150", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux) Gecko Firefox/150", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Safari/600", "Safari on iOS"),
        ("", "Browser"),
    ],
)
def test_a_browser_is_named_in_words(agent: str, said: str) -> None:
    assert device(agent) == said


def test_an_administrator_adds_a_user_and_sees_the_code_once(app_as: AppAs, house: House) -> None:
    app = visit(app_as(Role.ADMIN).run(), "users")
    field(app, "Username", "tom")
    field(app, "Name, as others read it", "Tom")
    press(app, "Add")
    assert not app.exception
    code = app.code[0].value
    assert accounts.sign_in(house.engine, "tom", code)
    assert not app.run().code


def test_a_name_already_taken_is_refused_on_the_page(app_as: AppAs) -> None:
    app = visit(app_as(Role.ADMIN).run(), "users")
    field(app, "Username", "ADMIN")
    field(app, "Name, as others read it", "Another")
    assert "taken" in press(app, "Add").error[0].value


def test_an_administrator_changes_a_role(app_as: AppAs, house: House) -> None:
    house.let_in(Role.MEMBER)
    app = choose(visit(app_as(Role.ADMIN).run(), "users"), "member")
    next(s for s in app.selectbox if s.label == "Role" and s.value == "member").select("ops")
    press(app, "Change the role")
    assert not app.error
    frame = users.list_users(house.engine).set_index("username")
    assert frame.loc["member", "role"] == "ops"


def test_the_last_administrator_cannot_be_let_go(app_as: AppAs) -> None:
    app = choose(visit(app_as(Role.ADMIN).run(), "users"), "admin")
    assert "last administrator" in press(app, "Disable").error[0].value


def test_a_locked_person_is_unlocked(app_as: AppAs, house: House) -> None:
    house.let_in(Role.MEMBER)
    for _ in range(5):
        accounts.sign_in(house.engine, "member", "wrong")
    assert states(house)["member"] == "locked"
    app = choose(visit(app_as(Role.ADMIN).run(), "users"), "member")
    press(app, "Unlock")
    assert states(house)["member"] == "active"


def test_a_new_code_replaces_the_password(app_as: AppAs, house: House) -> None:
    house.let_in(Role.MEMBER)
    app = choose(visit(app_as(Role.ADMIN).run(), "users"), "member")
    press(app, "New one-time code")
    assert accounts.sign_in(house.engine, "member", PASSWORD) is None
    assert accounts.sign_in(house.engine, "member", app.code[0].value)


def test_a_person_who_leaves_hands_over_and_can_come_back(app_as: AppAs, house: House) -> None:
    house.let_in(Role.MEMBER)
    frame = users.list_users(house.engine)
    with writing(house.engine, SETUP, Permission.EDIT_NAMES) as unit:
        unit.session.add(
            Matter(
                number="M-7",
                number_norm="m-7",
                name="Harbour lease",
                owner_id=int(frame.loc[frame["username"] == "member", "id"].item()),
                created_at=instant(utc_now()),
            )
        )
    app = choose(visit(app_as(Role.ADMIN).run(), "users"), "member")
    assert "M-7 Harbour lease" in str([t.value for t in app.text])
    assert "hand them over" in press(app, "Disable").error[0].value
    next(s for s in app.selectbox if s.label == "Hand over to").select("admin")
    press(app, "Disable")
    assert states(house)["member"] == "disabled"
    assert users.owned(house.engine, "admin") == ["Matter M-7 Harbour lease"]
    press(choose(app, "member"), "Enable")
    assert states(house)["member"] == "active"
