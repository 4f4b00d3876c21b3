"""LEDES XML 2.0, 2.1 and 2.2: an invoice as nested elements."""

from legalops.intake.draft import Draft
from legalops.intake.source import Raw
from legalops.intake.xml import reader
from legalops.intake.xml.prolog import opening

KIND = "ledesxml"
ACCEPTED_AS = "LEDES XML 2.0, 2.1 and 2.2 (a root element ledesxmlebilling2.2)"


def recognise(raw: Raw) -> bool:
    """Say whether the bytes are XML of any kind but a web page."""
    found = opening(raw.data)
    if found is None or found.root.lower() == reader.ROOT_2000:
        return False
    return "html" not in (found.root.lower(), found.document_type.lower())


def read(raw: Raw) -> Draft:
    """Read the bytes into a draft, refused where they are no LEDES invoice."""
    return reader.read(raw, "LEDES XML")
