"""How names and numbers are compared: folded, trimmed, without invisible characters."""

import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return the form under which two spellings of the same name are one (NFKC, case, blanks)."""
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return " ".join(plain.casefold().split())


#: Letters of other scripts that look like Latin ones, upper and lower case.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХасеѕіјорухвкмнтΑΒΕΖΗΙΚΜΝΟΡΤΥΧογνικ",
    "ABESIJKMHOPCTYXacesijopyxbkmhtABEZHIKMNOPTYXoyvik",
)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


def skeleton(text: str) -> str:
    """Return what a text looks like, whatever script its letters are of; to compare only."""
    return fold(text.translate(_LOOKALIKES))


def is_mixed_script(text: str) -> bool:
    """Say whether one word mixes letters of scripts that look alike."""
    return not text.isascii() and any(len(_scripts(word)) > 1 for word in text.split())


def _scripts(word: str) -> set[str]:
    names = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
    return names & set(_SCRIPTS)
