"""How long does a page's script take as lines pile up, and against the same page from constants?"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from streamlit.testing.v1 import AppTest

from benchmarks import stores
from benchmarks.timing import Bar, ratio, seconds
from legalops.access import sessions
from legalops.permissions import Role, system
from legalops.services import users
from legalops.settings import ROOT
from legalops.store import spend
from legalops.store.engine import open_engine
from legalops.store.spend import Selection
from legalops.ui import draw, who

FRAME = ROOT / "legalops" / "ui" / "frame.py"
SMALL, LARGE = 10_000, 5_000_000
PAGES = {
    "Overview": "overview",
    "Budget vs actual": "budget_vs_actual",
    "Vendor performance": "performance",
    "Matters": "matters",
}
RUNS = 9
#: The URL of a store, and the session of somebody signed in there.
House = tuple[str, str]


def bars(folder: Path) -> list[Bar]:
    """Measure each page with a new data version, so that every cache is cold."""
    small = house(folder / "small.db", SMALL)
    large = house(folder / "large.db", LARGE)
    found = []
    for name, page in PAGES.items():
        by_lines = ratio(_run(large, page), _run(small, page), runs=RUNS)
        by_constants = ratio(_run(large, page), _from_constants(large, page), runs=RUNS)
        found += [
            Bar(f"{name}, 5,000,000 lines / 10,000 at equal invoices", by_lines, 1.2),
            Bar(f"{name}, 5,000,000 lines / the page from constants", by_constants, 1.3),
        ]
    return [*found, _drill(small, large)]


def _drill(small: House, large: House) -> Bar:
    """Compare opening the lines of a matter's month, in milliseconds more with many lines."""
    took = {}
    for name, (url, _) in (("small", small), ("large", large)):
        engine = open_engine(url)
        selection = Selection(202603, 202603, matter_id=5)
        found = [
            seconds(lambda e=engine, s=selection: spend.lines(e, system("demo"), s, most=20))  # type: ignore[misc]  # bound now
            for _ in range(RUNS)
        ]
        took[name] = sorted(found)[RUNS // 2]
        engine.dispose()
    more = (took["large"] - took["small"]) * 1000
    return Bar("lines of a matter's month, milliseconds more with 5,000,000 lines", more, 20)


def house(path: Path, lines: int) -> House:
    """Make a store with somebody signed in and return its URL and their session."""
    url = stores.build(path, lines)
    engine = open_engine(url)
    user_id, _ = users.add(engine, system("demo"), "carla", "Carla", Role.EXECUTIVE)
    session = sessions.redeem(engine, sessions.issue_ticket(engine, user_id))
    with engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql('UPDATE "user" SET must_change = 0')
        connection.commit()
    return url, session or ""


def _run(house: House, file: str, *, is_new: bool = True) -> Callable[[], object]:
    """Return a run of a page's whole script in a warm process, its data version new."""
    url, session = house
    with signed_in(url, session):
        page = AppTest.from_file(str(FRAME), default_timeout=300).run()
        page.switch_page(f"../../pages/{file}.py").run()

    def run() -> object:
        with signed_in(url, session):
            if is_new:
                _new_version(url)
            page.run()
        if page.exception or not (page.metric or page.dataframe):
            raise RuntimeError(f"{file} did not draw: {page.exception}")
        return page

    return run


@contextmanager
def signed_in(url: str, session: str) -> Iterator[None]:
    """Let pages run on a store as whoever has the session."""
    os.environ["LEGALOPS_DATABASE_URL"] = url
    with mock.patch.object(who, "session_id", return_value=session):
        yield


def _new_version(url: str) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE data_version SET version = version + 1 WHERE area = 'spend'")


def _from_constants(house: House, file: str) -> Callable[[], object]:
    """Return a run of the same page whose figures are all there already; it draws them anew."""
    plain = _run(house, file, is_new=False)

    def run() -> object:
        draw._finished.clear()  # type: ignore[attr-defined]  # only its charts are built again
        return plain()

    run()
    return run
