import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from legalops.metrics.budget import BudgetReport, Chosen, Figure, against_actual, by_matter
from legalops.metrics.budget import elapsed_share as elapsed
from legalops.periods import FiscalYear, months_between
from tests.metrics.frames import FY26, budget, chosen, spend

MONTHS = months_between(202510, 202612)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "invoice_month": st.sampled_from(MONTHS),
            "work_month": st.sampled_from(MONTHS),
            "vendor_id": st.integers(1, 4),
            "practice_area_id": st.integers(0, 3),
            "status": st.sampled_from(["received", "approved", "paid", "rejected"]),
            "reporting_cents": st.integers(-(10**9), 10**9),
            "reporting_tax_cents": st.integers(0, 10**6),
        }
    ),
    max_size=25,
)
plans = st.lists(
    st.fixed_dictionaries(
        {
            "month": st.sampled_from(MONTHS),
            "practice_area_id": st.integers(1, 3),
            "amount_cents": st.integers(0, 10**9),
        }
    ),
    max_size=25,
)
views = st.builds(
    chosen,
    as_of=st.sampled_from(MONTHS),
    period=st.sampled_from(["ytd", "full", "quarter", "month"]),
    index=st.integers(1, 4),
    basis=st.sampled_from(["invoice", "work"]),
    area=st.none() | st.integers(0, 3),
    vendor=st.none() | st.integers(1, 4),
    gross=st.booleans(),
)


def total(frame: pd.DataFrame, name: str) -> int:
    return int(frame[name].dropna().sum())


@settings(deadline=None, max_examples=50)
@given(rows, plans, views)
def test_the_parts_of_every_split_add_up_to_the_whole(
    spent: list[dict[str, int]], planned: list[dict[str, int]], view: Chosen
) -> None:
    report = against_actual(spend(*spent), budget(*planned), view)
    inside = report.by_month[report.by_month["in_period"]]
    for frame in (inside, report.by_area, report.by_vendor, report.by_area_month):
        assert total(frame, "actual_cents") == report.total.actual_cents
    for frame in (inside, report.by_area, report.by_area_month):
        assert total(frame, "budget_cents") == (report.total.budget_cents or 0)
    assert total(report.by_month, "actual_cents") == report.year.actual_cents


@settings(deadline=None, max_examples=50)
@given(rows)
def test_both_bases_hold_the_same_money_over_all_time(spent: list[dict[str, int]]) -> None:
    def over_all_years(basis: str) -> int:
        found = [
            against_actual(
                spend(*spent),
                budget(),
                chosen(year=FiscalYear(year), as_of=209912, period="full", basis=basis),
            )
            for year in (2025, 2026)
        ]
        return sum(report.total.actual_cents for report in found)

    assert over_all_years("invoice") == over_all_years("work")


@settings(deadline=None, max_examples=50)
@given(rows, plans, views)
def test_cumulative_actual_ends_at_the_years_actual(
    spent: list[dict[str, int]], planned: list[dict[str, int]], view: Chosen
) -> None:
    report = against_actual(spend(*spent), budget(*planned), view)
    known = report.by_month["cumulative_actual_cents"].dropna()
    assert (int(known.iloc[-1]) if len(known) else 0) == report.year.actual_cents


def test_a_budget_that_is_not_there_is_missing_and_not_zero() -> None:
    report = against_actual(spend({"reporting_cents": 500}), budget(), chosen())
    assert report.total == Figure(500, None)
    assert report.total.variance_cents is None
    assert report.total.used_share is None
    assert report.pace is None
    assert report.by_month["budget_cents"].isna().all()


def test_a_month_left_blank_is_named_and_not_zero() -> None:
    plan = budget({"month": 202601, "amount_cents": 100}, {"month": 202603, "amount_cents": 0})
    report = against_actual(spend(), plan, chosen())
    by_month = report.by_month.set_index("month")["budget_cents"]
    assert report.months_without_budget == (202602,)
    assert pd.isna(by_month[202602])
    assert by_month[202603] == 0


def test_a_vendor_has_no_budget_of_its_own() -> None:
    report = against_actual(
        spend({"reporting_cents": 500}), budget({"amount_cents": 900}), chosen(vendor=1)
    )
    assert report.total == Figure(500, None)
    assert report.by_vendor["budget_cents"].isna().all()


def test_a_matters_cap_is_no_part_of_the_departments_budget() -> None:
    plan = budget(
        {"amount_cents": 900}, {"practice_area_id": None, "matter_id": 7, "amount_cents": 50}
    )
    report = against_actual(spend(), plan, chosen())
    assert report.total.budget_cents == 900


def test_rejected_invoices_do_not_count() -> None:
    cube = spend({"reporting_cents": 500}, {"reporting_cents": 40, "status": "rejected"})
    assert against_actual(cube, budget(), chosen()).total.actual_cents == 500


def test_tax_counts_only_where_spend_is_gross() -> None:
    cube = spend({"reporting_cents": 500, "reporting_tax_cents": 95})
    assert against_actual(cube, budget(), chosen()).total.actual_cents == 500
    assert against_actual(cube, budget(), chosen(gross=True)).total.actual_cents == 595


def test_months_after_the_as_of_month_show_budget_only_and_are_named() -> None:
    cube = spend({"reporting_cents": 500}, {"invoice_month": 202604, "reporting_cents": 70})
    plan = budget({"month": 202604, "amount_cents": 100})
    report = against_actual(cube, plan, chosen(period="full"))
    april = report.by_month.set_index("month").loc[202604]
    assert pd.isna(april["actual_cents"])
    assert april["budget_cents"] == 100
    assert report.total.actual_cents == 500
    assert report.later_cents == 70


def test_money_without_a_practice_area_stays_as_such() -> None:
    cube = spend({"practice_area_id": 0, "reporting_cents": 500})
    report = against_actual(cube, budget(), chosen())
    assert report.by_area[["practice_area_id", "actual_cents"]].values.tolist() == [[0, 500]]


def test_unconverted_money_is_named_per_currency_and_in_no_figure() -> None:
    cube = spend(
        {"currency": "EUR", "unconverted_cents": 300},
        {"currency": "GBP", "unconverted_cents": 20},
        {"reporting_cents": 500},
    )
    report = against_actual(cube, budget(), chosen())
    assert report.unconverted == (("EUR", 300), ("GBP", 20))
    assert report.total.actual_cents == 500


def test_pace_compares_the_used_share_of_the_year_with_its_elapsed_days() -> None:
    plan = budget(*({"month": month, "amount_cents": 100} for month in FY26.months))
    report = against_actual(spend({"reporting_cents": 600}), plan, chosen(as_of=202606))
    assert elapsed(report.chosen) == 181 / 365
    assert report.pace == (600 / 1200) / (181 / 365)


def test_a_year_not_begun_has_no_months_and_no_pace() -> None:
    report = against_actual(spend(), budget(), chosen(as_of=202512))
    assert report.chosen.months == []
    assert report.total == Figure(0, None)
    assert report.pace is None


def test_a_fiscal_year_that_starts_in_july_takes_its_own_months() -> None:
    view = chosen(year=FiscalYear(2026, 7), as_of=202512, period="quarter", index=2)
    assert view.months == [202510, 202511, 202512]
    assert not view.is_running
    cube = spend({"invoice_month": 202510, "reporting_cents": 5}, {"invoice_month": 202509})
    assert against_actual(cube, budget(), view).total.actual_cents == 5


def test_a_period_with_months_to_come_is_running() -> None:
    assert chosen(period="full").is_running
    assert not chosen(period="ytd").is_running
    assert chosen(period="quarter", index=1).is_running is False
    assert chosen(period="month", index=4).is_running


def test_a_budget_of_zero_has_a_variance_but_no_share() -> None:
    report = against_actual(spend({"reporting_cents": 500}), budget({"amount_cents": 0}), chosen())
    assert report.total.variance_cents == 500
    assert report.total.used_share is None
    assert report.by_area["used_share"].isna().all()


def test_matters_are_compared_with_their_caps_in_the_period() -> None:
    spent = pd.DataFrame(
        {"matter_id": [7, 8], "reporting_cents": [60, 40], "reporting_tax_cents": [6, 4]}
    )
    caps = budget(
        {"practice_area_id": None, "matter_id": 7, "amount_cents": 50},
        {"practice_area_id": None, "matter_id": 7, "month": 202612, "amount_cents": 50},
    )
    frame = by_matter(spent, caps, chosen()).set_index("matter_id")
    assert frame.loc[7, "variance_cents"] == 10
    assert frame["budget_cents"].isna().tolist() == [False, True]


def test_nothing_handed_in_is_changed() -> None:
    cube, plan = spend({"reporting_cents": 5}), budget({"amount_cents": 5})
    before = cube.copy(), plan.copy()
    report: BudgetReport = against_actual(cube, plan, chosen())
    assert report.total.actual_cents == 5
    pd.testing.assert_frame_equal(cube, before[0])
    pd.testing.assert_frame_equal(plan, before[1])
