"""Which year, period, dates, practice area and vendor does a page show? The address says."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

import streamlit as st

from legalops import periods
from legalops.metrics import words
from legalops.metrics.budget import DEFAULT_BASIS, Basis, Chosen, Period
from legalops.metrics.comparison import BUDGET, Kind, Reference
from legalops.metrics.measures import BILLED, NAMES, Counted
from legalops.periods import FiscalYear, Month
from legalops.services import report
from legalops.settings import Settings
from legalops.store.engine import open_engine
from legalops.ui import data, spend
from legalops.ui.words import plain

ALL = "all"
NONE = "none"
BASES = {"invoice": "Invoice date", "work": "Work date"}
COMPARED = {"budget": "Budget", "prior_year": "Prior year", "prior_forecast": "Prior forecast"}


@dataclass(frozen=True)
class Options:
    """What can be chosen: years, the newest as-of month and the usual one, names.

    `versions` are, per fiscal year, the budget versions beside the one in force.
    """

    years: tuple[int, ...]
    starts_in: int
    usual: Month
    newest: Month
    areas: Mapping[int, str]
    vendors: Mapping[int, str]
    versions: Mapping[int, Mapping[int, str]] = field(default_factory=dict)

    def year(self, name: int) -> FiscalYear:
        """Return the fiscal year of that name."""
        return FiscalYear(name, self.starts_in)

    def as_of_in(self, year: int) -> Month:
        """Return the usual as-of month of a year: the year's last once it has passed."""
        return min(self.usual, self.year(year).last)

    def as_of_months(self, year: int) -> list[Month]:
        """Return the months of a year that a view can be as of."""
        months = [month for month in self.year(year).months if month <= self.newest]
        return months or [self.as_of_in(year)]

    def compared(self, year: int) -> dict[str, str]:
        """Return the codes of what a year's spend can be compared with, and their names."""
        versions = {
            str(n): f"Budget \u2018{name}\u2019" for n, name in self._versions(year).items()
        }
        return {BUDGET.kind: COMPARED[BUDGET.kind], **versions, **COMPARED}

    def _versions(self, year: int) -> Mapping[int, str]:
        return self.versions.get(year, {})

    def periods(self, year: int, as_of: Month) -> dict[str, str]:
        """Return the codes of the periods that have begun by the as-of month, and their names."""
        chosen = self.year(year)
        begun = [month for month in chosen.months if month <= as_of]
        found = {"ytd": "Year to date", "full": "Full year"}
        for number in range(1, 5):
            if chosen.quarter(number)[0] <= as_of:
                found[f"q{number}"] = f"Q{number}, {words.span(chosen.quarter(number))[:-5]}"
        return found | {periods.iso(month): periods.label(month) for month in reversed(begun)}


@dataclass(frozen=True)
class Filters:
    """One view: every part is an absolute value, so that an address means the same tomorrow."""

    fy: int
    period: str
    basis: Basis
    area: int | None
    vendor: int | None
    as_of: Month
    measure: Counted = BILLED
    cmp: str = BUDGET.kind

    def query(self) -> dict[str, str]:
        """Return the view as it stands in an address."""
        return {
            "fy": str(self.fy),
            "period": self.period,
            "basis": self.basis,
            "area": code(self.area),
            "vendor": code(self.vendor),
            "as_of": periods.iso(self.as_of),
            "measure": self.measure,
            "cmp": self.cmp,
        }

    def chosen(self, settings: Settings) -> Chosen:
        """Return the view as the metrics understand it."""
        year = FiscalYear(self.fy, settings.fiscal_start_month)
        period, index = _period(self.period, year)
        return Chosen(
            year=year,
            as_of=self.as_of,
            period=period,
            index=index,
            basis=self.basis,
            area=self.area,
            vendor=self.vendor,
            currency=settings.reporting_currency,
            gross=settings.spend_is == "gross",
            measure=self.measure,
            reference=self._reference(),
        )

    def _reference(self) -> Reference:
        if self.cmp.isdecimal():
            return Reference("version", int(self.cmp))
        return Reference(cast(Kind, self.cmp))


def code(number: int | None) -> str:
    """Return how an id stands in an address."""
    return ALL if number is None else NONE if number == 0 else str(number)


def _period(text: str, year: FiscalYear) -> tuple[Period, int]:
    if text in ("ytd", "full"):
        return cast(Period, text), 1
    if text.startswith("q"):
        return "quarter", int(text[1:])
    return "month", year.months.index(periods.parse_month(text)) + 1


def parse(given: Mapping[str, str], options: Options) -> tuple[Filters, list[str]]:
    """Read a view from an address through what is allowed, with a note for each part that is not.

    A part that is missing takes the usual value, without a note.
    """
    notes: list[str] = []
    fy = int(_allowed(given, "fy", [str(y) for y in options.years], _usual_year(options), notes))
    months = [periods.iso(month) for month in options.as_of_months(fy)]
    usual = periods.iso(options.as_of_in(fy))
    as_of = periods.parse_month(_allowed(given, "as_of", [*months, usual], usual, notes))
    period = _allowed(given, "period", list(options.periods(fy, as_of)), "ytd", notes)
    basis = _allowed(given, "basis", list(BASES), DEFAULT_BASIS, notes)
    area = _allowed(given, "area", [ALL, *map(code, options.areas)], ALL, notes)
    vendor = _allowed(given, "vendor", [ALL, *map(code, options.vendors)], ALL, notes)
    measure = _allowed(given, "measure", list(NAMES), BILLED, notes)
    cmp = _allowed(given, "cmp", list(options.compared(fy)), BUDGET.kind, notes)
    found = Filters(
        fy, period, cast(Basis, basis), _number(area), _number(vendor), as_of,
        cast(Counted, measure), cmp,
    )  # fmt: skip
    return found, notes


def _usual_year(options: Options) -> str:
    usual = periods.fiscal_year_of(options.usual, options.starts_in).name
    return str(usual if usual in options.years else options.years[-1])


def _number(text: str) -> int | None:
    return None if text == ALL else 0 if text == NONE else int(text)


def _allowed(
    given: Mapping[str, str], name: str, known: list[str], usual: str, notes: list[str]
) -> str:
    value = given.get(name)
    if value is None or value in known:
        return usual if value is None else value
    notes.append(f"The address asks for {name}={value[:40]}, which is not here; {usual} is shown.")
    return usual


def options() -> Options:
    """Return what can be chosen in this store today."""
    settings = data.settings()
    now = spend.stamp()
    today = periods.month_of(datetime.now(ZoneInfo(settings.time_zone)).date())
    return _options(now, settings, today)


@st.cache_data(max_entries=8, show_spinner=False)
def _options(now: spend.Stamp, settings: Settings, today: Month) -> Options:
    starts_in, months = settings.fiscal_start_month, spend.months()
    usual = report.default_as_of(open_engine(now.url), settings)
    planned = {int(month) for month in spend.budget()["month"].unique()}
    years = {
        periods.fiscal_year_of(month, starts_in).name for month in {*months, *planned, usual, today}
    }
    names, has_loose = spend.names(), spend.has_loose_money()
    areas = {number: name for number, name in names.areas.items() if number or has_loose}
    return Options(
        years=tuple(sorted(years)),
        starts_in=starts_in,
        usual=usual,
        newest=max(today, usual, *months),
        areas=areas,
        vendors=names.vendors,
        versions={year: spend.year_versions(year) for year in years},
    )


def read(keep: Collection[str] = ()) -> Filters:
    """Return the view the address asks for; complete the address, and keep what else it has."""
    found, notes = parse(st.query_params.to_dict(), options())
    for note in notes:
        st.warning(plain(note), icon=":material/filter_alt_off:")
    given = st.query_params.to_dict()
    wanted = {name: given[name] for name in keep if name in given} | found.query()
    if wanted != given:
        st.query_params.from_dict(wanted)
    return found


def quietly() -> Filters:
    """Return the view the address asks for, and leave the address alone."""
    return parse(st.query_params.to_dict(), options())[0]


def bar(keep: Collection[str] = ()) -> Filters:
    """Draw the filters and return the view they stand for; `keep` stays in the address."""
    view, can = read(keep), options()
    for name, value in view.query().items():
        st.session_state[f"filter_{name}"] = value
    areas = {ALL: "All practice areas"} | {code(n): name for n, name in can.areas.items()}
    vendors = {ALL: "All vendors"} | {code(n): name for n, name in can.vendors.items()}
    closed = spend.closed(can.year(view.fy))
    ends = sorted({*can.as_of_months(view.fy), view.as_of}, reverse=True)
    choices: dict[str, tuple[str, dict[str, str]]] = {
        "fy": ("Fiscal year", {str(y): can.year(y).label for y in reversed(can.years)}),
        "period": ("Period", can.periods(view.fy, view.as_of)),
        "as_of": ("As of", {periods.iso(month): _as_of_label(month, closed) for month in ends}),
        "basis": ("Dates", BASES),
        "area": ("Practice area", areas),
        "vendor": ("Vendor", vendors),
        "measure": ("Money", {str(code): name for code, name in NAMES.items()}),
        "cmp": ("Compare with", can.compared(view.fy)),
    }
    with st.grid(4, min_column_width=150, gap="small", key="filters"):
        for name, (label, known) in choices.items():
            choice(f"filter_{name}", label, known, _moved, (name, tuple(keep)))
    return view


def choice(
    key: str,
    label: str,
    known: Mapping[str, str],
    moved: Callable[..., None],
    args: tuple[object, ...],
) -> None:
    """Draw one filter of a bar: what can be chosen by its code, and what follows a choice."""
    st.selectbox(
        label,
        list(known),
        format_func=lambda value: known.get(value, value),
        key=key,
        on_change=moved,
        args=args,
    )


def _as_of_label(month: Month, closed: spend.Closed) -> str:
    is_closed, is_changed = month in closed.months, month in closed.changed
    state = ", changed" if is_changed else "" if is_closed else ", open"
    return periods.label(month) + state


def _moved(name: str, keep: tuple[str, ...]) -> None:
    """Put what somebody just chose into the address, with what follows from it."""
    given = st.query_params.to_dict()
    wanted = {**given, name: str(st.session_state[f"filter_{name}"])}
    if name == "fy":
        wanted.pop("as_of", None)
        wanted.pop("cmp" if wanted.get("cmp", "").isdecimal() else "as_of", None)
    kept = {name: given[name] for name in keep if name in given}
    st.query_params.from_dict(kept | parse(wanted, options())[0].query())
