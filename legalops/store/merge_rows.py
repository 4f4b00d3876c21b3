"""The rows of two vendors that become one: moved by id, so that exactly they go back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from legalops.intake.names import fold
from legalops.models.firms import RateCard, SurveyAnswer, SurveyInvite, VendorTerm
from legalops.models.outlook import Accrual, AccrualRequest
from legalops.models.spend import (
    ColumnMapping,
    Invoice,
    MatterAlias,
    Timekeeper,
    TimekeeperAlias,
    Vendor,
    VendorAlias,
    VendorMerge,
    VendorMonth,
)
from legalops.store import bulk, sums, timekeepers
from legalops.store.timekeepers import person_key


@dataclass
class Moved:
    """The rows a merge touched, by id, so that exactly they go back.

    `renamed` are timekeepers whose code was taken, with the code they had; `mapped` those
    whose lines went to the target's row of the same person, as pairs; `made` the aliases added.
    """

    invoices: list[int] = field(default_factory=list)
    aliases: list[int] = field(default_factory=list)
    matter_aliases: list[int] = field(default_factory=list)
    timekeepers: list[int] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    mapped: list[tuple[int, int]] = field(default_factory=list)
    keeper_aliases: list[int] = field(default_factory=list)
    made: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    mappings: list[int] = field(default_factory=list)
    judged: dict[str, list[int]] = field(default_factory=dict)


def of(session: Session, table: Any, vendor_id: int) -> list[Any]:
    """Return a vendor's rows of a table."""
    return list(session.exec(select(table).where(table.vendor_id == vendor_id)))


def keepers(session: Session, vendor_id: int) -> list[Timekeeper]:
    """Return a vendor's timekeepers."""
    return list(
        session.exec(
            select(Timekeeper).where(Timekeeper.vendor_id == vendor_id).order_by(col(Timekeeper.id))
        )
    )


def invoices(session: Session, vendor_id: int) -> list[int]:
    """Return the ids of all a vendor's invoices, live or not."""
    query = select(Invoice.id).where(Invoice.vendor_id == vendor_id).order_by(col(Invoice.id))
    return [int(number) for number in session.exec(query) if number is not None]


def set_vendor(session: Session, invoice_ids: Sequence[int], vendor_id: int) -> None:
    """Give invoices to a vendor; the caller keeps the sums."""
    for some in _chunks(invoice_ids):
        session.connection().execute(
            text(f"UPDATE invoice SET vendor_id = :vendor WHERE id IN ({some})"),
            {"vendor": vendor_id},
        )


def _chunks(invoice_ids: Sequence[int]) -> Iterator[str]:
    for start in range(0, len(invoice_ids), sums.CHUNK):
        yield ", ".join(str(int(i)) for i in invoice_ids[start : start + sums.CHUNK])


#: What firms are judged and paid by, under the name its rows are kept with.
_JUDGED: dict[str, Any] = {
    "cards": RateCard, "terms": VendorTerm, "invites": SurveyInvite, "answers": SurveyAnswer,
    "accruals": Accrual, "asked": AccrualRequest,
}  # fmt: skip


def move_judged(session: Session, moved: Moved, from_id: int, into_id: int) -> None:
    """Move rates, terms, surveys and accruals; who was asked for both keeps one question."""
    months = {row.month for row in of(session, AccrualRequest, into_id)}
    asked = {(row.matter_id, row.user_id) for row in of(session, SurveyInvite, into_id)}
    became = dict(moved.mapped)
    for name, table in _JUDGED.items():
        for row in of(session, table, from_id):
            if name == "invites" and (row.matter_id, row.user_id) in asked:
                continue
            if name == "asked" and row.month in months:
                continue
            row.vendor_id = into_id
            if name == "cards" and row.timekeeper_id in became:
                row.timekeeper_id = became[row.timekeeper_id]
                moved.judged.setdefault("keepers", []).append(row.id)
            moved.judged.setdefault(name, []).append(row.id)
    session.flush()


def judged_back(session: Session, row: VendorMerge, moved: Moved) -> None:
    """Let rates, terms, invitations and answers go back."""
    was = {after: before for before, after in moved.mapped}
    for number in moved.judged.get("keepers", []):
        card = session.get(RateCard, number)
        if card is not None and card.timekeeper_id in was:
            card.timekeeper_id = was[card.timekeeper_id]
    for name, table in _JUDGED.items():
        _rebind(session, table, moved.judged.get(name, []), row.from_id)


def _repoint(session: Session, invoice_ids: Sequence[int], before: int, after: int) -> None:
    """Give the lines of one timekeeper in some invoices to another."""
    for some in _chunks(invoice_ids):
        session.connection().execute(
            text(
                "UPDATE invoice_line SET timekeeper_id = :after WHERE timekeeper_id = :before "
                f"AND invoice_id IN ({some})"
            ),
            {"before": before, "after": after},
        )


class _Target:
    """Which codes and other codes the target's people have, as people join them."""

    def __init__(self, session: Session, vendor_id: int) -> None:
        rows = keepers(session, vendor_id)
        self.vendor_id = vendor_id
        self.codes = {row.code for row in rows}
        self.keys: set[str] = set()
        self._people = {fold(row.code): row for row in rows}
        self._aliases = {
            row.alias_norm: int(row.timekeeper_id)
            for row in of(session, TimekeeperAlias, vendor_id)
        }

    def same(self, row: Timekeeper) -> int | None:
        """Return the target's row of the same person: the same code under the same name."""
        known = self._aliases.get(person_key(row.code, row.name))
        other = self._people.get(fold(row.code))
        if known is None and other is not None and fold(other.name) == fold(row.name):
            return other.id
        return known

    def takes(self, code: str) -> bool:
        """Say whether a code stands for somebody of the target already."""
        return fold(code) in self._people or fold(code) in self._aliases

    def free_code(self, code: str, firm: str) -> str:
        """Return the code with the firm it came from, numbered where that is taken too."""
        wanted = f"{code} ({firm})"
        more = (f"{wanted} {number}" for number in range(2, len(self.codes) + 3))
        return next(name for name in (wanted, *more) if name not in self.codes)


def move_keepers(session: Session, moved: Moved, source: Vendor, target: Vendor) -> None:
    """Move the people: the same code and name is one person, a taken code gets the firm's name.

    Only one of the source's rows becomes a given row of the target, or undoing could not tell
    whose lines were whose.
    """
    theirs = _Target(session, int(target.id or 0))
    became: set[int] = set()
    for row in keepers(session, int(source.id or 0)):
        same, number = theirs.same(row), int(row.id or 0)
        if same is not None and same not in became:
            became.add(same)
            moved.mapped.append((number, same))
            _repoint(session, moved.invoices, number, same)
            continue
        if same is not None or theirs.takes(row.code):
            _rename(session, moved, row, (theirs, source.name, same is None))
        row.vendor_id = theirs.vendor_id
        theirs.codes.add(row.code)
        moved.timekeepers.append(number)
        session.flush()
    _move_aliases(session, moved, int(source.id or 0), theirs)


def _rename(
    session: Session, moved: Moved, row: Timekeeper, how: tuple[_Target, str, bool]
) -> None:
    """Give a person another code, the old one finding them when it comes with their name."""
    theirs, firm, is_another_person = how
    key = person_key(row.code, row.name)
    if is_another_person and key not in theirs.keys:
        theirs.keys.add(key)
        moved.made.append(_alias(session, theirs.vendor_id, int(row.id or 0), key))
    moved.renamed[str(row.id)] = row.code
    row.code = theirs.free_code(row.code, firm)


def _alias(session: Session, vendor_id: int, timekeeper_id: int, norm: str) -> int:
    alias = TimekeeperAlias(vendor_id=vendor_id, timekeeper_id=timekeeper_id, alias_norm=norm)
    session.add(alias)
    session.flush()
    return int(alias.id or 0)


def _move_aliases(session: Session, moved: Moved, from_id: int, theirs: _Target) -> None:
    """Move what people are tied under, where it does not stand for somebody else already."""
    went, became = {*moved.timekeepers}, dict(moved.mapped)
    for row in of(session, TimekeeperAlias, from_id):
        if theirs.takes(row.alias_norm):
            continue
        if row.timekeeper_id in went:
            row.vendor_id = theirs.vendor_id
            moved.keeper_aliases.append(int(row.id))
        elif row.timekeeper_id in became:
            person = became[row.timekeeper_id]
            moved.made.append(_alias(session, theirs.vendor_id, person, row.alias_norm))
    session.flush()


def move_names(session: Session, moved: Moved, from_id: int, into_id: int) -> None:
    """Move spellings, the vendor's numbers for matters, noted months and column mappings."""
    for alias in of(session, VendorAlias, from_id):
        alias.vendor_id = into_id
        moved.aliases.append(alias.id)
    numbers = {row.number_norm for row in of(session, MatterAlias, into_id)}
    for number in of(session, MatterAlias, from_id):
        if number.number_norm not in numbers:
            number.vendor_id = into_id
            moved.matter_aliases.append(number.id)
    for mapping in of(session, ColumnMapping, from_id):
        mapping.vendor_id = into_id
        moved.mappings.append(mapping.id)
    session.flush()
    months = {row.month for row in of(session, VendorMonth, into_id)}
    noted = [row.month for row in of(session, VendorMonth, from_id)]
    moved.months += [month for month in noted if month not in months]
    _move_months(session, moved.months, from_id, into_id)


def _move_months(session: Session, months: Sequence[int], from_id: int, into_id: int) -> None:
    session.flush()
    for month in months:
        session.connection().execute(
            text(
                "UPDATE vendor_month SET vendor_id = :into WHERE vendor_id = :from "
                "AND month = :month"
            ),
            {"into": into_id, "from": from_id, "month": month},
        )
    session.expire_all()


def later(session: Session, row: VendorMerge, moved: Moved) -> list[int]:
    """Return the invoices that came since and were worked on by people who go back."""
    if not moved.timekeepers:
        return []
    went = ", ".join(str(number) for number in moved.timekeepers)
    rows = session.connection().execute(
        text(
            "SELECT DISTINCT i.id FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id "
            f"WHERE i.vendor_id = :into AND l.timekeeper_id IN ({went})"
        ),
        {"into": row.into_id},
    )
    return sorted({int(each[0]) for each in rows} - set(moved.invoices))


def keepers_back(session: Session, row: VendorMerge, moved: Moved, since: Sequence[int]) -> None:
    """Let the people go back; `since` are the invoices that came later and that they worked on."""
    for before, after in moved.mapped:
        _repoint(session, moved.invoices, int(after), int(before))
    for alias_id in moved.made:
        _delete(session, TimekeeperAlias, alias_id)
    for number in moved.timekeepers:
        keeper = session.get(Timekeeper, number)
        if keeper is None:
            continue
        code, keeper.vendor_id = keeper.code, row.from_id
        keeper.code = moved.renamed.get(str(number), keeper.code)
        session.flush()
        _stay(session, row.into_id, keeper, code, since)
    _rebind(session, TimekeeperAlias, moved.keeper_aliases, row.from_id)


def _stay(
    session: Session, into_id: int, keeper: Timekeeper, code: str, since: Sequence[int]
) -> None:
    """Leave a person of the same name where invoices that came since were worked on by them."""
    number = int(keeper.id or 0)
    used = session.connection().execute(
        text(
            "SELECT 1 FROM invoice_line WHERE timekeeper_id = :keeper "
            f"AND invoice_id IN ({', '.join(map(str, since)) or '0'}) LIMIT 1"
        ),
        {"keeper": number},
    )
    if used.first() is None:
        return
    copy = bulk.next_id(session, "timekeeper")
    row = (copy, into_id, code, keeper.name, keeper.classification)
    bulk.insert(session, "timekeeper", timekeepers.COLUMNS, [row])
    _repoint(session, since, number, copy)


def _delete(session: Session, table: Any, number: int) -> None:
    row = session.get(table, number)
    if row is not None:
        session.delete(row)
        session.flush()


def _rebind(session: Session, table: Any, ids: Sequence[int], vendor_id: int) -> None:
    for number in ids:
        row = session.get(table, number)
        if row is not None:
            row.vendor_id = vendor_id
    session.flush()


def names_back(session: Session, row: VendorMerge, moved: Moved) -> None:
    """Let spellings, numbers, mappings and noted months go back."""
    _rebind(session, VendorAlias, moved.aliases, row.from_id)
    _rebind(session, MatterAlias, moved.matter_aliases, row.from_id)
    _rebind(session, ColumnMapping, moved.mappings, row.from_id)
    _move_months(session, moved.months, row.into_id, row.from_id)
