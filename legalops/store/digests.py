"""When did each person's last digest go, and up to which event did it tell?"""

from typing import NamedTuple

from sqlalchemy import Engine, text

from legalops.models.kept import DigestSent
from legalops.store.unit import Unit, reading


class Reader(NamedTuple):
    """Somebody a digest may go to, with the last one; `sent_at` is "" before the first."""

    user_id: int
    username: str
    display_name: str
    role: str
    sent_at: str
    until_seq: int


def readers(engine: Engine) -> list[Reader]:
    """Return everybody who may sign in, in the order of names."""
    query = text(
        "SELECT u.id, u.username, u.display_name, u.role, COALESCE(d.sent_at, ''), "
        'COALESCE(d.until_seq, 0) FROM "user" u LEFT JOIN digest_sent d ON d.user_id = u.id '
        "WHERE u.disabled_at IS NULL ORDER BY u.display_name, u.id"
    )
    with reading(engine) as session:
        return [Reader(*row) for row in session.connection().execute(query)]


def keep(unit: Unit, user_id: int, sent_at: str, until_seq: int) -> None:
    """Note that a digest went, and up to which event it told."""
    unit.session.merge(DigestSent(user_id=user_id, sent_at=sent_at, until_seq=until_seq))
    unit.session.flush()
