"""One server and one Chromium for all browser tests; pages of their own for each test."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import Engine

from legalops.permissions import Role
from tests.browser import driving


@dataclass(frozen=True)
class Server:
    """A running app: its address, and the store it works on."""

    url: str
    engine: Engine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lives here as driving a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; skipped where there is none, required in CI."""
    if not driving.CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{driving.CHROMIUM} is missing; CI must have it")
        pytest.skip(f"{driving.CHROMIUM} is not installed")
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        started = driving.launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app on a store with one user of each role, named like it."""
    folder = tmp_path_factory.mktemp("server")
    engine = driving.new_store(folder / "store.db")
    with driving.serving(engine, folder / "server.log") as url:
        yield Server(url, engine)
    engine.dispose()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Give pages of browsers of their own; at the end, see that none asked another machine."""
    asked: list[str] = []
    pages: list[Page] = []

    def open_one(**options: str | int) -> Page:
        page = driving.new_page(browser, **options)  # type: ignore[arg-type]  # named as there
        page.context.on("request", lambda request: asked.append(request.url))
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.context.close()
    assert {urlsplit(url).hostname for url in asked if url.startswith("http")} <= {"localhost"}


@pytest.fixture
def page_as(server: Server, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Give a page signed in as a role, at an address of the app."""

    def signed_in(role: Role, path: str = "/", **options: str | int) -> Page:
        return driving.sign_in(open_page(**options), server.url + path, role)

    return signed_in
