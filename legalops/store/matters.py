"""Matters: found by their number, given a practice area from a month on, restricted to some."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Engine, text, update
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.intake.names import fold
from legalops.models.spend import InvoiceSum, Matter, MatterAlias, MatterArea, MatterMember
from legalops.periods import Month, instant, is_month, utc_now
from legalops.permissions import Actor, Permission, Role
from legalops.store import areas, bulk, sums
from legalops.store.unit import Unit, current_role, reading, writing

ALWAYS: Month = 190001
CHUNK = 500
COLUMNS = [
    "id", "number", "name", "status", "is_restricted", "owner_id", "owner", "practice_area_id",
    "practice_area", "billed_cents", "last_invoiced", "version",
]  # fmt: skip


class Wanted(NamedTuple):
    """A matter as a vendor names it: our number, and the vendor's own."""

    vendor_id: int | None
    client_matter_id: str
    law_firm_matter_id: str


class New(NamedTuple):
    """A matter to be created; without a practice area its money is shown as having none."""

    number: str
    name: str
    practice_area_id: int | None


def find(session: Session, wanted: Sequence[Wanted]) -> list[int | None]:
    """Return the id of each matter by CLIENT_MATTER_ID, else by vendor and the vendor's number.

    A CLIENT_MATTER_ID that is no number of ours may be one that somebody said stands for a
    matter of ours in this vendor's files.
    """
    numbers = sorted({fold(w.client_matter_id) for w in wanted} - {""})
    by_number: dict[str, int] = {}
    for start in range(0, len(numbers), CHUNK):
        rows = session.exec(
            select(Matter.number_norm, Matter.id).where(
                col(Matter.number_norm).in_(numbers[start : start + CHUNK])
            )
        )
        by_number.update((number, int(matter_id or 0)) for number, matter_id in rows)
    strange = {w.vendor_id for w in wanted if fold(w.client_matter_id) not in by_number}
    by_alias = _aliases(session, strange)
    found: list[int | None] = []
    for want in wanted:
        written = fold(want.client_matter_id) or fold(want.law_firm_matter_id)
        known = by_number.get(written) if fold(want.client_matter_id) else None
        found.append(known or by_alias.get((want.vendor_id or 0, written)))
    return found


def _aliases(session: Session, vendor_ids: set[int | None]) -> dict[tuple[int, str], int]:
    rows = session.exec(
        select(MatterAlias.vendor_id, MatterAlias.number_norm, MatterAlias.matter_id).where(
            col(MatterAlias.vendor_id).in_(vendor_ids - {None})
        )
    )
    return {(vendor_id, number): matter_id for vendor_id, number, matter_id in rows}


def create(unit: Unit, new: Sequence[New]) -> list[int]:
    """Create matters and return their ids; raise RefusedError when a number is taken."""
    if not new:
        return []
    for matter in new:
        if not fold(matter.number):
            raise InvalidInputError("Matter", "give the matter a number.")
    taken = find(unit.session, [Wanted(None, m.number, "") for m in new])
    for matter, found in zip(new, taken, strict=True):
        if found is not None:
            raise RefusedError(f"Matter {matter.number} already exists.")
    at, first = instant(utc_now()), bulk.next_id(unit.session, "matter")
    ids = range(first, first + len(new))
    columns = ("id", "number", "number_norm", "name", "status", "is_restricted", "version",
               "created_at")  # fmt: skip
    rows = [
        (i, m.number.strip(), fold(m.number), " ".join(m.name.split()) or m.number.strip(),
         "open", 0, 1, at)
        for i, m in zip(ids, new, strict=True)
    ]  # fmt: skip
    bulk.insert(unit.session, "matter", columns, rows)
    placed = [
        (i, ALWAYS, m.practice_area_id)
        for i, m in zip(ids, new, strict=True)
        if m.practice_area_id is not None
    ]
    bulk.insert(
        unit.session, "matter_area", ("matter_id", "from_month", "practice_area_id"), placed
    )
    unit.audit("matters.added", "matter", first, after={"matters": [list(m) for m in new]})
    unit.touch("names")
    return list(ids)


def remember_numbers(unit: Unit, known: Sequence[tuple[int, Wanted]]) -> None:
    """Remember the vendors' own numbers for matters, where they do not stand for one yet."""
    taken = _aliases(unit.session, {wanted.vendor_id for _, wanted in known})
    fresh: dict[tuple[int, str], int] = {}
    for matter_id, wanted in known:
        key = (wanted.vendor_id or 0, fold(wanted.law_firm_matter_id))
        if key[1] and key not in taken:
            fresh.setdefault(key, matter_id)
    rows = [(matter_id, vendor_id, number) for (vendor_id, number), matter_id in fresh.items()]
    bulk.insert(unit.session, "matter_alias", ("matter_id", "vendor_id", "number_norm"), rows)


def take_for(unit: Unit, said: Sequence[tuple[int, Wanted]]) -> None:
    """Remember that a vendor's files mean existing matters, under the number they write."""
    for matter_id, want in said:
        if unit.session.get(Matter, matter_id) is None:
            raise NotFoundError("The matter")
        number = fold(want.client_matter_id) or fold(want.law_firm_matter_id)
        alias = unit.session.exec(
            select(MatterAlias).where(
                MatterAlias.vendor_id == want.vendor_id, MatterAlias.number_norm == number
            )
        ).first()
        if alias is not None and alias.matter_id == matter_id:
            continue
        before = {"matter_id": alias.matter_id} if alias else None
        alias = alias or MatterAlias(
            matter_id=matter_id, vendor_id=int(want.vendor_id or 0), number_norm=number
        )
        alias.matter_id = matter_id
        unit.session.add(alias)
        unit.session.flush()
        unit.audit(
            "matter.alias_added", "matter", matter_id,
            before=before, after={"vendor_id": want.vendor_id, "number": number},
        )  # fmt: skip
    unit.touch("names")


class AreaByMonth:
    """Which practice area a matter has in which work month."""

    def __init__(self, session: Session, matter_ids: list[int]) -> None:
        self._from: dict[int, list[int]] = defaultdict(list)
        self._area: dict[int, list[int]] = defaultdict(list)
        rows = session.exec(
            select(
                MatterArea.matter_id, MatterArea.from_month, MatterArea.practice_area_id
            ).order_by(col(MatterArea.from_month))
        )
        wanted = set(matter_ids)
        for matter_id, from_month, area_id in rows:
            if matter_id in wanted:
                self._from[matter_id].append(from_month)
                self._area[matter_id].append(area_id)

    def at(self, matter_id: int, month: Month) -> int | None:
        """Return the practice area's id in the month, None where there is none yet."""
        place = bisect_right(self._from[matter_id], month)
        return self._area[matter_id][place - 1] if place else None


def may_see(session: Session, actor: Actor, matter: Matter) -> bool:
    """Say whether a matter is open to the actor: unrestricted, named on it, or admin."""
    if not matter.is_restricted or current_role(session, actor) is Role.ADMIN:
        return True
    return actor.user_id is not None and (
        matter.owner_id == actor.user_id
        or session.exec(
            select(MatterMember.id).where(
                MatterMember.matter_id == matter.id, MatterMember.user_id == actor.user_id
            )
        ).first()
        is not None
    )


def visible_ids(session: Session, actor: Actor) -> frozenset[int]:
    """Return the restricted matters that are open to the actor."""
    query = select(Matter.id).where(col(Matter.is_restricted) == 1)
    if current_role(session, actor) is not Role.ADMIN:
        named = select(MatterMember.matter_id).where(MatterMember.user_id == (actor.user_id or 0))
        query = query.where(
            col(Matter.id).in_(named) | (col(Matter.owner_id) == (actor.user_id or 0))
        )
    return frozenset(int(i) for i in session.exec(query) if i is not None)


def table(engine: Engine, actor: Actor) -> pd.DataFrame:
    """Return one row per matter the actor may see, with its area and what was billed live.

    `billed_cents` is in the reporting currency, net, converted money only.
    """
    with reading(engine) as session:
        visible = visible_ids(session, actor)
        rows = (
            session.connection()
            .execute(
                text(
                    "SELECT m.id, m.number, m.name, m.status, m.is_restricted, m.owner_id, "
                    "u.display_name, a.id, a.name, b.cents, b.last, m.version FROM matter m "
                    'LEFT JOIN "user" u ON u.id = m.owner_id '
                    "LEFT JOIN matter_area ma ON ma.matter_id = m.id AND ma.from_month = (SELECT "
                    "MAX(x.from_month) FROM matter_area x WHERE x.matter_id = m.id) "
                    "LEFT JOIN practice_area a ON a.id = ma.practice_area_id "
                    "LEFT JOIN (SELECT s.matter_id AS mid, SUM(s.reporting_cents) AS cents, "
                    "MAX(i.invoice_date) AS last FROM invoice_sum s JOIN invoice i "
                    "ON i.id = s.invoice_id WHERE i.status NOT IN "
                    "('undone', 'superseded', 'rejected') GROUP BY s.matter_id) b ON b.mid = m.id "
                    "ORDER BY m.number_norm"
                )
            )
            .all()
        )
    frame = pd.DataFrame([tuple(row) for row in rows], columns=COLUMNS)
    frame["is_restricted"] = frame["is_restricted"].astype(bool)
    frame["billed_cents"] = frame["billed_cents"].fillna(0).astype("int64")
    for column in ("owner_id", "practice_area_id"):
        frame[column] = frame[column].astype("Int64")
    return frame[~frame["is_restricted"] | frame["id"].isin(visible)].reset_index(drop=True)


def assign_area(
    engine: Engine, actor: Actor, matter_ids: list[int], area: str, *, from_month: Month | None
) -> int:
    """Give matters a practice area from a work month on, or for all time when None.

    Earlier months keep theirs. The kept sums follow in the same transaction. Returns how
    many matters changed.
    """
    if from_month is not None and not is_month(from_month):
        raise InvalidInputError("From", "choose a month.")
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        area_id = areas.ensure(unit, [area])[area]
        for matter_id in matter_ids:
            matter = unit.session.get(Matter, matter_id)
            if matter is None or not may_see(unit.session, actor, matter):
                raise NotFoundError("The matter")
            _set_area(unit, matter_id, area_id, from_month)
        unit.touch("names", "spend")
        return len(matter_ids)


def _set_area(unit: Unit, matter_id: int, area_id: int, from_month: Month | None) -> None:
    session = unit.session
    old = session.exec(select(MatterArea).where(MatterArea.matter_id == matter_id)).all()
    before = {str(row.from_month): row.practice_area_id for row in old}
    for row in old:
        if from_month is None or row.from_month >= from_month:
            session.delete(row)
    session.flush()
    start = ALWAYS if from_month is None else from_month
    session.add(MatterArea(matter_id=matter_id, from_month=start, practice_area_id=area_id))
    session.flush()
    invoice_ids = [
        int(i)
        for i in session.exec(
            select(InvoiceSum.invoice_id).where(InvoiceSum.matter_id == matter_id).distinct()
        )
    ]
    sums.subtract(session, invoice_ids)
    session.exec(
        update(InvoiceSum)
        .where(col(InvoiceSum.matter_id) == matter_id, col(InvoiceSum.work_month) >= start)
        .values(practice_area_id=area_id)
    )
    sums.add(session, invoice_ids)
    unit.audit(
        "matter.area_set", "matter", matter_id,
        before=before, after={"practice_area_id": area_id, "from_month": start},
    )  # fmt: skip
