"""The record of the forecasts says what SQL over lines and kept forecasts says."""

import pandas as pd
import pytest
from sqlalchemy import Engine, text

from legalops.metrics.budget import Chosen
from legalops.metrics.forecast import DEPARTMENT, METHODS, RUN_RATE
from legalops.periods import FiscalYear
from legalops.services import outlooks
from legalops.store import months

LIVE = "i.status NOT IN ('undone', 'superseded', 'rejected')"
#: What every practice area, and the department, was invoiced per month, from the lines.
CAME = f"""
    SELECT COALESCE(s.practice_area_id, 0) AS area, i.invoice_month AS month,
           SUM(COALESCE(l.reporting_cents, 0)) AS cents
    FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
    JOIN matter m ON m.id = l.matter_id
    JOIN invoice_sum s ON s.invoice_id = l.invoice_id AND s.matter_id = l.matter_id
     AND s.work_month = CAST(substr(l.work_date, 1, 4) || substr(l.work_date, 6, 2) AS INTEGER)
     AND s.cost_kind = CASE WHEN l.kind IN ('F', 'IF') THEN 'fees' ELSE 'expenses' END
    WHERE {LIVE} AND {{only}} GROUP BY 1, 2
"""
JUDGED = """
    WITH parts AS ({came}), came AS (
      SELECT area, month, cents FROM parts
      UNION ALL SELECT -1, month, SUM(cents) FROM parts GROUP BY month)
    SELECT f.method, f.practice_area_id, COUNT(*), SUM(ABS(f.amount_cents - COALESCE(c.cents, 0))),
           SUM(f.amount_cents - COALESCE(c.cents, 0)), SUM(COALESCE(c.cents, 0)),
           SUM(COALESCE(c.cents, 0) BETWEEN f.low_cents AND f.high_cents), COUNT(f.low_cents)
    FROM {table} f LEFT JOIN came c ON c.area = f.practice_area_id AND c.month = f.month
    WHERE f.month <= {last} AND {origin} GROUP BY 1, 2
"""


def asked(engine: Engine, table: str, only: str, origin: str) -> dict[tuple[str, int], list[int]]:
    last = months.last_closed(engine)
    query = JUDGED.format(came=CAME.format(only=only), table=table, last=last, origin=origin)
    with engine.connect() as connection:
        rows = connection.execute(text(query)).all()
    return {(str(m), int(a)): [int(v) for v in rest] for m, a, *rest in rows}


def agree(record: pd.DataFrame, sql: dict[tuple[str, int], list[int]]) -> int:
    """Say how many rows there are, each the same in both."""
    assert len(record) == len(sql)
    for row in record.to_dict("records"):
        n, size, miss, came, inside, banded = sql[row["method"], row["practice_area_id"]]
        assert (row["n"], row["n_banded"]) == (n, banded)
        assert row["wape"] == pytest.approx(size / came, rel=1e-12)
        assert row["bias"] == pytest.approx(miss / came, rel=1e-9, abs=1e-12)
        assert row["coverage"] == pytest.approx(inside / banded, rel=1e-12)
    return len(sql)


def test_the_record_of_the_trials_is_what_sql_says(department: Engine) -> None:
    tests = outlooks.backtest(department)
    first = int(tests.judged["origin"].min())
    sql = asked(department, "forecast_trial", "m.is_exceptional = 0", f"f.origin >= {first}")
    assert agree(tests.record, sql) >= len(METHODS) * 7


def test_the_record_of_the_kept_forecasts_is_what_sql_says(department: Engine) -> None:
    sql = asked(department, "forecast_snapshot", "1 = 1", "1 = 1")
    assert agree(outlooks.track(department).record, sql) >= len(METHODS) * 7


def test_the_method_to_go_by_has_the_smallest_share_of_misses(department: Engine) -> None:
    tests = outlooks.backtest(department)
    found, usual = outlooks.outlook(department, Chosen(FiscalYear(2026), 202609), tests)
    sql = asked(department, "forecast_trial", "m.is_exceptional = 0", "1 = 1")
    wapes = {method: row[1] / row[3] for (method, area), row in sql.items() if area == DEPARTMENT}
    assert (usual.method, usual.has_record) == (found.method, True)
    tried = tests.judged["origin"].nunique()
    if len({*tests.trials["origin"]}) == tried:
        assert usual.method == min(wapes, key=lambda method: wapes[method])


def test_the_forecast_is_what_was_invoiced_and_what_the_cells_expect(department: Engine) -> None:
    tests, chosen = outlooks.backtest(department), Chosen(FiscalYear(2026), 202609)
    found, _ = outlooks.outlook(department, chosen, tests, RUN_RATE)
    with department.connect() as connection:
        billed = connection.execute(
            text(
                "SELECT SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i "
                f"ON i.id = l.invoice_id WHERE {LIVE} AND i.invoice_month BETWEEN 202601 AND 202609"
            )
        ).scalar_one()
        usual = connection.execute(
            text(
                "SELECT SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i "
                "ON i.id = l.invoice_id JOIN matter m ON m.id = l.matter_id WHERE "
                f"{LIVE} AND m.is_exceptional = 0 AND i.invoice_month BETWEEN 202601 AND 202609"
            )
        ).scalar_one()
    apart = int(found.exceptional["to_come_cents"].sum())
    assert found.actual_cents == billed
    assert found.at_completion_cents == pytest.approx(billed + usual / 9 * 3 + apart, abs=30)


def test_parts_of_the_outlook_add_up_under_every_method(department: Engine) -> None:
    tests, chosen = outlooks.backtest(department), Chosen(FiscalYear(2026), 202609)
    for method in METHODS:
        found, _ = outlooks.outlook(department, chosen, tests, method)
        assert int(found.months["amount_cents"].sum()) == found.at_completion_cents
        assert int(found.total["amount_cents"].sum()) == found.at_completion_cents
        assert found.low_cents is not None
        assert found.high_cents is not None
        assert found.low_cents <= found.at_completion_cents <= found.high_cents
