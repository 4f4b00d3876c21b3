"""LEDES 1998B: 24 fields between pipes, a row to a line, `[]` at its end."""

import re
from dataclasses import replace

from legalops.intake.characters import quoted
from legalops.intake.draft import Draft
from legalops.intake.ledes import fields
from legalops.intake.ledes.body import Body
from legalops.intake.ledes.columns import columns
from legalops.intake.ledes.header import Header, header, looks_like
from legalops.intake.ledes.invoices import draft
from legalops.intake.manner import Manner
from legalops.intake.sniff import HeadLine, opening
from legalops.intake.source import Source, refused

KIND = "ledes1998b"
NAME = "LEDES1998B"
ACCEPTED_AS = "LEDES 1998B (a first line LEDES1998B[])"
MANNER = Manner(NAME)
_SIGNATURE = re.compile(r"LEDES(19)?98B")
_NOT_SIGN = re.compile(r"[^A-Z0-9]")


def recognise(source: Source) -> bool:
    """Say whether the signature, or failing one the header, is that of LEDES 1998B."""
    place = _claim(source)
    if place is None:
        return _header_line(source, 0) is not None
    return _is_signature(source.opening[place].text)


def read(source: Source) -> Draft:
    """Read the file into a draft, refused when its header cannot be used."""
    source = _with_lines(source)
    start = _after_signature(source)
    if start is None:
        return _refused(source)
    found = _header(source, start)
    if found is None:
        return _refused(source)
    head, place = found
    body = Body(head, source.limits)
    body.read(source.text, place)
    if _is_unusable(source, body):
        return _refused(source)
    _mention_lines(source, body)
    return draft(source, MANNER, columns(body, source.findings), body.walk)


def _refused(source: Source) -> Draft:
    return refused(source.file_name, source.size, NAME, source.findings)


def _is_signature(text: str) -> bool:
    return _SIGNATURE.fullmatch(_NOT_SIGN.sub("", text.split("[]")[0].upper())) is not None


def _claim(source: Source) -> int | None:
    """Return which of the opening lines claims to be some LEDES, if one does."""
    for place, line in enumerate(source.opening):
        if line.text.upper().startswith("LEDES"):
            return place
        if looks_like(line.text):
            return None
    return None


def _with_lines(source: Source) -> Source:
    """Return a file without line ends as one with a line for every `[]`."""
    text = source.text
    if len(source.opening) > 2 or len(text) > 1 << 26:
        return source
    whole = bytes(text)
    if whole.count(b"[]") < 3:
        return source
    records = [record.strip() for record in whole.split(b"[]")]
    made = memoryview(b"".join(record + b"[]\n" for record in records if record))
    message = "The file has no line breaks; it was split at every []. Lines count these records."
    source.findings.warn("no_newlines", message)
    return replace(source, text=made, opening=opening(made))


def _after_signature(source: Source) -> int | None:
    """Return which of the opening lines follows the signature."""
    first = source.opening[0]
    place = _claim(source)
    if place is None:
        message = f"The file does not begin with {NAME}[]; its header was recognised instead."
        source.findings.warn("no_signature", message, line=first.line, value=first.text)
        return 0
    signature = source.opening[place]
    if signature.line > 1:
        message = f"{NAME} stands on line {signature.line}; what is before it was skipped."
        source.findings.warn("preamble", message, line=1)
    if "[]" not in signature.text:
        message = f"Line {signature.line} does not end with []; it was read all the same."
        source.findings.warn("no_terminator", message, line=signature.line, value=signature.text)
    if len(source.opening) > place + 1:
        return place + 1
    source.findings.error(
        "no_header", f"The file ends after line {signature.line}: there is no header row with the "
        "names of the fields. Ask the firm for the whole file.", line=signature.line,
    )  # fmt: skip
    return None


def _header_line(source: Source, start: int) -> HeadLine | None:
    return next((line for line in source.opening[start:] if looks_like(line.text)), None)


def _header(source: Source, start: int) -> tuple[Header, int] | None:
    """Return the header and where the text goes on behind it."""
    expected = source.opening[start]
    line = _header_line(source, start)
    if line is None:
        source.findings.error(
            "no_header",
            f"Line {expected.line} is not a header row: {quoted(expected.text)} does not name "
            f"the fields of {NAME}, from INVOICE_DATE to CLIENT_MATTER_ID. Ask the firm for the "
            "file with its header row.",
            line=expected.line, value=expected.text,
        )  # fmt: skip
        return None
    if line is not expected:
        message = f"The header stands on line {line.line}; what is before it was skipped."
        source.findings.warn("preamble", message, line=expected.line, value=expected.text)
    head = header(line.text, line.line, fields.LEDES1998B, source.findings)
    return (head, line.end) if head else None


def _is_unusable(source: Source, body: Body) -> bool:
    limit = source.limits.max_lines
    if body.is_too_long and limit is not None:
        source.findings.error(
            "too_many_lines", f"The file has more than {limit:,} lines. Split it, or import it "
            "from the command line.",
        )  # fmt: skip
        return True
    if not len(body.lines) and not body.walk.dropped:
        message = "The file has a header but no invoice lines. Ask the firm for the whole file."
        source.findings.error("no_lines", message, line=body.header.line)
        return True
    return False


def _mention_lines(source: Source, body: Body) -> None:
    if len(body.line_ends) > 1:
        kinds = " and ".join(sorted(body.line_ends))
        message = f"The file mixes line ends ({kinds}); every one of them ends a line."
        source.findings.warn("mixed_newlines", message)
    for line in body.walk.joined:
        message = f"The text of this row is broken over lines from line {line} on; it was joined."
        source.findings.warn("joined_line", message, line=line, field=fields.NARRATIVE)
