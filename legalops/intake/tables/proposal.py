"""Which column of a table is read as which field: proposed by its heading, or chosen."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from legalops.intake.characters import excerpt, quoted
from legalops.intake.draft import Heading
from legalops.intake.findings import Findings
from legalops.intake.ledes import fields
from legalops.intake.tables.cells import text
from legalops.intake.tables.targets import INVOICES, PAYMENTS, Target, key, label, targets

_SAMPLES = 3
_SAMPLED_ROWS = 200
#: A table with any of these is not what finance paid, but what was billed.
_BILLED = (
    fields.UNITS, fields.UNIT_COST, fields.TIMEKEEPER_NAME, fields.TIMEKEEPER_ID,
    fields.CLIENT_MATTER_ID, fields.LAW_FIRM_MATTER_ID, fields.TASK_CODE,
)  # fmt: skip
_PAID = ("paid", "payment", "pay", "payee", "clearing", "posting")


class Proposed(NamedTuple):
    """The field of a column, "" when it is not read, and why in words."""

    field: str
    reason: str


def kind_of(shown: Sequence[str]) -> str:
    """Return whether headings are those of payments or of invoice lines."""
    paid = {each.field for each in proposal(shown, PAYMENTS)}
    billed = {each.field for each in proposal(shown, INVOICES)}
    needed = {target.field for target in targets(PAYMENTS) if target.is_required}
    if not needed <= paid or not billed.isdisjoint(_BILLED):
        return INVOICES
    says_paid = any(word in _PAID for heading in shown for word in key(heading).split())
    return PAYMENTS if says_paid or fields.INVOICE_NUMBER not in billed else INVOICES


def proposal(shown: Sequence[str], kind: str) -> list[Proposed]:
    """Propose a field for every heading; where two mean the same, the surer one gets it."""
    claims = []
    for place, heading in enumerate(shown):
        for order, target in enumerate(targets(kind)):
            rank = _rank(heading, target)
            if rank is not None:
                claims.append((rank, place, order, target))
    found = [Proposed("", "Not a heading that is known; choose a field if it is needed")] * len(
        shown
    )
    taken: dict[str, int] = {}
    for _, place, _, target in sorted(claims, key=lambda claim: claim[:3]):
        if found[place].field:
            continue
        if target.field in taken:
            other = shown[taken[target.field]]
            found[place] = Proposed("", f"{quoted(other)} is read as {target.label} already")
            continue
        taken[target.field] = place
        found[place] = Proposed(target.field, f"A usual heading for {target.label}")
    return found


def _rank(heading: str, target: Target) -> int | None:
    folded = key(heading)
    return target.aliases.index(folded) if folded in target.aliases else None


def chosen(
    shown: Sequence[str], columns: Mapping[str, str], findings: Findings, line: int
) -> list[Proposed]:
    """Return the fields that a person chose, recording what does not fit the table."""
    wanted = {key(heading): field for heading, field in columns.items() if field}
    found = [Proposed("", "Chosen to be left out")] * len(shown)
    taken: dict[str, str] = {}
    for place, heading in enumerate(shown):
        field = wanted.pop(key(heading), "")
        if not field:
            continue
        if field in taken:
            message = (
                f"{quoted(taken[field])} and {quoted(heading)} are both chosen as {label(field)}. "
                "Choose one of the two."
            )
            findings.error("column_twice", message, line=line, field=heading, value=heading)
            continue
        taken[field] = heading
        found[place] = Proposed(field, "Chosen")
    _mention_gone(wanted, findings, line)
    return found


def _mention_gone(wanted: Mapping[str, str], findings: Findings, line: int) -> None:
    for folded, field in wanted.items():
        message = (
            f"The columns chosen name {quoted(folded)} for {label(field)}, but the file has no "
            "such heading. Check that it is the right file and the right mapping."
        )
        findings.warn("column_gone", message, line=line, value=folded)


def described(
    shown: Sequence[str], found: Sequence[Proposed], rows: Sequence[Sequence[Any]]
) -> tuple[Heading, ...]:
    """Return the columns with some of what they hold, for a person to judge."""
    near = rows[:_SAMPLED_ROWS]
    return tuple(
        Heading(heading, _samples(near, place), proposed.field, proposed.reason)
        for place, (heading, proposed) in enumerate(zip(shown, found, strict=True))
    )


def _samples(rows: Sequence[Sequence[Any]], place: int) -> tuple[str, ...]:
    samples: dict[str, None] = {}
    for row in rows:
        shown = text(row[place]).strip() if place < len(row) else ""
        if shown:
            samples.setdefault(excerpt(shown))
        if len(samples) == _SAMPLES:
            break
    return tuple(samples)
