"""LEDES 1998B files made for a test: a sound one, and what is changed in it."""

from collections.abc import Iterable
from datetime import date

from legalops.errors import Problem
from legalops.intake.check import check
from legalops.intake.draft import Checked, Draft, Known, Limits
from legalops.intake.ledes import fields
from legalops.intake.read import Data, read

TODAY = date(2026, 6, 30)
FIRM = "24-1111111"
#: The limits a department starts with.
ON_SCREEN = Limits(50_000_000, 200_000, 64 * 1024, 15 * 1024)
SHORT = {
    "invoice_date": fields.INVOICE_DATE,
    "number": fields.INVOICE_NUMBER,
    "client": fields.CLIENT_ID,
    "firm_matter": fields.LAW_FIRM_MATTER_ID,
    "stated": fields.INVOICE_TOTAL,
    "start": fields.BILLING_START_DATE,
    "end": fields.BILLING_END_DATE,
    "description": fields.INVOICE_DESCRIPTION,
    "line": fields.LINE_ITEM_NUMBER,
    "kind": fields.KIND,
    "units": fields.UNITS,
    "adjustment": fields.ADJUSTMENT,
    "total": fields.LINE_TOTAL,
    "day": fields.LINE_DATE,
    "task": fields.TASK_CODE,
    "expense": fields.EXPENSE_CODE,
    "activity": fields.ACTIVITY_CODE,
    "keeper": fields.TIMEKEEPER_ID,
    "text": fields.NARRATIVE,
    "firm": fields.LAW_FIRM_ID,
    "rate": fields.UNIT_COST,
    "keeper_name": fields.TIMEKEEPER_NAME,
    "title": fields.CLASSIFICATION,
    "matter": fields.CLIENT_MATTER_ID,
}
_SOUND = {
    "invoice_date": "20260215",
    "number": "A-100",
    "client": "0711",
    "firm_matter": "0528",
    "stated": "300.00",
    "start": "20260101",
    "end": "20260131",
    "description": "January work",
    "line": "1",
    "kind": "F",
    "units": "1.5",
    "adjustment": "0",
    "total": "300.00",
    "day": "20260110",
    "task": "L110",
    "expense": "",
    "activity": "A102",
    "keeper": "TK1",
    "text": "Read the lease",
    "firm": FIRM,
    "rate": "200.00",
    "keeper_name": "Doe, Jane",
    "title": "PARTNR",
    "matter": "CM-9",
}
HEADER = "|".join(fields.LEDES1998B)


def row(**changes: str) -> str:
    """A sound row of a 300.00 invoice with one line, but for what is changed."""
    return "|".join({**_SOUND, **changes}.values())


def sound(**changes: str) -> str:
    """The same, for changes that leave nothing to complain of."""
    return row(**changes)


def ledes(
    *rows: str, header: str = HEADER, signature: str = "LEDES1998B[]", end: str = "[]\n"
) -> bytes:
    """A file of these rows."""
    return (signature + "\n" + "".join(line + end for line in (header, *rows))).encode()


def draft(data: Data, limits: Limits = ON_SCREEN) -> Draft:
    """Read on the tests' day."""
    return read("invoices.txt", data, limits, today=TODAY)


def known(**changes: object) -> Known:
    """What a store would say that knows the firm's currency."""
    return Known(**{"currencies": {FIRM: "USD"}, **changes})  # type: ignore[arg-type]


def checked(data: Data, limits: Limits = ON_SCREEN, **changes: object) -> Checked:
    """Read and check."""
    return check(draft(data, limits), known(**changes))


def codes(found: Checked | Iterable[Problem], severity: str = "") -> list[str]:
    """The codes of the problems, in their order."""
    problems = found.problems if isinstance(found, Checked) else found
    return [p.code for p in problems if severity in ("", p.severity)]


def only(found: Checked, severity: str = "error") -> Problem:
    """The one problem of a severity there is."""
    problems = [p for p in found.problems if p.severity == severity]
    assert len(problems) == 1, problems
    return problems[0]
