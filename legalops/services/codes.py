"""Looking after codes: which ones lines may carry, and what they stand for."""

import pandas as pd
from sqlalchemy import Engine

from legalops.permissions import Actor
from legalops.store import codes
from legalops.store.codes import KINDS

__all__ = ["KINDS", "add", "rename", "restore", "retire", "table", "unknown"]


def table(engine: Engine, kind: str | None = None) -> pd.DataFrame:
    """Return one row per code, of one kind or of all: code, name, set, where it comes from."""
    return codes.table(engine, kind)


def unknown(engine: Engine) -> pd.DataFrame:
    """Return the codes recent uploads were warned of and that are still not known."""
    return codes.unknown(engine)


def add(engine: Engine, actor: Actor, kind: str, code: str, name: str) -> None:
    """Add a code of the department's own."""
    codes.add(engine, actor, kind, code, name)


def rename(engine: Engine, actor: Actor, kind: str, code: str, name: str) -> None:
    """Give a code another name; an empty one takes a shipped code back to its own."""
    codes.rename(engine, actor, kind, code, name)


def retire(engine: Engine, actor: Actor, kind: str, code: str) -> None:
    """Take a code out of use: lines that carry it are warned of from now on."""
    codes.retire(engine, actor, kind, code)


def restore(engine: Engine, actor: Actor, kind: str, code: str) -> None:
    """Bring a retired code back."""
    codes.restore(engine, actor, kind, code)
