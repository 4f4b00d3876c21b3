"""Codes of lines: what ships in `data/utbms`, with what ops added, renamed or retired before it."""

import csv
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError
from legalops.intake.codes import CodeSets
from legalops.intake.names import fold
from legalops.models.spend import Code
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.settings import ROOT
from legalops.store.unit import Unit, reading, writing

FOLDER = ROOT / "data" / "utbms"
#: The kinds of codes, with what one of them is called.
KINDS = {
    "task": "task code",
    "activity": "activity code",
    "expense": "expense code",
    "classification": "timekeeper class",
}
COLUMNS = ["kind", "code", "name", "set", "source", "is_retired", "changed_by", "changed_at"]
UNKNOWN = ["kind", "code", "uploads", "last_upload", "last_seen"]
_MAX_CODE, _MAX_NAME = 60, 200
_RECENT_UPLOADS = 200
_FIELDS = {
    "LINE_ITEM_TASK_CODE": "task",
    "LINE_ITEM_ACTIVITY_CODE": "activity",
    "LINE_ITEM_EXPENSE_CODE": "expense",
}


class Shipped(NamedTuple):
    """A code of the UTBMS tables; `name` is "" where none was published."""

    code: str
    name: str
    set: str


@lru_cache(maxsize=4)
def shipped(folder: Path = FOLDER) -> Mapping[str, Mapping[str, Shipped]]:
    """Return the codes that ship, by kind and folded code."""
    found: dict[str, dict[str, Shipped]] = {kind: {} for kind in KINDS}
    for row in _rows(folder / "all_codes.csv"):
        found[_kind(row.set)].setdefault(fold(row.code), row)
    for name in ("timekeeper_classifications", "timekeeper_classification_aliases_seen"):
        for row in _rows(folder / f"{name}.csv"):
            found["classification"].setdefault(fold(row.code), row)
    return found


def _rows(path: Path) -> list[Shipped]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Shipped(row["code"].strip().upper(), row["label"].strip(), row["set"])
            for row in csv.DictReader(file)
        ]


def _kind(name: str) -> str:
    return next((kind for kind in ("activity", "expense") if name.startswith(kind)), "task")


def sets(session: Session) -> CodeSets:
    """Return the codes that are known: what ships less what is retired, and the department's."""
    known = {kind: {row.code for row in rows.values()} for kind, rows in shipped().items()}
    for row in session.exec(select(Code)):
        (known[row.kind].discard if row.is_retired else known[row.kind].add)(row.code.upper())
    return CodeSets(
        task=frozenset(known["task"]),
        activity=frozenset(known["activity"]),
        expense=frozenset(known["expense"]),
        classifications=frozenset(known["classification"]),
    )


def table(engine: Engine, kind: str | None = None) -> pd.DataFrame:
    """Return one row per code, of one kind or of all, by kind and code.

    `source` is "shipped", "yours", or "changed" for one that ships under another name here.
    """
    with reading(engine) as session:
        own = {(row.kind, row.code_norm): row for row in session.exec(select(Code))}
    rows = []
    for each in KINDS if kind is None else [kind]:
        ship = shipped()[each]
        norms = sorted({*ship, *(norm for k, norm in own if k == each)})
        rows += [_row(each, ship.get(norm), own.get((each, norm))) for norm in norms]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(kind: str, ship: Shipped | None, own: Code | None) -> tuple[object, ...]:
    if own is None:
        given = ship or Shipped("", "", "")
        return (kind, *given, "shipped", False, "", "")
    source = "yours" if ship is None else "changed" if own.name != ship.name else "shipped"
    return (
        kind, own.code, own.name, ship.set if ship else "", source, own.is_retired,
        own.changed_by, own.changed_at,
    )  # fmt: skip


def unknown(engine: Engine) -> pd.DataFrame:
    """Return the codes that recent uploads were warned of and that are still not known.

    `kind` is what the column was read as; of a table it is told by the code's first letter.
    """
    query = text(
        "SELECT p.code, p.field, p.value, COUNT(DISTINCT u.id), MAX(u.id), MAX(u.uploaded_at) "
        "FROM upload_problem p JOIN upload u ON u.id = p.upload_id "
        "WHERE p.code IN ('unknown_code', 'unknown_classification') AND u.state <> 'undone' "
        "AND u.id > (SELECT COALESCE(MAX(id), 0) FROM upload) - :recent "
        "GROUP BY p.code, p.field, p.value"
    )
    with reading(engine) as session:
        found = session.connection().execute(query, {"recent": _RECENT_UPLOADS}).all()
        known = sets(session)
        retired = {(r.kind, r.code_norm) for r in session.exec(select(Code)) if r.is_retired}
    by_kind = dict(zip(KINDS, known, strict=True))
    rows: dict[tuple[str, str], tuple[str, str, int, int, str]] = {}
    for problem, field, value, uploads, last, seen in found:
        kind, code = _kind_of(problem, field, value), str(value).strip().upper()
        key = (kind, fold(code))
        if code and code not in by_kind[kind] and key not in retired:
            before = rows.get(key, (kind, code, 0, 0, ""))
            count = before[2] + int(uploads)
            rows[key] = (kind, code, count, max(before[3], int(last)), max(before[4], str(seen)))
    return pd.DataFrame([rows[key] for key in sorted(rows)], columns=UNKNOWN)


def _kind_of(problem: str, field: str, value: str) -> str:
    if problem == "unknown_classification":
        return "classification"
    return _FIELDS.get(field) or {"A": "activity", "E": "expense"}.get(value[:1].upper(), "task")


def add(engine: Engine, actor: Actor, kind: str, code: str, name: str) -> None:
    """Add a code of the department's own; raise RefusedError when it is there already."""
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        norm = _checked(kind, code)
        own, ship = unit.session.get(Code, (kind, norm)), shipped()[kind].get(norm)
        if own is not None and own.is_retired:
            raise RefusedError(f"{own.code} was retired. Bring it back instead of adding it.")
        if own is not None or ship is not None:
            there = own.code if own else code.strip().upper()
            raise RefusedError(f"{there} is in the list already. Rename it instead.")
        _keep(unit, "code.added", Code(kind=kind, code_norm=norm, code=code.strip().upper(),
              name=_named(name), changed_by="", changed_at=""))  # fmt: skip


def rename(engine: Engine, actor: Actor, kind: str, code: str, name: str) -> None:
    """Give a code another name; "" takes a shipped code back to its own."""
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        row = _row_of(unit, kind, code)
        ship = shipped()[kind].get(row.code_norm)
        if not name.strip() and ship is None:
            raise InvalidInputError("Name", "say what the code stands for.")
        row.name = _named(name) if name.strip() else (ship.name if ship else "")
        _keep(unit, "code.renamed", row)


def retire(engine: Engine, actor: Actor, kind: str, code: str) -> None:
    """Take a code out of use: lines that carry it are warned of from now on."""
    _switch(engine, actor, (kind, code), is_retired=True)


def restore(engine: Engine, actor: Actor, kind: str, code: str) -> None:
    """Bring a retired code back."""
    _switch(engine, actor, (kind, code), is_retired=False)


def _switch(engine: Engine, actor: Actor, key: tuple[str, str], *, is_retired: bool) -> None:
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        row = _row_of(unit, *key)
        if row.is_retired == is_retired:
            raise RefusedError(f"{row.code} is {'retired' if is_retired else 'in use'} already.")
        row.is_retired = is_retired
        _keep(unit, "code.retired" if is_retired else "code.restored", row)


def _row_of(unit: Unit, kind: str, code: str) -> Code:
    norm = _checked(kind, code)
    own, ship = unit.session.get(Code, (kind, norm)), shipped()[kind].get(norm)
    if own is None and ship is None:
        raise NotFoundError(f"The {KINDS[kind]} {code}")
    return own or Code(
        kind=kind, code_norm=norm, code=ship.code if ship else "", name=ship.name if ship else "",
        changed_by="", changed_at="",
    )  # fmt: skip


def _keep(unit: Unit, action: str, row: Code) -> None:
    row.changed_by = unit.actor.display_name or unit.actor.name
    row.changed_at = instant(utc_now())
    unit.session.add(row)
    unit.session.flush()
    after = {"name": row.name, "is_retired": row.is_retired}
    unit.audit(action, "code", f"{row.kind} {row.code}", after=after)
    unit.touch("names")


def _checked(kind: str, code: str) -> str:
    if kind not in KINDS:
        raise InvalidInputError("Kind", f"choose one of {_listed(KINDS)}.")
    typed = code.strip()
    if not typed or len(typed) > _MAX_CODE or not typed.isprintable():
        raise InvalidInputError("Code", f"type 1 to {_MAX_CODE} letters or digits, such as L120.")
    return fold(typed)


def _named(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > _MAX_NAME:
        raise InvalidInputError("Name", f"say in at most {_MAX_NAME} letters what it stands for.")
    return clean


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
