"""What is asked of the store once a run, however many parts of a page want to know it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from legalops.store import unit

T = TypeVar("T")
_run = threading.local()


@contextmanager
def a_run() -> Iterator[None]:
    """Remember what is asked until the run of a page ends, however it ends."""
    _run.known = {}
    try:
        yield
    finally:
        _run.known = None


def asked(key: str, ask: Callable[[], T]) -> T:
    """Return what was answered in this run, asking afresh after a write and outside a run."""
    known: dict[tuple[str, int], Any] | None = getattr(_run, "known", None)
    if known is None:
        return ask()
    at = (key, unit.commits())
    if at not in known:
        known[at] = ask()
    return cast("T", known[at])
