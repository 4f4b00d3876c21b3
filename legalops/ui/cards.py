"""How does a headline figure look: a name, a short amount, how far off, and its definition?"""

from typing import Any

import streamlit as st

from legalops.metrics import words
from legalops.metrics.budget import BudgetReport, elapsed_share
from legalops.metrics.catalog import CATALOG
from legalops.metrics.measures import BILLED
from legalops.money import short
from legalops.ui.words import plain

_MISSING = "\u2013"
_REFERENCES = {"prior_year": "prior_year", "prior_forecast": "prior_forecast"}


def headline(report: BudgetReport) -> None:
    """Draw the five figures of budget against actual, in one row where there is room."""
    with st.grid(5, min_column_width=150, gap="small", key="headline"):
        _budget(report)
        _actual(report)
        _variance(report)
        _used(report)
        if report.chosen.reference.is_budget:
            _pace(report)
        elif report.chosen.reference.kind == "prior_year":
            _before(report)


def _card(
    key: str, value: str, delta: str | None = None, *, currency: str = "", **options: Any
) -> None:
    measure = CATALOG[key]
    label = f"{measure.label}, {currency}" if currency else measure.label
    st.metric(label, value, delta, help=measure.help, border=True, height="stretch", **options)


def _quiet(key: str, value: str, note: str, currency: str = "") -> None:
    _card(key, value, note, currency=currency, delta_color="off", delta_arrow="off")


def _budget(report: BudgetReport) -> None:
    chosen, cents = report.chosen, report.total.budget_cents
    key = _REFERENCES.get(chosen.reference.kind, "budget")
    if cents is None:
        _quiet(key, _MISSING, chosen.reference.missing, chosen.currency)
    else:
        named = f", \u2018{chosen.reference.name}\u2019" if chosen.reference.name else ""
        note = f"{words.period(chosen)}{named}"
        _quiet(key, short(cents, chosen.currency), plain(note), chosen.currency)


def _actual(report: BudgetReport) -> None:
    chosen = report.chosen
    counted = [month for month in chosen.months if month <= chosen.as_of]
    _quiet(
        "actual" if chosen.measure == BILLED else chosen.measure,
        short(report.total.actual_cents, chosen.currency),
        words.span(counted),
        chosen.currency,
    )


def _variance(report: BudgetReport) -> None:
    chosen, off = report.chosen, report.total.variance_cents
    if off is None:
        _quiet("variance", _MISSING, chosen.reference.missing, chosen.currency)
    elif chosen.is_running and chosen.reference.is_budget:
        _quiet("left", short(-off, chosen.currency), "the period is not over", chosen.currency)
    else:
        amount = short(off, chosen.currency, sign=True)
        _card("variance", amount, currency=chosen.currency, **_impact(report))


def _impact(report: BudgetReport) -> dict[str, Any]:
    total = report.total
    if not words.is_material(total, report.chosen.currency):
        even = plain(report.chosen.reference.even)
        return {"delta": even, "delta_color": "off", "delta_arrow": "off"}
    off, budget = total.variance_cents or 0, total.budget_cents or 0
    share = f"{words.percent(off / budget)} " if budget else ""
    if off > 0:
        return {"delta": f"{share}over", "delta_color": "orange", "delta_arrow": "up"}
    return {"delta": f"{share}under", "delta_color": "blue", "delta_arrow": "down"}


def _used(report: BudgetReport) -> None:
    share = report.total.used_share
    if share is None:
        _quiet("used", _MISSING, report.chosen.reference.missing)
    elif report.chosen.reference.is_budget:
        _quiet("used", words.percent(share), "of the period's budget")
    else:
        _quiet("reached", words.percent(share), f"of the {report.chosen.reference.noun}")


def _before(report: BudgetReport) -> None:
    """Draw where the fiscal year stands against all of the reference's year."""
    share = report.year.used_share
    key = "year_reached"
    if share is None:
        _quiet(key, _MISSING, report.chosen.reference.missing)
    else:
        year = report.chosen.year.label
        passed = words.percent(elapsed_share(report.chosen))
        _quiet(key, words.percent(share), f"{passed} of {year} has passed")


def _pace(report: BudgetReport) -> None:
    pace = report.pace
    if pace is None:
        _quiet("pace", _MISSING, "no budget for the year")
    elif abs(pace - 1) < words.MATERIAL_SHARE:
        _quiet("pace", f"{pace:.2f}", "even with the year")
    elif pace > 1:
        _card("pace", f"{pace:.2f}", "ahead of the year", delta_color="orange", delta_arrow="up")
    else:
        _card("pace", f"{pace:.2f}", "behind the year", delta_color="blue", delta_arrow="down")
