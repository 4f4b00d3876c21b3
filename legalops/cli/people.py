"""Commands for the people who may sign in."""

from typing import Annotated

import typer

from legalops.cli.frame import ACTOR, answer, command, engine
from legalops.permissions import Role
from legalops.services import users

app = typer.Typer(
    help="Add people, change what they may do, help them back in, let them go.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Username = Annotated[str, typer.Argument(help="The name to sign in with.", show_default=False)]


@app.command()
@command
def add(
    username: Username,
    role: Annotated[Role, typer.Option(help="What the person is in the department.")] = Role.MEMBER,
    name: Annotated[
        str | None, typer.Option(help="The name as people read it.", show_default="the username")
    ] = None,
) -> None:
    """Add a person and print the one-time code for their first sign-in."""
    _, code = users.add(engine(), ACTOR, username, name or username, role)
    typer.echo(f"Added {username} as {role}.")
    _show_code(code)


@app.command(name="list")
@command
def list_(
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """List everybody with role and state."""
    table = users.list_users(engine())
    if json:
        kept = table[["username", "display_name", "role", "state", "last_seen_at", "created_at"]]
        kept = kept.astype(object).where(kept.notna(), None)
        answer({"users": kept.to_dict("records")})
        return
    for row in table.itertuples():
        typer.echo(f"{row.username:20} {row.role:10} {row.state:10} {row.display_name}")


@app.command()
@command
def role(
    username: Username,
    role: Annotated[Role, typer.Argument(help="The new role.", show_default=False)],
) -> None:
    """Change what a person may do; it holds from their next click."""
    users.set_role(engine(), ACTOR, username, role)
    typer.echo(f"{username} is {role} now.")


@app.command()
@command
def reset(username: Username) -> None:
    """Replace a password by a one-time code, print it, and end the person's sessions."""
    code = users.reset(engine(), ACTOR, username)
    typer.echo(f"The password of {username} no longer works.")
    _show_code(code)


@app.command()
@command
def disable(
    username: Username,
    to: Annotated[
        str | None,
        typer.Option(help="Who takes over what the person owns.", show_default=False),
    ] = None,
) -> None:
    """Let a person in no longer and hand over what they own."""
    things = users.disable(engine(), ACTOR, username, to)
    typer.echo(f"{username} is disabled.")
    for thing in things:
        typer.echo(f"Handed over to {to}: {thing}")


def _show_code(code: str) -> None:
    typer.echo(f"One-time code, shown only now, good for 24 hours: {code}")
