"""Is what was taken off invoices still what their parts say?"""

from sqlalchemy import Engine, text

from legalops.store.recount import SHOWN, Finding
from legalops.store.unit import reading

_JOINED = (
    "invoice_cut c LEFT JOIN invoice i ON i.id = c.invoice_id LEFT JOIN invoice_sum s "
    "ON s.invoice_id = c.invoice_id AND s.matter_id = c.matter_id "
    "AND s.work_month = c.work_month AND s.cost_kind = c.cost_kind"
)
#: Each query returns invoices and what is wrong with them.
_QUESTIONS = (
    (
        "SELECT i.id, i.cut_cents, COALESCE(SUM(c.cut_cents), 0) FROM invoice i "
        "LEFT JOIN invoice_cut c ON c.invoice_id = i.id "
        "WHERE i.cut_cents <> 0 OR c.invoice_id IS NOT NULL GROUP BY i.id, i.cut_cents "
        "HAVING i.cut_cents <> COALESCE(SUM(c.cut_cents), 0)",
        "{0} is taken off it, but its parts add up to {1}.",
    ),
    (
        "SELECT DISTINCT i.id, i.status, i.cut_cents FROM invoice i LEFT JOIN invoice_cut c "
        "ON c.invoice_id = i.id WHERE (i.cut_cents <> 0 OR c.invoice_id IS NOT NULL) "
        "AND i.status NOT IN ('approved', 'paid')",
        "It is {0}, but something is taken off it.",
    ),
    (
        f"SELECT c.invoice_id, c.cut_cents, COALESCE(s.billed_cents, 0) FROM {_JOINED} "
        "WHERE s.invoice_id IS NULL OR c.cut_cents <= 0 OR c.cut_cents > s.billed_cents",
        "{0} is taken off a part of {1}.",
    ),
    (
        f"SELECT c.invoice_id, c.reporting_cut_cents, s.reporting_cents FROM {_JOINED} "
        "WHERE (c.reporting_cut_cents IS NULL) <> (s.reporting_cents IS NULL) "
        "OR ABS(2.0 * c.reporting_cut_cents * s.billed_cents - 2.0 * c.cut_cents * "
        "s.reporting_cents) > s.billed_cents",
        "{0} is taken off a part that was converted to {1}: not in proportion.",
    ),
    (
        "SELECT s.invoice_id, s.approved_cents, s.billed_cents - COALESCE(c.cut_cents, 0) "
        "FROM invoice_sum s LEFT JOIN invoice_cut c ON s.invoice_id = c.invoice_id "
        "AND s.matter_id = c.matter_id AND s.work_month = c.work_month "
        "AND s.cost_kind = c.cost_kind "
        "WHERE s.approved_cents <> s.billed_cents - COALESCE(c.cut_cents, 0)",
        "A part is approved at {0}, but billed less what is taken off is {1}.",
    ),
    (
        "SELECT id, status, paid_on FROM invoice WHERE paid_on IS NOT NULL AND status <> 'paid'",
        "It is {0}, but has a day on which it was paid.",
    ),
)


def cuts(engine: Engine) -> list[Finding]:
    """Return every invoice whose cut, its parts, its status or approved sums disagree."""
    found: list[Finding] = []
    with reading(engine) as session:
        for query, message in _QUESTIONS:
            rows = session.connection().execute(text(f"{query} LIMIT {SHOWN}")).all()
            found += [
                Finding("cuts", f"invoice {row[0]}", message.format(*row[1:])) for row in rows
            ]
    return found
