"""Two vendors that are one firm: what a merge would do, the merge, and its exact undoing."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.errors import NotFoundError, RefusedError
from legalops.models.spend import (
    LIVE_SQL,
    Invoice,
    Matter,
    MatterAlias,
    Vendor,
    VendorAlias,
    VendorMerge,
)
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store import merge_rows, sums, vendors
from legalops.store.unit import reading, writing

_NAMED = 8


@dataclass(frozen=True)
class Preview:
    """What merging one vendor into another would move, and what stands against it.

    `money` is what the moved live invoices sum to, net, by currency in minor units; `clashes`
    are the numbers that are live on both sides; `blocked` says in words why it cannot be, ""
    when it can; `notes` what to know before.
    """

    from_id: int
    into_id: int
    from_name: str
    into_name: str
    invoices: int
    lines: int
    money: dict[str, int]
    timekeepers: int
    aliases: int
    clashes: tuple[str, ...]
    blocked: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Merged:
    """A merge that was made: of whom, into whom, by whom, when; undone by whom."""

    id: int
    from_id: int
    into_id: int
    from_name: str
    into_name: str
    invoices: int
    merged_by: str
    merged_at: str
    undone_by: str | None
    undone_at: str | None


def preview(engine: Engine, from_id: int, into_id: int) -> Preview:
    """Return what merging one vendor into another would do; nothing is changed."""
    with reading(engine) as session:
        return _preview(session, *_pair(session, from_id, into_id))


def _pair(session: Session, from_id: int, into_id: int) -> tuple[Vendor, Vendor]:
    source, target = session.get(Vendor, from_id), session.get(Vendor, into_id)
    if source is None or target is None:
        raise NotFoundError("The vendor")
    return source, target


def _preview(session: Session, source: Vendor, target: Vendor) -> Preview:
    from_id, into_id = int(source.id or 0), int(target.id or 0)
    money = session.connection().execute(
        text(
            "SELECT currency, CAST(SUM(total_cents) AS BIGINT), COUNT(*), "
            f"CAST(SUM(lines) AS BIGINT) FROM invoice WHERE vendor_id = :vendor AND {LIVE_SQL} "
            "GROUP BY currency ORDER BY currency"
        ),
        {"vendor": from_id},
    )
    rows = [(str(code), int(cents), int(count), int(lines)) for code, cents, count, lines in money]
    clashes = _clashes(session, from_id, into_id)
    return Preview(
        from_id=from_id,
        into_id=into_id,
        from_name=source.name,
        into_name=target.name,
        invoices=sum(row[2] for row in rows),
        lines=sum(row[3] for row in rows),
        money={row[0]: row[1] for row in rows},
        timekeepers=len(merge_rows.keepers(session, from_id)),
        aliases=len(merge_rows.of(session, VendorAlias, from_id)),
        clashes=clashes,
        blocked=_blocked(session, source, target, clashes),
        notes=tuple(_notes(session, source, target)),
    )


def _clashes(session: Session, from_id: int, into_id: int) -> tuple[str, ...]:
    rows = session.connection().execute(
        text(
            "SELECT a.number FROM invoice a JOIN invoice b ON b.number_norm = a.number_norm "
            f"AND b.vendor_id = :into AND b.{LIVE_SQL} WHERE a.vendor_id = :from "
            f"AND a.{LIVE_SQL} ORDER BY a.number"
        ),
        {"from": from_id, "into": into_id},
    )
    return tuple(str(row[0]) for row in rows)


def _blocked(session: Session, source: Vendor, target: Vendor, clashes: Sequence[str]) -> str:
    if source.id == target.id:
        return "Choose two different vendors."
    for vendor in (source, target):
        if vendor.merged_into is not None:
            return f"{vendor.name} was merged into another vendor already."
    if clashes:
        several = len(clashes) > 1
        some = ", ".join(clashes[:_NAMED])
        more = f" and {len(clashes) - _NAMED} more" if len(clashes) > _NAMED else ""
        return (
            f"Both have live invoices with the number{'s' if several else ''} {some}{more}. Undo "
            f"one of {'each pair' if several else 'the two'} first; a number stands once a vendor."
        )
    return _doubling(session, source, target)


def _doubling(session: Session, source: Vendor, target: Vendor) -> str:
    ids = [int(source.id or 0), int(target.id or 0)]
    have = vendors.live(session, ids)
    one, other = (have.get(number, vendors.Live(0, 0)) for number in ids)
    if (one.invoices and other.payments) or (one.payments and other.invoices):
        return (
            "One of the two has live invoices, the other live payments: as one vendor the same "
            "money would count twice. Undo the payments or the invoices first."
        )
    return ""


def _notes(session: Session, source: Vendor, target: Vendor) -> Iterable[str]:
    if source.currency and target.currency and source.currency != target.currency:
        yield (
            f"{source.name} bills in {source.currency}, {target.name} in {target.currency}; "
            "invoices keep their currency."
        )
    if source.billing != target.billing:
        mine, theirs = (vendors.BILLING[v.billing].lower() for v in (source, target))
        yield f"{source.name} is set to {mine}, {target.name} to {theirs}, which stays."
    taken = {
        row.number_norm: row.matter_id
        for row in merge_rows.of(session, MatterAlias, int(target.id or 0))
    }
    for row in merge_rows.of(session, MatterAlias, int(source.id or 0)):
        other = taken.get(row.number_norm)
        if other is not None and other != row.matter_id:
            names = [_matter(session, number) for number in (row.matter_id, other)]
            yield (
                f"Its number {row.number_norm} stands for matter {names[0]} at {source.name} and "
                f"for {names[1]} at {target.name}; from now on it stands for {names[1]}."
            )


def _matter(session: Session, matter_id: int) -> str:
    matter = session.get(Matter, matter_id)
    return matter.number if matter else str(matter_id)


def merge(engine: Engine, actor: Actor, from_id: int, into_id: int) -> int:
    """Make one vendor part of another and return the merge's id; the kept sums follow.

    Raises RefusedError with the reason where it cannot be.
    """
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        session = unit.session
        source, target = _pair(session, from_id, into_id)
        found = _preview(session, source, target)
        if found.blocked:
            raise RefusedError(found.blocked)
        moved = merge_rows.Moved(invoices=merge_rows.invoices(session, from_id))
        sums.subtract(session, moved.invoices)
        merge_rows.move_keepers(session, moved, source, target)
        merge_rows.move_names(session, moved, from_id, into_id)
        merge_rows.move_judged(session, moved, from_id, into_id)
        merge_rows.set_vendor(session, moved.invoices, into_id)
        sums.add(session, moved.invoices)
        source.merged_into = into_id
        row = VendorMerge(
            from_id=from_id, into_id=into_id, moved_json=json.dumps(asdict(moved)),
            merged_by=unit.actor.display_name or unit.actor.name, merged_at=instant(utc_now()),
        )  # fmt: skip
        session.add(row)
        session.flush()
        unit.audit("vendor.merged", "vendor", from_id, after=_told(row, found))
        unit.touch("names", "spend")
        return int(row.id or 0)


def _told(row: VendorMerge, found: Preview) -> dict[str, Any]:
    return {
        "merge": row.id, "from": found.from_name, "into": found.into_name, "into_id": row.into_id,
        "invoices": found.invoices, "lines": found.lines, "money": found.money,
    }  # fmt: skip


def undo(engine: Engine, actor: Actor, merge_id: int) -> int:
    """Take a merge back and return how many invoices went back.

    What came since under the merged vendor's name or number stays with the other one. Raises
    RefusedError where something later rests on the merge.
    """
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        session = unit.session
        row = session.get(VendorMerge, merge_id)
        if row is None:
            raise NotFoundError("The merge")
        moved = merge_rows.Moved(**json.loads(row.moved_json))
        _refuse_undo(session, row, moved)
        later = merge_rows.later(session, row, moved)
        sums.subtract(session, [*moved.invoices, *later])
        merge_rows.set_vendor(session, moved.invoices, row.from_id)
        merge_rows.keepers_back(session, row, moved, later)
        merge_rows.names_back(session, row, moved)
        merge_rows.judged_back(session, row, moved)
        sums.add(session, [*moved.invoices, *later])
        source, target = _pair(session, row.from_id, row.into_id)
        source.merged_into = None
        row.undone_by = unit.actor.display_name or unit.actor.name
        row.undone_at = instant(utc_now())
        session.flush()
        after = {"merge": row.id, "from": source.name, "into": target.name}
        unit.audit("vendor.merge_undone", "vendor", row.from_id, after=after)
        unit.touch("names", "spend")
        return len(moved.invoices)


def _refuse_undo(session: Session, row: VendorMerge, moved: merge_rows.Moved) -> None:
    if row.undone_at is not None:
        raise RefusedError(f"This merge was taken back already, by {row.undone_by}.")
    source, target = _pair(session, row.from_id, row.into_id)
    if target.merged_into is not None:
        raise RefusedError(f"{target.name} was merged itself since. Take that merge back first.")
    after = session.exec(
        select(VendorMerge).where(
            VendorMerge.into_id == row.into_id,
            col(VendorMerge.id) > row.id,
            col(VendorMerge.undone_at).is_(None),
        )
    ).first()
    if after is not None:
        other = session.get(Vendor, after.from_id)
        name = other.name if other else "another vendor"
        raise RefusedError(f"{name} was merged into {target.name} since. Take that back first.")
    _refuse_replaced(session, (source, target), set(moved.invoices))


def _refuse_replaced(session: Session, pair: tuple[Vendor, Vendor], went: set[int]) -> None:
    """Refuse when an invoice of one side replaces one of the other."""
    source, target = pair
    replacing = session.exec(
        select(Invoice).where(
            Invoice.vendor_id == target.id,
            col(Invoice.replaces_id).is_not(None),
            col(Invoice.status).not_in(["undone", "superseded"]),
        )
    )
    for invoice in replacing:
        if (invoice.id in went) != (invoice.replaces_id in went):
            raise RefusedError(
                f"Invoice {invoice.number} of {target.name} replaces one that was {source.name}'s. "
                "Undo it first."
            )


def history(engine: Engine, vendor_id: int | None = None) -> list[Merged]:
    """Return the merges, newest first; of one vendor those it was on either side of."""
    with reading(engine) as session:
        names = dict(session.exec(select(Vendor.id, Vendor.name)).all())
        rows = session.exec(select(VendorMerge).order_by(col(VendorMerge.id).desc())).all()
    return [
        Merged(
            int(row.id or 0), row.from_id, row.into_id, names[row.from_id], names[row.into_id],
            len(json.loads(row.moved_json)["invoices"]), row.merged_by, row.merged_at,
            row.undone_by, row.undone_at,
        )
        for row in rows
        if vendor_id is None or vendor_id in (row.from_id, row.into_id)
    ]  # fmt: skip
