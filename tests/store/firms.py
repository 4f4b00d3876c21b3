"""Vendors with timekeepers, invoices and names, put into the tables as imports leave them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session

from legalops.models.spend import (
    Invoice,
    InvoiceLine,
    Matter,
    MatterAlias,
    Timekeeper,
    TimekeeperAlias,
    Upload,
    Vendor,
    VendorAlias,
)
from legalops.periods import month_of
from legalops.permissions import Permission, system
from legalops.store import recount, sums
from legalops.store.unit import reading, writing

NOW = "2026-08-05T09:12:00.000000Z"
APART = {"audit_event", "data_version", "vendor_merge"}


@dataclass(frozen=True)
class Bill:
    """An invoice of one matter: a line per timekeeper, one hour at ten each."""

    vendor: int
    number: str
    keepers: tuple[int, ...] = ()
    status: str = "received"
    day: str = "2026-07-05"
    kind: str = "F"
    currency: str = "USD"


def vendor(engine: Engine, number: int, name: str, **more: Any) -> None:
    """Store a vendor."""
    with writing(engine, system("setup"), Permission.EDIT_NAMES) as unit:
        row = Vendor(id=number, name=name, name_norm=name.casefold(), created_at=NOW, **more)
        unit.session.add(row)
        unit.touch("names")


def keeper(engine: Engine, number: int, of: int, code: str, name: str, title: str = "AS") -> None:
    """Store a timekeeper."""
    row = Timekeeper(id=number, vendor_id=of, code=code, name=name, classification=title)
    put(engine, row)


def put(engine: Engine, *rows: Any) -> None:
    """Store rows as they are."""
    with writing(engine, system("setup"), Permission.EDIT_NAMES) as unit:
        for row in rows:
            unit.session.add(row)
            unit.session.flush()
        unit.touch("names")


def alias(engine: Engine, of: int, norm: str) -> None:
    """Store another name of a vendor."""
    put(engine, VendorAlias(vendor_id=of, alias_norm=norm))


def tied(engine: Engine, of: int, keeper_id: int, norm: str) -> None:
    """Store another code of a timekeeper."""
    put(engine, TimekeeperAlias(vendor_id=of, timekeeper_id=keeper_id, alias_norm=norm))


def matter(engine: Engine, number: int, **own_numbers: int) -> None:
    """Store a matter, with the number each vendor has for it: `number=vendor`."""
    put(engine, Matter(id=number, number=f"M-{number}", number_norm=f"m-{number}",
                       name=f"Matter {number}", created_at=NOW))  # fmt: skip
    for norm, vendor_id in own_numbers.items():
        put(engine, MatterAlias(matter_id=number, vendor_id=vendor_id, number_norm=norm))


def bill(engine: Engine, *bills: Bill, uploaded_at: str = NOW) -> list[int]:
    """Store invoices of matter 1 in an upload of their own; return their ids."""
    with writing(engine, system("setup"), Permission.IMPORT_INVOICES) as unit:
        session = unit.session
        if session.get(Matter, 1) is None:
            session.add(Matter(id=1, number="M-1", number_norm="m-1", name="A", created_at=NOW))
        upload = Upload(
            file_name="f.txt", sha256="0" * 64, size=1, format="LEDES1998B", uploaded_by="ana",
            uploaded_at=uploaded_at, invoices=len(bills), lines=sum(_size(b) for b in bills),
        )  # fmt: skip
        session.add(upload)
        session.flush()
        ids = [_bill(session, int(upload.id or 0), each) for each in bills]
        sums.add(session, ids)
        unit.touch("spend")
        return ids


def _size(each: Bill) -> int:
    return max(len(each.keepers), 1)


def _bill(session: Session, upload_id: int, each: Bill) -> int:
    size = _size(each)
    row = Invoice(
        upload_id=upload_id, vendor_id=each.vendor, number=each.number,
        number_norm=each.number.casefold(), invoice_date=each.day,
        invoice_month=month_of(each.day), period_start=each.day, period_end=each.day,
        currency=each.currency, stated_total_cents=1000 * size, total_cents=1000 * size,
        lines=size, hours_e4=0, status=each.status,
    )  # fmt: skip
    session.add(row)
    session.flush()
    number = int(row.id or 0)
    for place in range(size):
        session.add(
            InvoiceLine(
                invoice_id=number, place=place + 1, matter_id=1, source_line=place + 3,
                line_number=str(place + 1), kind=each.kind, work_date=each.day,
                timekeeper_id=each.keepers[place] if each.keepers else None, units_e4=10_000,
                rate_e4=100_000, adjustment_cents=0, total_cents=1000, tax_cents=0, narrative="",
            )
        )  # fmt: skip
    session.flush()
    session.connection().execute(
        text(
            "INSERT INTO invoice_sum (invoice_id, matter_id, work_month, cost_kind, billed_cents, "
            "tax_cents, approved_cents, hours_e4, lines, late_cents, days_cents, adjusted_lines, "
            "adjusted_cents) VALUES (:id, 1, :month, :kind, :cents, 0, 0, 0, :lines, 0, 0, 0, 0)"
        ),
        {"id": number, "month": month_of(each.day), "cents": 1000 * size, "lines": size,
         "kind": {"F": "fees", "P": "payments"}.get(each.kind, "expenses")},
    )  # fmt: skip
    return number


def rows(engine: Engine) -> dict[str, set[tuple[Any, ...]]]:
    """Return every row of every table that a merge and its undoing must leave as they were."""
    from legalops.models.base import Table

    names = [name for name in Table.metadata.tables if name not in APART]
    with engine.connect() as connection:
        return {
            name: {tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"')).all()}
            for name in names
        }


def wrong_sums(engine: Engine) -> list[recount.Finding]:
    """Return where the spend cube and the timekeepers' sums differ from the lines."""
    kept = ("spend_cube", "timekeeper_sum")
    return [found for found in recount.kept_sums(engine) if found.check in kept]


def one(engine: Engine, query: str) -> Any:
    """Return the first value of a query."""
    with reading(engine) as session:
        return session.connection().execute(text(query)).scalar()
