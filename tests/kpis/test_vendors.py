"""Every measure of firms says what the lines say."""

from collections.abc import Mapping
from datetime import datetime
from statistics import median

import pytest
from sqlalchemy import Engine, text

from legalops.metrics.performance import measures, staffing
from legalops.metrics.performance.concentration import concentration
from legalops.metrics.performance.measures import Firm
from legalops.metrics.performance.sources import Sources, Window
from legalops.store import performance

WINDOW = Window(202601, 202609, 202501, 202512)
LIVE = "i.status NOT IN ('undone', 'superseded', 'rejected')"
BILLED = f"{LIVE} AND i.invoice_month BETWEEN 202601 AND 202609"
LINES = "FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id"
WORKED = "CAST(SUBSTR(l.work_date, 1, 4) AS INTEGER)"


@pytest.fixture(scope="module")
def sources(department: Engine) -> Sources:
    return performance.read(department)


@pytest.fixture(scope="module")
def firms(sources: Sources) -> dict[int, Firm]:
    return measures.firms(sources, WINDOW)


def ask(engine: Engine, query: str) -> dict[int, tuple[float, ...]]:
    with engine.connect() as connection:
        return {int(key): tuple(rest) for key, *rest in connection.execute(text(query))}


def values(firms: dict[int, Firm], key: str) -> dict[int, tuple[float, int]]:
    found = {vendor: firm.values.get(key) for vendor, firm in firms.items()}
    return {vendor: (each.value, each.n) for vendor, each in found.items() if each is not None}


def same(found: dict[int, tuple[float, int]], told: Mapping[int, tuple[float, ...]]) -> None:
    assert {v: n for v, (_, n) in found.items()} == {v: n for v, (_, n) in told.items()}
    assert {v: x for v, (x, _) in found.items()} == pytest.approx(
        {v: x for v, (x, _) in told.items()}
    )
    assert told


def test_spend_invoices_and_shares(department: Engine, firms: dict[int, Firm]) -> None:
    told = ask(
        department,
        "SELECT i.vendor_id, SUM(l.reporting_cents), COUNT(DISTINCT i.id) "
        f"{LINES} WHERE {BILLED} GROUP BY 1",
    )
    assert {v: (f.spend_cents, f.invoices) for v, f in firms.items()} == told
    assert sum(firm.share or 0 for firm in firms.values()) == pytest.approx(1)


def test_concentration(department: Engine, firms: dict[int, Firm]) -> None:
    found = concentration([firm.spend_cents for firm in firms.values()])
    assert found is not None
    told = ask(
        department,
        "SELECT 1, 10000.0 * SUM(1.0 * c * c) / (SUM(c) * 1.0 * SUM(c)), 1.0 * MAX(c) / SUM(c) "
        f"FROM (SELECT SUM(l.reporting_cents) AS c {LINES} WHERE {BILLED} GROUP BY i.vendor_id) x",
    )[1]
    assert (found.hhi, found.top[0][1]) == pytest.approx(told)


def test_blended_rate(department: Engine, firms: dict[int, Firm]) -> None:
    told = ask(
        department,
        "SELECT i.vendor_id, 10000.0 * SUM(l.reporting_cents) / SUM(l.units_e4) "
        f"{LINES} WHERE {BILLED} AND l.kind = 'F' GROUP BY 1 HAVING SUM(l.units_e4) > 0",
    )
    found = {v: f.blended_rate for v, f in firms.items() if f.blended_rate is not None}
    assert found == pytest.approx({vendor: rate for vendor, (rate,) in told.items()})


def test_realised_rate(department: Engine, firms: dict[int, Firm]) -> None:
    """What the firm took off is netted per invoice, matter and work month, as defined."""
    off = (
        "SELECT i.vendor_id AS vendor, i.invoice_month AS month, COALESCE(s.practice_area_id, 0) "
        "AS area, CAST(ROUND(SUM(MAX(0, -g.adjustment)) * MAX(i.rate_e8) / 1e8) AS INTEGER) AS off "
        "FROM (SELECT l.invoice_id, l.matter_id, SUBSTR(l.work_date, 1, 7) AS worked, "
        "SUM(l.adjustment_cents) AS adjustment FROM invoice_line l WHERE l.kind IN ('F', 'IF') "
        "GROUP BY 1, 2, 3) g JOIN invoice i ON i.id = g.invoice_id JOIN invoice_sum s "
        "ON s.invoice_id = g.invoice_id AND s.matter_id = g.matter_id AND s.cost_kind = 'fees' "
        "AND s.work_month = CAST(REPLACE(g.worked, '-', '') AS INTEGER) "
        f"WHERE {BILLED} AND i.total_cents > 0 GROUP BY 1, 2, 3, i.rate_e8"
    )
    level = (
        "SELECT DISTINCT i.vendor_id AS vendor, i.invoice_month AS month, "
        f"COALESCE(s.practice_area_id, 0) AS area {LINES} JOIN invoice_sum s "
        "ON s.invoice_id = l.invoice_id AND s.matter_id = l.matter_id AND s.cost_kind = 'fees' "
        "AND s.work_month = CAST(REPLACE(SUBSTR(l.work_date, 1, 7), '-', '') AS INTEGER) "
        f"WHERE {BILLED} AND l.kind = 'IF'"
    )
    taken = ask(
        department,
        f"SELECT o.vendor, SUM(o.off) FROM ({off}) o JOIN ({level}) v ON v.vendor = o.vendor "
        "AND v.month = o.month AND v.area = o.area GROUP BY 1",
    )
    cuts = ask(
        department,
        "SELECT i.vendor_id, SUM(c.reporting_cut_cents) FROM invoice_cut c JOIN invoice i "
        f"ON i.id = c.invoice_id WHERE {BILLED} AND i.decided_at IS NOT NULL "
        "AND c.cost_kind = 'fees' GROUP BY 1",
    )
    for vendor, firm in firms.items():
        if firm.blended_rate is None or firm.realised_rate is None:
            continue
        less = taken.get(vendor, (0,))[0] + cuts.get(vendor, (0,))[0]
        told = firm.blended_rate - less * 10_000 / firm.hours_e4
        assert firm.realised_rate == pytest.approx(told, abs=0.01), vendor
    assert taken


def test_hours_by_class_and_leverage(department: Engine, firms: dict[int, Firm]) -> None:
    told = ask(
        department,
        "SELECT i.vendor_id, 1.0 * (SUM(l.units_e4) - SUM(CASE WHEN t.classification = 'PARTNR' "
        "THEN l.units_e4 ELSE 0 END)) / SUM(CASE WHEN t.classification = 'PARTNR' THEN l.units_e4 "
        f"END), SUM(l.units_e4) / 10000 {LINES} JOIN timekeeper t ON t.id = l.timekeeper_id "
        f"WHERE {BILLED} AND l.kind = 'F' GROUP BY 1 HAVING SUM(CASE WHEN t.classification = "
        "'PARTNR' THEN l.units_e4 ELSE 0 END) > 0",
    )
    same(values(firms, "firm_leverage"), told)
    for firm in firms.values():
        if firm.mix is not None:
            assert sum(firm.mix.shares.values()) == pytest.approx(1)
            assert set(firm.mix.shares) == set(staffing.LEVELS)


def test_rate_change_like_for_like(department: Engine, firms: dict[int, Firm]) -> None:
    year = (
        "SELECT l.timekeeper_id AS who, SUM(l.units_e4) AS h, 1.0 * SUM(l.total_cents) AS f "
        f"{LINES} WHERE {LIVE} AND l.kind = 'F' "
        f"AND {WORKED} = {{}} {{}} GROUP BY 1"
    )
    now, before = year.format(2026, "AND l.work_date < '2026-10-01'"), year.format(2025, "")
    told = ask(
        department,
        "SELECT t.vendor_id, SUM(n.h * (n.f / n.h - b.f / b.h)) / SUM(n.h * b.f / b.h), COUNT(*) "
        f"FROM ({now}) n JOIN ({before}) b ON b.who = n.who JOIN timekeeper t ON t.id = n.who "
        "WHERE n.h > 0 AND b.h > 0 AND n.f > 0 AND b.f > 0 GROUP BY 1",
    )
    same(values(firms, "firm_rate_change"), told)
    for firm in firms.values():
        if firm.change is not None:
            assert firm.change.like_for_like + firm.change.mix == pytest.approx(firm.change.blended)


def test_days_to_invoice_and_late_share(department: Engine, firms: dict[int, Firm]) -> None:
    days = "(JULIANDAY(i.invoice_date) - JULIANDAY(l.work_date))"
    worth = "l.total_cents * i.rate_e8"
    counted = f"COUNT(DISTINCT i.id) {LINES} WHERE {BILLED} GROUP BY 1"
    told = ask(
        department,
        f"SELECT i.vendor_id, SUM({days} * {worth} * 1.0) / SUM({worth} * 1.0), {counted}",
    )
    same(values(firms, "firm_days_to_invoice"), told)
    late = ask(
        department,
        f"SELECT i.vendor_id, SUM(CASE WHEN {days} > 90 THEN {worth} ELSE 0 END * 1.0) / "
        f"SUM({worth} * 1.0), {counted}",
    )
    same(values(firms, "firm_late_share"), late)


def test_lines_marked_down(department: Engine, firms: dict[int, Firm]) -> None:
    told = ask(
        department,
        "SELECT i.vendor_id, 1.0 * SUM(l.adjustment_cents <> 0) / COUNT(*), COUNT(*) "
        f"{LINES} WHERE {BILLED} AND l.kind IN ('F', 'E') GROUP BY 1",
    )
    same(values(firms, "firm_line_adjustments"), told)


def test_discount_due_and_taken(department: Engine, firms: dict[int, Firm]) -> None:
    """Due: the sample's tiers hold all year, so the year's fees decide."""
    taken = ask(
        department,
        "SELECT vendor, SUM(off) FROM (SELECT i.vendor_id AS vendor, MAX(0, -SUM("
        f"l.adjustment_cents)) AS off {LINES} WHERE {BILLED} AND i.total_cents > 0 AND "
        "l.kind IN ('F', 'IF') GROUP BY i.id, l.matter_id, SUBSTR(l.work_date, 1, 7)) x GROUP BY 1",
    )
    fees = ask(
        department,
        f"SELECT i.vendor_id, SUM(l.reporting_cents) {LINES} WHERE {BILLED} "
        "AND l.kind IN ('F', 'IF') GROUP BY 1",
    )
    tiers = ask(
        department,
        "SELECT vendor_id, GROUP_CONCAT(threshold_cents || ':' || discount_e4) FROM vendor_term "
        "WHERE kind = 'volume' GROUP BY 1",
    )
    for vendor, (listed,) in tiers.items():
        capture = firms[vendor].capture
        assert capture is not None
        gross = int(fees[vendor][0] + taken[vendor][0])
        steps = sorted(tuple(map(int, each.split(":"))) for each in str(listed).split(","))
        bounds = [*(threshold for threshold, _ in steps[1:]), max(gross, steps[-1][0])]
        due = sum(
            max(0, min(gross, bound) - threshold) * discount
            for (threshold, discount), bound in zip(steps, bounds, strict=True)
        )
        assert (capture.fees_cents, capture.taken_cents) == (gross, taken[vendor][0])
        assert capture.due_cents == (due + 5_000) // 10_000
    assert len(tiers) == 2


def test_budget_accuracy(department: Engine, firms: dict[int, Firm], sources: Sources) -> None:
    budget = ask(
        department,
        "SELECT l.matter_id, SUM(l.amount_cents) FROM budget_line l JOIN budget_version v "
        "ON v.id = l.version_id JOIN matter m ON m.id = l.matter_id WHERE v.fiscal_year = 2026 "
        "AND v.number = COALESCE((SELECT MIN(number) FROM budget_version WHERE fiscal_year = 2026 "
        "AND approved_at IS NOT NULL), 1) AND l.month <= 202609 AND m.is_restricted = 0 GROUP BY 1",
    )
    off: dict[int, list[float]] = {}
    for matter, (planned,) in budget.items():
        if matter in sources.finished:
            continue
        by_firm = ask(
            department,
            f"SELECT i.vendor_id, SUM(l.reporting_cents) {LINES} WHERE {BILLED} "
            f"AND l.matter_id = {matter} GROUP BY 1",
        )
        total = sum(cents for (cents,) in by_firm.values())
        lead = [v for v, (cents,) in by_firm.items() if cents * 2 > total]
        if lead and planned > 0:
            each = off.setdefault(lead[0], [0, 0, 0])
            off[lead[0]] = [each[0] + abs(total - planned), each[1] + planned, each[2] + 1]
    told = {v: (max(0.0, 1 - miss / plan), int(n)) for v, (miss, plan, n) in off.items()}
    found = {v: pair for v, pair in values(firms, "firm_budget_accuracy").items() if v in told}
    same(found, told)


def test_cuts_and_days_to_a_decision(department: Engine, firms: dict[int, Firm]) -> None:
    rows: dict[int, list[float]] = {}
    with department.connect() as connection:
        asked = connection.execute(
            text(
                "SELECT i.vendor_id, u.uploaded_at, i.decided_at FROM invoice i JOIN upload u "
                "ON u.id = i.upload_id WHERE i.decided_at IS NOT NULL AND i.status NOT IN "
                "('undone', 'superseded') AND i.invoice_month BETWEEN 202601 AND 202609"
            )
        )
        for vendor, came, done in asked:
            days = datetime.fromisoformat(done) - datetime.fromisoformat(came)
            rows.setdefault(int(vendor), []).append(days.total_seconds() / 86_400)
    same(
        values(firms, "firm_cycle_time"), {v: (median(days), len(days)) for v, days in rows.items()}
    )
    told = ask(
        department,
        "SELECT i.vendor_id, 1.0 * COALESCE(SUM((SELECT SUM(c.reporting_cut_cents) FROM "
        "invoice_cut c WHERE c.invoice_id = i.id)), 0) / SUM(i.reporting_cents) FROM invoice i "
        f"WHERE {BILLED} AND i.decided_at IS NOT NULL GROUP BY 1",
    )
    found = values(firms, "firm_cut_share")
    assert {v: share for v, (share, _) in found.items()} == pytest.approx(
        {v: share for v, (share,) in told.items()}
    )


def test_satisfaction_needs_five_answers(department: Engine, firms: dict[int, Firm]) -> None:
    told = ask(
        department,
        "SELECT vendor_id, AVG((expertise + responsiveness + cost + outcome + again) / 5.0), "
        "COUNT(*) FROM survey_answer GROUP BY 1",
    )
    assert min(n for _, n in told.values()) < 5
    same(
        values(firms, "firm_satisfaction"),
        {vendor: pair for vendor, pair in told.items() if pair[1] >= 5},
    )
