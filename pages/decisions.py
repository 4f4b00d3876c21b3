"""Decisions."""

from legalops.ui.decisions import register

register.draw()
