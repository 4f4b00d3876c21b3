"""All tables as the models say they are today, for comparing with the migrated store."""

from legalops.models import audit, board, firms, kinds, outlook, people, plan, spend
from legalops.models.base import Table

__all__ = ["audit", "board", "firms", "kinds", "metadata", "outlook", "people", "plan", "spend"]

metadata = Table.metadata
