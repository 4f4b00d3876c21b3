"""Who is told of, and when: over, forecast over, near, in that order."""

from typing import Any

import pytest

from legalops.metrics import alerts
from legalops.metrics.alerts import Watched


def watched(**changes: Any) -> Watched:
    usual = Watched("Tax", "FY26 budget", 10_000_000, 5_000_000, 6_000_000, None, "p", {"a": "1"})
    return usual._replace(**changes)


def levels(*found: Watched) -> list[str]:
    return [alert.level for alert in alerts.of(found, "USD")]


@pytest.mark.parametrize(
    ("actual", "planned", "expected", "level"),
    [
        (5_000_000, 6_000_000, None, []),
        (7_999_999, 0, None, []),
        (8_000_000, 7_999_999, None, ["near"]),
        (8_000_000, None, None, ["near"]),
        (8_000_000, 8_000_000, None, []),
        (10_000_000, 10_000_000, None, ["near"]),
        (10_000_001, 10_000_000, None, ["over"]),
        (5_000_000, 6_000_000, 11_000_000, ["forecast"]),
        (5_000_000, 6_000_000, 10_100_000, []),
        (8_500_000, 6_000_000, 9_000_000, ["near"]),
    ],
)
def test_the_thresholds(
    actual: int, planned: int | None, expected: int | None, level: list[str]
) -> None:
    one = watched(actual_cents=actual, planned_cents=planned, expected_cents=expected)
    assert levels(one) == level


def test_without_a_budget_there_is_nothing_to_overrun() -> None:
    assert levels(watched(budget_cents=0, actual_cents=5)) == []


def test_the_worst_comes_first() -> None:
    near = watched(actual_cents=9_000_000)
    forecast = watched(expected_cents=12_000_000)
    over, worse = watched(actual_cents=11_000_000), watched(actual_cents=15_000_000)
    assert levels(near, forecast, over, worse) == ["over", "over", "forecast", "near"]
    assert alerts.of([over, worse], "USD")[0].share == 1.5


def test_each_says_what_it_is_about_and_where_to_look() -> None:
    found = alerts.of(
        [
            watched(actual_cents=11_000_000),
            watched(subject="IP", expected_cents=12_000_000),
            watched(subject="M-1 A v. B", budget="budget", actual_cents=8_600_000),
        ],
        "USD",
    )
    assert [alert.text for alert in found] == [
        "Tax is USD 10.0k over its FY26 budget of USD 100k: USD 110k spent.",
        "IP is forecast at USD 120k, USD 20.0k over its FY26 budget of USD 100k; USD 50.0k "
        "spent so far.",
        "M-1 A v. B has used 86% of its budget of USD 100k; USD 14.0k is left.",
    ]
    assert (found[0].page, found[0].query, found[0].subject) == ("p", {"a": "1"}, "Tax")
