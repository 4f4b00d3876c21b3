"""One file on its way in: read as wished, checked, stored, told of."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import typer
from sqlalchemy import Engine

from legalops import money
from legalops.cli.frame import ACTOR
from legalops.cli.wishes import Wishes
from legalops.errors import LegalOpsError, Problem
from legalops.intake.draft import CheckedInvoice, Draft, Limits
from legalops.intake.how import How
from legalops.intake.names import fold
from legalops.intake.read import mapped
from legalops.periods import day_label
from legalops.services import imports, mappings
from legalops.services.choices import Choices
from legalops.store import settings, vendors
from legalops.store.unit import reading

REPLACED = "replaced on the command line"
_TOLD = ("severity", "code", "line", "field", "place", "value", "message")


class Incoming:
    """One file on its way in."""

    def __init__(self, store: Engine, path: Path, wishes: Wishes) -> None:
        self._store = store
        self._wishes = wishes
        self._mapping = wishes.mapping
        self._data = mapped(path)
        self._draft = self._read(path.name)
        self._choices = Choices(
            default_currency=wishes.currency or None, suppliers=self._suppliers()
        )
        self._prepared = self._checked()
        if wishes.replaces:
            self._replace()
        self._names = {**self._new_names(), **self._prepared.vendor_names}
        self._refusal = self._too_many()
        self.receipt: imports.Receipt | None = None

    def _read(self, name: str) -> Draft:
        """Read the file, with the mapping kept for its headings where none was named."""
        draft = self._drafted(name, self._wishes.how)
        if self._mapping is not None or draft.layout is None or not draft.layout.is_proposed:
            return draft
        self._mapping = self._kept(draft.layout.fingerprint)
        if self._mapping is None:
            return draft
        if not self._wishes.vendor:
            self._mapping = self._mapping.by_headings
        return self._drafted(name, self._wishes.with_mapping(self._mapping))

    def _kept(self, fingerprint: str) -> mappings.Known | None:
        name = self._wishes.vendor
        with reading(self._store) as session:
            found = vendors.find(session, {name: name}).get(name) if name else None
            return mappings.known(session, fingerprint, found.id if found else None)

    def _drafted(self, name: str, how: How) -> Draft:
        chosen = settings.current(self._store)
        limits = Limits(
            max_line_bytes=chosen.max_line_kb * 1024,
            max_narrative_bytes=chosen.max_narrative_kb * 1024,
        )
        return imports.read_file(self._store, ACTOR, name, self._data, limits, how=how)

    def _checked(self) -> imports.Prepared:
        return imports.recheck(self._store, self._draft, self._data, self._choices)

    def _suppliers(self) -> dict[str, str]:
        """Return the suppliers of the file that were named, each with its own name."""
        wanted = {fold(name) for name in self._wishes.suppliers}
        paid = {i.vendor_name for i in self._draft.invoices} if self._draft.is_payments else set()
        return {name: name for name in sorted(paid) if fold(name) in wanted}

    def _replace(self) -> None:
        """Let the invoices that came with other content take the place of the earlier ones."""
        changed = [p.invoice for p in self._prepared.checked.problems if p.code == _CHANGED]
        if changed:
            reasons = dict.fromkeys(changed, REPLACED)
            self._choices = replace(self._choices, replacements=reasons)
            self._prepared = self._checked()

    @property
    def _counting(self) -> list[tuple[int, CheckedInvoice]]:
        """The invoices that are ours, each with its place in the draft."""
        every = enumerate(self._prepared.checked.invoices)
        return [(place, invoice) for place, invoice in every if invoice.outcome != "ignored"]

    @property
    def _new_vendors(self) -> list[str]:
        ours = {invoice.draft.law_firm_id for _, invoice in self._counting}
        return [name for name in self._prepared.new_vendors if name in ours]

    def _new_names(self) -> dict[str, str]:
        """Return what vendors not known yet are to be called, by what the file calls them."""
        stated = {i.draft.law_firm_id: i.draft.vendor_name for _, i in self._counting}
        given = "" if self._draft.is_payments else self._wishes.vendor
        return {n: given or stated.get(n) or _unnamed(n) for n in self._new_vendors}

    def _too_many(self) -> str | None:
        """Say why one name cannot be given to several firms, where that was asked."""
        count = len(self._new_vendors)
        if not self._wishes.vendor or self._draft.is_payments or count < 2:
            return None
        return (
            f"The file names {count} firms that are not known yet; --vendor can name one. "
            "Import it on the page Invoices, where each is asked for."
        )

    @property
    def outcome(self) -> str:
        """Accepted, blocked, refused or duplicate."""
        if self._refusal:
            return "refused"
        if self._came_before:
            return "duplicate"
        return self._prepared.checked.outcome

    @property
    def _came_before(self) -> bool:
        """Whether these payments were counted already, with none of them ours then or now."""
        return self._draft.is_payments and not self._counting and self._prepared.seen is not None

    @property
    def is_fine(self) -> bool:
        """Whether the file is in, was in, or would come in."""
        return self.receipt is not None or self.outcome in ("accepted", "duplicate")

    def store_unless(self, *, dry_run: bool, skip_blocked: bool) -> None:
        """Store what may be stored."""
        wanted = self.outcome == "accepted" or (self.outcome == "blocked" and skip_blocked)
        counts_only = self._draft.is_payments and not self._counting
        if dry_run or not wanted or not (self._prepared.accepted or counts_only):
            return
        choices = replace(self._choices, vendor_names=self._names)
        try:
            self.receipt = imports.confirm(self._store, ACTOR, self._prepared, choices)
        except LegalOpsError as error:
            self._refusal = str(error)

    def problems(self) -> list[Problem]:
        """Return what was found wrong, and why it was refused at the end if it was."""
        found = list(self._prepared.checked.problems)
        found += [_nameless(n) for n in self._new_vendors if self._names[n] == _unnamed(n)]
        found += [_not_paid(name) for name in self._missing_suppliers()]
        if self._refusal:
            found.append(Problem("error", "refused", 0, "", "", self._refusal))
        return found

    def _missing_suppliers(self) -> list[str]:
        if not self._draft.is_payments:
            return []
        there = {fold(name) for name in self._choices.suppliers}
        return [name for name in self._wishes.suppliers if fold(name) not in there]

    def as_json(self) -> dict[str, Any]:
        """Return the answer of `--json` for this file."""
        return {
            "file": self._draft.file_name,
            "sha256": self._draft.sha256,
            "format": self._draft.format,
            "outcome": self.outcome,
            "stored": self.receipt is not None,
            "upload": self.receipt.upload_id if self.receipt else None,
            **self._payments(),
            "invoices": self._invoices(),
            "problems": [{name: getattr(p, name) for name in _TOLD} for p in self.problems()],
        }

    def _payments(self) -> dict[str, Any]:
        paid = self._draft.payments
        if paid is None:
            return {}
        return {
            "rows": paid.rows,
            "control_total_cents": self._control_cents(),
            "date_order": paid.date_order or None,
            "negatives": paid.negatives,
            "blank_amounts": paid.blank_amounts,
            "exact_duplicate_rows": paid.exact_duplicates,
        }

    def _control_cents(self) -> int:
        paid = self._draft.payments
        codes = {i.currency for i in self._prepared.checked.invoices if i.currency}
        digits = money.digits(codes.pop()) if len(codes) == 1 else 2
        return round(Fraction(paid.control_e4, 10 ** (4 - digits))) if paid else 0

    def _invoices(self) -> list[dict[str, Any]]:
        matters = self._matter_ids()
        return [
            {
                "number": invoice.draft.number,
                "law_firm_id": invoice.draft.law_firm_id,
                "vendor": self._names.get(invoice.draft.law_firm_id, invoice.draft.law_firm_id),
                "client_matter_id": ", ".join(matters.get(place, [])),
                "currency": invoice.currency or None,
                "lines": invoice.draft.lines,
                "hours": _hours(invoice.draft.hours_e4),
                "stated_total_cents": invoice.stated_total_cents,
                "lines_total_cents": invoice.total_cents + invoice.tax_cents,
                "total_cents": invoice.total_cents,
                "tax_cents": invoice.tax_cents,
                "outcome": invoice.outcome,
            }
            for place, invoice in self._counting
        ]

    def _matter_ids(self) -> dict[int, list[str]]:
        draft = self._draft
        pairs = zip(draft.lines.invoice.tolist(), draft.lines.matter.tolist(), strict=True)
        found: dict[int, list[str]] = {}
        for invoice, matter in dict.fromkeys(pairs):
            found.setdefault(invoice, []).append(draft.matters[matter].client_matter_id)
        return found

    def tell(self) -> None:
        """Say in words what became of the file."""
        typer.echo(f"{self._draft.file_name}: {self.outcome}")
        if self._mapping is not None:
            by, on = self._mapping.changed_by, day_label(self._mapping.changed_at[:10])
            typer.echo(f"  read with the column mapping {self._mapping.name!r} of {on} by {by}")
        if self._draft.payments is not None:
            code = self._wishes.currency or "USD"
            total = money.money(self._control_cents(), code)
            ours = len(self._counting)
            typer.echo(f"  {self._draft.payments.rows:,} payments, {total} in all; {ours:,} ours")
        for problem in self.problems():
            typer.echo(f"  {problem.severity}: {_said(problem)}")
        if self.receipt:
            sums = ", ".join(money.money(cents, c) for c, cents in self.receipt.totals.items())
            count = len(self.receipt.invoice_ids)
            stored = f"{count} invoices, {sums}" if count else "nothing of it is ours"
            typer.echo(f"  stored as upload {self.receipt.upload_id}: {stored}")


_CHANGED = "invoice_changed"


def _said(problem: Problem) -> str:
    """Write a problem with its place before it."""
    line = f"line {problem.line} " if problem.line else ""
    where = f"{problem.place or line} {problem.field}".replace("  ", " ").strip()
    return f"{where}: {problem.message}" if where else problem.message


def _unnamed(law_firm_id: str) -> str:
    return f"Unnamed firm {law_firm_id}"


def _nameless(law_firm_id: str) -> Problem:
    message = (
        f"This firm is not known yet and is called {_unnamed(law_firm_id)!r}. "
        "Give its name with --vendor, or on the page Vendors."
    )
    return Problem("warning", "vendor_unnamed", 0, "LAW_FIRM_ID", law_firm_id, message)


def _not_paid(name: str) -> Problem:
    message = "No payment in this file is to this supplier. Check how the file spells the name."
    return Problem("warning", "supplier_not_found", 0, "", name, f"{name!r}: {message}")


def _hours(hours_e4: int) -> str:
    whole, part = divmod(abs(hours_e4), 10_000)
    decimals = f"{part:04d}".rstrip("0") or "0"
    return f"{'-' if hours_e4 < 0 else ''}{whole}.{decimals}"
