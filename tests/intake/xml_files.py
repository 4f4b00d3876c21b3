"""LEDES in XML made for a test: a sound file of any version, and what is changed in it."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from legalops.intake.draft import Checked, Draft, Limits
from legalops.intake.how import How
from legalops.intake.read import read
from tests.intake.files import ON_SCREEN, TODAY
from tests.intake.files import checked as checked_text

NAMESPACES = {
    v: f"http://www.ledes.org/LEDES{v.replace('.', '')}.xsd" for v in ("2.0", "2.1", "2.2")
}
FIRM = "24-1111111"
Values = Mapping[str, str | None]


def element(name: str, *inside: str, **values: str | None) -> str:
    """An element of leaves, and of what else is inside; a leaf of None is left out."""
    leaves = [f"<{k}>{escape(v)}</{k}>" for k, v in values.items() if v is not None]
    return f"<{name}>{''.join(leaves)}{''.join(inside)}</{name}>\n"


def fee(*inside: str, **changes: str | None) -> str:
    """A fee of 300.00, sound in 2.0, 2.1 and 2.2."""
    sound = {
        "charge_date": "2026-01-10", "tk_id": "TK1", "charge_desc": "Read the lease",
        "task_code": "L110", "task_activity": "A102", "charge_type": "U", "units": "1.5",
        "rate": "200.00", "base_amount": "300.00", "total_amount": "300.00",
    }  # fmt: skip
    return element("fee", *inside, **{**sound, **changes})


def expense(*inside: str, **changes: str | None) -> str:
    """An expense of 40.00."""
    sound = {
        "charge_date": "2026-01-11", "charge_desc": "Copies", "expense_code": "E101",
        "charge_type": "U", "units": "400", "rate": "0.10", "total_amount": "40.00",
    }  # fmt: skip
    return element("expense", *inside, **{**sound, **changes})


def matter(*inside: str, **changes: str | None) -> str:
    """A matter with a timekeeper and what is inside, a fee if nothing is."""
    sound = {"cl_matter_id": "CM-9", "lf_matter_id": "0528", "matter_name": "Lease of the mill"}
    keeper = element("tk_sum", tk_id="TK1", tk_lname="Doe", tk_fname="Jane", tk_level="PARTNR")
    return element("matter", keeper, *(inside or (fee(),)), **{**sound, **changes})


def invoice(*inside: str, **changes: str | None) -> str:
    """An invoice of 300.00 with a matter."""
    sound = {
        "inv_id": "A-100", "inv_date": "2026-02-15", "inv_due_date": "20260315",
        "inv_currency": "USD", "inv_start_date": "2026-01-01", "inv_end_date": "2026-01-31",
        "inv_desc": "January work", "inv_total_net_due": "300.00",
    }  # fmt: skip
    return element("invoice", *(inside or (matter(),)), **{**sound, **changes})


def firm(*inside: str, **changes: str | None) -> str:
    """A firm, with what is inside."""
    contact = element("lf_billing_contact", contact_lname="Roe", contact_fname="Sam")
    sound = {"lf_vendor_id": FIRM, "lf_name": "Alder LLP", "source_app": "Bills"}
    return element("firm", contact, *inside, **{**sound, **changes})


def client(*inside: str, **changes: str | None) -> str:
    """A client, with what is inside."""
    return element("client", *inside, **{"cl_id": "0711", "cl_lf_id": "1", **changes})


def xml(
    *invoices: str, version: str = "2.2", head: str = '<?xml version="1.0" encoding="UTF-8"?>\n'
) -> bytes:
    """A file of 2.0, 2.1 or 2.2: the invoices in a client in a firm, as the standard nests them."""
    inside = firm(client(*(invoices or (invoice(),))))
    root = f"ledesxmlebilling{version}"
    return f'{head}<{root} xmlns="{NAMESPACES[version]}">\n{inside}</{root}>\n'.encode()


def ledes2000(
    *charges: str, head: str = '<?xml version="1.0"?>\n', siblings: bool = True, **changes: str
) -> bytes:
    """A file of LEDES 2000, whose writers close the firm before the client begins."""
    total = {"inv_total_net_due": "300.00", **changes}
    old_fee = fee(charge_date="20260110", task_code=None, task_activity=None, acca_task="L110",
                  acca_activity="A102")  # fmt: skip
    billed = invoice(
        matter(*(charges or (old_fee,)), matter_adj_on_fees=changes.pop("adjusted", "0.00")),
        inv_date="20260215", inv_start_date="20260101", inv_end_date="20260131",
        inv_generic_discount="0", **{k: v for k, v in total.items() if k != "adjusted"},
    )  # fmt: skip
    named = {"lf_vendor_id": None, "lf_tax_id": FIRM}
    body = firm(**named) + client(billed) if siblings else firm(client(billed), **named)
    return f"{head}<ledesxml>{body}</ledesxml>".encode()


def draft(data: bytes, limits: Limits = ON_SCREEN, how: How | None = None) -> Draft:
    """Read on the tests' day."""
    return read("invoices.xml", data, limits, today=TODAY, how=how)


def checked(data: bytes, limits: Limits = ON_SCREEN, **changes: object) -> Checked:
    """Read and check."""
    return checked_text(data, limits, **changes)


def several(count: int) -> Sequence[str]:
    """So many invoices, each with a fee of its own person."""
    return [invoice(matter(fee(tk_id=f"T{place}")), inv_id=f"A-{place}") for place in range(count)]
