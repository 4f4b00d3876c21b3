"""The rows of a file, and how they group into invoices and by timekeeper."""

from typing import NamedTuple

from legalops.intake.draft import Ints
from legalops.intake.findings import Findings
from legalops.intake.ledes.columns import Columns
from legalops.intake.ledes.groups import Groups
from legalops.intake.ledes.typed import Typed


class Rows(NamedTuple):
    """All that is known of the rows; a row's timekeeper is -1 where it names none."""

    columns: Columns
    typed: Typed
    invoices: Groups
    timekeeper: Ints

    @property
    def findings(self) -> Findings:
        """Where what is found goes."""
        return self.columns.findings

    def line(self, row: int) -> int:
        """Return the physical line of a row."""
        return int(self.columns.where.lines[row])

    def number(self, row: int) -> str:
        """Return what a row's invoice is known by."""
        return self.columns.where.number(row)

    def invoice_error(self, code: str, row: int, field: str, message: str) -> None:
        """Record an error of a whole invoice at one of its rows."""
        self.findings.error(
            code, message, line=self.line(row), field=field,
            value=self.columns.text(field, row), invoice=self.number(row),
        )  # fmt: skip
