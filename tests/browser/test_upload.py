"""The month's job in a real browser: drop files, answer, mend, store, see the sum, take it back."""

import re
from collections.abc import Callable

from playwright.sync_api import FilePayload, Page, expect

from legalops.permissions import Role
from tests.browser.conftest import Server
from tests.browser.driving import settled
from tests.services.ledes import Invoice, Line, file

PageAs = Callable[..., Page]
_WATCHED = "[class*=st-key-intake_row_]"


def drop(page: Page, files: dict[str, bytes]) -> Page:
    """Drop files onto the page and wait until all of them are read."""
    page.locator("input[type=file]").first.set_input_files(
        [FilePayload(name=n, mimeType="text/plain", buffer=c) for n, c in files.items()]
    )
    for name in files:
        row = page.locator(_WATCHED).filter(has_text=name).first
        expect(row.get_by_text(re.compile("Reading|Not read yet"))).to_have_count(0)
        expect(row.get_by_role("button", name="Open")).to_be_enabled()
    return settled(page)


def open_(page: Page, name: str) -> Page:
    """Open a file that waits."""
    page.locator(_WATCHED).filter(has_text=name).get_by_role("button", name="Open").click()
    page.get_by_role("heading", name=name).wait_for()
    return settled(page)


def back(page: Page) -> Page:
    """Go back to all files."""
    page.get_by_role("button", name="All files").click()
    page.get_by_role("heading", name="Waiting for you").wait_for()
    return settled(page)


def typed(page: Page, label: str, text: str) -> Page:
    """Type something new into a select box."""
    box = page.get_by_role("combobox", name=re.compile(label))
    box.click()
    box.fill(text)
    page.get_by_role("option", name=re.compile(f"(Add: )?{re.escape(text)}")).first.click()
    return settled(page)


def answer(page: Page, firm: str) -> Page:
    """Say who the vendor is, what the matter is called, and in what it is billed."""
    typed(page, f"Vendor {firm}", "Brook & Tarn LLP")
    typed(page, "^Matter B", "Tarn v. Brook")
    typed(page, "Practice area of", "Litigation")
    return typed(page, "Currency of", "USD")


def mend(page: Page, value: str) -> Page:
    """Put one value in the place of all that are wrong, with a reason."""
    page.get_by_role("textbox", name="One value for all 2").fill(value)
    page.get_by_role("textbox", name="Reason").fill("the firm said so")
    page.get_by_role("button", name="Put right").click()
    expect(page.get_by_text("2 corrections made")).to_be_visible()
    return settled(page)


def store(page: Page, amount: str) -> Page:
    """Store the one invoice that is ready."""
    page.get_by_role("button", name=re.compile(f"Store 1 invoice . {amount}")).click()
    expect(page.get_by_text(re.compile(f"Stored 1 invoice with .*, {amount}"))).to_be_visible()
    return settled(page)


def test_a_small_month_is_brought_in_mended_stored_seen_and_undone(
    server: Server, page_as: PageAs
) -> None:
    page = page_as(Role.OPS, "/invoices")
    firm = "77-0000001"
    good = file(Invoice("BR-1", (Line(4_321_987, matter="B-1"),), firm=firm))
    wrong = tuple(Line(cents, matter="B-1", day="20261345") for cents in (20_000, 30_000))
    bad = file(Invoice("BR-2", wrong, firm=firm))
    drop(page, {"january.txt": good, "bad_day.txt": bad, "scan.txt": b"%PDF-1.7\n\x00\x01" * 9})
    expect(page.locator(_WATCHED).filter(has_text="scan.txt")).to_contain_text("Cannot be read")

    store(answer(open_(page, "january.txt"), firm), "USD 43,219.87")
    store(mend(open_(back(page), "bad_day.txt"), "20260113"), "USD 500.00")

    seen = page_as(Role.EXECUTIVE, "/budget_vs_actual?fy=2026&period=full&basis=invoice")
    expect(seen.get_by_text(re.compile(r"43[.,]7")).first).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("button", name="Download the original").click()
    assert download.value.path().read_bytes() == bad
    page.get_by_role("button", name="Undo this upload").click()
    page.get_by_role("button", name=re.compile("^Undo upload")).click()
    expect(page.get_by_text("no longer counts 1 invoice")).to_be_visible()
    back(settled(page)).get_by_role("button", name=re.compile("Put away 1 file")).click()
    expect(page.get_by_text("Nothing waits")).to_be_visible()


def test_what_a_firm_wrote_is_shown_as_it_was_written(server: Server, page_as: PageAs) -> None:
    """Markdown, HTML and formulas in a narrative or a number stay text and ask nobody."""
    page = page_as(Role.OPS, "/invoices")
    number = "<img src=x onerror=alert(1)>"[:20]
    nasty = Invoice(number, (Line(100, matter="**M**"),), firm="![x](http://a.test/p)")
    drop(page, {"nasty.txt": file(nasty)})
    open_(page, "nasty.txt")
    label = page.get_by_test_id("stWidgetLabel").filter(has_text="![x](http://a.test/p)").first
    expect(label).to_be_visible()
    assert page.locator("img[src*='a.test'], img[src='x']").count() == 0


def test_a_file_that_is_no_invoice_file_says_what_it_is_and_what_to_do(
    server: Server, page_as: PageAs
) -> None:
    page = page_as(Role.OPS, "/invoices", width=390, height=844)
    drop(page, {"odd.txt": b"LEDES1998Z[]\r\nINVOICE_DATE|INVOICE_NUMBER[]\r\n"})
    open_(page, "odd.txt")
    expect(page.get_by_text("cannot be read as an invoice file")).to_be_visible()
    expect(page.get_by_text("LEDES1998Z").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
