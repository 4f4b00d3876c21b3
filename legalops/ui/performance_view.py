"""Which year, as-of month and practice area do pages about firms show? The address says."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from legalops import periods
from legalops.metrics import words
from legalops.metrics.performance.sources import Window
from legalops.periods import FiscalYear, Month
from legalops.ui import filters
from legalops.ui.filters import ALL, Options
from legalops.ui.words import plain


@dataclass(frozen=True)
class View:
    """One view: every part is an absolute value, so that an address means the same tomorrow."""

    year: FiscalYear
    as_of: Month
    area: int | None = None

    @property
    def window(self) -> Window:
        """The months that count, and the fiscal year before."""
        before = FiscalYear(self.year.name - 1, self.year.starts_in)
        return Window(
            self.year.first, min(self.as_of, self.year.last), before.first, before.last, self.area
        )

    def query(self, **more: str) -> dict[str, str]:
        """Return the view as it stands in an address, with what else it is to say."""
        parts = {
            "fy": str(self.year.name),
            "as_of": periods.iso(self.as_of),
            "area": filters.code(self.area),
        }
        return parts | more

    @property
    def months(self) -> str:
        """The months in words: January to September as `Jan` dash `Sep 2026`."""
        return words.span(periods.months_between(self.window.first, self.window.last))


def usual() -> View:
    """Return the current fiscal year up to the usual month, all practice areas."""
    can = filters.options()
    year = periods.fiscal_year_of(can.usual, can.starts_in)
    return View(year, can.usual)


def parse(given: Mapping[str, str], can: Options) -> tuple[View, list[str]]:
    """Read a view from an address, with a note for each part that is not here."""
    notes: list[str] = []
    base = usual()
    years = {str(year): year for year in can.years}
    name = _allowed(given, "fy", {**years, str(base.year.name): base.year.name}, notes)
    year = can.year(int(name)) if name else base.year
    months = {periods.iso(month): month for month in can.as_of_months(year.name)}
    last = can.as_of_in(year.name)
    as_of = _allowed(given, "as_of", {**months, periods.iso(last): last}, notes)
    areas = {ALL: None, **{filters.code(number): number for number in can.areas}}
    area = _allowed(given, "area", areas, notes)
    found = View(
        year,
        periods.parse_month(as_of) if as_of else last,
        areas[area] if area else None,
    )
    return found, notes


def _allowed(
    given: Mapping[str, str], name: str, known: Mapping[str, object], notes: list[str]
) -> str:
    value = given.get(name, "")
    if not value or value in known:
        return value
    notes.append(
        f"The address asks for {name}={value[:40]}, which is not here; the usual one is shown."
    )
    return ""


def read() -> View:
    """Return the view the address asks for, and complete the address."""
    given = st.query_params.to_dict()
    view, notes = parse(given, filters.options())
    for note in notes:
        st.warning(plain(note), icon=":material/filter_alt_off:")
    if {**given, **view.query()} != given:
        st.query_params.from_dict({**given, **view.query()})
    return view


def bar() -> View:
    """Draw the filters in a row and return the view they stand for."""
    view, can = read(), filters.options()
    for name, value in view.query().items():
        st.session_state[f"firms_{name}"] = value
    ends = sorted({*can.as_of_months(view.year.name), view.as_of}, reverse=True)
    choices: dict[str, tuple[str, dict[str, str]]] = {
        "fy": ("Fiscal year", {str(y): can.year(y).label for y in reversed(can.years)}),
        "as_of": ("As of", {periods.iso(month): periods.label(month) for month in ends}),
        "area": (
            "Practice area",
            {ALL: "All practice areas"} | {filters.code(n): a for n, a in can.areas.items()},
        ),
    }
    with st.grid(3, min_column_width=150, gap="small", key="firm_filters"):
        for name, (label, known) in choices.items():
            filters.choice(f"firms_{name}", label, known, _moved, (name,))
    return view


def _moved(name: str) -> None:
    """Put what somebody just chose into the address."""
    wanted = {**st.query_params.to_dict(), name: str(st.session_state[f"firms_{name}"])}
    if name == "fy":
        wanted.pop("as_of", None)
    st.query_params.from_dict(wanted)
