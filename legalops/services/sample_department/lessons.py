"""What the sample department learned and celebrates."""

from datetime import date

from sqlalchemy import Engine

from legalops.metrics.maturity import AREAS
from legalops.models.lessons import AssessmentInput, LessonInput, RetrospectiveInput, WinInput
from legalops.models.meetings import ActionInput
from legalops.permissions import Permission
from legalops.services import lessons, records
from legalops.services.sample_department.cast import Cast
from legalops.store import actions
from legalops.store import records as kept
from legalops.store.lessons import Rated
from legalops.store.unit import writing

TRIAL = "The first half of the Ardenmoor trial"
#: Title, who does it, the day it was due and the day it was done (days from today).
Agreed = tuple[str, str, int, int | None]
_OF_THE_TRIAL: tuple[Agreed, ...] = (
    ("Ask Whitlock Farrow for a phase budget to the end of the trial", "tom", -52, -55),
    ("Agree expert fees in writing before the next expert is named", "tom", -45, -41),
    ("Put the trial's forecast on the Monday review", "ana", -38, -38),
    ("Let Castellane & Rhys review documents at their lower rate", "tom", -12, None),
    ("Tell finance within a week when a trial date moves", "ana", 24, None),
)
_OF_THE_BASE: tuple[Agreed, ...] = (
    ("Give each clause an owner", "jonas", -160, -171),
    ("Look through all clauses each January", "jonas", -140, -140),
    ("Measure how often a clause is opened", "marcus", -120, -98),
)
_LEVELS = {
    -730: "11121112111112",
    -365: "11221112121122",
    -31: "21222122122123",
}
_MISSING = {
    "financial": "Practice areas still plan without their matters",
    "contracts": "Renewals are not in the system yet",
    "e_discovery": "Hosting of closed matters is nobody's",
    "innovation": "Two of five trials had no stop date",
    "knowledge": "Nobody looks lessons up before a new trial",
}


def tell(engine: Engine, cast: Cast) -> None:
    """Tell it through the acts that people use."""
    trial, base = _trial(engine, cast), _knowledge_base(engine, cast)
    for by, title, body, tags, retrospective in _lessons(trial, base):
        records.add(
            engine, cast.actor(by), "lesson",
            LessonInput(title=title, body=body, tags=tags, retrospective_id=retrospective),
        )  # fmt: skip
    _wins(engine, cast)
    _maturity(engine, cast)


def _trial(engine: Engine, cast: Cast) -> int:
    given = RetrospectiveInput(
        title=TRIAL,
        held_on=cast.day(-66),
        owner_id=cast.ids["tom"],
        attendees=tuple(cast.ids[name] for name in ("tom", "ana", "carla", "priya")),
        went_well="The court accepted our reading of three of four trade secrets.\n"
        "Whitlock Farrow moved two partners over within a week of the new date.",
        went_badly="The trial date moved forward by four months, and the budget did not.\n"
        "Two experts were named before anybody had agreed their fees.\n"
        "Finance heard of it from the invoice.",
        to_change="No expert without a fee in writing, and a new forecast within a week of any "
        "new date.",
    )
    number = records.add(engine, cast.actor("tom"), "retrospective", given)
    _agreed(engine, cast, number, _OF_THE_TRIAL)
    return number


def _knowledge_base(engine: Engine, cast: Cast) -> int:
    given = RetrospectiveInput(
        title="The knowledge base, three months in",
        held_on=cast.day(-186),
        project_id=_project(engine, "Knowledge base for standard clauses"),
        owner_id=cast.ids["jonas"],
        attendees=tuple(cast.ids[name] for name in ("jonas", "priya", "marcus")),
        went_well="Eighty clauses were ready on the first day, each with its reason.",
        went_badly="We wrote for lawyers; sales could not use it until we rewrote the summaries.",
        to_change="Write the summary first, and have somebody from sales read it.",
    )
    number = records.add(engine, cast.actor("jonas"), "retrospective", given)
    _agreed(engine, cast, number, _OF_THE_BASE)
    return number


def _project(engine: Engine, title: str) -> int | None:
    projects = kept.table(engine, "project")
    found = projects.loc[projects["title"] == title, "id"]
    return int(found.iloc[0]) if len(found) else None


def _agreed(engine: Engine, cast: Cast, number: int, agreed: tuple[Agreed, ...]) -> None:
    """Keep the actions of a retrospective, and that some are done."""
    for title, who, due, done in agreed:
        given = ActionInput(
            title=title, owner_id=cast.ids[who], due_on=cast.day(due),
            state="open" if done is None else "done",
        )  # fmt: skip
        with writing(engine, cast.actor(who), Permission.EDIT_OWN_WORK) as unit:
            actions.add(unit, given, ("retrospective", number), cast.day(done or 0))


def _lessons(trial: int, base: int) -> tuple[tuple[str, str, str, str, int | None], ...]:
    return (
        ("tom", "Agree expert fees before the trial date moves",
         "Once the date is fixed nobody bargains. Ask for three names and three fees as soon as "
         "the case is set down for trial.", "experts, budgets, trials", trial),
        ("ana", "A new date is a new budget",
         "Ardenmoor ran over because its plan stayed where the old date was. Ask for a forecast "
         "within a week of any new date.", "budgets, trials", trial),
        ("tom", "Second firms review documents for a third less",
         "Castellane & Rhys did the same work at two thirds of the rate, with no more questions "
         "back. Split review from advocacy in the next engagement letter.", "rates, trials", trial),
        ("jonas", "Write the summary for those who are not lawyers",
         "Sales used the clauses only once each began with a sentence in their words.",
         "knowledge, contracts", base),
        ("priya", "A pilot of two teams shows what a demonstration hides",
         "Both systems looked alike with the seller's data. With our contracts one of them lost "
         "every second annex.", "contracts, technology", None),
        ("lena", "A firm without e-billing pays with its time, and ours",
         "Each paper invoice took us twenty minutes. Firms agreed at once when we told them so.",
         "billing", None),
        ("marcus", "Ask for the export before signing",
         "Corvane wanted a fee for getting our own data back; the contract said nothing.",
         "technology, contracts", None),
    )  # fmt: skip


def _wins(engine: Engine, cast: Cast) -> None:
    said = (
        ("ana", -9, "Every firm but one sent its estimate in time", ("ana", "lena"),
         "Two reminders less than last month."),
        ("carla", -35, "Three of four trade secrets upheld in Ardenmoor", ("tom", "priya"),
         "On papers that were ready four months early."),
        ("priya", -58, "The contract team signed forty standard contracts in a week", ("priya",
         "marcus"), "A year ago it took a month."),
        ("tom", -97, "Castellane & Rhys agreed to last year's rates", ("tom",),
         "Asked with figures from their own scorecard."),
        ("jonas", -152, "The hundredth clause in the knowledge base", ("jonas",), ""),
    )  # fmt: skip
    for by, day, title, names, body in said:
        thanked = tuple(cast.ids[name] for name in names)
        given = WinInput(title=title, on_day=cast.day(day), people=thanked, body=body)
        records.add(engine, cast.actor(by), "win", given)


def _maturity(engine: Engine, cast: Cast) -> None:
    for offset, digits in _LEVELS.items():
        day = cast.day(offset)
        is_last = offset == max(_LEVELS)
        levels = {
            area: Rated(int(digit), _MISSING.get(area, "") if is_last else "")
            for area, digit in zip(AREAS, digits, strict=True)
        }
        given = AssessmentInput(title=_season(day), made_on=day)
        lessons.assess(engine, cast.actor("ana"), given, levels)


def _season(day: date) -> str:
    names = ("Winter", "Spring", "Summer", "Autumn")
    return f"{names[day.month % 12 // 3]} {day.year}"
