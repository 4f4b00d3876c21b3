"""The rows in error as a workbook: to a firm, or to Excel, and back to the file it came from."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sqlalchemy import Engine

from legalops.errors import Problem, RefusedError
from legalops.intake.how import Correction
from legalops.intake.rows import rows_of
from legalops.periods import utc_now
from legalops.permissions import Actor, Permission
from legalops.services import uploads
from legalops.services.error_sheets import Batch, Row, written
from legalops.services.returned_workbook import (
    LINE,
    WHOLE,
    Returned,
    is_same,
    returned,
    value_of,
)
from legalops.services.workbooks import printable
from legalops.store import originals
from legalops.store.unit import writing

#: What another value in a cell does not mend: it is decided where the file is imported.
_DECIDED = frozenset({"currency", "duplicate_invoice", "invoice_changed", "more_problems"})
_TORN = frozenset({"value_count", "line_too_long"})


@dataclass(frozen=True)
class Taken:
    """What came back: the file it belongs to, cells taken, rows left as they were, refusals."""

    upload_id: int
    corrected: int
    unchanged: int
    refused: list[str]


def workbook(engine: Engine, actor: Actor, upload_id: int) -> tuple[str, bytes]:
    """Return the rows in error of an upload that waits, as a workbook's name and bytes.

    Raises RefusedError when no error of it is one that other values would mend.
    """
    opened = uploads.opened(engine, actor, upload_id)
    lines = {problem.line for problem in _errors(opened) if problem.line}
    batch = _batch(engine, opened, lines)
    if not batch.rows:
        raise RefusedError(_nothing(opened))
    data = written(batch)
    with writing(engine, actor, Permission.IMPORT_INVOICES) as unit:
        unit.audit(
            "upload.errors_downloaded", "upload", upload_id,
            after={"rows": len(batch.rows), "sha256": originals.digest(data)},
        )  # fmt: skip
    day = utc_now().date().isoformat()
    return f"legalops_errors_upload{upload_id}_{day}.xlsx", data


def _nothing(opened: uploads.Opened) -> str:
    """Say why there is no row to mend."""
    if opened.draft.is_refused or (opened.draft.layout is not None and not len(opened.draft.lines)):
        return "No row of this file can be read yet, so there is none to mend in a workbook."
    return "No row of this file is in error, so there is nothing to mend in a workbook."


def recognise(data: bytes) -> int | None:
    """Return the upload an error workbook belongs to, None when the bytes are no such workbook."""
    found = returned(data)
    return found.upload_id if found else None


def take(engine: Engine, actor: Actor, data: bytes, *, file_name: str = "") -> Taken:
    """Take the cells that were changed in an error workbook as corrections of its upload.

    Raises RefusedError when it is no error workbook, or not of the file that waits; a cell that
    was mended elsewhere in the meantime stays as it is and is named.
    """
    came = returned(data)
    if came is None:
        raise RefusedError(
            "This is not an error workbook of this app, or its hidden sheet is gone. Download it "
            "again and fill in that one."
        )
    opened = uploads.opened(engine, actor, came.upload_id)
    if opened.draft.sha256 != came.sha256:
        raise RefusedError(
            f"This workbook was made from another file than upload {came.upload_id}, "
            f"{opened.file_name}. Download the errors of that upload again."
        )
    batch = _batch(engine, opened, set(came.rows))
    corrections, unchanged, refused = _changes(batch, came)
    if corrections:
        name = PurePath(file_name).name or f"of upload {came.upload_id}"
        who = actor.display_name or actor.name
        uploads.correct(
            engine, actor, came.upload_id, opened.version, corrections,
            reason=f"From the error workbook {name} by {who}",
        )  # fmt: skip
    return Taken(came.upload_id, len(corrections), unchanged, refused)


def _errors(opened: uploads.Opened) -> list[Problem]:
    """Return the errors that another value in the file would mend, each once."""
    every = dict.fromkeys((*opened.prepared.checked.problems, *opened.draft.problems))
    return [p for p in every if p.severity == "error" and p.code not in _DECIDED]


def _batch(engine: Engine, opened: uploads.Opened, lines: set[int]) -> Batch:
    """Return the rows of some lines as they stand now, corrections in their places."""
    errors = _errors(opened)
    data = originals.fetch(engine, opened.draft.sha256)
    texts = rows_of(opened.file_name, data, opened.how, lines)
    columns = tuple(next(iter(texts.values()), {}))
    torn = {p.line for p in errors if p.code in _TORN} & lines - set(texts)
    if torn:
        texts |= _whole(data, torn)
        columns = (*columns, WHOLE)
    titles = {name: opened.draft.titles.get(name, name) for name in columns}
    named = {title: name for name, title in titles.items()} | {name: name for name in columns}
    _correct(texts, opened.how.corrections, {**named, "": WHOLE})
    told: dict[int, list[Problem]] = {line: [] for line in texts}
    for problem in errors:
        if problem.line in told:
            field = named.get(problem.field, problem.field)
            told[problem.line].append(problem._replace(field=field))
    rows = {line: Row(line, texts[line], told[line]) for line in sorted(texts)}
    elsewhere = tuple(p for p in errors if p.line not in rows)
    return Batch(opened, columns, rows, titles, elsewhere)


def _correct(
    texts: Mapping[int, dict[str, str]], made: Iterable[Correction], named: Mapping[str, str]
) -> None:
    """Put what was corrected already in its place."""
    for correction in made:
        row = texts.get(correction.line, {})
        place = named.get(correction.field, correction.field)
        if place in row:
            row[place] = correction.value


def _whole(data: bytes, lines: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return physical lines of a file of text, as an editor counts them."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    physical = re.split(r"\r\n|\r|\n", text)
    return {line: {WHOLE: physical[line - 1]} for line in lines if 0 < line <= len(physical)}


def _changes(batch: Batch, came: Returned) -> tuple[list[Correction], int, list[str]]:
    """Return the cells that were changed, how many rows were not, and what cannot be taken."""
    corrections: list[Correction] = []
    refused = list(came.strays)
    unchanged = 0
    for line, cells in came.rows.items():
        sent = came.sent.get(line)
        if sent is None:
            refused.append(f"Line {line} was not in the workbook as it went out; it was left out.")
            continue
        made, said = _of_row(batch, line, sent, cells)
        corrections += made
        refused += said
        unchanged += not made and not said
    return corrections, unchanged, refused


def _of_row(
    batch: Batch, line: int, sent: Mapping[str, str], cells: Mapping[str, Any]
) -> tuple[list[Correction], list[str]]:
    row = batch.rows.get(line)
    if not any(cells.get(name) for name in sent if name != LINE):
        return [], []
    now = {name.strip(): printable(text).strip() for name, text in row.texts.items()} if row else {}
    titles = {name.strip(): title for name, title in batch.titles.items()} | {WHOLE: ""}
    is_table, decimal = batch.opened.draft.layout is not None, batch.opened.how.decimal
    made, said = [], []
    for name, before in sent.items():
        if name == LINE or name not in cells or is_same(before, cells[name]):
            continue
        stands = now.get(name)
        if stands is not None and is_same(stands, cells[name]):
            continue
        if stands != before:
            said.append(
                f"Line {line}, {name}: the file has {stands or 'nothing'!r} there now, not "
                f"{before!r} as in the workbook. It was left as it is; look at it on screen."
            )
            continue
        value = value_of(before, cells[name], is_table=is_table, decimal=decimal)
        made.append(Correction(line, titles.get(name, name), value))
    return made, said
