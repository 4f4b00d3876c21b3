"""The figures of ideas and lessons say what the rows say."""

from datetime import date

import pytest
from sqlalchemy import Engine, text

from legalops.metrics.catalog import CATALOG
from legalops.services import ideas, lessons

DAY = date(2026, 11, 1)


def ask(engine: Engine, query: str) -> float:
    with engine.connect() as connection:
        return float(connection.execute(text(query)).scalar_one())


def test_ideas_adopted_are_a_share_of_all(department: Engine) -> None:
    query = "SELECT AVG(state = 'adopted') FROM idea WHERE withdrawn_at IS NULL"
    assert ideas.figures(department, DAY)["ideas_adopted"] == pytest.approx(ask(department, query))


def test_the_first_answer_took_the_median_of_days(department: Engine) -> None:
    query = """
        WITH waited AS (
            SELECT julianday(first_decided_on) - julianday(date(made_at)) AS days,
                   ROW_NUMBER() OVER (ORDER BY julianday(first_decided_on)
                                               - julianday(date(made_at))) AS place,
                   COUNT(*) OVER () AS whole
            FROM idea WHERE withdrawn_at IS NULL AND first_decided_on IS NOT NULL)
        SELECT AVG(days) FROM waited WHERE place IN ((whole + 1) / 2, (whole + 2) / 2)
    """
    found = ideas.figures(department, DAY)["idea_first_answer_days"]
    assert found == pytest.approx(ask(department, query))


def test_experiments_that_can_be_judged_have_a_measure_and_a_stop_date(department: Engine) -> None:
    query = (
        "SELECT AVG(measure <> '' AND stop_on IS NOT NULL) FROM experiment "
        "WHERE withdrawn_at IS NULL"
    )
    found = ideas.figures(department, DAY)["experiments_complete"]
    assert found == pytest.approx(ask(department, query))
    assert 0 < ask(department, query) < 1


def test_follow_through_is_what_was_done_by_its_day(department: Engine) -> None:
    query = """
        SELECT SUM(state = 'done' AND done_on <= due_on) * 1.0
               / SUM(state <> 'open' OR due_on < '2026-11-01')
        FROM action WHERE about_kind = 'retrospective' AND withdrawn_at IS NULL
    """
    found = lessons.figures(department, DAY)["retro_follow_through"]
    assert found == pytest.approx(ask(department, query))
    assert 0 < ask(department, query) < 1


def test_maturity_is_the_mean_of_the_latest_assessment(department: Engine) -> None:
    query = """
        SELECT AVG(level) FROM assessment_level WHERE assessment_id =
            (SELECT id FROM assessment WHERE withdrawn_at IS NULL ORDER BY made_on DESC LIMIT 1)
    """
    assert lessons.figures(department, DAY)["maturity"] == pytest.approx(ask(department, query))


def test_every_figure_has_its_definition(department: Engine) -> None:
    keys = {**ideas.figures(department, DAY), **lessons.figures(department, DAY)}
    assert set(keys) <= set(CATALOG)
