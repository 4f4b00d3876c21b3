import pytest
from sqlalchemy import Engine

from legalops.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    StaleEditError,
)
from legalops.permissions import Actor, Role, system
from legalops.services import comments as acts
from legalops.store import comments
from legalops.store.unit import data_versions
from tests.conftest import add_person
from tests.store.spend_rows import OPEN, SECRET, fill

FIGURE, YEAR = "budget_vs_actual:area=all,vendor=all", "2026 ytd as of 2026-07"
People = dict[Role, Actor]


def said(engine: Engine, actor: Actor, subject: str = FIGURE) -> list[str]:
    return [each.body for each in comments.listed(engine, actor, subject, YEAR)]


def test_a_comment_stays_with_its_figure_and_period_under_its_authors_name(
    engine: Engine, people: People
) -> None:
    carla = people[Role.EXECUTIVE]
    acts.write(engine, carla, FIGURE, YEAR, "  Two trials\r\nmoved *up*.\x00\u202e ")
    (found,) = comments.listed(engine, people[Role.MEMBER], FIGURE, YEAR)
    assert found.body == "Two trials\nmoved *up*."
    assert (found.author_id, found.changed_at) == (carla.user_id, "")
    assert comments.listed(engine, carla, FIGURE, "2025 full as of 2025-12") == ()
    assert comments.counts(engine) == {FIGURE: 1}
    assert data_versions(engine)["comments"] == 1


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OPS])
def test_only_executives_and_administrators_comment(
    engine: Engine, people: People, role: Role
) -> None:
    with pytest.raises(NotAllowedError):
        acts.write(engine, people[role], FIGURE, YEAR, "No.")
    assert said(engine, people[role]) == []


def test_an_edit_keeps_what_was_said_before(engine: Engine, people: People) -> None:
    mia = people[Role.ADMIN]
    key = acts.write(engine, mia, FIGURE, YEAR, "First")
    acts.change(engine, mia, key, 1, "Second")
    acts.change(engine, mia, key, 2, "Third")
    assert said(engine, mia) == ["Third"]
    earlier = comments.history(engine, people[Role.MEMBER], key)
    assert [each.body for each in earlier] == ["First", "Second"]
    assert {each.by for each in earlier} == {comments.listed(engine, mia, FIGURE, YEAR)[0].author}


def test_a_stale_edit_changes_nothing(engine: Engine, people: People) -> None:
    mia = people[Role.ADMIN]
    key = acts.write(engine, mia, FIGURE, YEAR, "First")
    acts.change(engine, mia, key, 1, "Second")
    with pytest.raises(StaleEditError):
        acts.change(engine, mia, key, 1, "Lost")
    assert said(engine, mia) == ["Second"]


def test_nobody_changes_or_withdraws_what_somebody_else_said(
    engine: Engine, people: People
) -> None:
    key = acts.write(engine, people[Role.EXECUTIVE], FIGURE, YEAR, "Mine")
    with pytest.raises(RefusedError, match="Only they can change it"):
        acts.change(engine, people[Role.ADMIN], key, 1, "Yours")
    with pytest.raises(RefusedError):
        acts.withdraw(engine, people[Role.ADMIN], key, 1)
    with pytest.raises(RefusedError, match="needs a person"):
        acts.write(engine, system("cli"), FIGURE, YEAR, "Nobody")
    assert said(engine, people[Role.ADMIN]) == ["Mine"]


def test_a_withdrawn_comment_is_gone_from_the_page_and_stays_in_the_history(
    engine: Engine, people: People
) -> None:
    carla = people[Role.EXECUTIVE]
    key = acts.write(engine, carla, FIGURE, YEAR, "Too soon")
    acts.withdraw(engine, carla, key, 1)
    assert said(engine, carla) == []
    assert [each.body for each in comments.history(engine, carla, key)] == ["Too soon"]
    with pytest.raises(StaleEditError):
        acts.change(engine, carla, key, 2, "Back")


@pytest.mark.parametrize("body", ["", " \n ", "\u200b", "x" * (acts.LONGEST + 1)])
def test_an_empty_or_endless_comment_is_refused(engine: Engine, people: People, body: str) -> None:
    with pytest.raises(InvalidInputError):
        acts.write(engine, people[Role.ADMIN], FIGURE, YEAR, body)


def test_what_is_said_about_a_restricted_matter_is_for_those_named_on_it(
    engine: Engine, people: People
) -> None:
    fill(engine, member_id=people[Role.MEMBER].user_id)
    subject = f"matter:{SECRET}"
    key = acts.write(engine, people[Role.ADMIN], subject, YEAR, "Quiet")
    assert said(engine, people[Role.MEMBER], subject) == ["Quiet"]
    stranger = add_person(engine, "pat", Role.EXECUTIVE)
    for refused in (people[Role.EXECUTIVE], stranger):
        with pytest.raises(NotFoundError):
            comments.listed(engine, refused, subject, YEAR)
        with pytest.raises(NotFoundError):
            comments.history(engine, refused, key)
        with pytest.raises(NotFoundError):
            acts.write(engine, refused, subject, YEAR, "Loud")
    assert said(engine, stranger, f"matter:{OPEN}") == []
    with pytest.raises(NotFoundError):
        comments.listed(engine, stranger, "matter:x", YEAR)


def test_notes_on_a_matter_are_written_by_those_who_work_on_it_and_by_operations(
    engine: Engine, people: People
) -> None:
    member = people[Role.MEMBER]
    fill(engine, member_id=member.user_id)
    on_it, other = f"matter:{SECRET}", f"matter:{OPEN}"
    acts.write(engine, member, on_it, "", "Hearing moved to May.")
    acts.write(engine, people[Role.OPS], other, "", "Budget asked for.")
    assert comments.may_write(engine, member, on_it)
    assert not comments.may_write(engine, member, other)
    with pytest.raises(NotAllowedError):
        acts.write(engine, member, other, "", "Mine too?")
    assert [each.body for each in comments.listed(engine, member, other, "")] == [
        "Budget asked for."
    ]
