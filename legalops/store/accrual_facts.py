"""Which firms may have unbilled work of a month, and what they billed lately on open matters?"""

import pandas as pd
from sqlalchemy import Engine, text

from legalops.periods import Month, add_months
from legalops.permissions import Actor
from legalops.store.matters import visible_ids
from legalops.store.unit import reading

FIRMS = {
    "vendor_id": "int64", "vendor": "str", "currency": "str", "email": "str",
    "last_period_end": "str", "last_invoice": "str",
}  # fmt: skip
HISTORY = {
    "vendor_id": "int64", "matter_id": "int64", "number": "str", "name": "str",
    "currency": "str", "work_month": "int64", "billed_cents": "int64",
    "reporting_cents": "int64",
}  # fmt: skip
BACK = 12
_COUNTS = "i.status IN ('received', 'approved', 'paid')"
_FIRMS = f"""
    SELECT v.id, v.name, COALESCE(v.currency, MAX(i.currency)), v.contact_email,
           MAX(i.period_end), MAX(i.invoice_date)
    FROM vendor v JOIN invoice i ON i.vendor_id = v.id
    WHERE i.invoice_month >= :first AND v.merged_into IS NULL AND v.billing = 'invoiced'
      AND {_COUNTS} AND i.period_start <= :ends
    GROUP BY v.id, v.name, v.currency, v.contact_email, v.name_norm ORDER BY v.name_norm
"""  # our own text
_HISTORY = f"""
    SELECT i.vendor_id, s.matter_id, m.number, m.name, i.currency, s.work_month,
           CAST(SUM(s.billed_cents) AS BIGINT),
           CAST(SUM(COALESCE(s.reporting_cents, 0)) AS BIGINT)
    FROM invoice i JOIN invoice_sum s ON s.invoice_id = i.id JOIN matter m ON m.id = s.matter_id
    WHERE i.invoice_month >= :first AND {_COUNTS} AND m.status = 'open'
      AND s.work_month BETWEEN :first AND :month
    GROUP BY 1, 2, 3, 4, 5, 6
"""  # our own text
_BILLED = (
    "SELECT s.matter_id, CAST(SUM(COALESCE(s.reporting_cents, 0)) AS BIGINT) "
    "FROM invoice_sum s JOIN invoice i ON i.id = s.invoice_id "
    f"WHERE {_COUNTS} AND s.work_month BETWEEN :first AND :month GROUP BY s.matter_id"
)


def firms(engine: Engine, month: Month, ends: str) -> pd.DataFrame:
    """Return the firms that billed in the year before a month's end (ISO), by name.

    `last_period_end` is the latest day that their live invoices reach.
    """
    given: dict[str, object] = {"first": add_months(month, -BACK), "ends": ends}
    return _frame(engine, _FIRMS, given, FIRMS)


def history(engine: Engine, month: Month) -> pd.DataFrame:
    """Return per firm, open matter, currency and work month what was billed in a year, net."""
    given: dict[str, object] = {"first": add_months(month, -BACK), "month": month}
    return _frame(engine, _HISTORY, given, HISTORY)


def billed_by_matter(engine: Engine, first: Month, last: Month) -> dict[int, int]:
    """Return what was billed for the work of the months per matter, reporting currency, net."""
    with reading(engine) as session:
        given = {"first": first, "month": last}
        rows = session.connection().execute(text(_BILLED), given).all()
    return {int(matter): int(cents) for matter, cents in rows}


def hidden_matters(engine: Engine, actor: Actor) -> frozenset[int]:
    """Return the ids of the restricted matters that the actor may not see."""
    with reading(engine) as session:
        query = text("SELECT id FROM matter WHERE is_restricted = 1")
        restricted = {int(row[0]) for row in session.connection().execute(query)}
        return frozenset(restricted - set(visible_ids(session, actor)))


def _frame(
    engine: Engine, query: str, given: dict[str, object], kinds: dict[str, str]
) -> pd.DataFrame:
    with reading(engine) as session:
        rows = session.connection().execute(text(query), given).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(kinds)).astype(kinds)
