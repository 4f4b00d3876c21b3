"""Accruals: work done and not yet billed, per month and firm or matter; who was asked for it."""

from datetime import date

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops import money
from legalops.metrics import accruals as metrics
from legalops.models.outlook import Accrual
from legalops.models.plan import ExchangeRate
from legalops.periods import Month, last_day
from legalops.store import settings
from legalops.store.approvals import SPEND
from legalops.store.unit import reading

FACTS = {
    "id": "int64", "month": "int64", "vendor_id": "int64", "vendor": "str", "matter_id": "Int64",
    "number": "str", "name": "str", "is_restricted": "int64", "is_closed": "int64",
    "practice_area_id": "int64", "cost_kind": "str", "currency": "str", "amount_cents": "int64",
    "reporting_cents": "Int64", "source": "str", "method": "str", "note": "str", "made_by": "str",
    "made_at": "str", "billed_cents": "int64", "billed_reporting_cents": "Int64",
    "runout_reporting_cents": "Int64", "last_period_end": "str",
}  # fmt: skip
_REQUESTS = {
    "id": "int64", "month": "int64", "vendor_id": "int64", "vendor": "str", "asked_by": "str",
    "asked_at": "str", "due_on": "str", "answered_at": "str",
}  # fmt: skip

#: When the invoices of an upload came to count: a file that waited did so later than it came.
_STORED = """
    SELECT u.id AS upload_id, COALESCE(e.at, u.uploaded_at) AS at FROM upload u LEFT JOIN (
      SELECT subject_id, MAX(at) AS at FROM audit_event WHERE action = 'upload.stored'
       AND subject_id IN (SELECT subject_id FROM audit_event WHERE action = 'upload.received')
      GROUP BY subject_id) e ON e.subject_id = CAST(u.id AS TEXT)
"""
_AREA = (
    "COALESCE((SELECT x.practice_area_id FROM matter_area x WHERE x.matter_id = a.matter_id AND "
    "x.from_month = (SELECT MAX(y.from_month) FROM matter_area y WHERE y.matter_id = a.matter_id "
    "AND y.from_month <= a.month)), a.practice_area_id, 0)"
)
_LIVE = "a.replaced_at IS NULL AND a.month BETWEEN :first AND :last"
#: What was stored since an accrual was made; what a matter's own accrual covers counts there.
_SINCE = f"""
    SELECT a.id AS accrual_id, a.month AS month, i.id AS invoice_id, i.currency AS currency,
           a.currency AS own, i.invoice_date AS invoice_date, i.period_end AS period_end,
           s.work_month AS work_month, s.billed_cents AS billed, s.reporting_cents AS reporting
    FROM accrual a
    JOIN invoice i ON i.vendor_id = a.vendor_id AND i.invoice_month >= a.month
     AND i.status IN ('received', 'approved', 'paid')
    JOIN ({_STORED}) u ON u.upload_id = i.upload_id AND u.at > a.made_at
    JOIN invoice_sum s ON s.invoice_id = i.id
     AND (s.matter_id = a.matter_id OR a.matter_id IS NULL AND NOT EXISTS (
       SELECT 1 FROM accrual o WHERE o.replaced_at IS NULL AND o.vendor_id = a.vendor_id
        AND o.month = a.month AND o.matter_id = s.matter_id))
    WHERE {_LIVE}
"""  # our own text
_FACTS = f"""
    SELECT a.id, a.month, a.vendor_id, v.name, a.matter_id, COALESCE(m.number, ''),
           COALESCE(m.name, ''), COALESCE(m.is_restricted, 0),
           CASE WHEN m.status = 'closed' THEN 1 ELSE 0 END, {_AREA}, a.cost_kind, a.currency,
           a.amount_cents, a.reporting_cents, a.source, a.method, a.note, a.made_by, a.made_at,
           CAST(COALESCE(b.billed, 0) AS BIGINT), CAST(b.reporting AS BIGINT),
           CAST(b.runout AS BIGINT), COALESCE(b.period_end, '')
    FROM accrual a JOIN vendor v ON v.id = a.vendor_id LEFT JOIN matter m ON m.id = a.matter_id
    LEFT JOIN (
      SELECT c.accrual_id, MAX(c.period_end) AS period_end,
        SUM(CASE WHEN c.work_month = c.month AND c.currency = c.own THEN c.billed ELSE 0 END)
          AS billed,
        SUM(CASE WHEN c.work_month = c.month THEN COALESCE(c.reporting, 0) ELSE 0 END)
          AS reporting,
        SUM(CASE WHEN c.work_month = c.month AND c.invoice_date <= {{runout}}
          THEN COALESCE(c.reporting, 0) ELSE 0 END) AS runout
      FROM ({_SINCE}) c GROUP BY c.accrual_id) b ON b.accrual_id = a.id
    WHERE {_LIVE} ORDER BY a.month DESC, v.name_norm, m.number_norm, a.id
"""  # our own text
_FIRST_OF = (
    "SUBSTR(CAST(c.month AS TEXT), 1, 4) || '-' || SUBSTR(CAST(c.month AS TEXT), 5, 2) || '-01'"
)
#: 90 days after a month's last day: that is 89 days after the first of the month that follows.
_RUNOUT = {
    "sqlite": f"DATE({_FIRST_OF}, '+1 month', '+{metrics.RUN_OUT_DAYS - 1} days')",
    "postgresql": (
        f"TO_CHAR(CAST({_FIRST_OF} AS DATE) + INTERVAL '1 month' + "
        f"INTERVAL '{metrics.RUN_OUT_DAYS - 1} days', 'YYYY-MM-DD')"
    ),
}


def facts(engine: Engine, first: Month, last: Month) -> pd.DataFrame:
    """Return the accruals of the months with what was billed for their work since.

    Amounts are net, in minor units: in the accrual's currency, and in the reporting currency
    where a rate covers them. `last_period_end` is the latest billing period stored since.
    """
    with reading(engine) as session:
        return _facts(session, engine.dialect.name, first, last)


def _facts(session: Session, dialect: str, first: Month, last: Month) -> pd.DataFrame:
    query = text(_FACTS.format(runout=_RUNOUT[dialect]))
    rows = session.connection().execute(query, {"first": first, "last": last}).all()
    frame = pd.DataFrame([tuple(row) for row in rows], columns=list(FACTS))
    return metrics.settled(frame.astype(FACTS))


def as_spend(engine: Engine, first: Month, last: Month) -> pd.DataFrame:
    """Return what of the accruals of the months is still open, as spend for pages.

    The columns are those of `store.spend.cube_of`, the status is "accrued", and both months
    are the month the work was done in.
    """
    found = facts(engine, first, last)
    found = found[found["open_cents"] > 0].reset_index(drop=True)
    is_loose = found["open_reporting_cents"].isna()
    return pd.DataFrame(
        {
            "invoice_month": found["month"],
            "work_month": found["month"],
            "vendor_id": found["vendor_id"],
            "practice_area_id": found["practice_area_id"],
            "cost_kind": found["cost_kind"],
            "currency": found["currency"],
            "status": pd.Series("accrued", index=found.index, dtype="str"),
            "reporting_cents": found["open_reporting_cents"].fillna(0),
            "reporting_tax_cents": 0,
            "unconverted_cents": found["open_cents"].where(is_loose, 0),
        }
    ).astype(SPEND)


def requests(engine: Engine, first: Month = 0, last: Month = 999912) -> pd.DataFrame:
    """Return who was asked for unbilled work of the months, until when, and who answered."""
    query = text(
        "SELECT r.id, r.month, r.vendor_id, v.name, r.asked_by, r.asked_at, r.due_on, "
        "COALESCE(r.answered_at, '') FROM accrual_request r JOIN vendor v ON v.id = r.vendor_id "
        "WHERE r.month BETWEEN :first AND :last ORDER BY r.month DESC, v.name_norm"
    )
    with reading(engine) as session:
        rows = session.connection().execute(query, {"first": first, "last": last}).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=list(_REQUESTS)).astype(_REQUESTS)


def firm_record(engine: Engine, today: date) -> pd.DataFrame:
    """Return per vendor how often it was asked and answered in time, and how right it was.

    Columns vendor_id, asked, answered, accuracy (share, missing until a month is 90 days
    over), n (months judged). Only what the firm itself said is judged.
    """
    with reading(engine) as session:
        zone = settings.read(session).time_zone
    return metrics.record(facts(engine, 0, 999912), requests(engine), today, zone)


def convert(session: Session, rate: ExchangeRate) -> int:
    """Convert the accruals that waited for a rate and end on or after its day; count them."""
    query = select(Accrual).where(
        Accrual.currency == rate.currency, col(Accrual.reporting_cents).is_(None)
    )
    rows = [
        row
        for row in session.exec(query).all()
        if last_day(row.month).isoformat() >= rate.effective_on
    ]
    for row in rows:
        row.rate_e8 = rate.rate_e8
        row.reporting_cents = money.convert(
            row.amount_cents, rate.currency, rate.to_currency, rate.rate_e8
        )
    session.flush()
    return len(rows)
