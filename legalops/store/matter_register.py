"""What the register of matters and the page of one matter read: kept sums, lines by their index."""

from typing import Any

import pandas as pd
from sqlalchemy import Engine, text

from legalops.errors import NotFoundError
from legalops.models.spend import Matter
from legalops.permissions import Actor, Permission
from legalops.store.matters import may_see, visible_ids
from legalops.store.unit import reading, require

LIVE = "i.status NOT IN ('undone', 'superseded', 'rejected')"
FACTS = {
    "id": "int64", "number": "str", "name": "str", "status": "str", "is_restricted": "bool",
    "is_exceptional": "bool", "weight": "int64", "expected_cents": "Int64", "opened_on": "str",
    "closed_on": "str", "owner_id": "Int64", "owner": "str", "practice_area_id": "Int64",
    "practice_area": "str", "last_invoiced": "str", "version": "int64",
}  # fmt: skip
SPENT = {
    "matter_id": "int64", "month": "int64", "net_cents": "int64", "tax_cents": "int64",
    "hours_e4": "int64", "first_worked": "int64", "last_invoiced": "str",
}  # fmt: skip
PEOPLE = {
    "timekeeper": "str", "classification": "str", "vendor": "str", "currency": "str",
    "hours_e4": "int64", "fees_cents": "int64", "net_cents": "int64", "lines": "int64",
    "last_worked": "str",
}  # fmt: skip


def facts(engine: Engine, actor: Actor) -> pd.DataFrame:
    """Return one row per matter the actor may see: what is known of it, without its money.

    A day that is not known is empty; `last_invoiced` is left empty here.
    """
    query = (
        "SELECT m.id, m.number, m.name, m.status, m.is_restricted, m.is_exceptional, m.weight, "
        "m.expected_cents, COALESCE(m.opened_on, ''), COALESCE(m.closed_on, ''), m.owner_id, "
        "COALESCE(u.display_name, ''), a.id, COALESCE(a.name, ''), '', m.version FROM matter m "
        'LEFT JOIN "user" u ON u.id = m.owner_id '
        "LEFT JOIN matter_area ma ON ma.matter_id = m.id AND ma.from_month = (SELECT "
        "MAX(x.from_month) FROM matter_area x WHERE x.matter_id = m.id) "
        "LEFT JOIN practice_area a ON a.id = ma.practice_area_id ORDER BY m.number_norm"
    )
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)
        visible = visible_ids(session, actor)
        rows = session.connection().execute(text(query)).all()
    frame = _frame(rows, FACTS)
    return frame[~frame["is_restricted"] | frame["id"].isin(visible)].reset_index(drop=True)


def spent(engine: Engine) -> pd.DataFrame:
    """Return live money per matter x invoice month, of every matter, in the reporting currency.

    `first_worked` is the earliest work month in the row, `last_invoiced` the newest invoice.
    """
    query = (
        "SELECT s.matter_id, i.invoice_month, CAST(SUM(COALESCE(s.reporting_cents, 0)) AS BIGINT), "
        "CAST(SUM(COALESCE(s.reporting_tax_cents, 0)) AS BIGINT), "
        "CAST(SUM(s.hours_e4) AS BIGINT), MIN(s.work_month), MAX(i.invoice_date) "
        f"FROM invoice_sum s JOIN invoice i ON i.id = s.invoice_id WHERE {LIVE} GROUP BY 1, 2"
    )
    with reading(engine) as session:
        return _frame(session.connection().execute(text(query)).all(), SPENT)


def timekeepers(engine: Engine, actor: Actor, matter_id: int) -> pd.DataFrame:
    """Return who billed on a matter, per timekeeper x currency, the most hours first.

    Fees are in the invoices' currency and net; lines are reached through the matter's sums.
    Raises NotFoundError for a matter the actor may not see.
    """
    query = (
        "SELECT COALESCE(t.name, ''), COALESCE(t.classification, ''), v.name, i.currency, "
        "CAST(SUM(l.units_e4) AS BIGINT), CAST(SUM(l.total_cents) AS BIGINT), "
        "CAST(SUM(COALESCE(l.reporting_cents, 0)) AS BIGINT), COUNT(*), MAX(l.work_date) "
        "FROM (SELECT DISTINCT invoice_id FROM invoice_sum WHERE matter_id = :matter) own "
        "JOIN invoice i ON i.id = own.invoice_id JOIN vendor v ON v.id = i.vendor_id "
        "JOIN invoice_line l ON l.invoice_id = i.id AND l.matter_id = :matter "
        "LEFT JOIN timekeeper t ON t.id = l.timekeeper_id "
        f"WHERE {LIVE} AND l.kind = 'F' GROUP BY t.id, t.name, t.classification, v.name, "
        "i.currency ORDER BY 5 DESC, 1"
    )
    with reading(engine) as session:
        require(session, actor, Permission.SEE_LINES)
        matter = session.get(Matter, matter_id)
        if matter is None or not may_see(session, actor, matter):
            raise NotFoundError("The matter")
        return _frame(
            session.connection().execute(text(query), {"matter": matter_id}).all(), PEOPLE
        )


def _frame(rows: Any, kinds: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame([tuple(row) for row in rows], columns=list(kinds))
    return frame.astype(kinds)
