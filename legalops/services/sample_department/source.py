"""What is the sample department made of: firms, matters and phases of work, as told in data."""

import json
import random
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from legalops.periods import Month, add_months, month_of
from legalops.settings import ROOT

FOLDER = ROOT / "data" / "sample"
YEARS = 3
#: Months of work before the first one that its invoices still bring in.
BEFORE = 4


@dataclass(frozen=True)
class Keeper:
    """A person of a firm who records time, at the hourly rate of the first year."""

    code: str
    name: str
    classification: str
    rate: int


@dataclass(frozen=True)
class Firm:
    """A firm or other supplier and how it bills."""

    name: str
    law_firm_id: str
    currency: str
    prefix: str
    first_number: int
    file: str
    lag_days: int
    bills_every: int
    discount_percent: int
    increase_percent: tuple[int, ...]
    timekeepers: tuple[Keeper, ...]


@dataclass(frozen=True)
class Phase:
    """A stretch of work by one firm: what it was, and what the department had expected.

    Months are counted from the first month of the first year; `since` is when the
    department could first have planned for it. Money is per month, in the firm's currency.
    """

    vendor: str
    first: int
    last: int
    monthly: int
    planned_first: int
    planned_last: int
    planned_monthly: int
    since: int
    tasks: tuple[str, ...]
    theme: str
    expenses: str | None
    fixed_label: str | None


@dataclass(frozen=True)
class SampleMatter:
    """A matter with the people on it and its phases."""

    number: str
    name: str
    area: str | None
    owner: str | None
    members: tuple[str, ...]
    is_restricted: bool
    has_cap: bool
    phases: tuple[Phase, ...]


@dataclass(frozen=True)
class Person:
    """Somebody of the department."""

    username: str
    name: str
    role: str


@dataclass(frozen=True)
class Source:
    """Everything told about the department as it stands on a day."""

    seed: int
    as_of: date
    department: str
    client_id: str
    reporting_currency: str
    silent_vendor: str
    practice_areas: tuple[str, ...]
    season: tuple[float, ...]
    exchange: dict[str, Any]
    people: tuple[Person, ...]
    firms: tuple[Firm, ...]
    matters: tuple[SampleMatter, ...]
    expenses: dict[str, Any] = field(repr=False)
    narratives: dict[str, Any] = field(repr=False)

    @property
    def month(self) -> Month:
        """The last month."""
        return month_of(self.as_of)

    @property
    def year(self) -> int:
        """The fiscal year of the last month."""
        return self.month // 100

    @property
    def first_month(self) -> Month:
        """January of the first of the three years."""
        return (self.year - YEARS + 1) * 100 + 1

    @property
    def last(self) -> int:
        """The last month, counted from the first."""
        return 12 * (YEARS - 1) + self.month % 100 - 1

    def month_at(self, index: int) -> Month:
        """Return the month with that count."""
        return add_months(self.first_month, index)

    def firm(self, name: str) -> Firm:
        """Return the firm of that name."""
        return next(firm for firm in self.firms if firm.name == name)

    def chance(self, *parts: object) -> random.Random:
        """Return a stream of chance of its own for a place: no other place disturbs it."""
        return random.Random(f"{self.seed}/" + "/".join(map(str, parts)))  # noqa: S311  # a sample


@lru_cache(maxsize=8)
def _told(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def read(seed: int, as_of: date) -> Source:
    """Return the department for a seed and the last day it shall know of."""
    told = _told("department")
    last = 12 * (YEARS - 1) + as_of.month - 1
    return Source(
        seed=seed,
        as_of=as_of,
        department=told["department"],
        client_id=told["client_id"],
        reporting_currency=told["reporting_currency"],
        silent_vendor=told["silent_vendor"],
        practice_areas=tuple(told["practice_areas"]),
        season=tuple(told["season"]),
        exchange=told["exchange"],
        people=tuple(Person(**person) for person in told["people"]),
        firms=tuple(_firm(firm) for firm in _told("vendors")),
        matters=tuple(_matter(matter, last) for matter in _told("matters")),
        expenses=_told("expenses"),
        narratives=_told("narratives"),
    )


def _firm(told: dict[str, Any]) -> Firm:
    keepers = tuple(Keeper(*keeper) for keeper in told["timekeepers"])
    rises = tuple(told["increase_percent"])
    return Firm(**{**told, "timekeepers": keepers, "increase_percent": rises})


def _matter(told: dict[str, Any], last: int) -> SampleMatter:
    return SampleMatter(
        number=told["number"],
        name=told["name"],
        area=told["area"],
        owner=told["owner"],
        members=tuple(told["members"]),
        is_restricted=told.get("restricted", False),
        has_cap=told.get("cap", False),
        phases=tuple(_phase(phase, told["theme"], last) for phase in told["phases"]),
    )


def _phase(told: dict[str, Any], theme: str, last: int) -> Phase:
    def index(name: str, otherwise: int = 0) -> int:
        value = told.get(name, otherwise)
        return last + int(value[1:] or 0) if isinstance(value, str) else value

    first, final = index("from"), index("to")
    first = first if first else -BEFORE
    return Phase(
        vendor=told["vendor"],
        first=first,
        last=final,
        monthly=told["monthly"],
        planned_first=index("planned_from", first),
        planned_last=index("planned_to", final),
        planned_monthly=told.get("planned_monthly", told["monthly"]),
        since=index("since", -12),
        tasks=tuple(told["tasks"]),
        theme=told.get("theme", theme),
        expenses=told.get("expenses"),
        fixed_label=told.get("label"),
    )
