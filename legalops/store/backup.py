"""How is a whole database copied out while people work, and put back where nothing is?"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, func, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from legalops.errors import RefusedError
from legalops.models.audit import AuditEvent
from legalops.models.people import User
from legalops.models.plan import BudgetVersion
from legalops.models.spend import Invoice, InvoiceLine, Matter, Upload, Vendor
from legalops.store.engine import database_file, is_sqlite
from legalops.store.unit import one_writer, reading

_COUNTED = {
    "users": User,
    "vendors": Vendor,
    "matters": Matter,
    "uploads": Upload,
    "invoices": Invoice,
    "lines": InvoiceLine,
    "budget_versions": BudgetVersion,
    "audit_events": AuditEvent,
}


def counts(engine: Engine) -> dict[str, int]:
    """Return how many rows the tables that matter most have."""
    with reading(engine) as session:
        return {
            name: int(session.exec(select(func.count()).select_from(table)).one())
            for name, table in _COUNTED.items()
        }


def uploads(engine: Engine) -> list[str]:
    """Return the hash of every original file the store speaks of."""
    with reading(engine) as session:
        return sorted(set(session.exec(select(Upload.sha256)).all()))


def is_empty(engine: Engine) -> bool:
    """Say whether nothing is there that a restore would lose: no users and no invoices."""
    try:
        tables = set(inspect(engine).get_table_names())
    except DatabaseError as error:
        raise RefusedError(f"The place holds something else: {error.orig}.") from error
    if not tables:
        return True
    if not {"user", "invoice", "audit_event"} <= tables:
        return False
    here = counts(engine)
    return not here["users"] and not here["invoices"]


def copy_out(engine: Engine, target: Path) -> None:
    """Write one consistent copy of the database to a file, whoever is working meanwhile."""
    file = database_file(engine)
    if file is None:
        _run(engine.url, ["pg_dump", "--format=custom", "--no-owner", f"--file={target}"])
        return
    with (
        closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    verify(target, "sqlite")


def verify(copy: Path, kind: str) -> None:
    """Raise RefusedError unless the copy can be read from end to end."""
    if kind == "postgresql":
        _run(None, ["pg_restore", "--list", str(copy)])
        return
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as connection:
            answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise RefusedError(f"The copy of the database cannot be read: {error}.") from error
    if answer != "ok":
        raise RefusedError(f"The copy of the database is damaged: {answer}.")


def put_back(engine: Engine, copy: Path) -> None:
    """Make the copy the store's database; the place must be empty (`is_empty`)."""
    file = database_file(engine)
    if file is None:
        command = ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction"]
        _run(engine.url, [*command, f"--dbname={engine.url.database}", str(copy)])
        return
    engine.dispose()
    beside = file.with_name(file.name + ".restoring")
    with one_writer(engine):
        shutil.copyfile(copy, beside)
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        for rest in ("-wal", "-shm"):
            file.with_name(file.name + rest).unlink(missing_ok=True)
        beside.replace(file)


def kind(engine: Engine) -> str:
    """Return which database the store is in: `sqlite` or `postgresql`."""
    return "sqlite" if is_sqlite(engine) else "postgresql"


def _run(url: URL | None, command: list[str]) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise RefusedError(
            f"{command[0]} was not found. Install PostgreSQL's client tools "
            "(postgresql-client) on this machine."
        )
    done = subprocess.run(  # noqa: S603  # fixed arguments, no shell
        [program, *command[1:]],
        env={**os.environ, **_server(url)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise RefusedError(f"{command[0]} failed: {last}")


def _server(url: URL | None) -> dict[str, str]:
    # By environment, not by argument: the list of processes shows arguments to everybody.
    given = {
        "PGHOST": url.host if url else None,
        "PGPORT": str(url.port) if url and url.port else None,
        "PGUSER": url.username if url else None,
        "PGPASSWORD": str(url.password) if url and url.password else None,
        "PGDATABASE": url.database if url else None,
    }
    return {name: value for name, value in given.items() if value}
