"""Drafts of files that could not be read for a reason outside them."""

from legalops.intake.draft import Draft
from legalops.intake.findings import Findings
from legalops.intake.source import refused

_STOPPED = (
    "The reader was stopped: the file took too much time or memory. Nothing else is affected. "
    "Split the file, or ask the firm for it in another format."
)


def stopped(file_name: str, size: int) -> Draft:
    """Return the draft of a file that took too much time or memory to read."""
    return _refused(file_name, size, "reader_stopped", _STOPPED)


def missing(file_name: str, size: int) -> Draft:
    """Return the draft of a file whose original is gone."""
    message = (
        f"The original of {file_name} is missing from the store's folder of originals. "
        "Upload the file again."
    )
    return _refused(file_name, size, "original_missing", message)


def altered(file_name: str, size: int) -> Draft:
    """Return the draft of a file whose original is no longer what came."""
    message = (
        f"The original of {file_name} is not what was uploaded (SHA-256 differs). "
        "Upload the file again."
    )
    return _refused(file_name, size, "original_altered", message)


def _refused(file_name: str, size: int, code: str, message: str) -> Draft:
    findings = Findings()
    findings.error(code, message)
    return refused(file_name, size, "", findings)
