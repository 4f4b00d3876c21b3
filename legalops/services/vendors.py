"""Looking after vendors: the name people use, the currency they bill in."""

from sqlalchemy import Engine

from legalops.permissions import Actor
from legalops.store import vendors


def change(
    engine: Engine, actor: Actor, vendor_id: int, *, version: int, name: str, currency: str
) -> None:
    """Rename a vendor or change the currency remembered for it; a stale version is refused."""
    vendors.change(engine, actor, vendor_id, version=version, name=name, currency=currency)
