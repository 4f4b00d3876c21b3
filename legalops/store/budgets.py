"""Budgets in versions: what a fiscal year's budget is, and what it was before."""

from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Engine, func, text
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.intake.budget.draft import BudgetRow
from legalops.intake.names import fold
from legalops.models.plan import BudgetLine, BudgetVersion
from legalops.models.spend import Matter
from legalops.periods import FiscalYear, Month, instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store import budget_rows, settings
from legalops.store.matters import visible_ids
from legalops.store.unit import Unit, reading, writing

Kind = Literal["original", "reforecast"]
VERSIONS = {
    "id": "int64", "fiscal_year": "int64", "number": "int64", "name": "str", "source": "str",
    "created_by": "str", "created_at": "str", "total_cents": "int64", "file_name": "str",
    "note": "str", "sha256": "str", "kind": "str", "revision": "int64", "approved_by": "str",
    "approved_at": "str", "is_in_force": "bool",
}  # fmt: skip
LINES = budget_rows.LINES
#: Says in SQL that version `v` is in force: the newest approved of its year, and the newest of
#: all while none is approved.
IN_FORCE = (
    "v.id = (SELECT x.id FROM budget_version x WHERE x.fiscal_year = v.fiscal_year "
    "ORDER BY CASE WHEN x.approved_at IS NULL THEN 1 ELSE 0 END, x.number DESC LIMIT 1)"
)


class NewVersion(BaseModel):
    """A version of a fiscal year's budget about to be stored, with all its rows.

    Without a kind the first of a year is its original, every later one a reforecast.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fiscal_year: int = Field(ge=1991, le=2098)
    name: str = Field(min_length=1, max_length=80)
    source: Literal["file", "form"]
    rows: tuple[BudgetRow, ...]
    file_name: str | None = Field(None, max_length=255)
    sha256: str | None = None
    note: str = Field("", max_length=2000)
    kind: Kind | None = None
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

    `total_cents` adds up practice areas only; `approved_at` is "" while it is a draft.
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
        forced = _all_in_force(session)
        found = [
            {**row.model_dump(), "total_cents": int(cents), "is_in_force": row.id in forced}
            for row, cents in session.exec(query)
        ]
    empty = dict.fromkeys(("file_name", "sha256", "approved_by", "approved_at"), "")
    frame = pd.DataFrame(found, columns=list(VERSIONS)).fillna(empty)
    ordered = frame.astype(VERSIONS).sort_values(["fiscal_year", "number"], ascending=False)
    return ordered.reset_index(drop=True)


def _all_in_force(session: Session) -> set[int]:
    query = text(f"SELECT v.id FROM budget_version v WHERE {IN_FORCE}")  # our own text
    return {int(row[0]) for row in session.connection().execute(query)}


def lines(engine: Engine, version_id: int) -> pd.DataFrame:
    """Return a version's lines at month x (practice area x cost kind, or matter)."""
    with reading(engine) as session:
        return budget_rows.lines_in(session, version_id)


def lines_in(session: Session, version_id: int | None) -> pd.DataFrame:
    """Return a version's lines within a session; none for no version."""
    return budget_rows.lines_in(session, version_id)


def rows(engine: Engine, actor: Actor, version_id: int) -> list[BudgetRow]:
    """Return a version's rows by name, without caps of matters the actor may not see."""
    with reading(engine) as session:
        return budget_rows.of_version(session, actor, version_id)


def vendor_caps(engine: Engine, fiscal_year: int) -> dict[tuple[int, Month], int]:
    """Return the caps of the version in force by vendor and month; merged vendors are one."""
    with reading(engine) as session:
        version_id = in_force_in(session, fiscal_year)
        return {} if version_id is None else budget_rows.caps_in(session, version_id)


def in_force(engine: Engine, fiscal_year: int) -> int | None:
    """Return the id of the version in force, None for a year without a budget."""
    with reading(engine) as session:
        return in_force_in(session, fiscal_year)


def in_force_in(session: Session, fiscal_year: int) -> int | None:
    """Return the id of the version in force within a session: the newest approved.

    While none is approved it is the newest of all.
    """
    return session.exec(
        select(BudgetVersion.id)
        .where(BudgetVersion.fiscal_year == fiscal_year)
        .order_by(col(BudgetVersion.approved_at).is_(None), col(BudgetVersion.number).desc())
        .limit(1)
    ).first()


def save(engine: Engine, actor: Actor, new: NewVersion) -> int:
    """Store a version with all its rows as a draft and return its id.

    It is in force from now on while no version of its year is approved. Practice areas not
    known yet are created. Raises InvalidInputError or RefusedError with nothing stored.
    """
    with writing(engine, actor, Permission.EDIT_BUDGETS) as unit:
        return save_in(unit, new)


def save_in(unit: Unit, new: NewVersion) -> int:
    """Store a version within a transaction under way."""
    session = unit.session
    budget_rows.check(new.rows, FiscalYear(new.fiscal_year, _starts_in(session)))
    before = in_force_in(session, new.fiscal_year)
    if new.based_on is not None and new.based_on != (before or 0):
        raise RefusedError(
            "Another version of this year's budget was stored since you compared. Nothing was "
            "saved: compare with the new one and confirm again."
        )
    fields = new.model_dump(include={"fiscal_year", "source", "file_name", "sha256", "note"})
    version = _add(unit, fields, new.name, new.kind)
    budget_rows.insert(unit, int(version.id or 0), new.rows)
    _tell(unit, version, before, len(new.rows), budget_rows.total(new.rows))
    return int(version.id or 0)


def copy(
    engine: Engine, actor: Actor, from_id: int, *, fiscal_year: int, name: str, note: str = ""
) -> int:
    """Start a draft that holds every row of an earlier version and return its id.

    For another fiscal year each amount goes to the same month of that year. Caps of matters
    that the actor may not see come along unseen.
    """
    with writing(engine, actor, Permission.EDIT_BUDGETS) as unit:
        session = unit.session
        source = session.get(BudgetVersion, from_id)
        if source is None:
            raise NotFoundError("The version to start from")
        starts_in = _starts_in(session)
        then = FiscalYear(source.fiscal_year, starts_in).months
        moved = dict(zip(then, FiscalYear(fiscal_year, starts_in).months, strict=True))
        before = in_force_in(session, fiscal_year)
        fields = {"fiscal_year": fiscal_year, "source": "copy", "note": note}
        version = _add(unit, fields, name, None)
        budget_rows.copy(session, from_id, int(version.id or 0), moved)
        copied = budget_rows.lines_in(session, version.id)
        total = int(copied.loc[copied["practice_area_id"].notna(), "amount_cents"].sum())
        _tell(unit, version, before, len(copied), total)
        return int(version.id or 0)


def _starts_in(session: Session) -> int:
    return settings.read(session).fiscal_start_month


def _add(unit: Unit, fields: dict[str, Any], name: str, kind: Kind | None) -> BudgetVersion:
    """Add a version without rows under the next number of its year."""
    session, year = unit.session, fields["fiscal_year"]
    _refuse_name(session, year, name)
    newest = select(func.max(BudgetVersion.number)).where(BudgetVersion.fiscal_year == year)
    number = session.exec(newest).one() or 0
    version = BudgetVersion(
        **fields,
        number=number + 1,
        name=" ".join(name.split()),
        name_norm=fold(name),
        kind=kind or ("reforecast" if number else "original"),
        created_by=unit.actor.name,
        created_at=instant(utc_now()),
    )
    session.add(version)
    session.flush()
    return version


def _tell(unit: Unit, version: BudgetVersion, before: int | None, rows: int, total: int) -> None:
    unit.audit(
        "budget.stored", "budget_version", version.id,
        before=None if before is None else {"in_force": before},
        after={**version.model_dump(exclude={"id", "created_by", "created_at", "name_norm"}),
               "rows": rows, "total_cents": total},
    )  # fmt: skip
    unit.touch("budget")


def _refuse_name(session: Session, fiscal_year: int, name: str) -> None:
    if not fold(name):
        raise InvalidInputError("Name", "give the version a name, such as Original.")
    taken = session.exec(
        select(BudgetVersion.number).where(
            BudgetVersion.fiscal_year == fiscal_year,
            BudgetVersion.name_norm == fold(name),
        )
    ).first()
    if taken is not None:
        raise InvalidInputError(
            "Name", f"version {taken} of this year is called {name!r} already. Choose another."
        )


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


def matter_names(engine: Engine, matter_ids: list[int]) -> dict[int, tuple[str, str, bool]]:
    """Return number, name and whether it is restricted of each of the matters, by id."""
    with reading(engine) as session:
        rows = session.exec(select(Matter).where(col(Matter.id).in_(matter_ids)))
        return {int(m.id or 0): (m.number, m.name, bool(m.is_restricted)) for m in rows}
