"""The power fails: whatever of the write-ahead log reached the disk, the store is whole (F03)."""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from legalops.permissions import system
from legalops.services import check, uploads
from legalops.services.choices import Choices
from legalops.store.engine import open_engine
from tests.services.ledes import Invoice, Line, file

OPS = system("cli")
ANSWERS = Choices(default_currency="USD", vendor_names={"11-1111111": "Hale & Quimby LLP"})
MONTHS = [file(Invoice(f"A-{n}", (Line(100), Line(5))), Invoice(f"B-{n}")) for n in range(4)]
PAGE = 4096


def bring(engine: Engine, month: bytes) -> None:
    upload_id = uploads.receive(engine, OPS, "month.txt", month).upload_id
    opened = uploads.opened(engine, OPS, upload_id)
    uploads.confirm(engine, OPS, upload_id, opened.version, ANSWERS)


def rows(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def trail(engine: Engine) -> list[tuple[object, ...]]:
    """Return what the audit trail holds, in order."""
    return rows(engine, "SELECT seq, action, hash FROM audit_event ORDER BY seq")


def stored(engine: Engine) -> tuple[int, int, int]:
    """Count the uploads that are stored, their invoices and their lines."""
    [(uploads_, invoices, lines)] = rows(
        engine,
        "SELECT (SELECT COUNT(*) FROM upload WHERE state = 'stored'),"
        " (SELECT COUNT(*) FROM invoice), (SELECT COUNT(*) FROM invoice_line)",
    )
    return int(str(uploads_)), int(str(invoices)), int(str(lines))


@pytest.fixture
def running(sqlite_engine: Engine) -> Iterator[Engine]:
    """A store with four months in its write-ahead log and none of them in its database file."""

    def keep_the_log(connection: object, _record: object) -> None:
        connection.execute("PRAGMA wal_autocheckpoint=0")  # type: ignore[attr-defined]

    sqlite_engine.dispose()
    event.listen(sqlite_engine, "connect", keep_the_log)
    held = sqlite_engine.connect()  # the last to leave would write the log back
    for month in MONTHS:
        bring(sqlite_engine, month)
    yield sqlite_engine
    held.close()
    event.remove(sqlite_engine, "connect", keep_the_log)


def after_the_loss(running: Engine, place: Path, log: bytes) -> Engine:
    """Return the store as it is found again: the database file, and this much of its log."""
    place.mkdir()
    shutil.copy(str(running.url.database), place / "store.db")
    (place / "store.db-wal").write_bytes(log)
    return open_engine(f"sqlite:///{place / 'store.db'}")


def torn(log: bytes) -> Iterator[bytes]:
    """Tear a log as a disk does: cut anywhere, short of its last pages, or holding others."""
    chance = random.Random(3)  # noqa: S311  # any places will do
    yield b""
    yield log
    for kib in (1, 2, 3, 4):
        yield log[: -kib * 1024]
    for _ in range(5):
        yield log[: chance.randrange(len(log))]
    for _ in range(3):  # the file has its length, a page in it never came
        at = chance.randrange(len(log) // PAGE) * PAGE
        yield log[:at] + bytes(PAGE) + log[at + PAGE :]


def test_whatever_of_the_log_is_left_the_store_opens_with_whole_uploads_in_their_order(
    running: Engine, tmp_path: Path
) -> None:
    log = Path(f"{running.url.database}-wal").read_bytes()
    whole, seen = trail(running), set()
    for number, left in enumerate(torn(log)):
        engine = after_the_loss(running, tmp_path / str(number), left)
        assert rows(engine, "PRAGMA integrity_check") == [("ok",)]
        assert check.run(engine) == []
        kept = trail(engine)
        assert kept == whole[: len(kept)]
        count = stored(engine)[0]
        assert stored(engine) == (count, 2 * count, 3 * count)
        seen.add(count)
        engine.dispose()
    assert {0, 4} < seen  # some of the cuts fell between


def test_what_the_loss_took_is_brought_again(running: Engine, tmp_path: Path) -> None:
    log = Path(f"{running.url.database}-wal").read_bytes()
    engine = after_the_loss(running, tmp_path / "again", log[: len(log) // 2])
    assert stored(engine) < (4, 8, 12)
    for month in MONTHS[stored(engine)[0] :]:
        bring(engine, month)
    assert stored(engine) == (4, 8, 12)
    assert check.run(engine) == []
    engine.dispose()


@pytest.mark.skipif(os.name != "posix", reason="folders are not synced elsewhere")
def test_an_original_is_on_the_disk_before_the_store_knows_of_it(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    whole = os.fsync

    def noted(handle: int) -> None:
        order.append("synced")
        whole(handle)

    monkeypatch.setattr(os, "fsync", noted)
    event.listen(sqlite_engine, "commit", lambda _connection: order.append("committed"))
    uploads.receive(sqlite_engine, OPS, "month.txt", MONTHS[0])
    assert order.index("committed") > order.index("synced")
    assert order.count("synced") == 2  # the file, then its name in the folder
    with sqlite_engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
