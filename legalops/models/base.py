"""What every table has in common: a registry of our own and types both databases keep alike."""

from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

_registry = registry()
_registry.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel, registry=_registry):
    """The base of all tables. Strict on SQLite: a column holds its type or nothing."""

    __table_args__: Any = {"sqlite_strict": True}


def strict(*parts: Any) -> tuple[Any, ...]:
    """Return the table arguments of a strict table with constraints and indexes of its own."""
    return (*parts, {"sqlite_strict": True})


def kept(*parts: Any) -> tuple[Any, ...]:
    """Return the table arguments of a strict table that is kept in the order of its key."""
    return (*parts, {"sqlite_strict": True, "sqlite_with_rowid": False})


#: 64 bits on both databases; SQLite only counts up by itself on plain INTEGER.
Big = BigInteger().with_variant(Integer(), "sqlite")


class Flag(TypeDecorator[bool]):
    """A truth value kept as 0 or 1, since strict SQLite tables know no boolean."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """Write True as 1."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        """Read 1 as True."""
        return None if value is None else bool(value)


def text(**options: Any) -> Any:
    """A text column."""
    return Field(sa_type=Text, **options)


def integer(**options: Any) -> Any:
    """A 64-bit integer column."""
    kind: TypeEngine[int] = Big
    return Field(sa_type=kind, **options)


def flag(**options: Any) -> Any:
    """A truth column."""
    return Field(sa_type=Flag, **options)


def key() -> Any:
    """The row's own number."""
    return integer(default=None, primary_key=True)
