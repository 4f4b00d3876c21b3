"""What came of each vendor in each month, and the months for which nothing is to be billed."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.metrics.completeness import BEFORE, Came, Facts, Sender
from legalops.models.spend import LIVE_SQL, Vendor, VendorMonth
from legalops.periods import Month, add_months, instant, is_month, label, parse_instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store import settings
from legalops.store.unit import reading, writing

_MAX_NOTE = 500
CAME_IN = [
    "id", "number", "invoice_date", "currency", "total_cents", "lines", "status", "file_name",
    "uploaded_at",
]  # fmt: skip


def facts(engine: Engine, first: Month, last: Month) -> Facts:
    """Return what is known of the months and of the year before them; nothing about drafts."""
    with reading(engine) as session:
        return Facts(
            senders=_senders(session),
            came=_came(session, add_months(first, -BEFORE), last),
            noted=_noted(session, first, last),
            first_upload=_first_upload(session),
        )


def _senders(session: Session) -> list[Sender]:
    rows = session.exec(select(Vendor).where(col(Vendor.merged_into).is_(None)))
    return [
        Sender(int(v.id or 0), v.name, v.billing, v.cadence, _month(v.created_at)) for v in rows
    ]


def _month(at: str) -> Month:
    return int(at[:4]) * 100 + int(at[5:7])


def _came(session: Session, first: Month, last: Month) -> dict[tuple[int, Month], Came]:
    query = text(
        "SELECT i.vendor_id, i.invoice_month, COUNT(*), CAST(SUM(i.lines) AS BIGINT), "
        "MIN(u.uploaded_at) FROM invoice i JOIN upload u ON u.id = i.upload_id "
        f"WHERE i.invoice_month BETWEEN :first AND :last AND i.{LIVE_SQL} "
        "GROUP BY i.vendor_id, i.invoice_month"
    )
    zone = settings.read(session).time_zone
    rows = session.connection().execute(query, {"first": first, "last": last})
    return {
        (int(vendor), int(month)): Came(int(count), int(lines), _day(str(at), zone))
        for vendor, month, count, lines, at in rows
    }


def _day(at: str, zone: str) -> date:
    return parse_instant(at).astimezone(ZoneInfo(zone)).date()


def _first_upload(session: Session) -> date | None:
    at = session.connection().execute(text("SELECT MIN(uploaded_at) FROM upload")).scalar()
    return None if at is None else _day(str(at), settings.read(session).time_zone)


def _noted(session: Session, first: Month, last: Month) -> Mapping[tuple[int, Month], str]:
    rows = session.exec(
        select(VendorMonth).where(VendorMonth.month >= first, VendorMonth.month <= last)
    )
    return {(row.vendor_id, row.month): f"{row.note} ({row.noted_by})" for row in rows}


def came_in(engine: Engine, vendor_id: int, month: Month) -> pd.DataFrame:
    """Return the live invoices of a vendor's month, with the file each came in."""
    query = text(
        "SELECT i.id, i.number, i.invoice_date, i.currency, i.total_cents, i.lines, i.status, "
        "u.file_name, u.uploaded_at FROM invoice i JOIN upload u ON u.id = i.upload_id "
        f"WHERE i.invoice_month = :month AND i.vendor_id = :vendor AND i.{LIVE_SQL} "
        "ORDER BY i.invoice_date, i.number"
    )
    with reading(engine) as session:
        given = {"month": month, "vendor": vendor_id}
        rows = session.connection().execute(query, given).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=CAME_IN)


def newest_month(engine: Engine) -> Month | None:
    """Return the newest month with live invoices, None in an empty store."""
    with reading(engine) as session:
        newest = session.connection().execute(text("SELECT MAX(invoice_month) FROM spend_cube"))
        month = newest.scalar()
    return None if month is None else int(month)


def note(engine: Engine, actor: Actor, vendor_id: int, month: Month, note: str) -> None:
    """Note that a vendor has nothing to bill in a month, and why."""
    said = " ".join(note.split())
    if not is_month(month):
        raise InvalidInputError("Month", "choose a month.")
    if not said or len(said) > _MAX_NOTE:
        raise InvalidInputError("Note", f"say who told you so, in at most {_MAX_NOTE} letters.")
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        vendor = unit.session.get(Vendor, vendor_id)
        if vendor is None:
            raise NotFoundError("The vendor")
        if unit.session.get(VendorMonth, (vendor_id, month)) is not None:
            raise RefusedError(f"{label(month)} is noted for {vendor.name} already.")
        unit.session.add(
            VendorMonth(
                vendor_id=vendor_id, month=month, note=said,
                noted_by=actor.display_name or actor.name, noted_at=instant(utc_now()),
            )
        )  # fmt: skip
        unit.session.flush()
        after = {"month": month, "note": said}
        unit.audit("vendor.month_noted", "vendor", vendor_id, after=after)
        unit.touch("names")


def forget(engine: Engine, actor: Actor, vendor_id: int, month: Month) -> None:
    """Take back that a vendor has nothing to bill in a month."""
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        row = unit.session.get(VendorMonth, (vendor_id, month))
        if row is None:
            raise NotFoundError("The note")
        before = {"month": month, "note": row.note}
        unit.session.delete(row)
        unit.session.flush()
        unit.audit("vendor.month_reopened", "vendor", vendor_id, before=before)
        unit.touch("names")
