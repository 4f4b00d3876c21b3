"""Files that came without line ends: a line made of every record."""

from dataclasses import replace

from legalops.intake.sniff import opening
from legalops.intake.source import Source

END = b"[]"
_LARGEST = 1 << 26


def with_lines(source: Source) -> Source:
    """Return a file without line ends as one with a line for every `[]`."""
    made = split(source.text, len(source.opening))
    if made is None:
        return source
    message = "The file has no line breaks; it was split at every []. Lines count these records."
    source.findings.warn("no_newlines", message)
    return replace(source, text=made, opening=opening(made))


def split(text: memoryview, lines: int) -> memoryview | None:
    """Return a text of hardly any lines with a line for every `[]`; None where it has lines."""
    if lines > 2 or len(text) > _LARGEST:
        return None
    whole = bytes(text)
    if whole.count(END) < 3:
        return None
    records = [record.strip() for record in whole.split(END)]
    return memoryview(b"".join(record + b"[]\n" for record in records if record))
