"""How far does spend rest on a few firms?"""

from collections.abc import Sequence
from dataclasses import dataclass

TOP = (1, 3, 5)
_ENOUGH = 0.8


@dataclass(frozen=True)
class Concentration:
    """Shares of the largest firms, how many make 80 %, and the sum of squared shares x 10,000."""

    firms: int
    top: tuple[tuple[int, float], ...]
    firms_80: int
    hhi: float


def concentration(spend_cents: Sequence[int]) -> Concentration | None:
    """Return how concentrated the spend of firms is; firms of zero or less do not count.

    None where nothing was spent.
    """
    largest = sorted((cents for cents in spend_cents if cents > 0), reverse=True)
    total = sum(largest)
    if not total:
        return None
    top = tuple((n, sum(largest[:n]) / total) for n in TOP if n <= len(largest))
    return Concentration(
        firms=len(largest),
        top=top,
        firms_80=_least_with(largest, total),
        hhi=10_000 * sum(cents**2 for cents in largest) / total**2,
    )


def _least_with(largest: Sequence[int], total: int) -> int:
    running = 0
    for count, cents in enumerate(largest, start=1):
        running += cents
        if running >= _ENOUGH * total:
            return count
    return len(largest)


def sentences(found: Concentration) -> list[str]:
    """Say what each figure means."""
    said = [
        f"The largest {'firm has' if n == 1 else f'{n} firms have'} {share:.0%} of spend."
        for n, share in found.top
    ]
    noun = "firm makes" if found.firms_80 == 1 else "firms make"
    said.append(f"{found.firms_80} of {found.firms} {noun} up 80% of spend.")
    said.append(
        f"The concentration index is {found.hhi:,.0f} of 10,000, as if spend were shared "
        f"evenly by {10_000 / found.hhi:.1f} firms."
    )
    return said
