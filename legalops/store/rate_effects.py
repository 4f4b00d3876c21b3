"""What would rates convert, before anybody enters them?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops import money
from legalops.models.plan import ExchangeRate
from legalops.store import settings
from legalops.store.unit import reading

_LIVE = "status NOT IN ('undone', 'superseded')"


@dataclass(frozen=True)
class Expected:
    """What rates of one currency would do; amounts are net, in minor units.

    `invoices`, `cents` and `reporting_cents` are what they would convert, `left` and
    `left_cents` what would still wait, `kept` the invoices that keep the rate they came with.
    """

    currency: str
    to_currency: str
    invoices: int = 0
    cents: int = 0
    reporting_cents: int = 0
    left: int = 0
    left_cents: int = 0
    kept: int = 0


def expected(engine: Engine, wanted: Sequence[tuple[str, str, int]]) -> list[Expected]:
    """Return per currency what rates (currency, day, 1e-8) would convert; nothing is changed."""
    with reading(engine) as session:
        home = settings.read(session).reporting_currency
        return [
            _of(session, code, home, {day: rate for c, day, rate in wanted if c == code})
            for code in sorted({currency for currency, _, _ in wanted})
        ]


def _of(session: Session, code: str, home: str, new: dict[str, int]) -> Expected:
    stored = session.exec(
        select(ExchangeRate.effective_on, ExchangeRate.rate_e8).where(
            ExchangeRate.currency == code, col(ExchangeRate.to_currency) == home
        )
    ).all()
    rates = sorted({**new, **dict(stored)}.items())
    found = Expected(code, home, kept=_kept(session, code, min(new)))
    query = text(
        "SELECT id, invoice_date, total_cents FROM invoice WHERE currency = :code "
        f"AND reporting_cents IS NULL AND {_LIVE}"
    )
    at: dict[int, int] = {}
    for number, day, cents in session.connection().execute(query, {"code": code}).all():
        rate = next((r for since, r in reversed(rates) if since <= day), None)
        if rate is None:
            found = replace(found, left=found.left + 1, left_cents=found.left_cents + cents)
        else:
            at[int(number)] = rate
            found = replace(found, invoices=found.invoices + 1, cents=found.cents + cents)
    return replace(found, reporting_cents=_converted(session, code, home, at))


def _kept(session: Session, code: str, since: str) -> int:
    query = text(
        "SELECT COUNT(*) FROM invoice WHERE currency = :code AND invoice_date >= :since "
        f"AND reporting_cents IS NOT NULL AND {_LIVE}"
    )
    return int(session.connection().execute(query, {"code": code, "since": since}).scalar() or 0)


def _converted(session: Session, code: str, home: str, at: dict[int, int]) -> int:
    """Return the sum of the invoices' lines, each converted by itself as entering does."""
    total = 0
    for rate in set(at.values()):
        names = ", ".join(str(number) for number, r in at.items() if r == rate)
        query = f"SELECT total_cents FROM invoice_line WHERE invoice_id IN ({names})"
        cents = [int(row[0]) for row in session.connection().execute(text(query))]
        total += int(money.convert_many(np.array(cents, np.int64), code, home, rate).sum())
    return total
