"""A running server, a real browser, and how to know that a page has come to rest."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright
from sqlalchemy import Engine

from legalops.access import accounts
from legalops.permissions import Role, system
from legalops.services import users
from legalops.settings import ROOT
from legalops.store import schema
from legalops.store.engine import open_engine

CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "four odd words stand here"
_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_READY_SECONDS = 60

# Counts what the page still waits for: messages of the websocket and changes of the document.
_WATCH = """
(() => {
  window.lastNews = performance.now();
  const note = () => { window.lastNews = performance.now(); };
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', () => { window.heard = true; note(); });
    }
    send(data) { note(); super.send(data); }
  };
  new MutationObserver(note).observe(document, {subtree: true, childList: true, attributes: true});
})();
"""
_AT_REST = """
() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app
    && window.heard
    && app.dataset.testScriptState === 'notRunning'
    && app.dataset.testConnectionState === 'CONNECTED'
    && !document.querySelector('[data-testid=stSkeleton]')
    && !document.querySelector('[data-testid=stSpinner]')
    && document.querySelector('[data-testid=stMain] [data-testid=stVerticalBlock] > *')
    && performance.now() - window.lastNews > 400;
}
"""


def new_store(path: Path) -> Engine:
    """Make a store with one user of each role, named like it."""
    engine = open_engine(f"sqlite:///{path}")
    schema.ensure(engine)
    add_people(engine)
    return engine


def add_people(engine: Engine) -> None:
    """Add a user of each role who does not exist yet, all with the same password."""
    known = set(users.list_users(engine)["username"])
    for role in Role:
        if role not in known:
            users.add(engine, system("demo"), role, role.title(), role)
        accounts.set_password(engine, system("demo"), role, PASSWORD)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(engine: Engine, log: Path) -> Iterator[str]:
    """Run the app on a store and give its address."""
    port = free_port()
    url = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "LEGALOPS_DATABASE_URL": url},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_listening(port, process, log)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_listening(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
        else:
            raise RuntimeError(f"the server ended: {log.read_text()}")
    raise RuntimeError(f"the server did not start: {log.read_text()}")


def launch(playwright: Playwright) -> Browser:
    """Start Debian's Chromium."""
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=_ARGS)


def new_page(
    browser: Browser, *, width: int = 1440, height: int = 900, theme: str = "light"
) -> Page:
    """Open a page of a browser of its own: no cookie, no history."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
    )
    context.add_init_script(_WATCH)
    context.set_default_timeout(_READY_SECONDS * 1000)
    return context.new_page()


def settled(page: Page) -> Page:
    """Wait until the script has ended and nothing has moved for a moment."""
    page.wait_for_function(_AT_REST, polling=50)
    return page


def sign_in(page: Page, address: str, username: str, password: str = PASSWORD) -> Page:
    """Fill in the form that an address answers with, and wait for the page behind it."""
    page.goto(address)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(password)
    with page.expect_response("**/session/open**"):
        page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign in").wait_for(state="detached")
    return settled(page)
