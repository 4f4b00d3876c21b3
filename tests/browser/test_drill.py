"""From a figure down to an invoice's lines, and back with the browser's own button."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from legalops.permissions import Role
from tests.browser.conftest import Server
from tests.browser.driving import settled
from tests.store.spend_rows import OPEN, fill


@pytest.fixture
def filled(server: Server) -> Server:
    """The server's store with a few invoices of every sort, put there once."""
    with server.engine.connect() as connection:
        known = connection.exec_driver_sql("SELECT COUNT(*) FROM invoice").scalar()
    if not known:
        fill(server.engine)
    return server


def test_from_a_picture_to_what_is_behind_it_and_back(
    filled: Server, page_as: Callable[..., Page]
) -> None:
    assert filled.url
    page = page_as(Role.EXECUTIVE, "/budget_vs_actual?fy=2026&as_of=2026-07&measure=incurred")
    start = page.url
    page.get_by_test_id("stVegaLiteChart").nth(1).click(position={"x": 60, "y": 24})
    page.wait_for_url("**/lines?**")
    settled(page)
    expect(page.get_by_role("heading", name="Invoice lines")).to_be_visible()
    assert "in_area=" in page.url
    assert "measure=incurred" in page.url
    page.go_back()
    settled(page)
    expect(page.get_by_role("heading", name="Budget vs actual")).to_be_visible()
    assert page.url == start


def test_from_an_invoices_lines_up_and_back_down_with_the_browsers_own_button(
    filled: Server, page_as: Callable[..., Page]
) -> None:
    assert filled.url
    page = page_as(Role.EXECUTIVE, f"/lines?fy=2026&as_of=2026-07&matter={OPEN}&invoice=1")
    lines = page.url
    expect(page.get_by_role("heading", name="I-1 of Oak LLP")).to_be_visible()
    expect(page.get_by_role("button", name="Download the original")).to_have_count(0)
    page.locator(".st-key-trail").get_by_role("link").first.click()
    page.wait_for_url("**/budget_vs_actual**")
    settled(page)
    page.go_back()
    settled(page)
    assert page.url == lines
    expect(page.get_by_role("heading", name="I-1 of Oak LLP")).to_be_visible()
