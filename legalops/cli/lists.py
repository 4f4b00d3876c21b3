"""Commands that show what is kept for the import, and write what firms fill in."""

from pathlib import Path
from typing import Annotated, Any

import typer

from legalops.cli.frame import ACTOR, answer, command, engine, existing, write
from legalops.intake.how import KINDS, How
from legalops.intake.tables import targets
from legalops.periods import day_label
from legalops.services import mappings, templates
from legalops.store import uploads

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="uploads")(uploads_)
    app.command(name="mappings")(mappings_)
    app.command()(template)


@command
def uploads_(json: Json = False) -> None:
    """List what was uploaded, newest first, with its state."""
    table = uploads.history(existing())
    kept = ["id", "file_name", "format", "state", "uploaded_by", "uploaded_at", "invoices",
            "live", "lines", "money"]  # fmt: skip
    if json:
        rows = table[kept].astype(object).where(table[kept].notna(), None)
        answer({"uploads": rows.to_dict("records")})
        return
    for row in table.itertuples():
        what = f"payments count, {row.rows:,} read" if row.kind == "payments" else "invoices count"
        count = f"{row.live} of {row.invoices} {what}"
        if row.state not in ("stored", "undone"):
            count = str(row.summary) or str(row.state)
        day = day_label(str(row.uploaded_at)[:10])
        typer.echo(f"{row.id:>5} {row.state:10} {day:>11} {row.file_name}: {count}")
    if table.empty:
        typer.echo("Nothing was uploaded yet. Bring files in: python -m legalops import FILE")


@command
def mappings_(json: Json = False) -> None:
    """List the column mappings that are kept, with who changed them last."""
    table = mappings.table(existing())
    if json:
        answer({"mappings": [_as_json(row) for row in table.itertuples()]})
        return
    for row in table.itertuples():
        whose = row.vendor or "every vendor"
        day = day_label(str(row.changed_at)[:10])
        typer.echo(f"{row.name!s} (for {whose!s}; {day} by {row.changed_by!s})")
        for heading, field in _columns(row.how).items():
            read_as = targets.label(field) if field else "not read"
            typer.echo(f"  {heading}: {read_as}")
    if table.empty:
        typer.echo("No column mapping is kept yet. One is when a table is mapped on screen.")


def _columns(how: Any) -> dict[str, str]:
    return dict(how.columns or {}) if isinstance(how, How) else {}


def _as_json(row: Any) -> dict[str, Any]:
    how: How = row.how
    return {
        "name": row.name,
        "vendor": row.vendor or None,
        "kind": KINDS.get(how.kind, how.kind),
        "columns": _columns(how),
        "date_order": how.date_order or None,
        "decimal": how.decimal,
        "flips_sign": how.flips_sign,
        "currency": how.currency or None,
        "matter": how.matter or None,
        "changed_by": row.changed_by,
        "changed_at": row.changed_at,
    }


def _kind(text: str) -> str:
    kind = text.strip().casefold()
    if kind not in templates.KINDS:
        known = "; ".join(f"{name} ({what})" for name, what in templates.KINDS.items())
        raise typer.BadParameter(f"There is no template {text!r}. There are: {known}.")
    return kind


@command
def template(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            parser=_kind,
            help=f"{', '.join(list(templates.KINDS)[:-1])} or {list(templates.KINDS)[-1]}.",
            show_default=False,
        ),
    ],
    vendor: Annotated[
        str, typer.Option(help="The vendor whose open matters it lists.", show_default="none")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where to write it.", show_default="here, under its own name"
        ),
    ] = None,
) -> None:
    """Write an empty workbook to fill in, with lists, comments and an example."""
    name, data = templates.build(engine(), ACTOR, kind, vendor)
    write(out, name, data)
