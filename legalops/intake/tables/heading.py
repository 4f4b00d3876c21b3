"""Where the headings of a table stand, below whatever title there is."""

import hashlib
import re
from collections.abc import Collection, Sequence
from typing import Any

from legalops.intake.tables.targets import INVOICES, PAYMENTS, key, targets

SEARCHED_ROWS = 20
_NUMBER = re.compile(r"[-+(]?[$£€]?[0-9][0-9.,/:\- ]*\)?")
_KNOWN = frozenset(
    alias for kind in (INVOICES, PAYMENTS) for t in targets(kind) for alias in t.aliases
)


def find(rows: Sequence[Sequence[Any]], chosen: Collection[str] = ()) -> int | None:
    """Return which row holds the headings, None when none does.

    `chosen` are headings that a person has mapped; they are headings wherever they stand.
    """
    wanted = _KNOWN | {key(heading) for heading in chosen}
    searched = _searched(rows)
    best = max(searched, key=lambda row: (_hits(rows[row], wanted), -row), default=None)
    if best is not None and _hits(rows[best], wanted) >= 2:
        return best
    return next((row for row in searched if _may_be(rows, row)), None)


def score(rows: Sequence[Sequence[Any]], chosen: Collection[str] = ()) -> int:
    """Return how many headings that are known the best of the rows has."""
    wanted = _KNOWN | {key(heading) for heading in chosen}
    return max((_hits(rows[row], wanted) for row in _searched(rows)), default=0)


def headings(row: Sequence[Any], width: int = 0) -> list[str]:
    """Return the headings of a row, each different: a second one is named with its column.

    Blank ones at the end are left out beyond the width, as far as the rows below have data.
    """
    shown = [" ".join(str(cell).split()) for cell in row]
    while len(shown) > width and not shown[-1]:
        shown.pop()
    counts: dict[str, int] = {}
    for heading in shown:
        counts[key(heading)] = counts.get(key(heading), 0) + 1
    return [
        heading if heading and counts[key(heading)] == 1 else f"{heading} (column {n})".strip()
        for n, heading in enumerate(shown, 1)
    ]


def fingerprint(shown: Sequence[str]) -> str:
    """Return what tables with the same headings have in common, whatever their order."""
    folded = "\n".join(sorted(key(heading) for heading in shown))
    return hashlib.sha256(folded.encode()).hexdigest()[:16]


def _searched(rows: Sequence[Sequence[Any]]) -> list[int]:
    """Return the first rows that are not blank."""
    near = range(min(len(rows), 4 * SEARCHED_ROWS))
    return [row for row in near if any(str(cell).strip() for cell in rows[row])][:SEARCHED_ROWS]


def _hits(row: Sequence[Any], wanted: Collection[str]) -> int:
    return len({key(cell) for cell in row if isinstance(cell, str) and cell} & set(wanted))


def _may_be(rows: Sequence[Sequence[Any]], row: int) -> bool:
    """Say whether a row without a known heading may be one: words above rows as wide."""
    cells = [cell.strip() for cell in rows[row] if isinstance(cell, str)]
    if len(cells) != len(rows[row]) or len(cells) < 3 or not all(cells):
        return False
    if len(set(map(key, cells))) < len(cells) or any(map(_NUMBER.fullmatch, cells)):
        return False
    below = [other for other in rows[row + 1 : row + 4] if any(str(cell) for cell in other)]
    return bool(below) and all(len(other) == len(cells) for other in below)
