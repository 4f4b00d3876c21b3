"""Files from the command line: the same figures as on screen, never over another file."""

import io
import json
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from legalops.store.engine import open_engine
from tests.cli.conftest import Run
from tests.store.spend_rows import fill


@pytest.fixture
def filled(store: Path) -> Engine:
    engine = open_engine(f"sqlite:///{store}")
    fill(engine)
    return engine


def test_a_budget_is_written_as_the_report_has_it(filled: Engine, run: Run, tmp_path: Path) -> None:
    said = run("report", "budget", "--fy", 2026, "--as-of", "2026-07", "--json")
    report = json.loads(said.stdout)
    out = tmp_path / "b.xlsx"
    done = run("export", "budget", "--fy", 2026, "--as-of", "2026-07", "--out", out)
    assert done.exit_code == 0, done.output
    rows = openpyxl.load_workbook(io.BytesIO(out.read_bytes()))["Data"].iter_rows(
        min_row=2, values_only=True
    )
    found = {row[0]: row[2] for row in rows}
    assert found == {row["key"]: row["actual_cents"] / 100 for row in report["rows"]}
    assert round(sum(found.values()) * 100) == report["total"]["actual_cents"]


def test_the_lines_of_one_vendor_are_written(filled: Engine, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "l.xlsx"
    words = ("--fy", 2026, "--as-of", "2026-08", "--out", out)
    assert run("export", "lines", "--vendor", "oak llp", *words).exit_code == 0
    sheet = openpyxl.load_workbook(io.BytesIO(out.read_bytes()))["Data"]
    assert {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)} == {"Oak LLP"}
    again = run("export", "lines", "--vendor", "oak llp", *words)
    assert again.exit_code == 1
    assert "is there already" in again.stderr
    unknown = run("export", "lines", "--fy", 2026, "--vendor", "Yew")
    assert unknown.exit_code == 1
    assert "'Yew' was not found" in unknown.stderr


@pytest.mark.parametrize(("form", "start"), [("deck", b"PK"), ("document", b"%PDF-")])
def test_a_pack_is_written_in_both_forms(
    filled: Engine, run: Run, tmp_path: Path, form: str, start: bytes
) -> None:
    done = run("export", "pack", "--fy", 2026, "--form", form, "--out", tmp_path)
    assert done.exit_code == 0, done.output
    (file,) = tmp_path.glob("legalops_pack_FY26_*")
    assert file.read_bytes().startswith(start)
