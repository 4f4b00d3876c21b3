"""A few invoices of every sort, put into the tables as an import leaves them."""

from sqlalchemy import Engine, text
from sqlmodel import Session

from legalops.models.spend import (
    Invoice,
    InvoiceLine,
    Matter,
    MatterArea,
    MatterMember,
    PracticeArea,
    Upload,
    Vendor,
)
from legalops.periods import month_of
from legalops.permissions import Permission, system
from legalops.store import sums
from legalops.store.unit import Unit, writing

NOW = "2026-08-05T09:12:00.000000Z"
LITIGATION, EMPLOYMENT = 1, 2
OAK, ELM, ASH = 1, 2, 3
OPEN, SECRET, LOOSE = 1, 2, 3
#: number: vendor, date, currency, rate in 1e-8 or None, status, lines;
#: a line is matter, kind, day, cents, tax.
INVOICES = {
    1: (OAK, "2026-07-05", "USD", 10**8, "received",
        [(OPEN, "F", "2026-06-10", 100_00, 10_00), (OPEN, "E", "2026-06-11", 7_50, 0),
         (SECRET, "F", "2026-05-20", 40_00, 4_00), (OPEN, "IF", "2026-06-30", -5_00, 0)]),
    2: (OAK, "2026-07-20", "USD", 10**8, "approved", [(LOOSE, "F", "2026-07-01", 33_33, 0)]),
    3: (ELM, "2026-07-31", "EUR", 108_000_000, "paid", [(OPEN, "F", "2026-07-02", 50_01, 9_50)]),
    4: (ELM, "2026-08-03", "EUR", None, "received", [(OPEN, "F", "2026-07-15", 20_00, 3_80)]),
    5: (OAK, "2026-07-06", "USD", 10**8, "rejected", [(OPEN, "F", "2026-06-12", 999_00, 0)]),
    6: (OAK, "2026-07-07", "USD", 10**8, "undone", [(OPEN, "F", "2026-06-13", 888_00, 0)]),
    7: (ASH, "2026-05-07", "USD", 10**8, "received", [(OPEN, "F", "2026-04-13", 12_00, 0)]),
}  # fmt: skip


def fill(engine: Engine, member_id: int | None = None, owner_id: int | None = None) -> None:
    """Store everything; the member is named on the restricted matter, the owner owns another."""
    with writing(engine, system("setup"), Permission.IMPORT_INVOICES) as unit:
        _names(unit.session, member_id, owner_id)
        for number, invoice in INVOICES.items():
            _invoice(unit.session, number, *invoice)
        _sums(unit)
        unit.touch("spend", "names")


def _names(session: Session, member_id: int | None, owner_id: int | None) -> None:
    for key, name in ((LITIGATION, "Litigation"), (EMPLOYMENT, "Employment")):
        session.add(PracticeArea(id=key, name=name, name_norm=name.casefold()))
    for key, name in ((OAK, "Oak LLP"), (ELM, "Elm & Co"), (ASH, "Ash *Bros*")):
        session.add(Vendor(id=key, name=name, name_norm=name.casefold(), created_at=NOW))
    for key, name in ((OPEN, "Dispute"), (SECRET, "Inquiry"), (LOOSE, "Advice")):
        session.add(
            Matter(
                id=key, number=f"M-{key}", number_norm=f"m-{key}", name=name, created_at=NOW,
                is_restricted=key == SECRET, owner_id=owner_id if key == OPEN else None,
            )
        )  # fmt: skip
    session.add(
        Upload(
            id=1, file_name="july.txt", sha256="0" * 64, size=1, format="LEDES1998B",
            uploaded_by="ana", uploaded_at=NOW, invoices=7, lines=10,
        )
    )  # fmt: skip
    session.flush()
    session.add(MatterArea(matter_id=OPEN, from_month=190001, practice_area_id=LITIGATION))
    session.add(MatterArea(matter_id=SECRET, from_month=190001, practice_area_id=EMPLOYMENT))
    if member_id is not None:
        session.add(MatterMember(matter_id=SECRET, user_id=member_id))
    session.flush()


def _invoice(
    session: Session,
    number: int,
    vendor: int,
    day: str,
    currency: str,
    rate: int | None,
    status: str,
    lines: list[tuple[int, str, str, int, int]],
) -> None:
    net, tax = sum(line[3] for line in lines), sum(line[4] for line in lines)
    days = [line[2] for line in lines]
    session.add(
        Invoice(
            id=number, upload_id=1, vendor_id=vendor, number=f"I-{number}",
            number_norm=f"i-{number}", invoice_date=day, invoice_month=month_of(day),
            period_start=min(days), period_end=max(days), currency=currency,
            stated_total_cents=net, total_cents=net, tax_cents=tax, lines=len(lines), hours_e4=0,
            status=status, rate_e8=rate,
        )
    )  # fmt: skip
    session.flush()
    for place, (matter, kind, work_date, cents, line_tax) in enumerate(lines, 1):
        session.add(
            InvoiceLine(
                invoice_id=number, place=place, matter_id=matter, source_line=place + 2,
                line_number=str(place), kind=kind, work_date=work_date, units_e4=10_000,
                rate_e4=cents * 100, adjustment_cents=0, total_cents=cents, tax_cents=line_tax,
                reporting_cents=None if rate is None else cents * rate // 10**8,
                reporting_tax_cents=None if rate is None else line_tax * rate // 10**8,
                narrative=f"Narrative {number}.{place}",
            )
        )  # fmt: skip
    session.flush()


def _sums(unit: Unit) -> None:
    session = unit.session
    session.connection().execute(
        text(
            "INSERT INTO invoice_sum (invoice_id, matter_id, work_month, cost_kind, "
            "practice_area_id, billed_cents, tax_cents, approved_cents, reporting_cents, "
            "reporting_tax_cents, hours_e4, lines, late_cents, days_cents, adjusted_lines, "
            f"adjusted_cents) SELECT l.invoice_id, l.matter_id, {sums.WORK_MONTH}, "
            f"{sums.COST_KIND}, (SELECT MAX(a.practice_area_id) FROM matter_area a "
            "WHERE a.matter_id = l.matter_id), SUM(l.total_cents), SUM(l.tax_cents), "
            "SUM(l.total_cents), SUM(l.reporting_cents), SUM(l.reporting_tax_cents), "
            "SUM(CASE WHEN l.kind = 'F' THEN l.units_e4 ELSE 0 END), COUNT(*), 0, 0, 0, 0 "
            "FROM invoice_line l GROUP BY 1, 2, 3, 4, 5"
        )
    )
    sums.add(session, list(INVOICES))
