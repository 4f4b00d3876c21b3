"""What is kept for the import, and the templates, from the command line."""

import json
from pathlib import Path

import openpyxl
import pytest

from legalops.intake.how import How
from legalops.permissions import system
from legalops.services import mappings
from legalops.store.engine import open_engine
from tests.cli.conftest import Run
from tests.services.ledes import Invoice, file


def test_without_mappings_and_uploads_the_next_step_is_named(store: Path, run: Run) -> None:
    assert store
    assert "One is when a table is mapped on screen" in run("mappings").stdout
    assert "legalops import FILE" in run("uploads").stdout


def test_mappings_are_listed_with_what_each_column_is_read_as(store: Path, run: Run) -> None:
    how = How(kind="table", columns={"Inv": "INVOICE_NUMBER", "X": ""}, date_order="DMY")
    mappings.remember(open_engine(f"sqlite:///{store}"), system("cli"), "Monthly", "f1", how)
    words = run("mappings").stdout
    assert "Monthly (for every vendor; " in words
    assert "  Inv: Invoice number" in words
    assert "  X: not read" in words
    (told,) = json.loads(run("mappings", "--json").stdout)["mappings"]
    assert (told["name"], told["vendor"], told["date_order"]) == ("Monthly", None, "DMY")
    assert told["columns"] == {"Inv": "INVOICE_NUMBER", "X": ""}


def test_uploads_are_listed_with_their_state(store: Path, run: Run, tmp_path: Path) -> None:
    assert store
    path = tmp_path / "month.txt"
    path.write_bytes(file(Invoice()))
    run("import", path, "--currency", "USD")
    run("undo", 1)
    assert "undone" in run("uploads").stdout
    (told,) = json.loads(run("uploads", "--json").stdout)["uploads"]
    assert (told["id"], told["file_name"], told["state"]) == (1, "month.txt", "undone")


@pytest.mark.parametrize("kind", ["invoices", "payments", "budget", "Invoices"])
def test_a_template_is_written_where_it_is_wanted(
    store: Path, run: Run, tmp_path: Path, kind: str
) -> None:
    assert store
    path = tmp_path / "empty.xlsx"
    result = run("template", kind, "--out", path)
    assert (result.exit_code, result.stdout.strip()) == (0, f"Wrote {path}.")
    assert "Read me" in openpyxl.load_workbook(path).sheetnames


def test_a_template_takes_its_own_name_in_a_folder_and_overwrites_nothing(
    store: Path, run: Run, tmp_path: Path
) -> None:
    assert store
    assert run("template", "invoices", "--out", tmp_path).exit_code == 0
    path = tmp_path / "legalops_invoices_template.xlsx"
    assert path.is_file()
    again = run("template", "invoices", "--out", tmp_path)
    assert again.exit_code == 1
    assert "is there already" in again.stderr


def test_a_template_lists_the_open_matters_of_a_vendor(
    store: Path, run: Run, tmp_path: Path
) -> None:
    assert store
    month, out = tmp_path / "month.txt", tmp_path / "empty.xlsx"
    month.write_bytes(file(Invoice()))
    run("import", month, "--currency", "USD", "--vendor", "Hale & Quimby")
    assert run("template", "invoices", "--vendor", "hale & quimby", "--out", out).exit_code == 0
    assert openpyxl.load_workbook(out)["Lists"]["A2"].value == "M-1"


def test_a_kind_there_is_no_template_of_is_a_wrong_call(store: Path, run: Run) -> None:
    assert store
    result = run("template", "accruals")
    assert result.exit_code == 2
    assert "invoices (" in result.stderr


def test_a_vendor_that_is_not_known_is_named(store: Path, run: Run, tmp_path: Path) -> None:
    assert store
    result = run("template", "invoices", "--vendor", "Nobody", "--out", tmp_path / "x.xlsx")
    assert result.exit_code == 1
    assert "Nobody" in result.stderr
