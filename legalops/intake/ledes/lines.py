"""Whole lines of a text file that a person wrote anew: put in before anything is read of it."""

import re
from dataclasses import replace

from legalops.intake.ledes.corrections import lost
from legalops.intake.ledes.records import END, with_lines
from legalops.intake.sniff import opening
from legalops.intake.source import Source

_BREAK = re.compile(rb"\r\n|\n|\r")
_ANY_BREAK = re.compile(r"[\r\n]+")
_JOINED_AT_MOST = 50


def corrected(source: Source) -> Source:
    """Return the file with the lines that were corrected; every other line keeps its place."""
    wanted = {each.line: each for each in source.how.corrections if not each.field}
    if not wanted:
        return source
    source = with_lines(source)
    lines = _lines(bytes(source.text))
    for line, each in wanted.items():
        if 1 <= line <= len(lines):
            _put(lines, line - 1, _ANY_BREAK.sub(" ", each.value).strip().encode())
        else:
            lost(source.findings, each, "the file has no such line any more")
    text = memoryview(b"".join(part for line in lines for part in line))
    return replace(source, text=text, opening=opening(text))


def _lines(text: bytes) -> list[tuple[bytes, bytes]]:
    """Return the physical lines, each with what ends it."""
    found, start = [], 0
    for match in _BREAK.finditer(text):
        found.append((text[start : match.start()], match.group()))
        start = match.end()
    if start < len(text):
        found.append((text[start:], b""))
    return found


def _put(lines: list[tuple[bytes, bytes]], place: int, value: bytes) -> None:
    """Put a line in the place of another, and of those that continue it if it is whole."""
    for further in range(place + 1, place + 1 + _continued(lines, place, value)):
        lines[further] = (b"", lines[further][1])
    lines[place] = (value, lines[place][1])


def _continued(lines: list[tuple[bytes, bytes]], place: int, value: bytes) -> int:
    """Count the lines that a text broken over several goes on for, where the value has them."""
    old, pipes = lines[place][0].strip(), value.count(b"|")
    if not value.endswith(END) or old.endswith(END) or not 0 < old.count(b"|") < pipes:
        return 0
    for used, (following, _) in enumerate(lines[place + 1 : place + _JOINED_AT_MOST], 1):
        if following.count(b"|") >= pipes:
            return 0
        if following.strip().endswith(END):
            return used
    return 0
