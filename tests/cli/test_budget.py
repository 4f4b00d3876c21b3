"""Budgets, months and the report from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.cli.conftest import Run

ROW = {"key", "budget_cents", "actual_cents", "variance_cents", "used_share"}


@pytest.fixture
def department(sample_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The sample department, for the command line too."""
    monkeypatch.setenv(
        "LEGALOPS_DATABASE_URL", sample_engine.url.render_as_string(hide_password=False)
    )
    return sample_engine


def reported(run: Run, *words: object) -> dict[str, Any]:
    result = run("report", "budget", "--json", *words)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_report_has_the_agreed_shape(department: Engine, run: Run) -> None:
    assert department
    found = reported(run, "--fy", 2026)
    assert list(found) == ["fy", "basis", "as_of", "currency", "by", "rows", "total"]
    assert (found["fy"], found["basis"], found["as_of"]) == (2026, "invoice", "2026-09")
    assert (found["currency"], found["by"]) == ("USD", "area")
    assert all(set(row) == ROW for row in found["rows"])
    assert set(found["total"]) == ROW - {"key"}


@pytest.mark.parametrize("basis", ["invoice", "work"])
@pytest.mark.parametrize("by", ["month", "area", "vendor", "matter"])
def test_however_it_is_cut_the_rows_add_up_to_what_the_lines_say(
    department: Engine, run: Run, basis: str, by: str
) -> None:
    day = {"invoice": "i.invoice_date", "work": "l.work_date"}[basis]
    query = (
        "SELECT SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id "
        f"WHERE i.status IN ('received', 'approved', 'paid') AND {day} >= '2026-01-01' "
        f"AND {day} < '2026-10-01'"
    )
    with department.connect() as connection:
        expected = connection.exec_driver_sql(query).scalar()
    found = reported(run, "--fy", 2026, "--basis", basis, "--by", by)
    assert found["total"]["actual_cents"] == expected
    assert sum(row["actual_cents"] for row in found["rows"]) == expected


def test_no_budget_is_null_and_never_zero(department: Engine, run: Run) -> None:
    assert department
    vendors = reported(run, "--fy", 2026, "--by", "vendor")
    assert {row["budget_cents"] for row in vendors["rows"]} == {None}
    areas = {row["key"]: row for row in reported(run, "--fy", 2026)["rows"]}
    assert areas["No practice area"]["used_share"] is None
    earlier = reported(run, "--fy", 2019)
    assert (earlier["rows"], earlier["total"]["budget_cents"]) == ([], None)


def test_months_are_named_as_in_the_address_and_end_with_the_closed_one(
    department: Engine, run: Run
) -> None:
    assert department
    rows = reported(run, "--fy", 2026, "--by", "month")["rows"]
    assert [row["key"] for row in rows] == [f"2026-{number:02d}" for number in range(1, 10)]
    rows = reported(run, "--fy", 2026, "--by", "month", "--as-of", "2026-03")["rows"]
    assert [row["key"] for row in rows] == ["2026-01", "2026-02", "2026-03"]


def test_the_report_can_be_read_too(department: Engine, run: Run) -> None:
    assert department
    result = run("report", "budget", "--fy", 2026)
    assert result.exit_code == 0
    assert "Litigation" in result.stdout
    assert "no budget" in result.stdout


def test_a_month_is_closed_once(department: Engine, run: Run) -> None:
    assert department
    assert "closed already" in run("close-month", "2026-09").stdout
    first = run("close-month", "2026-10")
    assert first.exit_code == 0
    assert "Oct 2026 is closed" in first.stdout
    assert run("close-month", "2099-01").exit_code == 1


def test_a_budget_file_becomes_a_version(store: Path, run: Run, tmp_path: Path) -> None:
    assert store
    path = tmp_path / "budget.csv"
    path.write_text("Practice area,Cost kind,2026-01,2026-02\nLitigation,Fees,100.00,200.00\n")
    result = run("budget", "import", path, "--name", "Original")
    assert result.exit_code == 0, result.stderr
    total = reported(run, "--fy", 2026, "--as-of", "2026-12")["total"]
    assert (total["budget_cents"], total["actual_cents"]) == (30000, 0)
    assert run("budget", "import", path, "--name", "Original").exit_code == 1
    path.write_text("Practice area,Cost kind,2026-01\nLitigation,Fees,lots\n")
    wrong = run("budget", "import", path)
    assert wrong.exit_code == 1
    assert "line 2" in wrong.stderr


def test_versions_are_listed_with_their_state_and_a_draft_is_approved(
    department: Engine, run: Run
) -> None:
    assert department
    listed = run("budget", "list", "--fy", 2026).stdout.splitlines()
    assert len(listed) == 3
    assert listed[0].endswith("Draft")
    assert listed[1].endswith("In force, approved by carla")
    done = run("budget", "approve", 2026, 3, "--note", "Board")
    assert done.stdout == "Reforecast 2 is approved, locked and in force for FY2026.\n"
    listed = run("budget", "list", "--fy", 2026).stdout.splitlines()
    assert listed[0].endswith("In force, approved by cli")
    assert listed[1].endswith("Superseded, approved by carla")


def test_approving_twice_or_what_is_not_there_is_refused(department: Engine, run: Run) -> None:
    assert department
    twice = run("budget", "approve", 2026, 2)
    assert twice.exit_code == 1
    assert "was approved by carla" in twice.stderr
    missing = run("budget", "approve", 2026, 9)
    assert missing.exit_code == 1
    assert "Version 9 of FY2026 was not found" in missing.stderr
    assert len(run("budget", "list").stdout.splitlines()) == 7


def test_an_empty_store_says_how_a_budget_comes_in(run: Run) -> None:
    assert run("init").exit_code == 0
    assert "budget import FILE" in run("budget", "list").stdout
