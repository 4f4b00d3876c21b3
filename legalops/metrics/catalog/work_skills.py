"""What do the figures about skills mean?"""

from legalops.metrics.catalog.measure import Measure

MEASURES: tuple[Measure, ...] = (
    Measure(
        "skill_gap",
        "Skill gap",
        "How much of what the roles need the people who have them cannot do yet.",
        "Σ max(0, need - have) ÷ Σ need, over people and the skills their roles need; a skill "
        "that several roles of a person need counts once, at the highest level",
        "share",
        "low",
        "levels and needs as they stand today",
        "roles that nobody has; people who left. A level nobody has given counts as 0",
        "Skills",
        page="skills",
    ),
    Measure(
        "skills_single",
        "Skills on one person",
        "Skills the work needs somebody to do alone, and at most one person does.",
        "count of skills a role needs at level 3 or 4 with fewer than two people at level 3 or 4",
        "count",
        "low",
        "levels and needs as they stand today",
        "people who left; skills no role needs at level 3 or 4",
        "Skills",
        page="skills",
    ),
)
