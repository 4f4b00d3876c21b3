"""Which versions did a year's budget have, how do they stand, and what does one of them hold?"""

import pandas as pd
import streamlit as st

from legalops.periods import FiscalYear
from legalops.ui import budget_compare, budgets, data, tables


def draw(year: FiscalYear) -> None:
    """Draw the year's versions, and one of them opened."""
    listed = budgets.versions(year)
    if not listed:
        st.info(f"{year.label} has no version yet. The first one is stored under New version.")
        return
    currency = data.settings().reporting_currency
    changes = [v.before_cents if v.before_cents is None else v.total_cents - v.before_cents
               for v in listed]  # fmt: skip
    frame = pd.DataFrame(
        {
            "Version": [version.number for version in listed],
            "Name": [version.name for version in listed],
            "Kind": [version.kind for version in listed],
            "State": [version.state for version in listed],
            "Total": tables.major(pd.Series([v.total_cents for v in listed]), currency),
            "Change": tables.major(pd.Series(changes, dtype="Int64"), currency),
            "Approved": [version.approved for version in listed],
            "Stored": [version.stored for version in listed],
            "From": [v.file_name or budgets.SOURCES[v.source].capitalize() for v in listed],
        }
    )
    tables.house(
        frame,
        {
            "Version": st.column_config.NumberColumn(format="%d", width="small"),
            "Total": tables.money_column(f"Total, {currency}", currency),
            "Change": tables.money_column(
                f"Change, {currency}", currency, "Against the version before", sign=True
            ),
        },
        f"versions_{year.name}",
        f"Budget versions of {year.label}, the newest first",
    )
    opened = st.selectbox(
        "Open a version",
        listed,
        format_func=budget_compare.label,
        index=None,
        key=f"open_version_{year.name}",
        placeholder="Choose one to see its months",
        width=420,
    )
    if opened is not None:
        budgets.draw(year, opened)
