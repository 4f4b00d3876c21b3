"""Timekeepers: a vendor's people who record time, known by the vendor's own code."""

from collections.abc import Sequence

from sqlmodel import Session, select

from legalops.intake.draft import DraftTimekeeper
from legalops.models.spend import Timekeeper
from legalops.store import bulk
from legalops.store.unit import Unit

COLUMNS = ("id", "vendor_id", "code", "name", "classification")


def known(session: Session, vendor_id: int) -> dict[str, tuple[int, str]]:
    """Return id and classification of the vendor's timekeepers by code."""
    rows = session.exec(
        select(Timekeeper.code, Timekeeper.id, Timekeeper.classification).where(
            Timekeeper.vendor_id == vendor_id
        )
    ).all()
    return {code: (int(number or 0), title) for code, number, title in rows}


def find_or_create(
    unit: Unit, drafted: Sequence[DraftTimekeeper], vendor_ids: dict[str, int]
) -> list[tuple[int, str]]:
    """Return id and stored classification of each timekeeper, creating those not known yet.

    What a code is called stays as it was first stored: the kept sums rest on it.
    """
    by_vendor = {v: known(unit.session, v) for v in set(vendor_ids.values())}
    fresh: dict[tuple[int, str], DraftTimekeeper] = {}
    for keeper in drafted:
        vendor_id = vendor_ids.get(keeper.law_firm_id)
        if vendor_id is not None and keeper.code not in by_vendor[vendor_id]:
            fresh.setdefault((vendor_id, keeper.code), keeper)
    first = bulk.next_id(unit.session, "timekeeper")
    rows = [
        (first + place, vendor_id, code, keeper.name, keeper.classification)
        for place, ((vendor_id, code), keeper) in enumerate(fresh.items())
    ]
    bulk.insert(unit.session, "timekeeper", COLUMNS, rows)
    for number, vendor_id, code, _, title in rows:
        by_vendor[vendor_id][code] = (number, title)
    if fresh:
        unit.touch("names")
    return [
        by_vendor[vendor_ids[k.law_firm_id]][k.code] if k.law_firm_id in vendor_ids else (0, "")
        for k in drafted
    ]
