"""The sample department, loaded once for all tests that look at it."""

import os
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import Engine

from legalops import money
from legalops.permissions import system
from legalops.services import rates, sample
from legalops.services.sample_department import billing, plan
from legalops.services.sample_department.source import read
from legalops.store.engine import open_engine

AS_OF = date(2026, 10, 31)
DEMO = system("demo")


@dataclass(frozen=True)
class Loaded:
    """A store with the sample department, to copy from."""

    path: Path
    originals: Path
    summary: sample.Summary


@pytest.fixture(scope="session")
def sample_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The sample department as of the end of October 2026; read it, do not write to it."""
    own = tmp_path_factory.getbasetemp()
    return _loaded(sqlite_template, own, own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@lru_cache(maxsize=1)  # each room's conftest has the fixture
def _loaded(empty: Path, own: Path, shared: Path) -> Loaded:
    """Return a worker's own copy of the department, which the first worker loads for all."""
    first, room = shared / "sample_of_all", own / "sample"
    with FileLock(shared / "sample_of_all.lock"):
        if not (first / "summary").exists():
            shutil.rmtree(first, ignore_errors=True)
            (first / "originals").mkdir(parents=True)
            (first / "summary").write_bytes(pickle.dumps(_load(empty, first)))
    shutil.copytree(first, room)
    summary = pickle.loads((room / "summary").read_bytes())  # noqa: S301  # written just above
    return Loaded(room / "store.db", room / "originals", summary)


def _load(empty: Path, room: Path) -> sample.Summary:
    shutil.copy(empty, room / "store.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEGALOPS_ORIGINALS", str(room / "originals"))
        engine = open_engine(f"sqlite:///{room / 'store.db'}")
        summary = sample.load(engine, DEMO, AS_OF)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return summary


def load_month(engine: Engine) -> None:
    """Store the newest month's files of the sample department and nothing else."""
    source = read(sample.SEED, AS_OF)
    files = billing.files(source)
    newest = files[-1].bills[0].dated.strftime("%Y-%m")
    for rate in plan.rates(source):
        rates.enter(engine, DEMO, rate.currency, rate.effective_on, money.parse_rate(rate.rate))
    for file in files:
        if file.bills[0].dated.strftime("%Y-%m") == newest:
            sample._import(engine, DEMO, file)


@pytest.fixture
def sample_engine(
    sample_template: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """A copy of the sample department's store, this test's own; the original files are shared."""
    monkeypatch.setenv("LEGALOPS_ORIGINALS", str(sample_template.originals))
    shutil.copy(sample_template.path, tmp_path / "sample.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'sample.db'}")
    yield engine
    engine.dispose()
