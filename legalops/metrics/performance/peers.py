"""How does a firm stand among firms like it: of its practice area, or of its size?

Of its peers only the median is told, and only where they are three or more: nobody else's
figure can be read out of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Literal

from legalops.metrics.performance.measures import Firm
from legalops.metrics.performance.scored import BY_KEY
from legalops.metrics.performance.sources import Sources, Window

By = Literal["area", "size"]
LEAST_PEERS = 3
_ALIKE = 3  # firms of a third to three times the spend are of a size


@dataclass(frozen=True)
class Median:
    """What the middle one of a firm's peers has, and of how many."""

    value: float
    peers: int


def of(firms: Mapping[int, Firm], sources: Sources, window: Window, *, vendor: int, by: By) -> (
    list[int]
):  # fmt: skip
    """Return the firms to compare one with, itself not among them."""
    others = [number for number in firms if number != vendor]
    if by == "size":
        mine = firms[vendor].spend_cents
        return [v for v in others if mine <= firms[v].spend_cents * _ALIKE <= mine * _ALIKE**2]
    main = main_areas(sources, window)
    return [v for v in others if main.get(v) == main.get(vendor)]


def main_areas(sources: Sources, window: Window) -> dict[int, int]:
    """Return the practice area in which each firm billed most."""
    cube = sources.cube
    inside = cube[cube["invoice_month"].between(window.first, window.last)]
    keys = ["vendor_id", "practice_area_id"]
    billed = inside.groupby(keys, as_index=False)[["reporting_cents"]].sum()
    order = ["vendor_id", "reporting_cents", "practice_area_id"]
    first = billed.sort_values(order, ascending=[True, False, True]).drop_duplicates("vendor_id")
    pairs = zip(first["vendor_id"], first["practice_area_id"], strict=True)
    return {int(vendor): int(area) for vendor, area in pairs}


def medians(firms: Mapping[int, Firm], peers: Collection[int]) -> dict[str, Median]:
    """Return the median of each measure over the peers that have it on enough data."""
    found: dict[str, Median] = {}
    for key, scored in BY_KEY.items():
        mine = [firms[v].values[key] for v in peers if key in firms[v].values]
        enough = [each.value for each in mine if each.n >= scored.least]
        if len(enough) >= LEAST_PEERS:
            found[key] = Median(float(median(enough)), len(enough))
    return found
