"""The formats that can be read: each a module that recognises and reads its own."""

from typing import Protocol, cast

from legalops.intake.draft import Draft
from legalops.intake.formats import (
    ledes98bi,
    ledes1998b,
    ledes2000,
    ledes_xml,
    payments,
    table,
    workbook_table,
)
from legalops.intake.source import Raw, Source


class Format(Protocol):
    """What the module of a format of plain text offers; `KIND` is its key in `how.KINDS`."""

    KIND: str
    ACCEPTED_AS: str

    def recognise(self, source: Source) -> bool:
        """Say whether the file claims to be of this format."""

    def read(self, source: Source) -> Draft:
        """Read the file into a draft, refused where it is not what it claims."""


class WholeFormat(Protocol):
    """What the module of a format offers that reads bytes by rules of its own (XML, workbooks)."""

    KIND: str
    ACCEPTED_AS: str

    def recognise(self, raw: Raw) -> bool:
        """Say whether the bytes are of this format."""

    def read(self, raw: Raw) -> Draft:
        """Read the bytes into a draft, refused where they are not what they claim."""


#: Asked first, in this order, of the bytes as they came.
WHOLE: tuple[WholeFormat, ...] = (
    cast(WholeFormat, ledes2000),
    cast(WholeFormat, ledes_xml),
    cast(WholeFormat, workbook_table),
)
#: Asked next, in this order, of the text.
FORMATS: tuple[Format, ...] = (
    cast(Format, ledes98bi),
    cast(Format, ledes1998b),
    cast(Format, payments),
    cast(Format, table),
)
