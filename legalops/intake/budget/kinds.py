"""Which cost kind a word in a plan means."""

from legalops.intake.budget.draft import CostKind
from legalops.intake.names import fold

_WORDS: dict[CostKind, tuple[str, ...]] = {
    "fees": ("fees", "fee", "legal fees", "professional fees", "outside counsel fees", "f"),
    "expenses": ("expenses", "expense", "disbursements", "disbursement", "costs", "e"),
    "all": ("all", "both", "fees and expenses", "fees & expenses", "fees + expenses"),
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words}


def kind_in(text: str) -> CostKind | None:
    """Return the cost kind a word means, None when it means none."""
    return _KINDS.get(fold(text))
