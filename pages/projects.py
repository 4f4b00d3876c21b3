"""Projects: how healthy each is, and which dates slip."""

from legalops.ui.projects import listed

listed.page_of_all()
