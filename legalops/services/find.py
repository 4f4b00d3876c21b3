"""One search over everything: what fits best first, and the words around what fits."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Engine

from legalops.intake.names import fold
from legalops.permissions import Actor
from legalops.store import find as store
from legalops.store.find import COMMENT, Found, Part

__all__ = ["COMMENT", "SHORTEST", "Group", "Hit", "find", "split"]

SHORTEST = 2
_AROUND = 70
_MARKS = re.compile(r"^\s*[-*]\s+", re.MULTILINE)


class Hit(NamedTuple):
    """One thing found: where it is, what it is called, and the words that were found in it."""

    kind: str
    record_id: int
    parent_id: int | None
    title: str
    within: str
    excerpt: str


class Group(NamedTuple):
    """What was found of one kind, the best first, at most a hundred of `total`.

    The group "comment" is what was said about things.
    """

    name: str
    hits: tuple[Hit, ...]
    total: int


def find(engine: Engine, actor: Actor, words: str) -> list[Group]:
    """Return what holds all the words, by kind; the kind with the best find comes first.

    Nothing for fewer than two letters. Restricted matters of others are never found.
    """
    wanted = store.terms(words)
    if len("".join(wanted)) < SHORTEST:
        return []
    found = [(part.total, _ranked(part, wanted)) for part in store.find(engine, actor, wanted)]
    found.sort(key=lambda each: (each[1][0][0], -each[0]))
    return [
        Group(ranked[0][1].group, tuple(_hit(f, wanted) for _, f in ranked), total)
        for total, ranked in found
    ]


def _ranked(part: Part, wanted: Sequence[str]) -> list[tuple[int, Found]]:
    ranked = [(_rank(found, wanted), found) for found in part.found]
    ranked.sort(key=lambda row: row[1].changed_at, reverse=True)
    ranked.sort(key=lambda row: row[0])
    return ranked


def _rank(found: Found, wanted: Sequence[str]) -> int:
    """Return how well a title fits: it is the words, begins with them, holds them, or not."""
    if found.group == COMMENT:
        return 5
    title, said = fold(found.title), " ".join(wanted)
    if title == said:
        return 0
    if title.startswith(said):
        return 1
    if all(re.search(rf"\b{re.escape(word)}", title) for word in wanted):
        return 2
    return 3 if all(word in title for word in wanted) else 4


def _hit(found: Found, wanted: Sequence[str]) -> Hit:
    return Hit(
        found.kind, found.record_id, found.parent_id, found.title, found.within,
        _excerpt(found, wanted),
    )  # fmt: skip


def _excerpt(found: Found, wanted: Sequence[str]) -> str:
    """Return the words around the first find that the title does not show, "" for none."""
    if found.group != COMMENT and all(word in fold(found.title) for word in wanted):
        return ""
    for words in found.texts:
        line = " ".join(_MARKS.sub("", words).split())
        at = [hit.start() for word in wanted if (hit := _first(word, line))]
        if at:
            return _around(line, min(at))
    return ""


def _first(word: str, line: str) -> re.Match[str] | None:
    return re.search(re.escape(word), line, re.IGNORECASE)


def _around(line: str, at: int) -> str:
    start = max(line.rfind(" ", 0, max(at - _AROUND, 0)) + 1, 0) if at > _AROUND else 0
    end = len(line) if len(line) <= at + 2 * _AROUND else line.rfind(" ", at, at + 2 * _AROUND)
    end = end if end > at else at + 2 * _AROUND
    cut = line[start:end].strip()
    before, after = "\u2026 " if start else "", " \u2026" if end < len(line) else ""
    return f"{before}{cut}{after}"


def split(text: str, words: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is one of the words looked for."""
    wanted = [re.escape(word) for word in store.terms(words)]
    if not wanted:
        return [(text, False)]
    parts = re.split(f"({'|'.join(sorted(wanted, key=len, reverse=True))})", text, flags=re.I)
    return [(part, n % 2 == 1) for n, part in enumerate(parts) if part]
