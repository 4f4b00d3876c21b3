"""How long does a page's script take as lines pile up, and against the same page from constants?"""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from streamlit.testing.v1 import AppTest

from benchmarks import stores
from benchmarks.timing import Bar, ratio
from legalops.access import sessions
from legalops.permissions import Role, system
from legalops.services import users
from legalops.settings import ROOT
from legalops.store.engine import open_engine
from legalops.ui import spend, who

FRAME = ROOT / "legalops" / "ui" / "frame.py"
SMALL, LARGE = 10_000, 1_000_000
#: What a page asks of the store.
READS = (
    "_cube_of",
    "_months",
    "_has_loose",
    "_budget",
    "_versions",
    "_names",
    "_fresh",
    "_closed",
    "_loose",
    "_report",
)


def bars(folder: Path) -> list[Bar]:
    """Measure Budget vs actual with a new data version, so that every cache is cold."""
    small = _house(folder / "small.db", SMALL)
    large = _house(folder / "large.db", LARGE)
    by_lines = ratio(_run(large), _run(small), runs=9)
    by_constants = ratio(_run(large), _from_constants(large), runs=9)
    return [
        Bar("Budget vs actual, 1,000,000 lines / 10,000 at equal invoices", by_lines, 1.2),
        Bar("Budget vs actual, 1,000,000 lines / the page from constants", by_constants, 1.3),
    ]


def _house(path: Path, lines: int) -> tuple[str, str]:
    """Make a store with somebody signed in and return its URL and their session."""
    url = stores.build(path, lines)
    engine = open_engine(url)
    user_id, _ = users.add(engine, system("demo"), "carla", "Carla", Role.EXECUTIVE)
    session = sessions.redeem(engine, sessions.issue_ticket(engine, user_id))
    with engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql('UPDATE "user" SET must_change = 0')
        connection.commit()
    return url, session or ""


def _run(house: tuple[str, str]) -> Callable[[], object]:
    """Return a run of the page's whole script in a warm process, its data version new."""
    url, session = house
    with _signed_in(url, session):
        page = AppTest.from_file(str(FRAME), default_timeout=300).run()
        page.switch_page("../../pages/budget_vs_actual.py").run()

    def run() -> object:
        with _signed_in(url, session):
            _new_version(url)
            page.run()
        if page.exception or not page.metric:
            raise RuntimeError(f"the page did not draw: {page.exception}")
        return page

    return run


@contextmanager
def _signed_in(url: str, session: str) -> Iterator[None]:
    os.environ["LEGALOPS_DATABASE_URL"] = url
    with mock.patch.object(who, "session_id", return_value=session):
        yield


def _new_version(url: str) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE data_version SET version = version + 1 WHERE area = 'spend'")


def _from_constants(house: tuple[str, str]) -> Callable[[], object]:
    """Return a run of the same page whose every read answers with what it said once."""
    said: dict[tuple[Any, ...], Any] = {}
    real = {name: getattr(spend, name) for name in READS}

    def constant(name: str) -> Callable[..., Any]:
        def answer(*key: Any) -> Any:
            place = (name, *(part for part in key if not isinstance(part, int)))
            if place not in said:
                said[place] = real[name](*key)
            return said[place]

        return answer

    plain = _run(house)

    def run() -> object:
        with contextlib.ExitStack() as stack:
            for name in READS:
                stack.enter_context(mock.patch.object(spend, name, constant(name)))
            return plain()

    run()
    return run
