"""What becomes of a budget version: changed while it is a draft, locked once it is approved."""

from collections.abc import Sequence

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from legalops.errors import NotFoundError, RefusedError, StaleEditError
from legalops.intake.budget.draft import BudgetRow
from legalops.models.audit import AuditEvent
from legalops.models.people import User
from legalops.models.plan import BudgetVersion
from legalops.periods import FiscalYear, day_label, instant, utc_now
from legalops.permissions import ALLOWED, Actor, Permission, Role
from legalops.store import budget_rows, settings
from legalops.store.budgets import in_force_in
from legalops.store.unit import reading, writing


def edit(
    engine: Engine, actor: Actor, version_id: int, revision: int, rows: Sequence[BudgetRow]
) -> None:
    """Put rows in the place of a draft's rows; `revision` is the one that was edited.

    Caps of matters the actor may not see stay as they are. Raises RefusedError for an approved
    version and StaleEditError when somebody changed it meanwhile, with nothing stored.
    """
    with writing(engine, actor, Permission.EDIT_BUDGETS) as unit:
        session = unit.session
        version = _draft(session, version_id, revision)
        starts_in = settings.read(session).fiscal_start_month
        budget_rows.check(rows, FiscalYear(version.fiscal_year, starts_in))
        before = budget_rows.total(budget_rows.of_version(session, actor, version_id))
        budget_rows.delete_seen(session, actor, version_id)
        budget_rows.insert(unit, version_id, rows)
        version.revision += 1
        session.flush()
        unit.audit(
            "budget.edited", "budget_version", version_id,
            before={"revision": revision, "total_cents": before},
            after={"revision": version.revision, "rows": len(rows),
                   "total_cents": budget_rows.total(rows)},
        )  # fmt: skip
        unit.touch("budget")


def approve(engine: Engine, actor: Actor, version_id: int, revision: int, note: str = "") -> None:
    """Approve a draft as it was seen: it is locked, and in force unless a newer one is approved.

    Raises RefusedError for a version that is approved already or older than the approved one,
    and StaleEditError when it was changed since it was looked at, with nothing stored.
    """
    with writing(engine, actor, Permission.APPROVE_BUDGET) as unit:
        session = unit.session
        version = _draft(session, version_id, revision)
        _refuse_older(session, version)
        before = in_force_in(session, version.fiscal_year)
        version.approved_by = actor.name
        version.approved_at = instant(utc_now())
        said = " ".join(note.split())[:1000]
        if said:
            version.note = "\n".join(filter(None, [version.note, f"On approval: {said}"]))
        session.flush()
        unit.audit(
            "budget.approved", "budget_version", version_id,
            before={"in_force": before},
            after={"revision": revision, "note": said,
                   "in_force": in_force_in(session, version.fiscal_year)},
        )  # fmt: skip
        unit.touch("budget")


def approvers(engine: Engine) -> list[str]:
    """Return the names of the people who may approve a budget, those of executives first."""
    roles = [role for role in Role if Permission.APPROVE_BUDGET in ALLOWED[role]]
    query = select(User).where(col(User.role).in_(roles), col(User.disabled_at).is_(None))
    with reading(engine) as session:
        people = sorted(session.exec(query), key=lambda u: (roles.index(Role(u.role)), u.username))
        return [person.display_name for person in people]


def _draft(session: Session, version_id: int, revision: int) -> BudgetVersion:
    """Return a version that may still change and is as it was seen."""
    version = session.get(BudgetVersion, version_id)
    if version is None:
        raise NotFoundError("The budget version")
    if version.approved_at is not None:
        raise RefusedError(
            f"{version.name} was approved by {version.approved_by} on "
            f"{day_label(version.approved_at[:10])} and is locked. Start a new version from it."
        )
    if version.revision != revision:
        raise StaleEditError(version.name, _last_editor(session, version))
    return version


def _last_editor(session: Session, version: BudgetVersion) -> str:
    query = select(AuditEvent.actor_name).where(
        AuditEvent.action == "budget.edited", AuditEvent.subject_id == str(version.id)
    )
    found = session.exec(query.order_by(col(AuditEvent.seq).desc()).limit(1)).first()
    return found or version.created_by


def _refuse_older(session: Session, version: BudgetVersion) -> None:
    query = select(func.max(BudgetVersion.number)).where(
        BudgetVersion.fiscal_year == version.fiscal_year,
        col(BudgetVersion.approved_at).is_not(None),
    )
    newest = session.exec(query).one() or 0
    if newest > version.number:
        raise RefusedError(
            f"Version {newest} of this year is approved already and newer than {version.name}. "
            "Start a new version from this one and approve that."
        )
