"""How do two versions of a year's budget differ, per subject and month, in words and in sums?"""

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.metrics import budget_versions as metrics
from legalops.periods import FiscalYear
from legalops.services import budgets as acts
from legalops.ui import budgets, data, tables, who
from legalops.ui.budgets import Version
from legalops.ui.words import plain

_SPLITS = {"subject": "By practice area and cap", "month": "By month"}


def draw(year: FiscalYear) -> None:
    """Draw any two versions side by side."""
    listed = budgets.versions(year)
    if len(listed) < 2:
        st.info(
            f"{year.label} has {'one version' if listed else 'no version'}; two are compared. "
            "Store another under New version.",
            icon=":material/difference:",
        )
        return
    left, right = st.columns(2)
    before = left.selectbox(
        "From", listed, index=1, format_func=label, key=f"compare_from_{year.name}"
    )
    after = right.selectbox("To", listed, format_func=label, key=f"compare_to_{year.name}")
    if before.id == after.id:
        st.caption("Choose two different versions.")
        return
    headline(before, after)
    between(year, before, after, f"compare_{year.name}")


def label(version: Version) -> str:
    """Write a version for a list: its number, name and state."""
    return f"{version.number} \u00b7 {version.name} ({version.state})"


def headline(before: Version, after: Version) -> None:
    """Draw both sums and their difference."""
    currency = data.settings().reporting_currency
    off = after.total_cents - before.total_cents
    with st.grid(3, min_column_width=150, gap="small", key=f"sums_{before.id}_{after.id}"):
        budgets.card(f"{before.name}, {currency}", before.total_cents)
        budgets.card(f"{after.name}, {currency}", after.total_cents)
        budgets.card(f"Difference, {currency}", off, sign=True, key="version_change")


def between(year: FiscalYear, before: Version | None, after: Version, key: str) -> None:
    """Draw what moved between two versions: a sentence, then a table of it, largest first."""
    found = acts.compare(data.engine(), who.actor(), before.id if before else None, after.id)
    if before is None:
        st.markdown(f"{plain(after.name)} is the first version of {year.label}.")
        return
    said = metrics.moved(found, before.name, after.name, data.settings().reporting_currency)
    st.markdown(plain(said))
    split = st.segmented_control(
        "Difference by", list(_SPLITS), format_func=lambda name: _SPLITS[name], default="subject",
        required=True, key=f"split_{key}", label_visibility="collapsed",
    )  # fmt: skip
    if split == "month":
        by_month(found, year, key)
    else:
        by_subject(found, ("Before", "After"), key)


def by_subject(found: pd.DataFrame, titles: tuple[str, str], key: str) -> None:
    """Draw what differs per subject and cost kind, the largest first, in words beside it."""
    currency = data.settings().reporting_currency
    rows = metrics.by_size(found)
    if rows.empty:
        return
    caps = {"matter": " (cap of a matter)", "vendor": " (cap of a vendor)"}
    names = [f"{row.name}{caps.get(str(row.subject), '')}" for row in rows.itertuples(index=False)]
    shown = pd.DataFrame({"Budget of": names, "Cost kind": rows["cost_kind"].map(budgets.KINDS)})
    config = {"Budget of": st.column_config.TextColumn(pinned=True)}
    for title, column in (("Difference", "difference_cents"), (titles[0], "before_cents"),
                          (titles[1], "after_cents")):  # fmt: skip
        shown[title] = pd.Series(tables.major(rows[column], currency), dtype=object)
        config[title] = tables.money_column(
            f"{title}, {currency}", currency, sign=title == "Difference"
        )
    shown["In words"] = rows["words"]
    config["In words"] = st.column_config.TextColumn(width="medium")
    alt = f"Difference per practice area, cap and cost kind, {currency}, the largest first"
    tables.house(shown, config, f"by_subject_{key}", alt)


def by_month(found: pd.DataFrame, year: FiscalYear, key: str) -> None:
    """Draw the department's budget of both versions month by month."""
    currency = data.settings().reporting_currency
    rows = metrics.by_month(found, year.months)
    shown = pd.DataFrame({"Month": [periods.label(month) for month in rows["month"]]})
    config = {"Month": st.column_config.TextColumn(pinned=True)}
    for title, column in (("Difference", "difference_cents"), ("Before", "before_cents"),
                          ("After", "after_cents")):  # fmt: skip
        shown[title] = pd.Series(tables.major(rows[column], currency), dtype=object)
        config[title] = tables.money_column(
            f"{title}, {currency}", currency, sign=title == "Difference"
        )
    off = int(rows["difference_cents"].sum())
    tables.house(shown, config, f"by_month_{key}", f"Difference by month, {currency}")
    st.caption(plain(f"In all {money.money(off, currency, sign=True)}; practice areas only."))
