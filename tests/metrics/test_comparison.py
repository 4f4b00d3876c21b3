from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legalops.metrics import comparison, measures, words
from legalops.metrics.budget import BudgetReport, against_actual
from legalops.metrics.comparison import BUDGET, Reference
from legalops.metrics.measures import Counted
from legalops.periods import FiscalYear
from tests.metrics.frames import FY26, budget, chosen, spend
from tests.metrics.test_budget import MONTHS, rows, total

PRIOR = Reference("prior_year")
cuts = st.lists(
    st.fixed_dictionaries(
        {
            "invoice_month": st.sampled_from(MONTHS),
            "work_month": st.sampled_from(MONTHS),
            "status": st.sampled_from(["approved", "paid"]),
            "reporting_cents": st.integers(-(10**6), 0),
        }
    ),
    max_size=8,
)
accruals = st.lists(
    st.builds(
        lambda month, cents: {
            "invoice_month": month,
            "work_month": month,
            "status": "accrued",
            "reporting_cents": cents,
        },
        st.sampled_from(MONTHS),
        st.integers(0, 10**8),
    ),
    max_size=8,
)
kinds = st.sampled_from(["billed", "approved", "incurred"])
Row = dict[str, Any]


def of(spent: list[Row], cut: list[Row], accrued: list[Row], measure: Counted) -> pd.DataFrame:
    return measures.measured(spend(*spent), spend(*cut), spend(*accrued), measure)


def sums(frame: pd.DataFrame) -> int:
    return int(frame["reporting_cents"].sum())


@settings(deadline=None, max_examples=20)
@given(rows, cuts, accruals, st.sampled_from(["invoice", "work"]))
def test_incurred_is_what_is_approved_pending_and_accrued(
    spent: list[Row], cut: list[Row], accrued: list[Row], basis: str
) -> None:
    def whole(measure: Counted) -> BudgetReport:
        view = chosen(as_of=202612, period="full", basis=basis, measure=measure)
        return against_actual(of(spent, cut, accrued, measure), budget(), view)

    incurred, approved = whole("incurred"), whole("approved")
    assert sum(incurred.parts.values()) == incurred.total.actual_cents
    assert incurred.parts.get("approved", 0) == approved.total.actual_cents
    assert total(incurred.by_month, "accrued_cents") == incurred.parts.get("accrued", 0)
    assert set(approved.parts) <= {"approved"}


@settings(deadline=None, max_examples=20)
@given(rows, cuts, accruals, kinds)
def test_the_parts_of_every_split_add_up_under_every_measure(
    spent: list[Row], cut: list[Row], accrued: list[Row], measure: Counted
) -> None:
    view = chosen(as_of=202609, measure=measure, reference=PRIOR)
    frame = of(spent, cut, accrued, measure)
    before = comparison.prior_year(frame, basis="invoice", gross=False)
    report = against_actual(frame, before, view)
    inside = report.by_month[report.by_month["in_period"]]
    for split in (inside, report.by_area, report.by_vendor, report.by_area_month):
        assert total(split, "actual_cents") == report.total.actual_cents
        assert total(split, "budget_cents") == (report.total.budget_cents or 0)
        if report.total.variance_cents is not None and split is not inside:
            assert total(split, "variance_cents") == report.total.variance_cents


@settings(deadline=None, max_examples=20)
@given(rows, cuts, accruals, kinds)
def test_both_bases_hold_the_same_money_under_every_measure(
    spent: list[Row], cut: list[Row], accrued: list[Row], measure: Counted
) -> None:
    def over_all_years(basis: str) -> int:
        frame = of(spent, cut, accrued, measure)
        views = [
            chosen(year=FiscalYear(y), as_of=209912, period="full", basis=basis, measure=measure)
            for y in (2025, 2026)
        ]
        return sum(against_actual(frame, budget(), view).total.actual_cents for view in views)

    assert over_all_years("invoice") == over_all_years("work")


def test_approved_is_never_more_than_billed_where_nothing_is_given_back() -> None:
    spent: list[Row] = [{"reporting_cents": 900, "status": "approved"}, {"reporting_cents": 50}]
    cut: list[Row] = [{"reporting_cents": -100, "status": "approved"}]
    assert sums(of(spent, cut, [], "billed")) == 950
    assert sums(of(spent, cut, [], "approved")) == 800
    assert sums(of(spent, cut, [], "incurred")) == 850


def test_nothing_measured_is_an_empty_frame_with_every_column() -> None:
    frame = of([], [], [], "incurred")
    assert frame.empty
    assert against_actual(frame, budget(), chosen(measure="incurred")).total.actual_cents == 0


def test_the_year_before_is_moved_on_by_twelve_months_and_knows_vendors() -> None:
    before = spend(
        {"invoice_month": 202501, "vendor_id": 4, "reporting_cents": 300},
        {"invoice_month": 202502, "vendor_id": 5, "reporting_cents": 40},
        {"invoice_month": 202502, "vendor_id": 5, "reporting_cents": 9, "status": "rejected"},
    )
    plan = comparison.prior_year(before, basis="invoice", gross=False)
    now = spend({"invoice_month": 202602, "vendor_id": 5, "reporting_cents": 100})
    report = against_actual(now, plan, chosen(reference=PRIOR))
    assert report.total.budget_cents == 340
    vendors = report.by_vendor.set_index("vendor_id")
    assert vendors["budget_cents"].to_dict() == {5: 40, 4: 300}
    assert vendors["variance_cents"].to_dict() == {5: 60, 4: -300}
    assert report.months_without_budget == (202603,)
    assert "nothing stored for the year before for Mar 2026" in " ".join(words.gaps(report))


def test_a_practice_area_that_is_new_this_year_counts_in_full_against_the_year_before() -> None:
    plan = comparison.prior_year(
        spend({"invoice_month": 202502, "reporting_cents": 10}), basis="invoice", gross=False
    )
    now = spend({"practice_area_id": 2, "reporting_cents": 70})
    by_area = against_actual(now, plan, chosen(reference=PRIOR)).by_area
    assert by_area.set_index("practice_area_id")["variance_cents"].to_dict() == {2: 70, 1: -10}


def test_an_earlier_forecast_is_compared_where_it_reaches() -> None:
    kept = pd.DataFrame(
        {"practice_area_id": [1, 1], "month": [202602, 202603], "amount_cents": [500, 600]}
    )
    view = chosen(reference=Reference("prior_forecast", 202601))
    report = against_actual(spend({"reporting_cents": 400}), comparison.prior_forecast(kept), view)
    assert report.total.budget_cents == 1100
    assert not report.has_whole_year
    assert "below the forecast of Jan 2026" in words.distance_in_words(
        report.total, chosen(reference=view.reference, currency="JPY")
    ) or words.distance_in_words(report.total, view).startswith("level with")


@pytest.mark.parametrize(
    ("reference", "over", "even", "missing"),
    [
        (BUDGET, "over budget", "on budget", "no budget"),
        (Reference("version", 3, "First"), "over budget \u2018First\u2019",
         "on budget \u2018First\u2019", "no budget"),
        (PRIOR, "above the prior year", "level with the prior year",
         "nothing stored for the year before"),
        (Reference("prior_forecast", 202512), "above the forecast of Dec 2025",
         "level with the forecast of Dec 2025", "no forecast"),
    ],
)  # fmt: skip
def test_each_comparison_has_its_own_words(
    reference: Reference, over: str, even: str, missing: str
) -> None:
    assert (reference.over, reference.even, reference.missing) == (over, even, missing)
    view = chosen(reference=reference)
    report = against_actual(
        spend({"reporting_cents": 9_000_000_00}), budget({"amount_cents": 4_000_000_00}), view
    )
    assert over in words.headline(report)


@pytest.mark.parametrize(
    ("basis", "closed", "newest", "expected"),
    [
        ("invoice", {202601, 202602}, 202603, (202603,)),
        ("invoice", {202601, 202602, 202603}, 202603, ()),
        ("work", {202601, 202602, 202603}, 202603, (202602, 202603)),
        ("work", {202601, 202602, 202603}, 202606, ()),
        ("work", set(), None, (202601, 202602, 202603)),
    ],
)
def test_months_whose_invoices_are_not_all_in_are_incomplete(
    basis: str, closed: set[int], newest: int | None, expected: tuple[int, ...]
) -> None:
    months = FY26.months[:3]
    assert comparison.incomplete(months, basis=basis, closed=closed, newest=newest) == expected
