"""What does the business review of one firm say: its figures, against peers, over the years?"""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from legalops import money
from legalops.charts import vendors as charts
from legalops.charts.theme import tokens
from legalops.metrics.catalog import CATALOG
from legalops.metrics.performance import Scorecard, peers, shown
from legalops.metrics.performance.measures import Firm
from legalops.metrics.performance.peers import By, Median
from legalops.metrics.performance.scored import SCORED
from legalops.ui import data, draw, navigation, performance, performance_trend, spend, tables
from legalops.ui.performance_view import View
from legalops.ui.words import counted, plain

_PERFORMANCE = navigation.FOLDER / "performance.py"
_BY = {"area": "the same main practice area", "size": "a similar size"}
_YEARS = 4
_RIGHT = st.column_config.TextColumn(alignment="right")
_COLUMNS = {
    "Measure": st.column_config.TextColumn(pinned=True),
    "This firm": _RIGHT,
    "Peers, median": _RIGHT,
    "Points": st.column_config.TextColumn(
        alignment="right", help="0 at the worst value, 100 at the best; weight 0 is not scored."
    ),
}
_SHORT = {"firm_rate_change": "Rate change"}


def chosen(view: View) -> int | None:
    """Draw the choice of a firm, which stands in the address, and return it."""
    names = performance.names()
    given = st.query_params.get("vendor", "")
    known = {str(number): number for number in names}
    st.session_state["vendor_page"] = known.get(given)
    if given and given not in known:
        st.warning("The firm in the address is not here; it may have been merged into another.")
    if not names:
        st.info("There are no firms yet. They come with the first invoices.")
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Firm", list(names), format_func=lambda number: names[number], index=None,
            key="vendor_page", on_change=_moved, placeholder="Choose a firm", width=360,
        )  # fmt: skip
        st.page_link(
            _PERFORMANCE, label="All firms", icon=":material/arrow_back:",
            query_params=view.query(),
        )  # fmt: skip
    return known.get(given)


def _moved() -> None:
    number = st.session_state["vendor_page"]
    if number is None:
        st.query_params.pop("vendor", None)
    else:
        st.query_params["vendor"] = str(number)


def firm_of(view: View, vendor: int) -> Firm | None:
    """Return the firm's measures, and say so where it billed nothing."""
    firm = performance.firms(view).get(vendor)
    if firm is None:
        st.info(
            f"{plain(performance.names()[vendor])} billed nothing in {view.months} in this "
            "practice area. Choose another period."
        )
    return firm


def card_of(view: View, vendor: int) -> Scorecard:
    """Return the firm's scorecard."""
    return next(card for card in performance.scorecards(view) if card.vendor_id == vendor)


def headline(view: View, firm: Firm) -> None:
    """Say where the firm stands, and draw its first figures."""
    name, card = plain(performance.names()[firm.vendor_id]), card_of(view, firm.vendor_id)
    ranked = sum(each.rank is not None for each in performance.scorecards(view))
    if card.rank is not None:
        st.markdown(
            f"#### {name} scores {card.score:.0f} of 100: rank {card.rank} of {ranked} in "
            f"{view.months}."
        )
    else:
        st.markdown(f"#### {name} has no rank in {view.months}: {card.reason}.")
    currency = data.settings().reporting_currency
    change = firm.values.get("firm_rate_change")
    figures = [
        ("firm_spend", money.short(firm.spend_cents, currency), currency),
        ("firm_share", shown.text("firm_share", firm.share), counted(firm.invoices, "invoice")),
        ("firm_realised_rate", _rate(firm.realised_rate), f"blended {_rate(firm.blended_rate)}"),
        ("firm_rate_change", _of(change, "firm_rate_change"), _of_change(firm)),
        ("firm_coverage", f"{card.coverage:.0%}", f"{card.confidence} confidence"),
    ]
    with st.grid(5, min_column_width=150, gap="small", key="vendor_figures"):
        for key, value, note in figures:
            st.metric(
                _SHORT.get(key, CATALOG[key].label), value, note,
                help=CATALOG[key].help, border=True,
                delta_color="off", delta_arrow="off", height="stretch",
            )  # fmt: skip


def _rate(cents: float | None) -> str:
    one = 10 ** money.digits(data.settings().reporting_currency)
    return shown.text("firm_blended_rate", None if cents is None else cents / one)


def _of(value: object, key: str) -> str:
    found = getattr(value, "value", None)
    return shown.text(key, found, sign=True)


def _of_change(firm: Firm) -> str:
    if firm.change is None:
        return "nobody in both years"
    mix = shown.text("firm_rate_mix", firm.change.mix, sign=True)
    return f"mix {mix} apart"


def figures(view: View, firm: Firm) -> None:
    """Draw every measure with what it rests on, its points and the median of the peers."""
    by = _peers_by()
    found = performance.firms(view)
    mine = peers.of(found, performance.sources(), view.window, vendor=firm.vendor_id, by=by)
    medians = peers.medians(found, mine)
    st.caption(_peers_words(view, firm, by, len(mine)))
    card = card_of(view, firm.vendor_id)
    tables.house(
        _frame(card, medians), {"Measure": st.column_config.TextColumn(pinned=True)},
        "vendor_figures_table", "Measures of the firm beside the median of its peers",
    )  # fmt: skip
    _staffing(firm)
    _discount(firm)
    with st.expander("What these figures mean"):
        for part in card.parts:
            measure = CATALOG[part.measure]
            st.markdown(f"**{measure.label}**: {measure.help}")


def _peers_by() -> By:
    given = st.query_params.get("peers", "area")
    st.session_state["vendor_peers"] = given if given in _BY else "area"
    st.segmented_control(
        "Compared with firms of", list(_BY), format_func=lambda by: _BY[by], key="vendor_peers",
        required=True, on_change=_peers_moved,
    )  # fmt: skip
    return "size" if st.session_state["vendor_peers"] == "size" else "area"


def _peers_moved() -> None:
    st.query_params["peers"] = str(st.session_state["vendor_peers"])


def _peers_words(view: View, firm: Firm, by: By, count: int) -> str:
    if count < peers.LEAST_PEERS:
        alike = f"{counted(count, 'firm')} like it" if count else "No firm is like it"
        return (
            f"{alike}; a median needs at least {peers.LEAST_PEERS}, so that no single firm shows "
            "through."
        )
    if by == "size":
        return f"Peers: {counted(count, 'firm')} with a third to three times its spend."
    area = peers.main_areas(performance.sources(), view.window).get(firm.vendor_id, 0)
    name = plain(spend.names().areas.get(area, "?"))
    return f"Peers: {counted(count, 'firm')} that also bill most in {name}."


def _frame(card: Scorecard, medians: Mapping[str, Median]) -> pd.DataFrame:
    rows = []
    for part in card.parts:
        key, other = part.measure, medians.get(part.measure)
        peer = None if other is None else other.value
        points = part.reason if part.score is None else f"{part.score:.0f}"
        rows.append(
            {
                "Measure": CATALOG[key].label,
                "This firm": shown.text(key, part.value),
                "Peers, median": shown.text(key, peer),
                "Against them": shown.against(key, part.value, peer),
                "Rests on": shown.rests_on(key, part.n) if part.n else "",
                "Points": points,
                "Weight": part.weight,
            }
        )
    return pd.DataFrame(rows)


def _staffing(firm: Firm) -> None:
    if firm.mix is None:
        return
    parts = [f"{name} {share:.0%}" for name, share in firm.mix.shares.items() if share >= 0.005]
    leverage = shown.text("firm_leverage", firm.mix.leverage)
    st.markdown(
        f"**Hours by level**: {', '.join(parts)}. {leverage} hours of others to one of a partner.",
        help=CATALOG["firm_leverage"].help,
    )


def _discount(firm: Firm) -> None:
    found = firm.capture
    if found is None:
        return
    currency = data.settings().reporting_currency
    due, taken = (money.money(c, currency) for c in (found.due_cents, found.taken_cents))
    said = f"**Volume discount**: {plain(due)} due, {plain(taken)} taken."
    if found.next_cents is not None:
        said += f" {plain(money.money(found.next_cents, currency))} of fees to the next tier."
    st.markdown(said, help=CATALOG["firm_discount_due"].help)


def over_years(view: View, firm: Firm) -> None:
    """Draw a measure of the firm over the fiscal years, and its peers' median beside it."""
    known = ["firm_score", *(s.key for s in SCORED if s.key in firm.values)]
    key = performance_trend.choose("vendor", known)
    views = [performance_trend.year_before(view, back) for back in range(_YEARS - 1, 0, -1)]
    values = [(each.year.label, *_pair(each, firm.vendor_id, key)) for each in [*views, view]]
    values = [row for row in values if row[1] is not None or row[2] is not None]
    if not any(row[1] is not None for row in values):
        st.info("There is not enough data for this measure in any year yet. Choose another one.")
        return
    name = performance.names()[firm.vendor_id]
    picture = charts.over_years(key, name, values, tokens(draw.theme()))
    draw.vega(picture.spec(), f"{CATALOG[key].label} of {name} by year", "vendor_years")
    st.caption(f"{view.year.label} runs to {view.months[-8:]}; earlier years are whole.")


def _pair(view: View, vendor: int, key: str) -> tuple[float | None, float | None]:
    found = performance.firms(view)
    mine = performance_trend.value_of(view, vendor, key)
    if key == "firm_score" or vendor not in found:
        return mine, None
    alike = peers.of(found, performance.sources(), view.window, vendor=vendor, by="area")
    other = peers.medians(found, alike).get(key)
    return mine, None if other is None else other.value
