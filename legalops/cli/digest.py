"""The command that mails everybody what is due from them and what others changed."""

from typing import Annotated

import typer

from legalops.cli.frame import ACTOR, command, existing
from legalops.services import digest
from legalops.services.digest import Letter


@command
def digest_(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the mails and send none.")
    ] = False,
) -> None:
    """Mail everybody what is due from them and what others changed; nothing new, no mail.

    Server and sender are set on the page Settings, the password in LEGALOPS_SMTP_PASSWORD.
    """
    store = existing()
    found = digest.letters(store)
    if not found:
        typer.echo("Nothing is new for anybody; no digest to send.")
        return
    if dry_run:
        for letter in found:
            _print(letter)
        return
    failed = digest.send(store, ACTOR, found)
    typer.echo(f"Sent {len(found) - len(failed)} of {len(found)} digests.")
    for each in failed:
        typer.echo(f"{each.letter.name} {each.reason}", err=True)
    if failed:
        raise typer.Exit(1)


def _print(letter: Letter) -> None:
    typer.echo(f"To: {letter.name} <{letter.to or 'no mail address'}>")
    typer.echo(f"Subject: {letter.subject}\n\n{letter.body}")


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(name="digest")(digest_)
