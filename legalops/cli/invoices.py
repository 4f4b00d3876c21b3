"""Commands that bring invoices in and take them out again."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from legalops.cli.frame import ACTOR, answer, command, engine, readable
from legalops.errors import LegalOpsError, Problem
from legalops.intake.draft import Limits
from legalops.money import currency_code, money
from legalops.services import imports
from legalops.store import settings


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="import")(import_)
    app.command()(undo)


@command
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Invoice files.", show_default=False)
    ],
    *,
    currency: Annotated[
        str | None,
        typer.Option(
            help="Currency of firms that none is remembered for; LEDES 1998B names none.",
            show_default=False,
        ),
    ] = None,
    vendor: Annotated[
        str | None,
        typer.Option(help="Name for a firm that is not known yet.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check, store nothing.")] = False,
    skip_blocked: Annotated[
        bool, typer.Option("--skip-blocked", help="Store a file's sound invoices all the same.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Check invoice files and store them; a file with a blocked invoice is not stored."""
    choices = imports.Choices(default_currency=_currency(currency))
    contents = [(path, readable(path)) for path in files]
    store = engine()
    uploads = []
    for path, data in contents:
        upload = _Upload(store, path.name, data, choices, vendor)
        upload.store_unless(dry_run=dry_run, skip_blocked=skip_blocked)
        uploads.append(upload)
    if json:
        answer({"uploads": [upload.as_json() for upload in uploads]})
    else:
        for upload in uploads:
            upload.tell()
    if not all(upload.is_fine for upload in uploads):
        raise typer.Exit(1)


def _currency(text: str | None) -> str | None:
    try:
        return currency_code(text) if text is not None else None
    except LegalOpsError as error:
        raise typer.BadParameter(str(error), param_hint="--currency") from error


class _Upload:
    """One file on its way in."""

    def __init__(
        self, store: Engine, name: str, data: bytes, choices: imports.Choices, vendor: str | None
    ) -> None:
        self._store = store
        self._choices = choices
        chosen = settings.current(store)
        limits = Limits(
            max_line_bytes=chosen.max_line_kb * 1024,
            max_narrative_bytes=chosen.max_narrative_kb * 1024,
        )
        self._prepared = imports.prepare(store, ACTOR, name, data, choices=choices, limits=limits)
        self._names = {**_names(self._prepared, vendor), **self._prepared.vendor_names}
        self._unnamed = [n for n in self._prepared.new_vendors if self._names[n] == _unnamed(n)]
        self._refusal = _too_many(self._prepared.new_vendors) if vendor else None
        self.receipt: imports.Receipt | None = None

    @property
    def outcome(self) -> str:
        """Accepted, blocked, refused or duplicate."""
        return "refused" if self._refusal else self._prepared.checked.outcome

    @property
    def is_fine(self) -> bool:
        """Whether the file is in, was in, or would come in."""
        return self.receipt is not None or self.outcome in ("accepted", "duplicate")

    def store_unless(self, *, dry_run: bool, skip_blocked: bool) -> None:
        """Store what may be stored."""
        wanted = self.outcome == "accepted" or (self.outcome == "blocked" and skip_blocked)
        if dry_run or not wanted or not self._prepared.accepted:
            return
        choices = replace(self._choices, vendor_names=self._names)
        try:
            self.receipt = imports.confirm(self._store, ACTOR, self._prepared, choices)
        except LegalOpsError as error:
            self._refusal = str(error)

    def problems(self) -> list[Problem]:
        """Return what was found wrong, and why it was refused at the end if it was."""
        found = list(self._prepared.checked.problems)
        found += [_nameless(law_firm_id) for law_firm_id in self._unnamed]
        if self._refusal:
            found.append(Problem("error", "refused", 0, "", "", self._refusal))
        return found

    def as_json(self) -> dict[str, Any]:
        """Return the answer of `--json` for this file."""
        draft = self._prepared.checked.draft
        kept = ("severity", "code", "line", "field", "value", "message")
        return {
            "file": draft.file_name,
            "sha256": draft.sha256,
            "format": draft.format,
            "outcome": self.outcome,
            "stored": self.receipt is not None,
            "upload": self.receipt.upload_id if self.receipt else None,
            "invoices": self._invoices(),
            "problems": [{name: getattr(p, name) for name in kept} for p in self.problems()],
        }

    def _invoices(self) -> list[dict[str, Any]]:
        matters = self._matter_ids()
        return [
            {
                "number": invoice.draft.number,
                "vendor": self._names.get(invoice.draft.law_firm_id, invoice.draft.law_firm_id),
                "client_matter_id": ", ".join(matters.get(place, [])),
                "currency": invoice.currency or None,
                "lines": invoice.draft.lines,
                "hours": _hours(invoice.draft.hours_e4),
                "stated_total_cents": invoice.stated_total_cents,
                "total_cents": invoice.total_cents,
                "outcome": invoice.outcome,
            }
            for place, invoice in enumerate(self._prepared.checked.invoices)
        ]

    def _matter_ids(self) -> dict[int, list[str]]:
        draft = self._prepared.checked.draft
        pairs = zip(draft.lines.invoice.tolist(), draft.lines.matter.tolist(), strict=True)
        found: dict[int, list[str]] = {}
        for invoice, matter in dict.fromkeys(pairs):
            found.setdefault(invoice, []).append(draft.matters[matter].client_matter_id)
        return found

    def tell(self) -> None:
        """Say in words what became of the file."""
        draft = self._prepared.checked.draft
        typer.echo(f"{draft.file_name}: {self.outcome}")
        for problem in self.problems():
            place = f"line {problem.line} " if problem.line else ""
            where = f"{place}{problem.field}".strip()
            typer.echo(f"  {problem.severity}: {where + ': ' if where else ''}{problem.message}")
        if self.receipt:
            sums = ", ".join(money(cents, code) for code, cents in self.receipt.totals.items())
            count = len(self.receipt.invoice_ids)
            typer.echo(f"  stored as upload {self.receipt.upload_id}: {count} invoices, {sums}")


def _names(prepared: imports.Prepared, vendor: str | None) -> dict[str, str]:
    stated = {i.draft.law_firm_id: i.draft.vendor_name for i in prepared.checked.invoices}
    return {n: vendor or stated.get(n) or _unnamed(n) for n in prepared.new_vendors}


def _unnamed(law_firm_id: str) -> str:
    return f"Unnamed firm {law_firm_id}"


def _nameless(law_firm_id: str) -> Problem:
    message = (
        f"This firm is not known yet and is called {_unnamed(law_firm_id)!r}. "
        "Give its name with --vendor, or on the page Vendors."
    )
    return Problem("warning", "vendor_unnamed", 0, "LAW_FIRM_ID", law_firm_id, message)


def _too_many(new_vendors: tuple[str, ...]) -> str | None:
    if len(new_vendors) < 2:
        return None
    return (
        f"The file names {len(new_vendors)} firms that are not known yet; --vendor can name one. "
        "Import it on the page Invoices, where each is asked for."
    )


def _hours(hours_e4: int) -> str:
    whole, part = divmod(abs(hours_e4), 10_000)
    decimals = f"{part:04d}".rstrip("0") or "0"
    return f"{'-' if hours_e4 < 0 else ''}{whole}.{decimals}"


@command
def undo(
    upload: Annotated[int, typer.Argument(help="The upload's number.", show_default=False)],
) -> None:
    """Undo an upload: its invoices stop counting, nothing is deleted."""
    count = imports.undo(engine(), ACTOR, upload)
    typer.echo(f"Upload {upload} is undone: {count} invoices no longer count.")
