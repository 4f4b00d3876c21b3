"""What a version holds month by month, and how it differs from another."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legalops.intake.budget.draft import BudgetRow
from legalops.metrics import budget_versions as metrics
from legalops.services import budgets as acts

MONTHS = list(range(202601, 202613))
DIFFERENCE = [*metrics.SUBJECT, "month", "before_cents", "after_cents", "difference_cents"]


def rows(*given: tuple[str, str, str, int, int]) -> pd.DataFrame:
    return pd.DataFrame(given, columns=metrics.ROWS)


def difference(*given: tuple[int, int | None, int | None]) -> pd.DataFrame:
    found = [
        ("area", "IP", "fees", month, before, after, (after or 0) - (before or 0))
        for month, before, after in given
    ]
    frame = pd.DataFrame(found, columns=DIFFERENCE)
    return frame.astype({"before_cents": "Int64", "after_cents": "Int64"})


def test_months_go_across_and_a_month_without_a_budget_is_missing() -> None:
    table = metrics.across(
        rows(
            ("area", "tax", "expenses", 202601, 5),
            ("area", "tax", "fees", 202601, 0),
            ("area", "IP", "all", 202612, 7),
        ),
        MONTHS,
    )
    assert list(zip(table["name"], table["cost_kind"], strict=True)) == [
        ("IP", "all"), ("tax", "fees"), ("tax", "expenses"),
    ]  # fmt: skip
    assert table["total"].tolist() == [7, 0, 5]
    assert table[202602].isna().all()
    assert table[202601].isna().tolist() == [True, False, False]


def test_the_last_row_adds_up_and_keeps_no_budget_apart_from_zero() -> None:
    table = metrics.across(rows(("area", "IP", "fees", 202601, 5)), MONTHS)
    total = metrics.with_total(table, "Department").iloc[-1]
    assert (total["name"], total[202601], total["total"]) == ("Department", 5, 5)
    assert pd.isna(total[202602])


def test_an_empty_version_is_an_empty_table() -> None:
    empty = metrics.across(rows(), MONTHS)
    assert empty.empty
    assert metrics.with_total(empty, "Department").empty


def test_caps_of_matters_are_not_in_the_department_s_budget() -> None:
    given = rows(("area", "IP", "fees", 202601, 5), ("matter", "M-1", "fees", 202601, 9))
    assert metrics.by_kind(given) == {"fees": 5}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([(202601, None, 5)], "new"),
        ([(202601, 5, None)], "no longer budgeted"),
        ([(202601, 100, 110), (202602, 100, 100)], "5% more (Jan)"),
        ([(202601, 100, 50)], "50% less (Jan)"),
        ([(202601, 0, 50)], "more (Jan)"),
        ([(202601, 5, 3), (202602, 1, 3)], "same sum, other months (Jan\u2013Feb)"),
        ([(202601, None, 0), (202602, 1, 1)], "same sum, other months (Jan)"),
        ([(m, 1, 2) for m in MONTHS], "100% more (every month)"),
        ([(m, 1, 2) for m in MONTHS if m not in (202603, 202612)],
         "100% more (Jan\u2013Feb, Apr\u2013Nov)"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(
    given: list[tuple[int, int | None, int | None]], words: str
) -> None:
    assert metrics.changes(difference(*given))["words"].tolist() == [words]


def test_what_is_the_same_is_no_change() -> None:
    assert metrics.changes(difference((202601, 5, 5), (202602, None, None))).empty
    assert metrics.changes(difference()).empty


NAMES = st.sampled_from(["IP", "Tax", "Litigation"])
ROW = st.tuples(NAMES, st.sampled_from(["fees", "expenses"]), st.sampled_from(MONTHS))
VERSION = st.dictionaries(ROW, st.integers(-(10**9), 10**9), max_size=12)


def budget_rows(version: dict[tuple[str, str, int], int]) -> list[BudgetRow]:
    return [BudgetRow("area", n, k, m, cents) for (n, k, m), cents in version.items()]  # type: ignore[arg-type]  # the kinds are given above


@settings(deadline=None, max_examples=30)
@given(VERSION, VERSION)
def test_any_two_versions_differ_by_the_same_sum_under_every_split(
    before: dict[tuple[str, str, int], int], after: dict[tuple[str, str, int], int]
) -> None:
    found = acts.difference(budget_rows(before), budget_rows(after))
    off = sum(after.values()) - sum(before.values())
    assert int(metrics.by_size(found)["difference_cents"].sum()) == off
    by_month = metrics.by_month(found, MONTHS)
    assert int(by_month["difference_cents"].sum()) == off
    assert int(by_month["before_cents"].sum()) == sum(before.values())
    assert int(by_month["after_cents"].sum()) == sum(after.values())
    sizes = metrics.by_size(found)["difference_cents"].abs().tolist()
    assert sizes == sorted(sizes, reverse=True)


def test_what_moved_is_said_with_the_largest_first() -> None:
    before = {("IP", "fees", 202601): 100_000_00, ("Tax", "fees", 202601): 50_000_00}
    after = {("IP", "fees", 202601): 90_000_00, ("Litigation", "expenses", 202602): 80_000_00}
    found = acts.difference(budget_rows(before), budget_rows(after))
    assert metrics.moved(found, "Original", "Reforecast 1", "USD") == (
        "Reforecast 1 plans USD 20.0k (13%) more than Original: Litigation expenses USD +80.0k, "
        "Tax fees USD \u221250.0k, IP fees USD \u221210.0k."
    )
    same = acts.difference(budget_rows(before), budget_rows(before))
    assert "plan the same for the department" in metrics.moved(same, "A", "B", "USD")


def test_money_that_only_moves_between_months_is_said_so() -> None:
    before, after = {("IP", "fees", 202601): 500}, {("IP", "fees", 202602): 500}
    found = acts.difference(budget_rows(before), budget_rows(after))
    said = metrics.moved(found, "A", "B", "USD")
    assert said == "B plans the same sum as A: IP fees in other months."


def test_caps_never_count_in_the_sums_of_a_comparison() -> None:
    found = acts.difference([], [BudgetRow("vendor", "Hale", "all", 202601, 500)])
    assert int(metrics.by_month(found, MONTHS)["difference_cents"].sum()) == 0
    assert metrics.moved(found, "A", "B", "USD").endswith("Caps differ.")


def test_what_a_version_may_have_forgotten_is_named() -> None:
    given_rows = rows(("area", "IP", "fees", 202601, 5), ("vendor", "Hale", "all", 202602, 5))
    assert metrics.gaps(given_rows, MONTHS[:3], ["ip", "Tax"]) == [
        "No practice area has a budget for Feb\u2013Mar 2026.",
        "No budget for Tax, where money was spent.",
    ]


def test_versions_are_named_by_kind_and_counted() -> None:
    listed = pd.DataFrame({"kind": ["", "reforecast", "original", ""], "number": [4, 3, 2, 1]})
    assert metrics.kinds(listed) == ["Reforecast 2", "Reforecast 1", "Original", "Original"]
