"""Views that people save: their own by name, shared where they say so."""

import json

import pytest
from sqlalchemy import Engine, text

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.permissions import Actor, Role, system
from legalops.services import views
from legalops.store import views as store

WHERE = ("budget_vs_actual", {"fy": "2026", "period": "ytd", "area": "3"})


def test_a_view_keeps_its_page_and_filters_and_is_its_owners_alone(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    views.save(engine, people[Role.MEMBER], " My  area ", WHERE, when="last_month")
    (view,) = store.listed(engine, people[Role.MEMBER])
    assert (view.name, view.page, view.is_own) == ("My  area", "budget_vs_actual", True)
    assert view.query == "fy=2026&period=ytd&area=3&when=last_month"
    assert store.listed(engine, people[Role.ADMIN]) == ()


def test_a_shared_view_is_listed_for_everybody_and_changed_by_its_owner_alone(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    number = views.save(engine, people[Role.OPS], "Quarter", WHERE, is_shared=True)
    (seen,) = store.listed(engine, people[Role.MEMBER])
    assert (seen.is_own, seen.owner) == (False, "Ana")
    with pytest.raises(NotFoundError):
        views.change(engine, people[Role.MEMBER], number, "Mine", is_shared=False)
    with pytest.raises(NotFoundError):
        views.remove(engine, people[Role.ADMIN], number)
    views.change(engine, people[Role.OPS], number, "Quarter", is_shared=False)
    assert store.listed(engine, people[Role.MEMBER]) == ()


def test_a_deleted_view_is_gone_and_the_audit_keeps_what_it_was(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    number = views.save(engine, people[Role.OPS], "Quarter", WHERE)
    views.remove(engine, people[Role.OPS], number)
    assert store.listed(engine, people[Role.OPS]) == ()
    with engine.connect() as connection:
        query = text("SELECT before_json FROM audit_event WHERE action = 'view.deleted'")
        before = json.loads(connection.execute(query).scalar_one())
    assert before == {
        "name": "Quarter", "page": WHERE[0], "query": "fy=2026&period=ytd&area=3", "shared": False
    }  # fmt: skip


def test_a_name_is_taken_once_a_person(engine: Engine, people: dict[Role, Actor]) -> None:
    views.save(engine, people[Role.OPS], "Quarter", WHERE)
    views.save(engine, people[Role.MEMBER], "Quarter", WHERE)
    with pytest.raises(InvalidInputError, match="already"):
        views.save(engine, people[Role.OPS], "QUARTER ", WHERE)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_be_read_is_refused(
    engine: Engine, people: dict[Role, Actor], name: str
) -> None:
    with pytest.raises(InvalidInputError, match="Name"):
        views.save(engine, people[Role.OPS], name, WHERE)


def test_an_unknown_period_and_nobodys_view_are_refused(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    with pytest.raises(InvalidInputError, match="Period"):
        views.save(engine, people[Role.OPS], "A", WHERE, when="tomorrow")
    with pytest.raises(RefusedError, match="belongs to a person"):
        views.save(engine, system("cli"), "A", WHERE)
