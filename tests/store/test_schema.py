"""The schema goes forwards and back with data in it, and refuses what it does not know."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from legalops.errors import StoreUnusableError
from legalops.permissions import system
from legalops.store import schema, settings
from legalops.store.engine import open_engine
from legalops.store.migrations import tables


def test_the_migrated_store_is_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    settings.change(engine, system("setup"), {"department": "Kept"})
    schema.ensure(engine)
    assert settings.current(engine).department == "Kept"
    assert schema.revision(engine) == schema.newest()


def test_downgrading_to_the_base_takes_every_table_and_upgrading_brings_them_back(
    engine: Engine,
) -> None:
    settings.change(engine, system("setup"), {"department": "Gone"})
    schema.downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(engine)
    assert settings.current(engine).department == "Legal department"


@pytest.mark.parametrize("act", ["UPDATE audit_event SET actor_name = 'x'",
                                 "DELETE FROM audit_event"])  # fmt: skip
def test_the_audit_trail_refuses_change_inside_the_database(engine: Engine, act: str) -> None:
    settings.change(engine, system("setup"), {"department": "Audited"})
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(act))


def test_replacing_an_audit_row_is_refused_too(sqlite_engine: Engine) -> None:
    settings.change(sqlite_engine, system("setup"), {"department": "Audited"})
    forged = (
        "INSERT OR REPLACE INTO audit_event (seq, at, actor_name, session_ref, action, subject, "
        "subject_id, prev_hash, hash) VALUES (1, '', 'forger', '', '', '', '', '', '')"
    )
    with sqlite_engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(forged))


def test_a_store_of_the_future_is_refused_with_advice(sqlite_engine: Engine) -> None:
    with sqlite_engine.connect().execution_options(writes=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    with pytest.raises(StoreUnusableError, match="newer version"):
        schema.ensure(sqlite_engine)


def test_a_damaged_file_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(b"this was a database once" * 500)
    with pytest.raises(StoreUnusableError, match="restore"):
        schema.ensure(open_engine(f"sqlite:///{path}"))


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    with engine.connect().execution_options(writes=True) as connection:
        connection.execute(text("CREATE TABLE recipes (id INTEGER)"))
        connection.commit()
    with pytest.raises(StoreUnusableError, match="another program"):
        schema.ensure(engine)
