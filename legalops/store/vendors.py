"""Vendors: found by their number, name or alias; created when a person says so."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
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
SETTINGS = ["billing", "cadence", "contact_name", "contact_email"]
FACTS = {"name", "currency", *SETTINGS}
#: How a vendor's money comes in: as invoices of its own, or only as what finance paid.
BILLING = {"invoiced": "Invoices", "paid_only": "Payments only"}
_MAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]+")


class VendorInput(BaseModel):
    """What a person can change of a vendor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(max_length=200)
    currency: str = ""
    billing: Literal["invoiced", "paid_only"] = "invoiced"
    cadence: Literal[
        "", "monthly", "two_monthly", "quarterly", "half_yearly", "yearly", "when_needed"
    ] = ""
    contact_name: str = Field("", max_length=200)
    contact_email: str = Field("", max_length=254)


class Named(NamedTuple):
    """What is known of a vendor in a file: the name a person gave it and its currency."""

    name: str
    currency: str


class Alias(NamedTuple):
    """Another spelling or number of a vendor; `id` is None for those of a vendor merged into it."""

    id: int | None
    alias: str


class Live(NamedTuple):
    """How many live invoices and payments a vendor has."""

    invoices: int
    payments: int


def table(engine: Engine) -> pd.DataFrame:
    """Return one row per vendor that stands, by name: id, name, law_firm_id, currency, settings."""
    with reading(engine) as session:
        vendors = session.exec(
            select(Vendor).where(col(Vendor.merged_into).is_(None)).order_by(Vendor.name_norm)
        ).all()
    columns = [*COLUMNS, *SETTINGS]
    rows = [vendor.model_dump(include=set(columns)) for vendor in vendors]
    return pd.DataFrame(rows, columns=columns)


def known_names(session: Session) -> dict[str, str]:
    """Return the name of every vendor by its LAW_FIRM_ID, or by itself where it has none."""
    rows = session.exec(select(Vendor.law_firm_id, Vendor.name))
    return {number or name: name for number, name in rows}


def register(engine: Engine) -> pd.DataFrame:
    """Return one row per vendor with what it billed live and not rejected, converted, net."""
    columns = [*COLUMNS, *SETTINGS]
    names = ", ".join(f"v.{name}" for name in columns)
    query = text(
        f"SELECT {names}, COUNT(i.id), "
        "CAST(COALESCE(SUM(i.reporting_cents), 0) AS BIGINT), MAX(i.invoice_date) "
        "FROM vendor v LEFT JOIN invoice i ON i.vendor_id = v.id "
        "AND i.status NOT IN ('undone', 'superseded', 'rejected') "
        f"WHERE v.merged_into IS NULL GROUP BY {names}, v.name_norm ORDER BY v.name_norm"
    )
    with reading(engine) as session:
        rows = [tuple(row) for row in session.connection().execute(query)]
    return pd.DataFrame(rows, columns=[*columns, "invoices", "billed_cents", "last_invoiced"])


def find(session: Session, wanted: Mapping[str, str]) -> dict[str, Vendor]:
    """Return the vendors by LAW_FIRM_ID, else by name or alias, of those that are known.

    `wanted` maps each LAW_FIRM_ID to the name that goes with it, "" for none. Of a vendor that
    was merged the one it is part of now is found.
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
    return {firm: standing(session, vendor) for firm, vendor in found.items()}


def standing(session: Session, vendor: Vendor) -> Vendor:
    """Return the vendor itself, or the one that it was merged into."""
    while vendor.merged_into is not None:
        into = session.get(Vendor, vendor.merged_into)
        if into is None:
            break
        vendor = into
    return vendor


def current_id(session: Session, vendor_id: int) -> int | None:
    """Return the id of the vendor, or of the one it was merged into; None when there is none."""
    vendor = session.get(Vendor, vendor_id)
    return None if vendor is None else standing(session, vendor).id


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


def names_of_all(engine: Engine) -> dict[int, tuple[str, list[str]]]:
    """Return the name of every vendor that stands, and every other name it is known under."""
    with reading(engine) as session:
        vendors = list(session.exec(select(Vendor)))
        found = {int(v.id or 0): (v.name, list[str]()) for v in vendors if v.merged_into is None}
        for vendor in vendors:
            if vendor.merged_into is not None:
                found[int(standing(session, vendor).id or 0)][1].append(vendor.name)
        for alias in session.exec(select(VendorAlias)):
            if alias.vendor_id in found:
                found[alias.vendor_id][1].append(alias.alias_norm)
    return found


def resolve(unit: Unit, wanted: Mapping[str, Named]) -> dict[str, int]:
    """Return the id of each LAW_FIRM_ID's vendor.

    One not known is created under its name; a number that is new for a vendor of that name
    is tied to it. Raises InvalidInputError when a new vendor has no name.
    """
    known = find(unit.session, {firm: named.name for firm, named in wanted.items()})
    numbered = find(unit.session, dict.fromkeys(known, ""))
    for firm, vendor in known.items():
        if firm and firm not in numbered:
            _tie(unit, vendor, firm, is_name=fold(firm) == fold(wanted[firm].name))
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
    is_name = fold(law_firm_id) == fold(named.name)
    return Vendor(
        name=" ".join(named.name.split()),
        name_norm=fold(named.name),
        law_firm_id=None if is_name or not law_firm_id else law_firm_id,
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
        if first[vendor.name_norm] is not vendor and fold(firm) != vendor.name_norm:
            _tie(unit, first[vendor.name_norm], firm, is_name=False)
    return {firm: first[vendor.name_norm] for firm, vendor in fresh.items()}


def tie(unit: Unit, vendor_id: int, given: str, *, is_name: bool) -> None:
    """Remember what a file calls a vendor that is known: a spelling of its name, or its number.

    A number becomes the vendor's LAW_FIRM_ID when it has none, else an alias as a name does.
    Raises RefusedError when it is another vendor's.
    """
    vendor = unit.session.get(Vendor, vendor_id)
    if vendor is None:
        raise NotFoundError("The vendor")
    vendor = standing(unit.session, vendor)
    owner = find(unit.session, {given: ""}).get(given)
    if owner is not None and owner.id != vendor.id:
        raise RefusedError(f"{given} is known as {owner.name} already.")
    if owner is None:
        _tie(unit, vendor, given, is_name=is_name)


def _tie(unit: Unit, vendor: Vendor, given: str, *, is_name: bool) -> None:
    if vendor.law_firm_id is None and not is_name:
        vendor.law_firm_id = given
    else:
        unit.session.add(VendorAlias(vendor_id=int(vendor.id or 0), alias_norm=fold(given)))
    unit.session.flush()
    after = {"alias" if is_name else "law_firm_id": given}
    unit.audit("vendor.number_added", "vendor", vendor.id, after=after)
    unit.touch("names")


def change(engine: Engine, actor: Actor, vendor_id: int, version: int, given: VendorInput) -> None:
    """Change what is known of a vendor: name, currency, how and how often it bills, contact.

    Raises StaleEditError when somebody else saved first, RefusedError when the name is taken or
    the money would count twice.
    """
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        vendor = _standing(unit.session, vendor_id)
        if vendor.version != version:
            raise StaleEditError(f"Vendor {vendor.name!r}")
        _check(unit.session, vendor, given)
        before = vendor.model_dump(include=FACTS)
        _keep_name(unit.session, vendor, fold(given.name))
        vendor.name, vendor.name_norm = " ".join(given.name.split()), fold(given.name)
        vendor.currency = currency_code(given.currency) if given.currency else None
        vendor.billing, vendor.cadence = given.billing, given.cadence
        vendor.contact_name = " ".join(given.contact_name.split())
        vendor.contact_email = given.contact_email.strip()
        vendor.version += 1
        after = vendor.model_dump(include=FACTS)
        unit.audit("vendor.changed", "vendor", vendor_id, before=before, after=after)
        unit.touch("names")


def _keep_name(session: Session, vendor: Vendor, new: str) -> None:
    """Let the old name go on finding the vendor; its own name needs no alias."""
    if vendor.name_norm == new:
        return
    for row in session.exec(select(VendorAlias).where(VendorAlias.alias_norm == new)):
        session.delete(row)
    session.add(VendorAlias(vendor_id=int(vendor.id or 0), alias_norm=vendor.name_norm))
    session.flush()


def _standing(session: Session, vendor_id: int) -> Vendor:
    vendor = session.get(Vendor, vendor_id)
    if vendor is None:
        raise NotFoundError("The vendor")
    if vendor.merged_into is not None:
        raise RefusedError(f"{vendor.name} was merged into another vendor. Open that one.")
    return vendor


def _check(session: Session, vendor: Vendor, given: VendorInput) -> None:
    if not fold(given.name):
        raise InvalidInputError("Name", "type the vendor's name.")
    other = _by_name(session, {fold(given.name)}).get(fold(given.name))
    if other is not None and standing(session, other).id != vendor.id:
        raise RefusedError(f"There is already a vendor named {other.name!r}.")
    if other is not None and other.merged_into is not None:
        raise RefusedError(f"{other.name!r} is the name of a vendor that was merged into this one.")
    mail = given.contact_email.strip()
    if mail and not _MAIL.fullmatch(mail):
        raise InvalidInputError("Contact's mail", f"{mail!r} is not an address like ann@firm.com.")
    if given.billing != vendor.billing:
        _refuse_doubling(session, vendor, given.billing)


def _refuse_doubling(session: Session, vendor: Vendor, billing: str) -> None:
    have = live(session, [int(vendor.id or 0)]).get(int(vendor.id or 0), Live(0, 0))
    count, what = (
        (have.invoices, "invoice") if billing == "paid_only" else (have.payments, "payment")
    )
    if count:
        many = f"{count:,} live {what}{'' if count == 1 else 's'}"
        other = "payments" if what == "invoice" else "invoices"
        raise RefusedError(
            f"{vendor.name} has {many}, and its {other} would count the same money again. Undo "
            f"those {what}s first, or leave the setting as it is."
        )


def live(session: Session, vendor_ids: Iterable[int] | None = None) -> dict[int, Live]:
    """Return how many live invoices and payments the vendors have; those without are left out.

    A payment is an invoice of the store whose lines are of kind P.
    """
    only = "" if vendor_ids is None else f"AND i.vendor_id IN ({_ids(vendor_ids)})"
    query = text(
        "SELECT vendor_id, SUM(1 - paid), SUM(paid) FROM (SELECT i.vendor_id, CASE WHEN EXISTS ("
        "SELECT 1 FROM invoice_sum s WHERE s.invoice_id = i.id AND s.cost_kind = 'payments') "
        "THEN 1 ELSE 0 END AS paid FROM invoice i "
        f"WHERE i.status NOT IN ('undone', 'superseded') {only}) x GROUP BY vendor_id"
    )
    rows = session.connection().execute(query)
    return {int(number): Live(int(invoices), int(payments)) for number, invoices, payments in rows}


def _ids(numbers: Iterable[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers) or "0"


def clashes(engine: Engine) -> dict[int, Live]:
    """Return the vendors whose money counts twice: those with live invoices and live payments."""
    query = text(
        "SELECT vendor_id FROM spend_cube GROUP BY vendor_id HAVING "
        "SUM(CASE WHEN kind = 'P' THEN 1 ELSE 0 END) > 0 AND "
        "SUM(CASE WHEN kind = 'P' THEN 0 ELSE 1 END) > 0"
    )
    with reading(engine) as session:
        both = [int(row[0]) for row in session.connection().execute(query)]
        return live(session, both) if both else {}


def aliases(engine: Engine, vendor_id: int) -> list[Alias]:
    """Return the other names and numbers of a vendor, those of vendors merged into it last."""
    with reading(engine) as session:
        rows = session.exec(
            select(VendorAlias)
            .where(VendorAlias.vendor_id == vendor_id)
            .order_by(VendorAlias.alias_norm)
        ).all()
        merged = session.exec(select(Vendor).where(Vendor.merged_into == vendor_id)).all()
    found = [Alias(row.id, row.alias_norm) for row in rows]
    for vendor in merged:
        found += [Alias(None, name) for name in (vendor.name, vendor.law_firm_id) if name]
    return found


def add_alias(engine: Engine, actor: Actor, vendor_id: int, alias: str) -> None:
    """Remember another spelling or number of a vendor; refused when it is another vendor's."""
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        vendor = _standing(unit.session, vendor_id)
        norm, typed = fold(alias), " ".join(alias.split())
        if not norm or len(norm) > 200:
            raise InvalidInputError("Other name", "type the other spelling or number.")
        owner = find(unit.session, {typed: ""}).get(typed) or find(unit.session, {alias: ""}).get(
            alias
        )
        if owner is not None:
            whose = "this vendor's" if owner.id == vendor_id else f"{owner.name}'s"
            raise RefusedError(
                f"{typed!r} is {whose} already."
                + ("" if owner.id == vendor_id else " Merge the two if they are one firm.")
            )
        unit.session.add(VendorAlias(vendor_id=vendor_id, alias_norm=norm))
        unit.session.flush()
        unit.audit("vendor.alias_added", "vendor", vendor.id, after={"alias": norm})
        unit.touch("names")


def remove_alias(engine: Engine, actor: Actor, alias_id: int) -> None:
    """Forget another spelling or number of a vendor."""
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        row = unit.session.get(VendorAlias, alias_id)
        if row is None:
            raise NotFoundError("The other name")
        unit.session.delete(row)
        unit.session.flush()
        before = {"alias": row.alias_norm}
        unit.audit("vendor.alias_removed", "vendor", row.vendor_id, before=before)
        unit.touch("names")
