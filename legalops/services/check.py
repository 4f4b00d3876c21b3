"""Is the store sound? Every figure, key, file and audit event, looked at again."""

from dataclasses import dataclass

from sqlalchemy import Engine

from legalops.store import check, check_records, recount, recount_cuts
from legalops.store.recount import Finding

__all__ = ["Checkup", "Finding", "audit_head", "checkup", "run"]


@dataclass(frozen=True)
class Checkup:
    """What a check found, and the newest audit event to be noted outside the store."""

    findings: tuple[Finding, ...]
    audit_events: int
    audit_hash: str

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def run(engine: Engine) -> list[Finding]:
    """Return everything in which the store disagrees with itself, schema first."""
    broken = check.guards(engine)
    if any(finding.subject == "revision" for finding in broken):
        return broken
    return [
        *broken,
        *check.keys(engine),
        *recount.kept_sums(engine),
        *recount.conversions(engine),
        *recount_cuts.cuts(engine),
        *check.files(engine),
        *check.audit_chain(engine),
        *check.people(engine),
        *check_records.records(engine),
    ]


def audit_head(engine: Engine) -> tuple[int, str]:
    """Return number and hash of the newest audit event."""
    return check.audit_head(engine)


def checkup(engine: Engine) -> Checkup:
    """Check the store and name the audit trail's newest event."""
    findings = run(engine)
    number, sealed = audit_head(engine)
    return Checkup(tuple(findings), number, sealed)
