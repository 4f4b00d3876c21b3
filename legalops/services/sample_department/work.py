"""What was worked in a month: time entries, expenses and fixed fees of every phase."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from legalops.periods import first_day, last_day
from legalops.services.sample_department.narratives import describe
from legalops.services.sample_department.source import Firm, Keeper, Phase, SampleMatter, Source

#: How often a class of timekeeper appears, and the longest day it records in tenths of an hour.
_STAFFING = {"PARTNR": (3, 42), "OFCOUN": (2, 48), "PARALG": (2, 58), "EXPERT": (2, 70)}
_USUAL = (4, 78)
#: Dollars a month above which a team works long days.
_HEAVY = 60_000


@dataclass(frozen=True)
class Item:
    """One line of work before it is billed; money in cents of the firm's currency."""

    matter: SampleMatter
    kind: str
    day: date
    units_tenths: int
    rate_cents: int
    adjustment_cents: int
    task: str
    expense: str
    activity: str
    keeper: Keeper | None
    narrative: str

    @property
    def total_cents(self) -> int:
        """What the line comes to."""
        return self.units_tenths * self.rate_cents // 10 + self.adjustment_cents


@dataclass(frozen=True)
class _Month:
    """A month of a phase: who works, on what, on which days, by which stream of chance."""

    source: Source
    firm: Firm
    matter: SampleMatter
    phase: Phase
    index: int
    days: tuple[date, ...]
    chance: Random


def worked(source: Source, firm: Firm, index: int) -> list[Item]:
    """Return what a firm worked in a month for all matters, by matter and day."""
    items: list[Item] = []
    days = _work_days(source, index)
    for matter in source.matters:
        for number, phase in enumerate(matter.phases):
            if phase.vendor == firm.name and phase.first <= index <= phase.last and phase.monthly:
                chance = source.chance("work", matter.number, number, index)
                month = _Month(source, firm, matter, phase, index, days, chance)
                items += sorted(_items(month), key=lambda item: item.day)
    return items


def _work_days(source: Source, index: int) -> tuple[date, ...]:
    month = source.month_at(index)
    start = first_day(month)
    days = [start + timedelta(days=i) for i in range((last_day(month) - start).days + 1)]
    return tuple(day for day in days if day.weekday() < 5)


def _items(month: _Month) -> Iterator[Item]:
    if month.phase.fixed_label:
        yield _fixed_fee(month, month.phase.fixed_label)
    else:
        yield from _time(month)
    if month.phase.expenses:
        yield from _expenses(month, month.source.expenses["mixes"][month.phase.expenses])


def _fixed_fee(month: _Month, label: str) -> Item:
    cents = month.phase.monthly * 100
    return Item(month.matter, "IF", month.days[-1], 10, 0, cents, "", "", "", None, label)


def _time(month: _Month) -> Iterator[Item]:
    chance, keepers = month.chance, month.firm.timekeepers
    season = month.source.season[month.index % 12]
    target = round(month.phase.monthly * 100 * season * chance.uniform(0.82, 1.2))
    weights = [_STAFFING.get(k.classification, _USUAL)[0] for k in keepers]
    so_far = 0
    while so_far < target:
        item = _entry(month, chance.choices(keepers, weights)[0])
        so_far += item.total_cents
        yield item


def _entry(month: _Month, keeper: Keeper) -> Item:
    chance, phase = month.chance, month.phase
    day, task = chance.choice(month.days), chance.choice(phase.tasks)
    tenths = _tenths(chance, keeper, is_heavy=phase.monthly > _HEAVY)
    year = max(0, day.year - month.source.first_month // 100)
    rate = _rate_cents(month.firm, keeper, year)
    activity, text = describe(month.source, chance, phase, task, keeper=keeper, firm=month.firm)
    courtesy = -(tenths * rate // 10_000 * 100) if chance.random() < 0.015 else 0
    return Item(month.matter, "F", day, tenths, rate, courtesy, task, "", activity, keeper, text)


def _tenths(chance: Random, keeper: Keeper, *, is_heavy: bool) -> int:
    longest = _STAFFING.get(keeper.classification, _USUAL)[1]
    share = chance.betavariate(1.6, 2.2 if is_heavy else 3.4)
    return max(1, round(share * longest * (1.3 if is_heavy else 1)))


def _rate_cents(firm: Firm, keeper: Keeper, year: int) -> int:
    rate = keeper.rate
    for rise in firm.increase_percent[:year]:
        rate = 5 * round(rate * (100 + rise) / 500)
    return rate * 100


def _expenses(month: _Month, mix: dict[str, Any]) -> Iterator[Item]:
    usual = month.phase.monthly * 100 * mix["share"]
    target = round(usual * month.chance.uniform(0.5, 1.3))
    so_far = 0
    while so_far < target:
        item = _expense(month, month.chance.choice(mix["codes"]))
        so_far += item.total_cents
        if so_far <= target * 2:
            yield item


def _expense(month: _Month, code: str) -> Item:
    chance, told = month.chance, month.source.expenses["codes"][code]
    units, rate = chance.randint(*told["units"]), chance.randint(*told["rate"])
    text = chance.choice(told["words"]).format(units=units, rate=f"{rate / 100:.2f}")
    day = chance.choice(month.days)
    return Item(month.matter, "E", day, units * 10, rate, 0, "", code, "", None, text)
