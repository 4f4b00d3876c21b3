"""Column mappings: found for a file, kept for the next one, changed, forgotten."""

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import Session

from legalops.errors import NotFoundError
from legalops.intake.how import How
from legalops.permissions import Actor, Permission
from legalops.store import mappings as stored
from legalops.store.mappings import Known, Mapping
from legalops.store.unit import reading, writing

__all__ = ["Known", "Mapping", "by_name", "change", "forget", "known", "remember", "table"]


def known(session: Session, fingerprint: str, vendor_id: int | None = None) -> Known | None:
    """Return the mapping for tables with these headings: the vendor's own, else a general one."""
    return stored.find(session, fingerprint, vendor_id)


def by_name(engine: Engine, name: str) -> Known:
    """Return the mapping of a name; raise NotFoundError when there is none."""
    with reading(engine) as session:
        found = stored.named(session, name)
    if found is None:
        raise NotFoundError(f"A column mapping named {name!r}")
    return found


def table(engine: Engine) -> pd.DataFrame:
    """Return one row per mapping, by name."""
    return stored.table(engine)


def remember(
    engine: Engine,
    actor: Actor,
    name: str,
    fingerprint: str,
    how: How,
    *,
    vendor_id: int | None = None,
) -> int:
    """Keep how a table is read under a name, for the next one with the same headings.

    Raises RefusedError when another mapping has the name; that one is replaced by `change`,
    with the version that was seen.
    """
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        return stored.save(unit, Mapping(name, fingerprint, how, vendor_id))


def change(engine: Engine, actor: Actor, mapping_id: int, version: int, wanted: Mapping) -> None:
    """Rename a mapping or change how the next files are read with it."""
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        stored.change(unit, mapping_id, version, wanted)


def forget(engine: Engine, actor: Actor, mapping_id: int, version: int) -> None:
    """Forget a mapping; what was read with it stays as it is."""
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        stored.delete(unit, mapping_id, version)
