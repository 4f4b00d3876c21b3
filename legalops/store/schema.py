"""Creating and upgrading a store, and refusing one that is damaged or from the future."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from legalops.errors import StoreUnusableError
from legalops.store.engine import is_sqlite
from legalops.store.unit import one_writer

_HERE = Path(__file__).resolve().parent / "migrations"


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["engine"] = engine
    return config


def revision(engine: Engine) -> str | None:
    """Return the store's schema revision, None when it has no tables of ours."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Return the revision this code expects."""
    head = ScriptDirectory(str(_HERE)).get_current_head()
    if head is None:
        raise StoreUnusableError("The application carries no schema. Install it again.")
    return head


def revisions() -> set[str]:
    """Return every revision this code knows."""
    return {script.revision for script in ScriptDirectory(str(_HERE)).walk_revisions()}


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the store up to a revision, creating it when it is new."""
    with one_writer(engine):
        command.upgrade(_config(engine), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take the store back to a revision; `base` removes every table."""
    with one_writer(engine):
        command.downgrade(_config(engine), to)


def ensure(engine: Engine) -> None:
    """Create or upgrade the store and check that it is sound.

    Raises StoreUnusableError when the file is damaged, not ours, or newer than this code.
    """
    try:
        _check(engine)
        if revision(engine) != newest():
            upgrade(engine)
    except DatabaseError as error:
        remedy = (
            "Restore the last backup with `python -m legalops restore FILE` into an empty place "
            "and start with that."
            if is_sqlite(engine)
            else "Check LEGALOPS_DATABASE_URL, and that the server runs and lets this user in."
        )
        raise StoreUnusableError(f"The store cannot be opened: {error.orig}. {remedy}") from error


def _check(engine: Engine) -> None:
    found = revision(engine)
    if found is not None and found not in revisions():
        raise StoreUnusableError(
            f"The store has schema {found}, which this version does not know. "
            "Start the newer version of the app that wrote it."
        )
    if found is None and inspect(engine).get_table_names():
        raise StoreUnusableError(
            "The database holds tables of another program. Choose another LEGALOPS_DATABASE_URL."
        )
    if is_sqlite(engine):
        with engine.connect() as connection:
            result = connection.execute(text("PRAGMA quick_check(1)")).scalar()
        if result != "ok":
            raise StoreUnusableError(
                f"The database file is damaged ({result}). Restore the last backup with "
                "`python -m legalops restore FILE` into an empty place and start with that."
            )
