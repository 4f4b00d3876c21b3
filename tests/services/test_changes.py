from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from legalops.models.kept import RecordLink
from legalops.models.kinds import Seen
from legalops.models.spend import Matter
from legalops.permissions import Actor, Permission, Role
from legalops.services import records as acts
from legalops.services.changes import changes
from legalops.store import records
from legalops.store.unit import writing
from tests.services.work_rows import keep
from tests.store.spend_rows import OPEN, SECRET, fill

EVER = "2000"
People = dict[Role, Actor]


def told(engine: Engine, actor: Actor) -> list[tuple[str, str]]:
    return [(c.title, f"{c.by} {c.words}") for c in changes(engine, actor, EVER)]


def set_one(engine: Engine, actor: Actor, seen: Seen, **values: Any) -> None:
    with writing(engine, actor, Permission.EDIT_OWN_WORK) as unit:
        records.set_values(unit, seen, **values)


def test_what_others_did_to_ones_own_is_told_newest_first_and_never_ones_own_doings(
    engine: Engine, people: People
) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    number = keep(engine, ana, "action", "Call the firm", owner_id=tom.user_id)
    set_one(engine, ana, Seen("action", number, 1), due_on=date(2026, 11, 3))
    set_one(engine, tom, Seen("action", number, 2), state="done")
    assert told(engine, tom) == [
        ("Call the firm", "Ana changed due on"),
        ("Call the firm", "Ana added this action"),
    ]
    assert told(engine, ana) == [("Call the firm", "Tom changed state to \u201cdone\u201d")]
    assert told(engine, people[Role.EXECUTIVE]) == []


def test_a_part_concerns_whoever_owns_the_whole(engine: Engine, people: People) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    project = keep(
        engine, ana, "project", "Roll-out", owner_id=tom.user_id, starts_on=date(2026, 1, 1),
        due_on=date(2026, 12, 1), phase="doing",
    )  # fmt: skip
    day = date(2026, 11, 1)
    keep(engine, ana, "milestone", "Pilot", project_id=project, baseline_on=day, forecast_on=day)
    found = changes(engine, tom, EVER)[0]
    assert (found.kind, found.title, found.parent_id) == ("milestone", "Pilot", project)


def test_who_is_named_on_a_record_is_told(engine: Engine, people: People) -> None:
    carla, ana = people[Role.EXECUTIVE], people[Role.OPS]
    keep(engine, ana, "meeting", "Review", held_on=date(2026, 11, 2), attendees=(carla.user_id,))
    assert told(engine, carla) == [("Review", "Ana added this meeting")]


def test_what_is_linked_to_ones_own_is_followed(engine: Engine, people: People) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    mine = keep(engine, tom, "idea", "Mine")
    other = keep(engine, ana, "lesson", "Linked")
    keep(engine, ana, "lesson", "Elsewhere")
    with writing(engine, ana, Permission.EDIT_OWN_WORK) as unit:
        unit.session.add(
            RecordLink(
                from_kind="lesson", from_id=other, to_kind="idea", to_id=mine, made_by="Ana",
                made_at="2026-11-01T00:00:00.000000Z",
            )
        )  # fmt: skip
    assert told(engine, tom) == [("Linked", "Ana added this lesson")]


def test_who_commented_is_told_what_others_say_and_do(engine: Engine, people: People) -> None:
    tom, ana, mia = people[Role.MEMBER], people[Role.OPS], people[Role.ADMIN]
    number = keep(engine, ana, "idea", "One form")
    _comment(engine, tom, f"idea:{number}", "I like it")
    _comment(engine, mia, f"idea:{number}", "Try it\nfirst " + "x" * 200)
    said = told(engine, tom)
    assert said[0][1].startswith("Mia commented: Try it first xxx")
    assert said[0][1].endswith("\u2026")
    assert [title for title, _ in said] == ["One form", "One form"]


def _comment(engine: Engine, actor: Actor, subject: str, body: str) -> None:
    with writing(engine, actor, Permission.SEE_SPEND) as unit:
        unit.session.connection().exec_driver_sql(
            "INSERT INTO comment (subject, period, body, written_by, author, written_at, version) "
            f"VALUES ('{subject}', '', '{body}', {actor.user_id}, 'x', '2026', 1)"
        )
        unit.audit("comment.written", "comment", 1, after={"subject": subject, "body": body})


def test_a_restricted_matter_is_told_only_to_whom_it_is_open(
    engine: Engine, people: People
) -> None:
    tom, ana, mia = people[Role.MEMBER], people[Role.OPS], people[Role.ADMIN]
    fill(engine, member_id=tom.user_id)
    for reader in (tom, ana):
        for matter in (SECRET, OPEN):
            _comment(engine, reader, f"matter:{matter}", "Seen")
    for matter in (SECRET, OPEN):
        _comment(engine, mia, f"matter:{matter}", "News")
    assert {title for title, said in told(engine, tom) if "News" in said} == {"Inquiry", "Dispute"}
    assert {title for title, _ in told(engine, ana)} == {"Dispute"}


def test_only_what_came_after_the_instant_and_event_is_told(engine: Engine, people: People) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    keep(engine, ana, "action", "First", owner_id=tom.user_id)
    (first,) = changes(engine, tom, EVER)
    keep(engine, ana, "action", "Second", owner_id=tom.user_id)
    assert [c.title for c in changes(engine, tom, first.at)] == ["Second"]
    assert [c.title for c in changes(engine, tom, EVER, after_seq=first.seq)] == ["Second"]
    assert [c.title for c in changes(engine, tom, EVER, limit=1)] == ["Second"]


def test_the_trail_is_read_past_its_first_page(
    engine: Engine, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legalops.store.changes.CHUNK", 2)
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    for n in range(7):
        keep(engine, ana, "action", f"No. {n}", owner_id=tom.user_id)
    assert len(changes(engine, tom, EVER)) == 7


def test_a_matters_own_changes_are_told_to_its_owner(engine: Engine, people: People) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    fill(engine, owner_id=tom.user_id)
    with writing(engine, ana, Permission.EDIT_NAMES) as unit:
        unit.audit("matter.changed", "matter", OPEN, after={"status": "closed"})
        unit.audit("survey.asked", "matter", OPEN, after={})
        assert unit.session.get(Matter, OPEN) is not None
    assert told(engine, tom) == [("Dispute", "Ana changed this matter")]


def test_what_was_withdrawn_is_told_once_it_is_gone(engine: Engine, people: People) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    number = keep(engine, ana, "action", "Call", owner_id=tom.user_id)
    acts.withdraw(engine, ana, Seen("action", number, 1))
    assert told(engine, tom)[0] == ("Call", "Ana took this action off")
