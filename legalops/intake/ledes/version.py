"""Which version of LEDES a file of lines with pipes is of, and what the version demands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from legalops.intake.ledes import fields
from legalops.intake.manner import Manner


@dataclass(frozen=True)
class Version:
    """A version of LEDES: how its first line and its header are known, and what it demands.

    `needed` are the columns without which nothing can be read; `mark` is a column that only it
    has, to know it by where the first line does not say.
    """

    manner: Manner
    signature: re.Pattern[str]
    official: Sequence[str]
    needed: Sequence[str]
    mark: str = fields.INVOICE_NUMBER

    @property
    def name(self) -> str:
        """What the version is called."""
        return self.manner.name
