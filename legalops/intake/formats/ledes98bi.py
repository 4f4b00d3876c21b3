"""LEDES 98BI: LEDES 1998B with a tax on every line, the currency and the names; 52 fields."""

import re

from legalops.intake.draft import Draft
from legalops.intake.ledes import fields, reader
from legalops.intake.ledes.version import Version
from legalops.intake.manner import Manner
from legalops.intake.source import Source

KIND = "ledes98bi"
NAME = "LEDES98BI V2"
ACCEPTED_AS = "LEDES 98BI (a first line LEDES98BI V2[])"
VERSION = Version(
    Manner(NAME, tax="gross"),
    re.compile(r"LEDES(19)?98BI(V2)?"),
    fields.LEDES98BI,
    tuple(n for n in (*fields.LEDES1998B, fields.LINE_TAX) if n != fields.CLIENT_MATTER_ID),
    mark=fields.LINE_TAX,
)


def recognise(source: Source) -> bool:
    """Say whether the signature, or failing one the header, is that of LEDES 98BI."""
    return reader.recognise(source, VERSION)


def read(source: Source) -> Draft:
    """Read the file into a draft, refused when its header cannot be used."""
    return reader.read(source, VERSION)
