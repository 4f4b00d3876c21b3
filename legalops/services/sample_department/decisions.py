"""What the sample department decided, and what waits to be decided."""

from sqlalchemy import Engine

from legalops.services.sample_department.cast import Cast


def tell(engine: Engine, cast: Cast) -> None:
    """Tell it through the acts that people use."""
