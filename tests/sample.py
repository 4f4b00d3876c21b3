"""The sample department, loaded once for all tests that look at it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from sqlalchemy import Engine

from legalops.permissions import system
from legalops.services import sample
from legalops.store.engine import open_engine

AS_OF = date(2026, 10, 31)


@dataclass(frozen=True)
class Loaded:
    """A store with the sample department, to copy from."""

    path: Path
    originals: Path
    summary: sample.Summary


@pytest.fixture(scope="session")
def sample_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The sample department as of the end of October 2026; read it, do not write to it."""
    return _load(sqlite_template, tmp_path_factory.getbasetemp() / "sample")


@lru_cache(maxsize=1)  # each room's conftest has the fixture; the department is loaded once
def _load(empty: Path, room: Path) -> Loaded:
    room.mkdir()
    shutil.copy(empty, room / "store.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEGALOPS_ORIGINALS", str(room / "originals"))
        engine = open_engine(f"sqlite:///{room / 'store.db'}")
        summary = sample.load(engine, system("demo"), AS_OF)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return Loaded(room / "store.db", room / "originals", summary)


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
