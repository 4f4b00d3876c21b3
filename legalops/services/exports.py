"""What leaves the store as a file: the lines somebody may see, and a note of who took what."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from legalops.metrics.catalog import CATALOG
from legalops.money import digits
from legalops.permissions import Actor, Permission
from legalops.reports.workbook import Field
from legalops.store import spend
from legalops.store.spend import Selection
from legalops.store.unit import reading, require, writing

#: More lines than this are refused a workbook of their own: it would open on few machines.
MOST_LINES = 200_000
KINDS = {"F": "Fee", "E": "Expense", "IF": "Invoice fee", "IE": "Invoice expense", "P": "Payment"}
NO_NARRATIVE = (
    "Narratives are left empty where you may not read them: members read them on matters they "
    "own or are named on."
)


@dataclass(frozen=True)
class Rows:
    """Rows for a workbook with what each column is; `notes` say what they leave out."""

    fields: Sequence[Field]
    frame: pd.DataFrame
    notes: Sequence[str] = ()


def record(
    engine: Engine, actor: Actor, kind: str, what: Mapping[str, str | int], data: bytes
) -> bytes:
    """Keep in the audit who takes which file along, and return its bytes.

    `what` is the page, its address and how many rows; the file's SHA-256 is added.

    Raises SessionEndedError or NotAllowedError where the person may no longer see spend.
    """
    with writing(engine, actor, Permission.SEE_SPEND) as unit:
        seal = hashlib.sha256(data).hexdigest()
        after = {**what, "sha256": seal}
        unit.audit(f"export.{kind}", "export", what.get("page", ""), after=after)
    return data


def check(engine: Engine, actor: Actor) -> None:
    """Raise SessionEndedError or NotAllowedError where the person may no longer see spend."""
    with reading(engine) as session:
        require(session, actor, Permission.SEE_SPEND)


def lines(
    engine: Engine, actor: Actor, selection: Selection, currency: str, *, gross: bool
) -> Rows:
    """Return every line of the selection that the actor may see, narratives where they may."""
    found = spend.lines(engine, actor, selection, most=MOST_LINES + 1)
    notes = []
    if len(found) > MOST_LINES:
        found = found.iloc[:MOST_LINES]
        notes.append(
            f"The view holds more lines than a workbook is made of: these are the first "
            f"{MOST_LINES:,}. Narrow the view to a vendor, a practice area or a shorter period."
        )
    if found["narrative"].isna().any():
        notes.append(NO_NARRATIVE)
    return Rows(_fields(currency), _shown(found, gross=gross), notes)


def _shown(found: pd.DataFrame, *, gross: bool) -> pd.DataFrame:
    net, tax = found["reporting_cents"], found["reporting_tax_cents"]
    scale = 10.0 ** np.array([digits(code) for code in found["currency"]], dtype=float)
    return found.assign(
        kind=found["kind"].map(KINDS).fillna(found["kind"]),
        actual=net + tax if gross else net,
        total=found["total_cents"].to_numpy(dtype=float) / scale,
        tax=found["tax_cents"].to_numpy(dtype=float) / scale,
        adjustment=found["adjustment_cents"].to_numpy(dtype=float) / scale,
    )


def _fields(currency: str) -> list[Field]:
    places = digits(currency)
    actual = Field(
        "actual", f"Actual, {currency}", "minor", CATALOG["actual"].help, places, is_drawn=True
    )
    billed = [replace(_BILLED, name=name, label=label, help=help) for name, label, help in _AMOUNTS]
    return [*_WHAT, actual, *_WORK, Field("currency", "Billed in"), *billed, _NARRATIVE]


_WHAT = (
    Field("vendor", "Vendor"),
    Field("invoice_number", "Invoice"),
    Field("invoice_date", "Invoice date", "date"),
    Field("matter_number", "Matter"),
    Field("source_line", "Line", "number", "Line of the file it came with.", 0),
    Field("work_date", "Worked", "date"),
)
_WORK = (
    Field("kind", "Kind"),
    Field("timekeeper", "Timekeeper"),
    Field("classification", "Class"),
    Field("task_code", "Task"),
    Field("activity_code", "Activity"),
    Field("expense_code", "Expense"),
    Field("units_e4", "Units", "minor", "Hours of a fee, pieces of an expense.", 4),
    Field("rate_e4", "Rate", "minor", "As billed, in the currency billed.", 4),
)
_BILLED = Field("", "", "number")
_AMOUNTS = (
    ("adjustment", "Adjustment", "What the firm took off or added, in the currency billed."),
    ("total", "Net as billed", "Net of tax, in the currency billed."),
    ("tax", "Tax as billed", "In the currency billed."),
)
_NARRATIVE = Field("narrative", "Narrative")
