"""Taking a decision: proposing, voices, the outcome, its review, and asking it anew."""

from typing import Any

from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotAllowedError, RefusedError
from legalops.models.decisions import (
    SAYS,
    Decision,
    DecisionInput,
    DecisionOption,
    DecisionVoice,
    OutcomeInput,
    ReviewInput,
    VoiceInput,
)
from legalops.models.kinds import Seen
from legalops.periods import instant, utc_now
from legalops.permissions import ALLOWED, Permission
from legalops.store import decision_table, decisions, records
from legalops.store.unit import Unit, current_role

_KIND = "decision"


def propose(unit: Unit, seen: Seen, given: OutcomeInput) -> None:
    """Keep what is proposed to be decided; who decides finds it filled in."""
    row = records.claim(unit, seen)
    _check(unit.session, row, given)
    values = given.model_dump(exclude={"decided_on"})
    records.mark(unit, row, "proposed an outcome for", **values)


def decide(unit: Unit, seen: Seen, given: OutcomeInput) -> None:
    """Record the outcome; what this question asks anew is then superseded.

    Raises RefusedError for one that is decided, InvalidInputError for a day or an option that
    cannot be. The unit must have been opened with the permission to decide.
    """
    row = records.found(unit.session, _KIND, seen.id)
    records.require_version(row, seen)
    if row.state != "open" or row.withdrawn_at is not None:
        raise RefusedError("This question is not open any more. Ask it anew to change the outcome.")
    _check(unit.session, row, given)
    _check_day(row, given)
    records.mark(
        unit, row, "decided", state="decided", decided_by=_name(unit), **given.model_dump()
    )
    if row.supersedes_id is not None:
        old = records.found(unit.session, _KIND, row.supersedes_id)
        records.mark(unit, old, "superseded", state="superseded")


def review(unit: Unit, seen: Seen, given: ReviewInput, on: str) -> None:
    """Keep what really came of a decision; those who may edit it and those who decide may.

    Raises RefusedError unless it is decided and not yet reviewed.
    """
    if Permission.DECIDE in ALLOWED[current_role(unit.session, unit.actor)]:
        row = records.found(unit.session, _KIND, seen.id)
        records.require_version(row, seen)
    else:
        row = records.claim(unit, seen, final_too=True)
    if row.state != "decided":
        raise RefusedError(f"Only a decision in force can be reviewed; this one is {row.state}.")
    records.mark(
        unit, row, "reviewed", state="reviewed", reviewed_on=on,
        reviewed_by=_name(unit), **given.model_dump(),
    )  # fmt: skip


def supersede(unit: Unit, seen: Seen, given: DecisionInput, raised_on: str) -> int:
    """Ask a decided question anew and return the new one's id; the old stands until it is decided.

    The options and criteria come along. Raises RefusedError where it is asked anew already.
    """
    old = records.found(unit.session, _KIND, seen.id)
    if old.state not in ("decided", "reviewed"):
        raise RefusedError("Only a decision in force can be superseded.")
    if _has_successor(unit.session, seen.id):
        raise RefusedError("This question is being asked anew already. Open the new one.")
    new = records.add(
        unit, _KIND, given, raised_on=raised_on, supersedes_id=seen.id,
        is_evaluation=old.is_evaluation,
    )  # fmt: skip
    decision_table.copy(unit, new, decisions.parts_in(unit.session, seen.id))
    return new


def _has_successor(session: Session, decision_id: int) -> bool:
    query = select(Decision.id).where(
        Decision.supersedes_id == decision_id, col(Decision.withdrawn_at).is_(None)
    )
    return session.exec(query).first() is not None


def speak(unit: Unit, decision_id: int, given: VoiceInput) -> None:
    """Keep what the actor says of an open question; it replaces what they said before.

    Raises NotAllowedError for who is neither accountable nor a contributor, InvalidInputError
    for a vote without its option or an objection without its reason.
    """
    row = records.found(unit.session, _KIND, decision_id)
    person = unit.actor.user_id or 0
    if row.state != "open":
        raise RefusedError("This question is decided; voices are heard while it is open.")
    if person not in voters(unit.session, row):
        raise NotAllowedError("speak on this question: it names you neither as accountable nor "
                              "as contributor")  # fmt: skip
    _check_voice(unit.session, row, given)
    before = unit.session.get(DecisionVoice, (decision_id, person))
    said = _said(unit.session, given)
    voice = before or DecisionVoice(decision_id=decision_id, user_id=person, says="", at="")
    unit.audit(
        "decision.spoke on", _KIND, decision_id, after={"voice": said},
        before=None if before is None else {"voice": _said(unit.session, before)},
    )  # fmt: skip
    voice.says, voice.option_id, voice.note = given.says, given.option_id, given.note
    voice.at = instant(utc_now())
    unit.session.add(voice)
    unit.touch("decisions")


def voters(session: Session, row: Decision) -> set[int]:
    """Return whose voice is asked for: the accountable person's and the contributors'."""
    named = set(records.people(session, _KIND, int(row.id or 0), "contributors"))
    return named | ({row.accountable_id} if row.accountable_id else set())


def _said(session: Session, voice: VoiceInput | DecisionVoice) -> str:
    option = session.get(DecisionOption, voice.option_id) if voice.option_id else None
    parts = [voice.says, option.title if option else "", voice.note]
    return ": ".join(part for part in parts if part)


def _check(session: Session, row: Decision, given: OutcomeInput) -> None:
    _check_option(session, row, given.option_id, "Option chosen")
    if given.saving_cents and row.vendor_id is None and row.matter_id is None:
        raise InvalidInputError(
            "Expected saving a year",
            "needs a vendor or a matter to be measured on. Name one on the question, or leave "
            "this empty.",
        )
    if given.review_on is not None and given.review_on <= given.decided_on:
        raise InvalidInputError("Review on", "must come after the day of the decision.")


def _check_option(session: Session, row: Decision, option_id: int | None, field: str) -> None:
    if option_id is None:
        return
    option = session.get(DecisionOption, option_id)
    if option is None or option.decision_id != row.id:
        raise InvalidInputError(field, "is no option of this question. Choose one of the list.")


def _check_day(row: Decision, given: OutcomeInput) -> None:
    day = given.decided_on.isoformat()
    if day < row.raised_on:
        raise InvalidInputError(
            "Decided on", f"lies before the question was raised ({row.raised_on})."
        )


def _check_voice(session: Session, row: Decision, given: VoiceInput) -> None:
    known = [key for key, _ in SAYS.get(row.method, ())]
    if given.says not in known:
        raise RefusedError("No voices are asked for: one person decides this question.")
    if given.says == "vote" and given.option_id is None:
        raise InvalidInputError("For which option", "is missing. Choose one.")
    if given.says == "object" and not given.note:
        raise InvalidInputError("Note", "is empty. Say what you object to and what would help.")
    _check_option(session, row, given.option_id, "For which option")


def _name(unit: Unit) -> Any:
    return unit.actor.display_name or unit.actor.name
