"""How current is the store: last upload, newest month, who has not sent, what is closed."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Engine, text

from legalops.metrics import completeness
from legalops.periods import Month, first_day
from legalops.store import expectations
from legalops.store.budgets import IN_FORCE
from legalops.store.unit import reading

CLOSED = ["month", "closed_by", "closed_at", "is_late"]
FIGURES = ["month", "basis", "practice_area_id", "cost_kind", "actual_cents", "budget_cents"]
BUDGET = ["fiscal_year", "month", "practice_area_id", "matter_id", "cost_kind", "amount_cents"]


@dataclass(frozen=True)
class Freshness:
    """Where the invoices stand; None and empty in an empty store.

    `missing` are the vendors expected in the newest month that have not sent, by name.
    """

    uploaded_at: str | None = None
    uploaded_by: str = ""
    file_name: str = ""
    newest_month: Month | None = None
    newest_date: str = ""
    sent: int = 0
    expected: int = 0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """What the numbers in the cube are called; practice area 0 is "No practice area"."""

    areas: dict[int, str]
    vendors: dict[int, str]


@dataclass(frozen=True)
class Version:
    """The budget version in force for a fiscal year; `approved_at` is "" while it is a draft."""

    fiscal_year: int
    number: int
    name: str
    created_by: str
    created_at: str
    approved_at: str = ""


def freshness(engine: Engine) -> Freshness:
    """Return when what came last came, and which vendors the newest month still waits for."""
    with reading(engine) as session:
        connection = session.connection()
        upload = connection.execute(
            text(
                "SELECT u.uploaded_at, COALESCE(p.display_name, u.uploaded_by), u.file_name "
                'FROM upload u LEFT JOIN "user" p ON p.username = u.uploaded_by '
                "WHERE u.state = 'stored' OR (u.state = 'draft' AND u.invoices > 0) "
                "ORDER BY u.id DESC LIMIT 1"
            )
        ).first()
        at, by, file_name = upload or (None, "", "")
        newest = connection.execute(text("SELECT MAX(invoice_month) FROM spend_cube")).scalar()
        if newest is None:
            return Freshness(at, by, file_name)
        day = connection.execute(
            text(
                "SELECT MAX(invoice_date) FROM invoice WHERE invoice_month = :month "
                "AND status NOT IN ('undone', 'superseded')"
            ),
            {"month": newest},
        ).scalar()
    sent, missing = _vendors(engine, int(newest))
    return Freshness(
        at, by, file_name, int(newest), str(day or ""), sent, sent + len(missing), missing
    )


def _vendors(engine: Engine, newest: Month) -> tuple[int, tuple[str, ...]]:
    """Return how many expected vendors sent for the newest month, and which did not."""
    facts = expectations.facts(engine, newest, newest)
    grid = completeness.grid(facts, [newest], first_day(newest))
    sent, _ = completeness.counts(grid, newest)
    missing = grid.loc[grid["state"].isin(completeness.AWAITED), "vendor"]
    return sent, tuple(str(name) for name in missing)


def names(engine: Engine) -> Names:
    """Return the name of every practice area and vendor by id."""
    with reading(engine) as session:
        connection = session.connection()
        areas = connection.execute(text("SELECT id, name FROM practice_area ORDER BY name_norm"))
        vendors = connection.execute(
            text("SELECT id, name FROM vendor WHERE merged_into IS NULL ORDER BY name_norm")
        )
        return Names(
            {**{int(number): str(name) for number, name in areas}, 0: "No practice area"},
            {int(number): str(name) for number, name in vendors},
        )


def matters_without_area(engine: Engine) -> int:
    """Return how many matters nobody has given a practice area."""
    query = (
        "SELECT COUNT(*) FROM matter m WHERE NOT EXISTS "
        "(SELECT 1 FROM matter_area a WHERE a.matter_id = m.id)"
    )
    with reading(engine) as session:
        return int(session.connection().execute(text(query)).scalar() or 0)


def closed_months(engine: Engine) -> pd.DataFrame:
    """Return one row per closed month: when, by whom, whether late."""
    query = "SELECT month, closed_by, closed_at, is_late FROM closed_month ORDER BY month"
    with reading(engine) as session:
        rows = session.connection().execute(text(query)).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=CLOSED)


def closed_list(engine: Engine) -> list[Month]:
    """Return the closed months in order."""
    with reading(engine) as session:
        rows = session.connection().execute(text("SELECT month FROM closed_month ORDER BY month"))
        return [int(row[0]) for row in rows]


def closed_figures(engine: Engine) -> pd.DataFrame:
    """Return what the figures of closed months were when they were closed."""
    query = f"SELECT {', '.join(FIGURES)} FROM closed_figure"  # our own names
    with reading(engine) as session:
        rows = session.connection().execute(text(query)).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=FIGURES)


def versions_in_force(engine: Engine) -> dict[int, Version]:
    """Return the budget version in force of every fiscal year that has one."""
    query = (
        "SELECT v.fiscal_year, v.number, v.name, v.created_by, v.created_at, "
        f"COALESCE(v.approved_at, '') FROM budget_version v WHERE {IN_FORCE} ORDER BY 1"
    )
    with reading(engine) as session:
        rows = session.connection().execute(text(query)).all()
    return {int(row[0]): Version(int(row[0]), int(row[1]), *map(str, row[2:])) for row in rows}


def budget_in_force(engine: Engine) -> pd.DataFrame:
    """Return every line of the budget versions in force, with the fiscal year it is for.

    Lines of a practice area add up to the department's budget; those of a matter are caps.
    """
    query = (
        "SELECT v.fiscal_year, l.month, l.practice_area_id, l.matter_id, l.cost_kind, "
        "l.amount_cents FROM budget_version v JOIN budget_line l ON l.version_id = v.id "
        f"WHERE {IN_FORCE}"
    )
    with reading(engine) as session:
        rows = session.connection().execute(text(query)).all()
    columns = zip(*rows, strict=True) if rows else [()] * len(BUDGET)
    kinds = ("int64", "int64", "Int64", "Int64", "str", "int64")
    return pd.DataFrame(
        {
            name: pd.Series(list(column), dtype=kind)
            for name, column, kind in zip(BUDGET, columns, kinds, strict=True)
        }
    )
