"""Closed months: which they are, and what was frozen when they were closed."""

from typing import Literal

from sqlalchemy import Engine, text
from sqlmodel import Session, col, func, select

from legalops.models.outlook import ForecastSnapshot
from legalops.models.plan import ClosedFigure, ClosedMonth
from legalops.models.spend import SpendCube
from legalops.periods import Month
from legalops.store.sums import KIND_SQL
from legalops.store.unit import Unit, reading

Basis = Literal["invoice", "work"]
Figures = dict[tuple[int, str], int]
_COST_KIND = KIND_SQL.format("kind")


def closed(engine: Engine) -> list[Month]:
    """Return the closed months in order."""
    with reading(engine) as session:
        return list(session.exec(select(ClosedMonth.month).order_by(col(ClosedMonth.month))))


def last_closed(engine: Engine) -> Month | None:
    """Return the latest closed month, None while none is closed."""
    with reading(engine) as session:
        return last_closed_in(session)


def last_closed_in(session: Session) -> Month | None:
    """Return the latest closed month within a session."""
    return session.exec(select(func.max(ClosedMonth.month))).one()


def closing(session: Session, month: Month) -> ClosedMonth | None:
    """Return how a month was closed, None while it is open."""
    return session.get(ClosedMonth, month)


def first_invoiced(session: Session) -> Month | None:
    """Return the earliest month with a live invoice, None in an empty store."""
    return session.exec(select(func.min(SpendCube.invoice_month))).one()


def actual(session: Session, month: Month, basis: Basis) -> Figures:
    """Return what a month cost per practice area (0 for none) and cost kind.

    Net of tax, converted money only, rejected invoices left out.
    """
    query = text(
        f"SELECT practice_area_id, {_COST_KIND}, SUM(reporting_cents) FROM spend_cube "
        f"WHERE {basis}_month = :month AND status <> 'rejected' GROUP BY 1, 2"
    )
    rows = session.connection().execute(query, {"month": month})
    return {(int(area), str(kind)): int(cents) for area, kind, cents in rows}


def counted(session: Session, spend_is: str) -> dict[Month, int]:
    """Return what every invoice month cost, net or gross, converted, rejected left out."""
    query = text(
        f"SELECT invoice_month, SUM({_cents(spend_is)}) FROM spend_cube "
        "WHERE status <> 'rejected' GROUP BY 1"
    )
    return {int(month): int(cents) for month, cents in session.connection().execute(query)}


def counted_of(session: Session, invoice_id: int, spend_is: str) -> dict[Month, int]:
    """Return what an invoice adds to its month, as `counted` counts; nothing if it does not."""
    query = text(
        f"SELECT invoice_month, {_cents(spend_is)} FROM invoice WHERE id = :invoice "
        "AND reporting_cents IS NOT NULL "
        "AND status NOT IN ('undone', 'superseded', 'rejected')"
    )
    rows = session.connection().execute(query, {"invoice": invoice_id})
    return {int(month): int(cents) for month, cents in rows}


def _cents(spend_is: str) -> str:
    return "reporting_cents + reporting_tax_cents" if spend_is == "gross" else "reporting_cents"


def frozen(session: Session, month: Month, basis: Basis) -> list[ClosedFigure]:
    """Return the figures a month was closed with."""
    query = select(ClosedFigure).where(ClosedFigure.month == month, ClosedFigure.basis == basis)
    return list(session.exec(query))


def has_forecast(session: Session, month: Month) -> bool:
    """Say whether a forecast was kept when the month was closed."""
    query = select(ForecastSnapshot.month).where(ForecastSnapshot.made_in == month).limit(1)
    return session.exec(query).first() is not None


def freeze(unit: Unit, row: ClosedMonth, budget: Figures) -> None:
    """Keep a month's closing with its actual figures of both bases beside its budget."""
    unit.session.add(row)
    unit.session.flush()
    for basis in ("invoice", "work"):
        spent = actual(unit.session, row.month, basis)
        for area, kind in sorted({*spent, *budget}):
            unit.session.add(
                ClosedFigure(
                    month=row.month,
                    basis=basis,
                    practice_area_id=area,
                    cost_kind=kind,
                    actual_cents=spent.get((area, kind), 0),
                    budget_cents=budget.get((area, kind)),
                )
            )
    unit.session.flush()
