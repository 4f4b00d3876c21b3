"""Goals."""

from legalops.ui.work import form, page

form.said()
page.new("goal")
