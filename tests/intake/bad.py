"""How a bad input is told: its place, its value and what to do, asked of every one alike."""

from typing import NamedTuple

from legalops.errors import Problem
from legalops.intake.codes import REMEDIES
from legalops.intake.draft import Checked

REFUSED, BLOCKED, ACCEPTED = "refused", "blocked", "accepted"


class Bad(NamedTuple):
    """A bad input: its number in the list, its bytes, and what must be told of it.

    `code` is "" where nothing is to be told; `value` is what the problem must show, and `says`
    what its words must hold.
    """

    id: str
    data: bytes
    outcome: str
    code: str = ""
    line: int = 0
    field: str = ""
    value: str = ""
    says: str = ""
    is_warning: bool = False


def told(found: Checked, bad: Bad) -> Problem | None:
    """Assert that a file gives what is written down for it; return the problem, if one."""
    assert found.outcome == bad.outcome, found.problems
    if not bad.code:
        assert [p for p in found.problems if p.code not in ("currency", "preamble")] == []
        return None
    severity = "warning" if bad.is_warning else "error"
    mine = [p for p in found.problems if p.code == bad.code and p.severity == severity]
    assert mine, found.problems
    problem = next((p for p in mine if p.line == bad.line and p.field == bad.field), mine[0])
    assert (problem.line, problem.field) == (bad.line, bad.field)
    assert bad.value in problem.value
    assert bad.says in problem.message
    assert REMEDIES[problem.code].endswith(".")
    assert problem.message.rstrip().endswith(".")
    assert (problem.message + problem.value).isprintable()
    return problem


def name(bad: Bad) -> str:
    """What a test of it is called."""
    return bad.id
