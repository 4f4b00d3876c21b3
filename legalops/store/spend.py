"""What was spent: the cube that pages read, and the way from a figure down to its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session

from legalops.errors import NotFoundError
from legalops.metrics.cuts import share_of
from legalops.metrics.measures import BILLED, Counted
from legalops.models.spend import Matter
from legalops.money import money
from legalops.periods import Month
from legalops.permissions import Actor, Permission, Role
from legalops.store import settings
from legalops.store.engine import is_sqlite
from legalops.store.matters import may_see, visible_ids
from legalops.store.sums import COST_KIND, KIND_SQL, WORK_MONTH
from legalops.store.unit import reading, require

#: What a row of hidden money is called, and the matter id it carries.
RESTRICTED = "Restricted matters"
HIDDEN = 0
MOST_LINES = 5000

CUBE = {
    "invoice_month": "int64", "work_month": "int64", "vendor_id": "int64",
    "practice_area_id": "int64", "cost_kind": "str", "currency": "str", "status": "str",
    "billed_cents": "int64", "tax_cents": "int64", "reporting_cents": "int64",
    "reporting_tax_cents": "int64", "unconverted_cents": "int64", "hours_e4": "int64",
    "lines": "int64",
}  # fmt: skip
_UNSEEN = ("billed_cents", "tax_cents", "hours_e4", "lines")
_SUMS = {"invoices": "int64", "lines": "int64", "hours_e4": "int64", "reporting_cents": "int64",
         "reporting_tax_cents": "int64", "unconverted_cents": "int64"}  # fmt: skip
_MATTER = {"matter_id": "int64", "number": "str", "name": "str", "currency": "str"}
_INVOICE = {
    "invoice_id": "int64", "number": "str", "invoice_date": "str", "vendor": "str",
    "period_start": "str", "period_end": "str", "status": "str", "currency": "str",
}  # fmt: skip
_LINE = {
    "place": "int64", "invoice_id": "int64", "invoice_number": "str", "invoice_date": "str",
    "vendor": "str", "matter_id": "int64", "matter_number": "str", "source_line": "int64",
    "work_date": "str", "kind": "str", "timekeeper": "str", "classification": "str",
    "task_code": "str", "activity_code": "str", "expense_code": "str", "units_e4": "int64",
    "rate_e4": "int64", "adjustment_cents": "int64", "currency": "str", "total_cents": "int64",
    "tax_cents": "int64", "reporting_cents": "Int64", "reporting_tax_cents": "Int64",
    "narrative": "str",
}  # fmt: skip


@dataclass(frozen=True)
class Selection:
    """Which money is asked for: months on a basis, narrowed as far as somebody clicked.

    Practice area 0 is "none". `measure` says which money counts: billed is all that is live and
    not rejected; approved and incurred are less what was taken off. What is accrued has no
    invoice and is in none of them.
    """

    first: Month
    last: Month
    basis: Literal["invoice", "work"] = "invoice"
    practice_area_id: int | None = None
    vendor_id: int | None = None
    cost_kind: str | None = None
    matter_id: int | None = None
    invoice_id: int | None = None
    measure: Counted = BILLED


@dataclass(frozen=True)
class Opened:
    """What the selection's matter and invoice are called; empty where none is chosen.

    `upload_id` and `file_name` say with which file the invoice came.
    """

    matter: str = ""
    invoice: str = ""
    upload_id: int = 0
    file_name: str = ""


def cube(engine: Engine) -> pd.DataFrame:
    """Return live spend per invoice month x work month x vendor x area x cost kind x currency.

    Also per status; a key may come in several rows, one a line kind and timekeeper class, so
    add them up. Practice area 0 is "none"; the reporting amounts leave out what no exchange
    rate covers, which `unconverted_cents` holds in its own currency, net.
    """
    return _cube(engine, list(CUBE), "1 = 1")


def cube_of(engine: Engine, first: Month, last: Month) -> pd.DataFrame:
    """Return what the cube holds for invoice or work months from first to last, for pages.

    Only what figures are made of: hours, lines and amounts in other currencies are left out.
    """
    columns = [name for name in CUBE if name not in _UNSEEN]
    span = f"BETWEEN {int(first)} AND {int(last)}"
    return _cube(engine, columns, f"invoice_month {span} OR work_month {span}")


def months(engine: Engine) -> list[Month]:
    """Return every invoice and work month that holds live spend, in order."""
    query = (
        "SELECT DISTINCT invoice_month FROM spend_cube UNION SELECT DISTINCT work_month "
        "FROM spend_cube ORDER BY 1"
    )
    with reading(engine) as session:
        return [int(row[0]) for row in session.connection().execute(text(query))]


def has_loose_money(engine: Engine) -> bool:
    """Say whether any live spend is without a practice area."""
    query = text("SELECT 1 FROM spend_cube WHERE practice_area_id = 0 LIMIT 1")
    with reading(engine) as session:
        return session.connection().execute(query).first() is not None


def _cube(engine: Engine, columns: list[str], within: str) -> pd.DataFrame:
    # The database joins each column to one text: a tenth of the time that rows of Python
    # values take, and this is the read behind every page.
    joined = "group_concat({})" if is_sqlite(engine) else "string_agg(CAST({} AS TEXT), ',')"
    kind = KIND_SQL.format("kind")
    wanted = (joined.format(kind if name == "cost_kind" else name) for name in columns)
    query = f"SELECT {', '.join(wanted)} FROM spend_cube WHERE {within}"
    with reading(engine) as session:
        texts = session.connection().exec_driver_sql(query).one()
    return pd.DataFrame(
        {name: _split(found, CUBE[name]) for name, found in zip(columns, texts, strict=True)}
    )


def _split(joined: str | None, kind: str) -> Any:
    if kind == "str":
        return pd.array(joined.split(",") if joined else [], dtype="str")
    return np.fromstring(joined or "", dtype=np.int64, sep=",")


def matters(engine: Engine, actor: Actor, selection: Selection) -> pd.DataFrame:
    """Return the selection's money per matter, the largest first.

    What the actor may not see is one row named "Restricted matters" with matter id 0.
    `unconverted` names in words what no exchange rate covers.
    """
    with reading(engine) as session:
        require(session, actor, Permission.SEE_LINES)
        seen = _is_visible(session, actor)
        where, values = _where(selection)
        key = ", ".join(
            (
                f"CASE WHEN {seen} THEN m.id ELSE {HIDDEN} END",
                f"CASE WHEN {seen} THEN m.number ELSE '' END",
                f"CASE WHEN {seen} THEN m.name ELSE '{RESTRICTED}' END",
                "i.currency",
            )
        )
        query = _grouped(key, where, 4)
        found = _frame(session, query, values, {**_MATTER, **_SUMS})
        found = _less(session, found, key.partition(",")[0], selection)
    return _folded(found, ["matter_id", "number", "name"])


def invoices(engine: Engine, actor: Actor, selection: Selection) -> pd.DataFrame:
    """Return the selection's money per invoice of visible matters, the largest first."""
    with reading(engine) as session:
        require(session, actor, Permission.SEE_LINES)
        _check(session, actor, selection)
        where, values = _where(selection)
        where += f" AND {_is_visible(session, actor)}"
        key = "i.id, i.number, i.invoice_date, v.name, i.period_start, i.period_end, i.status, "
        found = _frame(
            session, _grouped(key + "i.currency", where, 8), values, {**_INVOICE, **_SUMS}
        )
        found = _less(session, found, "i.id", selection)
    return _folded(found, list(_INVOICE))


def lines(
    engine: Engine, actor: Actor, selection: Selection, *, most: int = MOST_LINES
) -> pd.DataFrame:
    """Return the selection's invoice lines of visible matters, at most so many, oldest first.

    A narrative the actor may not read is missing, not empty. The lines are reached through
    the kept sums and the index on their invoice.
    """
    with reading(engine) as session:
        role = require(session, actor, Permission.SEE_LINES)
        _check(session, actor, selection)
        query, values = lines_query(
            selection,
            narrative=_narrative(session, actor, role),
            visible=_is_visible(session, actor),
        )
        return _frame(session, query, {**values, "most": most}, _LINE)


def lines_query(
    selection: Selection, *, narrative: str, visible: str
) -> tuple[str, dict[str, Any]]:
    """Return the query for lines, and its values; `narrative` and `visible` are SQL of ours."""
    where, values = _where(selection)
    return _LINES.format(narrative=narrative, where=f"{where} AND {visible}"), values


def opened(engine: Engine, actor: Actor, selection: Selection) -> Opened:
    """Return what the selection's matter and invoice are called.

    Raises NotFoundError for what is not there, and alike for what the actor may not see.
    """
    with reading(engine) as session:
        require(session, actor, Permission.SEE_LINES)
        return _check(session, actor, selection)


def _check(session: Session, actor: Actor, selection: Selection) -> Opened:
    matter, invoice, upload_id, file_name = "", "", 0, ""
    if selection.matter_id is not None:
        found = session.get(Matter, selection.matter_id)
        if found is None or not may_see(session, actor, found):
            raise NotFoundError("The matter")
        matter = f"{found.number} {found.name}" if found.name != found.number else found.number
    if selection.invoice_id is not None:
        seen = _is_visible(session, actor)
        query = (
            "SELECT i.number, v.name, i.upload_id, "
            "(SELECT u.file_name FROM upload u WHERE u.id = i.upload_id) "
            f"{_JOINED} WHERE i.id = :invoice AND {seen}"
        )
        row = session.connection().execute(text(query), {"invoice": selection.invoice_id}).first()
        if row is None:
            raise NotFoundError("The invoice")
        invoice, upload_id = f"{row[0]} of {row[1]}", int(row[2] or 0)
        file_name = str(row[3] or "")
    return Opened(matter, invoice, upload_id, file_name)


_JOINED = (
    "FROM invoice_sum s JOIN invoice i ON i.id = s.invoice_id "
    "JOIN matter m ON m.id = s.matter_id JOIN vendor v ON v.id = i.vendor_id"
)
_LINES = f"""
    SELECT l.place, i.id, i.number, i.invoice_date, v.name, m.id, m.number, l.source_line,
           l.work_date, l.kind, COALESCE(t.name, ''), COALESCE(t.classification, ''),
           COALESCE(l.task_code, ''), COALESCE(l.activity_code, ''), COALESCE(l.expense_code, ''),
           l.units_e4, l.rate_e4, l.adjustment_cents, i.currency, l.total_cents, l.tax_cents,
           l.reporting_cents, l.reporting_tax_cents, {{narrative}}
    {_JOINED}
    JOIN invoice_line l ON l.invoice_id = s.invoice_id AND l.matter_id = s.matter_id
     AND {WORK_MONTH} = s.work_month AND {COST_KIND} = s.cost_kind
    LEFT JOIN timekeeper t ON t.id = l.timekeeper_id
    WHERE {{where}} ORDER BY l.work_date, i.number, l.place LIMIT :most
"""  # our own text


def _grouped(key: str, where: str, width: int) -> str:
    places = ", ".join(str(n) for n in range(1, width + 1))
    return (
        f"SELECT {key}, COUNT(DISTINCT s.invoice_id), CAST(SUM(s.lines) AS BIGINT), "
        "CAST(SUM(s.hours_e4) AS BIGINT), CAST(SUM(COALESCE(s.reporting_cents, 0)) AS BIGINT), "
        "CAST(SUM(COALESCE(s.reporting_tax_cents, 0)) AS BIGINT), "
        "CAST(SUM(CASE WHEN s.reporting_cents IS NULL THEN s.billed_cents ELSE 0 END) AS BIGINT) "
        f"{_JOINED} WHERE {where} GROUP BY {places}"
    )


_STATUSES: dict[Counted, str] = {
    "billed": "i.status NOT IN ('undone', 'superseded', 'rejected')",
    "approved": "i.status IN ('approved', 'paid')",
    "incurred": "i.status IN ('received', 'approved', 'paid')",
}
_CUT = (
    "JOIN invoice_cut c ON c.invoice_id = s.invoice_id AND c.matter_id = s.matter_id "
    "AND c.work_month = s.work_month AND c.cost_kind = s.cost_kind"
)


def _less(session: Session, found: pd.DataFrame, key: str, selection: Selection) -> pd.DataFrame:
    """Take off, per key and currency, what was taken off the invoices; billed stays as it is."""
    if selection.measure == BILLED or found.empty:
        return found
    where, values = _where(selection)
    query = (
        f"SELECT {key}, i.currency, c.cut_cents, c.reporting_cut_cents, s.billed_cents, "
        f"COALESCE(s.reporting_tax_cents, 0) {_JOINED} {_CUT} WHERE {where}"
    )
    sums: dict[tuple[int, str], list[int]] = {}
    for row_key, currency, cut, reporting, billed, tax in session.connection().execute(
        text(query), values
    ):
        known = sums.setdefault((int(row_key), str(currency)), [0, 0, 0])
        known[0] += int(reporting or 0)
        known[1] += 0 if reporting is None else share_of(int(tax), int(cut), int(billed))
        known[2] += int(cut) if reporting is None else 0
    keys = zip(found.iloc[:, 0].tolist(), found["currency"].tolist(), strict=True)
    off = np.array([sums.get(each, [0, 0, 0]) for each in keys], dtype=np.int64)
    columns = ["reporting_cents", "reporting_tax_cents", "unconverted_cents"]
    return found.assign(**{name: found[name] - off[:, n] for n, name in enumerate(columns)})


def _where(selection: Selection) -> tuple[str, dict[str, Any]]:
    month = "i.invoice_month" if selection.basis == "invoice" else "s.work_month"
    parts = [
        _STATUSES[selection.measure],
        f"{month} BETWEEN :first AND :last",
    ]
    narrowed = {
        "area": ("COALESCE(s.practice_area_id, 0)", selection.practice_area_id),
        "vendor": ("i.vendor_id", selection.vendor_id),
        "kind": ("s.cost_kind", selection.cost_kind),
        "matter": ("s.matter_id", selection.matter_id),
        "invoice": ("s.invoice_id", selection.invoice_id),
    }
    chosen = {name: pair for name, pair in narrowed.items() if pair[1] is not None}
    parts += [f"{column} = :{name}" for name, (column, _) in chosen.items()]
    values = {name: value for name, (_, value) in chosen.items()}
    return " AND ".join(parts), {"first": selection.first, "last": selection.last, **values}


def _is_visible(session: Session, actor: Actor) -> str:
    return f"(m.is_restricted = 0 OR m.id IN ({_listed(visible_ids(session, actor))}))"


def _narrative(session: Session, actor: Actor, role: Role) -> str:
    of_role = role in (Role.OPS, Role.ADMIN) or (
        role is Role.EXECUTIVE and settings.read(session).executives_see_narratives
    )
    if of_role:
        return "l.narrative"
    person = int(actor.user_id or 0)
    return (
        f"CASE WHEN m.owner_id = {person} OR EXISTS (SELECT 1 FROM matter_member mm "
        f"WHERE mm.matter_id = m.id AND mm.user_id = {person}) THEN l.narrative END"
    )


def _listed(ids: Sequence[int] | frozenset[int]) -> str:
    return ", ".join(str(int(i)) for i in sorted(ids)) or "0"


def _frame(
    session: Session, query: str, values: dict[str, Any], kinds: dict[str, str]
) -> pd.DataFrame:
    rows = session.connection().execute(text(query), values).all()
    columns = zip(*rows, strict=True) if rows else [()] * len(kinds)
    data = {
        name: pd.Series(list(column), dtype=kinds[name])
        for name, column in zip(kinds, columns, strict=True)
    }
    return pd.DataFrame(data)


def _folded(found: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Add the rows of one key over currencies, naming unconverted money in words."""
    spare = found["unconverted_cents"] != 0
    words = [
        money(int(cents), currency) if is_spare else ""
        for cents, currency, is_spare in zip(
            found["unconverted_cents"], found["currency"], spare, strict=True
        )
    ]
    sums = [name for name in _SUMS if name != "unconverted_cents"]
    grouped = found.assign(unconverted=pd.Series(words, dtype="str", index=found.index)).groupby(
        key, sort=False
    )
    folded = grouped[sums].sum().assign(unconverted=grouped["unconverted"].agg(_joined))
    return folded.reset_index().sort_values(
        ["reporting_cents", *key[:1]], ascending=[False, True], ignore_index=True
    )


def _joined(words: pd.Series) -> str:
    return ", ".join(word for word in words if word)
