"""How does the portfolio of projects stand: each project's dates, notes and cost in one row?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from legalops.metrics import projects
from legalops.metrics.projects import Mark, Said, Schedule
from legalops.periods import Month, month_of


class Note(NamedTuple):
    """The newest status note of a project."""

    health: str
    on_day: str
    title: str
    next_step: str


@dataclass(frozen=True)
class Stand:
    """How one project stands: who, when, its dates, its newest note; "" and 0 where unknown."""

    id: int
    title: str
    phase: str
    people: frozenset[int]
    owner: str
    it_owner: str
    starts_on: str
    due_on: str
    budget_cents: int | None
    plan: Schedule
    note: Note | None
    marks: Sequence[Mark]
    today: date

    @property
    def is_running(self) -> bool:
        """Whether work is under way or planned."""
        return self.phase in projects.RUNNING

    @property
    def typed(self) -> str:
        """The health of the newest note; a project that does not run has none."""
        return self.note.health if self.note and self.is_running else ""

    @property
    def computed(self) -> str:
        """The health that the dates say; a project that does not run has none."""
        return (projects.computed(self.plan) or "") if self.is_running else ""

    @property
    def health(self) -> str:
        """The worse of the typed and the computed health, "" where there is neither."""
        return projects.worse(self.typed, self.computed)

    @property
    def is_late(self) -> bool:
        """Whether a running project ends later than promised, or a milestone is overdue."""
        return self.is_running and bool((self.plan.slip_days or 0) > 0 or self.plan.overdue)

    @property
    def next(self) -> Mark | None:
        """The milestone to be done next, while it runs."""
        return self.plan.next if self.is_running else None

    @property
    def said(self) -> Said:
        """What the first sentence of the page needs of it."""
        return Said(
            self.title, self.health, projects.differs(self.typed, self.computed),
            self.plan.slip_days, self.plan.overdue,
        )  # fmt: skip


class Cost(NamedTuple):
    """What a project cost, in minor units: typed, and billed on its matter since it started.

    `billed_cents` is None without a matter, or with one the person may not see (`is_hidden`).
    """

    typed_cents: int
    billed_cents: int | None
    is_hidden: bool

    @property
    def cents(self) -> int:
        """What is known of it."""
        return self.typed_cents + (self.billed_cents or 0)


def by_project(frame: pd.DataFrame) -> dict[int, list[Mark]]:
    """Return milestones, as the store reads them, by their project."""
    found: dict[int, list[Mark]] = {}
    columns = ["id", "project_id", "title", "baseline_on", "forecast_on", "done_on", "weight",
               "moves"]  # fmt: skip
    rows = frame[columns].itertuples(index=False)
    for number, project, title, baseline, forecast, done, weight, moves in rows:
        mark = Mark(
            int(number), int(project), str(title), date.fromisoformat(baseline),
            date.fromisoformat(forecast), date.fromisoformat(done) if done else None, int(weight),
            int(moves),
        )  # fmt: skip
        found.setdefault(mark.project_id, []).append(mark)
    return found


def notes_by_project(frame: pd.DataFrame) -> dict[int, Note]:
    """Return the newest status note of each project."""
    rows = frame[["project_id", "health", "on_day", "title", "next_step"]].itertuples(index=False)
    return {int(project): Note(*map(str, rest)) for project, *rest in rows}


def portfolio(
    table: pd.DataFrame, marks: Mapping[int, list[Mark]], notes: Mapping[int, Note], today: date
) -> tuple[Stand, ...]:
    """Return how each project stands, those that are worst and slip most first."""
    found = [
        stand({str(n): v for n, v in row.items()}, marks.get(int(row["id"]), []),
              notes.get(int(row["id"])), today)
        for row in table.to_dict("records")
    ]  # fmt: skip
    order = {"off_track": 0, "at_risk": 1, "on_track": 2, "": 3}
    return tuple(
        sorted(
            found,
            key=lambda s: (not s.is_running, order[s.health], -(s.plan.slip_days or 0), s.id),
        )
    )


def stand(row: Mapping[str, Any], marks: Sequence[Mark], note: Note | None, today: date) -> Stand:
    """Return how one project stands."""
    people = (row[name] for name in ("owner_id", "it_owner_id", "sponsor_id"))
    return Stand(
        id=int(row["id"]),
        title=str(row["title"]),
        phase=str(row["phase"]),
        people=frozenset(int(each) for each in people if not _is_missing(each)),
        owner=str(row.get("owner") or ""),
        it_owner=str(row.get("it_owner") or ""),
        starts_on=str(row["starts_on"]),
        due_on=str(row["due_on"]),
        budget_cents=None if _is_missing(row["budget_cents"]) else int(row["budget_cents"]),
        plan=projects.schedule(marks, today),
        note=note,
        marks=marks,
        today=today,
    )


def _is_missing(value: Any) -> bool:
    return bool(pd.isna(value))


def costs(
    table: pd.DataFrame, typed: pd.DataFrame, billed: pd.DataFrame, visible: Collection[int]
) -> dict[int, Cost]:
    """Return what each project cost.

    `typed` has project_id and amount_cents; `billed` has matter_id, month and cents; `visible`
    are the matters the person may see.
    """
    sums = typed.groupby("project_id")["amount_cents"].sum()
    wanted = table["matter_id"].dropna().astype(int)
    ours = _by_matter(billed[billed["matter_id"].isin(set(wanted) & set(visible))])
    found = {}
    for project_id, matter, starts in table[["id", "matter_id", "starts_on"]].itertuples(
        index=False
    ):
        amount = int(sums.get(project_id, 0))
        if _is_missing(matter):
            found[int(project_id)] = Cost(amount, None, is_hidden=False)
            continue
        number = int(matter)
        is_hidden = number not in visible
        first = month_of(str(starts))
        since = sum(cents for month, cents in ours.get(number, ()) if month >= first)
        found[int(project_id)] = Cost(amount, None if is_hidden else since, is_hidden)
    return found


def _by_matter(billed: pd.DataFrame) -> dict[int, list[tuple[Month, int]]]:
    """Return what was billed on each matter by month, in minor units."""
    found: dict[int, list[tuple[Month, int]]] = {}
    columns = (billed[name].tolist() for name in ("matter_id", "month", "cents"))
    for matter, month, cents in zip(*columns, strict=True):
        found.setdefault(int(matter), []).append((int(month), int(cents)))
    return found
