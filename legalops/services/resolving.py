"""How the vendors, matters and timekeepers of a draft become rows of the store."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from legalops.intake.draft import Checked, CheckedInvoice, Draft, DraftInvoice, DraftMatter
from legalops.intake.names import fold
from legalops.services.choices import Choices, MatterChoice
from legalops.services.known import PAYMENTS, asked, named_vendors
from legalops.store import areas, matters, rates, settings, suppliers, timekeepers, vendors
from legalops.store.line_columns import Resolved
from legalops.store.unit import Unit


def resolve(unit: Unit, checked: Checked, kept: list[int], choices: Choices) -> Resolved:
    """Find or create whatever the kept invoices name, as the person chose."""
    draft = checked.draft
    chosen = settings.read(unit.session)
    vendor_ids = _resolve_vendors(unit, [checked.invoices[i] for i in kept], draft, choices)
    matter_ids = _resolve_matters(unit, checked, kept, choices, vendor_ids)
    keepers = timekeepers.find_or_create(unit, draft.timekeepers, vendor_ids)
    home = chosen.reporting_currency
    wanted = {(checked.invoices[i].currency, draft.invoices[i].invoice_date) for i in kept}
    return Resolved(
        vendor_ids=vendor_ids,
        matter_ids=matter_ids,
        timekeeper_ids=np.array([number for number, _ in keepers], np.int64),
        classifications=tuple(title for _, title in keepers),
        area_at=matters.AreaByMonth(unit.session, [int(m) for m in matter_ids if m]).at,
        rates={
            (code, day): rates.rate_for(unit.session, code, home, day)
            for code, day in wanted
            if code != home
        },
        reporting_currency=home,
    )


def _resolve_vendors(
    unit: Unit, kept: list[CheckedInvoice], draft: Draft, choices: Choices
) -> dict[str, int]:
    """Return the id of each LAW_FIRM_ID's vendor, remembering what was said of it."""
    first = {invoice.draft.law_firm_id: invoice for invoice in reversed(kept)}
    known = named_vendors(unit.session, first, choices)
    for firm in choices.vendors.keys() & first.keys():
        vendor_id = int(known[firm].id or 0)
        vendors.tie(unit, vendor_id, firm, is_name=_is_name(first[firm].draft))
    named = {firm: _vendor_named(invoice, choices) for firm, invoice in first.items()}
    direct = vendors.find(unit.session, dict.fromkeys(first, ""))
    written = {
        firm: named[firm].name if firm not in direct and _is_name(invoice.draft) else firm
        for firm, invoice in first.items()
    }
    resolved = vendors.resolve(unit, {written[firm]: named[firm] for firm in first})
    ids = {firm: resolved[name] for firm, name in written.items()}
    for firm in (f for f, name in written.items() if fold(f) != fold(name)):
        vendors.tie(unit, ids[firm], firm, is_name=True)
    if draft.is_payments:
        suppliers.set_paid_only(unit, [ids[firm] for firm in first if firm not in known])
    return ids


def _is_name(invoice: DraftInvoice) -> bool:
    """Say whether a file gives its vendor's name only, no number."""
    return fold(invoice.law_firm_id) == fold(invoice.vendor_name)


def _vendor_named(invoice: CheckedInvoice, choices: Choices) -> vendors.Named:
    firm = invoice.draft.law_firm_id
    name = choices.vendor_names.get(firm) or choices.suppliers.get(firm)
    return vendors.Named(name or invoice.draft.vendor_name, invoice.currency)


def _resolve_matters(
    unit: Unit, checked: Checked, kept: list[int], choices: Choices, vendor_ids: dict[str, int]
) -> npt.NDArray[np.int64]:
    draft = checked.draft
    of_kept = np.isin(draft.lines.invoice, kept)
    places = np.unique(draft.lines.matter[of_kept]).tolist()
    drafted = [draft.matters[place] for place in places]
    wanted = [asked(draft, m, vendor_ids[m.law_firm_id]) for m in drafted]
    _choose_matters(unit, drafted, wanted, choices)
    _create_matters(unit, drafted, wanted, choices)
    found = matters.find(unit.session, wanted)
    known = [(int(i or 0), w) for i, w in zip(found, wanted, strict=True)]
    matters.remember_numbers(unit, known)
    ids = np.zeros(len(draft.matters), np.int64)
    ids[places] = [matter_id for matter_id, _ in known]
    return ids


def _choose_matters(
    unit: Unit, drafted: list[DraftMatter], wanted: list[matters.Wanted], choices: Choices
) -> None:
    """Remember the existing matters that somebody says are meant."""
    said: list[tuple[int, matters.Wanted]] = []
    for matter, want in zip(drafted, wanted, strict=True):
        key = (matter.law_firm_id, matter.client_matter_id, matter.law_firm_matter_id)
        matter_id = choices.matters.get(key, MatterChoice()).matter_id
        if matter_id is not None:
            said.append((matter_id, want))
    if said:
        matters.take_for(unit, said)


def _create_matters(
    unit: Unit, drafted: list[DraftMatter], wanted: list[matters.Wanted], choices: Choices
) -> None:
    """Create the matters not known yet, each number once, under the names that were given."""
    chosen: dict[str, tuple[str, MatterChoice]] = {}
    firm_numbers: list[tuple[str, matters.Wanted]] = []
    found = matters.find(unit.session, wanted)
    for matter, want, known in zip(drafted, wanted, found, strict=True):
        if known is None:
            number, choice = _named(matter, want, choices)
            chosen.setdefault(fold(number), (number, choice))
            if not fold(want.client_matter_id):
                firm_numbers.append((fold(number), want))
    names = sorted({c.practice_area for _, c in chosen.values() if c.practice_area})
    area_ids = areas.ensure(unit, names)
    ids = matters.create(
        unit,
        [
            matters.New(number, c.name or f"Matter {number}", area_ids.get(c.practice_area))
            for number, c in chosen.values()
        ],
    )
    by_number = dict(zip(chosen, ids, strict=True))
    matters.remember_numbers(unit, [(by_number[n], want) for n, want in firm_numbers])


def _named(matter: DraftMatter, want: matters.Wanted, choices: Choices) -> tuple[str, MatterChoice]:
    """Return the number of a matter to be created, and what was said of it."""
    if want.client_matter_id == PAYMENTS.number and want.client_matter_id != (
        matter.client_matter_id
    ):
        return PAYMENTS.number, MatterChoice(PAYMENTS.name)
    key = (matter.law_firm_id, matter.client_matter_id, matter.law_firm_matter_id)
    choice = choices.matters.get(key, MatterChoice())
    choice = choice if choice.name else replace(choice, name=matter.name)
    number = matter.client_matter_id or choice.number
    if not fold(number):
        number = f"{matter.law_firm_id}/{matter.law_firm_matter_id}"
    return number, choice
