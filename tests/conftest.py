"""Stores, people and files that tests share."""

import os
import shutil
import uuid
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from sqlalchemy import Engine, create_engine, text
from xdist.remote import Producer

from legalops.access import passwords
from legalops.models.people import User
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission, Role, system
from legalops.store import schema
from legalops.store.engine import open_engine
from legalops.store.unit import writing
from tests.sharing import Sharing

# How long an example takes says more of the machine than of the code.
settings.register_profile("house", deadline=None, max_examples=50)
settings.load_profile("house")
CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"
POSTGRES = os.environ.get("LEGALOPS_TEST_POSTGRES_URL", "").replace(
    "postgresql://", "postgresql+psycopg://"
)
MEMORY = Path("/dev/shm")  # noqa: S108  # pytest makes a folder of its own in it, for this user alone
ENOUGH = 2_000_000_000  # bytes; a run needs some hundred million


def _room() -> Path | None:
    """Return where the stores of tests can lie in memory, None where they go to the disk."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free >= ENOUGH else None


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Keep the stores of tests in memory where there is room; a TEMPROOT that was set wins."""
    if room := _room():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(room))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing | None:
    """Share out as these tests want it, unless another way was asked for."""
    return Sharing(config, log) if config.getvalue("dist") in ("load", "loadgroup") else None


def pytest_report_header(config: pytest.Config) -> str:
    """Say where the stores of tests lie, and whether PostgreSQL is tested."""
    room = config.option.basetemp or os.environ.get("PYTEST_DEBUG_TEMPROOT") or "the disk"
    return f"stores in {room}; PostgreSQL: {POSTGRES.rsplit('@')[-1] or 'none named, skipped'}"


@pytest.fixture(autouse=True)
def quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords at the least cost, except where passwords are what is tested."""
    if request.path.name != "test_passwords.py":
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        monkeypatch.setattr(passwords, "_hasher", quick)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite store to copy from."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    engine = open_engine(f"sqlite:///{path}")
    schema.ensure(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The name of a migrated, empty PostgreSQL database to copy from."""
    if not POSTGRES:
        pytest.skip("LEGALOPS_TEST_POSTGRES_URL is not set")
    name = f"template_{uuid.uuid4().hex[:8]}"
    _admin(f"CREATE DATABASE {name}")
    engine = open_engine(_database(name))
    schema.ensure(engine)
    engine.dispose()
    yield name
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


def _database(name: str) -> str:
    return POSTGRES.rsplit("/", 1)[0] + "/" + name


@lru_cache(maxsize=1)
def _server() -> Engine:
    return create_engine(POSTGRES, isolation_level="AUTOCOMMIT")


def _admin(statement: str) -> None:
    with _server().connect() as connection:
        connection.execute(text(statement))


@lru_cache(maxsize=1)
def _copying() -> str:
    """Return how a database is copied fastest: file by file, where the server knows that."""
    with _server().connect() as connection:
        version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    return "STRATEGY FILE_COPY" if version >= 150000 else ""


@pytest.fixture
def store_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh SQLite store of this test's own."""
    shutil.copy(sqlite_template, tmp_path / "store.db")
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """A fresh store: SQLite always, PostgreSQL too where a server is named."""
    monkeypatch.setenv("LEGALOPS_ORIGINALS", str(tmp_path / "originals"))
    if request.param == "sqlite":
        engine = open_engine(request.getfixturevalue("store_url"))
        yield engine
        engine.dispose()
        return
    template = request.getfixturevalue("postgres_template")
    name = f"test_{uuid.uuid4().hex[:8]}"
    _admin(f"CREATE DATABASE {name} TEMPLATE {template} {_copying()}")
    engine = open_engine(_database(name))
    yield engine
    engine.dispose()
    _admin(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_engine(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """A fresh SQLite store, for what concerns SQLite alone or the pages."""
    monkeypatch.setenv("LEGALOPS_ORIGINALS", str(tmp_path / "originals"))
    engine = open_engine(store_url)
    yield engine
    engine.dispose()


def add_person(engine: Engine, name: str, role: Role) -> Actor:
    """Add a user without password or session and return them as an actor."""
    with writing(engine, system("setup"), Permission.MANAGE_USERS) as unit:
        user = User(
            username=name,
            username_norm=name,
            display_name=name.title(),
            role=role,
            created_at=instant(utc_now()),
        )
        unit.session.add(user)
        unit.session.flush()
        return Actor(name=name, role=role, user_id=user.id, display_name=user.display_name)


@pytest.fixture
def people(engine: Engine) -> dict[Role, Actor]:
    """One person per role."""
    names = {Role.MEMBER: "tom", Role.EXECUTIVE: "carla", Role.OPS: "ana", Role.ADMIN: "mia"}
    return {role: add_person(engine, name, role) for role, name in names.items()}


@pytest.fixture(scope="session")
def cases() -> Path:
    """The folder of real files with what each must give."""
    if not CASES.is_dir():
        pytest.skip("the folder of real files is not beside this checkout")
    return CASES
