"""How does a firm get its own review in its hand, without any other firm's name or data?"""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from legalops import money, periods
from legalops.metrics.catalog import CATALOG
from legalops.metrics.performance import measures, peers, rates, shown, staffing
from legalops.metrics.performance.measures import Firm
from legalops.metrics.performance.scored import SCORED
from legalops.metrics.performance.sources import records
from legalops.periods import utc_now
from legalops.permissions import Actor, Permission
from legalops.reports.firm import Figure, Review, document
from legalops.services import rate_cards as acts
from legalops.store import spend
from legalops.store.spend import HIDDEN, Selection
from legalops.ui import (
    data,
    performance,
    performance_trend,
    rate_cards,
    rate_requests,
    vendor_work,
    who,
)
from legalops.ui.performance_view import View

_YEARS = 3


def offer(view: View, firm: Firm) -> None:
    """Draw the button that makes the document; it is made when somebody presses it."""
    actor = who.actor()
    if not actor.may(Permission.SEE_LINES):
        return
    name = performance.names()[firm.vendor_id]
    safe = "".join(c if c.isalnum() else "_" for c in name.casefold()).strip("_")
    st.download_button(
        "Document for the firm",
        data=lambda: document(_review(view, firm, actor), utc_now()),
        file_name=f"review_{safe}_{view.year.label}_{date.today().isoformat()}.pdf",  # noqa: DTZ011
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        on_click="ignore",
        key="vendor_document",
        help="A PDF with this firm's figures; peers only as a median, no other firm's name, no "
        "score, no internal comments.",
    )


def _review(view: View, firm: Firm, actor: Actor) -> Review:
    settings, found = data.settings(), performance.firms(view)
    sources = performance.sources()
    alike = peers.of(found, sources, view.window, vendor=firm.vendor_id, by="area")
    medians = peers.medians(found, alike)
    currency = settings.reporting_currency
    figures = tuple(_figure(key, firm, medians) for key in _told(firm))
    return Review(
        firm=performance.names()[firm.vendor_id],
        department=settings.department or "The legal department",
        months=view.months,
        currency=currency,
        cards=_cards(firm, currency),
        figures=figures,
        peers=_peers(len(alike)),
        staffing=_staffing(firm),
        years=_years(view, firm),
        people=_people(view, firm),
        matters=_matters(view, firm, actor),
        rates=_rates(firm.vendor_id),
        terms=_terms(firm, currency),
    )


def _told(firm: Firm) -> list[str]:
    """Return the measures that rest on enough data to be shown to the firm."""
    values = firm.values
    return [s.key for s in SCORED if s.key in values and values[s.key].n >= s.least]


def _figure(key: str, firm: Firm, medians: dict[str, peers.Median]) -> Figure:
    value, other, measure = firm.values[key], medians.get(key), CATALOG[key]
    return Figure(
        measure.label, shown.text(key, value.value),
        shown.text(key, other.value) if other else "too few firms",
        shown.rests_on(key, value.n), f"{measure.meaning} Formula: {measure.formula}.",
    )  # fmt: skip


def _peers(count: int) -> str:
    if count < peers.LEAST_PEERS:
        return "There are too few firms of the same main practice area for a median."
    return f"Peers: {count} firms of the same main practice area."


def _cards(firm: Firm, currency: str) -> tuple[tuple[str, str, str], ...]:
    one = 10 ** money.digits(currency)
    realised = None if firm.realised_rate is None else firm.realised_rate / one
    change = firm.change.like_for_like if firm.change else None
    return (
        ("Spend", money.short(firm.spend_cents, currency), currency),
        ("Invoices", f"{firm.invoices:,}", ""),
        ("Realised rate", shown.text("firm_realised_rate", realised), f"{currency} an hour"),
        ("Rate change", shown.text("firm_rate_change", change, sign=True), "like for like"),
    )


def _staffing(firm: Firm) -> str:
    if firm.mix is None:
        return ""
    parts = [f"{name} {share:.0%}" for name, share in firm.mix.shares.items() if share >= 0.005]
    return f"Hours by level: {', '.join(parts)}."


def _years(view: View, firm: Firm) -> tuple[tuple[str, ...], ...]:
    views = [performance_trend.year_before(view, n) for n in range(_YEARS - 1, 0, -1)] + [view]
    views = [each for each in views if firm.vendor_id in performance.firms(each)]
    rows = [
        (
            CATALOG[key].label,
            *(
                shown.text(key, performance_trend.value_of(each, firm.vendor_id, key))
                for each in views
            ),
        )
        for key in _told(firm)
    ]
    return (("Measure", *(each.year.label for each in views)), *rows)


def _people(view: View, firm: Firm) -> tuple[tuple[str, ...], ...]:
    keepers = performance.sources().keepers
    now = measures.worked(keepers, view.window).get(firm.vendor_id, {})
    then = measures.worked(keepers, view.window, before=True).get(firm.vendor_id, {})
    mine = keepers[keepers["vendor_id"] == firm.vendor_id].drop_duplicates("timekeeper_id")
    known = mine.set_index("timekeeper_id")
    order = sorted(now, key=lambda key: -now[key].hours_e4)
    return tuple(_person(known, key, now[key], then.get(key)) for key in order)


def _person(known: pd.DataFrame, key: tuple[int, str], now: Any, then: Any) -> tuple[str, ...]:
    row = known.loc[key[0]]
    change = rates.of_one(then, now)
    mine = vendor_work.rate_of(now, key[1])
    before = None if then is None else vendor_work.rate_of(then, key[1])
    return (
        str(row["name"]), staffing.level(str(row["classification"])), f"{now.hours_e4 / 1e4:,.1f}",
        "" if mine is None else f"{mine:,.2f} {key[1]}", "" if before is None else f"{before:,.2f}",
        "" if change is None else shown.text("firm_rate_change", change, sign=True),
    )  # fmt: skip


def _matters(view: View, firm: Firm, actor: Actor) -> tuple[tuple[str, ...], ...]:
    """Return the matters the reader may see; what they may not is one row without a name."""
    window, currency = view.window, data.settings().reporting_currency
    found = spend.matters(
        data.engine(), actor,
        Selection(window.first, window.last, practice_area_id=window.area,
                  vendor_id=firm.vendor_id),
    )  # fmt: skip
    rows = zip(
        found["matter_id"], found["name"], found["number"], found["hours_e4"],
        found["reporting_cents"], strict=True,
    )  # fmt: skip
    return tuple(
        ("Other matters" if number == HIDDEN else str(name), str(code), f"{int(hours) / 1e4:,.1f}",
         money.exact(int(cents), currency))
        for number, name, code, hours, cents in rows
    )  # fmt: skip


def _rates(vendor: int) -> tuple[tuple[str, ...], ...]:
    cards = rate_requests.cards()
    held = acts.in_force(cards[cards["vendor_id"] == vendor], rate_requests.today())
    return tuple(
        (
            row["timekeeper"] or f"All: {row['classification']}",
            f"{int(row['rate_e4']) / 1e4:,.2f}",
            row["currency"],
            periods.day_label(row["effective_on"]),
            periods.day_label(row["until"]) if row["until"] else "",
        )
        for row in records(held)
    )


def _terms(firm: Firm, currency: str) -> tuple[str, ...]:
    found = acts.standing_terms(data.engine(), firm.vendor_id)
    said = [
        f"{rate_cards.term_words(row, currency)}, from {periods.day_label(row['since'])}"
        + (f" until {periods.day_label(row['until'])}." if row["until"] else ".")
        for row in records(found)
    ]
    if firm.capture is not None:
        due, taken = (
            money.money(c, currency) for c in (firm.capture.due_cents, firm.capture.taken_cents)
        )
        said.append(f"Discount due in the period {due}, taken {taken}.")
    return tuple(said)
