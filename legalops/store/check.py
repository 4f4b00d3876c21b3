"""Does the store still stand: audit chain, keys, original files, people, schema?"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.intake.names import fold
from legalops.models.audit import AuditEvent
from legalops.models.spend import LIVE_SQL, Invoice, Upload
from legalops.store import originals, schema
from legalops.store.engine import is_sqlite
from legalops.store.recount import SHOWN, Finding
from legalops.store.unit import GENESIS, reading, seal


def audit_chain(engine: Engine) -> list[Finding]:
    """Follow the audit trail from its beginning and return where it was broken."""
    found: list[Finding] = []
    previous, number = GENESIS, 0
    with reading(engine) as session:
        for event in session.exec(
            select(AuditEvent).order_by(col(AuditEvent.seq)).execution_options(yield_per=5_000)
        ):
            message = _broken(event, previous, number + 1)
            if message:
                found.append(Finding("audit", f"event {event.seq}", message))
            previous, number = event.hash, event.seq
    return found[:SHOWN]


def _broken(event: AuditEvent, previous: str, expected: int) -> str:
    if event.seq != expected:
        return f"Event {expected} is missing before it."
    if event.prev_hash != previous:
        return "It does not follow the event before it: one of the two was changed."
    return "" if seal(event) == event.hash else "Its content was changed after it was written."


def audit_head(engine: Engine) -> tuple[int, str]:
    """Return number and hash of the newest audit event, to be written down elsewhere."""
    with reading(engine) as session:
        newest = select(AuditEvent.seq, AuditEvent.hash).order_by(col(AuditEvent.seq).desc())
        last = session.exec(newest.limit(1)).first()
    return (last[0], last[1]) if last else (0, GENESIS)


def keys(engine: Engine) -> list[Finding]:
    """Return rows that point nowhere and live invoices that stand twice."""
    found: list[Finding] = []
    with reading(engine) as session:
        if is_sqlite(engine):
            rows = session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()
            found += [
                Finding("keys", f"{table} row {rowid}", f"It points to a missing {parent}.")
                for table, rowid, parent, _ in rows[:SHOWN]
            ]
        found += _twice(session)
    return found


def _twice(session: Session) -> Iterator[Finding]:
    query = select(Invoice.id, Invoice.vendor_id, Invoice.number, Invoice.number_norm).where(
        text(LIVE_SQL)
    )
    seen: dict[tuple[int, str], int | None] = {}
    for number, vendor_id, written, norm in session.exec(query):
        first = seen.setdefault((vendor_id, fold(written)), number)
        if first != number:
            message = f"Invoice {written!r} of vendor {vendor_id} is live as {first} already."
            yield Finding("duplicate", f"invoice {number}", message)
        if norm != fold(written):
            message = f"It is compared as {norm!r}, but its number is {written!r}."
            yield Finding("duplicate", f"invoice {number}", message)


def files(engine: Engine) -> list[Finding]:
    """Return uploads whose original file is missing or is no longer what came."""
    with reading(engine) as session:
        uploads = session.exec(select(Upload.id, Upload.file_name, Upload.sha256)).all()
    state = {sha256: _file_state(engine, sha256) for sha256 in {u[2] for u in uploads}}
    return [
        Finding("original", f"upload {number} ({name})", state[sha256])
        for number, name, sha256 in uploads
        if state[sha256]
    ][:SHOWN]


def _file_state(engine: Engine, sha256: str) -> str:
    path = originals.folder(engine) / sha256
    if not path.is_file():
        return f"Its original file is missing from {path.parent}."
    same = originals.digest(path.read_bytes()) == sha256
    return "" if same else "Its original file is not what was uploaded (SHA-256 differs)."


def people(engine: Engine) -> list[Finding]:
    """Return a finding when there are users but no administrator who may come in."""
    query = text(
        "SELECT COUNT(*), SUM(CASE WHEN role = 'admin' AND disabled_at IS NULL THEN 1 ELSE 0 END) "
        'FROM "user"'
    )
    with reading(engine) as session:
        total, admins = session.connection().execute(query).one()
    if not total or admins:
        return []
    remedy = "No administrator is left who may sign in. Add one: python -m legalops user add."
    return [Finding("people", "users", remedy)]


_GUARDS: dict[str, tuple[str, Sequence[str]]] = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'index')",
        ("audit_event_no_update", "audit_event_no_delete", "uq_invoice_live"),
    ),
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' "
        "UNION SELECT indexname FROM pg_indexes",
        ("audit_event_no_change", "uq_invoice_live"),
    ),
}


def guards(engine: Engine) -> list[Finding]:
    """Return what is missing of the schema: its revision, the audit's guards, damage to pages."""
    found: list[Finding] = []
    revision = schema.revision(engine)
    if revision != schema.newest():
        message = f"The schema is {revision}, this version needs {schema.newest()}."
        found.append(Finding("schema", "revision", message))
    query, needed = _GUARDS[engine.dialect.name]
    with engine.connect() as connection:
        names = {row[0] for row in connection.execute(text(query))}
        found += [
            Finding("schema", name, "It guards the store and is gone.")
            for name in needed
            if name not in names
        ]
        if is_sqlite(engine):
            rows = connection.exec_driver_sql("PRAGMA integrity_check(20)").all()
            found += [Finding("database", "file", row[0]) for row in rows if row[0] != "ok"]
    return found
