"""Accruals from a workbook: the template to fill in, the preview, and storing it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import select

from legalops.errors import RefusedError
from legalops.intake.lists.accruals import AccrualDraft, Known, KnownMatter, read_accruals
from legalops.intake.names import fold
from legalops.models.spend import Matter, Vendor, VendorAlias
from legalops.money import digits
from legalops.periods import Month, label
from legalops.permissions import Actor, Permission
from legalops.services.accruals import Entry, enter
from legalops.services.workbooks import Book, printable
from legalops.store import accrual_facts, accruals, settings
from legalops.store.accrual_facts import hidden_matters
from legalops.store.unit import reading, require

GRID = [
    "vendor_id", "vendor", "matter_id", "number", "name", "currency", "accrual_id",
    "amount_cents", "source", "note",
]  # fmt: skip
_COLUMNS = (
    ("Vendor", 34), ("Matter", 16), ("Matter name", 44), ("Currency", 10), ("Amount", 14),
    ("Note", 34),
)  # fmt: skip
_NOTES = (
    ("Amount", "Work of {month} that is not billed yet, net of tax, like 1250.00."),
    ("Zero", "Write 0 where there is nothing to bill: it counts as an answer."),
    ("Blank", "A row with a blank amount says nothing; what is stored stays."),
    ("Matter", "Leave it blank for an amount of the firm as a whole."),
    ("Upload", "On the page Accruals. You see every amount before anything is stored."),
)


@dataclass(frozen=True)
class AccrualPreview:
    """A file's accruals as they would be stored; `changes` counts those that differ from now."""

    month: Month
    draft: AccrualDraft
    rows: pd.DataFrame
    changes: int


def grid(engine: Engine, actor: Actor, month: Month) -> pd.DataFrame:
    """Return a row per firm and open matter it worked on in a year, and one per firm as a whole.

    With the accrual that stands there (`accrual_id`, `amount_cents`), missing where none does.
    Restricted matters are there for those who may see them.
    """
    history = accrual_facts.history(engine, month)
    made = accruals.facts(engine, month, month)
    firms = accrual_facts.firms(engine, month, "9999-12-31")
    hidden = hidden_matters(engine, actor)
    names = dict(zip(firms["vendor_id"], firms["vendor"], strict=True))
    names |= dict(zip(made["vendor_id"], made["vendor"], strict=True))
    currencies = dict(zip(firms["vendor_id"], firms["currency"], strict=True))
    standing = {
        (int(row["vendor_id"]), _matter(row["matter_id"])): row for row in made.to_dict("records")
    }
    matters = {
        (int(v), int(m)): (str(number), str(name))
        for v, m, number, name in zip(
            history["vendor_id"], history["matter_id"], history["number"], history["name"],
            strict=True,
        )
        if v in names
    }  # fmt: skip
    matters |= {
        key: (str(row["number"]), str(row["name"]))
        for key, row in standing.items()
        if key[1] and not row["is_closed"]
    }
    keys = [*matters, *((int(vendor), 0) for vendor in names)]
    rows = []
    for vendor, matter in sorted(keys, key=lambda k: (names[k[0]].casefold(), k[1] == 0, k[1])):
        if matter in hidden:
            continue
        number, name = matters.get((vendor, matter), ("", "The firm as a whole"))
        found = standing.get((vendor, matter))
        code = str(found["currency"]) if found else str(currencies.get(vendor) or "USD")
        tail = (None, None, "", "") if found is None else (
            int(found["id"]), int(found["amount_cents"]), found["source"], found["note"]
        )  # fmt: skip
        rows.append((vendor, names[vendor], matter or None, number, name, code, *tail))
    frame = pd.DataFrame(rows, columns=GRID)
    whole = {"matter_id": "Int64", "accrual_id": "Int64", "amount_cents": "Int64"}
    return frame.astype(whole)


def _matter(value: Any) -> int:
    return 0 if pd.isna(value) else int(value)


def template(engine: Engine, actor: Actor, month: Month) -> tuple[str, bytes]:
    """Return the name and bytes of a workbook with every firm and its open matters."""
    rows = grid(engine, actor, month)
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_ACCRUALS)
    book = Book()
    sheet = book.sheet("Accruals")
    for column, (title, width) in enumerate(_COLUMNS):
        sheet.write_string(0, column, title, book.needed if title == "Amount" else book.head)
        sheet.set_column(column, column, width)
    for place, row in enumerate(rows.to_dict("records"), start=1):
        for column, name in enumerate(("vendor", "number", "name", "currency")):
            sheet.write_string(place, column, printable(str(row[name])), book.text)
        if not pd.isna(row["amount_cents"]):
            amount = Decimal(int(row["amount_cents"])).scaleb(-digits(str(row["currency"])))
            sheet.write_number(place, 4, amount)
        sheet.write_string(place, 5, printable(str(row["note"])), book.text)
    sheet.freeze_panes(1, 2)
    notes = [(word, text.format(month=label(month))) for word, text in _NOTES]
    book.explain(f"Accruals for {label(month)}", notes)
    return f"accruals_{month // 100}-{month % 100:02d}.xlsx", book.bytes()


def preview(
    engine: Engine, actor: Actor, month: Month, file_name: str, data: bytes
) -> AccrualPreview:
    """Read a file of accruals; nothing is stored."""
    draft = read_accruals(file_name, data, _known(engine, actor))
    standing = grid(engine, actor, month)
    now = {
        (int(row["vendor_id"]), _matter(row["matter_id"])): row["amount_cents"]
        for row in standing.to_dict("records")
    }
    rows = pd.DataFrame(
        [
            (row.vendor_id, row.matter_id, row.amount_cents, row.currency, row.note,
             now.get((row.vendor_id, row.matter_id or 0)))
            for row in draft.rows
        ],
        columns=["vendor_id", "matter_id", "amount_cents", "currency", "note", "before_cents"],
    ).astype({"matter_id": "Int64", "before_cents": "Int64"})  # fmt: skip
    is_same = rows["before_cents"].eq(rows["amount_cents"]).fillna(False)
    return AccrualPreview(month, draft, rows, int((~is_same).sum()))


def _known(engine: Engine, actor: Actor) -> Known:
    hidden = hidden_matters(engine, actor)
    with reading(engine) as session:
        require(session, actor, Permission.EDIT_ACCRUALS)
        home = settings.read(session).reporting_currency
        vendors = {
            int(row.id or 0): (row.merged_into, fold(row.name), row.currency or home)
            for row in session.exec(select(Vendor))
        }
        by_name = {name: (i, code) for i, (into, name, code) in vendors.items() if into is None}
        for alias in session.exec(select(VendorAlias)):
            code = vendors[alias.vendor_id][2]
            by_name.setdefault(alias.alias_norm, (alias.vendor_id, code))
        matters = {
            row.number_norm: KnownMatter(int(row.id or 0), row.status == "closed")
            for row in session.exec(select(Matter))
            if row.id not in hidden
        }
    return Known(by_name, matters)


def confirm(engine: Engine, actor: Actor, seen: AccrualPreview) -> int:
    """Store a previewed file, all or none, and return how many accruals changed."""
    if seen.draft.problems or not seen.draft.rows:
        raise RefusedError("Nothing is stored while the file has errors. Mend it and upload it.")
    entries = [
        Entry(row.vendor_id, row.matter_id, row.amount_cents, row.currency, "workbook",
              note=row.note)
        for row in seen.draft.rows
    ]  # fmt: skip
    return enter(engine, actor, seen.month, entries)
