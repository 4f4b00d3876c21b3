"""Which column of a file holds which field: told by the header's names, whatever their order."""

import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple

from legalops.intake.characters import quoted
from legalops.intake.findings import Findings
from legalops.intake.ledes import fields
from legalops.intake.ledes.version import Version

TERMINATOR = "[]"
_LISTED = 4
_ALWAYS = fields.INVOICE_NUMBER
_NOT_NAME = re.compile(r"[^A-Z0-9]")


class Header(NamedTuple):
    """The official name of every column, "" for one that is not of the format.

    `ends_open` says that the header closes with a pipe, so that rows may as well.
    """

    names: tuple[str, ...]
    line: int
    ends_open: bool

    @property
    def width(self) -> int:
        """How many values a row has."""
        return len(self.names)


def looks_like(text: str, mark: str = fields.INVOICE_NUMBER) -> bool:
    """Say whether a line is a header row, of the format that has a column of this name."""
    return "|" in text and all(_folded(name) in _folded(text) for name in (_ALWAYS, mark))


def header(text: str, line: int, version: Version, findings: Findings) -> Header | None:
    """Map a header row; None, with the reason found, when it cannot be used."""
    official = version.official
    by_fold = {_folded(name): name for name in official}
    cells = [cell.replace(TERMINATOR, "").strip() for cell in text.split("|")]
    ends_open = len(cells) > 1 and not cells[-1]
    if ends_open:
        cells.pop()
    found = [by_fold.get(_folded(cell), "") for cell in cells]
    problems = findings.error_count
    _refuse_duplicates(cells, found, line, findings)
    _refuse_missing(cells, found, line, version.needed, findings)
    if findings.error_count > problems:
        return None
    _mention_oddities(cells, found, line, official, findings)
    return Header(tuple(found), line, ends_open)


def _folded(text: str) -> str:
    return _NOT_NAME.sub("", text.upper())


def _refuse_duplicates(cells: list[str], found: list[str], line: int, findings: Findings) -> None:
    seen: dict[str, str] = {}
    for cell, name in zip(cells, found, strict=True):
        key = name or _folded(cell)
        if key in seen:
            message = (
                f"The header names {quoted(cell)} twice; which of the two holds it cannot be known."
            )
            message += " Ask the firm for a file that names each column once."
            findings.error("column_duplicate", message, line=line, field=name, value=cell)
        seen[key] = cell


def _refuse_missing(
    cells: list[str], found: list[str], line: int, needed: Sequence[str], findings: Findings
) -> None:
    strangers = [cell for cell, name in zip(cells, found, strict=True) if not name]
    for name in needed:
        if name in found:
            continue
        near = difflib.get_close_matches(name, [s.upper() for s in strangers], 1, 0.8)
        meant = f" Is {near[0]!r} meant?" if near else ""
        findings.error(
            "column_missing",
            f"The header has no column {name}.{meant} Ask the firm for the file with this column.",
            line=line,
            field=name,
            value=near[0] if near else "",
        )


def _mention_oddities(
    cells: list[str], found: list[str], line: int, official: Sequence[str], findings: Findings
) -> None:
    for cell, name in zip(cells, found, strict=True):
        if not name:
            message = (
                f"The column {quoted(cell)} is not part of the format; its values are not imported."
            )
            findings.warn("column_unknown", message, line=line, value=cell)
    known = [name for name in found if name]
    expected = [name for name in official if name in known]
    if known != expected:
        place = next(i for i, name in enumerate(known) if name != expected[i])
        message = f"The columns are not in the standard's order: {known[place]} stands where "
        message += f"{expected[place]} is expected. Values were read by the header's names."
        findings.warn("columns_reordered", message, line=line, field=known[place])
    if fields.CLIENT_MATTER_ID not in known:
        message = "The header has no column CLIENT_MATTER_ID; matters are found by "
        message += "LAW_FIRM_MATTER_ID alone. Check them before you confirm."
        findings.warn("column_missing", message, line=line, field=fields.CLIENT_MATTER_ID)
    _mention_missing(known, line, official, findings)


def _mention_missing(
    known: list[str], line: int, official: Sequence[str], findings: Findings
) -> None:
    """Warn once of the columns that a file can do without."""
    missing = [n for n in official if n not in known and n != fields.CLIENT_MATTER_ID]
    if not missing:
        return
    listed = ", ".join(missing[:_LISTED])
    more = f" and {len(missing) - _LISTED} more" if len(missing) > _LISTED else ""
    findings.warn(
        "column_missing",
        f"The header names {len(known)} of the {len(official)} columns of the format; without: "
        f"{listed}{more}. The rest was read by the names in the header.",
        line=line, field=missing[0],
    )  # fmt: skip
