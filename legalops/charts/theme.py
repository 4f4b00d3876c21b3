"""Which colour and fill does a scenario or an impact have, on light and on dark ground?"""

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Tokens:
    """Colours by meaning: actual is `ink`; over and under budget are `over` and `under`."""

    ink: str
    prior: str
    quiet: str
    ground: str
    over: str
    under: str
    forecast: str


_TOKENS: dict[Theme, Tokens] = {
    "light": Tokens("#404040", "#8C8C8C", "#595959", "#FFFFFF", "#B45309", "#2B6CB0", "#0072B2"),
    "dark": Tokens("#D9D9D9", "#8C8C8C", "#B0B0B0", "#181816", "#FF8A4C", "#7CB7F0", "#56B4E9"),
}


def tokens(theme: Theme) -> Tokens:
    """Return the colours for a ground."""
    return _TOKENS[theme]
