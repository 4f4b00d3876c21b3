"""What every command does alike: open the store, say what went wrong, answer in JSON."""

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import typer
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, LegalOpsError, StoreUnusableError
from legalops.permissions import system
from legalops.settings import database_url
from legalops.store import schema
from legalops.store.engine import open_engine

ACTOR = system("cli")
P = ParamSpec("P")
R = TypeVar("R")


def command(act: Callable[P, R]) -> Callable[P, R]:
    """Turn what a person can mend into a sentence on standard error and exit code 1."""

    @functools.wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        except LegalOpsError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error

    return run


def engine() -> Engine:
    """Open the store, created and brought up to date where needed."""
    opened = open_engine(database_url())
    schema.ensure(opened)
    return opened


def existing() -> Engine:
    """Open a store that is there; raise StoreUnusableError rather than make an empty one."""
    url = database_url()
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file():
        raise StoreUnusableError(
            f"There is no store at {url}. Set LEGALOPS_DATABASE_URL, or make one: "
            "python -m legalops init."
        )
    return open_engine(url)


def readable(path: Path) -> bytes:
    """Return a file's bytes; a file that cannot be read is a wrong call."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be read: {error.strerror}.") from error


def openable(path: Path) -> None:
    """Make sure that a file can be read; one that cannot is a wrong call."""
    try:
        with path.open("rb"):
            pass
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be read: {error.strerror}.") from error


def write(out: Path | None, name: str, data: bytes) -> None:
    """Write a file under its own name or the one that was asked for, never over another."""
    path = out / name if out is not None and out.is_dir() else out or Path(name)
    if path.exists():
        raise InvalidInputError("--out", f"{path} is there already. Choose another name.")
    try:
        path.write_bytes(data)
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be written: {error.strerror}.") from error
    typer.echo(f"Wrote {path}.")


def answer(value: Any) -> None:
    """Print a value as JSON and nothing else."""
    typer.echo(json.dumps(value, indent=1, ensure_ascii=False))
