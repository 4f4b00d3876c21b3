"""What was found wrong while a file was read: counted whole, listed as far as it helps."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from legalops.errors import Problem
from legalops.intake.characters import excerpt
from legalops.intake.draft import Draft, Ints, Places

#: How many errors of a file, and warnings of one kind, are listed.
ERRORS_LISTED = 200
WARNINGS_LISTED = 50
ERROR = "error"
WARNING = "warning"
Mask = npt.NDArray[np.bool_]


class Where(NamedTuple):
    """Where rows stand: their physical lines, and what their invoices are known by, by code."""

    lines: Ints
    codes: npt.NDArray[Any]
    numbers: list[str]

    def number(self, row: int) -> str:
        """Return what the row's invoice is known by: its number, if that is enough."""
        return self.numbers[int(self.codes[row])]


class Findings:
    """Collects problems; knows of every one, keeps the first of very many."""

    def __init__(self, draft: Draft | None = None) -> None:
        self._problems: list[Problem] = list(draft.problems) if draft else []
        self._kept: Counter[str] = Counter()
        self.titles: Mapping[str, str] = draft.titles if draft else {}
        self.places: Places | None = draft.places if draft else None
        self.counts = Counter(dict(draft.counts) if draft else {})
        self.faults = {n: set(codes) for n, codes in draft.faults.items()} if draft else {}

    def add(self, problem: Problem) -> None:
        """Record one problem."""
        self._count(problem.severity, problem.code, 1)
        if problem.severity == ERROR:
            self.faults.setdefault(problem.invoice, set()).add(problem.code)
        self._keep(problem)

    def error(
        self, code: str, message: str, *, line: int = 0, field: str = "", value: str = "",
        invoice: str = "",
    ) -> None:  # fmt: skip
        """Record one error."""
        self.add(Problem(ERROR, code, line, field, value, message, invoice))

    def warn(
        self, code: str, message: str, *, line: int = 0, field: str = "", value: str = "",
        invoice: str = "",
    ) -> None:  # fmt: skip
        """Record one warning."""
        self.add(Problem(WARNING, code, line, field, value, message, invoice))

    def rows(
        self,
        kind: tuple[str, str, str],
        where: Where,
        picked: Mask,
        say: Callable[[int], tuple[str, str]],
    ) -> None:
        """Record a problem (severity, code, field) for every row that is picked.

        `say(row)` gives the value and the message; it is asked only for rows that are listed.
        """
        places = np.flatnonzero(picked)
        if not len(places):
            return
        severity, code, field = kind
        self._count(severity, code, len(places))
        if severity == ERROR:
            for number in np.unique(where.codes[places]).tolist():
                self.faults.setdefault(where.numbers[number], set()).add(code)
        for row in places[:ERRORS_LISTED].tolist():
            value, message = say(row)
            line = int(where.lines[row])
            self._keep(Problem(severity, code, line, field, value, message, where.number(row)))

    def count(self, severity: str, code: str, count: int, invoice: str) -> None:
        """Record problems that are only to be counted."""
        self._count(severity, code, count)
        if severity == ERROR:
            self.faults.setdefault(invoice, set()).add(code)

    def _count(self, severity: str, code: str, count: int) -> None:
        self.counts[severity, code] += count

    def _keep(self, problem: Problem) -> None:
        key = f"{problem.code} {problem.field}"
        if self._kept[key] < ERRORS_LISTED:
            self._kept[key] += 1
            self._problems.append(self._as_in_file(problem._replace(value=excerpt(problem.value))))

    def _as_in_file(self, problem: Problem) -> Problem:
        """Call the fields what the file calls them, and say where in it the problem is."""
        message = problem.message
        for name in self.titles if self.titles else ():
            message = message.replace(name, self.titles[name])
        place = self.places.at(problem.line, problem.field) if self.places else ""
        title = self.titles.get(problem.field, problem.field)
        return problem._replace(message=message, field=title, place=problem.place or place)

    def override(self, invoice: str, codes: frozenset[str], reason: str) -> None:
        """Make warnings of an invoice's errors that somebody answers for."""
        faults = self.faults.get(invoice, set())
        if not faults & codes:
            return
        faults -= codes
        for place, problem in enumerate(self._problems):
            if problem.invoice == invoice and problem.code in codes and problem.severity == ERROR:
                message = f"{problem.message} Overridden: {reason}"
                self._problems[place] = problem._replace(severity=WARNING, message=message)
                self.counts[ERROR, problem.code] -= 1
                self.counts[WARNING, problem.code] += 1

    def forget(self, invoices: Collection[str]) -> None:
        """Drop what was found in invoices that nobody asks for; the file's own faults stay."""
        if not invoices:
            return
        for problem in self._problems:
            if problem.invoice in invoices:
                self.counts[problem.severity, problem.code] -= 1
        self._problems = [p for p in self._problems if p.invoice not in invoices]
        for number in invoices:
            self.faults.pop(number, None)
        if not self.faults:
            for key in [k for k in self.counts if k[0] == ERROR]:
                del self.counts[key]

    @property
    def error_count(self) -> int:
        """How many errors there are, listed or not."""
        return sum(count for (severity, _), count in self.counts.items() if severity == ERROR)

    def kept(self) -> tuple[Problem, ...]:
        """Return what was kept, errors first, each by line."""
        last = ("currency",)
        order = sorted(self._problems, key=lambda p: (p.severity, p.code in last, p.line))
        return tuple(order)

    def listed(self) -> tuple[Problem, ...]:
        """Return what is worth listing, with a closing word on what is left out."""
        kept = self.kept()
        errors = [p for p in kept if p.severity == ERROR][:ERRORS_LISTED]
        more = self.error_count - len(errors)
        if more > 0:
            last = errors[-1].invoice if errors else next(iter(self.faults), "")
            invoice = "" if "" in self.faults else last
            errors.append(_more(ERROR, "more_problems", more, invoice))
        return (*errors, *self._warnings([p for p in kept if p.severity == WARNING]))

    def _warnings(self, kept: list[Problem]) -> list[Problem]:
        shown: list[Problem] = []
        by_code: Counter[str] = Counter()
        for problem in kept:
            by_code[problem.code] += 1
            if by_code[problem.code] <= WARNINGS_LISTED:
                shown.append(problem)
        for (severity, code), count in self.counts.items():
            if severity == WARNING and count > WARNINGS_LISTED:
                shown.append(_more(WARNING, code, count - WARNINGS_LISTED, ""))
        return shown


def _more(severity: str, code: str, count: int, invoice: str) -> Problem:
    what = "errors" if severity == ERROR else "warnings of this kind"
    message = f"{count:,} more {what} in this file are not listed."
    return Problem(severity, code, 0, "", "", message, invoice)
