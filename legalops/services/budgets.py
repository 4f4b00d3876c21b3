"""Budgets: read a file and compare it, store it as a new version, enter one by hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, TypedDict

import pandas as pd
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, NotFoundError, Problem, RefusedError
from legalops.intake.budget.draft import BudgetDraft, BudgetRow, place_of
from legalops.intake.budget.table import Known, read_budget, read_entries, stated_year
from legalops.intake.names import fold
from legalops.periods import FiscalYear
from legalops.permissions import Actor, Permission
from legalops.services.budget_workbook import template
from legalops.settings import Settings
from legalops.store import areas, budget_state, budgets, originals, settings, vendors
from legalops.store.budgets import Kind
from legalops.store.unit import reading, require

#: One row per subject x cost kind x month that the two versions see differently or alike;
#: an amount is missing where a version has none.
DIFFERENCE = {
    "subject": "str", "name": "str", "cost_kind": "str", "month": "int64",
    "before_cents": "Int64", "after_cents": "Int64", "difference_cents": "int64",
}  # fmt: skip
_KEY = list(DIFFERENCE)[:4]
_NO_YEAR = 2000
LONGEST_NAME = 80


class _Given(TypedDict):
    """What the reader must know beside the table."""

    fiscal_year: FiscalYear
    known: Known
    currency: str


class BudgetRefusedError(RefusedError):
    """A budget file with errors; `problems` has each with its place."""

    def __init__(self, file_name: str, problems: Sequence[Problem]) -> None:
        first = problems[0]
        place = f"{place_of(first)}: " if place_of(first) else ""
        more = f" ({len(problems) - 1} more)" if problems[1:] else ""
        super().__init__(
            f"{file_name or 'The budget'} was not stored: {place}{first.message}{more}"
        )
        self.problems = tuple(problems)


@dataclass(frozen=True)
class BudgetPreview:
    """A budget file as read, beside the version it would replace; nothing is stored yet."""

    draft: BudgetDraft
    data: bytes = field(repr=False)
    before_id: int | None
    before_name: str
    before_cents: int | None
    difference: pd.DataFrame = field(repr=False)


def preview(
    engine: Engine, actor: Actor, file_name: str, data: bytes, *, fiscal_year: int
) -> BudgetPreview:
    """Read a budget file and compare it with the version in force, storing nothing."""
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_BUDGETS)
    chosen = settings.current(engine)
    _refuse_large(data, chosen)
    draft = read_budget(file_name, data, **_given(engine, actor, chosen, fiscal_year))
    return compared(engine, actor, draft, data)


def preview_entered(
    engine: Engine, actor: Actor, rows: Sequence[Sequence[Any]], *, fiscal_year: int
) -> BudgetPreview:
    """Check a budget entered by hand, heading first, and compare it with the one in force."""
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_BUDGETS)
    chosen = settings.current(engine)
    draft = read_entries(rows, **_given(engine, actor, chosen, fiscal_year))
    return compared(engine, actor, draft, b"")


def _given(engine: Engine, actor: Actor, chosen: Settings, fiscal_year: int) -> _Given:
    firms = {
        spelling: name
        for name, others in vendors.names_of_all(engine).values()
        for spelling in (*others, name)
    }
    numbers = budgets.known_matters(engine, actor).values()
    return {
        "fiscal_year": FiscalYear(fiscal_year, chosen.fiscal_start_month),
        "known": Known.of(areas.all_areas(engine).values(), numbers, firms),
        "currency": chosen.reporting_currency,
    }


def compared(engine: Engine, actor: Actor, draft: BudgetDraft, data: bytes) -> BudgetPreview:
    """Put a draft beside the version in force for its year."""
    found = budgets.versions(engine, draft.fiscal_year.name)
    if found.empty:
        return BudgetPreview(draft, data, None, "", None, difference([], draft.rows))
    newest = found[found["is_in_force"]].iloc[0]
    before = budgets.rows(engine, actor, int(newest["id"]))
    return BudgetPreview(
        draft=draft,
        data=data,
        before_id=int(newest["id"]),
        before_name=str(newest["name"]),
        before_cents=int(newest["total_cents"]),
        difference=difference(before, draft.rows),
    )


def confirm(
    engine: Engine,
    actor: Actor,
    seen: BudgetPreview,
    name: str,
    note: str = "",
    *,
    kind: Kind | None = None,
) -> int:
    """Store what a preview showed as a new version, a draft, and return its id.

    Raises BudgetRefusedError when it has errors, RefusedError when another version came
    between.
    """
    draft = seen.draft
    if draft.errors:
        raise BudgetRefusedError(draft.file_name, draft.errors)
    new = budgets.new_version(
        fiscal_year=draft.fiscal_year.name,
        name=name,
        source="file" if seen.data else "form",
        rows=draft.rows,
        file_name=draft.file_name[-255:] or None,
        sha256=draft.sha256 or None,
        note=note,
        kind=kind,
        based_on=seen.before_id or 0,
    )
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_BUDGETS)
    if seen.data:
        originals.keep(engine, seen.data)
    return budgets.save(engine, actor, new)


def read_file(
    engine: Engine, actor: Actor, file_name: str, data: bytes, *, fiscal_year: int | None = None
) -> BudgetPreview:
    """Preview a file for the fiscal year that it names itself, unless one is given.

    Raises RefusedError when it names its months without a year.
    """
    if fiscal_year is None:
        chosen = settings.current(engine)
        _refuse_large(data, chosen)
        year = stated_year(data, chosen.fiscal_start_month)
        fiscal_year = None if year is None else year.name
    if fiscal_year is not None:
        return preview(engine, actor, file_name, data, fiscal_year=fiscal_year)
    seen = preview(engine, actor, file_name, data, fiscal_year=_NO_YEAR)
    if any(problem.code == "unreadable" for problem in seen.draft.errors):
        return seen
    raise RefusedError(
        f"{file_name} names its months without a year, or more than one year. Say which fiscal "
        "year it is for."
    )


def import_file(
    engine: Engine,
    actor: Actor,
    file_name: str,
    data: bytes,
    *,
    name: str | None = None,
    fiscal_year: int | None = None,
) -> int:
    """Read a budget file and store it at once; the file's own months say which year it is for.

    Without a name the version takes the file's. Raises BudgetRefusedError or RefusedError with
    nothing stored.
    """
    seen = read_file(engine, actor, file_name, data, fiscal_year=fiscal_year)
    return confirm(engine, actor, seen, name or PurePosixPath(file_name).stem[:80])


def enter(
    engine: Engine,
    actor: Actor,
    *,
    fiscal_year: int,
    name: str,
    rows: Sequence[BudgetRow],
    based_on: int | None = None,
) -> int:
    """Store a budget's rows as a new version and return its id."""
    new = budgets.new_version(
        fiscal_year=fiscal_year, name=name, source="form", rows=tuple(rows), based_on=based_on
    )
    return budgets.save(engine, actor, new)


def start_from(
    engine: Engine, actor: Actor, version_id: int, *, fiscal_year: int, name: str, note: str = ""
) -> int:
    """Start a draft with all that an earlier version holds and return its id."""
    if len(name) > LONGEST_NAME:
        raise InvalidInputError("Name", f"has more than {LONGEST_NAME} letters.")
    return budgets.copy(engine, actor, version_id, fiscal_year=fiscal_year, name=name, note=note)


def check_entered(
    engine: Engine, actor: Actor, rows: Sequence[Sequence[Any]], *, fiscal_year: int
) -> BudgetDraft:
    """Read a draft's table as entered, heading first; raise BudgetRefusedError with its faults."""
    draft = preview_entered(engine, actor, rows, fiscal_year=fiscal_year).draft
    if draft.errors:
        raise BudgetRefusedError("", draft.errors)
    return draft


def edit(
    engine: Engine, actor: Actor, version_id: int, revision: int, rows: Sequence[BudgetRow]
) -> None:
    """Put rows in the place of a draft's; `revision` is the one that was edited.

    Raises RefusedError for an approved version, StaleEditError when it changed meanwhile.
    """
    budget_state.edit(engine, actor, version_id, revision, rows)


def approve(engine: Engine, actor: Actor, version_id: int, revision: int, note: str = "") -> None:
    """Approve a draft as it was seen: it is locked and in force.

    Raises RefusedError when that cannot be, StaleEditError when it changed since it was seen.
    """
    budget_state.approve(engine, actor, version_id, revision, note)


def compare(engine: Engine, actor: Actor, before_id: int | None, after_id: int) -> pd.DataFrame:
    """Return how two versions differ, as far as the actor may see; None is no version."""
    before = [] if before_id is None else budgets.rows(engine, actor, before_id)
    return difference(before, budgets.rows(engine, actor, after_id))


def workbook(
    engine: Engine, actor: Actor, *, fiscal_year: int, version_id: int | None = None
) -> bytes:
    """Return a workbook to fill in: a version's rows, or none of them for an empty template."""
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_BUDGETS)
    chosen = settings.current(engine)
    rows = [] if version_id is None else budgets.rows(engine, actor, version_id)
    year = FiscalYear(fiscal_year, chosen.fiscal_start_month)
    names = areas.all_areas(engine).values() if version_id is None else ()
    return template(year, names, chosen.reporting_currency, rows)


def original(engine: Engine, actor: Actor, version_id: int) -> bytes:
    """Return the file a version came in, for somebody who may change budgets."""
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_BUDGETS)
    found = budgets.versions(engine)
    hashes = found.loc[found["id"] == version_id, "sha256"].tolist()
    if not hashes or not hashes[0]:
        raise NotFoundError("The file of this version")
    return originals.fetch(engine, hashes[0])


def _refuse_large(data: bytes, chosen: Settings) -> None:
    if len(data) > chosen.max_file_mb * 1_000_000:
        raise RefusedError(
            f"The file is larger than {chosen.max_file_mb} MB, the limit in Settings."
        )


def difference(before: Sequence[BudgetRow], after: Sequence[BudgetRow]) -> pd.DataFrame:
    """Return how rows differ, one row per subject x cost kind x month of either."""
    left, right = _keyed(before), _keyed(after)
    keys = [key for key in right if key not in left]
    rows = []
    for key in [*left, *keys]:
        was, now = left.get(key), right.get(key)
        names = (key[0], (now or was or after[0]).name, *key[2:])
        old, new = was and was.amount_cents, now and now.amount_cents
        rows.append((*names, old, new, (new or 0) - (old or 0)))
    frame = pd.DataFrame(rows, columns=list(DIFFERENCE)).astype(DIFFERENCE)
    return frame.sort_values(_KEY, ignore_index=True)


def _keyed(rows: Sequence[BudgetRow]) -> dict[tuple[str, str, str, int], BudgetRow]:
    return {(row.subject, fold(row.name), row.cost_kind, row.month): row for row in rows}
