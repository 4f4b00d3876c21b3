"""How is a hatched fill made, which Vega-Lite does not have?"""

from typing import Literal

import altair as alt


def hatch(
    ink: str, ground: str, *, stripes: int = 12, run: Literal["slant", "along"] = "slant"
) -> alt.LinearGradient:
    """Return stripes of two colours as a gradient with hard stops, slanting or along the bar."""
    stops = []
    for place in range(stripes):
        start, half, end = place / stripes, (place + 0.5) / stripes, (place + 1) / stripes
        for offset, color in ((start, ink), (half, ink), (half, ground), (end, ground)):
            stops.append(alt.GradientStop(offset=offset, color=color))
    return alt.LinearGradient(
        gradient="linear", x1=0, y1=0, x2=1, y2=1 if run == "slant" else 0, stops=stops
    )
