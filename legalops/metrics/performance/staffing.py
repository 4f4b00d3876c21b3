"""Who does a firm's work: what class is a timekeeper, and how many hours does each class bear?

Firms write classes as they like; every spelling is one of a few levels.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

PARTNER, COUNSEL, ASSOCIATE, PARALEGAL, OTHER = (
    "Partner", "Counsel", "Associate", "Paralegal", "Other",
)  # fmt: skip
LEVELS = (PARTNER, COUNSEL, ASSOCIATE, PARALEGAL, OTHER)
_CODES = {
    **dict.fromkeys("PARTNR PT PTR PTNR PR P EP SP NEP SHAREHOLDER PRINCIPAL".split(), PARTNER),
    **dict.fromkeys("OFCOUN OFCNSL OC CNSL OFC CN".split(), COUNSEL),
    **dict.fromkeys("ASSOC AS ASC ASSO A SA JA AT STFATT DSCATT TEMPAT IPAGNT".split(), ASSOCIATE),
    **dict.fromkeys("PARALG PRLGL PL PLGL LA LGLAST LGLINT TRANEE TR CLKSEC".split(), PARALEGAL),
    **dict.fromkeys("OT OTH OTHER".split(), OTHER),
}
#: The first word found decides: "partnership secretary" is rarer than "equity partner".
_WORDS = (
    ("paralegal|legal assistant|legal executive|clerk|trainee|intern|secretar", PARALEGAL),
    ("counsel|consultant solicitor", COUNSEL),
    ("partner|shareholder|principal|director|member", PARTNER),
    ("associate|attorney|solicitor|lawyer|barrister|fee earner", ASSOCIATE),
)


@dataclass(frozen=True)
class Mix:
    """How hours divide over the levels (shares that add up to 1), and hours behind a partner's.

    `leverage` is hours of all others to one hour of a partner, None without a partner's hour.
    """

    hours_e4: int
    shares: Mapping[str, float]
    leverage: float | None


@lru_cache(maxsize=4096)
def level(classification: str) -> str:
    """Return the level that a class stands for, however the firm writes it."""
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", classification.casefold()).split())
    code = words.replace(" ", "").upper()
    if code in _CODES:
        return _CODES[code]
    return next((found for pattern, found in _WORDS if re.search(pattern, words)), OTHER)


def by_level(hours_e4: Mapping[str, int]) -> dict[str, int]:
    """Add hours, or anything else that adds up, per class to those per level."""
    found = dict.fromkeys(LEVELS, 0)
    for classification, hours in hours_e4.items():
        found[level(classification)] += hours
    return found


def mix(hours_e4: Mapping[str, int]) -> Mix | None:
    """Return how hours per class divide over the levels; None without hours."""
    levels = by_level(hours_e4)
    total, partners = sum(levels.values()), levels[PARTNER]
    if total <= 0:
        return None
    shares = {name: hours / total for name, hours in levels.items()}
    return Mix(total, shares, (total - partners) / partners if partners > 0 else None)
