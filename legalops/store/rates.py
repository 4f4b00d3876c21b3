"""Exchange rates by the day they hold from, and the money that still waits for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.models.plan import ExchangeRate
from legalops.money import RATE_ONE, convert_many, currency_code
from legalops.periods import day_label, instant, is_month, month_of, utc_now
from legalops.permissions import Actor, Permission
from legalops.store import accruals, approvals, settings, sums
from legalops.store.unit import Unit, reading, writing

TABLE = {
    "id": "int64", "currency": "str", "to_currency": "str", "effective_on": "str",
    "rate_e8": "int64", "entered_by": "str", "entered_at": "str", "invoices": "int64",
}  # fmt: skip
UNCONVERTED = {
    "currency": "str", "cents": "int64", "tax_cents": "int64", "invoices": "int64",
    "since": "str", "until": "str",
}  # fmt: skip
_LIVE = "status NOT IN ('undone', 'superseded')"


@dataclass(frozen=True)
class Effect:
    """What entering a rate did: which money it converted, and what it left as it was.

    `cents` is net in the rate's currency, `reporting_cents` the same money converted; `kept`
    counts invoices on or after the day that keep the rate they were stored at.
    """

    rate_id: int
    currency: str
    to_currency: str
    invoices: int = 0
    lines: int = 0
    cents: int = 0
    reporting_cents: int = 0
    kept: int = 0


def rate_for(session: Session, currency: str, to: str, on: str) -> int | None:
    """Return the rate in 1e-8 that holds on a day (ISO), None when none does yet."""
    if currency == to:
        return RATE_ONE
    return session.exec(
        select(ExchangeRate.rate_e8)
        .where(
            ExchangeRate.currency == currency,
            ExchangeRate.to_currency == to,
            ExchangeRate.effective_on <= on,
        )
        .order_by(col(ExchangeRate.effective_on).desc())
        .limit(1)
    ).first()


def table(engine: Engine) -> pd.DataFrame:
    """Return one row per rate, the newest first, with how many stored invoices may use it."""
    used = (
        "SELECT COUNT(*) FROM invoice i WHERE i.currency = r.currency AND i.rate_e8 = r.rate_e8 "
        "AND i.reporting_currency = r.to_currency AND i.invoice_date >= r.effective_on "
        "AND i.status NOT IN ('undone', 'superseded')"
    )
    query = (
        "SELECT r.id, r.currency, r.to_currency, r.effective_on, r.rate_e8, r.entered_by, "
        f"r.entered_at, ({used}) FROM exchange_rate r ORDER BY r.currency, r.effective_on DESC"
    )
    return _frame(engine, query, TABLE)


def unconverted(engine: Engine) -> pd.DataFrame:
    """Return per currency the live money that no rate covers: net, tax, invoices, their dates.

    A rate that holds from `since` on converts all of it. Rejected invoices are left out.
    """
    query = (
        "SELECT currency, CAST(SUM(total_cents) AS BIGINT), CAST(SUM(tax_cents) AS BIGINT), "
        "COUNT(*), MIN(invoice_date), MAX(invoice_date) FROM invoice "
        f"WHERE reporting_cents IS NULL AND {_LIVE} AND status <> 'rejected' "
        "GROUP BY currency ORDER BY currency"
    )
    return _frame(engine, query, UNCONVERTED)


def add(engine: Engine, actor: Actor, currency: str, effective_on: str, rate_e8: int) -> Effect:
    """Enter a rate and convert the stored invoices that waited for it, each line once.

    Invoices converted before keep their rate. Raises RefusedError when the currency has a
    rate from that day already.
    """
    return add_many(engine, actor, [(currency, effective_on, rate_e8)])[0]


def add_many(engine: Engine, actor: Actor, wanted: Sequence[tuple[str, str, int]]) -> list[Effect]:
    """Enter rates (currency, day from which it holds, 1e-8), all or none, the latest first.

    The latest converts first, so that each invoice takes the rate of its day.
    """
    with writing(engine, actor, Permission.EDIT_RATES) as unit:
        made = []
        for currency, effective_on, rate_e8 in sorted(wanted, key=lambda r: r[1], reverse=True):
            rate = _checked(unit, currency, effective_on, rate_e8)
            unit.session.add(rate)
            unit.session.flush()
            made.append(_entered(unit, rate))
        unit.touch("settings")
        return made


def _entered(unit: Unit, rate: ExchangeRate) -> Effect:
    effect = _convert_waiting(unit, rate)
    unit.audit(
        "rate.added", "exchange_rate", rate.id,
        after={**rate.model_dump(exclude={"id", "entered_by", "entered_at"}),
               "invoices_converted": effect.invoices, "cents": effect.cents,
               "reporting_cents": effect.reporting_cents, "invoices_kept": effect.kept},
    )  # fmt: skip
    return effect


def remove(engine: Engine, actor: Actor, rate_id: int) -> None:
    """Take out a rate that no stored invoice uses; raise RefusedError for one that is used."""
    with writing(engine, actor, Permission.EDIT_RATES) as unit:
        rate = unit.session.get(ExchangeRate, rate_id)
        if rate is None:
            raise NotFoundError("The exchange rate")
        uses = _uses(unit.session, rate)
        if uses:
            raise RefusedError(
                f"{uses} stored invoice{'s were' if uses > 1 else ' was'} converted at this rate, "
                "so it stays. Enter a new rate for a later day instead."
            )
        unit.audit(
            "rate.removed", "exchange_rate", rate_id,
            before=rate.model_dump(exclude={"id", "entered_by", "entered_at"}),
        )  # fmt: skip
        unit.session.delete(rate)
        unit.touch("settings")


def _checked(unit: Unit, currency: str, effective_on: str, rate_e8: int) -> ExchangeRate:
    code, to = currency_code(currency), settings.read(unit.session).reporting_currency
    if code == to:
        raise InvalidInputError("Currency", f"{to} is the reporting currency and needs no rate.")
    if not 0 < rate_e8 < RATE_ONE * RATE_ONE:
        raise InvalidInputError("Rate", "is not a positive rate. Write it like 1.0845.")
    try:
        day = date.fromisoformat(effective_on).isoformat()
    except ValueError as error:
        raise InvalidInputError("Holds from", "is not a date like 2026-01-31.") from error
    if day != effective_on or not is_month(month_of(day)):
        raise InvalidInputError("Holds from", "is not a date from 1990 to 2099.")
    earlier = unit.session.exec(
        select(ExchangeRate).where(
            ExchangeRate.currency == code,
            ExchangeRate.to_currency == to,
            ExchangeRate.effective_on == day,
        )
    ).first()
    if earlier is not None:
        raise RefusedError(
            f"There is a rate for {code} from {day_label(day)} already. Choose another day, or "
            "take the old rate out first if no invoice uses it."
        )
    now = instant(utc_now())
    return ExchangeRate(
        currency=code, to_currency=to, effective_on=day, rate_e8=rate_e8,
        entered_by=unit.actor.name, entered_at=now,
    )  # fmt: skip


def _uses(session: Session, rate: ExchangeRate) -> int:
    query = (
        "SELECT COUNT(*) FROM invoice WHERE currency = :currency AND rate_e8 = :rate_e8 "
        f"AND reporting_currency = :to_currency AND invoice_date >= :effective_on AND {_LIVE}"
    )
    return int(session.connection().execute(text(query), rate.model_dump()).scalar() or 0)


def _convert_waiting(unit: Unit, rate: ExchangeRate) -> Effect:
    session = unit.session
    covered = (
        "SELECT id, invoice_date, total_cents, reporting_cents FROM invoice WHERE currency = "
        f":currency AND invoice_date >= :effective_on AND {_LIVE} ORDER BY id"
    )
    rows = session.connection().execute(text(covered), rate.model_dump()).all()
    waiting = [row for row in rows if row[3] is None]
    ids = [int(row[0]) for row in waiting]
    days = {str(row[1]) for row in waiting}
    rates = {day: rate_for(session, rate.currency, rate.to_currency, day) for day in days}
    sums.subtract(session, ids)
    lines = 0
    for start in range(0, len(waiting), sums.CHUNK):
        some = waiting[start : start + sums.CHUNK]
        lines += _convert_lines(session, rate, {int(r[0]): rates[str(r[1])] or 0 for r in some})
    sums.reconvert(session, ids)
    approvals.convert(session, ids)
    sums.add(session, ids)
    if accruals.convert(session, rate) or ids:
        unit.touch("spend")
    return Effect(
        rate_id=int(rate.id or 0), currency=rate.currency, to_currency=rate.to_currency,
        invoices=len(ids), lines=lines, cents=sum(int(row[2]) for row in waiting),
        reporting_cents=_reported(session, ids), kept=len(rows) - len(waiting),
    )  # fmt: skip


def _convert_lines(session: Session, rate: ExchangeRate, rates: dict[int, int]) -> int:
    """Write the converted amounts of the invoices' lines, and their sums on the invoices."""
    names = ", ".join(str(number) for number in rates)
    query = (
        "SELECT invoice_id, place, total_cents, tax_cents FROM invoice_line "
        f"WHERE invoice_id IN ({names})"  # numbers of our own
    )
    found = session.connection().execute(text(query)).all()
    lines = np.array([tuple(row) for row in found], np.int64).reshape(-1, 4)
    for at in set(rates.values()):
        mine = lines[np.isin(lines[:, 0], [i for i, r in rates.items() if r == at])]
        net = convert_many(mine[:, 2], rate.currency, rate.to_currency, at)
        tax = convert_many(mine[:, 3], rate.currency, rate.to_currency, at)
        update = "UPDATE invoice_line SET reporting_cents = :net, reporting_tax_cents = :tax"
        rows = zip(*mine[:, :2].T.tolist(), net.tolist(), tax.tolist(), strict=True)
        values = [{"invoice": i, "place": p, "net": n, "tax": t} for i, p, n, t in rows]
        _many(session, f"{update} WHERE invoice_id = :invoice AND place = :place", values)
    total = "(SELECT SUM(l.{0}) FROM invoice_line l WHERE l.invoice_id = invoice.id)"
    _many(
        session,
        f"UPDATE invoice SET reporting_currency = :to, rate_e8 = :rate, "
        f"reporting_cents = {total.format('reporting_cents')}, "
        f"reporting_tax_cents = {total.format('reporting_tax_cents')} WHERE id = :id",
        [{"to": rate.to_currency, "rate": at, "id": number} for number, at in rates.items()],
    )
    return len(lines)


def _many(session: Session, statement: str, values: list[dict[str, Any]]) -> None:
    if values:
        session.connection().execute(text(statement), values)


def _reported(session: Session, ids: list[int]) -> int:
    total = 0
    for start in range(0, len(ids), sums.CHUNK):
        names = ", ".join(str(number) for number in ids[start : start + sums.CHUNK])
        query = f"SELECT SUM(reporting_cents) FROM invoice WHERE id IN ({names})"
        total += int(session.connection().execute(text(query)).scalar() or 0)
    return total


def _frame(engine: Engine, query: str, columns: dict[str, str]) -> pd.DataFrame:
    with reading(engine) as session:
        rows = session.connection().execute(text(query)).all()
    frame = pd.DataFrame([tuple(row) for row in rows], columns=list(columns))
    return frame.astype(columns)
