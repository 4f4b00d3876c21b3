"""Looking after vendors: their settings and names, who looks like whom, two that become one."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from pydantic import ValidationError
from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.intake import likeness
from legalops.permissions import Actor
from legalops.store import merges, vendors
from legalops.store.merges import Merged, Preview
from legalops.store.vendors import BILLING, Alias, Live, VendorInput

__all__ = ["BILLING", "Alias", "Live", "Merged", "Preview", "VendorInput"]

_FIELDS = {
    "name": "Name", "currency": "Bills in", "billing": "Comes in as", "cadence": "Bills",
    "contact_name": "Contact", "contact_email": "Contact's mail",
}  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    """A vendor that a name may mean: how alike, 0 to 100, and why. Never taken by itself."""

    vendor_id: int
    name: str
    score: int
    reason: str


@dataclass(frozen=True)
class Pair:
    """Two vendors that look like one firm, and why."""

    first_id: int
    first: str
    second_id: int
    second: str
    score: int
    reason: str


def register(engine: Engine) -> pd.DataFrame:
    """Return one row per vendor with its settings and what it billed."""
    return vendors.register(engine)


def vendor_input(given: Mapping[str, object]) -> VendorInput:
    """Check what was entered about a vendor; raise InvalidInputError naming the field."""
    try:
        return VendorInput.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        raise InvalidInputError(_FIELDS.get(name, name), f"{first['msg']}.") from error


def change(engine: Engine, actor: Actor, vendor_id: int, version: int, given: VendorInput) -> None:
    """Change what is known of a vendor; a stale version and money counted twice are refused."""
    vendors.change(engine, actor, vendor_id, version, given)


def clashes(engine: Engine) -> dict[int, Live]:
    """Return the vendors whose money counts twice: live invoices and live payments."""
    return vendors.clashes(engine)


def aliases(engine: Engine, vendor_id: int) -> list[Alias]:
    """Return the other names and numbers of a vendor."""
    return vendors.aliases(engine, vendor_id)


def add_alias(engine: Engine, actor: Actor, vendor_id: int, alias: str) -> None:
    """Remember another spelling or number of a vendor; refused when it is another's."""
    vendors.add_alias(engine, actor, vendor_id, alias)


def remove_alias(engine: Engine, actor: Actor, alias_id: int) -> None:
    """Forget another spelling or number of a vendor."""
    vendors.remove_alias(engine, actor, alias_id)


def suggest(engine: Engine, name: str, limit: int = 5) -> list[Suggestion]:
    """Return the vendors that a name of a file may mean, the most alike first, with the reason.

    Names, aliases and the names of merged vendors are looked at. Other countries make other
    firms: they come last and say so.
    """
    found = []
    for vendor_id, (called, others) in vendors.names_of_all(engine).items():
        score, reason = _best(name, called, others)
        if score >= likeness.LIKE:
            found.append(Suggestion(vendor_id, called, score, reason))
    return sorted(found, key=lambda each: (-each.score, each.name.casefold()))[:limit]


def _best(name: str, called: str, others: list[str]) -> tuple[int, str]:
    best = likeness.firms(name, called)
    score, reason = best.score, best.reason
    for other in others:
        like = likeness.firms(name, other)
        if like.score > score:
            score, reason = like.score, f"{like.reason}; also known as {other}"
    return score, reason


def likely_pairs(engine: Engine, limit: int = 20) -> list[Pair]:
    """Return the vendors that look like one firm, the most alike first; a person decides."""
    named = {key: called for key, (called, _) in vendors.names_of_all(engine).items()}
    words = {key: likeness.parts(name).words for key, name in named.items()}
    found = []
    for first, second in likeness.neighbours(words):
        like = likeness.firms(named[first], named[second])
        if like.score >= likeness.ONE:
            pair = Pair(first, named[first], second, named[second], like.score, like.reason)
            found.append(pair)
    return sorted(found, key=lambda p: (-p.score, p.first.casefold(), p.second.casefold()))[:limit]


def preview_merge(engine: Engine, from_id: int, into_id: int) -> Preview:
    """Return what merging one vendor into another would do, and what stands against it."""
    return merges.preview(engine, from_id, into_id)


def merge(engine: Engine, actor: Actor, from_id: int, into_id: int) -> int:
    """Make one vendor part of another and return the merge's id; it can be taken back."""
    return merges.merge(engine, actor, from_id, into_id)


def undo_merge(engine: Engine, actor: Actor, merge_id: int) -> int:
    """Take a merge back exactly and return how many invoices went back."""
    return merges.undo(engine, actor, merge_id)


def merge_history(engine: Engine, vendor_id: int | None = None) -> list[Merged]:
    """Return the merges, newest first, those taken back too."""
    return merges.history(engine, vendor_id)
