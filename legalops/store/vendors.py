"""Vendors: found by their number, name or alias; created when a person says so."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from legalops.errors import InvalidInputError, NotFoundError, RefusedError, StaleEditError
from legalops.intake.names import fold
from legalops.models.spend import Vendor, VendorAlias
from legalops.money import currency_code
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.store.unit import Unit, reading, writing

COLUMNS = ["id", "name", "law_firm_id", "currency", "version"]


def table(engine: Engine) -> pd.DataFrame:
    """Return one row per vendor: id, name, law_firm_id, currency, version; by name."""
    with reading(engine) as session:
        vendors = session.exec(select(Vendor).order_by(Vendor.name_norm)).all()
    rows = [vendor.model_dump(include=set(COLUMNS)) for vendor in vendors]
    return pd.DataFrame(rows, columns=COLUMNS)


def known_names(session: Session) -> dict[str, str]:
    """Return the name of every vendor by its LAW_FIRM_ID, or by itself where it has none."""
    rows = session.exec(select(Vendor.law_firm_id, Vendor.name))
    return {number or name: name for number, name in rows}


def register(engine: Engine) -> pd.DataFrame:
    """Return one row per vendor with what it billed live and not rejected, converted, net."""
    query = text(
        "SELECT v.id, v.name, v.law_firm_id, v.currency, v.version, COUNT(i.id), "
        "CAST(COALESCE(SUM(i.reporting_cents), 0) AS BIGINT), MAX(i.invoice_date) "
        "FROM vendor v LEFT JOIN invoice i ON i.vendor_id = v.id "
        "AND i.status NOT IN ('undone', 'superseded', 'rejected') "
        "GROUP BY v.id, v.name, v.law_firm_id, v.currency, v.version, v.name_norm "
        "ORDER BY v.name_norm"
    )
    with reading(engine) as session:
        rows = [tuple(row) for row in session.connection().execute(query)]
    return pd.DataFrame(rows, columns=[*COLUMNS, "invoices", "billed_cents", "last_invoiced"])


def find(session: Session, wanted: Mapping[str, str]) -> dict[str, Vendor]:
    """Return the vendors by LAW_FIRM_ID, else by name or alias, of those that are known.

    `wanted` maps each LAW_FIRM_ID to the name that goes with it, "" for none.
    """
    firms = sorted(set(wanted) - {""})
    numbered = session.exec(select(Vendor).where(col(Vendor.law_firm_id).in_(firms)))
    found = {str(vendor.law_firm_id): vendor for vendor in numbered}
    rest = {
        firm: [given for given in (fold(firm), fold(name)) if given]
        for firm, name in wanted.items()
        if firm not in found
    }
    by_name = _by_name(session, {given for names in rest.values() for given in names})
    for firm, names in rest.items():
        known = [by_name[given] for given in names if given in by_name]
        if known:
            found[firm] = known[0]
    return found


def _by_name(session: Session, names: set[str]) -> dict[str, Vendor]:
    if not names:
        return {}
    aliases = session.exec(
        select(VendorAlias.alias_norm, Vendor)
        .join(Vendor, col(Vendor.id) == VendorAlias.vendor_id)
        .where(col(VendorAlias.alias_norm).in_(names))
    )
    named = session.exec(select(Vendor).where(col(Vendor.name_norm).in_(names)))
    return dict(aliases.all()) | {vendor.name_norm: vendor for vendor in named}


class Named(NamedTuple):
    """What is known of a vendor in a file: the name a person gave it and its currency."""

    name: str
    currency: str


def resolve(unit: Unit, wanted: Mapping[str, Named]) -> dict[str, int]:
    """Return the id of each LAW_FIRM_ID's vendor.

    One not known is created under its name; a number that is new for a vendor of that name
    is tied to it. Raises InvalidInputError when a new vendor has no name.
    """
    known = find(unit.session, {firm: named.name for firm, named in wanted.items()})
    numbered = find(unit.session, dict.fromkeys(known, ""))
    for firm, vendor in known.items():
        if firm and firm not in numbered:
            _tie(unit, vendor, firm)
    fresh = {firm: _new(firm, named) for firm, named in wanted.items() if firm not in known}
    if fresh:
        known |= _one_a_name(unit, fresh)
    for firm, vendor in known.items():
        if wanted[firm].currency and vendor.currency is None:
            vendor.currency = wanted[firm].currency
            unit.touch("names")
    unit.session.flush()
    return {firm: int(vendor.id or 0) for firm, vendor in known.items()}


def _new(law_firm_id: str, named: Named) -> Vendor:
    if not fold(named.name):
        raise InvalidInputError("Vendor", f"give the firm behind {law_firm_id} a name.")
    return Vendor(
        name=" ".join(named.name.split()),
        name_norm=fold(named.name),
        law_firm_id=law_firm_id or None,
        currency=named.currency or None,
        created_at=instant(utc_now()),
    )


def _one_a_name(unit: Unit, fresh: dict[str, Vendor]) -> dict[str, Vendor]:
    """Store new vendors; numbers that were given the same name are one vendor."""
    first: dict[str, Vendor] = {}
    for vendor in fresh.values():
        first.setdefault(vendor.name_norm, vendor)
    unit.session.add_all(first.values())
    unit.session.flush()
    facts = {"name", "law_firm_id", "currency"}
    unit.audit(
        "vendors.added", "vendor", next(iter(first.values())).id,
        after={"vendors": [vendor.model_dump(include=facts) for vendor in first.values()]},
    )  # fmt: skip
    unit.touch("names")
    for firm, vendor in fresh.items():
        if first[vendor.name_norm] is not vendor:
            _tie(unit, first[vendor.name_norm], firm)
    return {firm: first[vendor.name_norm] for firm, vendor in fresh.items()}


def _tie(unit: Unit, vendor: Vendor, law_firm_id: str) -> None:
    if vendor.law_firm_id is None:
        vendor.law_firm_id = law_firm_id
    else:
        unit.session.add(VendorAlias(vendor_id=int(vendor.id or 0), alias_norm=fold(law_firm_id)))
    unit.session.flush()
    unit.audit("vendor.number_added", "vendor", vendor.id, after={"law_firm_id": law_firm_id})
    unit.touch("names")


def change(
    engine: Engine, actor: Actor, vendor_id: int, *, version: int, name: str, currency: str
) -> None:
    """Rename a vendor or change the currency remembered for it.

    Raises StaleEditError when somebody else saved first, RefusedError when the name is taken.
    """
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        vendor = unit.session.get(Vendor, vendor_id)
        if vendor is None:
            raise NotFoundError("The vendor")
        if vendor.version != version:
            raise StaleEditError(f"Vendor {vendor.name!r}")
        if not fold(name):
            raise InvalidInputError("Name", "type the vendor's name.")
        other = _by_name(unit.session, {fold(name)}).get(fold(name))
        if other is not None and other.id != vendor_id:
            raise RefusedError(f"There is already a vendor named {other.name!r}.")
        before = {"name": vendor.name, "currency": vendor.currency}
        vendor.name, vendor.name_norm = " ".join(name.split()), fold(name)
        vendor.currency = currency_code(currency) if currency else None
        vendor.version += 1
        unit.audit(
            "vendor.changed", "vendor", vendor_id,
            before=before, after={"name": vendor.name, "currency": vendor.currency},
        )  # fmt: skip
        unit.touch("names")
