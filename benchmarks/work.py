"""How long do the pages of goals, decisions, projects and the rest take as records pile up?"""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from benchmarks import work_stores
from benchmarks.pages import FRAME, House, house, signed_in
from benchmarks.timing import Bar, ratio
from legalops.store.engine import open_engine

LINES, RUNS, GOAL = 10_000, 5, 1.5
#: Each page with what its address says.
PAGES: dict[str, dict[str, str]] = {
    "home": {},
    "goals": {},
    "goal": {"goal": "5"},
    "projects": {},
    "project": {"project": "5"},
    "decisions": {},
    "decision": {"decision": "5"},
    "meetings": {},
    "meeting": {"meeting": "5"},
    "actions": {},
    "ideas": {},
    "skills": {},
    "lessons": {},
    "technology": {},
    "find": {"q": "budgets"},
}


def bars(folder: Path) -> Iterator[Bar]:
    """Measure each page at 200 projects, 500 goals, 1,000 decisions, 5,000 actions."""
    small = _house(folder / "small.db", tenths=1)
    large = _house(folder / "large.db", tenths=10)
    for page, query in PAGES.items():
        found = ratio(_run(large, page, query), _run(small, page, query), runs=RUNS)
        yield Bar(f"{page}, 5,000 actions and the rest / a tenth of all", found, GOAL)


def _house(path: Path, tenths: int) -> House:
    """Make a store with a member signed in who owns their part of the records."""
    made = house(path, LINES)
    engine = open_engine(made[0])
    with engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql("UPDATE \"user\" SET role = 'member'")
        work_stores.fill(connection, tenths)
        connection.commit()
    engine.dispose()
    return made


def _run(house: House, file: str, query: dict[str, str]) -> Callable[[], object]:
    """Return a run of a page's whole script in a warm process, every record's version new."""
    url, session = house
    with signed_in(url, session):
        page = AppTest.from_file(str(FRAME), default_timeout=300).run()
        page._page_hash = calc_hash("" if file == "home" else file)
        for name, value in query.items():
            page.query_params[name] = value
        page.run()

    def run() -> object:
        with signed_in(url, session):
            _new_versions(url)
            page.run()
        if page.exception or not page.markdown:
            raise RuntimeError(f"{file} did not draw: {page.exception}")
        return page

    return run


def _new_versions(url: str) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE data_version SET version = version + 1")
