"""Stores, people and files that tests share."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from legalops.models.people import User
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission, Role, system
from legalops.store import schema
from legalops.store.engine import open_engine
from legalops.store.unit import writing

CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"
POSTGRES = os.environ.get("LEGALOPS_TEST_POSTGRES_URL", "").replace(
    "postgresql://", "postgresql+psycopg://"
)


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


def _admin(statement: str) -> None:
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(statement))
    admin.dispose()


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
    _admin(f"CREATE DATABASE {name} TEMPLATE {template}")
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
