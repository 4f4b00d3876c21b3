"""The month's job in a real browser: bring a file, answer, store, see its sum, take it back."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from legalops.permissions import Role
from tests.browser.conftest import Server
from tests.browser.driving import settled
from tests.services.ledes import Invoice, Line, file

PageAs = Callable[..., Page]


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of the select box with this label."""
    page.get_by_role("combobox", name=re.compile(label)).click()
    page.get_by_role("combobox", name=re.compile(label)).fill(option)
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def bring(page: Page, name: str, content: bytes) -> Page:
    """Put a file into the uploader and wait for what it holds."""
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": content}
    )
    page.get_by_role("heading", name=name).wait_for()
    return settled(page)


def test_a_file_is_brought_in_seen_in_the_figures_and_undone(
    server: Server, page_as: PageAs
) -> None:
    page = page_as(Role.OPS, "/invoices")
    lines = (Line(4_321_987, matter="B-1"), Line(50_000, "E", matter="B-1"))
    bring(page, "january.txt", file(Invoice("BR-1", lines, firm="77-0000001")))
    expect(page.get_by_text("1 waiting for its currency")).to_be_visible()
    page.get_by_label(re.compile("Name of the firm")).fill("Brook & Tarn LLP")
    page.get_by_label(re.compile("Name of matter")).fill("Tarn v. Brook")
    page.keyboard.press("Tab")
    settled(page)
    choose(page, "Practice area of", "Litigation")
    choose(page, "Currency of", "USD")
    expect(page.get_by_text("1 ready")).to_be_visible()
    page.get_by_role("button", name="Store 1 invoice").click()
    expect(page.get_by_text("stored 1 invoice with 2 lines, USD 43,719.87")).to_be_visible()

    seen = page_as(Role.EXECUTIVE, "/budget_vs_actual?fy=2026&period=full&basis=invoice")
    expect(seen.get_by_text(re.compile(r"43[.,]7")).first).to_be_visible()

    page.get_by_role("combobox", name=re.compile("Look into an upload")).click()
    page.get_by_role("option", name=re.compile("january.txt")).first.click()
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the original").click()
    assert download.value.path().read_bytes().startswith(b"LEDES1998B[]")
    page.get_by_role("button", name="Undo this upload").click()
    page.get_by_role("button", name=re.compile("^Undo upload")).click()
    expect(page.get_by_text("no longer counts 1 invoice")).to_be_visible()


def test_what_a_firm_wrote_is_shown_as_it_was_written(server: Server, page_as: PageAs) -> None:
    """Markdown, HTML and formulas in a narrative or a number stay text and ask nobody."""
    page = page_as(Role.OPS, "/invoices")
    number = "<img src=x onerror=alert(1)>"[:20]
    nasty = Invoice(number, (Line(100, matter="**M**"),), firm="![x](http://a.test/p)")
    bring(page, "nasty.txt", file(nasty))
    label = page.get_by_test_id("stWidgetLabel").filter(has_text="![x](http://a.test/p)").first
    expect(label).to_be_visible()
    assert page.locator("img[src*='a.test'], img[src='x']").count() == 0


def test_a_file_that_is_no_invoice_file_says_what_it_is_and_what_to_do(
    server: Server, page_as: PageAs
) -> None:
    page = page_as(Role.OPS, "/invoices", width=390, height=844)
    bring(page, "odd.txt", b"LEDES1998Z[]\r\nINVOICE_DATE|INVOICE_NUMBER[]\r\n")
    expect(page.get_by_text("cannot be read as an invoice file")).to_be_visible()
    expect(page.get_by_text("LEDES1998Z").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
