"""How does what is taken off an invoice fall on its parts, exact to the cent?"""

from collections.abc import Sequence


def shares(cut: int, parts: Sequence[int]) -> list[int]:
    """Spread a cut over the parts of an invoice in proportion, in minor units.

    The shares add up to the cut and none is more than its part. Parts of zero or less bear
    nothing. Raises ValueError when the parts above zero are less than the cut.
    """
    bearing = [max(part, 0) for part in parts]
    whole = sum(bearing)
    if not 0 <= cut <= whole:
        raise ValueError(f"{cut} cannot be taken off {whole}")
    if not cut:
        return [0] * len(bearing)
    found = [cut * part // whole for part in bearing]
    rest = [cut * part % whole for part in bearing]
    by_rest = sorted(range(len(bearing)), key=lambda place: (-rest[place], place))
    for place in by_rest[: cut - sum(found)]:
        found[place] += 1
    return found


def share_of(amount: int, part: int, whole: int) -> int:
    """Return amount x part / whole in minor units, ties away from zero; 0 where whole is 0."""
    if not whole:
        return 0
    top, bottom = abs(amount * part), abs(whole)
    size = (2 * top + bottom) // (2 * bottom)
    return size if (amount * part >= 0) == (whole > 0) else -size
