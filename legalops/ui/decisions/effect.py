"""What was spent before a decision and since, on the vendor or matter it is about?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.charts import decisions as charts
from legalops.charts.theme import tokens
from legalops.metrics import decision_effects as metrics
from legalops.metrics.decision_effects import Effect
from legalops.periods import Month
from legalops.store import decision_spend
from legalops.ui import data, drill, filters, spend, tables, who
from legalops.ui import draw as pictures
from legalops.ui.words import plain

Row = Mapping[str, Any]
_CLOSED = "The matter is restricted: what it costs is seen by the people named on it."


def draw(row: Row) -> None:
    """Draw spend by month around the decision, in a sentence, a picture and a table that opens."""
    found = of(row)
    if found is None:
        st.caption(_CLOSED)
        return
    home = data.settings().reporting_currency
    said = metrics.headline(found, home)
    st.markdown(f"**{plain(said)}**")
    picture = charts.around(found, home, tokens(pictures.theme()))
    pictures.vega(picture.spec(), said, f"decision_effect_{row['id']}")
    tax = "tax included" if data.settings().spend_is == "gross" else "net of tax"
    short = ", the orange one what was expected" if found.saving_cents else ""
    st.caption(
        f"Received and approved, {tax}, by invoice date. The blue line is the monthly mean{short}. "
        "The month of the decision counts on neither side."
    )
    _months(row, found)


def sentence(row: Row) -> str:
    """Return the effect in a sentence, "" where the decision is about no spend to be seen."""
    if row["vendor_id"] is None and row["matter_id"] is None:
        return ""
    found = of(row)
    return "" if found is None else metrics.headline(found, data.settings().reporting_currency)


def of(row: Row) -> Effect | None:
    """Return the effect of a decided decision; None where its matter may not be seen."""
    frame = decision_spend.months(
        data.engine(), who.actor(), vendor_id=row["vendor_id"], matter_id=row["matter_id"]
    )
    if frame is None:
        return None
    cents = frame["net_cents"]
    if data.settings().spend_is == "gross":
        cents = cents + frame["tax_cents"]
    spent = dict(zip(frame["month"].astype(int), cents.astype(int), strict=True))
    decided = periods.month_of(str(row["decided_on"]))
    first = min(spend.months(), default=decided)
    return metrics.effect(spent, decided, first, filters.options().usual, row["saving_cents"])


def _months(row: Row, found: Effect) -> None:
    home = data.settings().reporting_currency
    sides = [
        *((month, cents, "Before") for month, cents in found.before),
        (found.decided, found.during, "Month of the decision"),
        *((month, cents, "Since") for month, cents in found.since),
    ][::-1]
    shown = pd.DataFrame(
        {
            "Month": [periods.label(month) for month, _, _ in sides],
            "Billed": pd.Series(
                tables.major(pd.Series([cents for _, cents, _ in sides]), home), dtype=object
            ),
            "When": [side for _, _, side in sides],
        }
    )
    columns = {"Billed": tables.money_column(f"Billed, {home}", home)}
    opened = tables.house(
        tables.opening(shown, 2), columns, f"decision_months_{row['id']}",
        "Billed by month around the decision",
    )  # fmt: skip
    if opened is not None:
        _open(row, sides[opened][0])


def _open(row: Row, month: Month) -> None:
    """Leave for the invoices of one month on the vendor or matter."""
    can, set_ = filters.options(), data.settings()
    year = periods.fiscal_year_of(month, set_.fiscal_start_month)
    given = {
        "fy": str(year.name), "as_of": periods.iso(max(month, can.as_of_in(year.name))),
        "period": "full", "basis": "invoice",
    }  # fmt: skip
    query = filters.parse(given, can)[0].query() | {"month": periods.iso(month)}
    if row["vendor_id"] is not None:
        query["of_vendor"] = str(int(row["vendor_id"]))
    if row["matter_id"] is not None:
        query["matter"] = str(int(row["matter_id"]))
    drill.go(query)
