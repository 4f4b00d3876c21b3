"""What firms are measured by, from the kept sums; never from lines."""

from collections import defaultdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session

from legalops import money
from legalops.metrics.performance import sources
from legalops.metrics.performance.discounts import Tier
from legalops.metrics.performance.sources import Sources
from legalops.periods import parse_instant, utc_now
from legalops.store import accruals, settings
from legalops.store.unit import reading

_LIVE = "i.status NOT IN ('undone', 'superseded', 'rejected')"
_SUM = "CAST(SUM({0}) AS BIGINT)"


def read(engine: Engine) -> Sources:
    """Return all frames that measures of firms are made of."""
    with reading(engine) as session:
        chosen = settings.read(session)
        currency = chosen.reporting_currency
        today = utc_now().astimezone(ZoneInfo(chosen.time_zone)).date()
        return Sources(
            currency=currency,
            cube=_cube(session),
            bills=_bills(session, currency),
            invoices=_invoices(session),
            keepers=_keepers(session),
            matters=_matters(session),
            plans=_plans(session),
            finished=_finished(session),
            decisions=_decisions(session),
            cuts=_cuts(session),
            answers=_frame(session, f"SELECT {', '.join(sources.ANSWERS)} FROM survey_answer",
                           sources.ANSWERS),
            accruals=_accruals(engine, today),
            tiers=_tiers(session),
        )  # fmt: skip


def _cube(session: Session) -> pd.DataFrame:
    amounts = ", ".join(
        _SUM.format(name) for name in ("reporting_cents", "unconverted_cents", "hours_e4", "lines")
    )
    key = "vendor_id, practice_area_id, invoice_month, kind, classification"
    query = f"SELECT {key}, {amounts} FROM spend_cube WHERE status <> 'rejected' GROUP BY {key}"
    return _frame(session, query, sources.CUBE)


def _bills(session: Session, currency: str) -> pd.DataFrame:
    """Return what the kept sums of invoices say of a firm's bills; `off_cents` is converted."""
    off = "CASE WHEN i.total_cents > 0 AND s.adjusted_cents < 0 THEN -s.adjusted_cents ELSE 0 END"
    names = ("s.billed_cents", "COALESCE(s.reporting_cents, 0)", "s.late_cents", "s.days_cents",
             off, "s.adjusted_lines", "s.lines")  # fmt: skip
    query = (
        "SELECT i.vendor_id, COALESCE(s.practice_area_id, 0), i.invoice_month, s.cost_kind, "
        f"i.currency, COALESCE(i.rate_e8, 0), {', '.join(map(_SUM.format, names))} "
        f"FROM invoice_sum s JOIN invoice i ON i.id = s.invoice_id WHERE {_LIVE} "
        "GROUP BY 1, 2, 3, 4, 5, 6"
    )
    found = _frame(session, query, sources.BILLS)
    converted = np.zeros(len(found), np.int64)
    pairs = zip(found["currency"].tolist(), found["rate_e8"].tolist(), strict=True)
    for code, rate in set(pairs):
        rows = ((found["currency"] == code) & (found["rate_e8"] == rate)).to_numpy()
        amounts = found["off_cents"].to_numpy()[rows]
        converted[rows] = money.convert_many(amounts, code, currency, rate)
    return found.assign(off_cents=converted)


def _invoices(session: Session) -> pd.DataFrame:
    joined = f"FROM invoice_sum s JOIN invoice i ON i.id = s.invoice_id WHERE {_LIVE}"
    query = (
        "SELECT i.vendor_id, COALESCE(s.practice_area_id, 0), i.invoice_month, "
        f"COUNT(DISTINCT i.id) {joined} GROUP BY 1, 2, 3 UNION ALL "
        f"SELECT i.vendor_id, -1, i.invoice_month, COUNT(*) FROM invoice i WHERE {_LIVE} "
        "GROUP BY 1, 3"
    )
    return _frame(session, query, sources.INVOICES)


def _keepers(session: Session) -> pd.DataFrame:
    amounts = ", ".join(_SUM.format(f"s.{n}") for n in ("hours_e4", "fees_cents",
                                                        "reporting_cents"))  # fmt: skip
    query = (
        "SELECT t.vendor_id, t.id, t.name, t.classification, s.currency, s.work_month, "
        f"s.practice_area_id, {amounts} FROM timekeeper_sum s "
        "JOIN timekeeper t ON t.id = s.timekeeper_id GROUP BY 1, 2, 3, 4, 5, 6, 7"
    )
    return _frame(session, query, sources.KEEPERS)


_BUDGETED = (
    "(SELECT matter_id FROM budget_line WHERE matter_id IS NOT NULL "
    "UNION SELECT matter_id FROM matter_phase)"
)


def _matters(session: Session) -> pd.DataFrame:
    """Return what matters with a budget cost per firm; a restricted one would show through."""
    query = (
        "SELECT i.vendor_id, s.matter_id, COALESCE(s.practice_area_id, 0), i.invoice_month, "
        f"{_SUM.format('COALESCE(s.reporting_cents, 0)')} FROM invoice_sum s "
        "JOIN invoice i ON i.id = s.invoice_id JOIN matter m ON m.id = s.matter_id "
        f"WHERE {_LIVE} AND m.is_restricted = 0 AND s.matter_id IN {_BUDGETED} "
        "GROUP BY 1, 2, 3, 4"
    )
    return _frame(session, query, sources.MATTERS)


def _plans(session: Session) -> pd.DataFrame:
    """Return the caps of the first approved version of each year, else of its first version."""
    query = (
        "SELECT l.matter_id, l.month, "
        f"{_SUM.format('l.amount_cents')} FROM budget_line l "
        "JOIN budget_version v ON v.id = l.version_id WHERE l.matter_id IS NOT NULL "
        "AND v.number = COALESCE("
        "(SELECT MIN(x.number) FROM budget_version x WHERE x.fiscal_year = v.fiscal_year "
        "AND x.approved_at IS NOT NULL), "
        "(SELECT MIN(x.number) FROM budget_version x WHERE x.fiscal_year = v.fiscal_year)) "
        "GROUP BY 1, 2"
    )
    return _frame(session, query, sources.PLANS)


def _finished(session: Session) -> dict[int, int]:
    """Return the first budget by phases of each matter that is closed."""
    query = (
        f"SELECT p.matter_id, {_SUM.format('p.amount_cents')} FROM matter_phase p "
        "JOIN matter m ON m.id = p.matter_id WHERE m.status = 'closed' AND p.version = "
        "(SELECT MIN(x.version) FROM matter_phase x WHERE x.matter_id = p.matter_id) GROUP BY 1"
    )
    rows = session.connection().execute(text(query))
    return {int(matter): int(cents) for matter, cents in rows}


def _decisions(session: Session) -> pd.DataFrame:
    """Return how many days each decided invoice waited from its upload to the decision."""
    query = (
        "SELECT i.vendor_id, i.invoice_month, u.uploaded_at, i.decided_at FROM invoice i "
        "JOIN upload u ON u.id = i.upload_id WHERE i.decided_at IS NOT NULL AND "
        "i.status NOT IN ('undone', 'superseded')"
    )
    rows = session.connection().execute(text(query)).all()
    found = [
        (vendor, month, (parse_instant(done) - parse_instant(came)).total_seconds() / 86_400)
        for vendor, month, came, done in rows
    ]
    return pd.DataFrame(found, columns=list(sources.DECISIONS)).astype(sources.DECISIONS)


def _cuts(session: Session) -> pd.DataFrame:
    """Return what was decided, and what was taken off it, of invoices somebody decided."""
    query = (
        "SELECT i.vendor_id, COALESCE(s.practice_area_id, 0), i.invoice_month, s.cost_kind, "
        f"{_SUM.format('COALESCE(c.reporting_cut_cents, 0)')}, "
        f"{_SUM.format('COALESCE(s.reporting_cents, 0)')} FROM invoice_sum s "
        "JOIN invoice i ON i.id = s.invoice_id LEFT JOIN invoice_cut c "
        "ON c.invoice_id = s.invoice_id AND c.matter_id = s.matter_id "
        "AND c.work_month = s.work_month AND c.cost_kind = s.cost_kind "
        f"WHERE {_LIVE} AND i.decided_at IS NOT NULL GROUP BY 1, 2, 3, 4"
    )
    return _frame(session, query, sources.CUTS)


def _tiers(session: Session) -> dict[int, tuple[Tier, ...]]:
    query = (
        "SELECT vendor_id, threshold_cents, discount_e4, since, COALESCE(until, '') "
        "FROM vendor_term WHERE kind = 'volume' AND ended_at IS NULL ORDER BY 1, 2"
    )
    found: dict[int, list[Tier]] = defaultdict(list)
    for vendor, threshold, discount, since, until in session.connection().execute(text(query)):
        found[int(vendor)].append(Tier(int(threshold), int(discount), str(since), str(until)))
    return {vendor: tuple(tiers) for vendor, tiers in found.items()}


def _frame(session: Session, query: str, columns: dict[str, str]) -> pd.DataFrame:
    rows = session.connection().execute(text(query)).all()
    return _of([tuple(row) for row in rows], columns)


def _of(rows: list[tuple[Any, ...]], columns: dict[str, str]) -> pd.DataFrame:
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    return pd.DataFrame(
        {
            name: pd.Series(list(column), dtype=kind)
            for (name, kind), column in zip(columns.items(), values, strict=True)
        }
    )


def _accruals(engine: Engine, today: date) -> pd.DataFrame:
    """Return how right each firm's own estimates were, where a month of theirs is judged."""
    record = accruals.firm_record(engine, today)
    judged = record[record["accuracy"].notna()]
    return judged[list(sources.ACCRUALS)].astype(sources.ACCRUALS).reset_index(drop=True)
