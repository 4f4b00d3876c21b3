"""Budgets in versions: what a fiscal year's budget is, and what it was before."""

from collections.abc import Sequence
from typing import Any, Literal, cast

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.intake.budget.draft import BudgetRow, CostKind, Subject
from legalops.intake.names import fold
from legalops.models.plan import BudgetLine, BudgetVersion
from legalops.models.spend import Matter, PracticeArea
from legalops.money import LARGEST
from legalops.periods import FiscalYear, instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store import areas, bulk, settings
from legalops.store.matters import visible_ids
from legalops.store.unit import Unit, reading, writing

VERSIONS = {
    "id": "int64", "fiscal_year": "int64", "number": "int64", "name": "str", "source": "str",
    "created_by": "str", "created_at": "str", "total_cents": "int64", "file_name": "str",
    "note": "str", "sha256": "str",
}  # fmt: skip
LINES = {
    "month": "int64", "practice_area_id": "Int64", "matter_id": "Int64", "cost_kind": "str",
    "amount_cents": "int64",
}  # fmt: skip


class NewVersion(BaseModel):
    """A version of a fiscal year's budget about to be stored, with all its rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fiscal_year: int = Field(ge=1991, le=2098)
    name: str = Field(min_length=1, max_length=80)
    source: Literal["file", "form"]
    rows: tuple[BudgetRow, ...]
    file_name: str | None = Field(None, max_length=255)
    sha256: str | None = None
    note: str = Field("", max_length=2000)
    #: The version in force that the person compared with, 0 for none; None asks for no check.
    based_on: int | None = None


def new_version(**fields: Any) -> NewVersion:
    """Return a checked version from its fields; raise InvalidInputError naming the bad one."""
    try:
        return NewVersion(**fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]).replace("_", " ").capitalize()
        raise InvalidInputError(field, first["msg"].lower() + ".") from error


def versions(engine: Engine, fiscal_year: int | None = None) -> pd.DataFrame:
    """Return one row per version, the newest of the latest year first.

    `total_cents` adds up practice areas only.
    """
    total = (
        select(func.coalesce(func.sum(BudgetLine.amount_cents), 0))
        .where(
            BudgetLine.version_id == BudgetVersion.id, col(BudgetLine.practice_area_id).is_not(None)
        )
        .scalar_subquery()
    )
    query = select(BudgetVersion, total)
    if fiscal_year is not None:
        query = query.where(BudgetVersion.fiscal_year == fiscal_year)
    with reading(engine) as session:
        found = [
            {**row.model_dump(), "total_cents": int(cents)} for row, cents in session.exec(query)
        ]
    frame = pd.DataFrame(found, columns=list(VERSIONS)).fillna({"file_name": "", "sha256": ""})
    ordered = frame.astype(VERSIONS).sort_values(["fiscal_year", "number"], ascending=False)
    return ordered.reset_index(drop=True)


def lines(engine: Engine, version_id: int) -> pd.DataFrame:
    """Return a version's lines at month x (practice area x cost kind, or matter)."""
    with reading(engine) as session:
        return lines_in(session, version_id)


def lines_in(session: Session, version_id: int | None) -> pd.DataFrame:
    """Return a version's lines within a session; none for no version."""
    rows = session.exec(select(BudgetLine).where(BudgetLine.version_id == version_id)).all()
    found = [row.model_dump(include=set(LINES)) for row in rows]
    return pd.DataFrame(found, columns=list(LINES)).astype(LINES)


def rows(engine: Engine, actor: Actor, version_id: int) -> list[BudgetRow]:
    """Return a version's rows by name, without caps of matters the actor may not see."""
    query = (
        select(BudgetLine, PracticeArea.name, Matter.number, Matter.is_restricted)
        .join(PracticeArea, col(PracticeArea.id) == BudgetLine.practice_area_id, isouter=True)
        .join(Matter, col(Matter.id) == BudgetLine.matter_id, isouter=True)
        .where(BudgetLine.version_id == version_id)
        .order_by(col(BudgetLine.id))
    )
    with reading(engine) as session:
        visible = visible_ids(session, actor)
        return [
            _row(line, area or number or "")
            for line, area, number, is_restricted in session.exec(query)
            if not is_restricted or line.matter_id in visible
        ]


def _row(line: BudgetLine, name: str) -> BudgetRow:
    subject: Subject = "matter" if line.practice_area_id is None else "area"
    kind = cast("CostKind", line.cost_kind)
    return BudgetRow(subject, name, kind, line.month, line.amount_cents)


def in_force(engine: Engine, fiscal_year: int) -> int | None:
    """Return the id of the version in force, None for a year without a budget."""
    with reading(engine) as session:
        return in_force_in(session, fiscal_year)


def in_force_in(session: Session, fiscal_year: int) -> int | None:
    """Return the id of the version in force within a session."""
    return session.exec(
        select(BudgetVersion.id)
        .where(BudgetVersion.fiscal_year == fiscal_year)
        .order_by(col(BudgetVersion.number).desc())
        .limit(1)
    ).first()


def save(engine: Engine, actor: Actor, new: NewVersion) -> int:
    """Store a version with all its rows and return its id; it is in force from now on.

    Practice areas not known yet are created. Raises InvalidInputError or RefusedError with
    nothing stored.
    """
    with writing(engine, actor, Permission.EDIT_BUDGETS) as unit:
        return save_in(unit, new)


def save_in(unit: Unit, new: NewVersion) -> int:
    """Store a version within a transaction under way."""
    session = unit.session
    year = FiscalYear(new.fiscal_year, settings.read(session).fiscal_start_month)
    _check(new, year)
    before = in_force_in(session, new.fiscal_year)
    _refuse_if_taken(session, new, before)
    newest = select(func.max(BudgetVersion.number))
    number = session.exec(newest.where(BudgetVersion.fiscal_year == new.fiscal_year)).one()
    version = BudgetVersion(
        **new.model_dump(include={"fiscal_year", "source", "file_name", "sha256", "note"}),
        number=(number or 0) + 1,
        name=" ".join(new.name.split()),
        name_norm=fold(new.name),
        created_by=unit.actor.name,
        created_at=instant(utc_now()),
    )
    session.add(version)
    session.flush()
    _insert_lines(unit, int(version.id or 0), new.rows)
    unit.audit(
        "budget.stored", "budget_version", version.id,
        before=None if before is None else {"in_force": before},
        after={**version.model_dump(exclude={"id", "created_by", "created_at", "name_norm"}),
               "rows": len(new.rows), "total_cents": _total(new.rows)},
    )  # fmt: skip
    unit.touch("budget")
    return int(version.id or 0)


def _total(rows: Sequence[BudgetRow]) -> int:
    return sum(row.amount_cents for row in rows if row.subject == "area")


def _check(new: NewVersion, year: FiscalYear) -> None:
    if not fold(new.name):
        raise InvalidInputError("Name", "give the version a name, such as Original.")
    if not new.rows:
        raise InvalidInputError("Budget", "holds no amount. Fill in at least one month.")
    outside = [row for row in new.rows if row.month not in year.months]
    if outside:
        raise InvalidInputError("Month", f"{outside[0].month} is not in {year.label}.")
    if any(abs(row.amount_cents) > LARGEST for row in new.rows):
        raise InvalidInputError("Amount", "is larger than any amount this store keeps.")
    keys = [(row.subject, fold(row.name), row.cost_kind, row.month) for row in new.rows]
    clash = len(set(keys)) != len(keys)
    apart = {(s, n, m) for s, n, kind, m in keys if kind != "all"}
    if clash or any(kind == "all" and (s, n, m) in apart for s, n, kind, m in keys):
        raise InvalidInputError("Budget", "holds two amounts for the same month. Keep one.")


def _refuse_if_taken(session: Session, new: NewVersion, before: int | None) -> None:
    if new.based_on is not None and new.based_on != (before or 0):
        raise RefusedError(
            "Another version of this year's budget was stored since you compared. Nothing was "
            "saved: compare with the new one and confirm again."
        )
    taken = session.exec(
        select(BudgetVersion.number).where(
            BudgetVersion.fiscal_year == new.fiscal_year,
            BudgetVersion.name_norm == fold(new.name),
        )
    ).first()
    if taken is not None:
        raise InvalidInputError(
            "Name", f"version {taken} of this year is called {new.name!r} already. Choose another."
        )


def _insert_lines(unit: Unit, version_id: int, rows: Sequence[BudgetRow]) -> None:
    area_names = list(dict.fromkeys(row.name for row in rows if row.subject == "area"))
    area_ids = areas.ensure(unit, area_names)
    matter_ids = _matter_ids(unit.session, {r.name for r in rows if r.subject == "matter"})
    first = (unit.session.exec(select(func.max(BudgetLine.id))).one() or 0) + 1
    columns = ("id", "version_id", *LINES)
    bulk.insert(
        unit.session,
        "budget_line",
        columns,
        [
            (
                first + place,
                version_id,
                row.month,
                area_ids[row.name] if row.subject == "area" else None,
                matter_ids[fold(row.name)] if row.subject == "matter" else None,
                row.cost_kind,
                row.amount_cents,
            )
            for place, row in enumerate(rows)
        ],
    )


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


def known_matters(engine: Engine, actor: Actor) -> dict[int, str]:
    """Return the numbers of the matters that the actor may see, by id."""
    with reading(engine) as session:
        visible = visible_ids(session, actor)
        rows = session.exec(select(Matter.id, Matter.number, Matter.is_restricted))
        return {
            int(number or 0): name
            for number, name, is_restricted in rows
            if not is_restricted or number in visible
        }
