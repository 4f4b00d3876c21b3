"""What could be put in the place of what a file says: offered to a person, never done unasked."""

import re

from legalops.errors import Problem
from legalops.intake.draft import Draft
from legalops.intake.encoding import Unreadable, utf8
from legalops.intake.findings import Findings
from legalops.intake.formats import ledes98bi, ledes1998b
from legalops.intake.ledes import records, surplus
from legalops.intake.ledes.header import header, looks_like
from legalops.intake.ledes.version import Version
from legalops.intake.mapped import Data
from legalops.intake.sniff import foreign, opening

_BREAK = re.compile(r"\r\n|\n|\r")
_VERSIONS = {version.name: version for version in (ledes1998b.VERSION, ledes98bi.VERSION)}


def propose(data: Data, draft: Draft, problem: Problem) -> str | None:
    """Return a whole line that mends the problem safely, for a person to look at; else None.

    It goes into a correction of the problem's line with the field "".
    """
    version = _VERSIONS.get(draft.format)
    if problem.code != "value_count" or version is None or not problem.line:
        return None
    names = _names(data, version)
    line = original_line(data, problem.line)
    return surplus.repaired(line, names) if names and line else None


def original_line(data: Data, line: int) -> str:
    """Return a line of a text file as it came, "" where there is none or it is no text.

    Lines are counted as problems count them.
    """
    text = _text(data)
    if text is None or line < 1:
        return ""
    start = 0
    for _ in range(line - 1):
        found = _BREAK.search(text, start)
        if found is None:
            return ""
        start = found.end()
    end = _BREAK.search(text, start)
    return text[start : end.start() if end else len(text)]


def _text(data: Data) -> str | None:
    found = None if foreign(data) else utf8(data, Findings())
    if found is None or isinstance(found, Unreadable):
        return None
    made = records.split(found, len(opening(found)))
    return bytes(found if made is None else made).decode("utf-8", "replace")


def _names(data: Data, version: Version) -> tuple[str, ...]:
    """Return what the columns of the file are called, () where its header cannot be read."""
    found = utf8(data, Findings())
    if isinstance(found, Unreadable):
        return ()
    made = records.split(found, len(opening(found)))
    for line in opening(found if made is None else made):
        if looks_like(line.text):
            head = header(line.text, line.line, version, Findings())
            return head.names if head else ()
    return ()
