"""The sample department is the same each time, believable, and made by the front door."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from legalops.access import accounts
from legalops.errors import NotAllowedError, RefusedError
from legalops.periods import add_months, fiscal_year_of, month_of
from legalops.permissions import Actor, Role, system
from legalops.services import check, report, sample
from legalops.services.sample_department import billing, plan, source
from legalops.store import freshness, matters, months, rates, spend
from legalops.store import settings as stored_settings
from tests.sample import AS_OF, Loaded

ADMIN = system("cli")


def rows(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def one(engine: Engine, query: str) -> object:
    return rows(engine, query)[0][0]


def test_the_same_seed_and_day_give_the_same_files() -> None:
    first = billing.files(source.read(7, AS_OF))
    again = billing.files(source.read(7, AS_OF))
    assert [(f.name, f.data) for f in first] == [(f.name, f.data) for f in again]
    assert [b.data for b in plan.budgets(source.read(7, AS_OF))] == [
        b.data for b in plan.budgets(source.read(7, AS_OF))
    ]


def test_another_seed_gives_other_figures() -> None:
    first = billing.files(source.read(7, AS_OF))
    other = billing.files(source.read(8, AS_OF))
    assert [f.data for f in first] != [f.data for f in other]


days = st.dates(date(2025, 1, 1), date(2031, 12, 31))


@settings(max_examples=5, deadline=None)
@given(days, st.integers(0, 10**6))
def test_whatever_the_day_no_invoice_is_from_the_future_or_numbered_twice(
    day: date, seed: int
) -> None:
    files = billing.files(source.read(seed, day))
    bills = [bill for file in files for bill in file.bills]
    assert max(bill.dated for bill in bills) <= day
    assert min(bill.dated for bill in bills) >= date(day.year - 2, 1, 1)
    numbers = [(bill.firm.name, bill.number) for bill in bills]
    assert len(numbers) == len(set(numbers))
    assert all(bill.start <= i.day <= bill.end for bill in bills for i in bill.items)


def test_every_file_is_plain_text_with_the_totals_its_lines_make() -> None:
    for file in billing.files(source.read(7, AS_OF)):
        header, *lines = file.data.decode("ascii").splitlines()[1:]
        names = header.removesuffix("[]").split("|")
        assert all(len(line.removesuffix("[]").split("|")) == len(names) == 24 for line in lines)


def test_the_loaded_store_is_sound_and_large_enough_to_look_at(
    sample_template: Loaded, sample_engine: Engine
) -> None:
    assert check.run(sample_engine) == []
    told = sample_template.summary
    assert 9_000 <= told.lines <= 16_000
    assert told.lines == one(sample_engine, "SELECT COUNT(*) FROM invoice_line")
    assert told.invoices == one(sample_engine, "SELECT COUNT(*) FROM invoice")
    assert told.files == one(sample_engine, "SELECT COUNT(*) FROM upload WHERE state = 'stored'")
    assert told.vendors == one(sample_engine, "SELECT COUNT(*) FROM vendor") == 14
    assert one(sample_engine, "SELECT COUNT(*) FROM practice_area") == 6
    assert told.matters == one(sample_engine, "SELECT COUNT(*) FROM matter")
    assert told.matters >= 38


def test_no_invoice_was_left_out_and_warnings_are_few(sample_engine: Engine) -> None:
    assert one(sample_engine, "SELECT SUM(skipped) FROM upload") == 0
    faults = (
        "SELECT p.code, u.state FROM upload_problem p JOIN upload u ON u.id = p.upload_id "
        "WHERE p.severity = 'error'"
    )
    assert rows(sample_engine, faults) == [("invoice_total", "draft")]
    warned = rows(sample_engine, "SELECT code, COUNT(*) FROM upload_problem GROUP BY code")
    assert sum(int(str(count)) for _, count in warned) < 60, warned


def test_two_currencies_are_converted_and_nothing_waits_for_a_rate(sample_engine: Engine) -> None:
    assert rows(sample_engine, "SELECT DISTINCT currency FROM invoice ORDER BY 1") == [
        ("EUR",),
        ("USD",),
    ]
    assert rates.unconverted(sample_engine).empty


def test_three_fiscal_years_are_filled(sample_engine: Engine) -> None:
    cube = spend.cube(sample_engine)
    by_year = cube.groupby(cube["invoice_month"] // 100)["reporting_cents"].sum()
    assert list(by_year.index) == [2024, 2025, 2026]
    assert (by_year > 200_000_000).all()
    assert set(cube["invoice_month"]) >= {202401, 202506, 202610}


def test_one_vendor_of_the_last_month_is_missing(
    sample_template: Loaded, sample_engine: Engine
) -> None:
    silent = sample_template.summary.silent_vendor
    assert freshness.freshness(sample_engine).missing == (silent,)
    last = one(
        sample_engine,
        "SELECT MAX(i.invoice_month) FROM invoice i JOIN vendor v ON v.id = i.vendor_id "
        f"WHERE v.name = '{silent}'",
    )
    assert last == 202609


def test_litigation_is_over_and_corporate_under_budget_for_reasons_in_the_data(
    sample_engine: Engine,
) -> None:
    found = {r.key: r for r in report.budget(sample_engine, ADMIN, 2026).rows}
    assert (found["Litigation"].used_share or 0) > 1.25
    assert (found["Corporate and M&A"].used_share or 1) < 0.75
    assert found["No practice area"].budget_cents is None
    trial = one(
        sample_engine,
        "SELECT SUM(l.reporting_cents) FROM invoice_line l JOIN matter m ON m.id = l.matter_id "
        "WHERE m.number = 'LIT-23-007' AND l.task_code LIKE 'L4%' AND l.work_date >= '2026'",
    )
    variance = found["Litigation"].variance_cents or 0
    assert int(str(trial)) > variance * 0.8
    stopped = one(
        sample_engine,
        "SELECT MAX(l.work_date) FROM invoice_line l JOIN matter m ON m.id = l.matter_id "
        "WHERE m.number = 'COR-26-001'",
    )
    assert str(stopped) < "2026-05"


def test_budgets_have_versions_and_the_months_but_the_last_are_closed(
    sample_template: Loaded, sample_engine: Engine
) -> None:
    versions = rows(
        sample_engine, "SELECT fiscal_year, name FROM budget_version ORDER BY fiscal_year, number"
    )
    assert versions == [
        *((year, name) for year in (2024, 2025, 2026) for name in ("Original", "Reforecast 1")),
        (2026, "Reforecast 2"),
    ]
    waiting = rows(sample_engine, "SELECT name FROM budget_version WHERE approved_at IS NULL")
    assert waiting == [("Reforecast 2",)]
    closed = months.closed(sample_engine)
    assert (closed[0], closed[-1]) == (202401, 202609)
    assert sample_template.summary.closed_until == 202609
    assert one(sample_engine, "SELECT SUM(is_late) FROM closed_month") == 0


def test_matters_have_owners_one_is_restricted_and_two_have_no_practice_area(
    sample_engine: Engine,
) -> None:
    table = matters.table(sample_engine, ADMIN).set_index("number")
    assert list(table.index[table["is_restricted"]]) == ["EMP-25-012"]
    assert sorted(table.index[table["practice_area_id"].isna()]) == ["GEN-25-004", "GEN-26-001"]
    assert table["owner_id"].isna().sum() == 1
    assert {"open", "closed"} == set(table["status"])


def test_there_is_a_credit_note_fixed_fees_and_discounts(sample_engine: Engine) -> None:
    assert one(sample_engine, "SELECT COUNT(*) FROM invoice WHERE total_cents < 0") == 1
    kinds = rows(sample_engine, "SELECT DISTINCT kind FROM invoice_line ORDER BY kind")
    assert kinds == [("E",), ("F",), ("IF",)]
    off = "SELECT COUNT(*) FROM invoice_line WHERE kind = 'IF' AND total_cents < 0"
    assert int(str(one(sample_engine, off))) > 20


def test_invoices_come_a_month_or_two_after_the_work(sample_engine: Engine) -> None:
    days = one(
        sample_engine,
        "SELECT SUM(days_cents) * 1.0 / SUM(billed_cents) FROM invoice_sum WHERE billed_cents > 0",
    )
    assert 30 <= float(str(days)) <= 60


def test_the_settings_say_that_this_is_a_sample(sample_engine: Engine) -> None:
    chosen = stored_settings.current(sample_engine)
    assert chosen.is_sample
    assert chosen.department == "Ardenmoor Controls Legal"


def test_nobody_can_sign_in_until_accounts_are_opened(sample_engine: Engine) -> None:
    assert one(sample_engine, 'SELECT COUNT(*) FROM "user" WHERE password_hash IS NOT NULL') == 0
    opened = sample.open_accounts(sample_engine, ADMIN)
    assert {account.role for account in opened} == set(Role)
    assert len({account.password for account in opened}) == 4
    for account in opened:
        assert accounts.sign_in(sample_engine, account.username, account.password)
        assert accounts.sign_in(sample_engine, account.username, account.password[:-1]) is None


def test_the_sample_goes_only_into_a_store_without_invoices(sample_engine: Engine) -> None:
    with pytest.raises(RefusedError, match="invoices already"):
        sample.load(sample_engine, ADMIN, AS_OF)


def test_only_an_administrator_loads_it(engine: Engine, people: dict[Role, Actor]) -> None:
    with pytest.raises(NotAllowedError):
        sample.load(engine, people[Role.OPS], AS_OF)
    assert one(engine, "SELECT COUNT(*) FROM upload") == 0


def test_the_last_full_month_ends_before_today() -> None:
    assert sample.last_full_month(date(2026, 11, 1)) == date(2026, 10, 31)
    assert sample.last_full_month(date(2026, 11, 30)) == date(2026, 10, 31)
    assert sample.last_full_month(date(2027, 1, 15)) == date(2026, 12, 31)


@pytest.mark.parametrize("day", [date(2026, 1, 31), date(2027, 3, 31)])
def test_the_story_holds_whatever_the_month(day: date) -> None:
    told = source.read(sample.SEED, day)
    year = fiscal_year_of(month_of(day), 1)
    assert told.first_month == add_months(year.first, -24)
    assert {file.firm.name for file in billing.files(told)} >= {"Whitlock Farrow LLP"}
    assert plan.budgets(told)[-1].fiscal_year == year.name
