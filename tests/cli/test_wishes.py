"""What a person would choose on screen, said on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from legalops.cli import wishes
from legalops.intake.how import KINDS, How
from legalops.models.spend import Vendor
from legalops.permissions import Permission, system
from legalops.services import check, mappings
from legalops.store.engine import open_engine
from legalops.store.unit import writing
from tests.cli.conftest import Run
from tests.services.ledes import Invoice, Line, file

CLI = system("cli")
TABLE = "Inv No;Tag;Betrag netto\nA-1;02/03/2026;1.250,50\nA-1;03/03/2026;-50,00\n"
COLUMNS = {"Inv No": "INVOICE_NUMBER", "Tag": "LINE_ITEM_DATE", "Betrag netto": "LINE_ITEM_TOTAL"}
PAID = (
    "Supplier Name,Paid Date,Trans No,Amount\n"
    "Hale Quimby LLP,21/01/2026,T1,500.00\n"
    "Stationery Ltd,22/01/2026,T2,100.00\n"
    "Hale Quimby LLP,23/01/2026,T3,-20.00\n"
)


def told(result: Any) -> dict[str, Any]:
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    (upload,) = json.loads(result.stdout)["uploads"]
    return dict(upload)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "lines.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def paid(tmp_path: Path) -> Path:
    path = tmp_path / "paid.csv"
    path.write_text(PAID, encoding="utf-8")
    return path


def keep(store: Path, name: str, fingerprint: str, how: How, vendor: str = "") -> None:
    """Keep a mapping as somebody did on screen, for a vendor or for every one."""
    engine = open_engine(f"sqlite:///{store}")
    vendor_id = None
    if vendor:
        with writing(engine, CLI, Permission.EDIT_NAMES) as unit:
            row = Vendor(name=vendor, name_norm=vendor.casefold(), created_at="2026-01-01")
            unit.session.add(row)
            unit.session.flush()
            vendor_id = row.id
    mappings.remember(engine, CLI, name, fingerprint, how, vendor_id=vendor_id)


@pytest.mark.parametrize("name", [*(kind for kind in KINDS if kind), *wishes.ALIASES])
def test_every_kind_is_known_by_its_name_and_by_others(name: str) -> None:
    assert wishes.kind(name.upper()) in KINDS


@pytest.mark.parametrize("name", ["LEDES 1998B", "ledes-98bi", "LEDES_XML", "Xlsx"])
def test_kinds_are_typed_as_people_write_them(name: str) -> None:
    assert wishes.kind(name) in KINDS


@pytest.mark.parametrize(
    "words",
    [
        ("--as", "pdf"),
        ("--date-order", "DYM"),
        ("--day", "31.12.2026"),
        ("--decimal", ";"),
        ("--mapping", "Nobody's"),
    ],
)
def test_a_wrong_choice_is_a_wrong_call(
    store: Path, run: Run, table: Path, words: tuple[str, str]
) -> None:
    assert store
    result = run("import", table, *words)
    assert result.exit_code == 2
    assert words[1] in result.stderr


def test_what_no_column_says_is_said_once_for_the_file(
    store: Path, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("invoice number,date,amount\nA-1,02/03/2026,-100.00\n", encoding="utf-8")
    found = told(
        run("import", path, "--as", "csv", "--vendor", "Sample Firm", "--matter", "M-1",
            "--currency", "EUR", "--date-order", "MDY", "--flip-sign", "--json")
    )  # fmt: skip
    (invoice,) = found["invoices"]
    assert (found["outcome"], found["stored"]) == ("accepted", True)
    assert (invoice["vendor"], invoice["client_matter_id"]) == ("Sample Firm", "M-1")
    assert (invoice["currency"], invoice["total_cents"]) == ("EUR", 10000)
    engine = open_engine(f"sqlite:///{store}")
    with engine.connect() as connection:
        day = connection.exec_driver_sql("SELECT work_date FROM invoice_line").scalar()
    assert day == "2026-02-03"
    assert check.run(engine) == []


def test_a_mapping_says_what_the_columns_are(store: Path, run: Run, table: Path) -> None:
    how = How(kind="table", columns=COLUMNS, date_order="DMY", decimal=",", currency="EUR")
    keep(store, "Monthly lines", "other", how)
    words = ("--vendor", "Sample Firm", "--matter", "M-1", "--json")
    found = told(run("import", table, "--mapping", "monthly LINES", *words))
    assert (found["outcome"], found["invoices"][0]["total_cents"]) == ("accepted", 120050)


def test_an_option_goes_before_what_the_mapping_says(store: Path, run: Run, table: Path) -> None:
    how = How(kind="table", columns=COLUMNS, date_order="DMY", decimal=",", currency="EUR")
    keep(store, "Monthly lines", "other", how, vendor="Sample Firm")
    words = ("--matter", "M-1", "--currency", "CHF", "--json")
    (invoice,) = told(run("import", table, "--mapping", "Monthly lines", *words))["invoices"]
    assert (invoice["currency"], invoice["vendor"]) == ("CHF", "Sample Firm")


def test_known_headings_are_read_with_the_mapping_that_was_kept_for_them(
    store: Path, run: Run, table: Path
) -> None:
    assert run("import", table, "--dry-run").exit_code == 1
    how = How(kind="table", columns=COLUMNS, date_order="DMY", decimal=",", currency="EUR")
    keep(store, "Monthly lines", fingerprint_of(table), how, vendor="Sample Firm")
    result = run("import", table, "--matter", "M-1", "--vendor", "Sample Firm")
    assert result.exit_code == 0, result.stdout
    assert "read with the column mapping 'Monthly lines'" in result.stdout
    assert "1 invoices, EUR 1,200.50" in result.stdout


def test_a_firms_mapping_does_not_make_another_firms_file_its_own(
    store: Path, run: Run, table: Path
) -> None:
    how = How(kind="table", columns=COLUMNS, date_order="DMY", decimal=",", currency="EUR")
    keep(store, "Monthly lines", fingerprint_of(table), how, vendor="Sample Firm")
    result = run("import", table, "--matter", "M-1", "--json")
    (found,) = json.loads(result.stdout)["uploads"]
    assert result.exit_code == 1
    codes = {problem["code"] for problem in found["problems"]}
    assert "vendor_needed" in codes
    assert "date_order" not in codes


def fingerprint_of(path: Path) -> str:
    """Return what tables with these headings are found by."""
    from legalops.intake.draft import Limits
    from legalops.intake.read import read

    layout = read(path.name, path.read_bytes(), Limits(), how=How(kind="table")).layout
    assert layout is not None
    return layout.fingerprint


def test_only_the_suppliers_that_are_named_become_spend(store: Path, run: Run, paid: Path) -> None:
    result = run("import", paid, "--as", "payments", "--currency", "GBP",
                 "--supplier", "hale quimby llp", "--supplier", "Nobody", "--json")  # fmt: skip
    found = told(result)
    assert (result.exit_code, found["rows"], found["control_total_cents"]) == (0, 3, 58000)
    assert (found["negatives"], found["blank_amounts"], found["date_order"]) == (1, 0, "DMY")
    assert sum(invoice["total_cents"] for invoice in found["invoices"]) == 48000
    assert {invoice["vendor"] for invoice in found["invoices"]} == {"Hale Quimby LLP"}
    assert ("supplier_not_found", "Nobody") in {(p["code"], p["value"]) for p in found["problems"]}
    assert check.run(open_engine(f"sqlite:///{store}")) == []


def test_vendors_that_are_only_paid_are_taken_without_being_named(
    store: Path, run: Run, paid: Path
) -> None:
    engine = open_engine(f"sqlite:///{store}")
    with writing(engine, CLI, Permission.EDIT_NAMES) as unit:
        unit.session.add(
            Vendor(
                name="Hale Quimby LLP", name_norm="hale quimby llp", currency="GBP",
                billing="paid_only", created_at="2026-01-01",
            )
        )  # fmt: skip
    found = told(run("import", paid, "--as", "payments", "--json"))
    assert found["stored"]
    assert sum(invoice["total_cents"] for invoice in found["invoices"]) == 48000


def test_payments_of_which_none_is_ours_are_recorded_once(
    store: Path, run: Run, paid: Path
) -> None:
    first = told(run("import", paid, "--as", "payments", "--currency", "GBP", "--json"))
    assert (first["outcome"], first["stored"], first["invoices"]) == ("accepted", True, [])
    again = run("import", paid, "--as", "payments", "--currency", "GBP", "--json")
    assert (again.exit_code, told(again)["outcome"]) == (0, "duplicate")
    rows = json.loads(run("uploads", "--json").stdout)["uploads"]
    assert [row["state"] for row in rows] == ["stored"]
    later = told(
        run("import", paid, "--as", "payments", "--currency", "GBP", "--supplier",
            "Hale Quimby LLP", "--json")
    )  # fmt: skip
    assert (later["outcome"], later["stored"]) == ("accepted", True)
    assert check.run(open_engine(f"sqlite:///{store}")) == []


def test_a_changed_invoice_replaces_the_earlier_one_only_when_asked(
    store: Path, run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "month.txt"
    path.write_bytes(file(Invoice()))
    run("import", path, "--currency", "USD")
    path.write_bytes(file(Invoice(lines=(Line(25000),))))
    blocked = run("import", path, "--json")
    assert (blocked.exit_code, told(blocked)["outcome"]) == (1, "blocked")
    replaced = told(run("import", path, "--replace", "--json"))
    assert (replaced["stored"], replaced["invoices"][0]["outcome"]) == (True, "replaces")
    engine = open_engine(f"sqlite:///{store}")
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT status, total_cents FROM invoice ORDER BY id")
        assert [tuple(row) for row in rows] == [("superseded", 10000), ("received", 25000)]
    assert check.run(engine) == []


def test_the_place_of_a_problem_in_a_workbook_is_its_cell(
    store: Path, run: Run, tmp_path: Path
) -> None:
    import openpyxl

    assert store
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "July"
    sheet.append(["Invoice number", "Work date", "Vendor", "Matter number", "Amount", "Currency"])
    sheet.append(["A-1", "2026-07-30", "Sample Firm", "M-1", "x", "EUR"])
    path = tmp_path / "lines.xlsx"
    book.save(path)
    found = told(run("import", path, "--json"))
    places = {p["place"] for p in found["problems"] if p["severity"] == "error"}
    assert places == {"July!E2"}
    assert "July!E2" in run("import", path).stdout
