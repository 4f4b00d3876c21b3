"""How projects stand by the dates of their milestones, and what is said of it."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops.metrics import portfolio, projects
from legalops.metrics.projects import Mark, Said, Schedule

TODAY = date(2026, 11, 1)


def mark(promised: int, forecast: int | None = None, done: int | None = None, weight: int = 1,
         project: int = 1) -> Mark:  # fmt: skip
    """A milestone with its days counted from today."""
    day = [TODAY + timedelta(days=d) if d is not None else None for d in (promised, forecast, done)]
    return Mark(1, project, "Pilot", day[0] or TODAY, day[1] or day[0] or TODAY, day[2], weight)


def at(*marks: Mark) -> Schedule:
    return projects.schedule(marks, TODAY)


def test_weights_of_what_is_done_and_was_to_be_done_count() -> None:
    found = at(mark(-30, done=-30, weight=3), mark(-10, forecast=5), mark(40, weight=2))
    assert (found.earned, found.planned, found.total) == (3, 4, 6)
    assert found.index == pytest.approx(0.75)
    assert found.done_share == pytest.approx(0.5)


def test_the_slip_is_how_much_later_the_last_milestone_comes() -> None:
    assert at(mark(10, forecast=40), mark(30)).slip_days == 10
    assert at(mark(10, forecast=5)).slip_days == -5
    assert at().slip_days is None


def test_a_day_that_has_passed_unfinished_counts_to_today() -> None:
    late = mark(-60, forecast=-20)
    assert late.slip(TODAY) == 60
    assert late.is_overdue(TODAY)
    assert at(late).overdue == 1
    assert not mark(-60, forecast=0).is_overdue(TODAY)


def test_the_next_milestone_is_the_first_expected_that_is_not_done() -> None:
    soon, later = mark(5), mark(1, forecast=9)
    assert at(later, soon, mark(-1, done=-1)).next == soon
    assert at(mark(-1, done=-1)).next is None


@pytest.mark.parametrize(
    ("marks", "health"),
    [
        ((), None),
        ((mark(-10, done=-10), mark(20)), "on_track"),
        ((mark(-10, done=-10), mark(20, forecast=27)), "on_track"),
        ((mark(-10, done=-10), mark(20, forecast=28)), "at_risk"),
        ((mark(20, forecast=50),), "at_risk"),
        ((mark(20, forecast=51),), "off_track"),
        ((mark(-10, forecast=-1), mark(40, weight=9)), "at_risk"),
        ((mark(10, forecast=-1), mark(40)), "at_risk"),
        ((mark(-10, forecast=30), mark(40, weight=5)), "at_risk"),
        ((mark(-10, forecast=30), mark(40, weight=4)), "off_track"),
    ],
)
def test_health_follows_from_the_dates(marks: tuple[Mark, ...], health: str | None) -> None:
    assert projects.computed(at(*marks)) == health


@given(st.integers(-400, 400), st.integers(0, 300))
def test_moving_the_end_back_never_makes_a_project_healthier(promised: int, days: int) -> None:
    order = ["on_track", "at_risk", "off_track"]
    before, after = (projects.computed(at(mark(promised, forecast=promised + moved)))
                     for moved in (0, days))  # fmt: skip
    assert order.index(before or "") <= order.index(after or "")


def test_both_healths_are_said_where_they_differ() -> None:
    assert projects.health_words("on_track", "off_track") == "On track; its dates say off track"
    assert projects.health_words("at_risk", "at_risk") == "At risk"
    assert projects.health_words("at_risk", "") == "At risk"
    assert projects.health_words("", "at_risk") == "At risk by its dates"
    assert projects.health_words("", "") == "Not known"
    assert projects.worse("on_track", "off_track") == "off_track"


@pytest.mark.parametrize(
    ("days", "said"), [(None, ""), (0, "on time"), (1, "1 day late"), (-3, "3 days early")]
)
def test_a_slip_is_said_in_words(days: int | None, said: str) -> None:
    assert projects.slip_words(days) == said


def test_an_overdue_milestone_is_said_where_the_end_still_stands() -> None:
    assert projects.dates_words(at(mark(-10, forecast=-5), mark(30))) == "1 overdue"
    assert projects.dates_words(at(mark(-10, forecast=-5))) == "10 days late"
    assert projects.dates_words(at(mark(30))) == "on time"


def test_the_first_sentence_names_the_project_that_slips_most() -> None:
    found = [
        Said("Roll-out", "off_track", differs=True, slip_days=55, overdue=1),
        Said("Panel", "at_risk", differs=False, slip_days=0, overdue=1),
        Said("Billing", "on_track", differs=False, slip_days=0, overdue=0),
    ]
    assert projects.headline(found) == (
        "3 projects are running, 1 off track; Roll-out ends 55 days later than promised; "
        "2 milestones are overdue; 1 status note says something else than the dates."
    )
    assert projects.headline(found[2:]) == "1 project is running, none off track."
    assert projects.headline([]) == "No project is running."


def test_shares_are_missing_where_nothing_was_due() -> None:
    assert projects.on_time_share([mark(10)], TODAY) is None
    assert projects.index_of([at(mark(10))]) is None
    assert projects.measured_share([(None, True), (TODAY + timedelta(1), True)], TODAY) is None


def test_undone_milestones_count_as_misses_and_late_ones_too() -> None:
    found = [mark(0, done=0), mark(-9, done=-8), mark(-9, forecast=4), mark(1, done=-1)]
    assert projects.on_time_share(found, TODAY) == pytest.approx(1 / 3)


def test_benefits_are_counted_once_they_are_expected() -> None:
    found = [(TODAY, True), (TODAY - timedelta(1), False), (TODAY + timedelta(1), False)]
    assert projects.measured_share(found, TODAY) == pytest.approx(0.5)


def row(number: int, **values: Any) -> dict[str, Any]:
    """A project as the store keeps it."""
    return {
        "id": number, "title": f"Project {number}", "phase": "doing", "owner_id": 4,
        "it_owner_id": None, "sponsor_id": 3, "owner": "Tom", "it_owner": "",
        "starts_on": "2026-03-15", "due_on": "2026-12-31", "budget_cents": None,
        "matter_id": None, **values,
    }  # fmt: skip


def test_the_portfolio_begins_with_what_is_worst_and_ends_with_what_is_over() -> None:
    table = pd.DataFrame([row(1, phase="done"), row(2), row(3)])
    marks = {3: [mark(10, forecast=60, project=3)], 2: [mark(10, project=2)]}
    notes = {1: portfolio.Note("off_track", "2026-01-01", "It is over", "Nothing")}
    found = portfolio.portfolio(table, marks, notes, TODAY)
    assert [each.id for each in found] == [3, 2, 1]
    assert [each.health for each in found] == ["off_track", "on_track", ""]
    assert found[0].people == {3, 4}
    assert (found[0].is_late, found[1].is_late, found[2].is_late) == (True, False, False)


def test_a_matter_costs_a_project_what_was_billed_since_it_started() -> None:
    table = pd.DataFrame([row(1, matter_id=7), row(2, matter_id=8), row(3)])
    typed = pd.DataFrame({"project_id": [1, 1], "amount_cents": [100, 50]})
    billed = pd.DataFrame(
        {"matter_id": [7, 7, 7, 8], "month": [202602, 202603, 202604, 202605],
         "cents": [1, 20, 300, 4000]}
    )  # fmt: skip
    found = portfolio.costs(table, typed, billed, {7})
    assert found[1] == portfolio.Cost(150, 320, is_hidden=False)
    assert found[1].cents == 470
    assert found[2] == portfolio.Cost(0, None, is_hidden=True)
    assert found[3] == portfolio.Cost(0, None, is_hidden=False)
