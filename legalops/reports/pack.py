"""What does the department take to the meeting: one frozen value, and the messages in it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from legalops import money, periods
from legalops.metrics import words
from legalops.metrics.alerts import Alert
from legalops.metrics.budget import BudgetReport, Chosen
from legalops.metrics.outlook import Outlook
from legalops.metrics.performance import Scorecard


@dataclass(frozen=True)
class Remark:
    """What somebody said about a figure, when, and about which."""

    text: str
    author: str
    on: str
    about: str = ""


@dataclass(frozen=True)
class Pack:
    """All that the slides and the document are made of.

    `made` says who made it and when; `view` the filters in words. `record` has a row per
    forecast method: method, n, wape, bias, coverage. `matters` has the money of the period per
    matter the person may see: number, name, reporting_cents, reporting_tax_cents.
    """

    department: str
    made: str
    view: Sequence[tuple[str, str]]
    report: BudgetReport
    areas: Mapping[int, str]
    vendors: Mapping[int, str]
    outlook: Outlook | None = None
    record: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    cards: Sequence[Scorecard] = ()
    alerts: Sequence[Alert] = ()
    remarks: Sequence[Remark] = ()
    matters: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)

    @property
    def chosen(self) -> Chosen:
        """What the pack is about."""
        return self.report.chosen

    @property
    def title(self) -> str:
        """What stands on the front: `Legal spend, Jan to Sep 2026`."""
        return f"Legal spend, {words.period(self.chosen)}"

    @property
    def basis(self) -> str:
        """Which money this is, in one line."""
        return (
            f"{self.chosen.currency}, {words.measured(self.chosen)}, as of "
            f"{periods.label(self.chosen.as_of)}"
        )

    @property
    def foot(self) -> str:
        """What stands at the foot of every page."""
        return f"{self.department} \u00b7 {self.basis} \u00b7 {self.made}"

    def exact(self, cents: int | None, *, sign: bool = False) -> str:
        """Write an amount of the pack in full; a dash where it is missing."""
        if cents is None or pd.isna(cents):
            return words.DASH
        return money.exact(int(cents), self.chosen.currency, sign=sign)

    def short(self, cents: int | None, *, sign: bool = False) -> str:
        """Write an amount of the pack short with its currency; a dash where it is missing."""
        if cents is None or pd.isna(cents):
            return words.DASH
        return words.money(int(cents), self.chosen.currency, sign=sign)
