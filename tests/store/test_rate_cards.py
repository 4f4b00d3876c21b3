from datetime import date

import pytest
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, NotAllowedError, NotFoundError, RefusedError
from legalops.models.spend import MatterMember
from legalops.permissions import Actor, Permission, Role
from legalops.store import merges, performance, rate_cards, surveys, terms, weights
from legalops.store.rate_cards import CardInput
from legalops.store.terms import TermInput
from legalops.store.unit import writing
from tests.store.firms import Bill, bill, keeper, one, put, vendor

OAK, ELM = 1, 2
ANSWER = {"expertise": 4, "responsiveness": 5, "cost": 3, "outcome": 4, "again": 4}


@pytest.fixture
def firms(engine: Engine) -> Engine:
    """Oak with two timekeepers and an invoice, and Elm."""
    vendor(engine, OAK, "Oak LLP", currency="USD")
    vendor(engine, ELM, "Elm LLP", currency="USD")
    keeper(engine, 1, OAK, "JD", "Doe, Jane", "PARTNR")
    keeper(engine, 2, OAK, "RR", "Roe, Richard")
    bill(engine, Bill(OAK, "A-1", (1, 2)))
    return engine


def card(rate: int, day: str, keeper_id: int | None = 1, **more: str) -> CardInput:
    return CardInput(OAK, "USD", rate * 10_000, day, keeper_id, **more)  # type: ignore[arg-type]


def test_the_latest_agreed_rate_on_or_before_a_day_holds(
    firms: Engine, people: dict[Role, Actor]
) -> None:
    ana = people[Role.OPS]
    rate_cards.add(firms, ana, [card(400, "2025-01-01"), card(420, "2026-01-01")])
    rate_cards.add(firms, ana, [card(500, "2026-06-01", state="requested")])
    rate_cards.add(firms, ana, [card(300, "2026-01-01", None, classification="Associate")])
    cards = rate_cards.table(firms)
    assert sorted(rate_cards.in_force(cards, "2026-08-01")["rate_e4"]) == [3_000_000, 4_200_000]
    assert list(rate_cards.in_force(cards, "2025-12-31")["rate_e4"]) == [4_000_000]
    assert rate_cards.in_force(cards, "2024-12-31").empty


def test_a_rate_that_ended_holds_no_longer_even_when_an_older_one_had_no_end(
    firms: Engine, people: dict[Role, Actor]
) -> None:
    ended = card(420, "2026-01-01", until="2026-06-30")
    rate_cards.add(firms, people[Role.OPS], [card(400, "2025-01-01"), ended])
    assert rate_cards.in_force(rate_cards.table(firms), "2026-07-01").empty


def test_rates_that_end_soon_without_a_successor_are_told(
    firms: Engine, people: dict[Role, Actor]
) -> None:
    ana = people[Role.OPS]
    rate_cards.add(firms, ana, [card(400, "2026-01-01", until="2026-12-31")])
    rate_cards.add(firms, ana, [card(300, "2026-01-01", 2, until="2026-12-31")])
    rate_cards.add(firms, ana, [card(310, "2027-01-01", 2)])
    soon = rate_cards.expiring(firms, date(2026, 11, 1), 90)
    assert list(soon["timekeeper"]) == ["Doe, Jane"]
    assert rate_cards.expiring(firms, date(2026, 11, 1), 30).empty


def test_a_request_is_agreed_at_another_figure_and_keeps_what_was_asked(
    firms: Engine, people: dict[Role, Actor]
) -> None:
    ana = people[Role.OPS]
    number = rate_cards.add(firms, ana, [card(500, "2027-01-01", state="requested")])[0]
    rate_cards.agree(firms, ana, [number], 4_500_000, "Half way")
    row = rate_cards.table(firms).iloc[0]
    assert (row["state"], row["rate_e4"], row["asked_e4"]) == ("agreed", 4_500_000, 5_000_000)
    assert (row["decided_by"], row["reason"]) == ("ana", "Half way")
    with pytest.raises(RefusedError, match="agreed already, by ana"):
        rate_cards.refuse(firms, ana, [number], "Too late")


def test_a_refusal_needs_a_reason_and_leaves_the_day_free(
    firms: Engine, people: dict[Role, Actor]
) -> None:
    ana = people[Role.OPS]
    number = rate_cards.add(firms, ana, [card(500, "2027-01-01", state="requested")])[0]
    with pytest.raises(InvalidInputError, match="say why"):
        rate_cards.refuse(firms, ana, [number], " ")
    with pytest.raises(RefusedError, match="Doe, Jane of Oak LLP has a rate from 1 Jan 2027"):
        rate_cards.add(firms, ana, [card(450, "2027-01-01")])
    rate_cards.refuse(firms, ana, [number], "Above the market")
    rate_cards.add(firms, ana, [card(450, "2027-01-01")])
    assert sorted(rate_cards.table(firms)["state"]) == ["agreed", "refused"]


def test_several_rates_are_kept_together_or_not_at_all(
    firms: Engine, people: dict[Role, Actor]
) -> None:
    with pytest.raises(NotFoundError, match="The timekeeper"):
        rate_cards.add(firms, people[Role.OPS], [card(400, "2026-01-01"), card(1, "2026-01-01", 9)])
    assert rate_cards.table(firms).empty


def test_members_change_neither_rates_nor_terms_nor_weights(
    firms: Engine, people: dict[Role, Actor]
) -> None:
    tom = people[Role.MEMBER]
    with pytest.raises(NotAllowedError):
        rate_cards.add(firms, tom, [card(400, "2026-01-01")])
    with pytest.raises(NotAllowedError):
        terms.add(firms, tom, TermInput(OAK, "volume", "2026-01-01", discount_e4=500))
    with pytest.raises(NotAllowedError):
        weights.save(firms, tom, dict(weights.read(firms)))


def test_terms_are_entered_watched_and_ended(firms: Engine, people: dict[Role, Actor]) -> None:
    ana = people[Role.OPS]
    terms.add(firms, ana, TermInput(OAK, "volume", "2026-01-01", "", 50_000_000, 500))
    end = terms.add(firms, ana, TermInput(ELM, "contract", "2026-01-01", "2026-12-31"))
    assert list(terms.expiring(firms, date(2026, 11, 1), 90)["vendor"]) == ["Elm LLP"]
    assert performance.read(firms).tiers[OAK][0].threshold_cents == 50_000_000
    terms.end(firms, ana, end)
    assert list(terms.table(firms)["vendor"]) == ["Oak LLP"]
    with pytest.raises(InvalidInputError, match="Discount"):
        terms.add(firms, ana, TermInput(OAK, "volume", "2027-01-01"))


def test_weights_are_set_and_go_back(firms: Engine, people: dict[Role, Actor]) -> None:
    ana, usual = people[Role.OPS], weights.read(firms)
    assert weights.changed(firms) is None
    changed = {**usual, "firm_leverage": usual["firm_leverage"]._replace(weight=50)}
    weights.save(firms, ana, changed)
    assert weights.read(firms) == changed
    assert (weights.changed(firms) or ("",))[0] == "ana"
    weights.reset(firms, ana)
    assert weights.read(firms) == usual
    same = {"firm_leverage": usual["firm_leverage"]._replace(best_e4=5_000)}
    with pytest.raises(InvalidInputError, match="another value than the worst"):
        weights.save(firms, ana, same)


def invited(engine: Engine, ana: Actor, *people: Actor) -> None:
    put(engine, *(MatterMember(matter_id=1, user_id=p.user_id or 0) for p in people))
    with writing(engine, ana, Permission.EDIT_NAMES) as unit:
        assert surveys.invite_in(unit, 1) == len(people)
        assert surveys.invite_in(unit, 1) == 0


def test_only_the_invited_answer_once_and_without_their_name(
    firms: Engine, people: dict[Role, Actor]
) -> None:
    tom, carla = people[Role.MEMBER], people[Role.EXECUTIVE]
    invited(firms, people[Role.OPS], tom)
    number = int(surveys.waiting(firms, tom)["id"].iloc[0])
    assert surveys.waiting(firms, carla).empty
    with pytest.raises(NotFoundError, match="The invitation"):
        surveys.asked(firms, carla, number)
    with pytest.raises(NotFoundError, match="The invitation"):
        surveys.answer(firms, carla, number, ANSWER)
    with pytest.raises(InvalidInputError, match="Cost: choose a value from 1 to 5"):
        surveys.answer(firms, tom, number, {**ANSWER, "cost": 6})
    surveys.answer(firms, tom, number, ANSWER, "Good")
    with pytest.raises(RefusedError, match="answered this already"):
        surveys.answer(firms, tom, number, ANSWER)
    assert surveys.waiting(firms, tom).empty
    assert surveys.asked(firms, tom, number).is_answered
    assert surveys.counts(firms, OAK) == (1, 1)
    kept = performance.read(firms).answers
    assert list(kept.columns) == ["vendor_id", "month", *ANSWER]
    told = "SELECT after_json FROM audit_event WHERE action = 'survey.answered'"
    assert one(firms, told) is None
    assert one(firms, "SELECT answered_at FROM survey_invite").endswith("T00:00:00.000000Z")
    assert surveys.comments(firms, OAK) == []


def test_a_merge_takes_rates_terms_and_answers_along_and_back(
    firms: Engine, people: dict[Role, Actor]
) -> None:
    ana, mia = people[Role.OPS], people[Role.ADMIN]
    rate_cards.add(firms, ana, [card(400, "2026-01-01")])
    terms.add(firms, ana, TermInput(OAK, "volume", "2026-01-01", discount_e4=500))
    invited(firms, ana, people[Role.MEMBER])
    merged = merges.merge(firms, mia, OAK, ELM)
    assert set(rate_cards.table(firms)["vendor"]) == {"Elm LLP"}
    assert set(terms.table(firms)["vendor"]) == {"Elm LLP"}
    assert surveys.counts(firms, ELM) == (1, 0)
    merges.undo(firms, mia, merged)
    assert set(rate_cards.table(firms)["vendor"]) == {"Oak LLP"}
    assert surveys.counts(firms, OAK) == (1, 0)
