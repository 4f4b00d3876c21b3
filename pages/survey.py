"""Five questions about a firm, for those who worked with it."""

from legalops.ui import survey

survey.draw()
