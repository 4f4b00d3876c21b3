"""How a LEDES file of lines with pipes is read, whichever of its versions it is."""

import re

from legalops.intake.characters import quoted
from legalops.intake.draft import Draft
from legalops.intake.ledes import fields
from legalops.intake.ledes.body import Body
from legalops.intake.ledes.columns import columns
from legalops.intake.ledes.header import Header, header, looks_like
from legalops.intake.ledes.invoices import draft
from legalops.intake.ledes.records import with_lines
from legalops.intake.ledes.version import Version
from legalops.intake.sniff import HeadLine
from legalops.intake.source import Source, refused

_NOT_SIGN = re.compile(r"[^A-Z0-9]")


def recognise(source: Source, version: Version) -> bool:
    """Say whether the signature, or failing one the header, is that of the version."""
    place = claim(source)
    if place is None:
        line = _header_line(source, 0)
        return line is not None and looks_like(line.text, version.mark)
    return is_signature(source.opening[place].text, version)


def read(source: Source, version: Version) -> Draft:
    """Read the file into a draft, refused when its header cannot be used."""
    source = with_lines(source)
    start = _after_signature(source, version)
    if start is None:
        return _refused(source, version)
    found = _header(source, start, version)
    if found is None:
        return _refused(source, version)
    head, place = found
    body = Body(head, source.limits)
    body.read(source.text, place)
    if _is_unusable(source, body):
        return _refused(source, version)
    _mention_lines(source, body)
    return draft(source, version.manner, columns(body, source.findings), body.walk)


def is_signature(text: str, version: Version) -> bool:
    """Say whether a line is the version's signature."""
    return version.signature.fullmatch(_NOT_SIGN.sub("", text.split("[]")[0].upper())) is not None


def claim(source: Source) -> int | None:
    """Return which of the opening lines claims to be some LEDES, if one does."""
    for place, line in enumerate(source.opening):
        if line.text.upper().startswith("LEDES"):
            return place
        if looks_like(line.text):
            return None
    return None


def _refused(source: Source, version: Version) -> Draft:
    return refused(source.file_name, source.size, version.name, source.findings)


def _after_signature(source: Source, version: Version) -> int | None:
    """Return which of the opening lines follows the signature."""
    first = source.opening[0]
    place = claim(source)
    if place is None:
        message = f"The file does not begin with {version.name}[]; its header was recognised "
        message += "instead."
        source.findings.warn("no_signature", message, line=first.line, value=first.text)
        return 0
    signature = source.opening[place]
    if signature.line > 1:
        message = f"{version.name} stands on line {signature.line}; what is before it was skipped."
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


def _header(source: Source, start: int, version: Version) -> tuple[Header, int] | None:
    """Return the header and where the text goes on behind it."""
    expected = source.opening[start]
    line = _header_line(source, start)
    if line is None:
        source.findings.error(
            "no_header",
            f"Line {expected.line} is not a header row: {quoted(expected.text)} does not name "
            f"the fields of {version.name}, from {version.official[0]} to "
            f"{version.official[-1]}. Ask the firm for the file with its header row.",
            line=expected.line, value=expected.text,
        )  # fmt: skip
        return None
    if line is not expected:
        message = f"The header stands on line {line.line}; what is before it was skipped."
        source.findings.warn("preamble", message, line=expected.line, value=expected.text)
    head = header(line.text, line.line, version, source.findings)
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
