"""How long is an import against a bare insert of the same rows?"""

import sqlite3
from pathlib import Path

from benchmarks.ledes import generate
from benchmarks.timing import Bar, ratio
from legalops.intake.read import Limits
from legalops.permissions import system
from legalops.services import imports
from legalops.services.choices import Choices
from legalops.store import schema
from legalops.store.engine import open_engine

LINES = 100_000
ACTOR = system("cli")


def bars(folder: Path) -> list[Bar]:
    """Measure the whole import (read, check, lines, sums, audit, commit) into an empty store."""
    data = generate(LINES, seed=1)
    template = folder / "empty.db"
    empty = open_engine(f"sqlite:///{template}")
    schema.ensure(empty)
    empty.dispose()
    chosen = choices(data)
    rows = _rows(data, chosen, folder)
    count = iter(range(1_000))

    def ours() -> None:
        engine = open_engine(f"sqlite:///{folder / f'ours{next(count)}.db'}")
        prepared = imports.prepare(
            engine, ACTOR, "bench.txt", data, choices=chosen, limits=Limits()
        )
        receipt = imports.confirm(engine, ACTOR, prepared, chosen)
        assert receipt.lines > LINES * 0.99, receipt.lines  # noqa: S101  # a bench that measures the wrong thing must stop
        engine.dispose()

    def floor() -> None:
        bare(folder / f"floor{next(count)}.db", rows)

    _seed_stores(folder, template)
    measured = ratio(ours, floor)
    return [Bar("import 100,000 LEDES lines / bare insert of the same rows", measured, 4.0)]


def _seed_stores(folder: Path, template: Path) -> None:
    content = template.read_bytes()
    for number in range(1_000):
        if number % 2:
            (folder / f"ours{number}.db").write_bytes(content)
        if number > 20:
            break


def bare(path: Path, rows: list[tuple[object, ...]]) -> None:
    """Insert rows into a table without an index, in one transaction: the floor."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("BEGIN IMMEDIATE")
    names = ", ".join(f"c{i}" for i in range(len(rows[0])))
    connection.execute(f"CREATE TABLE line ({names})")
    marks = ", ".join("?" * len(rows[0]))
    connection.executemany(f"INSERT INTO line VALUES ({marks})", rows)  # noqa: S608  # names of our own
    connection.execute("COMMIT")
    connection.close()


def choices(data: bytes) -> Choices:
    """Name every firm of a made file."""
    firms = {row.split(b"|")[19].decode() for row in data.splitlines()[2:] if row}
    return Choices(
        default_currency="USD", vendor_names={firm: f"Firm {firm}" for firm in sorted(firms)}
    )


def _rows(data: bytes, chosen: Choices, folder: Path) -> list[tuple[object, ...]]:
    """Return the lines as our own import stores them."""
    path = folder / "rows.db"
    path.write_bytes((folder / "empty.db").read_bytes())
    engine = open_engine(f"sqlite:///{path}")
    prepared = imports.prepare(engine, ACTOR, "rows.txt", data, choices=chosen, limits=Limits())
    imports.confirm(engine, ACTOR, prepared, chosen)
    engine.dispose()
    return stored_rows(path)


def stored_rows(path: Path) -> list[tuple[object, ...]]:
    """Return the invoice lines of a store, as they are stored."""
    with sqlite3.connect(path) as connection:
        return connection.execute(
            "SELECT * FROM invoice_line ORDER BY invoice_id, place"
        ).fetchall()
