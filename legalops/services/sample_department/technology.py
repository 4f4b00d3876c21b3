"""The systems of the sample department, what they cost, and what people think of them."""

from typing import Any

from sqlalchemy import Engine

from legalops.models.technology import SystemInput
from legalops.services import records, technology
from legalops.services.sample_department.cast import Cast
from legalops.store import vendors


def tell(engine: Engine, cast: Cast) -> None:
    """Let ops keep the systems, and those who use them say what they think of them."""
    known = vendors.table(engine)
    numbers = dict(zip(known["name"], known["id"].astype(int), strict=True))
    for given in _systems(cast, numbers):
        title = given["title"]
        number = records.add(engine, cast.actor("ana"), "system", SystemInput(**given))
        for username, score, note in _RATINGS.get(title, ()):
            technology.rate(engine, cast.actor(username), number, score, note)


def _systems(cast: Cast, vendor: dict[str, int]) -> list[dict[str, Any]]:
    who = cast.ids
    return [
        {
            "title": "Casewise", "category": "matter_management", "stage": "in_use",
            "owner_id": who["ana"], "it_owner_id": who["marcus"], "supplier": "Casewise Software",
            "contract": "IT-2210", "starts_on": cast.day(-600), "renews_on": cast.day(495),
            "notice_days": 90, "yearly_cost_cents": 6_400_000, "seats": 40, "seats_used": 31,
            "seats_on": cast.day(-20), "note": "Every matter is opened here first.",
        },
        {
            "title": "LedgerLine", "category": "e_billing", "stage": "in_use",
            "owner_id": who["ana"], "it_owner_id": who["lena"], "supplier": "LedgerLine Inc.",
            "contract": "IT-2304", "starts_on": cast.day(-320), "renews_on": cast.day(410),
            "notice_days": 60, "renews_itself": True, "yearly_cost_cents": 4_800_000, "seats": 15,
            "seats_used": 14, "seats_on": cast.day(-20),
        },
        {
            "title": "Clausewell", "category": "contract_lifecycle", "stage": "implementing",
            "owner_id": who["priya"], "it_owner_id": who["marcus"], "supplier": "Clausewell BV",
            "contract": "IT-2419", "starts_on": cast.day(-150), "renews_on": cast.day(945),
            "notice_days": 180, "yearly_cost_cents": 9_000_000, "seats": 60, "seats_used": 18,
            "seats_on": cast.day(-20), "note": "Sales joins when the standard contracts are in.",
        },
        {
            "title": "PaperTrail", "category": "document_management", "stage": "in_use",
            "owner_id": who["jonas"], "it_owner_id": who["lena"], "supplier": "PaperTrail Systems",
            "contract": "IT-1907", "starts_on": cast.day(-980), "renews_on": cast.day(115),
            "notice_days": 90, "renews_itself": True, "yearly_cost_cents": 7_200_000, "seats": 80,
            "seats_used": 37, "seats_on": cast.day(-20),
            "note": "Half the seats belong to people who moved to the company's own drive.",
        },
        {
            "title": "Corvane Hosting", "category": "legal_hold", "stage": "retiring",
            "owner_id": who["tom"], "it_owner_id": who["lena"], "contract": "IT-2102",
            "supplier": "Corvane Discovery Services",
            "vendor_id": vendor.get("Corvane Discovery Services"), "starts_on": cast.day(-700),
            "renews_on": cast.day(59), "notice_days": 30, "yearly_cost_cents": 15_000_000,
            "note": "Ends once the data of the Ardenmoor trial has moved.",
        },
        {
            "title": "Holdfast", "category": "legal_hold", "stage": "evaluating",
            "owner_id": who["tom"], "it_owner_id": who["lena"], "supplier": "Holdfast Data",
            "yearly_cost_cents": 8_800_000,
        },
        {
            "title": "Signwell", "category": "signature", "stage": "in_use",
            "owner_id": who["priya"], "supplier": "Signwell", "renews_on": cast.day(-12),
            "renews_itself": True, "yearly_cost_cents": 960_000, "seats": 25, "seats_used": 22,
            "seats_on": cast.day(-20),
        },
    ]  # fmt: skip


_RATINGS: dict[str, tuple[tuple[str, int, str], ...]] = {
    "Casewise": (
        ("tom", 4, "Everything on a matter in one place."),
        ("priya", 4, ""),
        ("jonas", 3, "Searching the documents is slow."),
    ),
    "LedgerLine": (
        ("ana", 5, "Firms see our guidelines before they bill."),
        ("tom", 4, ""),
    ),
    "Clausewell": (
        ("priya", 3, "Good drafts; the approvals still go by mail."),
        ("marcus", 4, "It took the single sign-on without a change."),
    ),
    "PaperTrail": (
        ("jonas", 2, "Nobody finds the version that was signed."),
        ("tom", 2, "I keep copies of my own."),
        ("lena", 3, ""),
    ),
}
