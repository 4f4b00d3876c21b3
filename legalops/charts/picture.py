"""How is a chart kept apart into its plan, which never changes, and the rows it draws?

Building and checking a chart costs more than the query behind it. A plan depends on the
colours alone, so it is built once a process; each picture only adds rows and words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import altair as alt

from legalops.charts.theme import Tokens

Plan = Callable[[Tokens], Any]


@dataclass(frozen=True)
class Picture:
    """A chart ready to draw; `values` fill the plan's parameters, such as a unit's name."""

    plan: Plan
    tokens: Tokens
    rows: Sequence[Mapping[str, Any]]
    values: Mapping[str, Any] = field(default_factory=dict)

    def spec(self) -> dict[str, Any]:
        """Return the chart as a Vega-Lite dict with its rows in it."""
        written = _written(self.plan, self.tokens)
        params = [
            {**param, "value": self.values[param["name"]]}
            if param["name"] in self.values
            else param
            for param in written.get("params", [])
        ]
        rows = [dict(row) for row in self.rows]
        return {**written, "data": {"name": "rows"}, "datasets": {"rows": rows}, "params": params}

    def _filled(self, param: dict[str, Any]) -> dict[str, Any]:
        name = param["name"]
        return {**param, "value": self.values[name]} if name in self.values else param

    def chart(self) -> alt.TopLevelMixin:
        """Return the chart itself, checked against the Vega-Lite schema."""
        chart: alt.TopLevelMixin = alt.Chart.from_dict(self.spec())
        return chart


@lru_cache(maxsize=64)
def _written(plan: Plan, tokens: Tokens) -> dict[str, Any]:
    written: dict[str, Any] = _without_data(plan(tokens).to_dict(validate=False))
    return written


def _without_data(part: Any) -> Any:
    """Take away the placeholders Altair writes, so that every layer draws the rows at the top."""
    if isinstance(part, dict):
        return {name: _without_data(value) for name, value in part.items() if name != "data"}
    return [_without_data(item) for item in part] if isinstance(part, list) else part
