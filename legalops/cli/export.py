"""Commands that write files to take along: the executive pack, a budget, invoice lines."""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from sqlalchemy import Engine

from legalops import periods
from legalops.cli.frame import ACTOR, command, existing, write
from legalops.errors import NotFoundError
from legalops.intake.names import fold
from legalops.metrics import words
from legalops.metrics.budget import Basis, Chosen
from legalops.metrics.catalog import CATALOG
from legalops.money import digits
from legalops.periods import FiscalYear, Month, parse_month, utc_now
from legalops.reports import workbook
from legalops.reports.forms import SUFFIXES, Form
from legalops.reports.workbook import Contents, Field
from legalops.services import exports, report
from legalops.services.exports import Rows
from legalops.services.report import By
from legalops.store import freshness, settings
from legalops.store.spend import Selection

app = typer.Typer(
    help="Write files to take along: the executive pack, a budget, invoice lines.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def _month(text: str) -> int:
    try:
        return parse_month(text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from error


Year = Annotated[int, typer.Option(help="Fiscal year, named by its last.", show_default=False)]
AsOf = Annotated[
    int | None,
    typer.Option(
        metavar="MONTH", parser=_month, help="Last month that counts, like 2026-07.",
        show_default="as in Settings",
    ),
]  # fmt: skip
Dates = Annotated[Basis, typer.Option(help="The date that puts money in a month.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Where to write it.", show_default="here, under its name"),
]


@app.command(name="pack")
@command
def pack_(
    fy: Year,
    form: Annotated[Form, typer.Option(help="PowerPoint slides or a PDF.")] = "deck",
    basis: Dates = "invoice",
    as_of: AsOf = None,
    out: Out = None,
) -> None:
    """Write the executive pack of a year to date."""
    # Slides, documents and pictures take seconds to import; other commands have no need.
    from legalops.services import pack

    engine = existing()
    chosen = _chosen(engine, fy, basis, as_of)
    found = pack.gather(engine, ACTOR, pack.report_of(engine, chosen), pack.extras(engine, chosen))
    data = pack.write(engine, ACTOR, found, form)
    write(out, _name("pack", chosen, suffix=SUFFIXES[form]), data)


@app.command(name="budget")
@command
def budget_(
    fy: Year,
    by: Annotated[By, typer.Option(help="What each row is.")] = "area",
    basis: Dates = "invoice",
    as_of: AsOf = None,
    out: Out = None,
) -> None:
    """Write a year's budget against actual, to date, as a workbook."""
    engine = existing()
    found = report.budget(engine, ACTOR, fy, basis=basis, by=by, as_of=as_of)
    chosen = _chosen(engine, fy, basis, found.as_of)
    frame = pd.DataFrame([vars(row) for row in found.rows], columns=list(vars(found.total)))
    total = {name: value for name, value in vars(found.total).items() if value is not None}
    rows = Rows(_budget_fields(found.currency, by), frame)
    title = f"Budget against actual by {_WORDS[by]}"
    data = _workbook(engine, chosen, (title, rows), total)
    write(out, _name("budget", chosen), data)


@app.command(name="lines")
@command
def lines_(
    fy: Year,
    *,
    vendor: Annotated[str, typer.Option(help="Only this vendor's.", show_default="all")] = "",
    area: Annotated[str, typer.Option(help="Only of this practice area.", show_default="all")] = "",
    basis: Dates = "invoice",
    as_of: AsOf = None,
    out: Out = None,
) -> None:
    """Write a year's invoice lines, to date, as a workbook."""
    engine = existing()
    chosen, names = _chosen(engine, fy, basis, as_of), freshness.names(engine)
    selection = Selection(
        chosen.year.first,
        min(chosen.as_of, chosen.year.last),
        basis,
        _known(area, dict(names.areas), "The practice area"),
        _known(vendor, dict(names.vendors), "The vendor"),
    )
    rows = exports.lines(engine, ACTOR, selection, chosen.currency, gross=chosen.gross)
    write(out, _name("lines", chosen), _workbook(engine, chosen, ("Invoice lines", rows), {}))


_WORDS = {"area": "practice area", "vendor": "vendor", "month": "month", "matter": "matter"}


def _chosen(engine: Engine, fy: int, basis: Basis, as_of: Month | None) -> Chosen:
    set_ = settings.current(engine)
    return Chosen(
        year=FiscalYear(fy, set_.fiscal_start_month),
        as_of=as_of or report.default_as_of(engine, set_),
        basis=basis,
        currency=set_.reporting_currency,
        gross=set_.spend_is == "gross",
    )


def _known(name: str, names: dict[int, str], what: str) -> int | None:
    """Return the id of a name as it is typed, None for no name."""
    if not name:
        return None
    for number, known in names.items():
        if fold(known) == fold(name):
            return number
    raise NotFoundError(f"{what} {name!r}")


def _name(what: str, chosen: Chosen, suffix: str = "xlsx") -> str:
    day = utc_now().date().isoformat()
    return workbook.file_name(what, chosen.year.label, day, suffix=suffix)


def _budget_fields(currency: str, by: By) -> list[Field]:
    places = digits(currency)
    money = [
        Field(
            f"{key}_cents", f"{CATALOG[key].label}, {currency}", "minor", CATALOG[key].help,
            places, is_signed=key == "variance", is_drawn=key != "variance",
        )
        for key in ("budget", "actual", "variance")
    ]  # fmt: skip
    used = Field("used_share", CATALOG["used"].label, "share", CATALOG["used"].help, 1)
    return [Field("key", _WORDS[by].capitalize()), *money, used]


def _workbook(
    engine: Engine, chosen: Chosen, what: tuple[str, Rows], total: dict[str, object]
) -> bytes:
    set_, (title, rows) = settings.current(engine), what
    at = periods.local(periods.instant(utc_now()), set_.time_zone)
    message = f"{words.period(chosen)}, {words.measured(chosen)}."
    contents = Contents(
        title=title,
        message=" ".join([message, *rows.notes]),
        fields=rows.fields,
        frame=rows.frame,
        about=[
            ("Department", set_.department),
            ("Fiscal year", chosen.year.label),
            ("As of", periods.label(chosen.as_of)),
            ("Currency", f"{chosen.currency}, unless a column says otherwise"),
            ("Rows", f"{len(rows.frame):,}"),
            ("Exported", f"on the command line, {at}"),
        ],
        foot=f"{set_.department}; exported on the command line, {at}",
        total=total,
    )
    facts: dict[str, str | int] = {"page": title, "rows": len(rows.frame)}
    return exports.record(engine, ACTOR, "workbook", facts, workbook.build(contents))
