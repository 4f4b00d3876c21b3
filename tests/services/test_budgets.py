"""A budget file on its way into the store: seen before it is stored, stored as it was seen."""

import io

import openpyxl
import pytest
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, NotAllowedError, NotFoundError, RefusedError
from legalops.permissions import Actor, Role, system
from legalops.services import budgets, settings
from legalops.services.budgets import BudgetRefusedError
from legalops.store import areas
from legalops.store import budgets as stored

CLI = system("cli")
PLAN = b"Practice area,Cost kind,2026-01,2026-02\nLitigation,fees,100,\nIP,fees,5,6\n"
LATER = b"Practice area,Cost kind,2026-01,2026-02\nLitigation,fees,150,20\nTax,fees,1,\n"


def test_a_preview_stores_nothing(engine: Engine) -> None:
    seen = budgets.preview(engine, CLI, "plan.csv", PLAN, fiscal_year=2026)
    assert seen.draft.is_sound
    assert (seen.before_id, seen.before_cents) == (None, None)
    assert stored.versions(engine).empty
    assert areas.all_areas(engine) == {}


def test_what_was_seen_is_what_is_stored(engine: Engine) -> None:
    seen = budgets.preview(engine, CLI, "plan.csv", PLAN, fiscal_year=2026)
    number = budgets.confirm(engine, CLI, seen, "Original", "First plan")
    assert tuple(stored.rows(engine, CLI, number)) == seen.draft.rows
    row = stored.versions(engine).iloc[0]
    assert (row["source"], row["file_name"], row["note"]) == ("file", "plan.csv", "First plan")
    assert budgets.original(engine, CLI, number) == PLAN


def test_the_difference_names_what_is_new_gone_and_changed(engine: Engine) -> None:
    budgets.import_file(engine, CLI, "plan.csv", PLAN)
    seen = budgets.preview(engine, CLI, "later.csv", LATER, fiscal_year=2026)
    found = seen.difference.astype(object).where(seen.difference.notna(), None)
    assert [tuple(row) for row in found.to_numpy()] == [
        ("area", "IP", "fees", 202601, 500, None, -500),
        ("area", "IP", "fees", 202602, 600, None, -600),
        ("area", "Litigation", "fees", 202601, 10000, 15000, 5000),
        ("area", "Litigation", "fees", 202602, None, 2000, 2000),
        ("area", "Tax", "fees", 202601, None, 100, 100),
    ]
    assert (seen.before_name, seen.before_cents) == ("plan", 11100)


def test_a_preview_that_is_out_of_date_is_not_stored(engine: Engine) -> None:
    seen = budgets.preview(engine, CLI, "plan.csv", PLAN, fiscal_year=2026)
    budgets.import_file(engine, CLI, "theirs.csv", LATER)
    with pytest.raises(RefusedError, match="since you compared"):
        budgets.confirm(engine, CLI, seen, "Mine")
    assert stored.versions(engine)["name"].tolist() == ["theirs"]


def test_the_file_says_which_year_and_the_version_takes_its_name(engine: Engine) -> None:
    settings.change(engine, CLI, {"fiscal_start_month": 7})
    data = b"Area,Type,Jul 2026,Jun 2027\nIP,fees,1,2\n"
    budgets.import_file(engine, CLI, "plans/Board plan.csv", data)
    row = stored.versions(engine).iloc[0]
    assert (row["fiscal_year"], row["name"], row["total_cents"]) == (2027, "Board plan", 300)


def test_a_file_that_names_no_year_asks_for_one(engine: Engine) -> None:
    data = b"Area,Type,Jan,P2\nIP,fees,1,2\n"
    with pytest.raises(RefusedError, match="Say which fiscal year"):
        budgets.import_file(engine, CLI, "plan.csv", data)
    assert budgets.import_file(engine, CLI, "plan.csv", data, fiscal_year=2027, name="Plan")


def test_a_file_with_errors_is_refused_with_the_first_of_them(engine: Engine) -> None:
    data = b"Area,Type,2026-01\nIP,fees,abc\nIP,travel,1\n"
    with pytest.raises(BudgetRefusedError) as refusal:
        budgets.import_file(engine, CLI, "plan.csv", data)
    assert str(refusal.value) == (
        "plan.csv was not stored: line 2, 2026-01: This is not an amount. Write it like 1250.00. "
        "(1 more)"
    )
    assert [problem.line for problem in refusal.value.problems] == [2, 3]
    assert stored.versions(engine).empty


def test_what_is_no_table_is_refused(engine: Engine) -> None:
    with pytest.raises(BudgetRefusedError, match="No heading was found"):
        budgets.import_file(engine, CLI, "notes.txt", b"hello")


def test_a_file_over_the_limit_is_refused_by_its_name(engine: Engine) -> None:
    settings.change(engine, CLI, {"max_file_mb": 1})
    with pytest.raises(RefusedError, match="larger than 1 MB"):
        budgets.preview(engine, CLI, "plan.csv", PLAN + b"," * 1_000_000, fiscal_year=2026)


def test_a_budget_entered_by_hand_is_checked_like_a_file(engine: Engine) -> None:
    heading: list[object] = ["Practice area", "Matter", "Cost kind", "2026-01", "2026-02"]
    good: list[list[object]] = [heading, ["IP", "", "fees", 12.5, ""], ["", "", "", "", ""]]
    seen = budgets.preview_entered(engine, CLI, good, fiscal_year=2026)
    number = budgets.confirm(engine, CLI, seen, "By hand")
    assert stored.versions(engine)["source"].tolist() == ["form"]
    assert [row.amount_cents for row in stored.rows(engine, CLI, number)] == [1250]
    with pytest.raises(NotFoundError):
        budgets.original(engine, CLI, number)
    forged: list[list[object]] = [
        heading,
        ["IP", "", "bribes", 1, float("inf")],
        ["", "", "fees", 5, ""],
    ]
    bad = budgets.preview_entered(engine, CLI, forged, fiscal_year=2026)
    assert [problem.code for problem in bad.draft.errors] == ["cost-kind", "subject"]
    assert budgets.preview_entered(engine, CLI, [["x"]], fiscal_year=2026).draft.errors


def test_the_workbook_of_a_version_reads_back_as_that_version(engine: Engine) -> None:
    number = budgets.import_file(engine, CLI, "plan.csv", PLAN)
    data = budgets.workbook(engine, CLI, fiscal_year=2026, version_id=number)
    seen = budgets.preview(engine, CLI, "again.xlsx", data, fiscal_year=2026)
    assert sorted(seen.draft.rows) == sorted(stored.rows(engine, CLI, number))
    assert seen.difference["difference_cents"].tolist() == [0, 0, 0]


def test_the_template_is_a_real_workbook_with_the_areas_in_it(engine: Engine) -> None:
    budgets.import_file(engine, CLI, "plan.csv", b"Area,2026-01\n=1+1,5\nTax,1\n")
    book = openpyxl.load_workbook(
        io.BytesIO(budgets.workbook(engine, CLI, fiscal_year=2027)), data_only=False
    )
    assert book.sheetnames == ["Budget", "Read me"]
    sheet = book["Budget"]
    assert [sheet.cell(1, column).value for column in (1, 4, 5, 16, 17)] == [
        "Practice area", "Cost kind", "Jan 2027", "Dec 2027", "Total",
    ]  # fmt: skip
    rows = [(row[0], row[3]) for row in sheet.iter_rows(2, 5, values_only=True)]
    assert rows == [("=1+1", "fees"), ("=1+1", "expenses"), ("Tax", "fees"), ("Tax", "expenses")]
    assert sheet["A2"].data_type == "s"
    assert sheet.freeze_panes == "E2"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_budgets_are_changed_by_ops_and_admin(
    engine: Engine, people: dict[Role, Actor], role: Role
) -> None:
    number = budgets.import_file(engine, CLI, "plan.csv", PLAN)
    seen = budgets.preview(engine, CLI, "later.csv", LATER, fiscal_year=2026)
    acts = (
        lambda: budgets.preview(engine, people[role], "p", PLAN, fiscal_year=2026),
        lambda: budgets.preview_entered(engine, people[role], [], fiscal_year=2026),
        lambda: budgets.confirm(engine, people[role], seen, "Later"),
        lambda: budgets.original(engine, people[role], number),
        lambda: budgets.workbook(engine, people[role], fiscal_year=2026),
        lambda: budgets.enter(
            engine, people[role], fiscal_year=2026, name="X", rows=seen.draft.rows
        ),
    )
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()
    assert budgets.confirm(engine, people[Role.OPS], seen, "Later")


def test_settings_say_what_is_wrong_with_which_field(engine: Engine) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        settings.change(engine, CLI, {"time_zone": "Mars/Olympus"})
    assert (refusal.value.field, refusal.value.problem) == (
        "time_zone", "is not a time zone such as Europe/Berlin",
    )  # fmt: skip
    assert settings.bounds("session_idle_minutes") == (5, 1440)
    assert "Europe/Berlin" in settings.time_zones()
