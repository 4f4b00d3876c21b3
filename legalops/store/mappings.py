"""Column mappings: which heading of a table holds which field, as somebody said it once."""

import json
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError, StaleEditError
from legalops.intake.how import How
from legalops.intake.names import fold
from legalops.models.spend import ColumnMapping, Vendor
from legalops.periods import instant, utc_now
from legalops.store.unit import Unit, reading

LONGEST = 80
COLUMNS = [
    "id", "name", "vendor_id", "vendor", "fingerprint", "how", "version", "made_by", "made_at",
    "changed_by", "changed_at",
]  # fmt: skip
#: What of a file's reading holds for the next file too; the rest is said anew for each.
_LASTING = (
    "kind", "columns", "date_order", "decimal", "flips_sign", "currency", "matter",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """A mapping that fits: how to read the file, and whose word that was.

    `vendor` is the vendor it was kept for, "" where it serves every vendor.
    """

    mapping_id: int
    name: str
    how: How
    changed_by: str
    changed_at: str
    version: int
    fingerprint: str
    vendor_id: int | None
    vendor: str

    @property
    def by_headings(self) -> "Known":
        """The mapping as far as headings alone vouch for it: columns and how they are written.

        Whose file it is, which matter and which currency are not told by a vendor's mapping
        where nobody said that the file is that vendor's: another firm may use the same headings.
        """
        how = self.how
        plain = replace(how, vendor="", matter="", currency="", day="")
        return replace(self, how=plain if self.vendor_id is not None else how, vendor="")


@dataclass(frozen=True)
class Mapping:
    """A mapping as somebody wants it kept; without a vendor it serves every vendor."""

    name: str
    fingerprint: str
    how: How
    vendor_id: int | None = None


def lasting(how: How) -> How:
    """Return what of a file's reading is worth keeping for the next one of its kind."""
    values = how.as_json()
    return How.from_json({name: values[name] for name in _LASTING})


def find(session: Session, fingerprint: str, vendor_id: int | None = None) -> Known | None:
    """Return the mapping for tables with these headings: the vendor's own, else a general one.

    Where the vendor is not known and there is no general one, the one of a vendor is taken; with
    such of several vendors, whose file it is stays to be said.
    """
    rows = session.exec(
        select(ColumnMapping)
        .where(ColumnMapping.fingerprint == fingerprint)
        .order_by(col(ColumnMapping.changed_at).desc(), col(ColumnMapping.id).desc())
    ).all()
    own = [row for row in rows if vendor_id is not None and row.vendor_id == vendor_id]
    fitting = own + [row for row in rows if row.vendor_id is None]
    if fitting or vendor_id is not None:
        return _known(session, fitting[0]) if fitting else None
    if not rows:
        return None
    known = _known(session, rows[0])
    is_one = len({row.vendor_id for row in rows}) == 1
    return known if is_one else replace(known, vendor_id=None, vendor="")


def named(session: Session, name: str) -> Known | None:
    """Return the mapping of a name, however it is spelt; its vendor is that of the file."""
    query = select(ColumnMapping).where(ColumnMapping.name_norm == fold(name))
    row = session.exec(query).first()
    if row is None:
        return None
    known = _known(session, row)
    return replace(known, how=replace(known.how, vendor=known.vendor))


def _known(session: Session, row: ColumnMapping) -> Known:
    vendor = session.get(Vendor, row.vendor_id) if row.vendor_id is not None else None
    return Known(
        mapping_id=int(row.id or 0),
        name=row.name,
        how=How.from_json(json.loads(row.how_json)),
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        version=row.version,
        fingerprint=row.fingerprint,
        vendor_id=row.vendor_id,
        vendor=vendor.name if vendor else "",
    )


def table(engine: Engine) -> pd.DataFrame:
    """Return one row per mapping, by name; `how` is how its files are read."""
    query = (
        select(ColumnMapping, Vendor.name)
        .join(Vendor, col(Vendor.id) == ColumnMapping.vendor_id, isouter=True)
        .order_by(ColumnMapping.name_norm)
    )
    with reading(engine) as session:
        found = [
            {
                **row.model_dump(),
                "vendor": vendor or "",
                "how": How.from_json(json.loads(row.how_json)),
            }
            for row, vendor in session.exec(query)
        ]
    return pd.DataFrame(found, columns=COLUMNS).astype({"vendor_id": "Int64"})


def save(unit: Unit, wanted: Mapping) -> int:
    """Keep a mapping and return its id; the same under the same name is kept once.

    Raises RefusedError when another one has the name: that one is changed, with its version.
    """
    row = unit.session.exec(
        select(ColumnMapping).where(ColumnMapping.name_norm == _checked(wanted.name))
    ).first()
    if row is not None:
        if (row.vendor_id, row.fingerprint, row.how_json) == _content(wanted):
            return int(row.id or 0)
        raise RefusedError(
            f"There is already a mapping named {row.name!r}, kept by {row.changed_by}. Take "
            "another name, or change that one on the page Column mappings."
        )
    _vendor(unit.session, wanted.vendor_id)
    fresh = _fresh(wanted, unit.actor.name)
    unit.session.add(fresh)
    unit.session.flush()
    unit.audit("mapping.added", "column_mapping", fresh.id, after=_facts(fresh))
    unit.touch("names")
    return int(fresh.id or 0)


def _fresh(wanted: Mapping, by: str) -> ColumnMapping:
    now = instant(utc_now())
    return ColumnMapping(
        name=_tidy(wanted.name),
        name_norm=fold(wanted.name),
        vendor_id=wanted.vendor_id,
        fingerprint=wanted.fingerprint,
        how_json=_json(wanted.how),
        made_by=by,
        made_at=now,
        changed_by=by,
        changed_at=now,
    )


def change(unit: Unit, mapping_id: int, version: int, wanted: Mapping) -> None:
    """Put a mapping in the place of what was kept, raising StaleEditError if that moved on."""
    row = _at(unit.session, mapping_id, version)
    query = select(ColumnMapping).where(ColumnMapping.name_norm == _checked(wanted.name))
    other = unit.session.exec(query).first()
    if other is not None and other.id != mapping_id:
        raise RefusedError(f"There is already a mapping named {other.name!r}. Take another name.")
    _vendor(unit.session, wanted.vendor_id)
    before = _facts(row)
    row.name, row.name_norm = _tidy(wanted.name), fold(wanted.name)
    row.how_json, row.vendor_id = _json(wanted.how), wanted.vendor_id
    row.fingerprint = wanted.fingerprint
    row.changed_by, row.changed_at = unit.actor.name, instant(utc_now())
    row.version += 1
    unit.session.add(row)
    unit.session.flush()
    unit.audit("mapping.changed", "column_mapping", row.id, before=before, after=_facts(row))
    unit.touch("names")


def delete(unit: Unit, mapping_id: int, version: int) -> None:
    """Forget a mapping; what was read with it stays as it is."""
    row = _at(unit.session, mapping_id, version)
    unit.audit("mapping.forgotten", "column_mapping", mapping_id, before=_facts(row))
    unit.touch("names")
    unit.session.delete(row)
    unit.session.flush()


def _at(session: Session, mapping_id: int, version: int) -> ColumnMapping:
    row = session.get(ColumnMapping, mapping_id)
    if row is None:
        raise NotFoundError("The column mapping")
    if row.version != version:
        raise StaleEditError(f"Mapping {row.name!r}", row.changed_by)
    return row


def _checked(name: str) -> str:
    """Return the name as it is compared, raising InvalidInputError when it is no name."""
    if not fold(name):
        raise InvalidInputError("Name", "give the mapping a name, such as the firm's.")
    if len(name) > LONGEST:
        raise InvalidInputError("Name", f"at most {LONGEST} characters.")
    return fold(name)


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _vendor(session: Session, vendor_id: int | None) -> None:
    if vendor_id is not None and session.get(Vendor, vendor_id) is None:
        raise NotFoundError("The vendor")


def _content(wanted: Mapping) -> tuple[int | None, str, str]:
    return wanted.vendor_id, wanted.fingerprint, _json(wanted.how)


def _json(how: How) -> str:
    values = how.as_json()
    return json.dumps({name: values[name] for name in _LASTING})


def _facts(row: ColumnMapping) -> dict[str, Any]:
    facts = {"name", "vendor_id", "fingerprint", "version"}
    return {**row.model_dump(include=facts), "how": json.loads(row.how_json)}
