"""What happens to an upload when the machine, the disk or somebody else gets in its way."""

import functools
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from legalops.errors import (
    LegalOpsError,
    RefusedError,
    StaleEditError,
    StoreBusyError,
    StoreFullError,
    StoreReadOnlyError,
)
from legalops.intake.draft import Limits
from legalops.intake.how import How
from legalops.permissions import Permission, system
from legalops.services import check, imports, uploads
from legalops.services.choices import Choices
from legalops.services.imports import Receipt
from legalops.services.jobs import Jobs
from legalops.services.reading_child import Allowed, Job, Readers
from legalops.settings import ROOT
from legalops.store import originals
from legalops.store import uploads as stored
from legalops.store.engine import open_engine
from legalops.store.unit import writing
from tests.services.ledes import Invoice, Line, file

OPS = system("cli")
ANSWERS = Choices(default_currency="USD", vendor_names={"11-1111111": "Hale & Quimby LLP"})
posix = pytest.mark.skipif(os.name != "posix", reason="needs signals and limits of POSIX")


def counts(engine: Engine) -> tuple[int, ...]:
    """Count what an import writes: uploads that are stored, invoices, lines."""
    with engine.connect() as connection:
        return tuple(
            int(connection.execute(text(f"SELECT COUNT(*) FROM {what}")).scalar() or 0)
            for what in ("upload WHERE state = 'stored'", "invoice", "invoice_line")
        )


def come(engine: Engine, data: bytes) -> int:
    upload_id = uploads.receive(engine, OPS, "month.txt", data).upload_id
    uploads.read(engine, OPS, upload_id)
    return upload_id


def fault(engine: Engine, upload_id: int) -> tuple[str, set[str]]:
    """Return an upload's state and the codes of what is wrong with it."""
    with engine.connect() as connection:
        query = text("SELECT state FROM upload WHERE id = :id")
        state = str(connection.execute(query, {"id": upload_id}).scalar())
    return state, {problem.code for problem in stored.problems(engine, upload_id)}


# F01: killed at any moment.

FLOW = """
import os, signal, sys
from legalops.permissions import system
from legalops.services import imports, uploads
from legalops.services.choices import Choices
from legalops.store import drafts, originals
from legalops.store.engine import default_engine
point, path = sys.argv[1:3]
def die(): os.kill(os.getpid(), signal.SIGKILL)
def after(module, name):
    whole = getattr(module, name)
    def does(*words, **named):
        done = whole(*words, **named)
        die()
    setattr(module, name, does)
{"original": lambda: after(originals, "keep"), "row": lambda: after(drafts, "receive"),
 "received": lambda: after(uploads, "receive"), "recorded": lambda: after(drafts, "record"),
 "read": lambda: after(uploads, "read"), "lines": lambda: after(imports.invoices, "save"),
 "confirmed": lambda: after(uploads, "confirm"), "never": lambda: None}[point]()
choices = Choices(default_currency="USD", vendor_names={"11-1111111": "Hale"})
engine, actor = default_engine(), system("cli")
number = uploads.receive(engine, actor, "month.txt", open(path, "rb").read()).upload_id
uploads.read(engine, actor, number)
uploads.confirm(engine, actor, number, 1, choices)
"""
BIG = tuple(Invoice(f"INV-{n}", tuple(Line(100 + i) for i in range(100))) for n in range(30))
WHOLE, NOTHING = (1, 30, 3000), (0, 0, 0)


def start(store: Path, month: Path, point: str) -> "subprocess.Popen[bytes]":
    """Start a process that receives, reads and stores a file, and dies at a point of that."""
    return subprocess.Popen(
        [sys.executable, "-c", FLOW, point, str(month)],
        cwd=ROOT,
        env={**os.environ, "LEGALOPS_DATABASE_URL": f"sqlite:///{store}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def go_on(engine: Engine, month: Path) -> None:
    """Do what people do after a crash: start again, drop the file again, confirm it."""
    work = Jobs(engine)
    work.resume()
    work.wait(60)
    work.close()
    upload_id = uploads.receive(engine, OPS, "month.txt", month.read_bytes()).upload_id
    opened = uploads.opened(engine, OPS, upload_id)
    if opened.prepared.accepted or not opened.prepared.vendor_names:
        uploads.confirm(engine, OPS, upload_id, opened.version, ANSWERS)


def copy(template: Path, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEGALOPS_ORIGINALS", str(folder / f"{name}-originals"))
    store = folder / f"{name}.db"
    store.write_bytes(template.read_bytes())
    return store


@posix
@pytest.mark.parametrize(
    ("point", "left"),
    [
        ("original", NOTHING), ("row", NOTHING), ("received", NOTHING), ("recorded", NOTHING),
        ("read", NOTHING), ("lines", NOTHING), ("confirmed", WHOLE),
    ],
)  # fmt: skip
def test_killed_at_each_point_an_upload_is_whole_or_can_be_done_again(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch,
    point: str, left: tuple[int, ...],
) -> None:  # fmt: skip
    month = tmp_path / "month.txt"
    month.write_bytes(file(*BIG))
    path = copy(sqlite_template, tmp_path, "store", monkeypatch)
    assert start(path, month, point).wait() == -signal.SIGKILL
    engine = open_engine(f"sqlite:///{path}")
    assert counts(engine) == left
    assert check.run(engine) == []
    go_on(engine, month)
    assert counts(engine) == WHOLE
    assert check.run(engine) == []
    engine.dispose()


@posix
def test_killed_at_any_moment_an_upload_is_whole_or_can_be_done_again(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    month = tmp_path / "month.txt"
    month.write_bytes(file(*BIG))
    chance = random.Random(7)  # noqa: S311  # any moments will do
    for number in range(6):
        path = copy(sqlite_template, tmp_path, f"store{number}", monkeypatch)
        process = start(path, month, "never")
        timer = threading.Timer(chance.uniform(0.8, 3.5), process.kill)
        timer.start()
        process.wait()
        timer.cancel()
        engine = open_engine(f"sqlite:///{path}")
        assert counts(engine) in (NOTHING, WHOLE)
        assert check.run(engine) == []
        go_on(engine, month)
        assert counts(engine) == WHOLE
        engine.dispose()


# F02: the reader is killed or overruns.


def job(path: Path) -> Job:
    return Job(str(path), "month.txt", Limits(), date(2026, 3, 1), How())


@posix
def test_a_reader_that_is_killed_refuses_the_file_and_the_next_is_read(tmp_path: Path) -> None:
    stuck, sound = tmp_path / "stuck", tmp_path / "month.txt"
    os.mkfifo(stuck)  # opening it waits for a writer that never comes
    sound.write_bytes(file(Invoice()))
    readers = Readers(1)
    found = []
    reading = threading.Thread(target=lambda: found.append(readers.read(job(stuck))))
    reading.start()
    while not (pids := readers.pids()):
        reading.join(0.01)
    os.kill(pids[0], signal.SIGKILL)
    reading.join()
    assert found[0].is_refused
    assert set(found[0].faults[""]) == {"reader_stopped"}
    assert len(readers.read(job(sound)).invoices) == 1
    readers.close()


@posix
def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    stuck = tmp_path / "stuck"
    os.mkfifo(stuck)
    readers = Readers(1, Allowed(wall_seconds=0.3))
    assert set(readers.read(job(stuck)).faults[""]) == {"reader_stopped"}
    assert readers.pids() == []
    readers.close()


@posix
def test_a_reader_that_died_while_it_was_idle_costs_nobody_a_file(tmp_path: Path) -> None:
    sound = tmp_path / "month.txt"
    sound.write_bytes(file(Invoice()))
    readers = Readers(1)
    readers.read(job(sound))
    os.kill(readers.pids()[0], signal.SIGKILL)
    assert not readers.read(job(sound)).is_refused
    readers.close()


@posix
def test_a_reader_without_memory_refuses_the_file_in_words_and_the_app_goes_on(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Readers(1, Allowed(memory_bytes=1 << 20))
    with monkeypatch.context() as patched:
        patched.setattr(uploads, "READERS", small)
        upload_id = come(engine, file(Invoice()))
    assert fault(engine, upload_id) == ("refused", {"reader_stopped"})
    [problem] = stored.problems(engine, upload_id)
    assert "took too much time or memory" in problem.message
    uploads.read(engine, OPS, upload_id)
    assert fault(engine, upload_id) == ("draft", {"currency"})
    small.close()


# F04: the disk is full.

FILLED = """
import resource, sys
from legalops.errors import LegalOpsError
from legalops.permissions import system
from legalops.services import uploads
from legalops.services.choices import Choices
from legalops.store.engine import default_engine
path, what, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
engine, actor = default_engine(), system("cli")
data = open(path, "rb").read()
choices = Choices(default_currency="USD", vendor_names={"11-1111111": "Hale"})
def full(): resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    if what == "receive":
        full()
    number = uploads.receive(engine, actor, "month.txt", data).upload_id
    uploads.read(engine, actor, number)
    full()
    uploads.confirm(engine, actor, number, 1, choices)
except LegalOpsError as error:
    print(type(error).__name__, error)
"""


@posix
@pytest.mark.parametrize(("what", "most"), [("receive", 100_000), ("confirm", 400_000)])
def test_a_full_disk_is_said_in_words_and_nothing_is_half_stored(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch, what: str, most: int
) -> None:
    month = tmp_path / "month.txt"
    month.write_bytes(file(*BIG))
    path = copy(sqlite_template, tmp_path, "store", monkeypatch)
    done = subprocess.run(
        [sys.executable, "-c", FILLED, str(month), what, str(most)],
        cwd=ROOT,
        env={**os.environ, "LEGALOPS_DATABASE_URL": f"sqlite:///{path}"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.stdout.startswith("StoreFullError There is no room left on the disk"), done.stderr
    engine = open_engine(f"sqlite:///{path}")
    assert counts(engine) == NOTHING
    assert check.run(engine) == []
    folder = originals.folder(engine)
    names = [p.name for p in folder.iterdir()] if folder.is_dir() else []
    assert all(len(name) == 64 for name in names)
    go_on(engine, month)
    assert counts(engine) == WHOLE
    engine.dispose()


def test_a_full_disk_while_the_original_is_kept_is_said_in_words(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFullError, match="Free some space"):
        uploads.receive(sqlite_engine, OPS, "month.txt", file(Invoice()))
    assert list(originals.folder(sqlite_engine).iterdir()) == []


# F05: somebody else holds the store.


def short_wait(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    for module in (uploads, imports):
        monkeypatch.setattr(module, "writing", functools.partial(writing, wait=seconds))


def test_a_store_that_stays_locked_says_so_and_nothing_is_saved(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = come(engine, file(Invoice()))
    short_wait(monkeypatch, 0.05)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(engine, OPS, Permission.IMPORT_INVOICES):
            held.set()
            done.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    acts: tuple[Callable[[], object], ...] = (
        lambda: uploads.confirm(engine, OPS, upload_id, 1, ANSWERS),
        lambda: uploads.receive(engine, OPS, "other.txt", file(Invoice("B"))),
        lambda: uploads.choose(engine, OPS, upload_id, 1, ANSWERS),
    )
    for act in acts:
        with pytest.raises(StoreBusyError, match="nothing was saved"):
            act()
    done.set()
    other.join()
    assert counts(engine) == NOTHING
    uploads.confirm(engine, OPS, upload_id, 1, ANSWERS)
    assert counts(engine) == (1, 1, 1)


def test_a_store_that_is_locked_for_a_moment_is_waited_for(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice()))
    held = threading.Event()

    def hold() -> None:
        with writing(engine, OPS, Permission.IMPORT_INVOICES):
            held.set()
            threading.Event().wait(0.2)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    uploads.confirm(engine, OPS, upload_id, 1, ANSWERS)
    other.join()
    assert counts(engine) == (1, 1, 1)


# F06: the store can only be read.


def test_a_store_that_can_only_be_read_is_read_and_says_so_when_written(
    sqlite_engine: Engine,
) -> None:
    upload_id = come(sqlite_engine, file(Invoice()))
    sqlite_engine.dispose()

    def read_only(connection: object, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON")  # type: ignore[attr-defined]

    event.listen(sqlite_engine, "connect", read_only)
    assert list(uploads.waiting(sqlite_engine)["id"]) == [upload_id]
    assert uploads.opened(sqlite_engine, OPS, upload_id).version == 1
    with pytest.raises(StoreReadOnlyError, match="can be read but not written"):
        uploads.confirm(sqlite_engine, OPS, upload_id, 1, ANSWERS)
    event.remove(sqlite_engine, "connect", read_only)
    sqlite_engine.dispose()
    assert counts(sqlite_engine) == NOTHING


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_database_file_without_write_permission_is_read_and_says_so_when_written(
    sqlite_engine: Engine,
) -> None:
    upload_id = come(sqlite_engine, file(Invoice()))
    sqlite_engine.dispose()
    path = Path(str(sqlite_engine.url.database))
    path.chmod(0o444)
    with pytest.raises(StoreReadOnlyError):
        uploads.confirm(sqlite_engine, OPS, upload_id, 1, ANSWERS)
    path.chmod(0o644)
    assert counts(sqlite_engine) == NOTHING


# F16 and F17: two people at once.


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all acts at the same moment; return what each gave, or the error it raised."""
    barrier, found = threading.Barrier(len(acts)), [None] * len(acts)

    def do(place: int) -> None:
        barrier.wait()
        try:
            found[place] = acts[place]()  # type: ignore[call-overload]
        except LegalOpsError as error:
            found[place] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=do, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(found)


def test_the_same_file_dropped_by_two_people_at_once_is_one_upload(engine: Engine) -> None:
    for number in range(5):
        data = file(Invoice(f"A{number}"))
        act = functools.partial(uploads.receive, engine, OPS, "month.txt", data)
        one, two = at_once(act, act)
        assert isinstance(one, uploads.Received)
        assert isinstance(two, uploads.Received)
        assert one.upload_id == two.upload_id
        assert sorted([one.is_new, two.is_new]) == [False, True]


def test_two_people_who_confirm_the_same_upload_at_once_store_it_once(engine: Engine) -> None:
    """B98: one is told that it is stored, and there is one set of rows."""
    for number in range(5):
        upload_id = come(engine, file(Invoice(f"A{number}", (Line(5), Line(6)))))
        act = functools.partial(uploads.confirm, engine, OPS, upload_id, 1, ANSWERS)
        found = at_once(act, act)
        errors = [f for f in found if isinstance(f, RefusedError | StaleEditError)]
        assert len(errors) == 1, found
        assert sum(isinstance(f, Receipt) for f in found) == 1
        words = str(errors[0])
        assert "stored" in words or "changed by" in words
    assert counts(engine) == (5, 5, 10)
    assert check.run(engine) == []


def test_two_files_with_the_same_invoice_at_once_store_it_once(engine: Engine) -> None:
    for number in range(5):
        first = come(engine, file(Invoice(f"A{number}", (Line(5),))))
        second = come(engine, file(Invoice(f"A{number}", (Line(7),))))
        found = at_once(
            functools.partial(uploads.confirm, engine, OPS, first, 1, ANSWERS),
            functools.partial(uploads.confirm, engine, OPS, second, 1, ANSWERS),
        )
        assert sum(isinstance(f, Receipt) for f in found) == 1, found
        [error] = [f for f in found if isinstance(f, LegalOpsError)]
        assert "stored" in str(error)
    assert counts(engine) == (5, 5, 5)
    assert check.run(engine) == []


# F27: the original is gone or was altered.


@pytest.mark.parametrize(
    ("code", "words"), [("original_missing", "missing"), ("original_altered", "not what was")]
)
def test_an_original_that_is_missing_or_altered_is_reported_and_nothing_is_stored_from_it(
    engine: Engine, code: str, words: str
) -> None:
    data = file(Invoice(f"F27-{code}"))
    upload_id = come(engine, data)
    path = originals.folder(engine) / originals.digest(data)
    if code == "original_missing":
        path.unlink()
    else:
        path.write_bytes(data.replace(b"100.00", b"900.00"))
    [finding] = check.run(engine)
    assert finding.check == "original"
    assert words in finding.message
    with pytest.raises(RefusedError, match="missing or was altered; nothing was stored"):
        uploads.confirm(engine, OPS, upload_id, 1, ANSWERS)
    uploads.read(engine, OPS, upload_id)
    assert fault(engine, upload_id) == ("refused", {code})
    assert uploads.receive(engine, OPS, "month.txt", data).upload_id == upload_id
    uploads.read(engine, OPS, upload_id)
    assert fault(engine, upload_id)[0] == "draft"
