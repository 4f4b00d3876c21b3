"""What is agreed with the firms of the sample department, what they ask for, what people say."""

from datetime import date, timedelta

from sqlalchemy import Engine, text
from sqlmodel import Session

from legalops.metrics.performance.sources import QUESTIONS
from legalops.permissions import Actor, Permission, Role
from legalops.services.sample_department.source import Firm, Source
from legalops.store import rate_cards, surveys, terms
from legalops.store.rate_cards import CardInput
from legalops.store.terms import TermInput
from legalops.store.unit import reading, writing

_CARDS = ("Whitlock Farrow LLP", "Pemberly Stroud LLP", "Delacourt Penrose LLP",
          "Castellane & Rhys LLP")  # fmt: skip
_ASKS = ("Castellane & Rhys LLP", 8)
_ENDS = "Delacourt Penrose LLP"
#: Firm, threshold in major units and discount in 1/10000.
_TIERS = (
    ("Whitlock Farrow LLP", 250_000, 500), ("Whitlock Farrow LLP", 750_000, 800),
    ("Bexley Thorne LLP", 0, 400), ("Bexley Thorne LLP", 300_000, 600),
)  # fmt: skip
#: Firm, and what each answer says on the five questions.
_SAID = {
    "Pemberly Stroud LLP": ("54344", "44343", "55345", "43343", "54454", "44354"),
    "Delacourt Penrose LLP": ("55555", "45445", "55454", "54545", "55545"),
    "Castellane & Rhys LLP": ("43232", "33232", "44233", "32222", "43243"),
    "Lindqvist Sorrel LLP": ("43333", "42323", "54344", "33233", "43333"),
    "Okonjo Haldane PLLC": ("55555", "45445", "55454"),
}
_HEARD = {
    "Pemberly Stroud LLP": "Strong on the law; estimates come late.",
    "Delacourt Penrose LLP": "Answers the same day and says what it will cost.",
    "Castellane & Rhys LLP": "Rates rose twice and nobody called first.",
    "Lindqvist Sorrel LLP": "Good work, but the bills come months after it.",
}


def agree(engine: Engine, actor: Actor, source: Source) -> None:
    """Enter rate cards with a request and one that ends soon, tiers, engagements and answers."""
    vendors = _ids(engine, "SELECT name, id FROM vendor")
    firms = [source.firm(name) for name in _CARDS if name in vendors]
    cards = [card for firm in firms for card in _cards(engine, source, firm, vendors[firm.name])]
    rate_cards.add(engine, actor, cards)
    first = date(source.year, 1, 1).isoformat()
    for name, threshold, discount in _TIERS:
        if name in vendors:
            given = TermInput(vendors[name], "volume", first, "", threshold * 100, discount)
            terms.add(engine, actor, given)
    if _ENDS in vendors:
        soon = (source.as_of + timedelta(days=61)).isoformat()
        note = "Framework agreement, to be renewed"
        given = TermInput(vendors[_ENDS], "contract", first, soon, note=note)
        terms.add(engine, actor, given)
    _ask(engine, actor, vendors)


def _cards(engine: Engine, source: Source, firm: Firm, vendor: int) -> list[CardInput]:
    people = _ids(engine, "SELECT code, id FROM timekeeper WHERE vendor_id = :vendor", vendor)
    until = (source.as_of + timedelta(days=61)).isoformat() if firm.name == _ENDS else ""
    found: list[CardInput] = []
    for keeper in (each for each in firm.timekeepers if each.code in people):
        rate = keeper.rate
        for place, rise in enumerate((0, *firm.increase_percent)):
            rate = 5 * round(rate * (100 + rise) / 500) if rise else rate
            year = source.year - len(firm.increase_percent) + place
            is_last = place == len(firm.increase_percent)
            found.append(
                CardInput(
                    vendor, firm.currency, rate * 10_000, date(year, 1, 1).isoformat(),
                    people[keeper.code], until=until if is_last else "",
                )
            )  # fmt: skip
        if firm.name == _ASKS[0]:
            found.append(_request(source, firm, vendor, people[keeper.code], rate))
    return found


def _request(source: Source, firm: Firm, vendor: int, person: int, rate: int) -> CardInput:
    asked = 5 * round(rate * (100 + _ASKS[1]) / 500)
    return CardInput(
        vendor, firm.currency, asked * 10_000, date(source.year + 1, 1, 1).isoformat(), person,
        state="requested", reason="Yearly review of our rates",
    )  # fmt: skip


def _ids(engine: Engine, query: str, vendor: int = 0) -> dict[str, int]:
    with reading(engine) as session:
        rows = session.connection().execute(text(query), {"vendor": vendor} if vendor else {})
        return {str(name): int(number) for name, number in rows}


def _ask(engine: Engine, actor: Actor, vendors: dict[str, int]) -> None:
    """Ask about every matter of the firms people speak of; some of those asked answer."""
    with writing(engine, actor, Permission.EDIT_NAMES) as unit:
        for matter in _matters(unit.session, sorted(vendors[n] for n in _SAID if n in vendors)):
            surveys.invite_in(unit, matter)
    for name, said in _SAID.items():
        for place, (invite, person) in enumerate(_asked(engine, vendors.get(name, 0), len(said))):
            answers = dict(zip(QUESTIONS, map(int, said[place]), strict=True))
            comment = _HEARD.get(name, "") if place == 0 else ""
            surveys.answer(engine, person, invite, answers, comment)


def _matters(session: Session, vendors: list[int]) -> list[int]:
    query = text(
        "SELECT DISTINCT s.matter_id FROM invoice_sum s JOIN invoice i ON i.id = s.invoice_id "
        "WHERE i.vendor_id = :vendor"
    )
    found = (session.connection().execute(query, {"vendor": vendor}) for vendor in vendors)
    return sorted({int(row[0]) for rows in found for row in rows})


def _asked(engine: Engine, vendor: int, most: int) -> list[tuple[int, Actor]]:
    query = text(
        'SELECT i.id, u.username, u.role, u.id FROM survey_invite i JOIN "user" u '
        "ON u.id = i.user_id WHERE i.vendor_id = :vendor ORDER BY i.id LIMIT :most"
    )
    with reading(engine) as session:
        rows = session.connection().execute(query, {"vendor": vendor, "most": most}).all()
    return [
        (int(invite), Actor(name=str(name), role=Role(role), user_id=int(user)))
        for invite, name, role, user in rows
    ]
