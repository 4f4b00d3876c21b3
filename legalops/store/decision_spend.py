"""What was billed on the vendor or matter a decision is about, month by month."""

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session

from legalops.permissions import Actor, Permission
from legalops.store.decisions import is_visible
from legalops.store.matter_register import LIVE
from legalops.store.unit import reading, require
from legalops.store.vendors import current_id

COLUMNS = {"month": "int64", "net_cents": "int64", "tax_cents": "int64"}
_SUMS = (
    "CAST(SUM(COALESCE(s.reporting_cents, 0)) AS BIGINT), "
    "CAST(SUM(COALESCE(s.reporting_tax_cents, 0)) AS BIGINT)"
)


def months(
    engine: Engine, actor: Actor, *, vendor_id: int | None, matter_id: int | None
) -> pd.DataFrame | None:
    """Return live money per invoice month, in the reporting currency; None if it may not be seen.

    A matter and a vendor together are what that vendor billed on that matter. Rejected invoices
    and money without an exchange rate are left out.
    """
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        if matter_id is not None and not is_visible(session, actor, matter_id):
            return None
        vendor = None if vendor_id is None else current_id(session, vendor_id)
        rows = _rows(session, vendor, matter_id)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _rows(session: Session, vendor_id: int | None, matter_id: int | None) -> list[tuple[int, ...]]:
    if matter_id is None:
        query = (
            "SELECT s.invoice_month, CAST(SUM(s.reporting_cents) AS BIGINT), "
            "CAST(SUM(s.reporting_tax_cents) AS BIGINT) FROM spend_cube s "
            "WHERE s.status <> 'rejected' AND s.vendor_id = :vendor GROUP BY 1"
        )
    else:
        of_vendor = "" if vendor_id is None else " AND i.vendor_id = :vendor"
        query = (
            f"SELECT i.invoice_month, {_SUMS} FROM invoice_sum s JOIN invoice i "
            f"ON i.id = s.invoice_id WHERE s.matter_id = :matter AND {LIVE}{of_vendor} GROUP BY 1"
        )
    values = {"matter": matter_id, "vendor": vendor_id}
    used = {name: value for name, value in values.items() if f":{name}" in query}
    return [tuple(row) for row in session.connection().execute(text(query), used)]
