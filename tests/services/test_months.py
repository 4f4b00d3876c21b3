"""Closing a month: frozen once as it stood, late when late, and flagged when it changes."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from legalops.errors import InvalidInputError, NotAllowedError, RefusedError
from legalops.intake.budget.draft import BudgetRow
from legalops.intake.read import Limits
from legalops.permissions import Actor, Role, system
from legalops.services import budgets, imports, months, settings
from legalops.services.choices import Choices, MatterChoice
from legalops.store import areas
from legalops.store import months as stored
from legalops.store.unit import data_versions
from tests.services.ledes import Invoice, Line, file

CLI = system("cli")
FIRM = "11-1111111"
ON_TIME = datetime(2026, 3, 31, 23, 59, tzinfo=UTC)


def bring(engine: Engine, *invoices: Invoice) -> int:
    choices = Choices(
        currencies={FIRM: "USD"},
        vendor_names={FIRM: "Hale & Quimby LLP"},
        matters={
            (FIRM, "M-1", "FM-1"): MatterChoice("A v. B", "Litigation"),
            (FIRM, "M-2", "FM-2"): MatterChoice("No area"),
        },
    )
    data = file(*invoices)
    prepared = imports.prepare(engine, CLI, "m.txt", data, choices=choices, limits=Limits())
    return imports.confirm(engine, CLI, prepared, choices).upload_id


def plan(engine: Engine, name: str, *rows: tuple[str, str, int, int]) -> None:
    found = [BudgetRow("area", area, kind, m, cents) for area, kind, m, cents in rows]  # type: ignore[arg-type]  # test data
    budgets.enter(engine, CLI, fiscal_year=2026, name=name, rows=found)


def figures(engine: Engine, month: int = 202602) -> set[tuple[object, ...]]:
    names = {**areas.all_areas(engine), 0: "none"}
    query = (
        "SELECT basis, practice_area_id, cost_kind, actual_cents, budget_cents FROM closed_figure "
        "WHERE month = :month"
    )
    with engine.connect() as connection:
        rows = connection.execute(text(query), {"month": month})
        return {(basis, names[area], *rest) for basis, area, *rest in rows}


def test_closing_freezes_both_bases_beside_the_budget(engine: Engine) -> None:
    plan(engine, "Old", ("Litigation", "fees", 202602, 1))
    plan(engine, "New", ("Litigation", "fees", 202602, 9000), ("IP", "all", 202602, 500),
         ("IP", "all", 202603, 7))  # fmt: skip
    lines = (Line(10000), Line(300, "E"), Line(50, matter="M-2"), Line(-20, "IF"))
    bring(engine, Invoice(lines=lines), Invoice("INV-2", (Line(7, day="20260210"),)))
    done = months.close(engine, CLI, 202602, now=ON_TIME)
    assert figures(engine) == {
        ("invoice", "Litigation", "fees", 9987, 9000),
        ("invoice", "Litigation", "expenses", 300, None),
        ("invoice", "none", "fees", 50, None),
        ("invoice", "IP", "all", 0, 500),
        ("work", "Litigation", "fees", 7, 9000),
        ("work", "IP", "all", 0, 500),
    }
    assert (done.invoiced_cents, done.worked_cents, done.budget_cents) == (10337, 7, 9500)
    assert (done.is_late, done.is_new, done.closed_by) == (False, True, "cli")


def test_closing_again_changes_nothing_and_says_what_was_frozen(engine: Engine) -> None:
    bring(engine, Invoice())
    first = months.close(engine, CLI, 202602, now=ON_TIME)
    bring(engine, Invoice("INV-2"))
    versions = data_versions(engine)
    again = months.close(engine, CLI, 202602)
    assert (again.is_new, again.invoiced_cents) == (False, first.invoiced_cents)
    assert again.closed_at == first.closed_at
    assert data_versions(engine) == versions
    assert stored.closed(engine) == [202602]
    assert stored.last_closed(engine) == 202602


def test_a_month_without_a_budget_has_none_rather_than_zero(engine: Engine) -> None:
    bring(engine, Invoice())
    assert months.close(engine, CLI, 202602, now=ON_TIME).budget_cents is None


@pytest.mark.parametrize(
    ("moment", "is_late"),
    [(ON_TIME, False), (datetime(2026, 4, 1, tzinfo=UTC), True)],
)
def test_late_is_after_the_end_of_the_month_that_follows(
    engine: Engine, moment: datetime, is_late: bool
) -> None:
    bring(engine, Invoice())
    assert months.close(engine, CLI, 202602, now=moment).is_late is is_late


def test_a_month_is_over_when_it_is_over_where_the_department_is(engine: Engine) -> None:
    bring(engine, Invoice())
    settings.change(engine, CLI, {"time_zone": "Pacific/Auckland"})
    with pytest.raises(RefusedError, match="Feb 2026 is not over yet"):
        months.close(engine, CLI, 202602, now=datetime(2026, 2, 28, 10, tzinfo=UTC))
    assert months.close(engine, CLI, 202602, now=datetime(2026, 2, 28, 12, tzinfo=UTC)).is_new


def test_months_that_make_no_sense_are_refused(engine: Engine) -> None:
    with pytest.raises(RefusedError, match="no invoices yet"):
        months.close(engine, CLI, 202602)
    bring(engine, Invoice())
    with pytest.raises(RefusedError, match="before the first invoice"):
        months.close(engine, CLI, 202601, now=ON_TIME)
    with pytest.raises(InvalidInputError):
        months.close(engine, CLI, 202613, now=ON_TIME)
    with pytest.raises(RefusedError, match="from 1 Jan 2027 on"):
        months.close(engine, CLI, 202612, now=ON_TIME)
    assert stored.closed(engine) == []


def test_a_closed_month_that_changed_is_flagged_on_the_basis_that_changed(engine: Engine) -> None:
    bring(engine, Invoice())
    months.close(engine, CLI, 202602, now=ON_TIME)
    assert months.changed(engine).empty
    bring(engine, Invoice("LATE", (Line(500),), date="20260310"))
    assert months.changed(engine).empty
    upload = bring(engine, Invoice("LATE-2", (Line(700),)))
    found = months.changed(engine).to_dict("records")
    assert found == [
        {"month": 202602, "basis": "invoice", "frozen_cents": 10000, "live_cents": 10700,
         "difference_cents": 700}
    ]  # fmt: skip
    imports.undo(engine, CLI, upload)
    assert months.changed(engine).empty


def test_money_that_only_moved_between_areas_is_flagged_too(engine: Engine) -> None:
    bring(engine, Invoice())
    months.close(engine, CLI, 202602, now=ON_TIME)
    from legalops.store import matters

    number = int(matters.table(engine, CLI)["id"].iloc[0])
    matters.assign_area(engine, CLI, [number], "Employment", from_month=None)
    assert months.changed(engine)["difference_cents"].tolist() == [0]


def test_rejected_money_is_not_actual(engine: Engine) -> None:
    bring(engine, Invoice(), Invoice("INV-2"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE spend_cube SET status = 'rejected'"))
    assert months.close(engine, CLI, 202602, now=ON_TIME).invoiced_cents == 0


def test_a_forecast_is_kept_once_there_are_six_months(engine: Engine) -> None:
    for month in range(1, 7):
        bring(engine, Invoice(f"N{month}", (Line(month * 300),), date=f"2026{month:02d}20"))
    early = months.close(engine, CLI, 202605, now=datetime(2026, 7, 1, tzinfo=UTC))
    done = months.close(engine, CLI, 202606, now=datetime(2026, 7, 1, tzinfo=UTC))
    assert (early.has_forecast, done.has_forecast) == (False, True)
    with engine.connect() as connection:
        query = (
            "SELECT made_in, month, amount_cents FROM forecast_snapshot "
            "WHERE method = 'run-rate-3' AND practice_area_id > 0 ORDER BY month"
        )
        rows = [tuple(row) for row in connection.execute(text(query))]
    assert len(rows) == 12
    assert (rows[0], rows[-1]) == ((202606, 202607, 1500), (202606, 202706, 1500))


def test_what_is_over_and_open_can_be_closed(engine: Engine) -> None:
    assert months.to_close(engine, now=ON_TIME) == []
    bring(engine, Invoice())
    later = datetime(2026, 5, 2, tzinfo=UTC)
    assert months.to_close(engine, now=later) == [202602, 202603, 202604]
    months.close(engine, CLI, 202603, now=later)
    assert months.to_close(engine, now=later) == [202602, 202604]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_months_are_closed_by_ops_and_admin(
    engine: Engine, people: dict[Role, Actor], role: Role
) -> None:
    bring(engine, Invoice())
    with pytest.raises(NotAllowedError):
        months.close(engine, people[role], 202602, now=ON_TIME)
    assert months.close(engine, people[Role.OPS], 202602, now=ON_TIME).closed_by == "ana"


def test_closing_is_audited(engine: Engine) -> None:
    bring(engine, Invoice())
    months.close(engine, CLI, 202602, now=ON_TIME)
    with engine.connect() as connection:
        query = "SELECT subject_id, after_json FROM audit_event WHERE action = 'month.closed'"
        subject, after = connection.execute(text(query)).one()
    assert subject == "202602"
    assert '"invoiced_cents": 10000' in after
