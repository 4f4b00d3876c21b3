"""Stores of any size at the same number of invoices, made by direct SQL."""

import json
import random
from pathlib import Path

from sqlalchemy import Connection, text

from legalops import periods
from legalops.store import schema, sums
from legalops.store.engine import open_engine

INVOICES = 4_000
VENDORS, MATTERS, AREAS, KEEPERS = 80, 600, 10, 400
MONTHS = periods.months_between(202401, 202610)
HASH = "0" * 64


def build(path: Path, lines: int, seed: int = 7) -> str:
    """Make a store with so many lines on 4,000 invoices and return its URL."""
    url = f"sqlite:///{path}"
    engine = open_engine(url)
    schema.ensure(engine)
    rng = random.Random(seed)  # noqa: S311  # made-up data
    with engine.connect().execution_options(writes=True) as connection:
        _names(connection)
        _invoices(connection, rng)
        _lines(connection, lines // INVOICES)
        _kept(connection)
        _plan(connection)
        connection.commit()
    engine.dispose()
    return url


def many(connection: Connection, table: str, rows: list[dict[str, object]]) -> None:
    """Insert rows that all have the same columns."""
    columns = list(rows[0])
    names, marks = ", ".join(columns), ", ".join(f":{c}" for c in columns)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), rows)  # noqa: S608  # names of our own


def _names(connection: Connection) -> None:
    at = "2026-01-01T00:00:00.000000Z"
    many(
        connection,
        "practice_area",
        [{"id": n, "name": f"Area {n}", "name_norm": f"area {n}"} for n in range(1, AREAS + 1)],
    )
    many(
        connection,
        "vendor",
        [
            {
                "id": n,
                "name": f"Firm {n}",
                "name_norm": f"firm {n}",
                "law_firm_id": str(n),
                "currency": "USD",
                "version": 1,
                "created_at": at,
            }
            for n in range(1, VENDORS + 1)
        ],
    )
    many(
        connection,
        "matter",
        [
            {
                "id": n,
                "number": f"M{n}",
                "number_norm": f"m{n}",
                "name": f"Matter {n}",
                "status": "open",
                "is_restricted": 0,
                "version": 1,
                "created_at": at,
            }
            for n in range(1, MATTERS + 1)
        ],
    )
    many(
        connection,
        "matter_area",
        [
            {"matter_id": n, "from_month": 190001, "practice_area_id": n % AREAS + 1}
            for n in range(1, MATTERS + 1)
        ],
    )
    many(
        connection,
        "timekeeper",
        [
            {
                "id": n,
                "vendor_id": n % VENDORS + 1,
                "code": f"T{n}",
                "name": f"Keeper {n}",
                "classification": ("PARTNR", "ASSOC", "PARALG")[n % 3],
            }
            for n in range(1, KEEPERS + 1)
        ],
    )
    many(
        connection,
        "upload",
        [
            {
                "id": 1,
                "file_name": "made.txt",
                "sha256": HASH,
                "size": 1,
                "format": "LEDES1998B",
                "state": "stored",
                "uploaded_by": "bench",
                "uploaded_at": at,
                "invoices": INVOICES,
                "lines": 0,
                "skipped": 0,
                "warnings": 0,
            }
        ],
    )


def _invoices(connection: Connection, rng: random.Random) -> None:
    rows: list[dict[str, object]] = []
    for n in range(1, INVOICES + 1):
        month = MONTHS[n % len(MONTHS)]
        day = periods.last_day(month).isoformat()
        rows.append(
            {
                "id": n,
                "upload_id": 1,
                "vendor_id": rng.randint(1, VENDORS),
                "number": f"N{n}",
                "number_norm": f"n{n}",
                "invoice_date": day,
                "invoice_month": month,
                "period_start": periods.first_day(month).isoformat(),
                "period_end": day,
                "description": "",
                "currency": "USD",
                "stated_total_cents": 0,
                "total_cents": 0,
                "tax_cents": 0,
                "reporting_currency": "USD",
                "reporting_cents": 0,
                "reporting_tax_cents": 0,
                "rate_e8": 10**8,
                "lines": 0,
                "hours_e4": 0,
                "status": "received",
            }
        )
    many(connection, "invoice", rows)


def _lines(connection: Connection, each: int) -> None:
    """Give every invoice so many lines on one matter, work in its month or the one before."""
    connection.execute(
        text(
            "INSERT INTO invoice_line (invoice_id, place, matter_id, source_line, "
            "line_number, kind, "
            "work_date, timekeeper_id, task_code, activity_code, units_e4, rate_e4, "
            "adjustment_cents, total_cents, tax_cents, reporting_cents, reporting_tax_cents, "
            "narrative) WITH RECURSIVE n(k) AS "
            "(SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < :each)"
            " SELECT i.id, n.k, i.id % :matters + 1, n.k + 2, n.k, "
            "CASE n.k % 2 WHEN 0 THEN 'E' ELSE 'F' END, "
            "date(i.period_start, CASE n.k % 2 WHEN 0 THEN '-10 days' ELSE '+3 days' END), "
            "i.id % :keepers + 1, 'L110', 'A101', 10000, 4000000, 0, 40000 + n.k % 97, 0, "
            "40000 + n.k % 97, 0, "
            "'Review of correspondence and preparation of the draft for the matter in hand' "
            "FROM invoice i CROSS JOIN n ORDER BY i.id, n.k"
        ),
        {"each": each, "matters": MATTERS, "keepers": KEEPERS},
    )
    connection.execute(
        text(
            "UPDATE invoice SET "
            "(total_cents, reporting_cents, stated_total_cents, lines, hours_e4) = "
            "(SELECT SUM(total_cents), SUM(reporting_cents), SUM(total_cents), COUNT(*), "
            "SUM(CASE kind WHEN 'F' THEN units_e4 ELSE 0 END) FROM invoice_line l "
            "WHERE l.invoice_id = invoice.id)"
        )
    )


def _kept(connection: Connection) -> None:
    connection.execute(
        text(
            "INSERT INTO invoice_sum SELECT l.invoice_id, l.matter_id, "  # noqa: S608  # names of our own
            f"{sums.WORK_MONTH}, {sums.COST_KIND}, ma.practice_area_id, SUM(l.total_cents), 0, "
            "SUM(l.total_cents), SUM(l.reporting_cents), 0, "
            "SUM(CASE l.kind WHEN 'F' THEN l.units_e4 ELSE 0 END), COUNT(*), 0, 0, 0, 0 "
            "FROM invoice_line l JOIN matter_area ma ON ma.matter_id = l.matter_id "
            "GROUP BY 1, 2, 3, 4"
        )
    )
    cube = ", ".join((*sums.CUBE_KEY, *sums.CUBE_SUMS))
    keepers = ", ".join((*sums.TIMEKEEPER_KEY, *sums.TIMEKEEPER_SUMS))
    for table, columns, query in (
        ("spend_cube", cube, sums.CUBE_FROM_LINES),
        ("timekeeper_sum", keepers, sums.TIMEKEEPERS_FROM_LINES),
    ):
        connection.execute(text(f"INSERT INTO {table} ({columns}) {query.format(where='')}"))


def _plan(connection: Connection) -> None:
    at = "2026-01-01T00:00:00.000000Z"
    many(
        connection,
        "budget_version",
        [
            {
                "id": 1,
                "fiscal_year": 2026,
                "number": 1,
                "name": "Original",
                "name_norm": "original",
                "source": "form",
                "created_by": "bench",
                "created_at": at,
                "note": "",
            }
        ],
    )
    year = periods.FiscalYear(2026)
    many(
        connection,
        "budget_line",
        [
            {
                "version_id": 1,
                "month": month,
                "practice_area_id": area,
                "cost_kind": kind,
                "amount_cents": 4_000_000,
            }
            for month in year.months
            for area in range(1, AREAS + 1)
            for kind in ("fees", "expenses")
        ],
    )
    many(
        connection,
        "closed_month",
        [{"month": 202609, "closed_by": "bench", "closed_at": at, "is_late": 0}],
    )
    many(connection, "setting", [{"name": "department", "value_json": json.dumps("Bench")}])
    many(
        connection,
        "data_version",
        [{"area": area, "version": 1} for area in ("spend", "budget", "names", "settings")],
    )
