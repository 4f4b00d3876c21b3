"""Is the month complete: which vendors have sent their invoices, and which are awaited?"""

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from legalops import periods
from legalops.metrics import completeness
from legalops.ui import spend

_MONTHS = 4
AWAITED = "Awaited"


def table() -> None:
    """Draw one row per vendor of the last months with what came in each, the awaited first."""
    newest = spend.fresh().newest_month
    if newest is None:
        return
    first = periods.add_months(newest, 1 - _MONTHS)
    counted = completeness.by_vendor(spend.cube(), spend.names().vendors, first, newest)
    awaited = counted[newest] == 0
    shown = counted.map(_in_words)
    shown.loc[awaited, newest] = AWAITED
    shown = shown.rename(columns=periods.label)
    months: dict[str, ColumnConfig] = {
        str(label): st.column_config.TextColumn(alignment="right") for label in shown
    }
    shown.insert(0, "Vendor", counted.index)
    shown = shown.loc[awaited.sort_values(ascending=False, kind="stable").index]
    st.subheader(f"Invoices received by {periods.label(newest)}", anchor=False)
    count = int(awaited.sum())
    st.caption(
        f"{len(counted) - count} of {len(counted)} vendors have sent for {periods.label(newest)}. "
        "A vendor that billed in the three months before is expected."
    )
    st.dataframe(shown, hide_index=True, width="stretch", column_config=months)


def _in_words(lines: int) -> str:
    if lines == 0:
        return "\u2013"
    return f"{lines:,} line{'' if lines == 1 else 's'}"
