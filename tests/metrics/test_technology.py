"""Contracts, seats and cost of systems, from frames."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops.metrics import technology

TODAY = date(2026, 11, 1)


def after(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def systems(*rows: dict[str, Any]) -> pd.DataFrame:
    whole = {"stage": "in_use", "renews_on": None, "notice_days": None, "renews_itself": False,
             "yearly_cost_cents": None, "seats": None, "seats_used": None}  # fmt: skip
    frame = pd.DataFrame([{**whole, **row} for row in rows], columns=list(whole))
    numbers = ["notice_days", "yearly_cost_cents", "seats", "seats_used"]
    return frame.astype(dict.fromkeys(numbers, "Int64"))


@pytest.mark.parametrize(
    ("ends", "notice", "state"),
    [
        (None, 90, "none"),
        (after(500), 90, "later"),
        (after(211), 90, "later"),
        (after(210), 90, "due"),
        (after(120), None, "due"),
        (after(90), 90, "due"),
        (after(89), 90, "missed"),
        (after(0), 30, "missed"),
        (after(0), None, "due"),
        (after(-1), 0, "over"),
    ],
)
def test_a_contract_is_due_from_120_days_before_its_notice(
    ends: str | None, notice: int | None, state: str
) -> None:
    assert technology.term(ends, notice, renews_itself=True, today=TODAY).state == state


def test_what_to_do_says_until_when_and_what_happens_otherwise() -> None:
    term = technology.term("2027-02-24", 90, renews_itself=True, today=TODAY)
    assert term.told(TODAY) == (
        "Cancel it by 26 Nov 2026, in 25 days, or it renews by itself on 24 Feb 2027."
    )
    over = technology.term("2026-10-20", None, renews_itself=False, today=TODAY)
    assert over.told(TODAY).startswith("Its contract ended on 20 Oct 2026: retire it")


@given(
    ends=st.dates(date(1990, 1, 1), date(2100, 12, 31)),
    notice=st.none() | st.integers(0, 3650),
    itself=st.booleans(),
    today=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
def test_every_contract_has_something_to_say(
    ends: date, notice: int | None, itself: bool, today: date
) -> None:
    term = technology.term(ends.isoformat(), notice, renews_itself=itself, today=today)
    assert term.told(today).endswith(".")
    assert term.act_by == ends - timedelta(days=notice or 0)
    assert term.is_due == (ends - timedelta(days=notice or 0) <= today + timedelta(days=120))


def test_a_system_that_is_retired_has_no_contract_to_decide_on() -> None:
    [term] = technology.terms(systems({"stage": "retired", "renews_on": after(10)}), TODAY)
    assert not term.is_due


def test_seats_and_cost_count_only_systems_that_are_used_and_say_both() -> None:
    found = systems(
        {"seats": 10, "seats_used": 4, "yearly_cost_cents": 100_000},
        {"seats": 10, "seats_used": 8, "stage": "retiring", "yearly_cost_cents": 20_001},
        {"seats": 90, "seats_used": 1, "stage": "implementing", "yearly_cost_cents": 900_000},
        {"seats": 50, "yearly_cost_cents": 500_000},
        {"seats_used": 3},
    )
    assert technology.seats_share(found) == 12 / 20
    assert technology.cost_per_user(found) == 10_000


def test_without_seats_nothing_is_said() -> None:
    assert technology.seats_share(systems()) is None
    assert technology.cost_per_user(systems({"seats": 5, "seats_used": 0})) is None
    assert technology.per_user(50_000, 0) is None
    assert technology.per_user(50_000, 20) == 2_500


def test_the_sentence_says_what_is_due_first() -> None:
    assert technology.sentence(1, "PaperTrail", 0.5, 0) == (
        "1 contract needs a decision in the next 120 days, PaperTrail first. "
        "50% of the seats paid for are used."
    )
    assert technology.sentence(0, "", None, 2).endswith("2 systems in use have no rating yet.")
