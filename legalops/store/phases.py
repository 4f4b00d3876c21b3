"""Budgets of single matters in phases: kept in versions, compared with the matter's lines."""

from collections.abc import Sequence
from typing import NamedTuple, cast

import pandas as pd
from sqlalchemy import Engine, func, text
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError, StaleEditError
from legalops.intake.names import fold
from legalops.metrics.phases import Phase, State
from legalops.models.plan import BudgetLine, MatterPhase
from legalops.models.spend import Matter
from legalops.money import LARGEST
from legalops.periods import Month, fiscal_year_of, instant, month_of, utc_now
from legalops.permissions import Actor, Permission
from legalops.store import settings
from legalops.store.budgets import in_force_in
from legalops.store.matters import may_see
from legalops.store.unit import Unit, reading, writing

MOST = 40
HISTORY = ["version", "made_by", "made_at", "phases", "amount_cents"]
_COUNTED = "i.status NOT IN ('undone', 'superseded', 'rejected')"


class Budgeted(NamedTuple):
    """A matter's own budget: of its phases for as long as it lasts, or its cap for a year."""

    amount_cents: int
    is_phased: bool


def live(engine: Engine, actor: Actor, matter_id: int) -> list[Phase]:
    """Return the phases of a matter's budget, none for a matter without one.

    Raises NotFoundError for what is not there, and alike for what the actor may not see.
    """
    with reading(engine) as session:
        _seen(session, actor, matter_id)
        return [_phase(row) for row in _live(session, matter_id)]


def all_live(engine: Engine) -> dict[int, list[Phase]]:
    """Return the phases of every matter that has them, by matter, restricted ones included."""
    query = select(MatterPhase).where(col(MatterPhase.is_live) == 1)
    found: dict[int, list[Phase]] = {}
    with reading(engine) as session:
        for row in session.exec(query.order_by(col(MatterPhase.matter_id), col(MatterPhase.place))):
            found.setdefault(row.matter_id, []).append(_phase(row))
    return found


def history(engine: Engine, actor: Actor, matter_id: int) -> pd.DataFrame:
    """Return one row per version of a matter's budget, the newest first, with its sum."""
    query = text(
        "SELECT version, MIN(made_by), MIN(made_at), COUNT(*), "
        "CAST(SUM(amount_cents) AS BIGINT) FROM matter_phase WHERE matter_id = :matter "
        "GROUP BY version ORDER BY version DESC"
    )
    with reading(engine) as session:
        _seen(session, actor, matter_id)
        rows = [tuple(row) for row in session.connection().execute(query, {"matter": matter_id})]
    return pd.DataFrame(rows, columns=HISTORY)


def save(
    engine: Engine, actor: Actor, matter_id: int, seen: Sequence[Phase], wanted: Sequence[Phase]
) -> None:
    """Keep a matter's phases as the next version of its budget; `seen` is what was edited.

    Opening and closing phases alone makes no new version. An empty list ends the budget.
    Raises StaleEditError when the phases are not those seen any more, InvalidInputError for
    phases that make no budget; nothing is stored then.
    """
    with writing(engine, actor, Permission.EDIT_BUDGETS) as unit:
        _seen(unit.session, actor, matter_id)
        rows = _live(unit.session, matter_id)
        now = [_phase(row) for row in rows]
        if now != list(seen):
            raise StaleEditError("The matter's budget", rows[0].made_by if rows else "somebody")
        checked = _checked(wanted)
        if checked == now:
            return
        if [p._replace(state="open") for p in checked] == [p._replace(state="open") for p in now]:
            for row, phase in zip(rows, checked, strict=True):
                row.state = phase.state
        else:
            _replace(unit, matter_id, rows, checked)
        unit.session.flush()
        unit.audit("matter.phases_set", "matter", matter_id, before=_told(now),
                   after=_told(checked))  # fmt: skip
        unit.touch("budget")


def _told(phases: Sequence[Phase]) -> dict[str, object]:
    return {"phases": [phase._asdict() for phase in phases]}


def _replace(unit: Unit, matter_id: int, rows: list[MatterPhase], wanted: list[Phase]) -> None:
    for row in rows:
        row.is_live = False
    newest = select(func.max(MatterPhase.version)).where(MatterPhase.matter_id == matter_id)
    version = (unit.session.exec(newest).one() or 0) + 1
    moment = instant(utc_now())
    for place, phase in enumerate(wanted, start=1):
        unit.session.add(
            MatterPhase(
                **phase._asdict(),
                matter_id=matter_id,
                version=version,
                place=place,
                name_norm=fold(phase.name),
                made_by=unit.actor.name,
                made_at=moment,
            )
        )


def _checked(wanted: Sequence[Phase]) -> list[Phase]:
    """Return the phases tidied; raise InvalidInputError for what is no budget."""
    found = [
        phase._replace(name=" ".join(phase.name.split()), code=phase.code.strip().upper())
        for phase in wanted
    ]
    if len(found) > MOST:
        raise InvalidInputError("Phases", f"are more than {MOST}. Put some together.")
    for phase in found:
        if not fold(phase.name) or len(phase.name) > 80:
            raise InvalidInputError("Phase", "needs a name of at most 80 letters.")
        if not 0 <= phase.amount_cents <= LARGEST:
            raise InvalidInputError("Budget", f"of {phase.name} must be an amount from zero on.")
        if len(phase.code) > 8 or phase.state not in ("open", "closed"):
            raise InvalidInputError("Phase", f"{phase.name} needs a task code group such as L100.")
    for what, values in (
        ("name", [fold(p.name) for p in found]),
        ("code", [p.code for p in found]),
    ):
        twice = [value for value in values if values.count(value) > 1]
        if twice:
            said = twice[0] or "no code"
            raise InvalidInputError("Phases", f"two have the same {what} ({said}). Keep one.")
    return found


def _seen(session: Session, actor: Actor, matter_id: int) -> Matter:
    found = session.get(Matter, matter_id)
    if found is None or not may_see(session, actor, found):
        raise NotFoundError("The matter")
    return found


def _live(session: Session, matter_id: int) -> list[MatterPhase]:
    query = select(MatterPhase).where(
        MatterPhase.matter_id == matter_id, col(MatterPhase.is_live) == 1
    )
    return list(session.exec(query.order_by(col(MatterPhase.place))))


def _phase(row: MatterPhase) -> Phase:
    return Phase(row.name, row.code, row.amount_cents, cast("State", row.state))


def matter_budgets(engine: Engine) -> dict[int, int]:
    """Return the budget of every matter that has one, in minor units of the reporting currency.

    Its live phases' sum, else its caps in the version in force of the fiscal year under way.
    """
    return {matter: found.amount_cents for matter, found in budgeted(engine).items()}


def budgeted(engine: Engine, fiscal_year: int | None = None) -> dict[int, Budgeted]:
    """Return every matter's own budget and of which kind it is; caps of one fiscal year."""
    with reading(engine) as session:
        if fiscal_year is None:
            starts_in = settings.read(session).fiscal_start_month
            fiscal_year = fiscal_year_of(month_of(utc_now().date()), starts_in).name
        caps = select(BudgetLine.matter_id, func.sum(BudgetLine.amount_cents)).where(
            BudgetLine.version_id == in_force_in(session, fiscal_year),
            col(BudgetLine.matter_id).is_not(None),
        )
        phased = select(MatterPhase.matter_id, func.sum(MatterPhase.amount_cents)).where(
            col(MatterPhase.is_live) == 1
        )
        found = {
            int(matter or 0): Budgeted(int(cents), is_phased=False)
            for matter, cents in session.exec(caps.group_by(col(BudgetLine.matter_id)))
        }
        for matter, cents in session.exec(phased.group_by(col(MatterPhase.matter_id))):
            found[matter] = Budgeted(int(cents), is_phased=True)
    return found


def planned(engine: Engine, fiscal_year: int, until: Month) -> dict[int, int]:
    """Return what the caps in force allow each matter up to and with a month."""
    with reading(engine) as session:
        query = (
            select(BudgetLine.matter_id, func.sum(BudgetLine.amount_cents))
            .where(
                BudgetLine.version_id == in_force_in(session, fiscal_year),
                col(BudgetLine.matter_id).is_not(None),
                BudgetLine.month <= until,
            )
            .group_by(col(BudgetLine.matter_id))
        )
        return {int(matter or 0): int(cents) for matter, cents in session.exec(query)}


def spent_by_code(
    engine: Engine, matter_ids: Sequence[int], *, gross: bool = False
) -> dict[int, dict[str, int]]:
    """Return what was billed on matters per task code, live and not rejected, by matter.

    Reads the lines of those matters alone, through the kept sums and the key of the lines.
    """
    amount = "l.reporting_cents" + (" + l.reporting_tax_cents" if gross else "")
    query = text(
        "SELECT l.matter_id, COALESCE(l.task_code, ''), "
        f"CAST(SUM(COALESCE({amount}, 0)) AS BIGINT) FROM "
        "(SELECT DISTINCT invoice_id, matter_id FROM invoice_sum WHERE matter_id IN "
        f"({_listed(matter_ids)})) s JOIN invoice i ON i.id = s.invoice_id "
        "JOIN invoice_line l ON l.invoice_id = s.invoice_id AND l.matter_id = s.matter_id "
        f"WHERE {_COUNTED} GROUP BY 1, 2"
    )  # our own text
    found: dict[int, dict[str, int]] = {}
    if matter_ids:
        with reading(engine) as session:
            for matter, code, cents in session.connection().execute(query):
                found.setdefault(int(matter), {})[str(code)] = int(cents)
    return found


def spent(
    engine: Engine, matter_ids: Sequence[int], first: Month, last: Month, *, gross: bool = False
) -> dict[int, int]:
    """Return what was billed on matters in invoice months, live and not rejected, by matter."""
    amount = "s.reporting_cents" + (" + s.reporting_tax_cents" if gross else "")
    query = text(
        f"SELECT s.matter_id, CAST(SUM(COALESCE({amount}, 0)) AS BIGINT) "
        "FROM invoice_sum s JOIN invoice i ON i.id = s.invoice_id "
        f"WHERE s.matter_id IN ({_listed(matter_ids)}) AND {_COUNTED} "
        "AND i.invoice_month BETWEEN :first AND :last GROUP BY 1"
    )  # our own text
    if not matter_ids:
        return {}
    with reading(engine) as session:
        rows = session.connection().execute(query, {"first": first, "last": last})
        return {int(matter): int(cents) for matter, cents in rows}


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(str(int(number)) for number in sorted(set(ids)))
