"""Commands for the store as a whole: make it, fill it, check it, copy it, bring it back."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from legalops.access import accounts
from legalops.cli.frame import ACTOR, answer, command, engine, existing
from legalops.periods import day_label, label, local
from legalops.permissions import system
from legalops.services import backup, check, sample
from legalops.settings import database_url
from legalops.store.engine import open_engine


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(init)
    app.command()(demo)
    app.command(name="check")(check_)
    app.command(name="backup")(backup_)
    app.command()(restore)


Address = Annotated[str, typer.Option(help="Where the app is or will be served.")]


@command
def init(address: Address = "http://localhost:8501") -> None:
    """Create the store or bring it up to date, and say how to get in first."""
    store = engine()
    typer.echo(f"The store is ready: {store.url.render_as_string(hide_password=True)}")
    token = accounts.setup_token(store)
    if token is None:
        typer.echo("It has users; start the app with: make run")
        return
    typer.echo("Start the app with: make run")
    typer.echo("Within 24 hours, make the first administrator at:")
    typer.echo(f"  {address}/?setup={token}")
    typer.echo("or here: python -m legalops user add NAME --role admin")


@command
def demo(
    address: Address = "http://localhost:8501",
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="The last day the sample knows of.",
            show_default="the last full month's end",
        ),
    ] = None,
) -> None:
    """Fill an empty store with the sample department and print one account per role."""
    store, actor = engine(), system("demo")
    loaded = sample.load(store, actor, as_of.date() if as_of else None)
    typer.echo(
        f"The sample department stands as of {day_label(loaded.as_of)}: {loaded.vendors} vendors, "
        f"{loaded.matters} matters, {loaded.invoices} invoices with {loaded.lines:,} lines in "
        f"{loaded.files} files, {loaded.budgets} budget versions, months closed to "
        f"{label(loaded.closed_until)}. Not heard from last month: {loaded.silent_vendor}."
    )
    typer.echo(f"\n{'username':10} {'password':20} {'role':10} name")
    for account in sample.open_accounts(store, actor):
        typer.echo(f"{account.username:10} {account.password:20} {account.role:10} {account.name}")
    typer.echo(f"\nAddress once it runs: {address}")


@command
def check_(
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Recompute sums and totals from the lines, verify keys, files and the audit trail."""
    done = check.checkup(existing())
    if json:
        found = [finding._asdict() for finding in done.findings]
        head = {"events": done.audit_events, "hash": done.audit_hash}
        answer({"sound": done.is_sound, "findings": found, "audit": head})
    else:
        for finding in done.findings:
            typer.echo(f"{finding.check}: {finding.subject}: {finding.message}", err=True)
        if done.is_sound:
            typer.echo("The store is sound.")
        typer.echo(f"Audit trail: {done.audit_events} events, the last is {done.audit_hash}")
    if not done.is_sound:
        raise typer.Exit(1)


@command
def backup_(
    to: Annotated[
        Path, typer.Argument(metavar="TO", help="A new file, or a folder.", show_default=False)
    ],
) -> None:
    """Write database, original files and settings as one archive, while people work."""
    made = backup.back_up(existing(), ACTOR, to)
    typer.echo(
        f"Wrote {made.path} ({made.size:,} bytes): {made.counts['invoices']} invoices, "
        f"{made.counts['lines']:,} lines, {made.originals} original files."
    )
    for sha256 in made.missing:
        typer.echo(f"Missing and not in the archive: original {sha256}", err=True)
    typer.echo(f"Audit trail: {made.audit_events} events, the last is {made.audit_hash}")


@command
def restore(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FROM", help="An archive made by backup.", exists=True, dir_okay=False,
            readable=True, show_default=False,
        ),
    ],
) -> None:  # fmt: skip
    """Put an archive back where no users and invoices are, and check it."""
    store = open_engine(database_url())
    done = backup.restore(store, ACTOR, file)
    typer.echo(
        f"Restored the backup of {local(done.made_at, 'UTC')} UTC: {done.counts['users']} users, "
        f"{done.counts['invoices']} invoices, {done.originals} original files."
    )
    for finding in done.findings:
        typer.echo(f"{finding.check}: {finding.subject}: {finding.message}", err=True)
    if done.findings:
        raise typer.Exit(1)
    typer.echo("The store is sound.")
