"""LEDES 1998B: 24 fields between pipes, a row to a line, `[]` at its end."""

import re

from legalops.intake.draft import Draft
from legalops.intake.ledes import fields, reader
from legalops.intake.ledes.version import Version
from legalops.intake.manner import Manner
from legalops.intake.source import Source

KIND = "ledes1998b"
NAME = "LEDES1998B"
ACCEPTED_AS = "LEDES 1998B (a first line LEDES1998B[])"
VERSION = Version(
    Manner(NAME),
    re.compile(r"LEDES(19)?98B"),
    fields.LEDES1998B,
    tuple(name for name in fields.LEDES1998B if name != fields.CLIENT_MATTER_ID),
)


def recognise(source: Source) -> bool:
    """Say whether the signature, or failing one the header, is that of LEDES 1998B."""
    return reader.recognise(source, VERSION)


def read(source: Source) -> Draft:
    """Read the file into a draft, refused when its header cannot be used."""
    return reader.read(source, VERSION)
