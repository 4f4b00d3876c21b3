"""Photograph every page as every role, wide and narrow, light and dark, filled and empty.

    python -m tests.shots [--only overview,users] [--role ops] [--state filled] [--to build/shots]

Writes {state}/{role}-{page}-{width}-{theme}.png; the sign-in as role "nobody". `--store` takes
a store that has the sample department already, which saves loading it; it is copied.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine

from legalops.permissions import Role, system
from legalops.services import setup
from legalops.settings import ROOT
from legalops.ui import navigation
from tests.browser.driving import add_people, launch, new_page, new_store, serving, settled, sign_in
from tests.sample import load_month

SIZES = ((1440, 900), (390, 844))
THEMES = ("light", "dark")
STATES = ("filled", "month", "empty")
NOBODY = "nobody"
#: What a page needs in its address to show one object.
ADDRESS = {
    "matter": "?matter=1",
    "vendor": "?vendor=1",
    "goal": "?goal=1",
    "system": "?system=4",
    "project": "?project=1",
    "decision": "?decision=1",
    "meeting": "?meeting=3",
    "idea": "?idea=1",
    "retrospective": "?retrospective=1",
}


@dataclass(frozen=True)
class Wish:
    """What to photograph, and where the pictures go."""

    states: Sequence[str]
    roles: Sequence[str]
    pages: Sequence[str]
    sizes: Sequence[tuple[int, int]]
    themes: Sequence[str]
    folder: Path
    store: Path | None = None


def wished(arguments: list[str]) -> Wish:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    pages = [screen.file for screen in navigation.existing()]
    roles = [NOBODY, *map(str, Role)]
    parser.add_argument("--only", default=",".join(pages), help="pages, with commas between")
    parser.add_argument("--role", default=",".join(roles))
    parser.add_argument("--state", default=",".join(STATES))
    parser.add_argument("--width", default=",".join(str(width) for width, _ in SIZES))
    parser.add_argument("--theme", default=",".join(THEMES))
    parser.add_argument("--store", type=Path, help="an SQLite file with the sample department")
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "shots")
    given = parser.parse_args(arguments)
    return Wish(
        _known(parser, given.state, STATES),
        _known(parser, given.role, roles),
        _known(parser, given.only, pages),
        [size for size in SIZES if str(size[0]) in given.width.split(",")],
        _known(parser, given.theme, THEMES),
        given.to,
        given.store,
    )


def _known(parser: argparse.ArgumentParser, given: str, known: Sequence[str]) -> list[str]:
    chosen = given.split(",")
    for name in chosen:
        if name not in known:
            parser.error(f"{name!r} is not one of {', '.join(known)}")
    return chosen


def main(arguments: list[str]) -> int:
    """Take the pictures and say how many."""
    wish = wished(arguments)
    count = 0
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        browser = launch(playwright)
        for state in wish.states:
            engine = _store(Path(temporary) / state, state, wish.store)
            with serving(engine, Path(temporary) / f"{state}.log") as url:
                count += _all(browser, url, wish, wish.folder / state)
        browser.close()
    sys.stdout.write(f"{count} pictures in {wish.folder}\n")
    return 0


def _store(folder: Path, state: str, given: Path | None) -> Engine:
    folder.mkdir()
    path = folder / "store.db"
    if state == "filled" and given is not None:
        with sqlite3.connect(given) as source, sqlite3.connect(path) as copy:
            source.backup(copy)
        originals = given.parent / "originals"
        if originals.is_dir():
            shutil.copytree(originals, folder / "originals")
    engine = new_store(path)
    if state == "filled" and given is None:
        setup.load_sample(engine, system("demo"))
    if state == "month":
        load_month(engine)
    if state != "empty":
        add_people(engine)
    return engine


def _all(browser: Browser, url: str, wish: Wish, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for width, height in wish.sizes:
        for theme in wish.themes:
            for role in wish.roles:
                page = new_page(browser, width=width, height=height, theme=theme)
                count += _as_role(page, url, wish, role, folder / f"{{}}-{width}-{theme}.png")
                page.context.close()
    return count


def _as_role(page: Page, url: str, wish: Wish, role: str, name: Path) -> int:
    if role == NOBODY:
        page.goto(url)
        _photograph(page, Path(str(name).format(f"{role}-sign-in")))
        return 1
    sign_in(page, url, role)
    for file in wish.pages:
        place = "" if file == navigation.DEFAULT else file
        page.goto(f"{url}/{place}{ADDRESS.get(file, '')}")
        _photograph(page, Path(str(name).format(f"{role}-{file}")))
    return len(wish.pages)


def _photograph(page: Page, path: Path) -> None:
    """Take the whole page: the window is made as high as what scrolls in it."""
    settled(page)
    width = page.viewport_size["width"] if page.viewport_size else SIZES[0][0]
    height = page.get_by_test_id("stMain").evaluate("e => e.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(int(height), 844)})
    settled(page)
    page.screenshot(path=path)
    page.set_viewport_size({"width": width, "height": 900 if width > 600 else 844})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
