"""Which picture of budget against actual does a person look at, and what follows from it?"""

from collections.abc import Callable

import streamlit as st

from legalops.charts import budget as month_charts
from legalops.charts import cumulative, multiples, waterfall
from legalops.metrics import pictures, words
from legalops.metrics import waterfall as bridges
from legalops.metrics.budget import BudgetReport
from legalops.metrics.outlook import Outlook
from legalops.metrics.waterfall import Bridge
from legalops.ui import draw, drill, figures, spend
from legalops.ui.filters import Filters
from legalops.ui.words import plain

#: The part of the address that says which picture is shown.
PICTURE = "picture"
_NAMES = {
    "months": "By month",
    "causes": "Causes",
    "sum": "Added up",
    "areas": "By area",
}
_Drawn = Callable[[Filters, BudgetReport, Outlook | None], None]


def draw_one(view: Filters, report: BudgetReport, outlook: Outlook | None) -> None:
    """Draw the switch between the pictures and the one that is chosen, or its table."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        shown = _chosen()
        is_table = st.toggle("Table", key="picture_table", help="The same figures, exact.")
    drawn: dict[str, tuple[_Drawn, _Drawn]] = {
        "months": (_months, _month_table),
        "causes": (_causes, _cause_table),
        "sum": (_sum, _sum_table),
        "areas": (_areas, _area_table),
    }
    drawn[shown][int(is_table)](view, report, outlook)


def _chosen() -> str:
    asked = st.query_params.get(PICTURE, "months")
    st.session_state["budget_picture"] = asked if asked in _NAMES else "months"
    return str(
        st.segmented_control(
            "Picture",
            list(_NAMES),
            format_func=lambda code: _NAMES[code],
            key="budget_picture",
            required=True,
            on_change=_turned,
            label_visibility="collapsed",
        )
    )


def _turned() -> None:
    """Put the picture somebody just chose into the address."""
    st.query_params[PICTURE] = str(st.session_state["budget_picture"])


def head(title: str, message: str, caption: str) -> None:
    """Draw what a picture is called, what follows from it and what is in it."""
    with st.container(gap="xxsmall"):
        st.subheader(title, anchor=False)
        if message:
            st.markdown(plain(message))
        st.caption(plain(caption))


def _months(view: Filters, report: BudgetReport, outlook: Outlook | None) -> None:
    chosen = report.chosen
    ahead = "" if outlook is None else f" Months ahead show the forecast: {outlook.method_label}."
    made = words.parts(report) if chosen.measure == "incurred" else ""
    head(
        f"{chosen.year.label} by month",
        f"Of what was incurred, {made}." if made else "",
        f"Actual to {words.span(chosen.elapsed[-1:])}, {words.measured(chosen)}. "
        f"Months outside the period are faint.{ahead} Click a month to open it.",
    )
    has_plan = bool(report.by_month["budget_cents"].notna().any())
    picture = month_charts.three_tier if has_plan else month_charts.columns
    spec = draw.finished(
        f"three_tier {_key(outlook)}", chosen, lambda tokens: picture(report, tokens, outlook)
    )
    drill.open_month(view, draw.vega(spec, month_charts.describe(report), "chart_months"))


def _month_table(view: Filters, report: BudgetReport, outlook: Outlook | None) -> None:
    head(f"{report.chosen.year.label} by month", "", figures.total(report))
    drill.open_month(view, figures.by_month(report))


def _causes(view: Filters, report: BudgetReport, outlook: Outlook | None) -> None:
    way = _way(report, outlook)
    if way is None:
        return
    caption = f"{waterfall.title(way, report.chosen)} Click a practice area to open it."
    head(_way_title(way, report), pictures.waterfall(way, report), caption)
    spec = draw.finished(
        f"causes {_key(outlook)}",
        report.chosen,
        lambda tokens: waterfall.bridge(way, report, tokens),
    )
    picked = draw.vega(spec, waterfall.describe(way, report), "chart_causes")
    drill.open_area(view, picked if picked is None or picked >= 0 else None)


def _cause_table(view: Filters, report: BudgetReport, outlook: Outlook | None) -> None:
    way = _way(report, outlook)
    if way is not None:
        head(_way_title(way, report), "", waterfall.title(way, report.chosen))
        drill.open_area(view, figures.causes(way, report))


def _way(report: BudgetReport, outlook: Outlook | None) -> Bridge | None:
    """Return the way from the reference; to the forecast where the whole year is looked at."""
    chosen = report.chosen
    expected = None
    if outlook is not None and chosen.period == "full":
        sums = outlook.months.groupby("practice_area_id")["amount_cents"].sum()
        pairs = zip(sums.index.tolist(), sums.tolist(), strict=True)
        expected = {int(area): int(cents) for area, cents in pairs if cents}
    way = bridges.bridge(report, spend.names().areas, expected)
    if way is None:
        head("What moved it", "", words.headline(report))
    return way


def _way_title(way: Bridge, report: BudgetReport) -> str:
    end = waterfall.ends_as(way, report.chosen).lower()
    return plain(f"From {report.chosen.reference.noun} to {end}")


def _sum(view: Filters, report: BudgetReport, outlook: Outlook | None) -> None:
    head(
        f"{report.chosen.year.label} added up",
        pictures.cumulative(report, outlook),
        _sum_caption(report, outlook),
    )
    spec = draw.finished(
        f"sum {_key(outlook)}",
        report.chosen,
        lambda tokens: cumulative.cone(report, outlook, tokens),
    )
    alt = cumulative.describe(report, outlook)
    drill.open_month(view, draw.vega(spec, alt, "chart_sum"))


def _sum_caption(report: BudgetReport, outlook: Outlook | None) -> str:
    said = f"{words.measured(report.chosen)}."
    said = said[:1].upper() + said[1:]
    if outlook is None:
        return said
    return f"{said} Forecast: {outlook.method_label}; its range is where four in five would end."


def _sum_table(view: Filters, report: BudgetReport, outlook: Outlook | None) -> None:
    head(f"{report.chosen.year.label} added up", "", _sum_caption(report, outlook))
    drill.open_month(view, figures.added_up(report, outlook))


def _areas(view: Filters, report: BudgetReport, outlook: Outlook | None) -> None:
    names, noun = spend.names().areas, report.chosen.reference.noun
    caption = f"Variance against {noun}, {words.period(report.chosen)}. All on one scale; above "
    head(
        "By practice area and month",
        multiples.sentence(report, names),
        f"{caption}the line is over. Click a month to open it.",
    )
    found = _panels(report)
    if not found:
        return
    with st.grid(4, min_column_width=165, gap="small", key="multiples"):
        for panel in found:
            with st.container(gap="xxsmall"):
                st.markdown(f"**{plain(panel.name)}**")
                st.caption(plain(panel.value))
                alt = multiples.describe(panel, report)
                month = draw.vega(panel.picture.spec(), alt, f"chart_area_{panel.area}")
            drill.open_cell(view, None if month is None else (panel.area, month))


def _panels(report: BudgetReport) -> list[multiples.Panel]:
    return multiples.panels(report, spend.names().areas, draw.colours())


def _area_table(view: Filters, report: BudgetReport, outlook: Outlook | None) -> None:
    head("By practice area and month", "", figures.total(report))
    drill.open_cell(view, figures.by_area_month(report, spend.names().areas))


def _key(outlook: Outlook | None) -> str:
    """Return what tells one forecast from another, for the cache of finished pictures."""
    if outlook is None:
        return ""
    return f"{outlook.made_in} {outlook.method} {outlook.at_completion_cents} {outlook.high_cents}"
