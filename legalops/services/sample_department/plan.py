"""What had the department expected: budgets as tables with months across, and exchange rates."""

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from legalops.periods import FiscalYear, Month, first_day, iso
from legalops.services.sample_department.source import YEARS, Phase, SampleMatter, Source

FEES, EXPENSES = "Fees", "Expenses"
#: Months before a year in which its budget is made, and into a year its reforecast is.
_MADE_BEFORE, _REFORECAST_AFTER = 2, 4
_STEP = 500
_RESERVE_PERCENT = 4
#: Firms that must not bill more in a year than what was planned with them.
_CAPPED = ("Castellane & Rhys LLP", "Kestner Vollmer Rechtsanwaelte")


@dataclass(frozen=True)
class Budget:
    """One version of a year's budget as a CSV file with months across."""

    fiscal_year: int
    name: str
    file_name: str
    data: bytes


@dataclass(frozen=True)
class Rate:
    """An exchange rate to the reporting currency, in force from a day on."""

    currency: str
    effective_on: date
    rate: str


def budgets(source: Source) -> list[Budget]:
    """Return the versions of every year: the original, and a reforecast once one was due."""
    made = []
    for place in range(YEARS):
        start = 12 * place
        original = _Plan(source, start, known_at=start - _MADE_BEFORE)
        made.append(original.budget("Original"))
        if source.last >= start + _REFORECAST_AFTER + 2:
            again = _Plan(source, start, known_at=start + _REFORECAST_AFTER, before=original)
            made.append(again.budget("Reforecast 1"))
    return made


def rates(source: Source) -> list[Rate]:
    """Return a rate for each quarter of the years, and one for the quarter before."""
    told = source.exchange
    chance = source.chance("exchange")
    rate, made = float(told["start"]), []
    for index in range(-3, 12 * YEARS, 3):
        day = first_day(source.month_at(index))
        if index <= source.last:
            made.append(Rate(told["currency"], day, f"{rate:.4f}"))
        move = chance.uniform(-told["step"], told["step"])
        rate = min(max(rate + move, told["lowest"]), told["highest"])
    return made


class _Plan:
    """A year as expected at a month: dollars by subject, cost kind and month."""

    def __init__(
        self, source: Source, start: int, *, known_at: int, before: "_Plan | None" = None
    ) -> None:
        self._source = source
        self._year = FiscalYear(source.first_month // 100 + start // 12)
        self.areas: dict[tuple[str, str, Month], int] = defaultdict(int)
        self.caps: dict[tuple[str, Month], int] = defaultdict(int)
        self.firms: dict[tuple[str, Month], int] = defaultdict(int)
        for index in range(start, start + 12):
            for matter in source.matters:
                for phase in matter.phases:
                    self._count(matter, phase, index, known_at)
        if before is not None:
            self._keep_past(before, source.month_at(known_at))

    def _count(self, matter: SampleMatter, phase: Phase, index: int, known_at: int) -> None:
        is_planned = phase.planned_first <= index <= phase.planned_last
        if not is_planned or phase.since > known_at:
            return
        month = self._source.month_at(index)
        fees = phase.planned_monthly * self._dollars_each(phase)
        share = self._source.expenses["mixes"][phase.expenses]["share"] if phase.expenses else 0
        if matter.area is not None:
            self.areas[matter.area, FEES, month] += round(fees)
            self.areas[matter.area, EXPENSES, month] += round(fees * share)
        if matter.has_cap:
            self.caps[matter.number, month] += round(fees * (1 + share))
        if phase.vendor in _CAPPED:
            self.firms[phase.vendor, month] += round(fees * (1 + share))

    def _dollars_each(self, phase: Phase) -> float:
        is_home = self._source.firm(phase.vendor).currency == self._source.reporting_currency
        return 1.0 if is_home else float(self._source.exchange["start"])

    def _keep_past(self, before: "_Plan", until: Month) -> None:
        for key in set(self.areas) | set(before.areas):
            if key[2] < until:
                self.areas[key] = before.areas.get(key, 0)
        for caps, then in ((self.caps, before.caps), (self.firms, before.firms)):
            for cap in set(caps) | set(then):
                if cap[1] < until:
                    caps[cap] = then.get(cap, 0)

    def budget(self, name: str) -> Budget:
        """Write the plan as a table, rounded as people round."""
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\n")
        months = self._year.months
        heading = ["Practice area", "Matter", "Vendor", "Cost kind"]
        table.writerow([*heading, *(iso(m) for m in months)])
        for area in self._source.practice_areas:
            for kind in (FEES, EXPENSES):
                amounts = [self.areas.get((area, kind, month), 0) for month in months]
                if any(amounts):
                    table.writerow([area, "", "", kind, *map(_rounded, amounts)])
        for number in sorted({number for number, _ in self.caps}):
            row = [_rounded(self.caps.get((number, month), 0)) for month in months]
            table.writerow(["", number, "", "All", *row])
        for firm in sorted({firm for firm, _ in self.firms}):
            row = [_rounded(self.firms.get((firm, month), 0)) for month in months]
            table.writerow(["", "", firm, "All", *row])
        label = name.lower().replace(" ", "_")
        file_name = f"budget_{self._year.label}_{label}.csv"
        return Budget(self._year.name, name, file_name, out.getvalue().encode())


def _rounded(dollars: int) -> str:
    reserved = dollars * (100 + _RESERVE_PERCENT)
    return f"{-(-reserved // (100 * _STEP)) * _STEP}.00"
