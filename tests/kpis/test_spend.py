from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest
import streamlit as st
from sqlalchemy import Engine, text

from legalops.metrics.budget import Basis, Chosen
from legalops.metrics.comparison import Reference
from legalops.metrics.waterfall import bridge
from legalops.models.outlook import Accrual
from legalops.periods import FiscalYear
from legalops.permissions import Permission, system
from legalops.store import approvals
from legalops.store.unit import reading, writing
from legalops.ui import spend

YTD = Chosen(FiscalYear(2026), 202609)
AT = "2026-11-01T00:00:00.000000Z"
#: Every invoice line with what it counts for, its invoice's status and its practice area.
LINES = """
    WITH counted AS (
      SELECT i.status, i.vendor_id, l.reporting_cents AS cents,
             CAST(SUBSTR(i.invoice_date, 1, 4) || SUBSTR(i.invoice_date, 6, 2) AS INTEGER) AS im,
             CAST(SUBSTR(l.work_date, 1, 4) || SUBSTR(l.work_date, 6, 2) AS INTEGER) AS wm,
             COALESCE((SELECT a.practice_area_id FROM matter_area a WHERE a.matter_id = l.matter_id
               AND a.from_month = (SELECT MAX(b.from_month) FROM matter_area b
                 WHERE b.matter_id = l.matter_id AND b.from_month <=
                   CAST(SUBSTR(l.work_date, 1, 4) || SUBSTR(l.work_date, 6, 2) AS INTEGER))), 0)
               AS area
      FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
      WHERE i.status IN ('received', 'approved', 'paid') AND l.reporting_cents IS NOT NULL)
"""
CUTS = """
    SELECT COALESCE(SUM(c.reporting_cut_cents), 0) FROM invoice_cut c
    JOIN invoice i ON i.id = c.invoice_id
    WHERE i.status IN ('approved', 'paid') AND i.invoice_month BETWEEN 202601 AND 202609
"""


@pytest.fixture
def decided(sample_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The sample department with some waiting invoices decided on, some cut, and an accrual."""
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", str(sample_engine.url))
    st.cache_data.clear()
    st.cache_resource.clear()
    with writing(sample_engine, system("demo"), Permission.EDIT_BUDGETS) as unit:
        query = (
            "SELECT id FROM invoice WHERE status = 'received' AND total_cents > 100000 "
            "ORDER BY id LIMIT 8"
        )
        ids = [int(row[0]) for row in unit.session.connection().execute(text(query))]
        for number in ids[::7]:
            approvals.approve_less(unit, number, 321_45, "agreed with the firm", at=AT)
        approvals.approve(unit, [n for n in ids if n not in ids[::7]], at=AT)
        unit.session.add(
            Accrual(
                month=202609, vendor_id=1, practice_area_id=1, currency="USD",
                amount_cents=77_123_00, reporting_cents=77_123_00, source="person",
                made_by="ana", made_at="2099-01-01T00:00:00.000000Z",
            )
        )  # fmt: skip
        unit.touch("spend", "accruals")
    yield sample_engine
    st.cache_data.clear()
    st.cache_resource.clear()


def ask(engine: Engine, query: str) -> list[tuple[int, ...]]:
    with reading(engine) as session:
        rows = session.connection().execute(text(query)).all()
    return [tuple(int(value) for value in row) for row in rows]


def grouped(engine: Engine, key: str, where: str) -> dict[int, int]:
    rows = ask(engine, f"{LINES} SELECT {key}, SUM(cents) FROM counted WHERE {where} GROUP BY 1")
    return {key: cents for key, cents in rows if cents}


def test_every_spend_figure_is_what_the_lines_say(decided: Engine) -> None:
    bases: tuple[tuple[Basis, str], ...] = (("invoice", "im"), ("work", "wm"))
    for basis, month in bases:
        view = replace(YTD, basis=basis)
        report = spend.report(view)
        now = f"{month} BETWEEN 202601 AND 202609"
        by_area = grouped(decided, "area", now)
        by_vendor = grouped(decided, "vendor_id", now)
        assert sum(by_area.values()) == report.total.actual_cents
        assert _sums(report.by_area, "practice_area_id") == by_area
        assert _sums(report.by_vendor, "vendor_id") == by_vendor
        assert _sums(report.by_month, "month") == grouped(decided, month, now)
        before = spend.report(replace(view, reference=Reference("prior_year")))
        prior = f"{month} BETWEEN 202501 AND 202509"
        assert before.total.budget_cents == sum(grouped(decided, "area", prior).values())
        assert _sums(before.by_vendor, "vendor_id", "budget") == grouped(
            decided, "vendor_id", prior
        )
    _measures(decided)
    _waterfall(decided)


def _sums(frame: pd.DataFrame, key: str, what: str = "actual") -> dict[int, int]:
    rows = frame.dropna(subset=[f"{what}_cents"])
    pairs = zip(rows[key].tolist(), rows[f"{what}_cents"].tolist(), strict=True)
    return {int(k): int(cents) for k, cents in pairs if cents}


def _measures(engine: Engine) -> None:
    """Approved, pending, accrued and incurred, each by a query of its own."""
    by_status = f"{LINES} SELECT COALESCE(SUM(cents), 0) FROM counted WHERE im BETWEEN 202601 AND "
    ((cut,),) = ask(engine, CUTS)
    ((decided,),) = ask(engine, f"{by_status} 202609 AND status IN ('approved', 'paid')")
    ((pending,),) = ask(engine, f"{by_status} 202609 AND status = 'received'")
    approved = spend.report(replace(YTD, measure="approved"))
    incurred = spend.report(replace(YTD, measure="incurred"))
    billed = spend.report(YTD)
    assert cut > 0
    assert approved.total.actual_cents == decided - cut
    assert incurred.parts["approved"] == decided - cut
    assert incurred.parts.get("pending", 0) == pending
    assert incurred.parts["accrued"] >= 77_123_00
    assert incurred.total.actual_cents == decided - cut + pending + incurred.parts["accrued"]
    assert approved.total.actual_cents <= billed.total.actual_cents == decided + pending


def _waterfall(engine: Engine) -> None:
    """Each step from the budget is actual less budget of its practice area."""
    query = (
        "SELECT practice_area_id, SUM(amount_cents) FROM budget_line WHERE version_id = "
        "(SELECT id FROM budget_version WHERE fiscal_year = 2026 ORDER BY "
        "approved_at IS NULL, number DESC LIMIT 1) AND practice_area_id IS NOT NULL "
        "AND month BETWEEN 202601 AND 202609 GROUP BY 1"
    )
    planned = {row[0]: row[1] for row in ask(engine, query)}
    spent = grouped(engine, "area", "im BETWEEN 202601 AND 202609")
    way = bridge(spend.report(YTD), {})
    assert way is not None
    assert (way.start_cents, way.end_cents) == (sum(planned.values()), sum(spent.values()))
    for cause in way.causes:
        if cause.key >= 0:
            assert cause.cents == spent.get(cause.key, 0) - planned.get(cause.key, 0)
