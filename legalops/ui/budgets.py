"""What is a fiscal year's budget, month by month, and which versions led to it?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.metrics import budget_versions as metrics
from legalops.metrics.catalog import CATALOG
from legalops.periods import FiscalYear, Month
from legalops.permissions import Permission
from legalops.services import budgets as acts
from legalops.store import budgets, users
from legalops.store.engine import open_engine
from legalops.ui import data, filters, tables, who
from legalops.ui.words import plain

TABS = {
    "budget": "Budget",
    "drafts": "Drafts",
    "new": "New version",
    "compare": "Compare",
    "versions": "Versions",
    "matters": "Matters",
    "months": "Closing months",
}
KINDS = {"fees": "Fees", "expenses": "Expenses", "all": "Fees and expenses"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SOURCES = {
    "file": "from a file",
    "form": "entered by hand",
    "copy": "started from an earlier version",
}
_YEAR = "budgets_year"
_TAB = "budgets_tab"
_NEXT = "budgets_next_tab"
_SAID = "budgets_said"


@dataclass(frozen=True)
class Version:
    """A stored version, how it stands, and, where there is one, the one before it."""

    id: int
    number: int
    name: str
    total_cents: int
    stored: str
    file_name: str
    source: str
    note: str
    kind: str
    revision: int
    is_in_force: bool
    is_approved: bool
    state: str
    approved: str
    before_name: str = ""
    before_cents: int | None = None


def say(text: str, *, then_show: str = "budget", is_error: bool = False) -> None:
    """Keep what an act did to be told once, after the page has run again on a section."""
    st.session_state[_SAID] = (text, is_error)
    st.session_state[_NEXT] = TABS[then_show]


def said() -> None:
    """Tell what the last act did."""
    text, is_error = st.session_state.pop(_SAID, ("", False))
    if is_error:
        st.error(text)
    elif text:
        st.success(text, icon=":material/check:")


def choose_year() -> FiscalYear:
    """Ask which fiscal year, the one in the address first; next year can be planned too."""
    can = filters.options()
    today = periods.fiscal_year_of(periods.month_of(periods.utc_now().date()), can.starts_in).name
    years = sorted({*can.years, today, today + 1}, reverse=True)
    asked = st.query_params.get("fy", "")
    usual = periods.fiscal_year_of(can.usual, can.starts_in).name
    st.session_state[_YEAR] = int(asked) if asked in map(str, years) else usual
    year = st.selectbox(
        "Fiscal year",
        years,
        format_func=_year_label,
        key=_YEAR,
        on_change=_moved,
        width=260,
    )
    return can.year(int(year))


def _year_label(name: int) -> str:
    year = filters.options().year(name)
    return f"{year.label}, {periods.label(year.first)} to {periods.label(year.last)}"


def _moved() -> None:
    st.query_params["fy"] = str(st.session_state[_YEAR])


def sections() -> Mapping[str, Any]:
    """Draw the page's sections and return them by name; only the open one is filled."""
    names = [name for name in TABS if name != "new" or who.may(Permission.EDIT_BUDGETS)]
    asked = TABS.get(st.query_params.get("tab", ""))
    wanted = st.session_state.pop(_NEXT, st.session_state.get(_TAB, asked))
    st.session_state[_TAB] = wanted if wanted in [TABS[name] for name in names] else TABS["budget"]
    drawn = st.tabs([TABS[name] for name in names], key=_TAB, on_change="rerun")
    return dict(zip(names, drawn, strict=True))


def versions(year: FiscalYear) -> list[Version]:
    """Return the year's versions, the newest first."""
    found = _versions(data.url(), data.version("budget"), data.version("people"), year.name)
    zone = data.settings().time_zone
    kinds, forced = metrics.kinds(found), found.loc[found["is_in_force"], "number"].max()
    listed = []
    for place, row in enumerate(found.itertuples()):
        before = found.iloc[place + 1] if place + 1 < len(found) else None
        listed.append(
            Version(
                id=int(str(row.id)),
                number=int(str(row.number)),
                name=str(row.name),
                total_cents=int(str(row.total_cents)),
                stored=_by(str(row.created_at), str(row.created_by), zone),
                file_name=str(row.file_name),
                source=str(row.source),
                note=str(row.note),
                kind=kinds[place],
                revision=int(str(row.revision)),
                is_in_force=bool(row.is_in_force),
                is_approved=bool(row.approved_at),
                state=metrics.state(found.iloc[place], int(forced)),
                approved=_by(str(row.approved_at), str(row.approved_by), zone),
                before_name="" if before is None else str(before["name"]),
                before_cents=None if before is None else int(before["total_cents"]),
            )
        )
    return listed


def _by(moment: str, name: str, zone: str) -> str:
    return f"{periods.local(moment, zone)} by {name}" if moment else ""


def forced(listed: list[Version]) -> Version | None:
    """Return the version in force, None where there is no version."""
    return next((version for version in listed if version.is_in_force), None)


def waiting(year: FiscalYear) -> list[Version]:
    """Return the drafts that wait to be edited and approved, the newest first."""
    listed = versions(year)
    now = forced(listed)
    newer = [v for v in listed if not v.is_approved and (now is None or v.number > now.number)]
    return [now, *newer] if now and not now.is_approved else newer


def next_name(year: FiscalYear) -> str:
    """Return the usual name of the next version: Original, then Reforecast 1 and so on."""
    listed = versions(year)
    taken = {version.name.casefold() for version in listed}
    numbers = range(len(listed), len(listed) + 99)
    names = ["Original", *(f"Reforecast {number}" for number in numbers if number)]
    return next((name for name in names if name.casefold() not in taken), "")


@st.cache_data(max_entries=32, show_spinner=False)
def _versions(url: str, budget: int, people: int, year: int) -> pd.DataFrame:
    engine = open_engine(url)
    found, known = budgets.versions(engine, year), users.display_names(engine)
    for column in ("created_by", "approved_by"):
        found[column] = [known.get(name, name) for name in found[column]]
    return found


def rows(version_id: int) -> pd.DataFrame:
    """Return a version's rows by name, as far as the person may see them."""
    found = budgets.rows(data.engine(), who.actor(), version_id)
    return pd.DataFrame(found, columns=metrics.ROWS)


def in_force(year: FiscalYear) -> None:
    """Draw the version in force with its months across, or the way to a first one."""
    listed = versions(year)
    now = forced(listed)
    if now is None:
        _nothing_yet(year)
        return
    drafts = [version for version in waiting(year) if not version.is_in_force]
    if drafts:
        st.info(
            f"{plain(drafts[0].name)} waits for approval. It is under *Drafts*, with what it "
            f"changes against {plain(now.name)}.",
            icon=":material/pending_actions:",
        )
    draw(year, now)


def _nothing_yet(year: FiscalYear) -> None:
    st.info(
        f"{year.label} has no budget yet, so its pages show spend alone."
        + (
            " Upload one or enter it under New version." if who.may(Permission.EDIT_BUDGETS) else ""
        ),
        icon=":material/request_quote:",
    )
    if who.may(Permission.EDIT_BUDGETS):
        template_button(year, "template_first")


def draw(year: FiscalYear, version: Version) -> None:
    """Draw one version: its headline, its months across, its caps, and its workbook."""
    found = rows(version.id)
    _headline(year, version, found)
    areas = found[found["subject"] == "area"]
    caps = found[found["subject"] == "matter"]
    firms = found[found["subject"] == "vendor"]
    if len(areas):
        table = metrics.with_total(metrics.across(areas, year.months), "Department")
        months_across(table, year, "Practice area", f"version_{version.id}")
    if len(caps):
        st.subheader("Caps of matters", anchor=False)
        st.caption("Shown with the matter, never added to the department's budget.")
        months_across(metrics.across(caps, year.months), year, "Matter", f"caps_{version.id}")
    if len(firms):
        st.subheader("Caps of vendors", anchor=False, help=CATALOG["vendor_cap"].help)
        st.caption("The most a vendor is meant to bill, never added to the department's budget.")
        months_across(metrics.across(firms, year.months), year, "Vendor", f"firms_{version.id}")
    _downloads(year, version)


def told(year: FiscalYear, version: Version) -> None:
    """Draw a version's name, kind, state and where it came from, in a line."""
    note = f" {plain(version.note)}" if version.note else ""
    source = f"from {plain(version.file_name)}" if version.file_name else SOURCES[version.source]
    kind = "" if version.kind.casefold() == version.name.casefold() else f"{version.kind}, "
    approved = f" Approved {plain(version.approved)}; locked." if version.is_approved else ""
    st.markdown(
        f"**{plain(version.name)}**, version {version.number} of {year.label}, {kind}{source}, "
        f"{plain(version.stored)}.{approved}{note}"
    )


def _headline(year: FiscalYear, version: Version, found: pd.DataFrame) -> None:
    currency = data.settings().reporting_currency
    told(year, version)
    kinds = metrics.by_kind(found)
    with st.grid(4, min_column_width=150, gap="small", key=f"headline_{version.id}"):
        card(f"Budget {year.label}, {currency}", version.total_cents, key="version_budget")
        for kind, cents in sorted(kinds.items(), key=lambda item: list(KINDS).index(item[0])):
            card(KINDS[kind], cents)
        if version.before_cents is not None:
            off = version.total_cents - version.before_cents
            note = f"against {plain(version.before_name)}"
            card("Change", off, note, sign=True, key="version_change")


def card(
    label: str, cents: int, note: str | None = None, *, sign: bool = False, key: str = ""
) -> None:
    """Draw an amount short, with its exact figure (and definition) as help."""
    currency = data.settings().reporting_currency
    st.metric(
        label,
        money.short(cents, currency, sign=sign),
        note,
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
        help=f"{plain(money.money(cents, currency, sign=sign))}"
        + (f"\n\n{CATALOG[key].help}" if key else ""),
    )


def months_across(table: pd.DataFrame, year: FiscalYear, first: str, key: str) -> None:
    """Draw amounts with a column a month; decimals only where some amount has them."""
    currency = data.settings().reporting_currency
    columns: list[Any] = ["total", *year.months]
    unit = 10 ** money.digits(currency)
    is_whole = all((table[column].dropna() % unit == 0).all() for column in columns)
    format_ = "%,.0f" if is_whole else f"%,.{money.digits(currency)}f"
    shown = pd.DataFrame({first: table["name"]})
    config: dict[str, Any] = {first: st.column_config.TextColumn(pinned=True)}
    if first != "Vendor":
        shown["Cost kind"] = table["cost_kind"].map(KINDS).fillna("")
        has_both = "all" in set(table["cost_kind"])
        config["Cost kind"] = st.column_config.TextColumn(width=130 if has_both else 90)
    for column in columns:
        name = f"Total, {currency}" if column == "total" else _short(column)
        shown[name] = pd.Series(tables.major(table[column], currency), dtype=object)
        config[name] = st.column_config.NumberColumn(format=format_, alignment="right")
    alt = f"Budget of {year.label} per {first.lower()} and cost kind, a column a month, {currency}"
    tables.house(shown, config, key, alt)


def _short(month: Month) -> str:
    return f"{periods.label(month)[:3]} {month // 100 % 100:02d}"


def _downloads(year: FiscalYear, version: Version) -> None:
    if not who.may(Permission.EDIT_BUDGETS):
        return
    with st.container(horizontal=True, key=f"downloads_{version.id}"):
        st.download_button(
            "Workbook of this version",
            _workbook(year, version.id),
            file_name=f"budget_{year.label}_v{version.number}.xlsx",
            mime=XLSX,
            icon=":material/download:",
            on_click="ignore",
            key=f"workbook_{version.id}",
        )
        if version.file_name:
            st.download_button(
                "File as uploaded",
                partial(acts.original, data.engine(), who.actor(), version.id),
                file_name=f"budget_{year.label}_v{version.number}_as_uploaded{_suffix(version)}",
                mime="application/octet-stream",
                icon=":material/attach_file:",
                on_click="ignore",
                key=f"original_{version.id}",
            )


def _workbook(year: FiscalYear, version_id: int | None) -> Callable[[], bytes]:
    """Make the workbook when somebody asks for it, on a thread that knows no session."""
    actor = who.actor()
    return partial(
        acts.workbook, data.engine(), actor, fiscal_year=year.name, version_id=version_id
    )


def _suffix(version: Version) -> str:
    return ".xlsx" if version.file_name.lower().endswith(".xlsx") else ".csv"


def template_button(year: FiscalYear, key: str) -> None:
    """Offer the workbook to fill in, with the department's practice areas in it."""
    st.download_button(
        f"Template for {year.label}",
        _workbook(year, None),
        file_name=f"budget_template_{year.label}.xlsx",
        mime=XLSX,
        icon=":material/download:",
        on_click="ignore",
        key=key,
    )
