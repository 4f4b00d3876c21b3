"""Asking people about a firm they worked with, and keeping what they say without their name."""

from legalops.store.surveys import answer, asked, comments, counts, invite_in, waiting

__all__ = ["answer", "asked", "comments", "counts", "invite_in", "waiting"]
