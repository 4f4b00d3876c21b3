"""LEDES 2000: the first LEDES in XML, with dates and a document type of its own."""

from legalops.intake.draft import Draft
from legalops.intake.source import Raw
from legalops.intake.xml import reader
from legalops.intake.xml.prolog import opening

KIND = "ledes2000"
ACCEPTED_AS = "LEDES 2000 (a root element ledesxml)"


def recognise(raw: Raw) -> bool:
    """Say whether the root element is that of LEDES 2000."""
    found = opening(raw.data)
    return found is not None and found.root.lower() == reader.ROOT_2000


def read(raw: Raw) -> Draft:
    """Read the bytes into a draft, refused where they are no LEDES invoice."""
    return reader.read(raw, "LEDES 2000")
