"""What do the figures about systems and their contracts mean?"""

from legalops.metrics.catalog.measure import Measure

_STAGES = "systems being evaluated, implemented or retired already"

MEASURES: tuple[Measure, ...] = (
    Measure(
        "tool_use",
        "Seats used",
        "How many of the seats that are paid for somebody uses.",
        "Σ seats used ÷ Σ seats, of systems in use or retiring that say both",
        "share",
        "high",
        "seats as last counted",
        f"{_STAGES}; systems without a count of seats",
        "Technology",
        page="technology",
    ),
    Measure(
        "cost_per_active_user",
        "Cost per active user",
        "What a seat that is used costs a year.",
        "Σ yearly cost ÷ Σ seats used, of systems in use or retiring that say both",
        "money",
        "low",
        "yearly cost as typed; seats as last counted",
        f"{_STAGES}; systems without a cost or a count of seats",
        "Technology",
        page="technology",
    ),
    Measure(
        "contracts_due",
        "Contracts due",
        "Contracts of systems that must be cancelled or renewed soon, or should have been.",
        "count of systems whose last day to give notice lies in the next 120 days or has passed; "
        "last day to give notice = end less notice",
        "count",
        "low",
        "as of today",
        "systems that are retired; contracts without an end",
        "Technology",
        page="technology",
    ),
)
