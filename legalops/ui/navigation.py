"""Which pages are there, whose are they, and which one is asked for?"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from legalops.permissions import ALLOWED, Actor, Permission, Role
from legalops.settings import ROOT

FOLDER = ROOT / "pages"
DEFAULT = "home"
ROLE_NAMES = {
    Role.MEMBER: "members",
    Role.EXECUTIVE: "executives",
    Role.OPS: "legal operations",
    Role.ADMIN: "administrators",
}


@dataclass(frozen=True)
class Screen:
    """One page: its file (and address), what it is called, where it is listed, who may see it.

    `heading` is what stands above it where that says more than what it is listed as; a page
    that `names_itself` draws its own. `to_members` is what members call it.
    """

    file: str
    title: str
    icon: str
    section: str
    needs: Permission
    is_listed: bool = True
    has_figures: bool = True
    heading: str = ""
    names_itself: bool = False
    to_members: str = ""

    @property
    def path(self) -> Path:
        """The script that draws it."""
        return FOLDER / f"{self.file}.py"

    @property
    def roles(self) -> list[Role]:
        """The roles that may see it."""
        return [role for role in Role if self.needs in ALLOWED[role]]


def _work(file: str, title: str, icon: str, *, is_listed: bool = True) -> Screen:
    """A page of what people keep beside the money: everybody sees it."""
    return Screen(
        file,
        title,
        icon,
        "Work",
        Permission.SEE_SPEND,
        is_listed=is_listed,
        has_figures=False,
        names_itself=not is_listed,
    )


PAGES = [
    Screen("home", "Home", "home", "", Permission.SEE_SPEND, to_members="My work"),
    Screen("find", "Find", "search", "", Permission.SEE_SPEND, has_figures=False),
    Screen("overview", "Overview", "monitoring", "Spend", Permission.SEE_SPEND),
    Screen("budget_vs_actual", "Budget vs actual", "bar_chart", "Spend", Permission.SEE_SPEND),
    Screen("forecast", "Forecast", "trending_up", "Spend", Permission.SEE_SPEND),
    Screen("performance", "Vendor performance", "leaderboard", "Spend", Permission.SEE_SPEND),
    Screen("matters", "Matters", "folder_open", "Spend", Permission.SEE_SPEND),
    Screen("matter", "Matter", "folder_open", "Spend", Permission.SEE_SPEND, is_listed=False),
    Screen("vendor", "Vendor", "apartment", "Spend", Permission.SEE_SPEND, is_listed=False),
    Screen("lines", "Invoice lines", "list", "Spend", Permission.SEE_LINES, is_listed=False),
    Screen("glossary", "Glossary", "menu_book", "Spend", Permission.SEE_SPEND, has_figures=False),
    _work("goals", "Goals", "target"),
    _work("goal", "Goal", "target", is_listed=False),
    _work("projects", "Projects", "rocket_launch"),
    _work("project", "Project", "rocket_launch", is_listed=False),
    _work("decisions", "Decisions", "gavel"),
    _work("decision", "Decision", "gavel", is_listed=False),
    _work("meetings", "Meetings", "groups"),
    _work("meeting", "Meeting", "groups", is_listed=False),
    _work("actions", "Actions", "task_alt"),
    _work("ideas", "Ideas", "lightbulb"),
    _work("idea", "Idea", "lightbulb", is_listed=False),
    _work("skills", "Skills", "psychology"),
    _work("lessons", "Lessons and wins", "menu_book"),
    _work("retrospective", "Retrospective", "history", is_listed=False),
    _work("technology", "Technology", "dns"),
    _work("system", "System", "dns", is_listed=False),
    Screen("invoices", "Invoices", "upload_file", "Operations", Permission.IMPORT_INVOICES),
    Screen(
        "month",
        "Month",
        "event_available",
        "Operations",
        Permission.IMPORT_INVOICES,
        heading="Is the month complete?",
    ),
    Screen("review", "Approvals", "fact_check", "Operations", Permission.IMPORT_INVOICES),
    Screen("accruals", "Accruals", "pending_actions", "Operations", Permission.SEE_SPEND),
    Screen("budgets", "Budgets", "request_quote", "Operations", Permission.SEE_SPEND),
    Screen("rate_cards", "Rate cards", "price_change", "Operations", Permission.SEE_SPEND),
    Screen("vendors", "Vendors", "apartment", "Operations", Permission.SEE_SPEND),
    Screen("codes", "Codes", "tag", "Operations", Permission.SEE_SPEND, has_figures=False),
    Screen(
        "mappings",
        "Column mappings",
        "view_column",
        "Operations",
        Permission.IMPORT_INVOICES,
        has_figures=False,
    ),
    Screen(
        "settings",
        "Settings",
        "tune",
        "Administration",
        Permission.CHANGE_SETTINGS,
        has_figures=False,
    ),
    Screen("users", "Users", "group", "Administration", Permission.MANAGE_USERS, has_figures=False),
    Screen(
        "survey",
        "Feedback on a firm",
        "rate_review",
        "",
        Permission.SEE_SPEND,
        is_listed=False,
        has_figures=False,
    ),
    Screen(
        "account",
        "Account",
        "person",
        "",
        Permission.OWN_ACCOUNT,
        is_listed=False,
        has_figures=False,
    ),
]


def existing() -> list[Screen]:
    """Return the pages whose file is there."""
    return [screen for screen in PAGES if screen.path.exists()]


def heading(page: StreamlitPage) -> str:
    """Return what stands above a page."""
    file = page.url_path or DEFAULT
    return next((s.heading for s in PAGES if s.file == file and s.heading), page.title)


def names_itself(file: str) -> bool:
    """Say whether a page, by file, draws its own title: the one of the record it shows."""
    return any(s.file == file and s.names_itself for s in PAGES)


def shows_figures(page: StreamlitPage, actor: Actor) -> bool:
    """Say whether the page draws what was billed or budgeted, and the actor may see it."""
    file = page.url_path or DEFAULT
    return any(s.file == file and s.has_figures and actor.may(s.needs) for s in PAGES)


def registered(actor: Actor | None) -> dict[str, StreamlitPage]:
    """Return every page under its address, by file.

    With nobody signed in all are there, so that an address survives signing in; afterwards a
    page of other roles says so, instead of sending people to the start.
    """
    return {screen.file: _page(screen, actor) for screen in existing()}


def chosen(pages: dict[str, StreamlitPage], is_shown: bool) -> StreamlitPage:
    """Hand the pages to the browser and return the one asked for."""
    sections: dict[str, list[StreamlitPage]] = {}
    for screen in existing():
        sections.setdefault(screen.section, []).append(pages[screen.file])
    return st.navigation(sections, position="sidebar" if is_shown else "hidden", expanded=True)


def _page(screen: Screen, actor: Actor | None) -> StreamlitPage:
    is_theirs = actor is None or actor.may(screen.needs)
    return st.Page(
        screen.path if is_theirs else partial(_refuse, screen),
        title=_title(screen, actor),
        icon=f":material/{screen.icon}:",
        url_path=screen.file,
        default=screen.file == DEFAULT,
        visibility="visible" if is_theirs and screen.is_listed else "hidden",
    )


def _title(screen: Screen, actor: Actor | None) -> str:
    is_member = actor is not None and actor.role == Role.MEMBER
    return screen.to_members if is_member and screen.to_members else screen.title


def _refuse(screen: Screen) -> None:
    roles = " and ".join(ROLE_NAMES[role] for role in screen.roles)
    st.warning(
        f"This page is not for your role; it is for {roles}. If you need it, ask an "
        "administrator to change your role.",
        icon=":material/lock:",
    )
