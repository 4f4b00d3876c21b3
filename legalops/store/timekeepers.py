"""Timekeepers: a vendor's people who record time, known by the vendor's own code."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.errors import NotFoundError, RefusedError
from legalops.intake.draft import DraftTimekeeper
from legalops.intake.names import fold
from legalops.models.spend import Timekeeper, TimekeeperAlias
from legalops.permissions import Actor, Permission
from legalops.store import bulk
from legalops.store.unit import Unit, reading, writing

COLUMNS = ("id", "vendor_id", "code", "name", "classification")
TABLE = ["id", "code", "name", "classification", "hours_e4", "lines", "last_month", "same_as"]


class Person(NamedTuple):
    """A timekeeper as lines refer to them: the row's id and its stored classification."""

    id: int
    classification: str


class Directory:
    """A vendor's timekeepers by code, other code, and code with name.

    An alias of code and name goes first (two firms that became one may use a code for two
    people), then an alias of the code, then the code as the vendor writes it.
    """

    def __init__(self, session: Session, vendor_id: int) -> None:
        rows = session.exec(select(Timekeeper).where(Timekeeper.vendor_id == vendor_id)).all()
        aliases = session.exec(
            select(TimekeeperAlias.alias_norm, Timekeeper)
            .join(Timekeeper, col(Timekeeper.id) == TimekeeperAlias.timekeeper_id)
            .where(TimekeeperAlias.vendor_id == vendor_id)
        ).all()
        self.by_code = {row.code: _person(row) for row in rows}
        self._by_alias = {alias: _person(row) for alias, row in aliases}

    def find(self, code: str, name: str) -> Person | None:
        """Return the person a file means by a code and a name, None when they are new."""
        return (
            self._by_alias.get(person_key(code, name))
            or self._by_alias.get(fold(code))
            or self.by_code.get(code)
        )

    def add(self, code: str, person: Person) -> None:
        """Remember a person just created."""
        self.by_code[code] = person


def _person(row: Timekeeper) -> Person:
    return Person(int(row.id or 0), row.classification)


def person_key(code: str, name: str) -> str:
    """Return the alias under which a code stands for the person of that name only."""
    return fold(f"{code} | {name}")


def known(session: Session, vendor_id: int) -> dict[str, tuple[int, str]]:
    """Return id and classification of the vendor's timekeepers by code, aliases followed."""
    directory = Directory(session, vendor_id)
    return {code: directory.find(code, "") or own for code, own in directory.by_code.items()}


def find_or_create(
    unit: Unit, drafted: Sequence[DraftTimekeeper], vendor_ids: dict[str, int]
) -> list[tuple[int, str]]:
    """Return id and stored classification of each timekeeper, creating those not known yet.

    What a code is called stays as it was first stored: the kept sums rest on it.
    """
    directories = {v: Directory(unit.session, v) for v in set(vendor_ids.values())}
    fresh: dict[tuple[int, str], DraftTimekeeper] = {}
    for keeper in drafted:
        vendor_id = vendor_ids.get(keeper.law_firm_id)
        if vendor_id is not None and not directories[vendor_id].find(keeper.code, keeper.name):
            fresh.setdefault((vendor_id, keeper.code), keeper)
    first = bulk.next_id(unit.session, "timekeeper")
    rows = [
        (first + place, vendor_id, code, keeper.name, keeper.classification)
        for place, ((vendor_id, code), keeper) in enumerate(fresh.items())
    ]
    bulk.insert(unit.session, "timekeeper", COLUMNS, rows)
    for number, vendor_id, code, _, title in rows:
        directories[vendor_id].add(code, Person(number, title))
    if fresh:
        unit.touch("names")
    return [_found(directories, keeper, vendor_ids) for keeper in drafted]


def _found(
    directories: dict[int, Directory], keeper: DraftTimekeeper, vendor_ids: dict[str, int]
) -> tuple[int, str]:
    vendor_id = vendor_ids.get(keeper.law_firm_id)
    person = None if vendor_id is None else directories[vendor_id].find(keeper.code, keeper.name)
    return person or Person(0, "")


def table(engine: Engine, vendor_id: int) -> pd.DataFrame:
    """Return one row per timekeeper of a vendor: code, name, class, hours, lines, same as whom.

    Hours are those of live invoices, as billed under that code; `same_as` is the id of the
    timekeeper that a person said it is, None for most.
    """
    query = text(
        "SELECT t.id, t.code, t.name, t.classification, CAST(COALESCE(SUM(s.hours_e4), 0) "
        "AS BIGINT), CAST(COALESCE(SUM(s.lines), 0) AS BIGINT), MAX(s.invoice_month) "
        "FROM timekeeper t LEFT JOIN timekeeper_sum s ON s.timekeeper_id = t.id "
        "WHERE t.vendor_id = :vendor GROUP BY t.id, t.code, t.name, t.classification "
        "ORDER BY t.name, t.code"
    )
    with reading(engine) as session:
        rows = session.connection().execute(query, {"vendor": vendor_id}).all()
        ties = _ties(session, vendor_id)
    frame = pd.DataFrame([(*row, ties.get(fold(row[1]))) for row in rows], columns=TABLE)
    for column in ("last_month", "same_as"):
        frame[column] = frame[column].astype("Int64")
    own = frame["same_as"] == frame["id"]
    frame.loc[own.fillna(False), "same_as"] = pd.NA
    return frame


def _ties(session: Session, vendor_id: int) -> dict[str, int]:
    rows = session.exec(
        select(TimekeeperAlias.alias_norm, TimekeeperAlias.timekeeper_id).where(
            TimekeeperAlias.vendor_id == vendor_id
        )
    )
    return dict(rows.all())


def tie(engine: Engine, actor: Actor, timekeeper_id: int, same_as_id: int) -> None:
    """Say that a timekeeper is the same person as another of the vendor.

    Lines that come from now on under the first one's code are the other's; what is stored
    stays. Raises RefusedError where one of the two stands for somebody already.
    """
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        one, other = _get(unit, timekeeper_id), _get(unit, same_as_id)
        if one.id == other.id or one.vendor_id != other.vendor_id:
            raise RefusedError("Choose two different timekeepers of one vendor.")
        ties = _ties(unit.session, one.vendor_id)
        for row in (one, other):
            if fold(row.code) in ties:
                raise RefusedError(f"{_called(row)} is tied to another person already.")
        if one.id in ties.values():
            raise RefusedError(
                f"Other codes are tied to {_called(one)}. Tie {_called(other)} to them instead."
            )
        alias = TimekeeperAlias(
            vendor_id=one.vendor_id, timekeeper_id=same_as_id, alias_norm=fold(one.code)
        )
        unit.session.add(alias)
        unit.session.flush()
        after = {"code": one.code, "same_as": other.code, "vendor_id": one.vendor_id}
        unit.audit("timekeeper.tied", "timekeeper", timekeeper_id, after=after)
        unit.touch("names")


def untie(engine: Engine, actor: Actor, timekeeper_id: int) -> None:
    """Take back that a timekeeper is the same person as another."""
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        one = _get(unit, timekeeper_id)
        row = unit.session.exec(
            select(TimekeeperAlias).where(
                TimekeeperAlias.vendor_id == one.vendor_id,
                TimekeeperAlias.alias_norm == fold(one.code),
            )
        ).first()
        if row is None:
            raise RefusedError(f"{_called(one)} is not tied to anybody.")
        before = {"code": one.code, "same_as": row.timekeeper_id, "vendor_id": one.vendor_id}
        unit.session.delete(row)
        unit.session.flush()
        unit.audit("timekeeper.untied", "timekeeper", timekeeper_id, before=before)
        unit.touch("names")


def _get(unit: Unit, timekeeper_id: int) -> Timekeeper:
    row = unit.session.get(Timekeeper, timekeeper_id)
    if row is None:
        raise NotFoundError("The timekeeper")
    return row


def _called(row: Timekeeper) -> str:
    return f"{row.code} ({row.name})" if row.name else row.code
