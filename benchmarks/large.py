"""What changes for an import when the store is large, or eight people are reading?"""

import pickle
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from statistics import median

from sqlalchemy import Engine

from benchmarks import imports, stores
from benchmarks.ledes import generate
from benchmarks.timing import Bar, seconds
from legalops.intake.read import Limits
from legalops.services import import_child, report
from legalops.services.imports import Receipt, confirm, prepare, undo
from legalops.settings import ROOT
from legalops.store import schema
from legalops.store.engine import open_engine

LARGE, RUNS, READERS = 5_000_000, 3, 8
_CHILD = (
    "import sys; from legalops.services import import_child; "
    "sys.stdout.buffer.write(b'ready\\n'); sys.stdout.flush(); import_child.main()"
)


def bars(folder: Path) -> list[Bar]:
    """Measure an import into 5,000,000 lines, its undo, and one beside eight busy readers."""
    large = open_engine(stores.build(folder / "large.db", LARGE))
    found = [*_grown(folder, large), _beside_readers(large)]
    large.dispose()
    return found


def _stored(engine: Engine, seed: int) -> tuple[float, Receipt]:
    """Import 100,000 lines that are new to the store; return how long it took."""
    data = generate(imports.LINES, seed=seed)
    choices = imports.choices(data)
    done: list[Receipt] = []

    def act() -> None:
        ready = prepare(
            engine, imports.ACTOR, f"{seed}.txt", data, choices=choices, limits=Limits()
        )
        done.append(confirm(engine, imports.ACTOR, ready, choices))

    return seconds(act), done[0]


def _empty(path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{path}")
    schema.ensure(engine)
    return engine


def _grown(folder: Path, large: Engine) -> list[Bar]:
    """Interleave floor, empty store and large store, each time with a file of its own."""
    floors, empties, larges, undone = [], [], [], []
    for run in range(RUNS):
        engine = _empty(folder / f"empty{run}.db")
        took, _ = _stored(engine, seed=100 + run)
        empties.append(took)
        rows = imports.stored_rows(folder / f"empty{run}.db")
        engine.dispose()
        floors.append(seconds(partial(imports.bare, folder / f"f{run}.db", rows)))
        took, receipt = _stored(large, seed=200 + run)
        larges.append(took)
        undone.append(seconds(partial(undo, large, imports.ACTOR, receipt.upload_id)))
    first, grown, bare = median(empties), median(larges), median(floors)
    return [
        Bar("import into 5,000,000 lines / bare insert of the same rows", grown / bare, 5.5),
        Bar("import into 5,000,000 lines / into an empty store", grown / first, 1.7),
        Bar("undo of an upload / its import", median(undone) / grown, 0.5),
    ]


def _beside_readers(large: Engine) -> Bar:
    """Compare an import in its child process alone and beside readers that never pause.

    A reader does what Budget vs actual does: reads the cube and the budget and computes.
    """
    alone = [_in_child(large, seed=300 + run) for run in range(RUNS)]
    errors: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                report.budget(large, imports.ACTOR, 2026)
            except Exception as error:  # a reader that fails is what is looked for
                errors.append(str(error))

    readers = [threading.Thread(target=read, daemon=True) for _ in range(READERS)]
    for each in readers:
        each.start()
    beside = [_in_child(large, seed=400 + run) for run in range(RUNS)]
    stop.set()
    for each in readers:
        each.join()
    assert not errors, errors[:3]  # noqa: S101  # a bench that measures the wrong thing must stop
    return Bar("import beside 8 busy readers / alone", median(beside) / median(alone), 2.5)


def _in_child(engine: Engine, seed: int) -> float:
    """Time an import in its child process, from a process that has started."""
    data = generate(imports.LINES, seed=seed)
    url = engine.url.render_as_string(hide_password=False)
    choices = imports.choices(data)
    job = import_child.Job(url, imports.ACTOR, f"{seed}.txt", data, choices, Limits())
    child = subprocess.Popen(  # noqa: S603  # our own interpreter, our own words
        [sys.executable, "-c", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert child.stdout is not None  # noqa: S101  # it has pipes, as asked
    assert child.stdout.readline() == b"ready\n"  # noqa: S101  # a bench that measures the wrong thing must stop
    took = seconds(partial(child.communicate, pickle.dumps(job)))
    assert child.returncode == 0, seed  # noqa: S101  # the same
    return took
