"""Many rows at once: executemany on the transaction's own SQLite connection, COPY on PostgreSQL."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlmodel import Session

CHUNK = 50_000


def insert(session: Session, table: str, columns: Sequence[str], rows: Iterable[Any]) -> None:
    """Insert tuples into a table inside the session's transaction; names are ours, never input."""
    driver: Any = session.connection().connection.driver_connection
    names = ", ".join(columns)
    if session.get_bind().dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # our own names
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        driver.executemany(statement, chunk)
