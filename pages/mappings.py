"""The column mappings: which heading of a table holds which field, as somebody said it once."""

from legalops.ui import mappings

mappings.draw()
