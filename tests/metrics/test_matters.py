"""How a matter stands, worked by hand."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from legalops.metrics import matters
from legalops.metrics.matters import Plan
from legalops.periods import FiscalYear

TODAY = date(2026, 11, 5)
FACT = {
    "id": 1, "status": "open", "expected_cents": pd.NA, "last_invoiced": "2026-10-31",
    "owner_id": 7, "owner": "Tom", "weight": 1, "opened_on": "2026-02-01", "closed_on": "",
}  # fmt: skip


def register(*facts: dict[str, Any], plan: Plan | None = None, spent: Any = ()) -> pd.DataFrame:
    money = pd.DataFrame(list(spent), columns=["matter_id", "month", "cents"]).astype("int64")
    frame = pd.DataFrame([FACT | fact for fact in facts])
    return matters.register(frame, money, plan or Plan({}, {}, {}), FiscalYear(2026), TODAY)


def test_phases_are_used_by_all_that_was_ever_billed_and_a_cap_by_this_year() -> None:
    spent = [(1, 202512, 600), (1, 202601, 300), (2, 202512, 600), (2, 202601, 300)]
    found = register({}, {"id": 2}, plan=Plan({1: 1000}, {1: 1200}, {2: 400}), spent=spent)
    assert found["used_share"].tolist() == [0.9, 0.75]
    assert found["budget_is_life"].tolist() == [True, False]
    assert found["completion_cents"].tolist() == [1200, 400]


def test_a_cap_that_is_passed_is_expected_to_cost_what_was_billed() -> None:
    found = register({}, plan=Plan({}, {}, {1: 100}), spent=[(1, 202603, 130)])
    assert found["completion_cents"].tolist() == [130]


def test_a_typed_expectation_goes_before_budgets_and_never_below_what_was_billed() -> None:
    plan, spent = Plan({}, {}, {1: 100, 2: 100}), [(1, 202603, 130), (2, 202603, 900)]
    found = register({"expected_cents": 500}, {"id": 2, "expected_cents": 500}, plan=plan,
                     spent=spent)  # fmt: skip
    assert found["completion_cents"].tolist() == [500, 900]


def test_a_closed_matter_cost_what_was_billed() -> None:
    found = register({"status": "closed", "expected_cents": 9000}, spent=[(1, 202503, 130)])
    assert found["completion_cents"].tolist() == [130]


def test_without_a_budget_there_is_neither_share_nor_expectation() -> None:
    found = register({}, spent=[(1, 202603, 130)])
    assert found[["budget_cents", "used_share", "completion_cents"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("last", "state"), [("2026-08-07", "dormant"), ("2026-08-08", "open"), ("", "open")]
)
def test_an_open_matter_not_billed_for_90_days_is_dormant(last: str, state: str) -> None:
    assert register({"last_invoiced": last})["state"].tolist() == [state]


def test_workload_adds_the_weights_of_open_matters_and_counts_the_year() -> None:
    found = register(
        {"weight": 3},
        {"id": 2, "opened_on": "2025-11-05", "last_invoiced": "2026-01-01"},
        {"id": 3, "status": "closed", "closed_on": "2026-03-01", "opened_on": "2024-01-01"},
        {"id": 4, "owner_id": pd.NA, "owner": ""},
        spent=[(1, 202601, 50), (3, 202601, 5)],
    )
    load = matters.workload(found, FiscalYear(2026), TODAY).to_dict("records")
    assert load[0] == {
        "owner_id": 7, "owner": "Tom", "open": 2, "weight": 4, "opened": 1, "closed": 1,
        "dormant": 1, "year_cents": 55, "age_days": 321,
    }  # fmt: skip
    assert load[1]["owner"] == "Nobody"
