"""Real and published files give what is written down for them, through the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from legalops.services import check
from legalops.store.engine import open_engine
from tests.cli.conftest import Run
from tests.conftest import CASES

EXPECTED = CASES / "expected.json"
NAMES = list(json.loads(EXPECTED.read_text("utf-8"))) if EXPECTED.is_file() else ["(none)"]
COUNTS = (
    "rows",
    "control_total_cents",
    "date_order",
    "negatives",
    "blank_amounts",
    "exact_duplicate_rows",
)
STORED = [
    "ledes/official-1998b.txt",
    "ledes/two-invoices.txt",
    "tables/time-and-expense.csv",
    "ap/oxford-jan-mar-2014.csv",
    "ap/oxford-jul-sep-2015.csv",
]


def told(result: Any) -> dict[str, Any]:
    """Return what the command line says of its one file."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    (upload,) = json.loads(result.stdout)["uploads"]
    return dict(upload)


def expected(cases: Path, name: str) -> dict[str, Any]:
    """Return what is written down for a file."""
    return dict(json.loads((cases / "expected.json").read_text("utf-8"))[name])


def words(cases: Path, name: str) -> list[Any]:
    """Return the call of the command line for a file, with what a person would choose."""
    currency = ["--currency", "USD"] if name.startswith("ledes/") else []
    return ["import", cases / name, *currency, *expected(cases, name).get("args", []), "--json"]


@pytest.mark.parametrize("name", NAMES)
def test_a_dry_run_of_a_real_file_says_what_is_expected(
    name: str, cases: Path, run: Run, store: Path
) -> None:
    assert store
    wanted = expected(cases, name)
    result = run(*words(cases, name), "--dry-run")
    found = told(result)
    assert found["outcome"] == wanted["outcome"], found["problems"][:5]
    assert result.exit_code == (0 if wanted["outcome"] == "accepted" else 1)
    assert (found["stored"], found["upload"]) == (False, None)
    if wanted["outcome"] != "refused":
        assert found["format"] == wanted.get("format", found["format"])
    assert {key: found[key] for key in COUNTS if key in wanted} == {
        key: wanted[key] for key in COUNTS if key in wanted
    }
    _agree(found["invoices"], wanted)
    for problem in wanted.get("problems", []):
        assert any(_is_told(problem, told) for told in found["problems"]), problem


def _agree(found: list[dict[str, Any]], wanted: dict[str, Any]) -> None:
    """Compare the invoices, as far as something is written down for them."""
    if "invoices" not in wanted:
        return
    for invoice, each in zip(found, wanted["invoices"], strict=True):
        for key, value in each.items():
            assert invoice[key] == value, (key, invoice)


def _is_told(wanted: dict[str, Any], told: dict[str, Any]) -> bool:
    same = all(told[key] == wanted[key] for key in wanted if key != "names")
    return same and all(name in told["message"] for name in wanted.get("names", []))


@pytest.mark.parametrize("name", STORED)
def test_a_real_file_is_stored_once_and_known_the_second_time(
    name: str, cases: Path, run: Run, store: Path
) -> None:
    first = run(*words(cases, name))
    found = told(first)
    assert (first.exit_code, found["stored"], found["upload"]) == (0, True, 1)
    again = run(*words(cases, name))
    assert (again.exit_code, told(again)["outcome"]) == (0, "duplicate")
    assert check.run(open_engine(f"sqlite:///{store}")) == []


def test_a_file_that_is_blocked_or_refused_leaves_the_store_as_it_was(
    cases: Path, run: Run, store: Path
) -> None:
    before = _rows(store)
    for name in NAMES:
        if expected(cases, name)["outcome"] != "accepted":
            assert run(*words(cases, name)).exit_code == 1
    assert _rows(store) == before


def _rows(store: Path) -> dict[str, int]:
    tables = ("invoice", "invoice_line", "vendor", "matter", "spend_cube")
    with open_engine(f"sqlite:///{store}").connect() as connection:
        return {
            table: int(connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table}").scalar() or 0)
            for table in tables
        }


def test_one_date_for_the_file_lets_payments_without_dates_in(
    cases: Path, run: Run, store: Path
) -> None:
    assert store
    name = "ap/oxford-apr-jun-2014.csv"
    result = run(*words(cases, name), "--day", "2014-06-30")
    found = told(result)
    assert (result.exit_code, found["outcome"], found["stored"]) == (0, "accepted", True)
    assert (found["rows"], found["control_total_cents"]) == (3836, 1416588728)


def test_a_date_order_settles_a_date_that_could_be_two(cases: Path, run: Run, store: Path) -> None:
    assert store
    name = "tables/ambiguous-date.csv"
    found = told(run(*words(cases, name), "--date-order", "DMY"))
    assert (found["outcome"], found["stored"]) == ("accepted", True)


def test_payments_to_a_supplier_that_is_named_become_spend(
    cases: Path, run: Run, store: Path
) -> None:
    name = "ap/oxford-jan-mar-2014.csv"
    found = told(run(*words(cases, name), "--supplier", "nira events"))
    assert (found["outcome"], found["stored"], found["rows"]) == ("accepted", True, 3860)
    assert {invoice["vendor"] for invoice in found["invoices"]} == {"NIRA EVENTS"}
    assert {invoice["currency"] for invoice in found["invoices"]} == {"GBP"}
    assert check.run(open_engine(f"sqlite:///{store}")) == []
