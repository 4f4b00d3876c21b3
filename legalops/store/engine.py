"""How a store is opened: one engine a URL, with the pragmas that keep SQLite honest."""

import sqlite3
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection

from legalops.settings import database_url

_PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "synchronous=FULL",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cache_size=-65536",
)


def is_sqlite(engine: Engine) -> bool:
    """Say whether the store is a SQLite file (else it is PostgreSQL)."""
    return engine.dialect.name == "sqlite"


def database_file(engine: Engine) -> Path | None:
    """Return the SQLite file behind the engine, None for PostgreSQL."""
    return Path(str(engine.url.database)) if is_sqlite(engine) else None


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # else the driver begins transactions of its own, deferred
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def default_engine() -> Engine:
    """Return the engine of the store this process works on."""
    return open_engine(database_url())


@lru_cache(maxsize=16)
def open_engine(url: str) -> Engine:
    """Return the engine of a store, the same one for the same URL within a process."""
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, pool_size=10, max_overflow=40)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=40,
        connect_args={"options": "-c lock_timeout=30000 -c timezone=UTC"},
    )
