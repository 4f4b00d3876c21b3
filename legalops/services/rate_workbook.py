"""Rates as a workbook or a grid: the template to fill in, what one holds, and keeping it."""

from datetime import date
from typing import Any, Literal, cast

import pandas as pd
from sqlalchemy import Engine, text

from legalops.errors import RefusedError
from legalops.intake import rate_cards as intake
from legalops.intake.names import fold
from legalops.intake.rate_cards import HEADINGS, Draft, Known
from legalops.permissions import Actor, Permission
from legalops.services.workbooks import Book, printable
from legalops.store import rate_cards
from legalops.store.rate_cards import CardInput
from legalops.store.unit import reading, require

_NOTES = (
    ("What it is for", "New rates of firms: a rate a row, of one timekeeper or of a whole class."),
    ("How to fill it in", "Write the new rate and the day it holds from; rows whose rate is blank "
     "are left out. The column Rate now is only for you to see."),
    ("A whole class", "Leave Timekeeper blank and write the class, such as Partner."),
    ("Agreed or requested", "Blank means agreed. Requested puts it on the list to be decided."),
    ("Dates", "Write them like 2027-01-01. Until may stay blank."),
)  # fmt: skip
_WIDTHS = {"vendor": 30, "timekeeper": 26, "classification": 14, "reason": 36}


def known(engine: Engine) -> Known:
    """Return firms, people and rates as a table of rates may name them."""
    with reading(engine) as session:
        connection = session.connection()
        vendors = connection.execute(
            text("SELECT id, name, COALESCE(currency, '') FROM vendor WHERE merged_into IS NULL")
        ).all()
        aliases = connection.execute(
            text("SELECT a.alias_norm, a.vendor_id FROM vendor_alias a")
        ).all()
        people = connection.execute(text("SELECT id, vendor_id, code, name FROM timekeeper")).all()
        billed = connection.execute(
            text("SELECT vendor_id, MAX(currency) FROM spend_cube GROUP BY vendor_id "
                 "HAVING COUNT(DISTINCT currency) = 1")
        ).all()  # fmt: skip
    cards = rate_cards.table(engine)
    return Known(
        vendors={
            **{str(a): int(v) for a, v in aliases},
            **{fold(name): int(number) for number, name, _ in vendors},
        },
        currencies={
            **{int(v): str(c) for v, c in billed}, **{int(i): str(c) for i, _, c in vendors if c}
        },
        people={
            (int(vendor), fold(word)): int(number)
            for number, vendor, code, name in people
            for word in (code, name)
            if fold(word)
        },
        taken=frozenset(_key(card) for card in cards[cards["state"] != "refused"].itertuples()),
    )  # fmt: skip


def _key(card: Any) -> intake.Key:
    """Return what no two rates may share, of a row of the store's table."""
    person = None if pd.isna(card.timekeeper_id) else int(card.timekeeper_id)
    title = fold(str(card.classification)) if person is None else ""
    return int(card.vendor_id), person, title, str(card.currency), str(card.effective_on)


def preview(engine: Engine, actor: Actor, file_name: str, data: bytes) -> Draft:
    """Read a file of rates without keeping anything; problems name their cell."""
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_NAMES)
    return intake.read(file_name, data, known(engine))


def preview_rows(engine: Engine, actor: Actor, rows: list[list[Any]]) -> Draft:
    """Read rates typed on screen, in the order of the template's columns."""
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_NAMES)
    return intake.read_grid("", intake.grid_of(rows), known(engine))


def confirm(engine: Engine, actor: Actor, draft: Draft) -> int:
    """Keep all rates of a draft, or none; return how many."""
    if draft.problems or not draft.rows:
        raise RefusedError("There is nothing to keep yet: mend what is named first.")
    cards = [
        CardInput(
            row.vendor_id, row.currency, row.rate_e4, row.effective_on, row.timekeeper_id,
            row.classification, row.until,
            cast(Literal["agreed", "requested"], row.state), row.reason,
        )
        for row in draft.rows
    ]  # fmt: skip
    return len(rate_cards.add(engine, actor, cards))


def template(engine: Engine, today: date) -> bytes:
    """Return a workbook with every firm's people and the rate of each that holds now."""
    book = Book()
    sheet = book.sheet("Rates")
    heads = [*HEADINGS.values(), "Rate now"]
    needed = {HEADINGS[name] for name in ("vendor", "rate", "effective_on")}
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, book.needed if head in needed else book.head)
    for row, cells in enumerate(_people(engine, today), start=1):
        for column, cell in cells.items():
            if isinstance(cell, float):
                sheet.write_number(row, column, cell)
            else:
                sheet.write_string(row, column, printable(cell), book.text)
    for column, name in enumerate(HEADINGS):
        sheet.set_column(column, column, _WIDTHS.get(name, 13))
    sheet.set_column(len(HEADINGS), len(HEADINGS), 11)
    sheet.freeze_panes(1, 2)
    book.explain("Rates of firms", _NOTES)
    return book.bytes()


def _people(engine: Engine, today: date) -> list[dict[int, str | float]]:
    cards = rate_cards.in_force(rate_cards.table(engine), today.isoformat())
    own = cards[cards["timekeeper_id"].notna()]
    now = {int(k): int(r) for k, r in zip(own["timekeeper_id"], own["rate_e4"], strict=True)}
    query = text(
        "SELECT t.id, v.name, t.name, t.code, t.classification, COALESCE((SELECT MAX(s.currency) "
        "FROM timekeeper_sum s WHERE s.timekeeper_id = t.id), v.currency, '') FROM timekeeper t "
        "JOIN vendor v ON v.id = t.vendor_id WHERE v.merged_into IS NULL "
        "ORDER BY v.name_norm, t.name"
    )
    with reading(engine) as session:
        rows = session.connection().execute(query).all()
    found: list[dict[int, str | float]] = []
    for number, vendor, name, code, title, currency in rows:
        cells: dict[int, str | float] = {0: vendor, 1: name or code, 2: title, 3: currency}
        if int(number) in now:
            cells[len(HEADINGS)] = now[int(number)] / 10_000
        found.append(cells)
    return found
