"""The register of matters: which practice area, whose, how much was billed."""

from legalops.ui import matters

matters.said()
code = matters.chosen_filter()
matters.draw(matters.filtered(matters.table(), code), code)
