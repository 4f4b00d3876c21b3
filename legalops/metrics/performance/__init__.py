"""How does a firm do: what it costs, how it works and bills, and against whom?"""

from legalops.metrics.performance.scorecard import Part, Scorecard

__all__ = ["Part", "Scorecard"]
