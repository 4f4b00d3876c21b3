"""How long does reading and checking a file take against merely reading and splitting it?"""

from pathlib import Path

from benchmarks.ledes import generate, vendor_ids
from benchmarks.timing import Bar, ratio
from legalops.intake.check import check
from legalops.intake.codes import utbms
from legalops.intake.draft import Known, Limits
from legalops.intake.read import read
from legalops.settings import ROOT

LINES = 100_000
GOAL = 5.0


def known() -> Known:
    """Return what a store would know that has all vendors of the made files, and no invoice."""
    sets = utbms(ROOT / "data" / "utbms")
    return Known(
        currencies=dict.fromkeys(vendor_ids(), "USD"),
        task_codes=sets.task,
        activity_codes=sets.activity,
        expense_codes=sets.expense,
        classifications=sets.classifications,
    )


def bars(folder: Path) -> list[Bar]:
    """Measure read and check of 100,000 lines, from the file to the checked draft."""
    path = folder / "parse.txt"
    path.write_bytes(generate(LINES))
    knows = known()

    def ours() -> None:
        found = check(read(path.name, path.read_bytes(), Limits()), knows)
        assert found.outcome == "accepted", found.problems  # noqa: S101  # a bench that measures the wrong thing must stop

    def floor() -> None:
        assert len(path.read_bytes().split(b"\n")) > LINES  # noqa: S101  # a bench that measures the wrong thing must stop

    ours()
    measured = ratio(ours, floor)
    return [Bar("parse and check 100,000 LEDES lines / read and split", measured, GOAL)]
