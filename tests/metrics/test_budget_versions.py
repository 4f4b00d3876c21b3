"""What a version holds month by month, and how it differs from another."""

import pandas as pd
import pytest

from legalops.metrics import budget_versions as metrics

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
