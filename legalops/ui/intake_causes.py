"""Which faults of a file have the same cause, and what hangs on each?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from legalops.errors import Problem
from legalops.intake.codes import REMEDIES
from legalops.intake.draft import CheckedInvoice
from legalops.intake.tables import targets
from legalops.services.uploads import Opened
from legalops.ui.intake_words import amounts, title
from legalops.ui.words import counted, plain

#: What is asked in words of its own instead of being listed as a fault.
QUESTIONS = frozenset({"currency", "date_order", "column_needed", "vendor_needed", "matter_needed"})
#: Faults of an invoice as a whole that a reason sets aside.
OVERRIDABLE = frozenset({"invoice_total", "invoice_totals_differ"})
#: An invoice that came before and may take the place of the earlier one.
REPLACEABLE = frozenset({"invoice_changed"})


@dataclass(frozen=True)
class Cause:
    """Problems with one code on one field, and the invoices that they touch."""

    code: str
    field: str
    problems: tuple[Problem, ...]
    invoices: tuple[str, ...]
    totals: dict[str, int]

    @property
    def is_mendable(self) -> bool:
        """Whether another value in the place of the file's would mend it."""
        by_reason = self.code in REPLACEABLE
        return bool(self.field) and not by_reason and any(p.line for p in self.problems)

    @property
    def heading(self) -> str:
        """How many of what, where, and what hangs on it, as Markdown."""
        what = "line" if any(p.line for p in self.problems) else "fault"
        if self.code in OVERRIDABLE | REPLACEABLE:
            what = "invoice"
        field = f" \u00b7 {plain(targets.label(self.field))}"
        if not self.field or self.code in OVERRIDABLE | REPLACEABLE:
            field = ""
        return f"**{counted(len(self.problems), what)}:** {title(self.code).lower()}{field}"

    @property
    def stake(self) -> str:
        """What hangs on it: `3 invoices, USD 12,300.00`."""
        if not self.invoices:
            return "the whole file"
        money = amounts(self.totals)
        return counted(len(self.invoices), "invoice") + (f", {money}" if money else "")

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return REMEDIES.get(self.code, "")


def causes(opened: Opened, severity: str, but: Collection[str] = QUESTIONS) -> list[Cause]:
    """Return the problems of a severity grouped by cause, what blocks most first."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in opened.prepared.checked.problems:
        if problem.severity == severity and problem.code not in but:
            groups.setdefault((problem.code, problem.field), []).append(problem)
    checked = {i.draft.key: i for i in opened.prepared.checked.invoices}
    found = [_cause(key, problems, checked) for key, problems in groups.items()]
    return sorted(found, key=lambda c: (bool(c.invoices), -len(c.problems)))


def _cause(
    key: tuple[str, str], problems: Sequence[Problem], checked: dict[str, CheckedInvoice]
) -> Cause:
    numbers = tuple(dict.fromkeys(p.invoice for p in problems if p.invoice))
    totals: dict[str, int] = {}
    for invoice in (checked[n] for n in numbers if n in checked):
        gross = invoice.total_cents + invoice.tax_cents
        totals[invoice.currency] = totals.get(invoice.currency, 0) + gross
    return Cause(*key, tuple(problems), numbers, totals)


def where(problem: Problem) -> str:
    """Return where a problem stands: `line 12`, or the cell or the element."""
    return problem.place or (f"line {problem.line:,}" if problem.line else "the file")


def sentence(problem: Problem) -> str:
    """Write one problem as Markdown, with its place, its value and the remedy."""
    place = [where(problem)]
    place += [problem.field] if problem.field and not problem.place else []
    place += [f"invoice {problem.invoice}"] if problem.invoice else []
    said = plain(", ".join(place))
    is_said = problem.value[:20] in problem.message
    value = "" if not problem.value or is_said else f" \u201c{plain(problem.value)}\u201d"
    return f"**{said[:1].upper()}{said[1:]}**{value}: {plain(problem.message)}"
