"""Forecasts are kept as they were made, tried on months that are over, and judged in public."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text

from legalops.errors import NotAllowedError, RefusedError
from legalops.intake.read import Limits
from legalops.metrics.budget import Chosen
from legalops.metrics.forecast import DEPARTMENT, METHODS, RUN_RATE, SMOOTHING, track
from legalops.metrics.forecast.methods import TRAILING
from legalops.models.outlook import ForecastSnapshot
from legalops.models.plan import ClosedMonth
from legalops.periods import FiscalYear, add_months, first_day, months_between
from legalops.permissions import Actor, Permission, Role, system
from legalops.services import forecasts, imports, months, outlooks
from legalops.services.choices import Choices, MatterChoice
from legalops.store import forecasts as stored
from legalops.store.unit import data_versions, reading, writing
from tests.services.ledes import Invoice, Line, file

CLI = system("cli")
FIRM = "11-1111111"
LATER = datetime(2027, 3, 1, tzinfo=UTC)
FY26 = FiscalYear(2026)


def bring(engine: Engine, *invoices: Invoice) -> int:
    choices = Choices(
        currencies={FIRM: "USD"},
        vendor_names={FIRM: "Hale & Quimby LLP"},
        matters={
            (FIRM, "M-1", "FM-1"): MatterChoice("A v. B", "Litigation"),
            (FIRM, "M-2", "FM-2"): MatterChoice("The case", "Litigation"),
        },
    )
    data = file(*invoices)
    prepared = imports.prepare(engine, CLI, "m.txt", data, choices=choices, limits=Limits())
    return imports.confirm(engine, CLI, prepared, choices).upload_id


def monthly(first: int, *cents: int) -> list[Invoice]:
    found = []
    for n, amount in enumerate(cents):
        day = f"{add_months(first, n)}20"
        found.append(Invoice(f"N{day}", (Line(amount, day=day),), date=day))
    return found


def close(engine: Engine, first: int, last: int) -> None:
    for month in months_between(first, last):
        months.close(engine, CLI, month, now=LATER)


def ask(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def set_apart(engine: Engine, expected: int | None) -> None:
    with writing(engine, CLI, Permission.EDIT_NAMES) as unit:
        query = text(
            "UPDATE matter SET is_exceptional = 1, expected_cents = :cents WHERE number = 'M-2'"
        )
        unit.session.connection().execute(query, {"cents": expected})
        unit.touch("names")


def test_closing_keeps_every_method_for_practice_area_and_department(engine: Engine) -> None:
    bring(engine, *monthly(202601, 100, 200, 300, 400, 500, 600))
    close(engine, 202605, 202606)
    kept = stored.kept(engine)
    assert set(kept["made_in"]) == {202606}
    assert set(kept["method"]) == {RUN_RATE, TRAILING, SMOOTHING}
    assert set(kept["practice_area_id"]) == {1, DEPARTMENT}
    run_rate = stored.made_in(engine, 202606).query("method == @RUN_RATE")
    assert run_rate["amount_cents"].tolist() == [350] * 12
    assert stored.months_with_forecast(engine) == [202606]
    assert stored.made_in(engine, 202605).empty


def test_a_kept_forecast_never_changes_when_later_invoices_come(engine: Engine) -> None:
    bring(engine, *monthly(202601, 100, 200, 300, 400, 500, 600))
    close(engine, 202606, 202606)
    before = ask(engine, "SELECT * FROM forecast_snapshot ORDER BY 1, 2, 3, 4")
    upload = bring(engine, Invoice("LATE", (Line(9900, day="20260610"),), date="20260620"),
                   *monthly(202607, 7, 8, 9))  # fmt: skip
    months.close(engine, CLI, 202606, now=LATER)
    forecasts.try_out(engine, CLI)
    close(engine, 202607, 202609)
    imports.undo(engine, CLI, upload)
    query = "SELECT * FROM forecast_snapshot WHERE made_in = 202606 ORDER BY 1, 2, 3, 4"
    assert ask(engine, query) == before


def test_only_trials_that_are_missing_or_no_longer_stand_are_worked_out(engine: Engine) -> None:
    bring(engine, *monthly(202601, 100, 200, 300, 400, 500, 600, 700, 800))
    close(engine, 202608, 202608)
    done = forecasts.try_out(engine, CLI)
    assert (done.last, done.origins, done.anew) == (202608, 3, 0)
    bring(engine, Invoice("LATE", (Line(50, day="20260801"),), date="20260825"))
    assert forecasts.try_out(engine, CLI).anew == 1
    bring(engine, Invoice("LATER", (Line(50, day="20260101"),), date="20260125"))
    assert forecasts.try_out(engine, CLI).anew == 3
    assert forecasts.try_out(engine, CLI).anew == 0


def test_trials_reach_back_eighteen_months_and_know_nothing_of_later_ones(engine: Engine) -> None:
    bring(engine, *monthly(202401, *range(1000, 3500, 100)))
    close(engine, 202601, 202601)
    origins = [
        row[0] for row in ask(engine, "SELECT DISTINCT origin FROM forecast_trial ORDER BY 1")
    ]
    assert origins == months_between(202408, 202601)
    query = (
        "SELECT DISTINCT amount_cents FROM forecast_trial WHERE origin = 202408 "
        "AND method = 'run-rate-3' AND practice_area_id = -1"
    )
    assert ask(engine, query) == [((1500 + 1600 + 1700) // 3,)]


def test_nothing_is_tried_before_there_is_something_to_try(engine: Engine) -> None:
    with pytest.raises(RefusedError, match="No month is closed yet"):
        forecasts.try_out(engine, CLI)
    bring(engine, *monthly(202601, 1, 2, 3, 4, 5))
    close(engine, 202605, 202605)
    with pytest.raises(RefusedError, match="takes 6 months of invoices up to May 2026"):
        forecasts.try_out(engine, CLI)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_the_methods_are_tried_by_ops_and_admin(
    engine: Engine, people: dict[Role, Actor], role: Role
) -> None:
    bring(engine, *monthly(202601, 1, 2, 3, 4, 5, 6))
    close(engine, 202606, 202606)
    with pytest.raises(NotAllowedError):
        forecasts.try_out(engine, people[role])
    before = data_versions(engine)[stored.AREA]
    assert forecasts.try_out(engine, people[Role.OPS]).origins == 1
    assert data_versions(engine)[stored.AREA] == before + 1
    assert ask(engine, "SELECT actor_name FROM audit_event WHERE action = 'forecast.tried'") == [
        ("ana",)
    ]


def test_exceptional_matters_are_forecast_on_their_own(engine: Engine) -> None:
    big = [
        Invoice(f"B{n}", (Line(5000, matter="M-2", day=f"2026{n:02d}20"),), date=f"2026{n:02d}20")
        for n in (5, 6)
    ]
    bring(engine, *monthly(202601, *[100] * 6), *big)
    set_apart(engine, 16_000)
    close(engine, 202606, 202606)
    # Business as usual is 100 a month; of the case 6000 are left for six months.
    kept = stored.made_in(engine, 202606).query("method == @RUN_RATE")["amount_cents"].tolist()
    assert kept == [1100] * 6 + [100] * 6
    tried = ask(
        engine, "SELECT DISTINCT amount_cents FROM forecast_trial WHERE method = 'run-rate'"
    )
    assert tried == [(100,)]
    found, _ = outlooks.outlook(engine, Chosen(FY26, 202606), outlooks.backtest(engine))
    assert found.at_completion_cents == 600 + 10_000 + 6 * 1100
    assert found.exceptional["expected_cents"].tolist() == [16_000]


def test_the_outlook_starts_from_the_last_closed_month(engine: Engine) -> None:
    bring(engine, *monthly(202601, 100, 200, 300, 400, 500, 600, 9))
    close(engine, 202606, 202606)
    found, usual = outlooks.outlook(engine, Chosen(FY26, 202607), outlooks.backtest(engine))
    assert (found.made_in, found.method, usual.has_record) == (202606, RUN_RATE, False)
    assert found.at_completion_cents == 2100 + 6 * 350


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        (Chosen(FY26, 202606, vendor=1), "per practice area, not per vendor"),
        (Chosen(FY26, 202606, basis="work"), "go by invoice date"),
    ],
)
def test_what_cannot_be_forecast_is_refused_in_words(
    engine: Engine, chosen: Chosen, reason: str
) -> None:
    tests = outlooks.backtest(engine)
    assert "no invoices yet" in outlooks.outlook(engine, chosen, tests)[0].reason
    bring(engine, *monthly(202601, 1, 2, 3, 4, 5, 6))
    assert reason in outlooks.outlook(engine, chosen, tests)[0].reason


def test_smoothing_is_not_fitted_anew_while_what_was_tried_stands(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(engine, *monthly(202601, 100, 250, 300, 200, 500, 600))
    close(engine, 202606, 202606)
    tests, chosen = outlooks.backtest(engine), Chosen(FY26, 202606)
    fitted, _ = outlooks.outlook(engine, chosen, tests, SMOOTHING)
    calls: list[int] = []

    def count(amounts: object, ahead: int) -> list[tuple[int, int]]:
        calls.append(ahead)
        return [(1, 1)] * ahead

    monkeypatch.setattr("legalops.metrics.forecast.desk.smoothed", count)
    again, _ = outlooks.outlook(engine, chosen, tests, SMOOTHING)
    assert (calls, again.at_completion_cents) == ([], fitted.at_completion_cents)
    bring(engine, Invoice("LATE", (Line(50, day="20260601"),), date="20260625"))
    late, _ = outlooks.outlook(engine, chosen, tests, SMOOTHING)
    assert calls
    assert late.at_completion_cents == 1950 + 50 + 6


def test_forecasts_kept_before_there_were_methods_to_choose_from_stay_readable(
    engine: Engine,
) -> None:
    with writing(engine, CLI, Permission.CLOSE_MONTH) as unit:
        unit.session.add(ClosedMonth(month=202512, closed_by="cli", closed_at="2026-01-05"))
        unit.session.flush()
        for area in (1, 2):
            for month in FY26.months:
                unit.session.add(
                    ForecastSnapshot(
                        made_in=202512, method="run-rate-3", practice_area_id=area, month=month,
                        amount_cents=10,
                    )
                )  # fmt: skip
    assert "run-rate-3" in METHODS
    said = track.expected(stored.kept(engine), "run-rate-3", DEPARTMENT)
    assert track.successive(said, {}, FY26, DEPARTMENT)["at_completion_cents"].tolist() == [240]


def test_trials_use_the_first_budget_of_a_year_and_the_outlook_the_one_in_force(
    engine: Engine,
) -> None:
    from legalops.intake.budget.draft import BudgetRow
    from legalops.services import budgets

    bring(engine, *monthly(202601, 100, 200, 300, 400, 500, 600))
    for name, cents in (("Original", 50), ("Reforecast", 70)):
        rows = [BudgetRow("area", "Litigation", "all", m, cents) for m in FY26.months]
        budgets.enter(engine, CLI, fiscal_year=2026, name=name, rows=rows)
    close(engine, 202606, 202606)
    tried = ask(engine, "SELECT DISTINCT amount_cents FROM forecast_trial WHERE method = 'budget'")
    assert tried == [(50,)]
    kept = stored.made_in(engine, 202606).query("method == 'budget'")
    assert kept["amount_cents"].tolist() == [70] * 6


def test_closing_late_keeps_what_the_months_up_to_it_say(engine: Engine) -> None:
    bring(engine, *monthly(202601, 100, 200, 300, 400, 500, 600, 700))
    now = datetime.combine(first_day(202609), datetime.min.time(), UTC)
    months.close(engine, CLI, 202606, now=now)
    with reading(engine) as session:
        past, _ = stored.known(session, 202606, 1)
    assert past is not None
    assert past.amounts[DEPARTMENT] == (100, 200, 300, 400, 500, 600)
    run_rate = stored.made_in(engine, 202606).query("method == @RUN_RATE")
    assert run_rate["amount_cents"].iloc[0] == 350
