"""What became of the sample department's budgets: approved ones, a draft, matters in phases."""

from collections.abc import Mapping

from sqlalchemy import Engine

from legalops.intake.budget.draft import BudgetRow
from legalops.metrics.phases import GROUPS, Phase, State, group_of
from legalops.permissions import Actor, Role
from legalops.services import budgets, phases
from legalops.services.sample_department.source import Source
from legalops.store import budgets as stored
from legalops.store import phases as stored_phases

#: What a phase was budgeted at, in percent of what it has cost, and whether it is over.
_PHASED: dict[str, dict[str, tuple[int, State]]] = {
    "LIT-23-007": {
        "L100": (104, "closed"), "L200": (101, "closed"), "L300": (92, "closed"),
        "L400": (84, "open"),
    },
    "EMP-24-005": {"L100": (103, "closed"), "L200": (118, "open"), "L300": (124, "open")},
    "LIT-25-006": {"L100": (105, "closed"), "L200": (160, "open"), "L300": (210, "open")},
}  # fmt: skip
_REBUDGETED = "LIT-23-007"
_STEP = 500_000
#: What the draft plans more or less in each month to come, in minor units.
_MOVES = {("Litigation", "fees"): 3_500_000, ("Corporate and M&A", "fees"): -2_000_000}
_WHY = "The sensor trial runs on to the end of the year; the Sandpiper purchase is off."


def tell(engine: Engine, actor: Actor, source: Source, people: Mapping[str, int]) -> None:
    """Approve what was approved, leave a reforecast waiting, give three matters phases."""
    known = {person.role: person for person in source.people}
    executive, ops = known["executive"], known["ops"]
    approver = Actor(executive.username, Role.EXECUTIVE, people[executive.username])
    editor = Actor(ops.username, Role.OPS, people[ops.username])
    for row in stored.versions(engine).sort_values(["fiscal_year", "number"]).itertuples():
        budgets.approve(engine, approver, int(str(row.id)), int(str(row.revision)))
    _leave_draft(engine, editor, source)
    numbers = {number: matter for matter, number in stored.known_matters(engine, actor).items()}
    for number in _PHASED:
        if number in numbers:
            _set_phases(engine, editor, number, numbers[number])


def _leave_draft(engine: Engine, editor: Actor, source: Source) -> None:
    """Start the next reforecast of the year under way, where it has months to come."""
    before = stored.in_force(engine, source.year)
    if before is None or source.month % 100 == 12:
        return
    name = f"Reforecast {len(stored.versions(engine, source.year))}"
    draft = budgets.start_from(
        engine, editor, before, fiscal_year=source.year, name=name, note=_WHY
    )
    rows = [_moved(row, source) for row in stored.rows(engine, editor, draft)]
    budgets.edit(engine, editor, draft, 1, rows)


def _moved(row: BudgetRow, source: Source) -> BudgetRow:
    move = _MOVES.get((row.name, row.cost_kind), 0) if row.subject == "area" else 0
    if row.month <= source.month:
        return row
    return row._replace(amount_cents=max(row.amount_cents + move, 0))


def _set_phases(engine: Engine, editor: Actor, number: str, matter_id: int) -> None:
    spent: dict[str, int] = {}
    for code, cents in stored_phases.spent_by_code(engine, [matter_id])[matter_id].items():
        spent[group_of(code)] = spent.get(group_of(code), 0) + cents
    wanted = [
        Phase(GROUPS[code], code, max(_rounded(spent.get(code, 0) * percent), _STEP), state)
        for code, (percent, state) in _PHASED[number].items()
    ]
    wanted.append(Phase("Expenses and other work", "", _rounded(spent.get("", 0) * 104)))
    first: list[Phase] = []
    if number == _REBUDGETED:
        first = [p._replace(amount_cents=p.amount_cents * 4 // 5, state="open") for p in wanted]
        phases.save(engine, editor, matter_id, [], first)
    phases.save(engine, editor, matter_id, first, wanted)


def _rounded(hundredths: int) -> int:
    """Return a hundredth of it, rounded to a step as people round."""
    return (hundredths + 50 * _STEP) // (100 * _STEP) * _STEP
