"""The report without a screen ends where the settings say."""

import pytest
from sqlalchemy import Engine

from legalops.errors import NotAllowedError
from legalops.periods import month_of, utc_now
from legalops.permissions import ALLOWED, Permission, Role, system
from legalops.services import report
from legalops.services import settings as chosen
from legalops.store import settings

ADMIN = system("cli")


@pytest.mark.parametrize(("as_of", "month"), [("closed", 202609), ("invoiced", 202610)])
def test_the_year_to_date_ends_as_set(sample_engine: Engine, as_of: str, month: int) -> None:
    chosen.change(sample_engine, ADMIN, {"as_of": as_of})
    assert report.budget(sample_engine, ADMIN, 2026).as_of == month


def test_today_is_a_month_of_the_department(sample_engine: Engine) -> None:
    chosen.change(sample_engine, ADMIN, {"as_of": "today"})
    today = month_of(utc_now().date())
    found = report.default_as_of(sample_engine, settings.current(sample_engine))
    assert found in (today, today + 1)


def test_an_empty_store_has_an_empty_report(engine: Engine) -> None:
    found = report.budget(engine, ADMIN, 2026, by="matter")
    assert found.rows == ()
    assert (found.total.budget_cents, found.total.actual_cents) == (None, 0)


def test_a_year_not_begun_has_nothing_to_date(sample_engine: Engine) -> None:
    found = report.budget(sample_engine, ADMIN, 2027, by="matter")
    assert (found.rows, found.total.actual_cents) == ((), 0)


def test_restricted_matters_are_one_row_for_those_not_named_on_them(
    sample_engine: Engine,
) -> None:
    with sample_engine.connect() as connection:
        query = "SELECT id FROM \"user\" WHERE username = 'tom'"
        number = connection.exec_driver_sql(query).scalar()
    tom = type(ADMIN)(name="tom", role=Role.MEMBER, user_id=number)
    keys = {row.key for row in report.budget(sample_engine, tom, 2026, by="matter").rows}
    assert "Restricted matters" in keys
    assert "EMP-25-012" not in keys
    everything = report.budget(sample_engine, ADMIN, 2026, by="matter")
    seen = report.budget(sample_engine, tom, 2026, by="matter")
    assert sum(row.actual_cents for row in seen.rows) == everything.total.actual_cents


def test_who_may_not_see_spend_gets_no_report(
    sample_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ALLOWED, Role.ADMIN, frozenset(Permission) - {Permission.SEE_SPEND})
    with pytest.raises(NotAllowedError):
        report.budget(sample_engine, ADMIN, 2026)
