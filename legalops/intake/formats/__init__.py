"""The formats that can be read: each a module that recognises and reads its own."""

from typing import Protocol, cast

from legalops.intake.draft import Draft
from legalops.intake.formats import ledes1998b
from legalops.intake.source import Source


class Format(Protocol):
    """What a format's module offers."""

    NAME: str
    ACCEPTED_AS: str

    def recognise(self, source: Source) -> bool:
        """Say whether the file claims to be of this format."""

    def read(self, source: Source) -> Draft:
        """Read the file into a draft, refused where it is not what it claims."""


FORMATS: tuple[Format, ...] = (cast(Format, ledes1998b),)
