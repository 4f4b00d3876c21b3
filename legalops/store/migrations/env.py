"""Runs the migrations on the engine it is handed, foreign keys off for SQLite's rebuilds."""

from typing import Any

from alembic import context
from sqlalchemy import Engine

from legalops.store.migrations import tables

engine: Engine = context.config.attributes["engine"]
sqlite = engine.dialect.name == "sqlite"
connection: Any = engine.connect().execution_options(writes=True)
try:
    if sqlite:
        # Batch mode rebuilds tables; with foreign keys on, SQLite would delete the child rows.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=tables.metadata,
        render_as_batch=sqlite,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"migration would orphan rows: {broken[:5]}")
    connection.commit()
finally:
    if sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
    connection.close()
