"""What must a person know first: how spend stands, what is off, what came last, what is missing?"""

from dataclasses import replace

import streamlit as st

from legalops import periods
from legalops.charts import budget as charts
from legalops.charts import bullets, cumulative
from legalops.metrics import pictures, words
from legalops.metrics.budget import BudgetReport
from legalops.metrics.forecast import words as forecast_words
from legalops.metrics.outlook import Outlook
from legalops.permissions import Permission
from legalops.ui import (
    attention,
    data,
    draw,
    drill,
    filters,
    kpi_choice,
    kpis,
    navigation,
    outlooks,
    spend,
    take,
    who,
)
from legalops.ui.filters import Filters
from legalops.ui.words import plain

_BUDGET = navigation.FOLDER / "budget_vs_actual.py"
_MOST_NAMES = 4
_TARGETS = "The bar is the measure, the mark its target; the darker the ground, the worse."


def is_empty() -> bool:
    """Say whether the store holds neither an invoice nor a budget."""
    return spend.fresh().newest_month is None and spend.budget().empty


def first_step() -> None:
    """Say what an empty store is waiting for, and who can do it."""
    if not who.may(Permission.IMPORT_INVOICES):
        st.info(
            "No invoices are stored yet. Legal operations uploads them; this page fills with the "
            "first file.",
            icon=":material/hourglass_empty:",
        )
        return
    st.info(
        "No invoices are stored yet. Upload the first file of a vendor, then a budget to compare "
        "it with.",
        icon=":material/upload_file:",
    )
    with st.container(horizontal=True):
        _link("invoices", "Upload invoices", Permission.IMPORT_INVOICES)
        _link("budgets", "Enter a budget", Permission.EDIT_BUDGETS)


def _link(file: str, label: str, needs: Permission, **options: dict[str, str]) -> None:
    path = navigation.FOLDER / f"{file}.py"
    if path.exists() and who.may(needs):
        st.page_link(path, label=label, icon=":material/arrow_forward:", **options)  # type: ignore[arg-type]


def standing() -> tuple[Filters, BudgetReport]:
    """Return the year to date as the department looks at it."""
    view = filters.parse({}, filters.options())[0]
    return view, spend.report(view.chosen(data.settings()))


def message(report: BudgetReport) -> None:
    """Draw the two sentences: how spend stands, and where the year ends."""
    outlook, chosen = outlooks.current(report.chosen), report.chosen
    ahead = ""
    if not outlook.reason and not outlook.is_complete:
        ahead = forecast_words.headline(outlook, report.year.budget_cents, chosen)
    with st.container(gap="xxsmall", key="overview_message"):
        st.markdown(f"#### {plain(words.headline(report))}")
        if ahead:
            reach = forecast_words.reach(outlook, chosen.currency)
            st.markdown(plain(f"{ahead} {reach}".strip()))


def by_month(view: Filters, report: BudgetReport) -> None:
    """Draw spend by month beside its budget, with the months ahead as they are forecast."""
    outlook = _ahead(report)
    _head(f"{report.chosen.year.label} by month", _months_note(report, outlook))
    spec = draw.finished(
        f"columns {_key(outlook)}",
        report.chosen,
        lambda tokens: charts.columns(report, tokens, outlook),
    )
    drill.open_month(view, draw.vega(spec, charts.describe(report), "overview_months"))
    _open("budget_vs_actual", "Open budget vs actual", view.query())


def added_up(view: Filters, report: BudgetReport) -> None:
    """Draw the year added up, to where it is forecast to end."""
    outlook = _ahead(report)
    reason = outlooks.current(report.chosen).reason
    _head("Forecast at completion", pictures.cumulative(report, outlook) or reason)
    spec = draw.finished(
        f"sum {_key(outlook)}",
        report.chosen,
        lambda tokens: cumulative.cone(report, outlook, tokens),
    )
    drill.open_month(view, draw.vega(spec, cumulative.describe(report, outlook), "overview_sum"))
    query = {name: view.query()[name] for name in ("fy", "as_of", "area")}
    _open("forecast", "Open the forecast", query)


def whole() -> None:
    """Draw all an executive needs: cards, what is off, what to decide, and the pictures."""
    view, report = standing()
    message(report)
    kpi_choice.told()
    kpis.draw_cards(view)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="overview_acts"):
        take.pack_buttons(view)
        kpi_choice.buttons(view)
    attention.draw(view, report)
    left, right = st.columns(2, gap="large")
    with left:
        by_month(view, report)
        draw_targets(view)
    with right:
        added_up(view, report)
        draw_remarks(view, report)
        draw_last()


def _ahead(report: BudgetReport) -> Outlook | None:
    """Return the forecast of the fiscal year, where there is one and the year is not over."""
    found = outlooks.current(report.chosen)
    is_there = not found.reason and found.at_completion_cents is not None
    return found if is_there and not found.is_complete else None


def _key(outlook: Outlook | None) -> str:
    return "" if outlook is None else f"{outlook.method} {outlook.at_completion_cents}"


def _months_note(report: BudgetReport, outlook: Outlook | None) -> str:
    ahead = "" if outlook is None else f" Months ahead: {outlook.method_label}."
    return f"Actual to {periods.label(report.chosen.as_of)}.{ahead} Click a month to open it."


def _head(title: str, note: str) -> None:
    with st.container(gap="xxsmall"):
        st.subheader(title, anchor=False)
        st.caption(plain(note))


def _open(file: str, label: str, query: dict[str, str]) -> None:
    path = navigation.FOLDER / f"{file}.py"
    st.page_link(path, label=label, icon=":material/arrow_forward:", query_params=query)


def draw_targets(view: Filters) -> None:
    """Draw the measures that have a target for the year, each against it."""
    _head(f"Targets, {filters.options().year(view.fy).label}", _TARGETS)
    aimed = kpis.aimed(view)
    if not aimed:
        can = who.may(Permission.SET_TARGETS)
        st.markdown(
            "No target is set for this year. "
            + ("Set targets, above, says what each measure should be." if can else
               "Executives and legal operations set them here.")
        )  # fmt: skip
        return
    spec = draw.made(f"bullets {aimed}", lambda tokens: bullets.bullets(aimed, tokens))
    draw.vega(spec, bullets.describe(aimed), "overview_targets")


def draw_remarks(view: Filters, report: BudgetReport) -> None:
    """Draw the largest variances, a sentence each, with the way to what makes them."""
    st.subheader("Largest variances", anchor=False)
    remarks = words.largest(report, spend.names().areas)
    if report.total.budget_cents is None:
        st.markdown("There is no budget to be over or under.")
        return
    if not remarks:
        least = f"{words.percent(words.MATERIAL_SHARE)} and {words.MATERIAL_AMOUNT:,}"
        st.markdown(
            f"No practice area is off its budget by more than {least} {report.chosen.currency}."
        )
    for remark in remarks:
        colour = "orange" if remark.variance_cents > 0 else "blue"
        icon = "arrow_upward" if remark.variance_cents > 0 else "arrow_downward"
        with st.container(gap="xxsmall"):
            st.markdown(f":{colour}[:material/{icon}:] {plain(remark.text)}")
            query = replace(view, area=remark.practice_area_id).query()
            st.page_link(_BUDGET, label="See its months and matters", query_params=query)


def draw_last() -> None:
    """Draw what was uploaded last."""
    st.subheader("Uploaded last", anchor=False)
    now = spend.fresh()
    if now.uploaded_at is None:
        st.markdown("Nothing was uploaded yet.")
        return
    at = periods.local(now.uploaded_at, data.settings().time_zone)
    st.markdown(f"{plain(now.file_name)}, {at}, by {plain(now.uploaded_by)}.")


def draw_missing(view: Filters, report: BudgetReport) -> None:
    """Draw what the figures wait for, with the way to mend it where the role may."""
    st.subheader("What is missing", anchor=False)
    found = [*_vendors(), *_budget(report), *_months(), *_matters(report)]
    found += [(text, "", Permission.SEE_SPEND) for text in words.gaps(report)]
    if not found:
        st.markdown("Nothing: every vendor has sent, every matter has a practice area.")
    for text, page, needs in found:
        with st.container(gap="xxsmall"):
            st.markdown(f":material/error_outline: {plain(text)}")
            if page:
                _link(page, _ACTS[page], needs)


_ACTS = {
    "invoices": "Upload invoices",
    "budgets": "Go to budgets",
    "matters": "Assign practice areas",
}
_Gap = tuple[str, str, Permission]


def _vendors() -> list[_Gap]:
    now = spend.fresh()
    if not now.missing or now.newest_month is None:
        return []
    some = ", ".join(now.missing[:_MOST_NAMES])
    more = len(now.missing) - _MOST_NAMES
    names = f"{some} and {more} more" if more > 0 else some
    text = f"No invoice for {periods.label(now.newest_month)} yet from {names}."
    return [(text, "invoices", Permission.IMPORT_INVOICES)]


def _budget(report: BudgetReport) -> list[_Gap]:
    if report.year.budget_cents is not None:
        return []
    text = f"There is no budget for {report.chosen.year.label}."
    return [(text, "budgets", Permission.EDIT_BUDGETS)]


def _months() -> list[_Gap]:
    changed = spend.closed().changed
    still = spend.to_close()
    found: list[_Gap] = []
    if still:
        text = f"Not closed yet: {words.listed(still)}."
        found.append((text, "budgets", Permission.CLOSE_MONTH))
    if changed:
        text = f"Changed since closing: {words.listed(changed)}."
        found.append((text, "", Permission.SEE_SPEND))
    return found


def _matters(report: BudgetReport) -> list[_Gap]:
    count = spend.matters_without_area()
    if not count:
        return []
    text = f"{count} matter{'' if count == 1 else 's'} without a practice area."
    loose = words.without_area(report)
    text = f"{text} {loose}" if loose else text
    return [(text, "matters", Permission.EDIT_NAMES)]
