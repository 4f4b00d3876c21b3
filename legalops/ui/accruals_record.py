"""What is open of the accruals of every month, and how reliable is each firm?"""

import pandas as pd
import streamlit as st

from legalops import periods
from legalops.metrics import accruals as metrics
from legalops.metrics.catalog import CATALOG
from legalops.periods import Month
from legalops.services import completeness
from legalops.ui import accruals, data, spend, tables


def draw(month: Month) -> None:
    """Draw the accruals by month, and response and accuracy by firm."""
    found, asked = accruals.facts(), accruals.requests()
    if found.empty and asked.empty:
        st.info("Nothing was accrued and nobody was asked yet. Start with the section Ask firms.")
        return
    _by_month(found, asked)
    _by_firm(found, asked)


def _by_month(found: pd.DataFrame, asked: pd.DataFrame) -> None:
    home = data.settings().reporting_currency
    sums = found.groupby("month")[["reporting_cents", "open_reporting_cents"]].sum()
    in_time = metrics.in_time(asked, data.settings().time_zone)
    counts = asked.assign(in_time=in_time).groupby("month").agg(
        asked=("vendor_id", "count"), answered=("in_time", "sum")
    )  # fmt: skip
    both = sums.join(counts, how="outer").fillna(0).astype("int64")
    both = both.sort_index(ascending=False)
    shown = pd.DataFrame(
        {
            "Month": [periods.label(int(m)) for m in both.index],
            "Accrued": tables.major(both["reporting_cents"], home),
            "Billed since": tables.major(
                both["reporting_cents"] - both["open_reporting_cents"], home
            ),
            "Still open": tables.major(both["open_reporting_cents"], home),
            "Answered": [_of(a, n) for a, n in zip(both["answered"], both["asked"], strict=True)],
        }
    )
    columns = {"Month": st.column_config.TextColumn(pinned=True)} | {
        label: tables.money_column(f"{label}, {home}", home, CATALOG[key].help)
        for label, key in (
            ("Accrued", "accrued"), ("Billed since", "accrued_billed"),
            ("Still open", "accrued_open"),
        )
    }  # fmt: skip
    columns["Answered"] = st.column_config.TextColumn(
        "Answered in time", help=CATALOG["response_rate"].help
    )
    st.subheader("By month", anchor=False)
    tables.house(shown, columns, "accruals_months", "Accruals by month, open and billed since")


def _of(count: int, whole: int) -> str:
    return f"{count} of {whole}" if whole else ""


def _by_firm(found: pd.DataFrame, asked: pd.DataFrame) -> None:
    today = completeness.today(data.engine())
    record = metrics.record(found, asked, today, data.settings().time_zone)
    record = record[(record["asked"] > 0) | (record["n"] > 0)]
    names = spend.names().vendors
    shown = pd.DataFrame(
        {
            "Firm": [names.get(int(i), "?") for i in record["vendor_id"]],
            "Response rate": [
                _share(a / n if n else None)
                for a, n in zip(record["answered"], record["asked"], strict=True)
            ],
            "Answered": [
                _of(a, n) for a, n in zip(record["answered"], record["asked"], strict=True)
            ],
            "Accuracy": [_share(None if pd.isna(a) else float(a)) for a in record["accuracy"]],
            "Months": record["n"],
        }
    ).sort_values("Firm", key=lambda names: names.str.casefold())
    columns = {
        "Firm": st.column_config.TextColumn(pinned=True, width="medium"),
        "Response rate": st.column_config.TextColumn(
            help=CATALOG["response_rate"].help, alignment="right"
        ),
        "Answered": st.column_config.TextColumn("Answered in time"),
        "Accuracy": st.column_config.TextColumn(
            help=CATALOG["accrual_accuracy"].help, alignment="right"
        ),
        "Months": st.column_config.NumberColumn(
            "Months judged", help="Months that are over for 90 days or more"
        ),
    }
    st.subheader("By firm", anchor=False)
    tables.house(shown, columns, "accruals_record", "Firms: response rate and accrual accuracy")


def _share(share: float | None) -> str:
    return tables.MISSING if share is None else f"{share * 100:.0f}%"
