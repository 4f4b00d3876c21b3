"""What the store knows of the vendors, matters and invoices that a draft names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from legalops import money
from legalops.errors import NotFoundError
from legalops.intake.draft import Draft, DraftMatter, Known
from legalops.intake.names import fold
from legalops.models.spend import Vendor
from legalops.services.choices import Choices
from legalops.store import codes, matters, timekeepers, uploads, vendors
from legalops.store.unit import reading

#: The department's own matter, to which payments belong that name none.
PAYMENTS = matters.New("PAYMENTS", "Payments without a matter", None)


def is_without_matter(draft: Draft, matter: DraftMatter) -> bool:
    """Say whether a payment names no matter; then it belongs to the department's own one."""
    named = fold(matter.client_matter_id) or fold(matter.law_firm_matter_id)
    return draft.is_payments and not named


def wanted(session: Session, draft: Draft, choices: Choices) -> list[matters.Wanted]:
    """Return each matter of a draft as the store is asked for it."""
    firms = {m.law_firm_id for m in draft.matters}
    ids: dict[str, int | None] = {
        firm: vendor.id for firm, vendor in named_vendors(session, firms, choices).items()
    }
    return [asked(draft, m, ids.get(m.law_firm_id)) for m in draft.matters]


def asked(draft: Draft, matter: DraftMatter, vendor_id: int | None) -> matters.Wanted:
    """Return one matter as the store is asked for it; payments without one have the own one."""
    if is_without_matter(draft, matter):
        return matters.Wanted(vendor_id, PAYMENTS.number, "")
    return matters.Wanted(vendor_id, matter.client_matter_id, matter.law_firm_matter_id)


def named_vendors(session: Session, firms: Collection[str], choices: Choices) -> dict[str, Vendor]:
    """Return the vendors that are known or were chosen, by LAW_FIRM_ID."""
    given = {firm: choices.suppliers.get(firm, "") for firm in firms}
    found = vendors.find(session, given)
    for firm in choices.vendors.keys() & firms:
        chosen = session.get(Vendor, choices.vendors[firm])
        if chosen is None:
            raise NotFoundError("The vendor")
        found[firm] = vendors.standing(session, chosen)
    return found


def known(engine: Engine, draft: Draft, choices: Choices) -> tuple[Known, dict[str, str]]:
    """Return what the check must know of the store, and the known vendors' names."""
    with reading(engine) as session:
        firms = sorted({i.law_firm_id for i in draft.invoices})
        found = named_vendors(session, firms, choices)
        ids = {firm: int(vendor.id or 0) for firm, vendor in found.items()}
        keepers = {
            (firm, code)
            for firm, vendor_id in ids.items()
            if draft.timekeepers
            for code in timekeepers.known(session, vendor_id)
        }
        numbers = [(i.law_firm_id, i.number) for i in draft.invoices]
        facts = Known(
            vendor_names=vendors.known_names(session),
            currencies=_currencies(firms, found, choices),
            timekeepers=frozenset(keepers),
            live_invoices=uploads.live_invoices(session, numbers, ids),
            overrides=choices.overrides,
            replacements=frozenset(choices.replacements),
        )
        facts = replace(facts, **_codes(session), **_billed(draft, found, choices))
    return facts, {firm: vendor.name for firm, vendor in found.items()}


def _codes(session: Session) -> dict[str, Any]:
    sets = codes.sets(session)
    return {
        "task_codes": sets.task, "activity_codes": sets.activity,
        "expense_codes": sets.expense, "classifications": sets.classifications,
    }  # fmt: skip


def _currencies(
    firms: Sequence[str], found: Mapping[str, Vendor], choices: Choices
) -> dict[str, str]:
    remembered = {firm: vendor.currency for firm, vendor in found.items()}
    chosen = {
        firm: choices.currencies.get(firm) or remembered.get(firm) or choices.default_currency
        for firm in firms
    }
    return {firm: money.currency_code(code) for firm, code in chosen.items() if code}


def _billed(draft: Draft, found: Mapping[str, Vendor], choices: Choices) -> dict[str, Any]:
    """Return who is paid only and who sends invoices, among the vendors of a draft."""
    paid = frozenset(firm for firm, vendor in found.items() if vendor.billing == "paid_only")
    if not draft.is_payments:
        return {"paid_only": paid}
    return {
        "suppliers": frozenset(fold(firm) for firm in (*choices.suppliers, *paid)),
        "invoiced_suppliers": frozenset(fold(firm) for firm in found.keys() - paid),
    }
