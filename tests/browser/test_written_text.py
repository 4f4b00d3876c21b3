"""What a firm wrote in names and narratives is text on every page that shows it (B103)."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from legalops.permissions import Role, system
from legalops.services import imports, uploads
from legalops.services.choices import Choices, MatterChoice
from tests.browser.conftest import Server
from tests.browser.driving import settled
from tests.services.ledes import Invoice, Line, file

OPS = system("cli")
FIRM = "78-0000001"
RUNS = "window.ran=1"
VENDOR = f"<img src=x onerror={RUNS}> & <script>{RUNS}</script>"
MATTER = "![x](http://127.0.0.1:9/p.png) [a](javascript:window.ran=1) :red[x] $x$ $y$"
NARRATIVE = f"<svg onload={RUNS}> ![x](http://127.0.0.1:9/p.png) <script>{RUNS}</script>"
_RAN = """
() => ({
  ran: window.ran === 1,
  made: [...document.querySelectorAll('img, script, svg, a')].map(e => e.outerHTML)
    .filter(html => /window\\.ran=1|127\\.0\\.0\\.1:9|src="x"|javascript:/.test(html)),
})
"""
PageAs = Callable[..., Page]


@pytest.fixture
def upload_id(server: Server) -> Iterator[int]:
    """A file of hostile names, one invoice of it stored and one, of a day that is none, not."""
    sound = Invoice("HT-1", (Line(100, matter="HT"),), firm=FIRM, narrative=NARRATIVE)
    bad = Invoice("HT-2", (Line(100, matter="HT", day=f"<img src=x onerror={RUNS}>"),),
                  firm=FIRM, narrative=NARRATIVE)  # fmt: skip
    number = uploads.receive(server.engine, OPS, "hostile.txt", file(sound, bad)).upload_id
    opened = uploads.opened(server.engine, OPS, number)
    matters = {
        (m.law_firm_id, m.client_matter_id, m.law_firm_matter_id): MatterChoice(MATTER, MATTER)
        for m in opened.prepared.new_matters
    }
    choices = Choices(default_currency="USD", vendor_names={FIRM: VENDOR}, matters=matters)
    uploads.confirm(server.engine, OPS, number, opened.version, choices)
    yield number
    imports.undo(server.engine, OPS, number)


def test_markup_and_script_in_names_and_narratives_are_shown_and_never_run(
    server: Server, page_as: PageAs, upload_id: int
) -> None:
    page = page_as(Role.OPS, f"/invoices?upload={upload_id}")
    said: list[str] = []
    asked: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))  # nobody answers it
    page.on("request", lambda request: asked.append(request.url))
    expect(page.get_by_text("<img src=x onerror=window.ran=1>").first).to_be_visible()
    seen = [page.evaluate(_RAN)]
    for path in ("/vendors", "/matters", "/lines?fy=2026&period=full&basis=invoice"):
        page.goto(server.url + path)
        settled(page)
        seen.append(page.evaluate(_RAN))
    assert seen == [{"ran": False, "made": []}] * 4
    assert said == []
    assert not [url for url in asked if "p.png" in url or url.endswith("/x")]
