"""What does a firm get in its hand: its own figures, its peers as a median, and nobody's name?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from legalops.reports.pdf import Column, House


@dataclass(frozen=True)
class Figure:
    """A measure in words: what it is, the firm's value, the peers' median, what it means."""

    label: str
    value: str
    peers: str
    rests_on: str
    meaning: str


@dataclass(frozen=True)
class Review:
    """A business review of one firm, every value in words; nothing of any other firm.

    `years` has a heading row first; `people` and `matters` are rows of their tables.
    """

    firm: str
    department: str
    months: str
    currency: str
    cards: tuple[tuple[str, str, str], ...]
    figures: tuple[Figure, ...]
    peers: str
    staffing: str
    years: tuple[tuple[str, ...], ...]
    people: tuple[tuple[str, ...], ...]
    matters: tuple[tuple[str, ...], ...]
    rates: tuple[tuple[str, ...], ...]
    terms: tuple[str, ...]


def document(review: Review, made: datetime) -> bytes:
    """Return the review as a PDF for the firm."""
    title = f"Business review: {review.firm}"
    foot = f"{review.department} \u00b7 {review.firm} \u00b7 {review.months} \u00b7 confidential"
    house = House(title, foot, made, orientation="portrait")
    house.leaf(f"{review.months}, {review.currency}, net of tax", title)
    house.say(
        f"What {review.department} sees of the work of {review.firm}. Peers are shown as the "
        "median of at least three firms, never by name."
    )
    house.figures(review.cards)
    _figures(house, review)
    _table(house, "Over the years", review.years[:1], review.years[1:])
    _table(
        house, "Timekeepers",
        (("Timekeeper", "Level", "Hours", "Rate", "Rate last year", "Change"),), review.people,
    )  # fmt: skip
    _table(house, "Matters", (("Matter", "Number", "Hours", f"Spend, {review.currency}"),),
           review.matters)  # fmt: skip
    _table(house, "Rates in force", (("Rate of", "Rate", "Currency", "From", "Until"),),
           review.rates)  # fmt: skip
    if review.terms:
        house.heading("Terms")
        house.bullets(review.terms)
    _meanings(house, review.figures)
    return house.finished()


def _figures(house: House, review: Review) -> None:
    house.heading("Figures")
    house.quiet(review.peers)
    columns = [Column("Measure", 3), Column("You", 1.5, "R"), Column("Peers, median", 1.5, "R"),
               Column("Rests on", 2)]  # fmt: skip
    rows = [(each.label, each.value, each.peers, each.rests_on) for each in review.figures]
    house.grid(columns, rows)
    if review.staffing:
        house.say(review.staffing)


def _table(
    house: House, title: str, head: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]
) -> None:
    if not rows:
        return
    house.heading(title)
    columns = [
        Column(label, 3 if place == 0 else 1.4, "L" if place == 0 else "R")
        for place, label in enumerate(head[0])
    ]
    house.grid(columns, rows)


def _meanings(house: House, figures: Sequence[Figure]) -> None:
    house.heading("What the figures mean")
    for each in figures:
        house.look(10, bold=True)
        house.say(f"{each.label}: {each.meaning}", size=9.5)
