"""Two vendors use one invoice number in a file: the sound invoice is stored, the other waits."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from legalops.errors import RefusedError
from legalops.intake.how import Correction, How
from legalops.permissions import system
from legalops.services import check, uploads
from legalops.services.choices import Choices
from tests.services.ledes import Invoice, Line, file

OPS = system("cli")
HALE, OSPREY = "11-1111111", "22-2222222"
ANSWERS = Choices(
    default_currency="USD", vendor_names={HALE: "Hale & Quimby LLP", OSPREY: "Osprey Legal"}
)
OF_HALE, OF_OSPREY = f"A ({HALE})", f"A ({OSPREY})"
#: Osprey's total is wrong.
FAULTY = file(Invoice("A", (Line(100),)), Invoice("A", (Line(200),), firm=OSPREY, stated=5))
TABLE = (
    b"Vendor,Invoice number,Date,Type,Timekeeper,Hours,Rate,Amount,Description\n"
    b'Hale & Quimby LLP,A,2026-01-13,fee,"Doe, Jane",1,1,1.00,Read the lease\n'
    b'Osprey Legal,A,2026-01-13,fee,"Roe, Sam",1,2,x,Read the will\n'
)
SOUND = file(Invoice("A", (Line(100),)), Invoice("A", (Line(200),), firm=OSPREY))
LOST = SOUND + b"20260205|A|CL[]\r\n"


def come(engine: Engine, data: bytes, name: str = "month.txt", how: How | None = None) -> int:
    """Let a file come, and say how it is read; return the upload."""
    upload_id = uploads.receive(engine, OPS, name, data).upload_id
    if how is not None:
        uploads.set_how(engine, OPS, upload_id, 1, how)
    return upload_id


def store(engine: Engine, upload_id: int, choices: Choices = ANSWERS) -> int:
    """Store what is sound of an upload; return how many invoices."""
    version = uploads.opened(engine, OPS, upload_id).version
    return len(uploads.confirm(engine, OPS, upload_id, version, choices).invoice_ids)


def stored(engine: Engine) -> list[tuple[object, ...]]:
    """Return number, vendor, what its lines come to and the state of every invoice."""
    query = (
        "SELECT i.number, v.name, i.total_cents, i.status, i.override_reason FROM invoice i "
        "JOIN vendor v ON v.id = i.vendor_id ORDER BY i.id"
    )
    with engine.connect() as connection:
        return [tuple(each) for each in connection.execute(text(query))]


def blamed(engine: Engine, upload_id: int) -> set[tuple[str, str]]:
    """Return the errors of an upload as they are kept, each with its invoice."""
    kept = uploads.opened(engine, OPS, upload_id).prepared.checked.problems
    return {(p.code, p.invoice) for p in kept if p.severity == "error"}


HALES = ("A", "Hale & Quimby LLP", 100, "received", None)


def test_the_sound_one_is_stored_under_the_number_its_vendor_gave_it(engine: Engine) -> None:
    upload_id = come(engine, FAULTY)
    assert store(engine, upload_id) == 1
    assert stored(engine) == [HALES]
    assert blamed(engine, upload_id) == {("invoice_total", OF_OSPREY)}
    assert check.run(engine) == []


def test_the_other_follows_once_it_is_mended(engine: Engine) -> None:
    upload_id = come(engine, FAULTY)
    store(engine, upload_id)
    version = uploads.opened(engine, OPS, upload_id).version
    fixed = [Correction(4, "INVOICE_TOTAL", "2.00")]
    uploads.correct(engine, OPS, upload_id, version, fixed, reason="agreed")
    assert store(engine, upload_id) == 1
    assert stored(engine) == [HALES, ("A", "Osprey Legal", 200, "received", None)]
    assert check.run(engine) == []


def test_a_reason_stores_the_invoice_it_is_given_for(engine: Engine) -> None:
    data = file(
        Invoice("A", (Line(100),), stated=7), Invoice("A", (Line(200),), firm=OSPREY, stated=5)
    )
    store(engine, come(engine, data), replace(ANSWERS, overrides={OF_OSPREY: "agreed"}))
    assert stored(engine) == [("A", "Osprey Legal", 200, "received", "agreed")]


def test_one_replaces_its_earlier_and_the_other_waits(engine: Engine) -> None:
    store(engine, come(engine, file(Invoice("A"), Invoice("A", firm=OSPREY))))
    upload_id = come(engine, SOUND)
    assert blamed(engine, upload_id) == {
        ("invoice_changed", OF_HALE), ("invoice_changed", OF_OSPREY),
    }  # fmt: skip
    store(engine, upload_id, replace(ANSWERS, replacements={OF_OSPREY: "a new rate"}))
    assert [(name, cents, status) for _, name, cents, status, _ in stored(engine)] == [
        ("Hale & Quimby LLP", 10000, "received"),
        ("Osprey Legal", 10000, "superseded"),
        ("Osprey Legal", 200, "received"),
    ]
    with engine.connect() as connection:
        query = "SELECT before_json, after_json FROM audit_event WHERE action = 'invoice.replaced'"
        [(before, after)] = connection.execute(text(query)).all()
    assert '"number":"A"' in str(before).replace(" ", "")
    assert "a new rate" in str(after)


def test_the_same_as_a_table(engine: Engine) -> None:
    how = How(matter="M-1", currency="USD")
    upload_id = come(engine, TABLE, "lines.csv", how)
    assert store(engine, upload_id) == 1
    assert stored(engine) == [HALES]
    assert {key for _, key in blamed(engine, upload_id)} == {"A (Osprey Legal)"}


def test_a_line_that_may_be_of_either_keeps_both_out(engine: Engine) -> None:
    upload_id = come(engine, LOST)
    assert ("value_count", "A") in blamed(engine, upload_id)
    with pytest.raises(RefusedError, match="No invoice"):
        store(engine, upload_id)
    assert stored(engine) == []
