"""What the sample department's people can do, and what is missing."""

from typing import Any

from sqlalchemy import Engine

from legalops.models.skills import JobRoleInput, SkillInput, TrainingInput
from legalops.services import records, skills
from legalops.services.sample_department.cast import Cast

_SKILLS = (
    ("Litigation budgets", "Spend", "A phase budget that a firm is held to."),
    ("Negotiating rates", "Spend", "Reading a rate request against what others pay."),
    ("Vendor reviews", "Spend", ""),
    ("E-discovery", "Litigation", "Scope, hosting and review, and what each costs."),
    ("Contract drafting", "Contracts", ""),
    ("Playbooks and clauses", "Contracts", "Fallbacks the business can use without asking."),
    ("Contract automation", "Technology", "Templates, approvals and signature in one flow."),
    ("E-billing set-up", "Technology", "Guidelines as rules, and firms brought on board."),
    ("Data analysis", "Technology", ""),
    ("System integration", "Technology", ""),
    ("Project management", "Working together", "Milestones, risks and a note a week."),
)
_ROLES = (
    ("Litigation manager", ("tom",)),
    ("Contract manager", ("priya", "jonas")),
    ("Legal operations manager", ("ana",)),
    ("IT partner", ("lena", "marcus")),
    ("Knowledge manager", ()),
)
_NEEDS = {
    "Litigation manager": {
        "Litigation budgets": 4, "Negotiating rates": 3, "E-discovery": 3, "Vendor reviews": 2,
        "Project management": 2,
    },
    "Contract manager": {
        "Contract drafting": 4, "Playbooks and clauses": 3, "Contract automation": 3,
        "Project management": 2,
    },
    "Legal operations manager": {
        "Negotiating rates": 3, "Vendor reviews": 4, "E-billing set-up": 3, "Data analysis": 3,
        "Project management": 3,
    },
    "IT partner": {
        "System integration": 4, "Contract automation": 2, "E-billing set-up": 2,
        "Project management": 3,
    },
    "Knowledge manager": {"Playbooks and clauses": 4, "Data analysis": 2},
}  # fmt: skip
#: What people said in spring, and where they have grown since.
_BEFORE = {
    "tom": {"Litigation budgets": 3, "Negotiating rates": 2, "E-discovery": 1,
            "Vendor reviews": 2, "Project management": 2},
    "priya": {"Contract drafting": 4, "Playbooks and clauses": 2, "Contract automation": 1,
              "Project management": 2},
    "jonas": {"Contract drafting": 3, "Playbooks and clauses": 3, "Contract automation": 0,
              "E-discovery": 2},
    "ana": {"Negotiating rates": 3, "Vendor reviews": 3, "E-billing set-up": 2,
            "Data analysis": 2, "Project management": 3},
    "lena": {"System integration": 3, "E-billing set-up": 2, "Project management": 3,
             "Data analysis": 2},
    "marcus": {"System integration": 4, "Contract automation": 2, "Project management": 2},
}  # fmt: skip
_SINCE = {
    "ana": {"E-billing set-up": 3, "Data analysis": 3},
    "priya": {"Playbooks and clauses": 3, "Contract automation": 2},
    "tom": {"Litigation budgets": 4},
}


def tell(engine: Engine, cast: Cast) -> None:
    """Let ops say what roles need, and people what they can do, in spring and since."""
    ana = cast.actor("ana")
    skill = {
        title: records.add(engine, ana, "skill", SkillInput(title=title, area=area, note=note))
        for title, area, note in _SKILLS
    }
    role = {
        title: records.add(
            engine, ana, "job_role",
            JobRoleInput(title=title, holders=tuple(cast.ids[name] for name in holders)),
        )
        for title, holders in _ROLES
    }  # fmt: skip
    needs = {(role[r], skill[s]): n for r, wanted in _NEEDS.items() for s, n in wanted.items()}
    skills.set_needs(engine, ana, needs, {})
    seen: dict[tuple[int, int], int] = {}
    levels = {(cast.ids[p], skill[s]): n for p, had in _BEFORE.items() for s, n in had.items()}
    skills.set_levels(engine, ana, levels, seen, cast.day(-170))
    for person, grown in _SINCE.items():
        new = {(cast.ids[person], skill[s]): n for s, n in grown.items()}
        skills.set_levels(engine, cast.actor(person), new, levels, cast.day(-35))
    for by, given in _trainings(cast, skill):
        records.add(engine, cast.actor(by), "training", TrainingInput(**given))


def _trainings(cast: Cast, skill: dict[str, int]) -> list[tuple[str, dict[str, Any]]]:
    who = cast.ids
    return [
        ("tom", {
            "title": "Scoping e-discovery, two days", "skill_id": skill["E-discovery"],
            "provider": "Corvane Discovery Services", "attendees": (who["tom"], who["jonas"]),
            "owner_id": who["tom"], "planned_on": cast.day(-9), "cost_cents": 240_000,
        }),
        ("ana", {
            "title": "Templates and approvals in Clausewell", "provider": "Clausewell BV",
            "skill_id": skill["Contract automation"], "owner_id": who["priya"],
            "attendees": (who["priya"], who["jonas"]), "planned_on": cast.day(24),
            "cost_cents": 180_000,
        }),
        ("ana", {
            "title": "E-billing rules with the supplier", "provider": "LedgerLine Inc.",
            "skill_id": skill["E-billing set-up"], "owner_id": who["ana"], "state": "done",
            "attendees": (who["ana"], who["lena"]), "planned_on": cast.day(-60),
            "done_on": cast.day(-58), "cost_cents": 120_000,
        }),
        ("tom", {
            "title": "Rate benchmarks for the panel review", "form": "expert",
            "skill_id": skill["Negotiating rates"], "provider": "Meridale Economics",
            "owner_id": who["tom"], "attendees": (who["tom"], who["ana"]),
            "planned_on": cast.day(40), "cost_cents": 950_000,
        }),
    ]  # fmt: skip
