"""Commands for budgets: bring one in, approve it, close a month, see a year against it."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from legalops.cli.frame import ACTOR, answer, command, engine, existing, readable
from legalops.errors import NotFoundError, Problem
from legalops.intake.budget.draft import place_of
from legalops.metrics import budget_versions as metrics
from legalops.metrics.budget import Basis
from legalops.money import exact, money
from legalops.periods import iso, label, parse_month
from legalops.services import budgets, months, report
from legalops.services.report import By, Report, Row
from legalops.store import budgets as stored
from legalops.store import settings

_budget = typer.Typer(
    help="Bring budgets in, list and approve them.", no_args_is_help=True, rich_markup_mode=None
)
_report = typer.Typer(help="See figures.", no_args_is_help=True, rich_markup_mode=None)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(close_month)
    app.add_typer(_budget, name="budget")
    app.add_typer(_report, name="report")


def _month(text: str) -> int:
    try:
        return parse_month(text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from error


Month = Annotated[
    int,
    typer.Argument(metavar="MONTH", parser=_month, help="Like 2026-07.", show_default=False),
]


@command
def close_month(month: Month) -> None:
    """Close a month: its figures and forecast are kept as they are; twice changes nothing."""
    done = months.close(engine(), ACTOR, month)
    if not done.is_new:
        typer.echo(f"{label(month)} was closed already by {done.closed_by}.")
        return
    typer.echo(f"{label(month)} is closed{', late' if done.is_late else ''}.")


@_budget.command(name="import")
@command
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Workbook or CSV.", show_default=False)
    ],
    fy: Annotated[
        int | None,
        typer.Option(help="Fiscal year, if the file does not say it.", show_default=False),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The version's name.", show_default="the file's")
    ] = None,
) -> None:
    """Store a budget file as a new version."""
    data = readable(file)
    try:
        seen = budgets.read_file(engine(), ACTOR, file.name, data, fiscal_year=fy)
        number = budgets.confirm(engine(), ACTOR, seen, name or file.stem[:80])
    except budgets.BudgetRefusedError as error:
        _tell_problems(error.problems)
        raise
    _tell_problems(seen.draft.warnings)
    typer.echo(f"Stored as budget version {number}.")


@_budget.command(name="list")
@command
def list_(
    fy: Annotated[
        int | None, typer.Option(help="Only this fiscal year.", show_default="every year")
    ] = None,
) -> None:
    """List the versions with what is in force, approved or still a draft."""
    store = existing()
    found = stored.versions(store, fy)
    if found.empty:
        typer.echo("There is no budget yet. Bring one in with: budget import FILE.")
        return
    currency = settings.current(store).reporting_currency
    for year, versions in found.groupby("fiscal_year", sort=False):
        forced = int(versions.loc[versions["is_in_force"], "number"].max())
        for row in versions.to_dict("records"):
            approved = f", approved by {row['approved_by']}" if row["approved_at"] else ""
            typer.echo(
                f"FY{year} {row['number']:>3}  {row['name'][:32]:32} "
                f"{money(row['total_cents'], currency):>20}  "
                f"{metrics.state(pd.Series(row), forced)}{approved}"
            )


@_budget.command()
@command
def approve(
    fy: Annotated[int, typer.Argument(metavar="FY", help="Fiscal year.", show_default=False)],
    number: Annotated[
        int, typer.Argument(metavar="VERSION", help="Its number in the list.", show_default=False)
    ],
    note: Annotated[str, typer.Option(help="What the approval rests on.")] = "",
) -> None:
    """Approve a version: it is locked, and in force."""
    found = stored.versions(engine(), fy)
    row = found[found["number"] == number]
    if row.empty:
        raise NotFoundError(f"Version {number} of FY{fy}")
    version = row.iloc[0]
    budgets.approve(engine(), ACTOR, int(version["id"]), int(version["revision"]), note)
    typer.echo(f"{version['name']} is approved, locked and in force for FY{fy}.")


def _tell_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        words = (problem.severity, place_of(problem), problem.message)
        typer.echo(": ".join(word for word in words if word), err=True)


@_report.command(name="budget")
@command
def report_budget(
    fy: Annotated[int, typer.Option(help="Fiscal year, named by its last.", show_default=False)],
    basis: Annotated[Basis, typer.Option(help="The date that puts money in a month.")] = "invoice",
    by: Annotated[By, typer.Option(help="What each row is.")] = "area",
    as_of: Annotated[
        int | None,
        typer.Option(
            metavar="MONTH",
            parser=_month,
            help="Last month that counts, like 2026-07.",
            show_default="as in Settings",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Compare a year's budget with actual, to date."""
    found = report.budget(existing(), ACTOR, fy, basis=basis, by=by, as_of=as_of)
    if json:
        answer(_as_json(found))
    else:
        _tell(found)


def _as_json(found: Report) -> dict[str, object]:
    total = asdict(found.total)
    total.pop("key")
    return {
        "fy": found.fiscal_year,
        "basis": found.basis,
        "as_of": iso(found.as_of),
        "currency": found.currency,
        "by": found.by,
        "rows": [asdict(row) for row in found.rows],
        "total": total,
    }


def _tell(found: Report) -> None:
    typer.echo(
        f"FY{found.fiscal_year} to {label(found.as_of)} by {found.basis} date, {found.currency}"
    )
    typer.echo(f"{'':32}{'budget':>16}{'actual':>16}{'variance':>16}{'used':>7}")
    for row in (*found.rows, found.total):
        typer.echo(_line(row, found.currency))
    for currency, cents in found.unconverted:
        typer.echo(f"Not converted, in no figure above: {currency} {exact(cents, currency)}")


def _line(row: Row, currency: str) -> str:
    def written(cents: int | None) -> str:
        return "no budget" if cents is None else exact(cents, currency)

    used = "" if row.used_share is None else f"{row.used_share:.0%}"
    variance = "" if row.variance_cents is None else exact(row.variance_cents, currency, sign=True)
    return (
        f"{row.key[:31]:32}{written(row.budget_cents):>16}{written(row.actual_cents):>16}"
        f"{variance:>16}{used:>7}"
    )
