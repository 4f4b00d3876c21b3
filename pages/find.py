"""Find anything: one field, and what holds the words."""

from legalops.ui.find import results

results.draw(results.box())
