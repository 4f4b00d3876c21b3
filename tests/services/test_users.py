from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from legalops.errors import InvalidInputError, NotAllowedError, NotFoundError, RefusedError
from legalops.models.spend import Matter
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission, Role, system
from legalops.services import users
from legalops.store.unit import reading, writing

SETUP = system("setup")


def add_matter(engine: Engine, number: str, owner: Actor) -> None:
    with writing(engine, SETUP, Permission.EDIT_NAMES) as unit:
        unit.session.add(
            Matter(
                number=number,
                number_norm=number.casefold(),
                name="Harbour lease",
                owner_id=owner.user_id,
                created_at=instant(utc_now()),
            )
        )


def state_of(engine: Engine, username: str) -> str:
    frame = users.list_users(engine)
    return str(frame.loc[frame["username"] == username, "state"].item())


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
def test_only_administrators_manage_users(
    engine: Engine, people: dict[Role, Actor], role: Role
) -> None:
    actor = people[role]
    acts: list[Callable[[], object]] = [
        lambda: users.add(engine, actor, "eve", "Eve", "admin"),
        lambda: users.set_role(engine, actor, actor.name, "admin"),
        lambda: users.reset(engine, actor, "mia"),
        lambda: users.disable(engine, actor, "mia"),
        lambda: users.enable(engine, actor, "mia"),
        lambda: users.unlock(engine, actor, "mia"),
    ]
    before = users.list_users(engine)
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()
    assert users.list_users(engine).equals(before)


def test_a_username_is_given_once_however_it_is_written(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    for taken in ("ana", "ANA", " Ana "):
        with pytest.raises(InvalidInputError, match="taken"):
            users.add(engine, people[Role.ADMIN], taken, "Another Ana", "member")


@pytest.mark.parametrize("username", ["", "a", "an a", "../x", "\u0430na", "x" * 41, "-ana"])
def test_usernames_are_plain_letters(engine: Engine, username: str) -> None:
    with pytest.raises(InvalidInputError, match="Username"):
        users.add(engine, SETUP, username, "Ana", "member")


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "Ana\u202equist"])
def test_display_names_can_be_read(engine: Engine, name: str) -> None:
    with pytest.raises(InvalidInputError, match="Name"):
        users.add(engine, SETUP, "ana", name, "member")


def test_an_unknown_role_is_named(engine: Engine) -> None:
    with pytest.raises(InvalidInputError, match="'boss' is not a role"):
        users.add(engine, SETUP, "ana", "Ana", "boss")


def test_an_unknown_user_is_named(engine: Engine) -> None:
    with pytest.raises(NotFoundError, match="'nobody'"):
        users.disable(engine, SETUP, "nobody")


def test_the_last_administrator_stays(engine: Engine, people: dict[Role, Actor]) -> None:
    for act in (
        lambda: users.disable(engine, SETUP, "mia"),
        lambda: users.set_role(engine, SETUP, "mia", "member"),
    ):
        with pytest.raises(RefusedError, match="last administrator"):
            act()
    users.set_role(engine, SETUP, "ana", "admin")
    users.disable(engine, people[Role.ADMIN], "mia")
    assert state_of(engine, "mia") == "disabled"


def test_who_owns_matters_hands_them_over_before_leaving(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    add_matter(engine, "M-1", people[Role.OPS])
    assert users.owned(engine, "ana") == ["Matter M-1 Harbour lease"]
    with pytest.raises(RefusedError, match="M-1 Harbour lease"):
        users.disable(engine, SETUP, "ana")
    with pytest.raises(RefusedError, match="active user"):
        users.disable(engine, SETUP, "ana", hand_over_to="ana")
    assert state_of(engine, "ana") != "disabled"

    assert users.disable(engine, SETUP, "ana", hand_over_to="tom") == ["Matter M-1 Harbour lease"]
    with reading(engine) as session:
        assert session.exec(select(Matter)).one().owner_id == people[Role.MEMBER].user_id


def test_nothing_is_handed_to_somebody_who_has_left(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    add_matter(engine, "M-1", people[Role.OPS])
    users.disable(engine, SETUP, "tom")
    with pytest.raises(RefusedError, match="active user"):
        users.disable(engine, SETUP, "ana", hand_over_to="tom")


def test_leaving_and_coming_back_change_the_state(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    assert state_of(engine, "tom") == "no access"
    users.reset(engine, SETUP, "tom")
    assert state_of(engine, "tom") == "code"
    users.disable(engine, SETUP, "tom")
    assert users.disable(engine, SETUP, "tom") == []
    with pytest.raises(RefusedError, match="Enable"):
        users.reset(engine, SETUP, "tom")
    users.enable(engine, SETUP, "tom")
    users.enable(engine, SETUP, "tom")
    assert state_of(engine, "tom") == "code"


def test_the_same_role_again_is_no_change(engine: Engine, people: dict[Role, Actor]) -> None:
    before = users.list_users(engine)
    users.set_role(engine, SETUP, "tom", "member")
    assert users.list_users(engine).equals(before)
