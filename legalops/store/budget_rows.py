"""The rows of a budget version: checked as a whole, written together, read back by name."""

from collections.abc import Iterable, Sequence
from typing import cast

import pandas as pd
from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError
from legalops.intake.budget.draft import BudgetRow, CostKind, Subject
from legalops.intake.names import fold
from legalops.models.plan import BudgetLine, VendorCap
from legalops.models.spend import Matter, PracticeArea, Vendor, VendorAlias
from legalops.money import LARGEST
from legalops.periods import FiscalYear, Month
from legalops.permissions import Actor
from legalops.store import areas, bulk
from legalops.store.matters import visible_ids
from legalops.store.unit import Unit

LINES = {
    "month": "int64", "practice_area_id": "Int64", "matter_id": "Int64", "cost_kind": "str",
    "amount_cents": "int64",
}  # fmt: skip


def check(rows: Sequence[BudgetRow], year: FiscalYear) -> None:
    """Refuse rows that are no budget of the year; raise InvalidInputError naming what is wrong."""
    if not rows:
        raise InvalidInputError("Budget", "holds no amount. Fill in at least one month.")
    outside = [row for row in rows if row.month not in year.months]
    if outside:
        raise InvalidInputError("Month", f"{outside[0].month} is not in {year.label}.")
    if any(abs(row.amount_cents) > LARGEST for row in rows):
        raise InvalidInputError("Amount", "is larger than any amount this store keeps.")
    keys = [(row.subject, fold(row.name), row.cost_kind, row.month) for row in rows]
    clash = len(set(keys)) != len(keys)
    apart = {(s, n, m) for s, n, kind, m in keys if kind != "all"}
    if clash or any(kind == "all" and (s, n, m) in apart for s, n, kind, m in keys):
        raise InvalidInputError("Budget", "holds two amounts for the same month. Keep one.")
    if any(row.subject == "vendor" and row.cost_kind != "all" for row in rows):
        raise InvalidInputError("Cost kind", "of a vendor's cap is fees and expenses together.")


def total(rows: Iterable[BudgetRow]) -> int:
    """Return the department's budget in minor units: practice areas only, the rest are caps."""
    return sum(row.amount_cents for row in rows if row.subject == "area")


def insert(unit: Unit, version_id: int, rows: Sequence[BudgetRow]) -> None:
    """Write rows; practice areas not known yet are created, unknown matters and vendors refused."""
    lines = [row for row in rows if row.subject != "vendor"]
    area_names = list(dict.fromkeys(row.name for row in lines if row.subject == "area"))
    area_ids = areas.ensure(unit, area_names)
    matter_ids = _matter_ids(unit.session, {r.name for r in lines if r.subject == "matter"})
    first = (unit.session.exec(select(func.max(BudgetLine.id))).one() or 0) + 1
    made = [
        (
            first + place,
            version_id,
            row.month,
            area_ids[row.name] if row.subject == "area" else None,
            matter_ids[fold(row.name)] if row.subject == "matter" else None,
            row.cost_kind,
            row.amount_cents,
        )
        for place, row in enumerate(lines)
    ]
    bulk.insert(unit.session, "budget_line", ("id", "version_id", *LINES), made)
    _insert_caps(unit.session, version_id, [row for row in rows if row.subject == "vendor"])


def _insert_caps(session: Session, version_id: int, rows: Sequence[BudgetRow]) -> None:
    ids = _vendor_ids(session, {row.name for row in rows})
    columns = ("version_id", "vendor_id", "month", "amount_cents")
    made = [(version_id, ids[row.name], row.month, row.amount_cents) for row in rows]
    if len({(vendor, month) for _, vendor, month, _ in made}) != len(made):
        raise InvalidInputError("Vendor", "has two caps for the same month. Keep one.")
    bulk.insert(session, "vendor_cap", columns, made)


def delete_seen(session: Session, actor: Actor, version_id: int) -> None:
    """Delete a version's rows, but for caps of matters that the actor may not see."""
    lines = delete(BudgetLine).where(col(BudgetLine.version_id) == version_id)
    kept = hidden(session, actor)
    if kept:
        subject = col(BudgetLine.matter_id)
        lines = lines.where(subject.is_(None) | subject.not_in(kept))
    session.connection().execute(lines)
    session.connection().execute(delete(VendorCap).where(col(VendorCap.version_id) == version_id))


def hidden(session: Session, actor: Actor) -> list[int]:
    """Return the matters that the actor may not see."""
    restricted = session.exec(select(Matter.id).where(col(Matter.is_restricted) == 1))
    return sorted({int(i or 0) for i in restricted} - visible_ids(session, actor))


def copy(session: Session, from_id: int, to_id: int, moved: dict[Month, Month]) -> None:
    """Copy every row of a version to another, each month to the one it becomes."""
    first = (session.exec(select(func.max(BudgetLine.id))).one() or 0) + 1
    source = session.exec(
        select(BudgetLine).where(BudgetLine.version_id == from_id).order_by(col(BudgetLine.id))
    )
    lines = [
        (first + place, to_id, moved[row.month], row.practice_area_id, row.matter_id,
         row.cost_kind, row.amount_cents)
        for place, row in enumerate(source)
    ]  # fmt: skip
    bulk.insert(session, "budget_line", ("id", "version_id", *LINES), lines)
    caps = [
        (to_id, row.vendor_id, moved[row.month], row.amount_cents)
        for row in session.exec(select(VendorCap).where(VendorCap.version_id == from_id))
    ]
    columns = ("version_id", "vendor_id", "month", "amount_cents")
    bulk.insert(session, "vendor_cap", columns, caps)


def lines_in(session: Session, version_id: int | None) -> pd.DataFrame:
    """Return a version's lines within a session, without caps of vendors; none for no version."""
    rows = session.exec(select(BudgetLine).where(BudgetLine.version_id == version_id)).all()
    found = [row.model_dump(include=set(LINES)) for row in rows]
    return pd.DataFrame(found, columns=list(LINES)).astype(LINES)


def of_version(session: Session, actor: Actor, version_id: int) -> list[BudgetRow]:
    """Return a version's rows by name, without caps of matters the actor may not see."""
    query = (
        select(BudgetLine, PracticeArea.name, Matter.number)
        .join(PracticeArea, col(PracticeArea.id) == BudgetLine.practice_area_id, isouter=True)
        .join(Matter, col(Matter.id) == BudgetLine.matter_id, isouter=True)
        .where(BudgetLine.version_id == version_id)
        .order_by(col(BudgetLine.id))
    )
    unseen = set(hidden(session, actor))
    rows = [
        _row(line, area or number or "")
        for line, area, number in session.exec(query)
        if line.matter_id not in unseen
    ]
    standing = standing_vendors(session)
    caps = caps_in(session, version_id)
    return rows + [
        BudgetRow("vendor", standing[vendor][1], "all", month, cents)
        for (vendor, month), cents in caps.items()
    ]


def _row(line: BudgetLine, name: str) -> BudgetRow:
    subject: Subject = "matter" if line.practice_area_id is None else "area"
    kind = cast("CostKind", line.cost_kind)
    return BudgetRow(subject, name, kind, line.month, line.amount_cents)


def caps_in(session: Session, version_id: int) -> dict[tuple[int, Month], int]:
    """Return a version's caps by vendor and month; those of merged vendors are one."""
    standing = standing_vendors(session)
    found: dict[tuple[int, Month], int] = {}
    query = select(VendorCap).where(VendorCap.version_id == version_id)
    for row in session.exec(query.order_by(col(VendorCap.vendor_id), col(VendorCap.month))):
        key = (standing[row.vendor_id][0], row.month)
        found[key] = found.get(key, 0) + row.amount_cents
    return found


def standing_vendors(session: Session) -> dict[int, tuple[int, str]]:
    """Return the id and name that each vendor goes by now: its own, or what it merged into."""
    rows = {int(v.id or 0): v for v in session.exec(select(Vendor))}

    def standing(number: int) -> Vendor:
        row = rows[number]
        return row if row.merged_into not in rows else standing(int(row.merged_into or 0))

    found = {number: standing(number) for number in rows}
    return {number: (int(row.id or 0), row.name) for number, row in found.items()}


def _matter_ids(session: Session, numbers: set[str]) -> dict[str, int]:
    ids = {
        norm: int(number or 0)
        for norm, number in session.exec(select(Matter.number_norm, Matter.id))
        if norm in {fold(n) for n in numbers}
    }
    missing = sorted(number for number in numbers if fold(number) not in ids)
    if missing:
        raise NotFoundError(f"The matter {missing[0]}")
    return ids


def _vendor_ids(session: Session, names: set[str]) -> dict[str, int]:
    if not names:
        return {}
    standing = standing_vendors(session)
    known = {
        **dict(session.exec(select(VendorAlias.alias_norm, VendorAlias.vendor_id)).all()),
        **dict(session.exec(select(Vendor.name_norm, Vendor.id)).all()),
    }
    missing = sorted(name for name in names if fold(name) not in known)
    if missing:
        raise NotFoundError(f"The vendor {missing[0]}")
    return {name: standing[int(known[fold(name)] or 0)][0] for name in names}
