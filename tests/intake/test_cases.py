"""Real and published sample files give what is written down for them."""

import json
from pathlib import Path
from typing import Any

import pytest

from legalops.intake.check import check
from legalops.intake.codes import utbms
from legalops.intake.draft import Checked, Known, Limits
from legalops.intake.read import read
from legalops.settings import ROOT

FILES = (
    "official-1998b single-line one-invoice two-invoices does-not-reconcile crlf-two-totals "
    "blank-unit-cost 98bi-three-rows everything-wrong unknown-signature unknown-header"
).split()


def _checked(path: Path) -> Checked:
    draft = read(path.name, path.read_bytes(), Limits())
    sets = utbms(ROOT / "data" / "utbms")
    known = Known(
        currencies={invoice.law_firm_id: "USD" for invoice in draft.invoices},
        task_codes=sets.task,
        activity_codes=sets.activity,
        expense_codes=sets.expense,
        classifications=sets.classifications,
    )
    return check(draft, known)


@pytest.mark.parametrize("name", FILES)
def test_a_sample_file_gives_what_is_expected_of_it(name: str, cases: Path) -> None:
    expected = json.loads((cases / "expected.json").read_text())[f"ledes/{name}.txt"]
    checked = _checked(cases / "ledes" / f"{name}.txt")
    assert checked.outcome == expected["outcome"]
    if "format" in expected and expected["outcome"] != "refused":
        assert checked.draft.format == expected["format"]
    invoices = expected.get("invoices", [{}] * len(checked.invoices))
    for found, wanted in zip(checked.invoices, invoices, strict=True):
        _agree(found, wanted)
    for problem in expected.get("problems", []):
        assert any(_is_told(problem, told) for told in checked.problems), problem


def _agree(found: Any, wanted: dict[str, Any]) -> None:
    has = {
        "number": found.draft.number,
        "lines": found.draft.lines,
        "total_cents": found.total_cents,
        "lines_total_cents": found.total_cents + found.tax_cents,
        "currency": found.currency,
        "stated_total_cents": found.stated_total_cents,
        "law_firm_id": found.draft.law_firm_id,
        "hours": f"{found.draft.hours_e4 / 10_000:.1f}",
    }
    assert {key: has[key] for key in wanted if key in has} == {
        key: value for key, value in wanted.items() if key in has
    }


def _is_told(wanted: dict[str, Any], told: Any) -> bool:
    same = all(getattr(told, key) == wanted[key] for key in wanted if key != "names")
    return same and all(name in told.message for name in wanted.get("names", []))


@pytest.mark.parametrize("name", ["official-1998b", "single-line", "one-invoice", "two-invoices"])
def test_a_sound_sample_file_raises_no_question(name: str, cases: Path) -> None:
    assert _checked(cases / "ledes" / f"{name}.txt").problems == ()
