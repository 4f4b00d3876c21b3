"""The kept sums: how lines become the few rows that pages read.

Writing takes them from the columns at hand (`InvoiceSums`); undoing, converting and
restating derive the same rows from the stored lines by SQL. Both say the same to the cent:
`legalops check` compares them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from legalops.store import bulk

CHUNK = 400
#: What the money of a line of each kind is called; `{0}` is the kind's column.
KIND_SQL = (
    "CASE WHEN {0} IN ('F', 'IF') THEN 'fees' WHEN {0} = 'P' THEN 'payments' ELSE 'expenses' END"
)
COST_KIND = KIND_SQL.format("l.kind")
WORK_MONTH = "CAST(SUBSTR(l.work_date, 1, 4) || SUBSTR(l.work_date, 6, 2) AS INTEGER)"
LATE_DAYS = 90

CUBE_KEY = ("invoice_month", "work_month", "vendor_id", "practice_area_id", "kind",
            "classification", "currency", "status")  # fmt: skip
CUBE_SUMS = ("billed_cents", "tax_cents", "reporting_cents", "reporting_tax_cents",
             "unconverted_cents", "hours_e4", "lines")  # fmt: skip
TIMEKEEPER_KEY = ("timekeeper_id", "invoice_month", "work_month", "practice_area_id", "currency")
TIMEKEEPER_SUMS = ("hours_e4", "fees_cents", "reporting_cents", "lines")

_HOURS = "SUM(CASE WHEN l.kind = 'F' THEN l.units_e4 ELSE 0 END)"
_FROM = f"""
    FROM invoice_line l
    JOIN invoice i ON i.id = l.invoice_id
    JOIN invoice_sum s ON s.invoice_id = l.invoice_id AND s.matter_id = l.matter_id
     AND s.work_month = {WORK_MONTH} AND s.cost_kind = {COST_KIND}
    LEFT JOIN timekeeper t ON t.id = l.timekeeper_id
"""

#: What the lines say the cube holds; `{where}` narrows the invoices.
CUBE_FROM_LINES = f"""
    SELECT i.invoice_month, {WORK_MONTH}, i.vendor_id, COALESCE(s.practice_area_id, 0), l.kind,
           COALESCE(t.classification, ''), i.currency, i.status,
           SUM(l.total_cents), SUM(l.tax_cents), SUM(COALESCE(l.reporting_cents, 0)),
           SUM(COALESCE(l.reporting_tax_cents, 0)),
           SUM(CASE WHEN l.reporting_cents IS NULL THEN l.total_cents ELSE 0 END),
           {_HOURS}, COUNT(*)
    {_FROM} WHERE i.status NOT IN ('undone', 'superseded') {{where}}
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""  # our own text
TIMEKEEPERS_FROM_LINES = f"""
    SELECT l.timekeeper_id, i.invoice_month, {WORK_MONTH}, COALESCE(s.practice_area_id, 0),
           i.currency, {_HOURS}, SUM(l.total_cents), SUM(COALESCE(l.reporting_cents, 0)), COUNT(*)
    {_FROM} WHERE i.status NOT IN ('undone', 'superseded', 'rejected') AND l.kind = 'F'
      AND l.timekeeper_id IS NOT NULL {{where}}
    GROUP BY 1, 2, 3, 4, 5
"""  # our own text


#: One pass over the lines of some invoices, fine enough for both kept tables.
_FINE = f"""
    SELECT i.invoice_month, {WORK_MONTH}, i.vendor_id, COALESCE(s.practice_area_id, 0), l.kind,
           COALESCE(t.classification, ''), i.currency, i.status, l.timekeeper_id,
           SUM(l.total_cents), SUM(l.tax_cents), SUM(COALESCE(l.reporting_cents, 0)),
           SUM(COALESCE(l.reporting_tax_cents, 0)),
           SUM(CASE WHEN l.reporting_cents IS NULL THEN l.total_cents ELSE 0 END),
           {_HOURS}, COUNT(*)
    {_FROM} WHERE i.status NOT IN ('undone', 'superseded') AND i.id IN ({{some}})
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""  # our own text
_Summed = dict[tuple[Any, ...], list[int]]


def add_rows(session: Session, table: str, rows: Sequence[Sequence[Any]], sign: int = 1) -> None:
    """Add rows (key columns, then sums) to a kept table, or take them away with sign -1."""
    if not rows:
        return
    key, sums = (
        (CUBE_KEY, CUBE_SUMS) if table == "spend_cube" else (TIMEKEEPER_KEY, TIMEKEEPER_SUMS)
    )
    columns = (*key, *sums)
    rises = ", ".join(f"{c} = {table}.{c} + excluded.{c}" for c in sums)
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {rises}"
    )
    if sign < 0:
        width = len(key)
        rows = [(*row[:width], *(-int(value) for value in row[width:])) for row in rows]
    bulk.run_many(session, statement, rows)


def _apply(session: Session, invoice_ids: Sequence[int], sign: int) -> None:
    if invoice_ids:
        _put(session, _fine(session, invoice_ids), sign)


def _fine(session: Session, invoice_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return the live invoices' lines, summed as fine as both kept tables need them."""
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(invoice_ids), CHUNK):
        some = ", ".join(str(int(i)) for i in invoice_ids[start : start + CHUNK])
        found += map(tuple, session.connection().execute(text(_FINE.format(some=some))).all())
    return found


def _put(session: Session, fine: Iterable[tuple[Any, ...]], sign: int) -> None:
    cube: _Summed = {}
    keepers: _Summed = {}
    for month, work, vendor, area, kind, title, currency, status, keeper, *rest in fine:
        sums = [int(value) for value in rest]
        _rise(cube, (month, work, vendor, area, kind, title, currency, status), sums)
        if kind == "F" and keeper is not None and status != "rejected":
            billed, _, reporting, _, _, hours, lines = sums
            key = (keeper, month, work, area, currency)
            _rise(keepers, key, [hours, billed, reporting, lines])
    for table, summed in (("spend_cube", cube), ("timekeeper_sum", keepers)):
        add_rows(session, table, [(*key, *sums) for key, sums in summed.items()], sign)
        if sign < 0:
            session.connection().execute(
                text(f"DELETE FROM {table} WHERE lines = 0")  # our own names
            )


def _rise(summed: _Summed, key: tuple[Any, ...], sums: list[int]) -> None:
    before = summed.get(key)
    summed[key] = sums if before is None else list(map(int.__add__, before, sums))


def move(session: Session, invoice_ids: Sequence[int], status: str) -> None:
    """Move live invoices from their status to another live one in the kept sums alone.

    Their lines are read once; the caller writes the status on the invoices.
    """
    if not invoice_ids:
        return
    fine = _fine(session, invoice_ids)
    _put(session, fine, -1)
    place = CUBE_KEY.index("status")
    _put(session, ((*row[:place], status, *row[place + 1 :]) for row in fine), 1)


def subtract(session: Session, invoice_ids: Sequence[int]) -> None:
    """Take the invoices, as stored now, out of the cube and the timekeepers' sums.

    Call it before the invoices change (status, conversion, practice area) and `add` after.
    """
    _apply(session, invoice_ids, -1)


def add(session: Session, invoice_ids: Sequence[int]) -> None:
    """Put the live ones among the invoices, as stored now, into the kept sums."""
    _apply(session, invoice_ids, 1)


def reconvert(session: Session, invoice_ids: Sequence[int]) -> None:
    """Recompute the reporting amounts of the invoices' rows in invoice_sum from their lines."""
    for start in range(0, len(invoice_ids), CHUNK):
        some = ", ".join(str(int(i)) for i in invoice_ids[start : start + CHUNK])
        for column in ("reporting_cents", "reporting_tax_cents"):
            session.connection().execute(
                text(
                    f"UPDATE invoice_sum SET {column} = (SELECT SUM(l.{column}) "
                    "FROM invoice_line l WHERE l.invoice_id = invoice_sum.invoice_id "
                    f"AND l.matter_id = invoice_sum.matter_id AND {WORK_MONTH} = work_month "
                    f"AND {COST_KIND} = cost_kind) WHERE invoice_id IN ({some})"
                )
            )
