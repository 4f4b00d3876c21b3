"""Vendors: found by their number, name or alias; created when a person says so."""

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


def find(session: Session, law_firm_id: str, name: str = "") -> Vendor | None:
    """Return the vendor with this LAW_FIRM_ID, else with this name or alias."""
    if law_firm_id:
        found = session.exec(select(Vendor).where(Vendor.law_firm_id == law_firm_id)).first()
        if found is not None:
            return found
    for given in (law_firm_id, name):
        if fold(given):
            found = session.exec(select(Vendor).where(Vendor.name_norm == fold(given))).first()
            found = (
                found
                or session.exec(
                    select(Vendor)
                    .join(VendorAlias, col(VendorAlias.vendor_id) == Vendor.id)
                    .where(VendorAlias.alias_norm == fold(given))
                ).first()
            )
            if found is not None:
                return found
    return None


def find_or_create(unit: Unit, law_firm_id: str, name: str, currency: str) -> Vendor:
    """Return the vendor, creating it under the name or tying its number to the one so named."""
    found = find(unit.session, law_firm_id, name)
    if found is None:
        if not fold(name):
            raise InvalidInputError("Vendor", f"give the firm behind {law_firm_id} a name.")
        found = Vendor(
            name=" ".join(name.split()),
            name_norm=fold(name),
            law_firm_id=law_firm_id or None,
            currency=currency or None,
            created_at=instant(utc_now()),
        )
        unit.session.add(found)
        unit.session.flush()
        unit.audit(
            "vendor.added", "vendor", found.id,
            after={"name": found.name, "law_firm_id": law_firm_id, "currency": currency},
        )  # fmt: skip
        unit.touch("names")
    elif law_firm_id and find(unit.session, law_firm_id) is None:
        _tie(unit, found, law_firm_id)
    if currency and found.currency is None:
        found.currency = currency
        unit.touch("names")
    return found


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
        other = find(unit.session, "", name)
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
