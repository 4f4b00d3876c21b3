"""Importing and undoing from the command line."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from legalops.services import check
from legalops.store.engine import open_engine
from tests.cli.conftest import Run
from tests.services.ledes import Invoice, Line, file

SOUND = file(Invoice(lines=(Line(12550), Line(4900, "E", matter="M-2"))))
MIXED = file(Invoice(), Invoice("INV-2", stated=99))


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """A sound file."""
    path = tmp_path / "month.txt"
    path.write_bytes(SOUND)
    return path


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A file with a sound invoice and a blocked one."""
    path = tmp_path / "mixed.txt"
    path.write_bytes(MIXED)
    return path


def count(store: Path, table: str = "invoice") -> int:
    with open_engine(f"sqlite:///{store}").connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table}").scalar() or 0)


def uploads(result: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.stdout)["uploads"]
    return found


def test_a_sound_file_is_stored_and_answered_in_json(store: Path, run: Run, month: Path) -> None:
    result = run("import", month, "--currency", "USD", "--vendor", "Hale & Quimby", "--json")
    assert result.exit_code == 0
    assert uploads(result) == [
        {
            "file": "month.txt",
            "sha256": hashlib.sha256(SOUND).hexdigest(),
            "format": "LEDES1998B",
            "outcome": "accepted",
            "stored": True,
            "upload": 1,
            "invoices": [
                {
                    "number": "INV-1",
                    "law_firm_id": "11-1111111",
                    "vendor": "Hale & Quimby",
                    "client_matter_id": "M-1, M-2",
                    "currency": "USD",
                    "lines": 2,
                    "hours": "1.0",
                    "stated_total_cents": 17450,
                    "lines_total_cents": 17450,
                    "total_cents": 17450,
                    "tax_cents": 0,
                    "outcome": "accepted",
                }
            ],
            "problems": [],
        }
    ]
    assert count(store) == 1
    assert check.run(open_engine(f"sqlite:///{store}")) == []


def test_a_dry_run_says_the_same_and_stores_nothing(store: Path, run: Run, month: Path) -> None:
    result = run("import", month, "--currency", "usd", "--dry-run", "--json")
    (upload,) = uploads(result)
    assert (result.exit_code, upload["outcome"]) == (0, "accepted")
    assert (upload["stored"], upload["upload"]) == (False, None)
    assert count(store, "upload") == 0


def test_without_a_currency_nothing_is_stored_and_the_problem_is_named(
    store: Path, run: Run, month: Path
) -> None:
    result = run("import", month, "--json")
    (upload,) = uploads(result)
    assert (result.exit_code, upload["outcome"], upload["stored"]) == (1, "blocked", False)
    assert "currency" in {problem["code"] for problem in upload["problems"]}
    assert set(upload["problems"][0]) == {
        "severity", "code", "line", "field", "place", "value", "message",
    }  # fmt: skip
    assert count(store) == 0


def test_the_currency_is_remembered_per_firm(store: Path, run: Run, month: Path) -> None:
    run("import", month, "--currency", "EUR")
    again = month.with_name("again.txt")
    again.write_bytes(file(Invoice("INV-7")))
    result = run("import", again, "--json")
    assert uploads(result)[0]["invoices"][0]["currency"] == "EUR"
    assert count(store) == 2


def test_the_same_file_again_is_a_duplicate_and_no_failure(
    store: Path, run: Run, month: Path
) -> None:
    run("import", month, "--currency", "USD")
    result = run("import", month, "--json")
    (upload,) = uploads(result)
    assert (result.exit_code, upload["outcome"], upload["stored"]) == (0, "duplicate", False)
    assert count(store) == 1


def test_a_file_with_a_blocked_invoice_is_not_stored_at_all(
    store: Path, run: Run, mixed: Path
) -> None:
    result = run("import", mixed, "--currency", "USD", "--json")
    (upload,) = uploads(result)
    assert (result.exit_code, upload["outcome"], upload["stored"]) == (1, "blocked", False)
    assert [invoice["outcome"] for invoice in upload["invoices"]] == ["accepted", "blocked"]
    assert count(store) == 0


def test_unless_its_sound_invoices_are_wanted(store: Path, run: Run, mixed: Path) -> None:
    result = run("import", mixed, "--currency", "USD", "--skip-blocked", "--json")
    (upload,) = uploads(result)
    assert (result.exit_code, upload["stored"], upload["upload"]) == (0, True, 1)
    assert count(store) == 1


def test_several_files_stand_each_on_its_own(
    store: Path, run: Run, month: Path, mixed: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_bytes(b"LEDES1998Z[]\n")
    result = run("import", mixed, month, other, "--currency", "USD", "--json")
    assert result.exit_code == 1
    assert [u["outcome"] for u in uploads(result)] == ["blocked", "accepted", "refused"]
    assert count(store) == 1


def test_in_words_every_problem_has_its_place(store: Path, run: Run, mixed: Path) -> None:
    assert store
    result = run("import", mixed, "--currency", "USD")
    assert result.exit_code == 1
    assert "mixed.txt: blocked" in result.stdout
    assert "error: line 4 INVOICE_TOTAL" in result.stdout


def test_a_firm_without_a_name_is_called_unnamed(store: Path, run: Run, month: Path) -> None:
    assert store
    result = run("import", month, "--currency", "USD", "--json")
    (upload,) = uploads(result)
    assert upload["invoices"][0]["vendor"] == "Unnamed firm 11-1111111"
    assert [(p["severity"], p["code"]) for p in upload["problems"]] == [
        ("warning", "vendor_unnamed")
    ]


def test_one_name_cannot_be_given_to_two_firms(store: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "two.txt"
    path.write_bytes(file(Invoice(), Invoice("INV-2", firm="22-2222222")))
    result = run("import", path, "--currency", "USD", "--vendor", "One")
    assert result.exit_code == 1
    assert "names 2 firms" in result.stdout
    assert count(store) == 0


@pytest.mark.parametrize(
    "words",
    [
        ("import",),
        ("import", "nowhere.txt"),
        ("import", "--currency", "XYZ", "nowhere.txt"),
        ("undo",),
        ("undo", "first"),
        ("nonsense",),
        ("report", "budget", "--json"),
        ("report", "budget", "--fy", "2026", "--by", "moon"),
        ("close-month", "July"),
        ("user", "add", "ana", "--role", "king"),
        ("restore", "nowhere.zip"),
        ("budget", "import", "nowhere.csv"),
    ],
)
def test_a_wrong_call_is_told_from_a_refusal(store: Path, run: Run, words: tuple[str, ...]) -> None:
    assert store
    assert run(*words).exit_code == 2


def test_an_upload_is_undone_once_and_its_bytes_may_come_again(
    store: Path, run: Run, month: Path
) -> None:
    run("import", month, "--currency", "USD")
    assert run("undo", 1).exit_code == 0
    assert run("undo", 1).exit_code == 1
    assert run("undo", 99).exit_code == 1
    result = run("import", month, "--json")
    assert (uploads(result)[0]["outcome"], uploads(result)[0]["upload"]) == ("accepted", 2)
    assert check.run(open_engine(f"sqlite:///{store}")) == []
