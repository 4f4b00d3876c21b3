"""How does a chart become a picture for a document or a mail?"""

import copy
from functools import cache
from typing import Any

import vl_convert

from legalops.charts.picture import Picture
from legalops.reports.pdf import FAMILY, FONTS

_VEGA_LITE = "6.4"
#: The font goes with the file, so that a picture looks alike on every machine.
_FONT = {"font": f"'{FAMILY}'"}


def png(picture: Picture, *, width: int = 900, scale: float = 2.0) -> bytes:
    """Return a chart as a PNG, its plot `width` pixels wide before it is scaled."""
    _fonts()
    spec = sized(picture.spec(), width)
    spec["config"] = _FONT | spec.get("config", {})
    spec["background"] = picture.tokens.ground
    return bytes(vl_convert.vegalite_to_png(spec, vl_version=_VEGA_LITE, scale=scale))


@cache
def _fonts() -> None:
    """Make the font of the house known to the converter, once a process."""
    vl_convert.register_font_directory(str(FONTS))


def sized(spec: dict[str, Any], width: int) -> dict[str, Any]:
    """Return a chart with a width of its own, or each of the charts it is put together from."""
    sized_ = copy.deepcopy(spec)
    rows = sized_.get("vconcat")
    if rows is None:
        sized_["width"] = width
    for row in rows or ():
        row["width"] = width
    return sized_
