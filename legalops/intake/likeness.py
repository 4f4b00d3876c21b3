"""How alike are two names, and what tells them apart? A proposal for a person, never a decision."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from legalops.intake.names import fold

#: Below this two names have nothing in common that is worth a person's look.
LIKE = 60
#: From this on two names look like one.
ONE = 88
_OTHER_COUNTRY = 60

_FORMS = frozenset(
    "llp llc ltd limited lp plc pc pllc inc incorporated corp corporation co company gmbh ag mbb "
    "partg partgmbb kg sa sas sarl srl spa slp sl bv nv ab oy aps as kk pty pa apc group "
    "partners partner associates attorneys lawyers solicitors rechtsanwalte rechtsanwälte avocats "
    "advocaten abogados avvocati".split()
)
_FORM_PHRASES = ("attorneys at law", "law firm", "law offices of", "law offices", "law office")
_COUNTRIES = {
    "uk": "UK", "gb": "UK", "united kingdom": "UK", "great britain": "UK", "england": "UK",
    "us": "US", "usa": "US", "united states": "US", "america": "US", "eu": "EU", "europe": "Europe",
    "uae": "UAE", "germany": "Germany", "deutschland": "Germany", "france": "France",
    "italy": "Italy", "italia": "Italy", "spain": "Spain", "espana": "Spain", "españa": "Spain",
    "portugal": "Portugal", "ireland": "Ireland", "scotland": "Scotland",
    "netherlands": "Netherlands", "nederland": "Netherlands", "belgium": "Belgium",
    "luxembourg": "Luxembourg", "switzerland": "Switzerland", "austria": "Austria",
    "poland": "Poland", "sweden": "Sweden", "norway": "Norway", "denmark": "Denmark",
    "finland": "Finland", "canada": "Canada", "mexico": "Mexico", "brazil": "Brazil",
    "brasil": "Brazil", "argentina": "Argentina", "china": "China", "hong kong": "Hong Kong",
    "singapore": "Singapore", "japan": "Japan", "korea": "Korea", "india": "India",
    "australia": "Australia", "new zealand": "New Zealand", "south africa": "South Africa",
    "israel": "Israel", "turkey": "Turkey", "asia": "Asia", "middle east": "Middle East",
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_AND = frozenset({"and", "und", "et", "y", "e", "og", "och", "the"})


@dataclass(frozen=True)
class Parts:
    """A firm's name taken apart: the words that name it, its legal forms, its countries."""

    words: tuple[str, ...]
    forms: frozenset[str]
    countries: tuple[str, ...]

    @property
    def core(self) -> str:
        """The words that name it, as text."""
        return " ".join(self.words)


@dataclass(frozen=True)
class Likeness:
    """How alike two names are, 0 to 100, and why, in words."""

    score: int
    reason: str


@lru_cache(maxsize=16_384)
def parts(name: str) -> Parts:
    """Take a firm's name apart."""
    text = re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)", "", fold(name))  # l.l.p. is llp
    text = " ".join(_WORD.findall(text))
    text, countries = _taken(text, _COUNTRIES)
    text, phrases = _taken(text, {phrase: phrase for phrase in _FORM_PHRASES})
    words = [word for word in text.split() if word not in _AND]
    forms = frozenset(word for word in words if word in _FORMS)
    rest = tuple(word for word in words if word not in _FORMS)
    return Parts(rest or tuple(words), forms | frozenset(phrases), tuple(sorted(set(countries))))


def _taken(text: str, phrases: dict[str, str]) -> tuple[str, list[str]]:
    """Take phrases out of a text and return what is left, with what they stand for."""
    found = []
    for phrase in sorted(phrases, key=len, reverse=True):
        pattern = rf"\b{re.escape(phrase)}\b"
        if re.search(pattern, text):
            found.append(phrases[phrase])
            text = re.sub(pattern, " ", text)
    return " ".join(text.split()), found


def firms(one: str, other: str) -> Likeness:
    """Say how alike two firms' names are; other countries make other firms."""
    first, second = parts(one), parts(other)
    if not first.words or not second.words:
        return Likeness(0, "")
    score, reason = _cores(first, second)
    if first.countries == second.countries:
        return Likeness(score, f"{reason}{_forms(first, second)}")
    if first.countries and second.countries:
        apart = " / ".join((" ".join(first.countries), " ".join(second.countries)))
        return Likeness(min(score, _OTHER_COUNTRY), f"{reason}, but differs in {apart}")
    named = " ".join(first.countries or second.countries)
    return Likeness(max(score - 8, 0), f"{reason}, but only one says {named}")


def _cores(first: Parts, second: Parts) -> tuple[int, str]:
    if first.core == second.core:
        return 100, "the same name"
    if first.core.replace(" ", "") == second.core.replace(" ", ""):
        return 98, "the same letters"
    if sorted(first.words) == sorted(second.words):
        return 97, "the same words in another order"
    spelt = round(fuzz.token_sort_ratio(first.core, second.core))
    within = _within(first, second)
    if within > spelt:
        return within, "one name lies within the other"
    if _initials(first, second) or _initials(second, first):
        return max(spelt, 75), "one may be the other's initials"
    return spelt, "spelt almost the same" if spelt >= ONE else "spelt alike"


def _within(first: Parts, second: Parts) -> int:
    """Return how much it says that all words of one name are in the other: one word says less."""
    shorter, longer = sorted((set(first.words), set(second.words)), key=len)
    if not shorter < longer:
        return 0
    return 90 if len(shorter) > 1 else 76 if len(next(iter(shorter))) > 3 else 0


def _initials(short: Parts, long: Parts) -> bool:
    letters = "".join(word[0] for word in long.words)
    return len(short.words) == 1 and len(letters) > 1 and short.words[0] == letters


def _forms(first: Parts, second: Parts) -> str:
    sides = (first.forms - second.forms, second.forms - first.forms)
    shown = [" ".join(sorted(side)).upper() for side in sides if side]
    return f" apart from {' / '.join(shown)}" if shown else ""


def people(one: str, other: str) -> Likeness:
    """Say how alike two persons' names are, whichever way round they are written."""
    first, second = _person(one), _person(other)
    if not first or not second:
        return Likeness(0, "")
    if first == second:
        return Likeness(100, "the same name")
    if sorted(first) == sorted(second):
        return Likeness(98, "the same name, written the other way round")
    if _is_shortened(first, second):
        return Likeness(92, "the same surname, first names that fit")
    score = round(fuzz.token_sort_ratio(" ".join(first), " ".join(second)))
    return Likeness(score, "spelt almost the same")


@lru_cache(maxsize=16_384)
def _person(name: str) -> tuple[str, ...]:
    """Return first names, then the surname, of `Last, First` as of `First Last`."""
    last, comma, first = fold(name).partition(",")
    ordered = f"{first} {last}" if comma else last
    return tuple(_WORD.findall(ordered))


def _is_shortened(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Say whether the surnames are the same and the first names begin alike."""
    if len(first) < 2 or len(second) < 2 or first[-1] != second[-1]:
        return False
    return first[0].startswith(second[0]) or second[0].startswith(first[0])


def neighbours(words: Mapping[int, Sequence[str]]) -> list[tuple[int, int]]:
    """Return the pairs of keys that share the beginning of a word; others are not alike enough."""
    rooms: dict[str, list[int]] = {}
    for key, given in words.items():
        for start in {word[:3] for word in given}:
            rooms.setdefault(start, []).append(key)
    pairs = {
        (min(one, other), max(one, other))
        for room in rooms.values()
        for place, one in enumerate(room)
        for other in room[place + 1 :]
    }
    return sorted(pairs)


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a person's name, the surname last."""
    return _person(name)
