"""How names and numbers are compared: folded, trimmed, without invisible characters."""

import unicodedata

_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])


def fold(text: str) -> str:
    """Return the form under which two spellings of the same name are one (NFKC, case, blanks)."""
    plain = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    return " ".join(plain.casefold().split())
