"""The check finds every way in which a store can disagree with itself."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import Engine, text

from legalops.intake.read import Limits
from legalops.permissions import Actor, Permission, Role, system
from legalops.services import check, imports, rates
from legalops.services.choices import Choices, MatterChoice
from legalops.store import originals
from legalops.store.engine import database_file, is_sqlite
from legalops.store.unit import writing
from tests.services.ledes import Invoice, Line, file

FIRM = "11-1111111"
ANSWERS = Choices(
    default_currency="EUR",
    vendor_names={FIRM: "Hale & Quimby LLP"},
    matters={(FIRM, "M-1", "FM-1"): MatterChoice("Smith v. Jones", "Litigation")},
)


@pytest.fixture
def store(engine: Engine) -> Engine:
    """A store with two invoices in euro, converted."""
    return fill(engine)


def fill(engine: Engine) -> Engine:
    actor = system("cli")
    rates.enter(engine, actor, "EUR", "2026-01-01", 108_450_000)
    data = file(
        Invoice(lines=(Line(10013), Line(2550, "E"), Line(-500, "IF", day="20251010"))),
        Invoice("INV-2", (Line(7707, matter="M-2"),)),
    )
    prepared = imports.prepare(engine, actor, "a.txt", data, choices=ANSWERS, limits=Limits())
    imports.confirm(engine, actor, prepared, ANSWERS)
    return engine


def corrupt(engine: Engine, *statements: str) -> None:
    """Change the store behind its back, guards taken away."""
    if is_sqlite(engine):
        with closing(sqlite3.connect(str(database_file(engine)))) as connection:
            for act in ("update", "delete"):
                connection.execute(f"DROP TRIGGER audit_event_no_{act}")
            for statement in statements:
                connection.execute(statement)
            connection.commit()
        return
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        for statement in statements:
            connection.execute(text(statement))


def found(engine: Engine) -> set[str]:
    return {finding.check for finding in check.run(engine)}


def test_a_store_that_was_only_written_through_the_door_is_sound(store: Engine) -> None:
    assert check.run(store) == []


def test_an_empty_store_is_sound(engine: Engine) -> None:
    assert check.checkup(engine).is_sound


def test_an_undone_upload_leaves_the_store_sound(store: Engine) -> None:
    imports.undo(store, system("cli"), 1)
    assert check.run(store) == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE invoice_line SET total_cents = total_cents + 1 WHERE kind = 'F'", "invoice_sum"),
        ("UPDATE invoice SET total_cents = total_cents + 1 WHERE number = 'INV-2'", "invoice"),
        ("UPDATE invoice SET hours_e4 = 0", "invoice"),
        ("UPDATE invoice SET invoice_month = 202603", "invoice"),
        ("UPDATE invoice_sum SET billed_cents = billed_cents - 1", "invoice_sum"),
        ("UPDATE invoice_sum SET late_cents = 0", "invoice_sum"),
        ("UPDATE invoice_sum SET days_cents = days_cents + 1", "invoice_sum"),
        ("UPDATE invoice_sum SET practice_area_id = NULL", "invoice_sum"),
        ("DELETE FROM invoice_sum WHERE cost_kind = 'expenses'", "invoice_sum"),
        ("UPDATE spend_cube SET reporting_cents = reporting_cents + 1", "spend_cube"),
        ("UPDATE spend_cube SET status = 'paid'", "spend_cube"),
        ("DELETE FROM spend_cube", "spend_cube"),
        ("UPDATE timekeeper_sum SET hours_e4 = hours_e4 + 1", "timekeeper_sum"),
        ("UPDATE timekeeper SET classification = 'ASSOC'", "spend_cube"),
        ("UPDATE invoice_line SET reporting_cents = reporting_cents + 1", "conversion"),
        ("UPDATE invoice SET rate_e8 = rate_e8 * 2", "conversion"),
        ("UPDATE upload SET invoices = 3", "upload"),
        ("UPDATE upload SET sha256 = 'gone'", "original"),
        ("UPDATE invoice SET number = 'INV-9' WHERE number = 'INV-2'", "duplicate"),
        ("DROP INDEX uq_invoice_live", "schema"),
        ("UPDATE audit_event SET after_json = '{}' WHERE seq = 2", "audit"),
        ("UPDATE audit_event SET actor_name = 'ana' WHERE seq = 1", "audit"),
        ("DELETE FROM audit_event WHERE seq = 2", "audit"),
        ("DELETE FROM audit_event WHERE seq = 1", "audit"),
        ("UPDATE audit_event SET seq = 1000 WHERE seq = 3", "audit"),
        ("UPDATE alembic_version SET version_num = '0000'", "schema"),
    ],
)
def test_what_was_changed_behind_the_stores_back_is_found(
    store: Engine, statement: str, named: str
) -> None:
    corrupt(store, statement)
    assert named in found(store)


def test_missing_guards_of_the_audit_trail_are_found(store: Engine) -> None:
    corrupt(store)
    assert {f.subject for f in check.run(store)} >= {
        "audit_event_no_update" if is_sqlite(store) else "audit_event_no_change"
    }


def test_the_same_invoice_live_twice_is_found(store: Engine) -> None:
    corrupt(
        store,
        "DROP INDEX uq_invoice_live",
        "UPDATE invoice SET number = ' inv-1', number_norm = 'x' WHERE number = 'INV-2'",
    )
    messages = [f.message for f in check.run(store) if f.check == "duplicate"]
    assert any("is live as" in message for message in messages)


def test_a_difference_names_row_column_and_both_values(store: Engine) -> None:
    corrupt(store, "UPDATE invoice SET total_cents = 1 WHERE number = 'INV-2'")
    assert "total_cents is 1, the lines say 7707" in [
        part.rstrip(".") for f in check.run(store) for part in f.message.split("; ")
    ]


def test_a_row_pointing_nowhere_is_found(sqlite_engine: Engine) -> None:
    store = fill(sqlite_engine)
    corrupt(store, "UPDATE matter_alias SET vendor_id = 999")
    assert "keys" in found(store)


def test_an_original_file_that_is_gone_or_changed_is_found(store: Engine) -> None:
    kept = next(originals.folder(store).iterdir())
    content = kept.read_bytes()
    kept.chmod(0o600)
    kept.write_bytes(content + b" ")
    assert [f.message for f in check.run(store) if "differs" in f.message]
    kept.unlink()
    assert [f.message for f in check.run(store) if "missing" in f.message]


def test_users_without_an_administrator_are_found(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    assert "people" not in found(engine)
    with writing(engine, people[Role.ADMIN], Permission.MANAGE_USERS) as unit:
        unit.session.connection().exec_driver_sql(
            "UPDATE \"user\" SET disabled_at = 'now' WHERE role = 'admin'"
        )
    assert "people" in found(engine)


def test_many_differences_are_named_only_in_part(store: Engine) -> None:
    rows = ", ".join(f"({100000 + i}, 202601, 202601, 0, 'USD', 1, 1, 1, 1)" for i in range(50))
    corrupt(
        store,
        *([] if is_sqlite(store) else ["ALTER TABLE timekeeper_sum DISABLE TRIGGER ALL"]),
        f"INSERT INTO timekeeper_sum VALUES {rows}",
    )
    named = [f for f in check.run(store) if f.check == "timekeeper_sum"]
    assert len(named) == 21


def test_the_checkup_names_the_newest_audit_event(store: Engine) -> None:
    done = check.checkup(store)
    with store.connect() as connection:
        newest = connection.execute(
            text("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1")
        ).one()
    assert (done.audit_events, done.audit_hash) == tuple(newest)
