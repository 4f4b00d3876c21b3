"""What was typed in the table of options and criteria, as it is kept, or what is wrong with it?"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from legalops.models.decisions import CriterionRow, OptionRow
from legalops.services import records as kept


def _filled(edited: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows that hold anything, with None for what is empty."""
    plain_cells = edited.astype(object).where(edited.notna(), None)
    rows = [{str(k): v for k, v in row.items()} for row in plain_cells.to_dict("records")]
    beside = {"id", "Weight"}
    return [row for row in rows if any(row[name] not in (None, "") for name in row.keys() - beside)]


def table(
    options: pd.DataFrame, criteria: pd.DataFrame, systems: Mapping[int, str]
) -> dict[str, Any]:
    """Return the table as it was typed; a score belongs to an option by its column."""
    by_name = {name: number for number, name in systems.items()}
    rows = _filled(options)
    given = [
        {
            "id": row["id"], "title": row["Option"] or "", "pros": row["For"] or "",
            "cons": row["Against"] or "", "system_id": by_name.get(row["System"]),
        }
        for row in rows
    ]  # fmt: skip
    ids = [row["id"] for row in rows]
    return {"options": given, "criteria": [_criterion(row, ids) for row in _filled(criteria)]}


def _criterion(row: Mapping[str, Any], options: Sequence[int | None]) -> dict[str, Any]:
    return {
        "id": row["id"], "title": row["Criterion"] or "", "weight": row["Weight"] or 0,
        "scores": tuple(None if number is None else row[str(number)] for number in options),
    }  # fmt: skip


def fault(given: Mapping[str, Any]) -> str:
    """Return what is wrong with the first faulty row, in words; "" when nothing is."""
    return _faults(OptionRow, given["options"], "Option") or _faults(
        CriterionRow, given["criteria"], "Criterion"
    )


def _faults(asks: type[OptionRow] | type[CriterionRow], rows: Sequence[Any], what: str) -> str:
    for place, row in enumerate(rows, 1):
        _, wrong = kept.checked(asks, row)
        for field, text in wrong.items():
            return f"{what} {place}: {kept.label(asks, field)} {text}"
    return ""
