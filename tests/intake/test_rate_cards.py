from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from legalops.errors import InvalidInputError, LegalOpsError
from legalops.intake import rate_cards
from legalops.intake.rate_cards import HEADINGS, Known, rate_e4

KNOWN = Known(
    vendors={"oak llp": 1, "elm llp": 2},
    currencies={1: "USD"},
    people={(1, "doe, jane"): 7, (1, "jd"): 7},
    taken=frozenset({(1, 7, "", "USD", "2026-01-01")}),
)
HEAD = list(HEADINGS.values())


def book(*rows: list[Any], head: list[str] = HEAD) -> bytes:
    out = BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("Rates")
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for place, row in enumerate([head, *rows]):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(place, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            else:
                sheet.write(place, column, cell)
    made.close()
    return out.getvalue()


def test_a_workbook_of_rates_is_read_with_people_classes_and_dates() -> None:
    found = rate_cards.read(
        "r.xlsx",
        book(
            ["Oak LLP", "Doe, Jane", "", "", 455.5, date(2027, 1, 1), "", "Requested", "Review"],
            ["elm llp", "", "Partner", "eur", "1,050.00", "2027-02-01", "2027-12-31"],
            ["Oak LLP", "Doe, Jane", "", "", "", ""],
        ),
        KNOWN,
    )
    assert found.problems == ()
    assert found.left_out == 1
    first, second = found.rows
    assert (first.timekeeper_id, first.currency, first.rate_e4) == (7, "USD", 4_555_000)
    assert (first.effective_on, first.state, first.reason) == ("2027-01-01", "requested", "Review")
    assert (second.vendor_id, second.classification, second.currency) == (2, "Partner", "EUR")
    assert (second.rate_e4, second.until) == (10_500_000, "2027-12-31")


def test_faults_name_their_cell_value_and_remedy() -> None:
    found = rate_cards.read(
        "r.xlsx",
        book(
            ["Ash LLP", "JD", "", "USD", 1, date(2027, 1, 1)],
            ["Oak LLP", "Nobody", "", "USD", "abc", "1/2/27"],
            ["Oak LLP", "JD", "", "USD", 400, date(2026, 1, 1)],
            ["Elm LLP", "", "", "", 400, date(2027, 1, 1), date(2026, 1, 1), "maybe"],
        ),
        KNOWN,
    )
    assert found.rows == ()
    told = {problem.field: (problem.value, problem.message) for problem in found.problems}
    assert set(told) == {
        "Rates!A2", "Rates!B3", "Rates!E3", "Rates!F3", "Rates!F4", "Rates!B5", "Rates!D5",
        "Rates!H5", "Rates!G5",
    }  # fmt: skip
    assert told["Rates!E3"] == ("abc", "This is not a rate. Write it like 450.00.")
    assert "There is a rate from this day already" in told["Rates!F4"][1]


def test_the_same_rate_twice_in_a_table_is_a_fault() -> None:
    row = ["Oak LLP", "JD", "", "USD", 400, date(2027, 1, 1)]
    found = rate_cards.read("r.xlsx", book(row, row), KNOWN)
    assert [problem.field for problem in found.problems] == ["Rates!F3"]


def test_text_and_other_headings_are_understood_and_a_table_without_them_is_not() -> None:
    text = "Law firm;Timekeeper code;Hourly rate;Holds from\nOak LLP;JD;410.25;2027-01-01\n"
    found = rate_cards.read("r.csv", text.encode(), KNOWN)
    assert found.rows[0].rate_e4 == 4_102_500
    assert "Firm, Rate, From" in rate_cards.read("r.csv", b"a,b\n1,2\n", KNOWN).problems[0].message
    with pytest.raises(LegalOpsError, match="empty"):
        rate_cards.read("r.csv", b"", KNOWN)


@pytest.mark.parametrize("cell", ["", "-1", "1e3", "0", "1,00", "100001", True, float("nan"), 0])
def test_what_is_no_rate_is_refused(cell: Any) -> None:
    with pytest.raises(InvalidInputError):
        rate_e4(cell)
