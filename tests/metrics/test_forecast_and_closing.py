import pytest

from legalops.metrics import closing
from legalops.metrics.forecast import run_rate
from tests.metrics.frames import spend


@pytest.mark.parametrize(
    ("monthly", "expected"),
    [
        ([9, 9, 9, 1, 2, 3], [2, 2]),
        ([0, 0, 0, 1, 1, 0], [1, 1]),
        ([0, 0, 0, -1, -1, 0], [-1, -1]),
        ([1, 2, 3, 4, 5], None),
        ([], None),
    ],
)
def test_the_run_rate_is_the_mean_of_three_months_and_refuses_under_six(
    monthly: list[int], expected: list[int] | None
) -> None:
    assert run_rate(monthly, 2) == expected


def test_a_closed_month_is_changed_only_when_its_figures_are() -> None:
    cube = spend(
        {"invoice_month": 202601, "work_month": 202512, "reporting_cents": 500},
        {"invoice_month": 202602, "work_month": 202601, "reporting_cents": 70},
        {"invoice_month": 202602, "work_month": 202601, "reporting_cents": 9, "status": "rejected"},
    )
    frozen = closing.live_figures(cube)
    assert closing.changed(cube, frozen, [202601]) == []
    late = spend({"invoice_month": 202603, "work_month": 202601, "reporting_cents": 1})
    both = spend(*cube.to_dict("records"), *late.to_dict("records"))
    assert closing.changed(both, frozen, [202601]) == [202601]
    assert closing.changed(both, frozen, []) == []


def test_money_that_has_gone_flags_its_month() -> None:
    frozen = closing.live_figures(spend({"reporting_cents": 500}))
    assert closing.changed(spend(), frozen, [202601, 202602]) == [202601, 202602]
