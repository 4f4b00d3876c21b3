"""Rates of firms: entered in a grid or a workbook, asked for, decided; and terms."""

import pandas as pd
from sqlalchemy import Engine

from legalops.periods import Month, add_months
from legalops.store import rate_cards, terms
from legalops.store.rate_cards import CardInput, add, agree, end, in_force, refuse
from legalops.store.terms import KINDS, TermInput
from legalops.store.terms import add as add_term
from legalops.store.terms import end as end_term

__all__ = [
    "KINDS", "CardInput", "TermInput", "add", "add_term", "agree", "cards", "end", "end_term",
    "in_force", "last_year_hours", "refuse", "standing_terms",
]  # fmt: skip


def cards(engine: Engine, vendor_id: int | None = None) -> pd.DataFrame:
    """Return all rates, agreed, requested and refused, of a vendor or of all."""
    return rate_cards.table(engine, vendor_id)


def standing_terms(engine: Engine, vendor_id: int | None = None) -> pd.DataFrame:
    """Return the terms that stand, of a vendor or of all."""
    return terms.table(engine, vendor_id)


def last_year_hours(keepers: pd.DataFrame, last: Month) -> pd.DataFrame:
    """Return hours per timekeeper and class of the twelve months up to a month."""
    first = add_months(last, -11)
    year = keepers[keepers["work_month"].between(first, last)]
    keys = ["vendor_id", "timekeeper_id", "name", "classification", "currency"]
    return year.groupby(keys, as_index=False)[["hours_e4"]].sum()
