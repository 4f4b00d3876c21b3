"""Suppliers whose spend comes from what finance paid, not from invoices."""

from collections.abc import Iterable

from sqlmodel import col, select

from legalops.models.spend import Vendor
from legalops.store.unit import Unit


def set_paid_only(unit: Unit, vendor_ids: Iterable[int]) -> None:
    """Say that vendors' spend comes from payments alone."""
    ids = sorted(set(vendor_ids))
    for vendor in unit.session.exec(select(Vendor).where(col(Vendor.id).in_(ids))).all():
        before = {"billing": vendor.billing}
        vendor.billing = "paid_only"
        unit.session.flush()
        unit.audit(
            "vendor.billing_set", "vendor", vendor.id,
            before=before, after={"billing": "paid_only"},
        )  # fmt: skip
        unit.touch("names")
