"""Systems: what they are, what people think of them, and what their vendors billed."""

from datetime import date

import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from legalops import periods
from legalops.errors import InvalidInputError, RefusedError
from legalops.models.spend import Vendor
from legalops.models.technology import SystemRating
from legalops.periods import instant, utc_now
from legalops.store import records, settings
from legalops.store.unit import Unit, reading

AREA = "technology"
LONGEST_NOTE = 2_000
_MONTHS = 12
_NUMBERS = ("vendor_id", "notice_days", "yearly_cost_cents", "seats", "seats_used")


def table(engine: Engine) -> pd.DataFrame:
    """Return one row per system that is kept: its columns, owners' names, its vendor, its ratings.

    `vendor` is the name of the vendor that stands, `rating` the mean of 1-5 (NaN for none) and
    `ratings` how many gave one; people who left do not count.
    """
    found = records.table(engine, "system")
    for name in _NUMBERS:
        found[name] = found[name].astype("Int64")
    ratings = _means(engine)
    with reading(engine) as session:
        names = _vendors(session)
    found["vendor"] = [
        names.get(int(n), (0, ""))[1] if not pd.isna(n) else "" for n in found["vendor_id"]
    ]
    found["rating"] = [ratings.get(n, (0, 0.0))[1] or float("nan") for n in found["id"]]
    found["ratings"] = [ratings.get(n, (0, 0.0))[0] for n in found["id"]]
    return found


def _means(engine: Engine) -> dict[int, tuple[int, float]]:
    query = (
        "SELECT r.system_id, COUNT(*), SUM(r.score) FROM system_rating r "
        'JOIN "user" u ON u.id = r.user_id AND u.disabled_at IS NULL GROUP BY r.system_id'
    )
    with reading(engine) as session:
        rows = session.connection().execute(text(query)).all()
    return {int(system): (int(count), int(total) / int(count)) for system, count, total in rows}


def _vendors(session: Session) -> dict[int, tuple[int, str]]:
    """Return the vendor that stands for each vendor, itself or the one it is part of, by id."""
    rows = session.exec(select(Vendor.id, Vendor.name, Vendor.merged_into)).all()
    into = {int(number or 0): merged for number, _, merged in rows}
    names = {int(number or 0): name for number, name, _ in rows}

    def stands(number: int) -> int:
        merged = into[number]
        return number if merged is None else stands(merged)

    return {number: (stands(number), names[stands(number)]) for number in into}


def ratings(engine: Engine, system_id: int) -> pd.DataFrame:
    """Return what people think of a system, the newest first: user_id, name, score, note, at."""
    query = (
        "SELECT r.user_id, u.display_name, r.score, r.note, r.at FROM system_rating r "
        'JOIN "user" u ON u.id = r.user_id AND u.disabled_at IS NULL '
        "WHERE r.system_id = :system ORDER BY r.at DESC, r.user_id"
    )
    with reading(engine) as session:
        rows = session.connection().execute(text(query), {"system": system_id}).all()
    return pd.DataFrame(
        [tuple(r) for r in rows], columns=["user_id", "name", "score", "note", "at"]
    )


def rate(unit: Unit, system_id: int, score: int, note: str) -> None:
    """Keep what the actor thinks of a system, 1-5; a new rating takes the place of their last.

    Raises RefusedError for who is no person or a system taken off, InvalidInputError for a
    score or note that cannot be.
    """
    if unit.actor.user_id is None:
        raise RefusedError("A rating needs a person. Sign in and rate it there.")
    row = records.found(unit.session, "system", system_id)
    if row.withdrawn_at is not None:
        raise RefusedError(f"{row.title} was taken off. Bring it back before you rate it.")
    if not 1 <= score <= 5:
        raise InvalidInputError("Rating", "must be one to five stars.")
    if len(note) > LONGEST_NOTE:
        raise InvalidInputError("Why", f"has more than {LONGEST_NOTE:,} characters. Shorten it.")
    kept = unit.session.get(SystemRating, (system_id, unit.actor.user_id))
    before = {"rating": kept.score, "why": kept.note} if kept else None
    kept = kept or SystemRating(system_id=system_id, user_id=unit.actor.user_id, score=score, at="")
    kept.score, kept.note, kept.at = score, note.strip(), instant(utc_now())
    unit.session.add(kept)
    unit.session.flush()
    after = {"rating": score, "why": kept.note}
    unit.audit("system.rated", "system", system_id, before=before, after=after)
    unit.touch(AREA)


def billed(engine: Engine, today: date) -> dict[int, int]:
    """Return what the vendor of a system billed in the twelve months before today's, by its id.

    By invoice month, live and not rejected, in minor units of the reporting currency; with tax
    where the settings say so. A vendor that was merged counts for the one it is part of.
    """
    this = periods.month_of(today)
    months = {"first": periods.add_months(this, -_MONTHS), "last": periods.add_months(this, -1)}
    with reading(engine) as session:
        is_gross = settings.read(session).spend_is == "gross"
        cents = "reporting_cents + reporting_tax_cents" if is_gross else "reporting_cents"
        query = text(
            f"SELECT vendor_id, CAST(SUM({cents}) AS BIGINT) FROM spend_cube "
            "WHERE status <> 'rejected' AND invoice_month BETWEEN :first AND :last "
            "GROUP BY vendor_id"
        )
        sums = {int(n): int(cents) for n, cents in session.connection().execute(query, months)}
        return {number: sums.get(stands, 0) for number, (stands, _) in _vendors(session).items()}


def evaluated(engine: Engine) -> pd.DataFrame:
    """Return the evaluations that are kept: id, title, state, due_on, decided_on, outcome.

    `candidates` are the names of their options, `systems` the ids of the systems among those.
    """
    columns = ["id", "title", "state", "due_on", "decided_on", "outcome"]
    query = text(
        f"SELECT {', '.join(columns)} FROM decision "
        "WHERE is_evaluation = 1 AND withdrawn_at IS NULL ORDER BY id DESC"
    )
    options = text(
        "SELECT o.decision_id, o.title, o.system_id FROM decision_option o "
        "JOIN decision d ON d.id = o.decision_id AND d.is_evaluation = 1 ORDER BY o.place, o.id"
    )
    with reading(engine) as session:
        rows = [tuple(row) for row in session.connection().execute(query)]
        named = [tuple(row) for row in session.connection().execute(options)]
    found = pd.DataFrame(rows, columns=columns)
    titles: dict[int, list[str]] = {}
    systems: dict[int, list[int]] = {}
    for decision, title, system in named:
        titles.setdefault(decision, []).append(title)
        systems.setdefault(decision, []).extend([] if system is None else [system])
    found["candidates"] = [", ".join(titles.get(n, [])) for n in found["id"]]
    found["systems"] = [tuple(systems.get(n, [])) for n in found["id"]]
    return found
