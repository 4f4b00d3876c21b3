"""A process killed in the middle of an import leaves all of it or nothing."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine

from legalops.services import check
from legalops.settings import ROOT
from legalops.store.engine import open_engine
from tests.services.ledes import Invoice, Line, file

LINES = 3000


def large_file() -> bytes:
    """Three thousand lines in thirty invoices."""
    return file(*(Invoice(f"INV-{n}", tuple(Line(100 + i) for i in range(100))) for n in range(30)))


@pytest.mark.skipif(os.name != "posix", reason="needs a signal that cannot be caught")
def test_killed_at_any_moment_an_import_is_whole_or_was_never(
    tmp_path: Path, sqlite_template: Path
) -> None:
    month = tmp_path / "month.txt"
    month.write_bytes(large_file())
    chance = random.Random(4)  # noqa: S311  # any moments will do
    killed = 0
    for number in range(10):
        path = tmp_path / f"store{number}.db"
        path.write_bytes(sqlite_template.read_bytes())
        killed += import_and_kill(path, month, after=chance.uniform(0.2, 2.2))
        engine = open_engine(f"sqlite:///{path}")
        assert stored(engine) in ((0, 0, 0), (1, 30, LINES))
        assert check.run(engine) == []
        engine.dispose()
    assert killed <= 10


AT_THE_LAST_MOMENT = """
import os, signal, sys
from legalops.intake.read import Limits
from legalops.permissions import system
from legalops.services import imports
from legalops.services.choices import Choices
from legalops.store.engine import default_engine
choices = Choices(default_currency="USD", vendor_names={"11-1111111": "Hale"})
engine, actor = default_engine(), system("cli")
data = open(sys.argv[1], "rb").read()
prepared = imports.prepare(engine, actor, "month.txt", data, choices=choices, limits=Limits())
imports.confirm(
    engine, actor, prepared, choices, before_commit=lambda: os.kill(os.getpid(), signal.SIGKILL)
)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a signal that cannot be caught")
def test_killed_with_every_row_written_but_not_committed_nothing_is_there(
    tmp_path: Path, sqlite_template: Path
) -> None:
    month, path = tmp_path / "month.txt", tmp_path / "store.db"
    month.write_bytes(large_file())
    path.write_bytes(sqlite_template.read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", AT_THE_LAST_MOMENT, str(month)],
        cwd=ROOT,
        env={**os.environ, "LEGALOPS_DATABASE_URL": f"sqlite:///{path}"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    engine = open_engine(f"sqlite:///{path}")
    assert stored(engine) == (0, 0, 0)
    assert check.run(engine) == []
    again = subprocess.run(
        [sys.executable, "-m", "legalops", "import", str(month), "--currency", "USD"],
        cwd=ROOT,
        env={**os.environ, "LEGALOPS_DATABASE_URL": f"sqlite:///{path}"},
        capture_output=True,
        check=False,
    )
    assert again.returncode == 0
    assert stored(engine) == (1, 30, LINES)
    engine.dispose()


def stored(engine: Engine) -> tuple[int, ...]:
    """Count what an import writes."""
    with engine.connect() as connection:
        return tuple(
            int(connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table}").scalar() or 0)
            for table in ("upload", "invoice", "invoice_line")
        )


def import_and_kill(store: Path, month: Path, *, after: float) -> bool:
    """Start an import, kill it after a while, and say whether that came before its end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "legalops", "import", str(month), "--currency", "USD"],
        cwd=ROOT,
        env={
            **os.environ,
            "LEGALOPS_DATABASE_URL": f"sqlite:///{store}",
            "LEGALOPS_ORIGINALS": str(store.parent / "originals"),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    timer = threading.Timer(after, process.kill)
    timer.start()
    process.wait()
    timer.cancel()
    return process.returncode == -signal.SIGKILL
