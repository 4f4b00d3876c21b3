"""The codes that lines carry: what ships, what is the department's own, what came unknown."""

from legalops.ui import codes

codes.said()
codes.strangers()
codes.table(codes.chosen_kind())
