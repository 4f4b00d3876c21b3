"""How do firms rank, on which measures, and why has one no rank?"""

from collections.abc import Sequence
from typing import Any, cast

import pandas as pd
import streamlit as st

from legalops import money
from legalops.metrics.catalog import CATALOG
from legalops.metrics.performance import Part, Scorecard, shown
from legalops.metrics.performance.measures import Firm
from legalops.metrics.performance.scored import SCORED
from legalops.permissions import Permission
from legalops.ui import data, navigation, performance, tables, who
from legalops.ui.performance_view import View
from legalops.ui.words import counted, plain

VENDOR = navigation.FOLDER / "vendor.py"
_SORTS = {"rank": "Rank", "spend": "Spend", "name": "Name"}
_NAMED = 4
_WAYS = {"values": "Values", "points": "Points"}


def is_empty(view: View) -> bool:
    """Say whether no firm billed in the view, and then what the page waits for."""
    if performance.firms(view):
        return False
    if not data.versions().get("spend"):
        st.info("No invoices are stored yet. This page fills with the first invoices of a firm.")
    else:
        st.info(f"No firm billed in {view.months} in this practice area. Choose another period.")
    path = navigation.FOLDER / "invoices.py"
    if who.may(Permission.IMPORT_INVOICES):
        st.page_link(path, label="Upload invoices", icon=":material/arrow_forward:")
    return True


def headline(view: View) -> None:
    """Say in a sentence who leads, who follows and who is not ranked."""
    cards, names = performance.scorecards(view), performance.names()
    ranked = [card for card in cards if card.rank is not None]
    said = f"{counted(len(cards), 'firm')} billed in {view.months}"
    if len(ranked) > 1:
        best, last = ranked[0], ranked[-1]
        said += (
            f"; {plain(names.get(best.vendor_id, '?'))} scores highest ({best.score:.0f}), "
            f"{plain(names.get(last.vendor_id, '?'))} lowest ({last.score:.0f})"
        )
    st.markdown(f"#### {said}.")
    reasons = [f"{plain(names.get(c.vendor_id, '?'))}: {c.reason}" for c in cards if c.reason]
    if reasons:
        more = f"; and {len(reasons) - _NAMED} more" if len(reasons) > _NAMED else ""
        st.caption(f"Without a rank: {'; '.join(reasons[:_NAMED])}{more}.")


def draw(view: View) -> None:
    """Draw the table of firms with the parts of their score, and open the one chosen."""
    left, right, _ = st.columns([1, 1, 2])
    sort = _chosen(left, "sort", "Sorted by", _SORTS)
    way = _chosen(right, "show", "Measures as", _WAYS)
    cards, found = performance.scorecards(view), performance.firms(view)
    cards = _sorted(cards, found, sort)
    frame, columns = _frame(cards, found, way)
    row = tables.house(
        tables.opening(frame, 3), columns, "performance_table",
        f"Firms with score, coverage and measures, {view.months}",
    )  # fmt: skip
    st.caption(
        f"Net of tax, {data.settings().reporting_currency}, by invoice date, {view.months}; rate "
        "change against the whole year before. A measure that no firm has yet is left out."
    )
    if row is not None:
        st.switch_page(VENDOR, query_params=view.query(vendor=str(cards[row].vendor_id)))


def _chosen(place: Any, name: str, label: str, known: dict[str, str]) -> str:
    """Draw a choice that stands in the address."""
    given = st.query_params.get(name, "")
    options = list(known)
    key = f"firms_{name}"
    st.session_state[key] = given if given in known else options[0]
    place.segmented_control(
        label, options, format_func=lambda code: known[code], key=key, on_change=_moved,
        args=(name,), required=True,
    )  # fmt: skip
    return str(st.session_state[key])


def _moved(name: str) -> None:
    st.query_params[name] = str(st.session_state[f"firms_{name}"])


def _sorted(cards: Sequence[Scorecard], found: dict[int, Firm], sort: str) -> list[Scorecard]:
    names = performance.names()
    if sort == "spend":
        return sorted(cards, key=lambda card: -found[card.vendor_id].spend_cents)
    if sort == "name":
        return sorted(cards, key=lambda card: names.get(card.vendor_id, "?").casefold())
    return list(cards)


def _frame(cards: Sequence[Scorecard], found: dict[int, Firm], way: str) -> (
    tuple[pd.DataFrame, dict[str, Any]]
):  # fmt: skip
    home, names = data.settings().reporting_currency, performance.names()
    mine = [found[card.vendor_id] for card in cards]
    frame = pd.DataFrame(
        {
            "Firm": [names.get(card.vendor_id, "?") for card in cards],
            "score": [None if card.rank is None else card.score for card in cards],
            "Rank": pd.array([card.rank for card in cards], dtype="Int64"),
            "spend": tables.major(pd.Series([firm.spend_cents for firm in mine]), home),
            "share": [None if firm.share is None else firm.share * 100 for firm in mine],
        }
    )
    columns: dict[str, Any] = {
        "Rank": st.column_config.NumberColumn("Rank", width=56),
        "Firm": st.column_config.TextColumn("Firm", pinned=True, width=180),
        "score": st.column_config.ProgressColumn(
            "Score", help=CATALOG["firm_score"].help, format="%.0f", min_value=0, max_value=100,
            width=104,
        ),
        "spend": tables.money_column(f"Spend, {home}", home, CATALOG["firm_spend"].help),
        "share": _number("firm_share"),
    }  # fmt: skip
    for key in _kept(cards):
        parts = [card.part(key) for card in cards]
        if way == "points":
            frame[key] = [part.score if part else None for part in parts]
            columns[key] = st.column_config.NumberColumn(
                CATALOG[key].label, help=CATALOG[key].help, format="%.0f", alignment="right"
            )
        else:
            frame[key] = [_enough(part) for part in parts]
            columns[key] = _number(key)
            if CATALOG[key].unit == "share":
                frame[key] = frame[key].astype("float64") * 100
    frame["coverage"] = [card.coverage * 100 for card in cards]
    frame["Confidence"] = [card.confidence for card in cards]
    frame["Invoices"] = [card.invoices for card in cards]
    frame["Why no rank"] = [card.reason for card in cards]
    columns["coverage"] = _number("firm_coverage")
    columns["Invoices"] = st.column_config.NumberColumn(format="%,d")
    if not frame["Why no rank"].any():
        frame = frame.drop(columns="Why no rank")
    return frame, columns


def _enough(part: Part | None) -> float | None:
    """Return a value that rests on enough data; with how many, the other views show the rest."""
    return None if part is None or part.score is None else part.value


def _kept(cards: Sequence[Scorecard]) -> list[str]:
    """Return the measures that the store keeps for any firm, in the order of the scorecard."""
    there = {part.measure for card in cards for part in card.parts}
    return [scored.key for scored in SCORED if scored.key in there]


def _number(key: str) -> Any:
    measure = CATALOG[key]
    formats = {"share": "%.1f%%", "days": "%.0f", "ratio": "%.1f", "rate": "%,.0f"}
    label = measure.label
    if measure.unit == "rate":
        label = f"{label}, {data.settings().reporting_currency} an hour"
    return st.column_config.NumberColumn(
        label, help=measure.help, format=formats.get(measure.unit, "%.0f"), alignment="right"
    )


def compare(view: View) -> None:
    """Draw some firms beside one another, measure by measure, with what each rests on."""
    names, found = performance.names(), performance.firms(view)
    cards = {card.vendor_id: card for card in performance.scorecards(view)}
    listed = [int(v) for v in st.query_params.get("vendors", "").split(".") if v.isdigit()]
    st.session_state["firms_vendors"] = [v for v in listed if v in found] or list(found)[:3]
    chosen = st.multiselect(
        "Firms to compare", list(found), format_func=lambda v: names.get(v, "?"),
        key="firms_vendors", max_selections=5, on_change=_compared,
    )  # fmt: skip
    if not chosen:
        st.info("Choose the firms to set beside one another.")
        return
    keys = _kept([cards[v] for v in chosen])
    currency = data.settings().reporting_currency
    rows = [["Spend", *(money.money(found[v].spend_cents, currency) for v in chosen)]]
    rows.append(["Score", *(_score(cards[v]) for v in chosen)])
    rows += [[CATALOG[key].label, *(_cell(cards[v], key) for v in chosen)] for key in keys]
    heads = ["Measure", *(names.get(v, "?") for v in chosen)]
    frame = pd.DataFrame([[plain(cell) for cell in row] for row in rows],
                         columns=[plain(head) for head in heads])  # fmt: skip
    st.table(frame, border="horizontal", hide_index=True, alt="Firms beside one another")
    st.caption("In brackets: how many invoices, hours, people or answers a figure rests on.")


def _compared() -> None:
    chosen = cast(list[int], st.session_state["firms_vendors"])
    st.query_params["vendors"] = ".".join(str(v) for v in chosen)


def _score(card: Scorecard) -> str:
    return f"{card.score:.0f}, rank {card.rank}" if card.rank else f"no rank: {card.reason}"


def _cell(card: Scorecard, key: str) -> str:
    part = card.part(key)
    if part is None:
        return "does not concern it"
    if part.value is None:
        return shown.text(key, None)
    return f"{shown.text(key, part.value)} ({shown.rests_on(key, part.n)})"
