"""Exchange rates: enter one or many, see first what they convert, take out an unused one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from legalops.errors import RefusedError
from legalops.intake.lists.rates import RateDraft, read_rates
from legalops.permissions import Actor, Permission
from legalops.services.workbooks import Book
from legalops.store import rate_effects, rates, settings
from legalops.store.rate_effects import Expected
from legalops.store.rates import Effect
from legalops.store.unit import reading, require

__all__ = ["Effect", "Expected", "RatePreview", "confirm", "effect", "enter", "preview",
           "take_out", "template"]  # fmt: skip

_COLUMNS = ("Currency", "Holds from", "Rate")
_NOTES = (
    ("Currency", "The code of the currency, like EUR."),
    ("Holds from", "The first day the rate holds, like 2026-01-31. It holds until the next one."),
    ("Rate", "What one unit is worth in {home}, like 1.0845, with up to eight decimals."),
    ("Upload", "On the page Settings, Exchange rates. You see what the rates convert first."),
)


@dataclass(frozen=True)
class RatePreview:
    """A file's rates, and per currency what they would convert."""

    draft: RateDraft
    effects: tuple[Expected, ...]


def enter(
    engine: Engine, actor: Actor, currency: str, effective_on: date | str, rate_e8: int
) -> Effect:
    """Enter the rate to the reporting currency that holds from a day on.

    Returns what it converted. Raises RefusedError when that day has a rate already.
    """
    return rates.add(engine, actor, currency, _day(effective_on), rate_e8)


def effect(engine: Engine, currency: str, effective_on: date | str, rate_e8: int) -> Expected:
    """Return what a rate would convert; nothing is changed."""
    return rate_effects.expected(engine, [(currency, _day(effective_on), rate_e8)])[0]


def _day(effective_on: date | str) -> str:
    return effective_on if isinstance(effective_on, str) else effective_on.isoformat()


def preview(engine: Engine, actor: Actor, file_name: str, data: bytes) -> RatePreview:
    """Read a workbook or CSV of rates and say what they would convert; nothing is stored."""
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_RATES)
        home = settings.read(session).reporting_currency
    known = rates.table(engine)
    known = known[known["to_currency"] == home]
    taken = frozenset(zip(known["currency"], known["effective_on"], strict=True))
    draft = read_rates(file_name, data, home, taken)
    return RatePreview(draft, tuple(rate_effects.expected(engine, _wanted(draft))))


def _wanted(draft: RateDraft) -> Sequence[tuple[str, str, int]]:
    return [(row.currency, row.effective_on, row.rate_e8) for row in draft.rows]


def confirm(engine: Engine, actor: Actor, seen: RatePreview) -> list[Effect]:
    """Enter the rates of a previewed file, all or none, and return what each converted."""
    if seen.draft.problems or not seen.draft.rows:
        raise RefusedError("Nothing is stored while the file has errors. Mend it and upload it.")
    return rates.add_many(engine, actor, _wanted(seen.draft))


def template(engine: Engine) -> tuple[str, bytes]:
    """Return the name and bytes of a workbook to fill in, the currencies that wait in it."""
    with reading(engine) as session:
        home = settings.read(session).reporting_currency
    book = Book()
    sheet = book.sheet("Rates")
    for column, title in enumerate(_COLUMNS):
        sheet.write_string(0, column, title, book.needed)
    waiting = rates.unconverted(engine)
    for place, (code, since) in enumerate(
        zip(waiting["currency"], waiting["since"], strict=True), start=1
    ):
        sheet.write_string(place, 0, code, book.text)
        sheet.write_string(place, 1, since, book.text)
    sheet.set_column(0, 2, 14)
    sheet.freeze_panes(1, 0)
    book.explain(f"Exchange rates to {home}", [(w, t.format(home=home)) for w, t in _NOTES])
    return "exchange_rates.xlsx", book.bytes()


def take_out(engine: Engine, actor: Actor, rate_id: int) -> None:
    """Take out a rate no stored invoice was converted at; raise RefusedError for any other."""
    rates.remove(engine, actor, rate_id)
