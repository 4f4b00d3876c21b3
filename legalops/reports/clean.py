"""What may text be that goes into a file: no control characters, no longer than a cell holds?"""

from legalops.intake.characters import FORBIDDEN

LONGEST = 32_767
_CUT = " [cut]"


def printable(text: str) -> str:
    """Return text as a cell can hold it: without control characters, cut where it is too long."""
    clean = text if text.isprintable() else FORBIDDEN.sub("\ufffd", text)
    return clean if len(clean) <= LONGEST else clean[: LONGEST - len(_CUT)] + _CUT
