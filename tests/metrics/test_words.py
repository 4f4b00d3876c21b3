from typing import Any

import pytest

from legalops.metrics import words
from legalops.metrics.budget import BudgetReport, against_actual
from legalops.metrics.catalog import CATALOG
from tests.metrics.frames import budget, chosen, spend

AREAS = {0: "No practice area", 1: "Litigation", 2: "Employment"}


def report(actual: int, planned: int | None, **view: Any) -> BudgetReport:
    plan = [] if planned is None else [{"amount_cents": planned}]
    return against_actual(spend({"reporting_cents": actual}), budget(*plan), chosen(**view))


@pytest.mark.parametrize(
    ("actual", "planned", "sentence"),
    [
        (11_200_000, 10_000_000,
         "Spend is USD 12.0k (12%) over budget in Jan\u2013Mar 2026: USD 112k of USD 100k."),
        (8_800_000, 10_000_000,
         "Spend is USD 12.0k (12%) under budget in Jan\u2013Mar 2026: USD 88.0k of USD 100k."),
        (10_100_000, 10_000_000,
         "Spend is on budget in Jan\u2013Mar 2026: USD 101k of USD 100k."),
        (10_100_000, None,
         "USD 101k spent in Jan\u2013Mar 2026; there is no budget to compare it with."),
    ],
)  # fmt: skip
def test_the_headline_says_what_follows(actual: int, planned: int | None, sentence: str) -> None:
    assert words.headline(report(actual, planned)) == sentence


def test_the_headline_of_a_running_year_speaks_of_what_is_used() -> None:
    text = words.headline(report(5_000_000, 10_000_000, period="full"))
    assert text == (
        "USD 50.0k of the USD 100k for FY26 is used, 50% of it; 25% of FY26 has passed."
    )


def test_the_headline_of_a_year_not_begun_says_so() -> None:
    assert words.headline(report(1, 1, as_of=202512)) == "FY26 has not begun as of Dec 2025."


def test_a_small_share_or_a_small_amount_is_no_variance() -> None:
    assert not words.is_material(report(1_000_000_000, 990_000_000).total, "USD")
    assert not words.is_material(report(400_000, 100_000).total, "USD")
    assert words.is_material(report(800_000, 100_000).total, "USD")


def test_the_largest_variances_come_first_and_name_their_worst_month() -> None:
    cube = spend(
        {"invoice_month": 202601, "reporting_cents": 1_000_000},
        {"invoice_month": 202602, "reporting_cents": 4_000_000},
        {"practice_area_id": 2, "reporting_cents": 100_000},
        {"practice_area_id": 0, "reporting_cents": 9_000_000},
    )
    plan = budget(
        {"month": 202601, "amount_cents": 1_100_000},
        {"month": 202602, "amount_cents": 2_000_000},
        {"practice_area_id": 2, "amount_cents": 1_000_000},
    )
    found = words.largest(against_actual(cube, plan, chosen()), AREAS)
    assert [remark.practice_area_id for remark in found] == [1, 2]
    assert found[0].text == (
        "Litigation is USD 19.0k (61%) over budget, most of all in Feb 2026 (USD +20.0k)."
    )
    assert found[1].text == "Employment is USD 9.00k (90%) under budget."


def test_nothing_is_called_over_while_the_period_runs() -> None:
    assert words.largest(report(99_000_000, 1_000_000, period="full"), AREAS) == []


def test_the_gaps_name_rates_budgets_and_later_months() -> None:
    cube = spend(
        {"currency": "EUR", "unconverted_cents": 123_456},
        {"invoice_month": 202605, "reporting_cents": 700_000},
        {"practice_area_id": 0, "reporting_cents": 800_000},
    )
    found = against_actual(cube, budget({"month": 202601, "amount_cents": 1}), chosen())
    assert words.gaps(found) == [
        "EUR 1.23k is not converted, for want of an exchange rate, and not in these figures.",
        "There is no budget for Feb\u2013Mar 2026.",
        "USD 7.00k is stored for months after Mar 2026 and not counted.",
    ]
    assert words.without_area(found) == "USD 8.00k has no practice area."
    assert words.without_area(report(1, 1)) == ""


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.12, "12%"), (-0.12, "12%"), (0.004, "0.4%"), (0.0001, "0%"), (0.0, "0%"), (42.0, ">999%")],
)
def test_a_share_is_written_short(share: float, text: str) -> None:
    assert words.percent(share) == text


def test_months_in_a_row_are_written_as_a_span() -> None:
    assert words.listed([202511, 202512, 202601, 202604]) == "Nov 2025\u2013Jan 2026, Apr 2026"
    assert words.span([]) == "no month"


def test_periods_are_named() -> None:
    assert words.period(chosen(period="full")) == "FY26"
    assert words.period(chosen(period="quarter", index=2)) == "Q2 FY26"
    assert words.period(chosen(period="month", index=2)) == "Feb 2026"


def test_which_money_and_dates_are_measured_is_said() -> None:
    assert words.measured(chosen(gross=True, basis="work")) == (
        "tax included, received and approved, by work date"
    )


def test_every_measure_is_defined_whole() -> None:
    for key, measure in CATALOG.items():
        assert measure.key == key
        for part in (measure.label, measure.meaning, measure.formula, measure.basis):
            assert part
            assert part in measure.help or part == measure.label
