"""What forecasts are made from, as they were made when months were closed, and their trials."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, text
from sqlmodel import Session

from legalops.metrics.forecast import Cells, Exceptional, Past
from legalops.models.outlook import ForecastSnapshot
from legalops.periods import Month
from legalops.store import budgets, bulk
from legalops.store.engine import is_sqlite
from legalops.store.unit import Unit, reading

AREA = "forecast"  # the data version that forecasts and trials raise
_LIVE = "i.status NOT IN ('undone', 'superseded', 'rejected')"
_FIRST = (
    "v.number = (SELECT MIN(x.number) FROM budget_version x WHERE x.fiscal_year = v.fiscal_year)"
)
MADE = {
    "method": "str", "practice_area_id": "int64", "month": "int64", "amount_cents": "int64",
    "low_cents": "Int64", "high_cents": "Int64",
}  # fmt: skip
KEPT = {"made_in": "int64", **MADE}
TRIALS = {"origin": "int64", **MADE}
_NONE = -(2**62)  # stands for a missing end of a band while rows are one text


def known(
    session: Session, until: Month, starts_in: int, *, gross: bool = False, first_plan: bool = False
) -> tuple[Past | None, tuple[Exceptional, ...]]:
    """Return business as usual up to a month with its budget, and the matters apart from it.

    By invoice month, reporting currency, converted money only, rejected left out. The budget
    is the one in force, or each year's first version, which nothing of the year had shaped yet;
    caps of the matters apart are taken out of it. None in a store without invoices.
    """
    apart = exceptional(session, until, gross=gross, first_plan=first_plan)
    spent = invoiced(session, until, gross=gross)
    if not spent:
        return None, apart
    first = min(month for of_area in spent.values() for month in of_area)
    for matter in apart:
        for (area, month), cents in matter.spent.items():
            spent.setdefault(area, {})[month] = spent.get(area, {}).get(month, 0) - cents
    return Past(first, until, spent, _planned(session, apart, first_plan), starts_in), apart


def invoiced(session: Session, until: Month, *, gross: bool = False) -> dict[int, dict[Month, int]]:
    """Return what every practice area was invoiced in each month up to one, as `known` counts."""
    query = text(
        f"SELECT practice_area_id, invoice_month, CAST(SUM({_cents('', gross)}) AS BIGINT) "
        "FROM spend_cube WHERE invoice_month <= :until AND status <> 'rejected' GROUP BY 1, 2"
    )
    found: dict[int, dict[Month, int]] = {}
    for area, month, cents in session.connection().execute(query, {"until": until}):
        found.setdefault(int(area), {})[int(month)] = int(cents)
    return found


def _cents(table: str, gross: bool) -> str:
    net = f"COALESCE({table}reporting_cents, 0)"
    return f"{net} + COALESCE({table}reporting_tax_cents, 0)" if gross else net


def _planned(
    session: Session, apart: Sequence[Exceptional], first_plan: bool
) -> dict[int, dict[Month, int]]:
    query = text(
        "SELECT l.practice_area_id, l.month, CAST(SUM(l.amount_cents) AS BIGINT) "
        "FROM budget_version v JOIN budget_line l ON l.version_id = v.id "
        f"WHERE {_FIRST if first_plan else budgets.IN_FORCE} "
        "AND l.practice_area_id IS NOT NULL GROUP BY 1, 2"
    )
    planned: dict[int, dict[Month, int]] = {}
    for area, month, cents in session.connection().execute(query):
        planned.setdefault(int(area), {})[int(month)] = int(cents)
    for matter in apart:
        of_area = planned.get(matter.practice_area_id, {})
        for month in of_area.keys() & matter.caps.keys():
            of_area[month] = max(0, of_area[month] - matter.caps[month])
    return planned


def exceptional(
    session: Session, until: Month, *, gross: bool = False, first_plan: bool = False
) -> tuple[Exceptional, ...]:
    """Return the matters listed apart, with what they cost up to a month and their caps."""
    connection = session.connection()
    rows = connection.execute(
        text(
            "SELECT m.id, m.number, m.name, COALESCE(a.practice_area_id, 0), m.is_restricted, "
            "m.status, m.expected_cents FROM matter m LEFT JOIN matter_area a "
            "ON a.matter_id = m.id AND a.from_month = (SELECT MAX(x.from_month) FROM matter_area x "
            "WHERE x.matter_id = m.id) WHERE m.is_exceptional = 1 ORDER BY m.number_norm"
        )
    ).all()
    if not rows:
        return ()
    spent, caps = _spent(session, until, gross), _caps(session, first_plan)
    return tuple(
        Exceptional(
            matter_id=int(number),
            number=str(code),
            name=str(name),
            practice_area_id=int(area),
            is_restricted=bool(secret),
            is_open=str(status) != "closed",
            expected_cents=None if expected is None else int(expected),
            spent=spent.get(int(number), {}),
            caps=caps.get(int(number), {}),
        )
        for number, code, name, area, secret, status, expected in rows
    )


def _spent(session: Session, until: Month, gross: bool) -> dict[int, dict[tuple[int, Month], int]]:
    query = text(
        "SELECT s.matter_id, COALESCE(s.practice_area_id, 0), i.invoice_month, "
        f"CAST(SUM({_cents('s.', gross)}) AS BIGINT) FROM matter m "
        "JOIN invoice_sum s ON s.matter_id = m.id JOIN invoice i ON i.id = s.invoice_id "
        f"WHERE m.is_exceptional = 1 AND {_LIVE} AND i.invoice_month <= :until GROUP BY 1, 2, 3"
    )
    found: dict[int, dict[tuple[int, Month], int]] = {}
    for matter, area, month, cents in session.connection().execute(query, {"until": until}):
        found.setdefault(int(matter), {})[int(area), int(month)] = int(cents)
    return found


def _caps(session: Session, first_plan: bool) -> dict[int, dict[Month, int]]:
    query = text(
        "SELECT l.matter_id, l.month, CAST(SUM(l.amount_cents) AS BIGINT) FROM budget_version v "
        "JOIN budget_line l ON l.version_id = v.id JOIN matter m ON m.id = l.matter_id "
        f"WHERE m.is_exceptional = 1 AND {_FIRST if first_plan else budgets.IN_FORCE} GROUP BY 1, 2"
    )
    found: dict[int, dict[Month, int]] = {}
    for matter, month, cents in session.connection().execute(query):
        found.setdefault(int(matter), {})[int(month)] = int(cents)
    return found


def months_with_forecast(engine: Engine) -> list[Month]:
    """Return the closed months a forecast was kept of, in order."""
    with reading(engine) as session:
        rows = session.connection().execute(
            text("SELECT DISTINCT made_in FROM forecast_snapshot ORDER BY 1")
        )
        return [int(row[0]) for row in rows]


def made_in(engine: Engine, month: Month) -> pd.DataFrame:
    """Return the forecasts kept when a month was closed, per method x practice area x month.

    Exceptional matters are in it. Practice areas alone, which add up to the department; see
    `kept` for the department's own rows, which have its band.
    """
    query = (
        f"SELECT {', '.join(MADE)} FROM forecast_snapshot WHERE made_in = :month "
        "AND practice_area_id >= 0 ORDER BY method, practice_area_id, month"
    )
    with reading(engine) as session:
        rows = session.connection().execute(text(query), {"month": month}).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(MADE)
    return pd.DataFrame(
        {name: pd.Series(list(c), dtype=MADE[name]) for name, c in zip(MADE, columns, strict=True)}
    )


def kept(engine: Engine) -> pd.DataFrame:
    """Return every forecast as it was kept, practice areas and department."""
    return _read(engine, "forecast_snapshot", KEPT)


def trials(engine: Engine) -> pd.DataFrame:
    """Return every trial of the back-test, practice areas and department."""
    return _read(engine, "forecast_trial", TRIALS)


def _read(engine: Engine, table: str, kinds: dict[str, str]) -> pd.DataFrame:
    # Columns come as one text each, as in the spend cube: rows of values take ten times as long.
    joined = "group_concat({})" if is_sqlite(engine) else "string_agg(CAST({} AS TEXT), ',')"
    wanted = (
        joined.format(f"COALESCE({name}, {_NONE})" if kind == "Int64" else name)
        for name, kind in kinds.items()
    )
    with reading(engine) as session:
        query = f"SELECT {', '.join(wanted)} FROM {table}"
        texts = session.connection().exec_driver_sql(query).one()
    return pd.DataFrame(
        {name: _split(t, kinds[name]) for name, t in zip(kinds, texts, strict=True)}
    )


def _split(joined: str | None, kind: str) -> Any:
    if kind == "str":
        return pd.array(joined.split(",") if joined else [], dtype="str")
    numbers = np.fromstring(joined or "", dtype=np.int64, sep=",")
    if kind == "int64":
        return numbers
    return pd.arrays.IntegerArray(numbers, numbers == _NONE)


def tried_at(engine: Engine) -> str:
    """Return the instant the newest trial was worked out; empty when there is none."""
    with reading(engine) as session:
        query = text("SELECT MAX(made_at) FROM forecast_trial")
        return str(session.connection().execute(query).scalar() or "")


def keep(unit: Unit, month: Month, method: str, cells: Cells) -> None:
    """Keep what a method expected when a month was closed; it never changes afterwards."""
    columns = list(ForecastSnapshot.model_fields)
    rows = [(month, method, *key, *cell) for key, cell in sorted(cells.items())]
    bulk.insert(unit.session, "forecast_snapshot", columns, rows)


def trial_sums(session: Session, origins: Sequence[Month]) -> dict[tuple[Month, str, int], int]:
    """Return what the trials of some origins add up to, per origin, method and practice area."""
    some = ", ".join(str(int(o)) for o in origins) or "0"
    query = (
        "SELECT origin, method, practice_area_id, CAST(SUM(amount_cents) AS BIGINT) "
        f"FROM forecast_trial WHERE origin IN ({some}) GROUP BY 1, 2, 3"
    )
    rows = session.connection().execute(text(query))
    return {(int(o), str(method), int(area)): int(cents) for o, method, area, cents in rows}


def keep_trial(unit: Unit, origin: Month, said: Mapping[str, Cells], made_at: str) -> None:
    """Keep what every method would have said in a month, in place of what was kept of it."""
    unit.session.connection().execute(
        text("DELETE FROM forecast_trial WHERE origin = :origin"), {"origin": origin}
    )
    rows = [
        (origin, method, *key, *cell, made_at)
        for method, cells in sorted(said.items())
        for key, cell in sorted(cells.items())
    ]
    bulk.insert(unit.session, "forecast_trial", [*TRIALS, "made_at"], rows)
