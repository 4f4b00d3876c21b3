"""What can be done from the command line? The same acts as on screen, for automation."""

import typer

from legalops.cli.budget import add_to as add_budget
from legalops.cli.digest import add_to as add_digest
from legalops.cli.export import app as export
from legalops.cli.invoices import add_to as add_invoices
from legalops.cli.lists import add_to as add_lists
from legalops.cli.people import app as people
from legalops.cli.store import add_to as add_store

app = typer.Typer(
    help="The operating dashboard of a legal department, without a screen. "
    "The store is data/legalops.db, or what LEGALOPS_DATABASE_URL names. "
    "Exit codes: 0 done, 1 refused or blocked with nothing stored, 2 wrong call.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
add_store(app)
add_invoices(app)
add_lists(app)
add_budget(app)
add_digest(app)
app.add_typer(export, name="export")
app.add_typer(people, name="user")

__all__ = ["app"]
