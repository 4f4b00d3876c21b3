"""Codes: the known sets, and the table of the intake's own problems."""

import re
from pathlib import Path

import legalops.intake
from legalops.intake.codes import REMEDIES, utbms
from legalops.settings import ROOT


def _invoice_modules() -> list[Path]:
    folder = Path(legalops.intake.__file__).parent
    apart = ("budget", "codes.py", "grid.py", "workbook.py")
    found = sorted(folder.rglob("*.py"))
    return [path for path in found if path.relative_to(folder).parts[0] not in apart]


def test_the_known_sets_are_read_from_their_folder() -> None:
    sets = utbms(ROOT / "data" / "utbms")
    assert {"L110", "B110", "C100", "P100", "PA110"} <= sets.task
    assert {"A101", "A111", "A128"} <= sets.activity
    assert {"E101", "E124"} <= sets.expense
    assert {"PARTNR", "PT", "PARTNER", "OF COUNSEL"} <= sets.classifications
    assert not sets.task & (sets.activity | sets.expense)


def test_every_problem_the_intake_reports_is_in_the_table() -> None:
    source = "\n".join(path.read_text() for path in _invoice_modules())
    used = set(
        re.findall(
            r'(?:error|warn|warn_once|refuse|invoice_error|Refusal)\(\s*"([a-z_0-9]+)"', source
        )
    )
    assert used <= set(REMEDIES)
    assert {"bad_date", "value_count", "currency", "empty_file", "invoice_twice"} <= set(REMEDIES)


def test_every_code_of_the_table_is_used() -> None:
    source = "\n".join(path.read_text() for path in _invoice_modules())
    assert [code for code in REMEDIES if f'"{code}"' not in source] == []
