"""Many rows at once: executemany on the transaction's own SQLite connection, COPY on PostgreSQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session


def next_id(session: Session, table: str) -> int:
    """Return the first free id of a table; only a writer may ask."""
    query = text(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
    return int(session.connection().execute(query).scalar_one()) + 1


def insert(session: Session, table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
    """Insert tuples into a table inside the session's transaction; names are ours, never input."""
    driver: Any = session.connection().connection.driver_connection
    names = ", ".join(columns)
    if session.get_bind().dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if "id" in columns:
            newest = f"(SELECT MAX(id) FROM {table})"
            driver.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {newest})")
        return
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # our own names
    driver.executemany(statement, rows)


def run_many(session: Session, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run one statement of ours, its values marked `?`, for many rows of values."""
    driver: Any = session.connection().connection.driver_connection
    if session.get_bind().dialect.name == "postgresql":
        with driver.cursor() as cursor:
            cursor.executemany(statement.replace("?", "%s"), rows)
        return
    driver.executemany(statement, rows)
