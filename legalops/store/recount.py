"""What do the lines themselves say the totals and kept sums should be?"""

from typing import Any, NamedTuple

from sqlalchemy import Engine, Row, text
from sqlmodel import Session

from legalops import money
from legalops.models.spend import LIVE_SQL
from legalops.store.sums import LATE_DAYS
from legalops.store.unit import reading

#: At most so many differences of one kind are named; the rest would say nothing new.
SHOWN = 20


class Finding(NamedTuple):
    """One thing in which the store disagrees with itself: which check, where, and how."""

    check: str
    subject: str
    message: str


class Kept(NamedTuple):
    """A kept table and the query that says what it should hold: key columns, then sums."""

    table: str
    key: tuple[str, ...]
    sums: tuple[str, ...]
    from_lines: str


_MONTH = "CAST(SUBSTR({0}, 1, 4) || SUBSTR({0}, 6, 2) AS BIGINT)"
_KIND = (
    "CASE l.kind WHEN 'F' THEN 'fees' WHEN 'IF' THEN 'fees' WHEN 'P' THEN 'payments' "
    "ELSE 'expenses' END"
)
_HOURS = "CASE WHEN l.kind = 'F' THEN l.units_e4 ELSE 0 END"
_WORK_MONTH = _MONTH.format("l.work_date")
_DAYS = "%DAYS%"
_DAYS_BETWEEN = {
    "sqlite": "CAST(JULIANDAY(i.invoice_date) - JULIANDAY(l.work_date) AS INTEGER)",
    "postgresql": "(CAST(i.invoice_date AS DATE) - CAST(l.work_date AS DATE))",
}
_AREA = (
    "(SELECT a.practice_area_id FROM matter_area a WHERE a.matter_id = g.matter_id AND "
    "a.from_month = (SELECT MAX(x.from_month) FROM matter_area x "
    "WHERE x.matter_id = g.matter_id AND x.from_month <= g.work_month))"
)
_LIVE = f"i.{LIVE_SQL}"

#: A query of its own for each table, not the one that keeps it.
KEPT = (
    Kept(
        "invoice",
        ("id",),
        ("lines", "total_cents", "tax_cents", "reporting_cents", "reporting_tax_cents",
         "hours_e4", "invoice_month"),
        f"""SELECT i.id, COUNT(l.place), COALESCE(SUM(l.total_cents), 0),
              COALESCE(SUM(l.tax_cents), 0), SUM(l.reporting_cents), SUM(l.reporting_tax_cents),
              COALESCE(SUM({_HOURS}), 0), {_MONTH.format("i.invoice_date")}
            FROM invoice i LEFT JOIN invoice_line l ON l.invoice_id = i.id
            GROUP BY i.id, i.invoice_date""",
    ),
    Kept(
        "invoice_sum",
        ("invoice_id", "matter_id", "work_month", "cost_kind"),
        ("practice_area_id", "billed_cents", "tax_cents", "reporting_cents",
         "reporting_tax_cents", "hours_e4", "lines", "late_cents", "days_cents",
         "adjusted_lines", "adjusted_cents"),
        f"""SELECT g.invoice_id, g.matter_id, g.work_month, g.cost_kind, {_AREA}, g.billed,
              g.tax, g.reporting, g.reporting_tax, g.hours, g.lines, g.late, g.days,
              g.adjusted_lines, g.adjusted
            FROM (SELECT l.invoice_id, l.matter_id, {_WORK_MONTH} AS work_month,
                {_KIND} AS cost_kind, SUM(l.total_cents) AS billed, SUM(l.tax_cents) AS tax,
                SUM(l.reporting_cents) AS reporting,
                SUM(l.reporting_tax_cents) AS reporting_tax, SUM({_HOURS}) AS hours,
                COUNT(*) AS lines,
                SUM(CASE WHEN {_DAYS} > {LATE_DAYS} THEN l.total_cents ELSE 0 END) AS late,
                SUM({_DAYS} * l.total_cents) AS days,
                SUM(CASE WHEN l.adjustment_cents <> 0 THEN 1 ELSE 0 END) AS adjusted_lines,
                SUM(l.adjustment_cents) AS adjusted
              FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
              GROUP BY 1, 2, 3, 4) g""",
    ),
    Kept(
        "spend_cube",
        ("invoice_month", "work_month", "vendor_id", "practice_area_id", "kind",
         "classification", "currency", "status"),
        ("billed_cents", "tax_cents", "reporting_cents", "reporting_tax_cents",
         "unconverted_cents", "hours_e4", "lines"),
        f"""SELECT g.invoice_month, g.work_month, g.vendor_id, COALESCE({_AREA}, 0), g.kind,
              g.classification, g.currency, g.status, SUM(g.billed), SUM(g.tax),
              SUM(g.reporting), SUM(g.reporting_tax), SUM(g.unconverted), SUM(g.hours),
              SUM(g.lines)
            FROM (SELECT i.invoice_month, {_WORK_MONTH} AS work_month, i.vendor_id, l.matter_id,
                l.kind, COALESCE(t.classification, '') AS classification, i.currency, i.status,
                SUM(l.total_cents) AS billed, SUM(l.tax_cents) AS tax,
                COALESCE(SUM(l.reporting_cents), 0) AS reporting,
                COALESCE(SUM(l.reporting_tax_cents), 0) AS reporting_tax,
                SUM(CASE WHEN l.reporting_cents IS NULL THEN l.total_cents ELSE 0 END)
                  AS unconverted,
                SUM({_HOURS}) AS hours, COUNT(*) AS lines
              FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
              LEFT JOIN timekeeper t ON t.id = l.timekeeper_id
              WHERE {_LIVE} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) g
            GROUP BY 1, 2, 3, 4, 5, 6, 7, 8""",
    ),
    Kept(
        "timekeeper_sum",
        ("timekeeper_id", "invoice_month", "work_month", "practice_area_id", "currency"),
        ("hours_e4", "fees_cents", "reporting_cents", "lines"),
        f"""SELECT g.timekeeper_id, g.invoice_month, g.work_month, COALESCE({_AREA}, 0),
              g.currency, SUM(g.hours), SUM(g.fees), SUM(g.reporting), SUM(g.lines)
            FROM (SELECT l.timekeeper_id, i.invoice_month, {_WORK_MONTH} AS work_month, l.matter_id,
                i.currency, SUM(l.units_e4) AS hours, SUM(l.total_cents) AS fees,
                COALESCE(SUM(l.reporting_cents), 0) AS reporting, COUNT(*) AS lines
              FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
              WHERE {_LIVE} AND i.status <> 'rejected' AND l.kind = 'F'
                AND l.timekeeper_id IS NOT NULL
              GROUP BY 1, 2, 3, 4, 5) g
            GROUP BY 1, 2, 3, 4, 5""",
    ),
    Kept(
        "upload",
        ("id",),
        ("invoices", "lines"),
        """SELECT u.id, COUNT(i.id), COALESCE(SUM(i.lines), 0) FROM upload u
           LEFT JOIN invoice i ON i.upload_id = u.id GROUP BY u.id""",
    ),
)  # fmt: skip


def kept_sums(engine: Engine) -> list[Finding]:
    """Recompute totals and kept sums from the lines and return every row that differs."""
    found: list[Finding] = []
    with reading(engine) as session:
        for kept in KEPT:
            found += _differences(session, kept, _DAYS_BETWEEN[engine.dialect.name])
    return found


def _differences(session: Session, kept: Kept, days: str) -> list[Finding]:
    stands = f"SELECT {', '.join((*kept.key, *kept.sums))} FROM {kept.table}"
    from_lines = kept.from_lines.replace(_DAYS, days)
    right = _only_in_first(session, from_lines, stands, len(kept.key))
    wrong = _only_in_first(session, stands, from_lines, len(kept.key))
    keys = sorted({*right, *wrong}, key=str)
    named = [_difference(kept, key, wrong.get(key), right.get(key)) for key in keys[:SHOWN]]
    if len(keys) > SHOWN:
        named.append(Finding(kept.table, "", "More rows differ; only the first are named."))
    return named


def _only_in_first(session: Session, first: str, second: str, width: int) -> dict[Any, Any]:
    query = text(f"SELECT * FROM ({first} EXCEPT {second}) d LIMIT {SHOWN * 5}")
    rows = session.connection().execute(query).all()
    return {tuple(row[:width]): tuple(row[width:]) for row in rows}


def _difference(
    kept: Kept, key: tuple[Any, ...], wrong: tuple[Any, ...] | None, right: tuple[Any, ...] | None
) -> Finding:
    subject = ", ".join(f"{n} {v}" for n, v in zip(kept.key, key, strict=True))
    if wrong is None:
        return Finding(kept.table, subject, "The lines make this row, but it is not there.")
    if right is None:
        return Finding(kept.table, subject, "The row is there, but no lines make it.")
    parts = [
        f"{name} is {_shown(is_)}, the lines say {_shown(should)}"
        for name, is_, should in zip(kept.sums, wrong, right, strict=True)
        if is_ != should
    ]
    return Finding(kept.table, subject, "; ".join(parts) + ".")


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)


def conversions(engine: Engine) -> list[Finding]:
    """Convert every line's money again and return the invoices where it comes out otherwise."""
    query = text(
        "SELECT DISTINCT l.invoice_id, i.currency, i.reporting_currency, i.rate_e8, l.total_cents, "
        "l.tax_cents, l.reporting_cents, l.reporting_tax_cents "
        "FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id"
    )
    wrong: dict[int, Finding] = {}
    with reading(engine) as session:
        rows = session.connection().execution_options(yield_per=10_000).execute(query)
        for row in rows:
            if row[0] not in wrong and not _is_converted_right(row):
                subject = f"invoice {row[0]}"
                said = f"{row[4]} {row[1]} is kept as {_shown(row[6])} {row[2]} at rate {row[3]}."
                wrong[row[0]] = Finding("conversion", subject, said)
    return list(wrong.values())[:SHOWN]


def _is_converted_right(row: Row[Any]) -> bool:
    _, currency, home, rate, total, tax, reporting, reporting_tax = tuple(row)
    if rate is None or home is None:
        return reporting is None and reporting_tax is None
    pairs = ((total, reporting), (tax, reporting_tax))
    return all(money.convert(a, currency, home, rate) == b for a, b in pairs)
