"""How often has this account, name or address failed to sign in lately?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col

from legalops.models.people import SignInAttempt
from legalops.store.unit import Unit


@dataclass(frozen=True)
class Attempts:
    """The failures of one subject: how many, counted since when, and locked until when."""

    failed: int
    window_start: str
    locked_until: str | None = None


def of(session: Session, subject: str) -> Attempts | None:
    """Return the failures of a subject, None when it has none."""
    row = session.get(SignInAttempt, subject)
    return Attempts(row.failed, row.window_start, row.locked_until) if row else None


def keep(unit: Unit, subject: str, attempts: Attempts) -> None:
    """Keep the failures of a subject."""
    unit.session.merge(
        SignInAttempt(
            subject=subject,
            failed=attempts.failed,
            window_start=attempts.window_start,
            locked_until=attempts.locked_until,
        )
    )
    unit.session.flush()


def forget(unit: Unit, subjects: Sequence[str]) -> None:
    """Forget the failures of subjects, locks included."""
    unit.session.exec(delete(SignInAttempt).where(col(SignInAttempt.subject).in_(subjects)))


def sweep(unit: Unit, before: str) -> None:
    """Forget every subject whose counting began before an instant."""
    unit.session.exec(delete(SignInAttempt).where(col(SignInAttempt.window_start) < before))
