"""Decisions: what is asked, compared, said, decided, looked back on and asked anew."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from legalops.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    StaleEditError,
)
from legalops.models.decisions import (
    CriterionRow,
    DecisionInput,
    OptionRow,
    OutcomeInput,
    ReviewInput,
    TableInput,
    VoiceInput,
)
from legalops.models.kinds import Seen
from legalops.permissions import Actor, Role
from legalops.services import decisions as acts
from legalops.services import records as kept
from legalops.store import decision_spend, decisions, records
from tests.conftest import add_person
from tests.store import spend_rows

TODAY = date(2026, 8, 10)
People = dict[Role, Actor]
TABLE = TableInput(
    options=(OptionRow(title="Stay", pros="Quiet"), OptionRow(title="Move", cons="Work")),
    criteria=(
        CriterionRow(title="Cost", weight=60, scores=(1, 4)),
        CriterionRow(title="Risk", weight=40, scores=(5, None)),
    ),
)


def ask(engine: Engine, actor: Actor, **given: Any) -> int:
    question = DecisionInput(title=given.pop("title", "Do we move?"), **given)
    return acts.raise_question(engine, actor, question, date(2026, 7, 1))


def seen(engine: Engine, actor: Actor, decision_id: int) -> Seen:
    row = records.one(engine, actor, "decision", decision_id)
    return Seen("decision", decision_id, row["version"])


def outcome(**given: Any) -> OutcomeInput:
    return OutcomeInput(
        **{"outcome": "We move.", "reason": "It is cheaper.", "decided_on": TODAY, **given}
    )


def decide(engine: Engine, people: People, decision_id: int, **given: Any) -> None:
    who = people[Role.EXECUTIVE]
    acts.decide(engine, who, seen(engine, who, decision_id), outcome(**given), TODAY)


def row_of(engine: Engine, people: People, decision_id: int) -> dict[str, Any]:
    return records.one(engine, people[Role.OPS], "decision", decision_id)


def test_a_table_is_kept_whole_and_changed_by_its_rows(engine: Engine, people: People) -> None:
    member = people[Role.MEMBER]
    number = ask(engine, member)
    acts.save_table(engine, member, seen(engine, member, number), TABLE)
    found = decisions.parts(engine, number)
    assert [option.title for option in found.options] == ["Stay", "Move"]
    assert sorted(found.scores.values()) == [1, 4, 5]
    stay, cost = found.options[0], found.criteria[0]
    smaller = TableInput(
        options=(OptionRow(id=stay.id, title="Stay put"), OptionRow(title="Wait")),
        criteria=(CriterionRow(id=cost.id, title="Cost", weight=50, scores=(2, 3)),),
    )
    acts.save_table(engine, member, seen(engine, member, number), smaller)
    found = decisions.parts(engine, number)
    assert [option.title for option in found.options] == ["Stay put", "Wait"]
    assert found.options[0].id == stay.id
    assert found.scores == {(stay.id, cost.id): 2, (found.options[1].id, cost.id): 3}


def test_the_history_tells_what_changed_in_the_table(engine: Engine, people: People) -> None:
    member = people[Role.MEMBER]
    number = ask(engine, member)
    acts.save_table(engine, member, seen(engine, member, number), TABLE)
    newest = records.history(engine, member, "decision", number)[0]
    assert newest.before["options"] == ""
    assert newest.after["options"] == "Stay; Move"
    assert newest.after["criteria"] == "Cost (weight 60); Risk (weight 40)"


def test_a_table_saved_over_a_newer_one_is_refused(engine: Engine, people: People) -> None:
    member = people[Role.MEMBER]
    number = ask(engine, member)
    old = seen(engine, member, number)
    acts.save_table(engine, member, old, TABLE)
    with pytest.raises(StaleEditError):
        acts.save_table(engine, member, old, TableInput())
    assert len(decisions.parts(engine, number).options) == 2


def test_two_options_of_one_name_are_refused(engine: Engine, people: People) -> None:
    member = people[Role.MEMBER]
    number = ask(engine, member)
    twice = TableInput(options=(OptionRow(title="Stay"), OptionRow(title="stay")))
    with pytest.raises(InvalidInputError, match="twice"):
        acts.save_table(engine, member, seen(engine, member, number), twice)


def test_a_row_of_another_decision_is_not_to_be_had(engine: Engine, people: People) -> None:
    member = people[Role.MEMBER]
    one, two = ask(engine, member), ask(engine, member)
    acts.save_table(engine, member, seen(engine, member, one), TABLE)
    foreign = decisions.parts(engine, one).options[0].id
    stolen = TableInput(options=(OptionRow(id=foreign, title="Mine"),))
    with pytest.raises(NotFoundError):
        acts.save_table(engine, member, seen(engine, member, two), stolen)
    assert decisions.parts(engine, one).options[0].title == "Stay"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OPS])
def test_only_who_may_decide_records_the_outcome(
    engine: Engine, people: People, role: Role
) -> None:
    number = ask(engine, people[role], accountable_id=people[role].user_id)
    with pytest.raises(NotAllowedError):
        acts.decide(
            engine, people[role], seen(engine, people[role], number), outcome(), TODAY
        )  # fmt: skip
    assert row_of(engine, people, number)["state"] == "open"


def test_what_was_proposed_is_there_to_be_confirmed(engine: Engine, people: People) -> None:
    member = people[Role.MEMBER]
    number = ask(engine, member)
    acts.propose(engine, member, seen(engine, member, number), outcome(outcome="Wait."))
    row = row_of(engine, people, number)
    assert (row["state"], row["outcome"], row["decided_on"]) == ("open", "Wait.", None)
    decide(engine, people, number)
    row = row_of(engine, people, number)
    assert (row["state"], row["outcome"], row["decided_by"]) == ("decided", "We move.", "Carla")


def test_nobody_proposes_on_a_question_of_others(engine: Engine, people: People) -> None:
    number = ask(engine, people[Role.OPS])
    member = people[Role.MEMBER]
    with pytest.raises(NotAllowedError):
        acts.propose(engine, member, seen(engine, member, number), outcome())


def test_a_decided_decision_is_edited_by_nobody(engine: Engine, people: People) -> None:
    number = ask(engine, people[Role.OPS])
    decide(engine, people, number)
    for person in people.values():
        now = seen(engine, person, number)
        assert not records.may_edit(engine, person, "decision", number)
        with pytest.raises((RefusedError, NotAllowedError)):
            kept.change(engine, person, now, DecisionInput(title="Something else?"))
        with pytest.raises((RefusedError, NotAllowedError)):
            kept.set_one(engine, person, now, "due_on", TODAY)
        with pytest.raises((RefusedError, NotAllowedError)):
            kept.withdraw(engine, person, now)
        with pytest.raises((RefusedError, NotAllowedError)):
            acts.save_table(engine, person, now, TABLE)
    with pytest.raises(RefusedError):
        decide(engine, people, number, outcome="Never mind.")
    assert row_of(engine, people, number)["outcome"] == "We move."


def test_a_decision_is_taken_in_the_version_that_was_read(engine: Engine, people: People) -> None:
    number, executive = ask(engine, people[Role.OPS]), people[Role.EXECUTIVE]
    old = seen(engine, executive, number)
    acts.save_table(engine, people[Role.OPS], old, TABLE)
    with pytest.raises(StaleEditError):
        acts.decide(engine, executive, old, outcome(), TODAY)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"decided_on": date(2026, 8, 11)}, "Decided on"),
        ({"decided_on": date(2026, 6, 30)}, "Decided on"),
        ({"review_on": TODAY}, "Review on"),
        ({"saving_cents": 100}, "Expected saving a year"),
        ({"option_id": 999}, "Option chosen"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_by_its_field(
    engine: Engine, people: People, given: dict[str, Any], field: str
) -> None:
    number = ask(engine, people[Role.OPS])
    with pytest.raises(InvalidInputError) as refused:
        decide(engine, people, number, **given)
    assert refused.value.field == field
    assert row_of(engine, people, number)["state"] == "open"


def test_voices_come_from_those_named_and_replace_each_other(
    engine: Engine, people: People
) -> None:
    member, other = people[Role.MEMBER], add_person(engine, "priya", Role.MEMBER)
    number = ask(engine, people[Role.OPS], method="vote", contributors=(member.user_id,))
    acts.save_table(engine, people[Role.OPS], seen(engine, member, number), TABLE)
    stay, move = (option.id for option in decisions.parts(engine, number).options)
    acts.speak(engine, member, number, VoiceInput(says="vote", option_id=stay))
    acts.speak(engine, member, number, VoiceInput(says="vote", option_id=move, note="Better"))
    voices = decisions.parts(engine, number).voices
    assert [(v.name, v.option_id, v.note) for v in voices] == [("Tom", move, "Better")]
    with pytest.raises(NotAllowedError):
        acts.speak(engine, other, number, VoiceInput(says="vote", option_id=stay))
    with pytest.raises(RefusedError, match="voted"):
        acts.save_table(engine, people[Role.OPS], seen(engine, member, number), TableInput())


@pytest.mark.parametrize(
    ("method", "voice"),
    [
        ("vote", VoiceInput(says="vote")),
        ("consent", VoiceInput(says="object")),
        ("consent", VoiceInput(says="vote", option_id=1)),
        ("one", VoiceInput(says="consent")),
    ],
)
def test_a_voice_that_does_not_fit_the_method_is_refused(
    engine: Engine, people: People, method: str, voice: VoiceInput
) -> None:
    member = people[Role.MEMBER]
    number = ask(engine, member, method=method, accountable_id=member.user_id)
    with pytest.raises((InvalidInputError, RefusedError)):
        acts.speak(engine, member, number, voice)
    assert decisions.parts(engine, number).voices == ()


def test_no_voice_is_heard_after_the_decision(engine: Engine, people: People) -> None:
    member = people[Role.MEMBER]
    number = ask(engine, member, method="consent", accountable_id=member.user_id)
    decide(engine, people, number)
    with pytest.raises(RefusedError):
        acts.speak(engine, member, number, VoiceInput(says="consent"))


def test_the_accountable_person_looks_back_once(engine: Engine, people: People) -> None:
    member, other = people[Role.MEMBER], add_person(engine, "priya", Role.MEMBER)
    number = ask(engine, people[Role.OPS], accountable_id=member.user_id)
    given = ReviewInput(verdict="worse", review="The move took twice as long.")
    with pytest.raises(RefusedError):
        acts.review(engine, member, seen(engine, member, number), given, TODAY)
    decide(engine, people, number)
    with pytest.raises(NotAllowedError):
        acts.review(engine, other, seen(engine, other, number), given, TODAY)
    acts.review(engine, member, seen(engine, member, number), given, TODAY)
    row = row_of(engine, people, number)
    assert (row["state"], row["verdict"], row["reviewed_on"]) == ("reviewed", "worse", "2026-08-10")
    with pytest.raises(RefusedError):
        acts.review(engine, member, seen(engine, member, number), given, TODAY)


def test_an_old_decision_stands_until_the_new_one_is_taken(engine: Engine, people: People) -> None:
    member = people[Role.MEMBER]
    old = ask(engine, member)
    acts.save_table(engine, member, seen(engine, member, old), TABLE)
    decide(engine, people, old)
    again = DecisionInput(title="Do we move after all?")
    new = acts.supersede(engine, member, seen(engine, member, old), again, TODAY)
    assert row_of(engine, people, old)["state"] == "decided"
    copied = decisions.parts(engine, new)
    assert [option.title for option in copied.options] == ["Stay", "Move"]
    assert copied.scores == {}
    with pytest.raises(RefusedError, match="already"):
        acts.supersede(engine, member, seen(engine, member, old), again, TODAY)
    decide(engine, people, new)
    assert row_of(engine, people, old)["state"] == "superseded"
    assert decisions.successor(engine, old) == (new, "Do we move after all?")
    assert row_of(engine, people, new)["supersedes_id"] == old
    assert decisions.title(engine, old) == "Do we move?"


def test_an_open_question_is_not_superseded(engine: Engine, people: People) -> None:
    member = people[Role.MEMBER]
    number = ask(engine, member)
    with pytest.raises(RefusedError):
        acts.supersede(
            engine, member, seen(engine, member, number), DecisionInput(title="Again?"), TODAY
        )


def test_decisions_are_found_by_vendor_and_by_matter_as_far_as_it_may_be_seen(
    engine: Engine, people: People
) -> None:
    spend_rows.fill(engine)
    ops, admin = people[Role.OPS], people[Role.ADMIN]
    ask(engine, ops, title="Oak?", vendor_id=spend_rows.OAK)
    ask(engine, ops, title="Elm?", vendor_id=spend_rows.ELM)
    ask(engine, ops, title="Secret?", matter_id=spend_rows.SECRET)
    with engine.connect().execution_options(writes=True) as connection:
        connection.execute(text("UPDATE vendor SET merged_into = 1 WHERE id = 2"))
        connection.commit()
    assert set(decisions.about(engine, ops, vendor_id=spend_rows.OAK)["title"]) == {"Oak?", "Elm?"}
    assert decisions.about(engine, ops, matter_id=spend_rows.SECRET).empty
    found = decisions.about(engine, admin, matter_id=spend_rows.SECRET)
    assert found["title"].tolist() == ["Secret?"]


def test_spend_of_a_decision_is_what_its_vendor_and_matter_were_billed(
    engine: Engine, people: People
) -> None:
    spend_rows.fill(engine)
    ops = people[Role.OPS]
    of_vendor = decision_spend.months(engine, ops, vendor_id=spend_rows.OAK, matter_id=None)
    assert of_vendor is not None
    assert dict(of_vendor[["month", "net_cents"]].to_numpy().tolist()) == {202607: 17583}
    both = decision_spend.months(
        engine, ops, vendor_id=spend_rows.OAK, matter_id=spend_rows.OPEN
    )  # fmt: skip
    assert both is not None
    assert dict(both[["month", "net_cents"]].to_numpy().tolist()) == {202607: 10250}


def test_spend_of_a_restricted_matter_is_for_those_who_may_see_it(
    engine: Engine, people: People
) -> None:
    spend_rows.fill(engine)
    asked = {"vendor_id": None, "matter_id": spend_rows.SECRET}
    assert decision_spend.months(engine, people[Role.EXECUTIVE], **asked) is None
    found = decision_spend.months(engine, people[Role.ADMIN], **asked)
    assert found is not None
    assert found["net_cents"].sum() == 4000
