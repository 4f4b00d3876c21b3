"""Spend around a decision as a picture."""

import pytest

from legalops.charts import decisions as charts
from legalops.charts.theme import Theme, tokens
from legalops.metrics.decision_effects import Effect, effect

SPENT = {202601: 120_000_00, 202602: 100_000_00, 202603: 90_000_00, 202604: 50_000_00}


def around(decided: int = 202602, saving: int | None = 24_000_00) -> Effect:
    return effect(SPENT, decided, 202601, 202604, saving)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("decided", [202601, 202602, 202604])
def test_it_is_a_chart_whatever_is_missing(theme: Theme, decided: int) -> None:
    picture = charts.around(around(decided), "USD", tokens(theme))
    assert picture.chart().to_dict()["datasets"]["rows"]


def test_every_month_stands_once_with_its_side_and_mean() -> None:
    rows = charts.around(around(), "USD", tokens("light")).rows
    assert [row["key"] for row in rows] == [202601, 202602, 202603, 202604]
    assert [row["side"] for row in rows] == ["Before", "Month of the decision", "Since", "Since"]
    assert [row["mean"] for row in rows] == [120, None, 70, 70]


def test_what_was_expected_stands_in_the_months_since_and_never_below_nothing() -> None:
    rows = charts.around(around(), "USD", tokens("light")).rows
    assert [row["expected"] for row in rows] == [None, None, 118, 118]
    rows = charts.around(around(saving=99_000_000_00), "USD", tokens("light")).rows
    assert rows[-1]["expected"] == 0
    rows = charts.around(around(saving=None), "USD", tokens("light")).rows
    assert {row["expected"] for row in rows} == {None}
