"""The figures about actions say what the rows say."""

from datetime import date

from sqlalchemy import Engine, text

from legalops.metrics.catalog import CATALOG
from legalops.services import actions

TODAY = date(2026, 11, 1)


def ask(engine: Engine, where: str) -> int:
    query = f"SELECT COUNT(*) FROM action WHERE withdrawn_at IS NULL AND {where}"  # our own words
    with engine.connect() as connection:
        return int(connection.execute(text(query)).scalar() or 0)


def test_open_and_overdue_actions_are_the_rows_that_are(department: Engine) -> None:
    found = actions.figures(department, TODAY)
    assert found["actions_open"] == ask(department, "state = 'open'")
    assert found["actions_overdue"] == ask(department, "state = 'open' AND due_on < '2026-11-01'")
    assert 0 < (found["actions_overdue"] or 0) < (found["actions_open"] or 0)


def test_actions_on_time_are_those_done_by_their_day_of_those_due(department: Engine) -> None:
    due = "state <> 'dropped' AND due_on >= '2026-05-01' AND due_on < '2026-11-01'"
    kept = ask(department, f"{due} AND state = 'done' AND done_on <= due_on")
    found = actions.figures(department, TODAY)["actions_on_time"]
    assert found == kept / ask(department, due)
    assert 0 < found < 1


def test_every_figure_has_its_definition(department: Engine) -> None:
    found = actions.figures(department, TODAY)
    assert set(found) <= set(CATALOG)
    assert {CATALOG[key].unit for key in found} == {"count", "share"}
