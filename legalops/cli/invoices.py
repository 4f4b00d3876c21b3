"""Commands that bring invoices in and take them out again."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from legalops.cli import wishes
from legalops.cli.frame import ACTOR, answer, command, engine, openable
from legalops.cli.incoming import Incoming
from legalops.cli.wishes import DateOrder, Decimal, Wishes
from legalops.services import imports


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="import")(import_)
    app.command()(undo)


@command
def import_(  # noqa: PLR0913  # each is an option of the command, with its help beside it
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Invoice files.", show_default=False)
    ],
    *,
    currency: Annotated[
        str | None,
        typer.Option(
            help="Currency of files and firms that none is known for; LEDES 1998B names none.",
            show_default=False,
        ),
    ] = None,
    vendor: Annotated[
        str | None,
        typer.Option(
            help="Whose files they are, where no column says; the name of a firm not known yet.",
            show_default=False,
        ),
    ] = None,
    matter: Annotated[
        str | None,
        typer.Option(help="The matter's number, where no column says.", show_default=False),
    ] = None,
    kind: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="KIND",
            parser=wishes.kind,
            help="What the files are: table, payments, ledes1998b, ledes98bi, ledes2000, ledesxml.",
            show_default="what their content says",
        ),
    ] = "",
    mapping: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The column mapping to read tables with.",
            show_default="the one kept for the same headings",
        ),
    ] = None,
    date_order: Annotated[
        DateOrder | None,
        typer.Option(help="How dates like 02/03/2026 are meant.", show_default=False),
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="The date of files that hold none.",
            show_default=False,
        ),
    ] = None,
    decimal: Annotated[
        Decimal | None,
        typer.Option(help="The decimal sign of a table's amounts.", show_default="."),
    ] = None,
    flip_sign: Annotated[
        bool, typer.Option("--flip-sign", help="Amounts have the opposite sign: costs are below 0.")
    ] = False,
    supplier: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A supplier of a payments file that is the legal department's; may be repeated.",
            show_default="the vendors that are only paid",
        ),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="A changed invoice takes the place of the earlier one."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check, store nothing.")] = False,
    skip_blocked: Annotated[
        bool, typer.Option("--skip-blocked", help="Store a file's sound invoices all the same.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Check invoice files and store them; a file with a blocked invoice is not stored."""
    code = wishes.currency(currency)
    for path in files:
        openable(path)
    store = engine()
    told = wishes.said(
        matter=matter, order=date_order, decimal=decimal, day=day, flips_sign=flip_sign
    )
    named = {"vendor": (vendor or "").strip(), "currency": code, "kind": kind}
    wanted = Wishes(
        vendor=named["vendor"],
        currency=code,
        suppliers=tuple(supplier or ()),
        replaces=replace,
        mapping=wishes.mapping(store, mapping),
        said={**told, **{name: value for name, value in named.items() if value}},
    )
    uploads = []
    for path in files:
        upload = Incoming(store, path, wanted)
        upload.store_unless(dry_run=dry_run, skip_blocked=skip_blocked)
        uploads.append(upload)
    if json:
        answer({"uploads": [upload.as_json() for upload in uploads]})
    else:
        for upload in uploads:
            upload.tell()
    if not all(upload.is_fine for upload in uploads):
        raise typer.Exit(1)


@command
def undo(
    upload: Annotated[int, typer.Argument(help="The upload's number.", show_default=False)],
) -> None:
    """Undo an upload: its invoices stop counting, nothing is deleted."""
    count = imports.undo(engine(), ACTOR, upload)
    typer.echo(f"Upload {upload} is undone: {count} invoices no longer count.")
