"""How ideas and experiments are counted."""

from datetime import date

import pandas as pd
import pytest

from legalops.metrics import ideas as metrics
from legalops.metrics.ideas import Funnel

DAY = date(2026, 11, 5)


def board(*rows: tuple[str, str, str | None, int]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["state", "made_on", "first_decided_on", "tries"])


EMPTY = board()
THREE = board(
    ("new", "2026-10-01", None, 0),
    ("testing", "2026-09-01", "2026-09-04", 0),
    ("adopted", "2026-08-01", "2026-08-11", 2),
)


def test_a_funnel_counts_how_far_ideas_came() -> None:
    assert metrics.funnel(THREE) == Funnel(ideas=3, answered=2, tried=2, adopted=1, waiting=1)
    assert metrics.funnel(EMPTY) == Funnel(0, 0, 0, 0, 0)


def test_days_are_those_to_the_first_answer_and_since_the_oldest_unanswered() -> None:
    assert metrics.first_answer_days(THREE) == 6.5
    assert metrics.waiting_days(THREE, DAY) == 35
    assert metrics.first_answer_days(THREE.iloc[:1]) is None
    assert metrics.waiting_days(THREE.iloc[1:], DAY) is None


def test_shares_are_of_all_and_none_of_nothing() -> None:
    assert metrics.adopted_share(THREE) == pytest.approx(1 / 3)
    assert metrics.adopted_share(EMPTY) is None
    trials = pd.DataFrame(
        {"measure": ["days", "", "days"], "stop_on": ["2026-12-01", "2026-12-01", None]}
    )
    assert metrics.complete_share(trials) == pytest.approx(1 / 3)
    assert metrics.complete_share(trials.iloc[:0]) is None


@pytest.mark.parametrize(
    ("starts", "stops", "outcome", "expected"),
    [
        (None, None, "", "running"),
        ("2026-11-05", "2026-11-05", "", "running"),
        ("2026-11-06", None, "", "planned"),
        ("2026-10-01", "2026-11-04", "", "over"),
        ("2026-10-01", "2026-11-04", "unclear", "ended"),
    ],
)
def test_an_experiment_stands_by_its_days_until_it_has_a_result(
    starts: str | None, stops: str | None, outcome: str, expected: str
) -> None:
    assert metrics.standing(starts, stops, outcome, DAY) == expected


def test_an_idea_goes_anywhere_but_back_to_new_or_where_it_is() -> None:
    for state in ("new", "considered", "testing", "adopted", "parked"):
        steps = metrics.next_steps(state)
        assert steps
        assert {"new", state}.isdisjoint(steps)
