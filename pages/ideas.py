"""Ideas: one line keeps one; what waits for an answer, what is tried, what came of it."""

from legalops.ui.ideas import board, quick, trials
from legalops.ui.work import form

form.said()
quick.draw()
board.draw()
trials.listed()
