"""A table as a workbook, read back by two readers: text stays text, money is exact."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from legalops.reports import workbook
from legalops.reports.workbook import Contents, Field

HOSTILE = [
    "=1+1", "@SUM(1)", "-2+3", "+cmd|' /C calc'!A0", "http://x", "https://x/?a=1&b=2",
    '=HYPERLINK("http://x")', "\uff1d1+1", "\t=1",
    "00123", "1.5", "=" * 300, "\u0416 \u03a9 \u00e9",
]  # fmt: skip
FIELDS = [
    Field("name", "Matter"),
    Field("budget", "Budget, USD", "money", "**Formula** a \n\n**Dates** b", is_drawn=True),
    Field("cents", "Actual, USD", "minor", is_drawn=True),
    Field("share", "Used", "share", places=1),
    Field("day", "Worked", "date"),
    Field("month", "Month", "month"),
]


def contents(names: list[str]) -> Contents:
    count = len(names)
    frame = pd.DataFrame(
        {
            "name": names,
            "budget": pd.Series([Decimal("1000000.01"), None] * count, dtype=object)[:count],
            "cents": pd.array([10**11 + 1, None, -7] * count, dtype="Int64")[:count],
            "share": pd.array([0.971, None] * count, dtype="Float64")[:count],
            "day": ["2026-08-05"] * count,
            "month": ["Jul 2026"] * count,
        }
    )
    return Contents(
        "Matters & more", "Jan to Jul 2026, net of tax.", FIELDS, frame,
        [("As of", "Jul 2026"), ("Exported", "by =Ana")], "2026 & after: Legal",
    )  # fmt: skip


def opened(data: bytes, sheet: str = "Data") -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data))[sheet]


def test_what_somebody_typed_stays_text_for_both_readers() -> None:
    data = workbook.build(contents(HOSTILE))
    wanted = [text.replace("\x00", "\ufffd") for text in HOSTILE]
    cells = [row[0] for row in opened(data).iter_rows(min_row=2, max_col=1)]
    assert [cell.value for cell in cells] == wanted
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Data").to_python()
    assert [row[0] for row in rows[1:]] == wanted
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [name for name in parts.namelist() if "worksheets/sheet" in name]
        assert not any(re.search(rb"<f[ >]|hyperlink", parts.read(name)) for name in sheets)


def test_control_characters_and_endless_texts_do_not_break_the_file() -> None:
    data = workbook.build(contents(["a\x00b\x1bc\u202e", "x" * 40_000]))
    first, second = (row[0].value for row in opened(data).iter_rows(min_row=2, max_col=1))
    assert first == "a\ufffdb\ufffdc\ufffd"
    assert len(second) == 32_767
    assert second.endswith("[cut]")


def test_money_shares_and_dates_are_numbers_to_the_cent() -> None:
    data = workbook.build(contents(["A", "B", "C"]))
    rows = list(opened(data).iter_rows(min_row=2))
    assert [row[1].value for row in rows] == [1000000.01, None, 1000000.01]
    assert [row[2].value for row in rows] == [1000000000.01, None, -0.07]
    assert [row[3].value for row in rows] == [0.971, None, 0.971]
    assert rows[0][4].value == datetime(2026, 8, 5)  # noqa: DTZ001  # a workbook knows no zone
    assert rows[0][4].number_format == "yyyy-mm-dd"
    assert rows[0][5].value == datetime(2026, 7, 1)  # noqa: DTZ001  # a workbook knows no zone
    assert rows[0][5].number_format == "mmm yyyy"
    assert rows[0][2].number_format == "#,##0.00;-#,##0.00"
    calamine = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Data")
    assert calamine.to_python()[1][1:6] == [
        1000000.01, 1000000000.01, 0.971, date(2026, 8, 5), date(2026, 7, 1),
    ]  # fmt: skip


def test_data_is_one_table_with_one_head_and_nothing_else() -> None:
    data = workbook.build(contents(["A", "B", "C"]))
    sheet = opened(data)
    (table,) = sheet.tables.values()
    assert table.ref == "A1:F4"
    assert table.autoFilter is not None
    assert sheet.dimensions == "A1:F4"
    assert not sheet.merged_cells.ranges
    assert sheet.freeze_panes == "B2"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    assert "2026 && after" in str(sheet.oddFooter.left.text)


def test_the_summary_prints_the_rows_their_total_and_a_native_chart() -> None:
    given = replace(contents(["A", "B"]), total={"budget": Decimal("5.01"), "cents": 307})
    data = workbook.build(given)
    rows = [[cell.value for cell in row] for row in opened(data, "Summary").iter_rows()]
    assert rows[4] == [field.label for field in FIELDS]
    assert rows[7][:3] == ["In all", 5.01, 3.07]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
    assert "Summary!$B$6:$B$7" in chart
    assert "Summary!$A$6:$A$7" in chart


def test_the_read_me_says_filters_definitions_and_who_exported() -> None:
    rows = [
        (row[0].value, row[1].value)
        for row in opened(workbook.build(contents(["A"])), "Read me").iter_rows(min_row=2)
    ]
    said = dict(rows)
    assert said["What it shows"] == "Jan to Jul 2026, net of tax."
    assert said["As of"] == "Jul 2026"
    assert said["Exported"] == "by =Ana"
    assert said["Budget, USD"] == "Formula: a\nDates: b"


def test_only_the_first_rows_are_printed_and_all_are_data() -> None:
    data = workbook.build(contents([str(n) for n in range(100)]))
    assert opened(data).max_row == 101
    texts = [row[0].value for row in opened(data, "Summary").iter_rows()]
    assert "The first 40 of 100 rows; all of them are on Data." in texts


def test_headings_that_are_alike_are_told_apart() -> None:
    given = contents(["A"])
    twice = [Field("name", "Matter"), Field("day", "matter"), Field("month", "")]
    heads = [
        c.value for c in next(opened(workbook.build(replace(given, fields=twice))).iter_rows())
    ]
    assert heads == ["Matter", "matter 2", "month"]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("budget", "FY26", "2026-08-05"), "legalops_budget_FY26_2026-08-05.xlsx"),
        (("a/../b", "", "x y"), "legalops_a-b_x-y.xlsx"),
    ],
)
def test_a_files_name_holds_letters_digits_and_hyphens(parts: tuple[str, ...], name: str) -> None:
    assert workbook.file_name(*parts) == name
