"""How did firms change since last year, and on how few does spend rest?"""

import streamlit as st

from legalops.charts import vendors as charts
from legalops.charts.theme import tokens
from legalops.metrics.catalog import CATALOG
from legalops.metrics.performance.concentration import concentration as concentrated
from legalops.metrics.performance.concentration import sentences
from legalops.metrics.performance.measures import Firm
from legalops.metrics.performance.scored import BY_KEY, SCORED
from legalops.periods import FiscalYear
from legalops.ui import data, draw, performance, performance_table
from legalops.ui.performance_view import View
from legalops.ui.words import counted

_SCORE = "firm_score"


def year_before(view: View, back: int = 1) -> View:
    """Return the whole of an earlier fiscal year, in the same practice area."""
    year = FiscalYear(view.year.name - back, view.year.starts_in)
    return View(year, year.last, view.area)


def value_of(view: View, vendor: int, key: str) -> float | None:
    """Return a firm's measure, or its score, where it rests on enough data."""
    if key == _SCORE:
        cards = performance.scorecards(view)
        return next((c.score for c in cards if c.vendor_id == vendor and c.rank), None)
    firm = performance.firms(view).get(vendor)
    found = None if firm is None else firm.values.get(key)
    return found.value if found is not None and found.n >= BY_KEY[key].least else None


def choose(place: str, known: list[str]) -> str:
    """Draw the choice of a measure, which stands in the address, and return it."""
    given, key = st.query_params.get("measure", ""), f"{place}_measure"
    st.session_state[key] = given if given in known else known[0]
    st.selectbox(
        "Measure", known, format_func=lambda name: CATALOG[name].label, key=key,
        on_change=_moved, args=(key,), help=CATALOG[str(st.session_state[key])].help, width=320,
    )  # fmt: skip
    return str(st.session_state[key])


def _moved(key: str) -> None:
    st.query_params["measure"] = str(st.session_state[key])


def draw_trend(view: View) -> None:
    """Draw a measure of every firm last year and this year, the largest firms first."""
    before = year_before(view)
    found = performance.firms(view)
    known = [_SCORE, *(s.key for s in SCORED if any(s.key in f.values for f in found.values()))]
    key = choose("trend", known)
    names = performance.names()
    pairs = []
    for vendor in found:
        then, now = value_of(before, vendor, key), value_of(view, vendor, key)
        if then is not None and now is not None:
            pairs.append((vendor, names.get(vendor, "?"), then, now))
    if not pairs:
        st.info(
            f"No firm has this measure in both {before.year.label} and {view.year.label}. Choose "
            "another measure, or a later year."
        )
        return
    _say_pairs(key, pairs, (before, view))
    years = (before.year.label, view.year.label)
    picture = charts.two_years(key, years, pairs, tokens(draw.theme()))
    alt = charts.describe_years(CATALOG[key].label, pairs)
    _open(view, draw.vega(picture.spec(), alt, "performance_years"))


def _say_pairs(key: str, pairs: list[tuple[int, str, float, float]], views: tuple[View, View]) -> (
    None
):  # fmt: skip
    rose = sum(now > then for _, _, then, now in pairs)
    fell = sum(now < then for _, _, then, now in pairs)
    st.markdown(
        f"**{CATALOG[key].label}** rose at {counted(rose, 'firm')} and fell at {fell}, of "
        f"{len(pairs)} with data in both years. Ring: {views[0].months}. Dot: {views[1].months}."
    )


def _open(view: View, vendor: int | None) -> None:
    if vendor is not None and vendor > 0:
        st.switch_page(performance_table.VENDOR, query_params=view.query(vendor=str(vendor)))


def draw_concentration(view: View) -> None:
    """Draw on how few firms spend rests, with a sentence for each figure."""
    found = performance.firms(view)
    spend = [(v, firm) for v, firm in found.items() if firm.spend_cents > 0]
    figures = concentrated([firm.spend_cents for _, firm in spend])
    if figures is None:
        st.info(f"Nothing was spent in {view.months}, so nothing rests on anybody.")
        return
    cards = [
        ("top_share", f"{share:.0%}", f"largest {n}" if n > 1 else "largest firm")
        for n, share in figures.top
    ]
    cards.append(("firms_80", str(figures.firms_80), f"of {figures.firms}"))
    cards.append(("hhi", f"{figures.hhi:,.0f}", "of 10,000"))
    with st.grid(5, min_column_width=150, gap="small", key="concentration"):
        for key, value, note in cards:
            st.metric(
                CATALOG[key].label, value, note, help=CATALOG[key].help, border=True,
                delta_color="off", delta_arrow="off", height="stretch",
            )  # fmt: skip
    st.markdown(" ".join(sentences(figures)))
    _bars(view, spend)


def _bars(view: View, spend: list[tuple[int, Firm]]) -> None:
    names = performance.names()
    rows = [(v, names.get(v, "?"), firm.spend_cents) for v, firm in spend]
    currency = data.settings().reporting_currency
    picture = charts.concentration(rows, currency, tokens(draw.theme()))
    alt = f"Firms by spend in {view.months}, the largest {rows[0][1]}"
    _open(view, draw.vega(picture.spec(), alt, "performance_concentration"))
