"""Goals: what is promised for the organisation's objectives, and which promises are off."""

from legalops.ui.goals import listing, objective
from legalops.ui.work import page

row = page.chosen("objective")
if row is None:
    listing.draw()
else:
    objective.draw(row)
