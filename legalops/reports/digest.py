"""The weekly mail: what is due, what others changed, as plain text with links."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from legalops.periods import day_label

MOST = 15


class DueLine(NamedTuple):
    """One thing that is due: its day, what is asked, its title, its address."""

    on: date
    why: str
    title: str
    url: str


class ChangeLine(NamedTuple):
    """One thing others did: "Ana Ferreira changed the due date", its title, its address."""

    said: str
    title: str
    url: str


DueLines = Sequence[DueLine]
ChangeLines = Sequence[ChangeLine]


def subject(due: DueLines, changes: ChangeLines) -> str:
    """Return what stands above the mail: how much is due, how much was changed."""
    parts = [f"{len(due)} due"] if due else []
    if changes:
        parts.append(f"{len(changes)} {'change' if len(changes) == 1 else 'changes'} by others")
    return f"Your week: {', '.join(parts)}"


def body(name: str, today: date, due: DueLines, changes: ChangeLines, home: str) -> str:
    """Return the mail; `home` is the address of the person's own first page."""
    blocks = [f"Hello {name},"]
    if due:
        blocks.append(_due(today, due))
    if changes:
        told = [f"{_line(c.title)}\n  {_line(c.said)}\n  {c.url}" for c in changes[:MOST]]
        blocks.append(_block("What others changed", told, len(changes)))
    blocks.append(f"Everything of yours: {home}")
    return "\n\n".join(blocks) + "\n"


def _due(today: date, due: DueLines) -> str:
    told = [f"{_line(d.title)}\n  {d.why}, {_when(d.on, today)}\n  {d.url}" for d in due[:MOST]]
    return _block("Due from you", told, len(due))


def _when(on: date, today: date) -> str:
    return f"overdue since {day_label(on)}" if on < today else f"due on {day_label(on)}"


def _block(title: str, told: Sequence[str], total: int) -> str:
    more = [f"and {total - len(told)} more"] if total > len(told) else []
    return "\n\n".join([f"{title}\n{'-' * len(title)}", *told, *more])


def _line(text: str) -> str:
    return " ".join(text.split())
