"""What else happens when a new store gets its first administrator?"""

from sqlalchemy import Engine

from legalops.permissions import Actor


def load_sample(engine: Engine, actor: Actor) -> None:
    """Fill the store with the sample department."""
    from legalops.services import sample  # built by code, and needed this once only

    sample.load(engine, actor)
