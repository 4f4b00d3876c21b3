"""Which open matters does a vendor work on, as far as the store knows?"""

from typing import NamedTuple

from sqlalchemy import Engine, text
from sqlmodel import select

from legalops.models.spend import Vendor
from legalops.permissions import Actor, Permission
from legalops.store.matters import visible_ids
from legalops.store.unit import reading, require


class OpenMatter(NamedTuple):
    """A matter as it is written on an invoice, and what people call it."""

    number: str
    name: str


def open_matters(engine: Engine, actor: Actor, vendor_id: int) -> list[OpenMatter]:
    """Return the open matters a vendor billed or has a number of its own for, by number.

    Restricted ones are there only for who may see them.
    """
    query = text(
        "SELECT m.id, m.number, m.name, m.is_restricted FROM matter m WHERE m.status = 'open' "
        "AND (m.id IN (SELECT matter_id FROM matter_alias WHERE vendor_id = :vendor) OR m.id IN "
        "(SELECT s.matter_id FROM invoice_sum s JOIN invoice i ON i.id = s.invoice_id "
        "WHERE i.vendor_id = :vendor AND i.status NOT IN ('undone', 'superseded'))) "
        "ORDER BY m.number_norm"
    )
    with reading(engine) as session:
        require(session, actor, Permission.IMPORT_INVOICES)
        visible = visible_ids(session, actor)
        rows = session.connection().execute(query, {"vendor": vendor_id}).all()
    return [
        OpenMatter(str(number), str(name))
        for matter_id, number, name, is_restricted in rows
        if not is_restricted or matter_id in visible
    ]


def paid_only(engine: Engine) -> list[str]:
    """Return the names of the vendors that send no invoices and are only paid."""
    query = select(Vendor.name).where(Vendor.billing == "paid_only").order_by(Vendor.name_norm)
    with reading(engine) as session:
        return [str(name) for name in session.exec(query)]
