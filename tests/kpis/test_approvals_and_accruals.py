"""Every figure of approvals and accruals, once more by SQL over the lines of the sample."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from legalops.metrics import accruals as accrual_metrics
from legalops.metrics import approvals
from legalops.metrics.approvals import Approvals
from legalops.services import check
from legalops.store import accruals, review
from legalops.store import approvals as verdicts
from legalops.store.approvals import SPEND

YEAR = (202601, 202612)
TODAY = date(2026, 11, 22)


def one(engine: Engine, query: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(text(query)).scalar()


def lines(engine: Engine, statuses: str) -> int:
    return int(
        one(
            engine,
            "SELECT COALESCE(SUM(l.reporting_cents), 0) FROM invoice_line l JOIN invoice i "
            f"ON i.id = l.invoice_id WHERE i.status IN ({statuses}) "
            "AND i.invoice_date BETWEEN '2026-01-01' AND '2026-12-31'",
        )
    )


def taken_off(engine: Engine) -> int:
    return int(
        one(
            engine,
            "SELECT COALESCE(SUM(c.reporting_cut_cents), 0) FROM invoice_cut c JOIN invoice i "
            "ON i.id = c.invoice_id WHERE i.invoice_date >= '2026-01-01'",
        )
    )


def days(engine: Engine, share: float) -> float:
    query = (
        "SELECT JULIANDAY(i.decided_at) - JULIANDAY(u.uploaded_at) AS days FROM invoice i "
        "JOIN upload u ON u.id = i.upload_id WHERE i.decided_at IS NOT NULL "
        "AND i.status IN ('approved', 'paid', 'rejected') AND i.invoice_date >= '2026-01-01'"
    )
    count = int(one(engine, f"SELECT COUNT(*) FROM ({query})"))
    skipped = -int(-share * count // 1) - 1
    return float(one(engine, f"{query} ORDER BY days LIMIT 1 OFFSET {skipped}"))


PASSED = "'approved', 'paid'"
FIGURES: dict[str, tuple[Callable[[Approvals], float | None], Callable[[Engine], float]]] = {
    "approved": (
        lambda found: found.approved_cents,
        lambda engine: lines(engine, PASSED) - taken_off(engine),
    ),
    "pending": (lambda found: found.pending_cents, lambda engine: lines(engine, "'received'")),
    "rejected": (lambda found: found.rejected_cents, lambda engine: lines(engine, "'rejected'")),
    "cut": (lambda found: found.cut_cents, taken_off),
    "adjustment_rate": (
        lambda found: found.adjustment_share,
        lambda engine: taken_off(engine) / lines(engine, PASSED),
    ),
    "cycle_median": (lambda found: found.median_days, lambda engine: days(engine, 0.5)),
    "cycle_p90": (lambda found: found.p90_days, lambda engine: days(engine, 0.9)),
    "first_pass": (
        lambda found: found.first_pass_share,
        lambda engine: one(
            engine,
            "SELECT AVG(CASE WHEN status <> 'rejected' AND cut_cents = 0 AND replaces_id IS NULL "
            "THEN 1.0 ELSE 0.0 END) FROM invoice WHERE invoice_date >= '2026-01-01' "
            "AND status IN ('approved', 'paid', 'rejected')",
        ),
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_of_approvals_is_what_the_lines_say(department: Engine, name: str) -> None:
    figure, expected = FIGURES[name]
    found = figure(approvals.approvals(review.decisions(department, *YEAR)))
    assert found == pytest.approx(expected(department), abs=1e-5)


def test_the_sample_tells_of_cuts_a_rejection_and_invoices_that_wait(department: Engine) -> None:
    found = approvals.approvals(review.decisions(department, *YEAR))
    assert found.cut_cents > 0
    assert review.counts(department)["rejected"] == 1
    assert 0 < found.pending < 60
    assert check.run(department) == []


def test_cuts_as_spend_add_up_to_what_was_taken_off(department: Engine) -> None:
    cut = verdicts.cuts(department, *YEAR)
    assert list(cut.columns) == list(SPEND)
    dated = cut[cut["invoice_month"].between(*YEAR)]
    assert -int(dated["reporting_cents"].sum()) == taken_off(department)


OPEN = """
    SELECT COALESCE(SUM(a.reporting_cents), 0) FROM accrual a JOIN matter m ON m.id = a.matter_id
    WHERE a.replaced_at IS NULL AND m.status = 'open' AND NOT EXISTS (
      SELECT 1 FROM invoice i JOIN upload u ON u.id = i.upload_id
      JOIN invoice_line l ON l.invoice_id = i.id
      WHERE i.vendor_id = a.vendor_id AND l.matter_id = a.matter_id
        AND u.uploaded_at > a.made_at AND i.status IN ('received', 'approved', 'paid')
        AND (i.period_end >= DATE(SUBSTR(a.month, 1, 4) || '-' || SUBSTR(a.month, 5, 2) || '-01',
                                  '+1 month', '-1 day')
          OR SUBSTR(l.work_date, 1, 4) || SUBSTR(l.work_date, 6, 2) = CAST(a.month AS TEXT)))
"""


def test_open_accruals_are_those_whose_invoice_has_not_come(department: Engine) -> None:
    # Firms of the sample bill whole months, so that nothing is part billed.
    found = accruals.as_spend(department, 0, 999912)
    assert int(found["reporting_cents"].sum()) == one(department, OPEN) > 0
    assert set(found["status"]) == {"accrued"}


def test_accrued_by_month_is_what_stands_in_the_table(department: Engine) -> None:
    found = accruals.facts(department, 202609, 202609)
    query = "SELECT SUM(reporting_cents) FROM accrual WHERE month = 202609 AND replaced_at IS NULL"
    assert int(found["reporting_cents"].sum()) == one(department, query)
    estimated = found[found["source"] == "estimate"]
    assert set(estimated["vendor"]) == {"Delacourt Penrose LLP"}
    assert estimated["method"].str.startswith("Mean of the last three billed months").all()


ACCURACY = """
    SELECT 1 - SUM(ABS(accrued - billed)) * 1.0 / SUM(billed) FROM (
      SELECT a.month, SUM(a.reporting_cents) AS accrued, SUM((
        SELECT COALESCE(SUM(l.reporting_cents), 0) FROM invoice_line l
        JOIN invoice i ON i.id = l.invoice_id JOIN upload u ON u.id = i.upload_id
        WHERE i.vendor_id = a.vendor_id AND l.matter_id = a.matter_id
          AND u.uploaded_at > a.made_at AND i.status IN ('received', 'approved', 'paid')
          AND SUBSTR(l.work_date, 1, 4) || SUBSTR(l.work_date, 6, 2) = CAST(a.month AS TEXT)
          AND i.invoice_date <= DATE(SUBSTR(a.month, 1, 4) || '-' || SUBSTR(a.month, 5, 2)
            || '-01', '+1 month', '+89 days'))) AS billed
      FROM accrual a WHERE a.replaced_at IS NULL AND a.source = 'firm' AND a.month <= 202607
        AND a.vendor_id = {vendor} GROUP BY a.month)
"""


def test_accuracy_and_response_of_each_firm_are_what_the_lines_say(department: Engine) -> None:
    record = accruals.firm_record(department, TODAY)
    assert len(record) > 8
    for row in record.itertuples():
        asked, answered = _asked(department, int(str(row.vendor_id)))
        assert (row.asked, row.answered) == (asked, answered)
        expected = one(department, ACCURACY.format(vendor=row.vendor_id))
        assert row.accuracy == pytest.approx(expected)


def _asked(engine: Engine, vendor: int) -> tuple[int, int]:
    with engine.connect() as connection:
        query = (
            "SELECT COUNT(*), SUM(CASE WHEN SUBSTR(answered_at, 1, 10) <= due_on THEN 1 ELSE 0 "
            f"END) FROM accrual_request WHERE vendor_id = {vendor}"
        )
        asked, answered = connection.execute(text(query)).one()
    return int(asked), int(answered)


def test_a_month_is_judged_once_it_is_over_for_ninety_days(department: Engine) -> None:
    found = accruals.facts(department, 202607, 202607)
    assert accrual_metrics.accuracy(found, date(2026, 10, 29)).empty
    assert not accrual_metrics.accuracy(found, date(2026, 10, 30)).empty
