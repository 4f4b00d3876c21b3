import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from legalops.access import accounts
from legalops.permissions import Role, system
from legalops.services import users
from legalops.store import schema
from legalops.store.engine import open_engine
from legalops.ui import navigation
from tests.browser.conftest import Server
from tests.browser.driving import PASSWORD, new_page, new_store, serving, settled, sign_in

PageAs = Callable[..., Page]


def only_the_sign_in(page: Page) -> None:
    """See that a page shows the form and nothing of the house behind it."""
    expect(page.get_by_label("Username")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Legal operations")


def open_menu(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("button", name=name, exact=True).click()


def sign_out(page: Page, name: str) -> None:
    open_menu(page, name)
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Username")).to_be_visible()


@pytest.mark.parametrize("role", Role)
def test_each_role_signs_in_and_sees_its_pages(page_as: PageAs, role: Role) -> None:
    page = page_as(role)
    listed = page.get_by_test_id("stSidebarNavLink")
    titles = [
        (s.to_members if role == Role.MEMBER else "") or s.title
        for s in navigation.existing()
        if s.is_listed and role in s.roles
    ]
    expect(listed).to_have_count(len(titles))
    for title in titles:
        expect(listed.filter(has_text=re.compile(rf"{title}$"))).to_have_count(1)


@pytest.mark.parametrize("first", ["invoices", "users"])
def test_every_page_of_a_new_server_shows_only_the_sign_in(
    browser: Browser, tmp_path: Path, first: str
) -> None:
    engine = new_store(tmp_path / "store.db")
    others = [screen.file for screen in navigation.existing()]
    with serving(engine, tmp_path / "log") as url:
        page = new_page(browser)
        for path in [first, *(others if first == "users" else [])]:
            settled_at(page, f"{url}/{path if path != 'home' else ''}?fy=2026")
            only_the_sign_in(page)
        page.context.close()


def settled_at(page: Page, address: str) -> None:
    page.goto(address)
    settled(page)


def test_a_link_with_its_query_is_reached_after_signing_in(
    server: Server, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    address = f"{server.url}/budget_vs_actual?fy=2026&basis=work"
    settled_at(page, address)
    only_the_sign_in(page)
    sign_in(page, address, Role.MEMBER)
    expect(page.get_by_role("heading", name="Budget vs actual", level=1)).to_be_visible()
    assert page.url.startswith(f"{server.url}/budget_vs_actual?")
    for part in ("fy=2026", "basis=work"):
        assert part in page.url
    assert "ticket" not in page.url


def test_a_page_of_other_roles_says_so_under_its_own_address(
    server: Server, page_as: PageAs
) -> None:
    page = page_as(Role.MEMBER, "/users")
    expect(page.get_by_text("This page is not for your role")).to_be_visible()
    assert page.url == f"{server.url}/users"


def test_a_wrong_password_stays_at_the_door(server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(server.url)
    page.get_by_label("Username").fill("ops")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("That did not work")).to_be_visible()
    only_the_sign_in(page)


def test_a_second_tab_and_a_reload_stay_signed_in(server: Server, page_as: PageAs) -> None:
    page = page_as(Role.EXECUTIVE)
    second = page.context.new_page()
    settled_at(second, f"{server.url}/account")
    expect(second.get_by_role("heading", name="Account", level=1)).to_be_visible()
    second.reload()
    settled(second)
    expect(second.get_by_role("heading", name="Account", level=1)).to_be_visible()


def test_signing_out_puts_the_other_tab_out_at_its_next_click(
    server: Server, page_as: PageAs
) -> None:
    page = page_as(Role.EXECUTIVE)
    second = page.context.new_page()
    settled_at(second, f"{server.url}/account")
    sign_out(page, "Executive")
    second.get_by_role("button", name="Change the password").click()
    only_the_sign_in(settled(second))
    page.reload()
    only_the_sign_in(settled(page))


def test_a_copied_cookie_is_worth_nothing_after_signing_out(
    server: Server, page_as: PageAs, open_page: Callable[..., Page]
) -> None:
    page = page_as(Role.EXECUTIVE)
    copied = page.context.cookies()
    (cookie,) = [c for c in copied if c["name"] == "legalops_session"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    sign_out(page, "Executive")
    thief = open_page()
    thief.context.add_cookies(
        [{"name": c["name"], "value": c["value"], "url": server.url} for c in copied]
    )
    settled_at(thief, server.url)
    only_the_sign_in(thief)


def test_a_disabled_person_is_out_at_the_next_click(server: Server, page_as: PageAs) -> None:
    users.add(server.engine, system("setup"), "leaver", "Leaver", "member")
    accounts.set_password(server.engine, system("setup"), "leaver", PASSWORD)
    page = page_as("leaver", "/account")
    users.disable(server.engine, system("setup"), "leaver")
    page.get_by_role("button", name="Change the password").click()
    only_the_sign_in(settled(page))


def test_a_one_time_code_leads_to_a_password_of_ones_own(
    server: Server, open_page: Callable[..., Page]
) -> None:
    _, code = users.add(server.engine, system("setup"), "newcomer", "Newcomer", "member")
    page = sign_in(open_page(), f"{server.url}/account", "newcomer", code)
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_role("heading", name="Account", level=1)).to_be_visible()


def test_the_set_up_link_leads_into_the_house(browser: Browser, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    schema.ensure(engine)
    log = tmp_path / "log"
    with serving(engine, log) as url:
        page = new_page(browser)
        settled_at(page, url)
        expect(page.get_by_text("There is no user yet")).to_be_visible()
        link = next(line.strip() for line in log.read_text().splitlines() if "setup=" in line)
        settled_at(page, link)
        page.get_by_label("Username").fill("mia")
        page.get_by_label("Your name").fill("Mia Lund")
        page.get_by_label("New password", exact=True).fill(PASSWORD)
        page.get_by_label("New password again").fill(PASSWORD)
        page.get_by_role("button", name="Create the account").click()
        expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
        assert "setup" not in page.url
        page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_sign_in_fits_every_screen_in_both_themes(
    server: Server, open_page: Callable[..., Page], theme: str, width: int
) -> None:
    page = open_page(width=width, height=844, theme=theme)
    settled_at(page, server.url)
    only_the_sign_in(page)
    background = page.get_by_test_id("stApp").evaluate(
        "e => getComputedStyle(e).backgroundColor.match(/[0-9]+/g).map(Number)"
    )
    assert (sum(background) < 200) is (theme == "dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.get_by_test_id("stForm").bounding_box()
    assert box is not None
    assert box["width"] <= 460
    assert abs(box["x"] + box["width"] / 2 - width / 2) < 12


def test_no_page_scrolls_sideways(server: Server, page_as: PageAs) -> None:
    page = page_as(Role.ADMIN, width=390, height=844)
    for screen in navigation.existing():
        settled_at(page, f"{server.url}/{screen.file if screen.file != 'home' else ''}")
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            settled(page)
            overflow = page.get_by_test_id("stMain").evaluate("e => e.scrollWidth - e.clientWidth")
            assert overflow <= 0, (screen.file, width)
        page.set_viewport_size({"width": 390, "height": 844})


def test_another_connection_to_the_same_tab_is_not_signed_in(
    server: Server, page_as: PageAs, open_page: Callable[..., Page]
) -> None:
    page = page_as(Role.OPS)
    page.add_init_script(_NOTE_THE_TAB)
    settled_at(page, f"{server.url}/account")
    tab = str(page.evaluate("window.tab"))
    assert len(tab) == 36
    thief = open_page()
    thief.add_init_script(_TAKE_OVER.replace("TAB", tab))
    settled_at(thief, f"{server.url}/account")
    only_the_sign_in(thief)


# Streamlit knows a tab by an id that it tells in its first message.
_NOTE_THE_TAB = """
(() => {
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', async event => {
        const bytes = new Uint8Array(await new Response(event.data).arrayBuffer());
        const text = new TextDecoder('latin1').decode(bytes);
        const found = text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/);
        if (found && !window.tab) window.tab = found[0];
      });
    }
  };
})();
"""
_TAKE_OVER = """
(() => {
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(url, protocols) { super(url, [...[].concat(protocols).slice(0, 2), 'TAB']); }
  };
})();
"""
