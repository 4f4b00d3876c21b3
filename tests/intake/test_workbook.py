"""Which workbooks are opened, and that hostile or broken ones are turned away unharmed."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from legalops.intake.budget.draft import BudgetDraft
from legalops.intake.budget.table import Known, read_budget
from legalops.intake.workbook import (
    Bounds,
    WorkbookRefusedError,
    cell_name,
    open_book,
    read_sheets,
)
from legalops.intake.worksheet import UnusualXmlError, place, scan
from legalops.periods import FiscalYear

SHEET = "xl/worksheets/sheet1.xml"


def plain(change: Callable[[Worksheet], object] | None = None) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Budget")
    for row, cells in enumerate([["Area", "Type", "Jan", "Feb"], ["IP", "fees", 5, 6]]):
        sheet.write_row(row, 0, cells)
    if change:
        change(sheet)
    book.close()
    return buffer.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_part(name: str, data: bytes = b"x") -> bytes:
    return packed({**parts(plain()), name: data})


def with_sheet(old: str, new: str) -> bytes:
    content = parts(plain())
    content[SHEET] = content[SHEET].decode().replace(old, new).encode()
    return packed(content)


def lying() -> bytes:
    """A directory that promises a short entry where a long one lies."""
    data = bytearray(packed({**parts(plain()), "xl/media/a.bin": b"\0" * 3_000_000}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(plain())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def twice_named() -> bytes:
    buffer = io.BytesIO(plain())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("XL/workbook.xml", b"<x/>")
    return buffer.getvalue()


BAD = {
    "an old .xls": (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "old .xls"),
    "no archive": (b"PK\x03\x04 nothing", "damaged"),
    "cut short": (plain()[:-300], "damaged"),
    "another archive": (packed({"a.txt": b"a"}), "not an .xlsx"),
    "a password": (encrypted(), "password"),
    "macros": (with_part("xl/vbaProject.bin"), "macros"),
    "a macro workbook's type": (
        packed({**parts(plain()), "[Content_Types].xml": b"<Types>macroEnabled</Types>"}), "macros",
    ),
    "links to other workbooks": (with_part("xl/externalLinks/externalLink1.xml"), "links to other"),
    "data connections": (with_part("xl/connections.xml"), "data connections"),
    "embedded files": (with_part("xl/embeddings/oleObject1.bin"), "embedded"),
    "ActiveX": (with_part("xl/activeX/activeX1.xml"), "ActiveX"),
    "a path upwards": (with_part("../../evil"), "outside itself"),
    "an absolute path": (with_part("/etc/evil"), "outside itself"),
    "a drive": (with_part("C:\\evil"), "outside itself"),
    "two parts of one name": (twice_named(), "two of one name"),
    "thousands of parts": (
        packed({**parts(plain()), **{f"xl/p{n}": b"" for n in range(300)}}), "200 parts",
    ),
    "a bomb": (with_part("xl/media/zeros.bin", b"\0" * 50_000_000), "suspiciously"),
    "a directory that lies": (lying(), "damaged"),
    "a document type": (
        with_sheet("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet'), "document type",
    ),
    "broken XML": (with_sheet("</sheetData>", ""), "damaged"),
    "endless nesting": (with_sheet("<sheetData>", "<a>" * 100 + "<sheetData>"), "nested"),
    "a cell that is none": (with_sheet('r="C2"', 'r="2C"'), "damaged"),
    "a row that is none": (with_sheet('<row r="2"', '<row r="two"'), "damaged"),
    "a value a million rows down": (with_sheet('r="D2"', 'r="D1048576"'), "beyond 50,000 rows"),
    "a value far to the right": (with_sheet('r="D2"', 'r="XFD2"'), "beyond 50,000 rows"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "words"), BAD.values(), ids=BAD.keys())
def test_a_bad_workbook_is_refused_with_a_reason(data: bytes, words: str) -> None:
    with pytest.raises(WorkbookRefusedError, match=words):
        read_sheets(data)


def test_a_bomb_is_turned_away_without_being_unpacked() -> None:
    data = with_part("xl/media/zeros.bin", b"\0" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(WorkbookRefusedError):
        read_sheets(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_dimension_that_claims_the_whole_sheet_costs_nothing() -> None:
    data = with_sheet('ref="A1:D2"', 'ref="A1:XFD1048576"')
    assert len(read_sheets(data)[0].rows) == 2


def test_styled_but_empty_cells_far_away_do_not_count() -> None:
    data = with_sheet("</sheetData>", '<row r="900000"><c r="XFD900000" s="0"/></row></sheetData>')
    assert len(read_sheets(data)[0].rows) == 2


def test_cells_are_named_as_people_do() -> None:
    assert [cell_name(7, 3), cell_name(1, 27), cell_name(2, 702)] == ["C7", "AA1", "ZZ2"]


def budget(data: bytes) -> BudgetDraft:
    return read_budget(
        "b.xlsx", data, fiscal_year=FiscalYear(2026), known=Known.of(["IP"], []), currency="USD"
    )


def test_a_formula_counts_with_the_value_it_was_saved_with() -> None:
    found = budget(plain(lambda sheet: sheet.write_formula("C2", "=2+3", None, 5)))
    assert [row.amount_cents for row in found.rows] == [500, 600]
    assert found.is_sound


def test_a_formula_never_calculated_is_an_error_naming_the_cell() -> None:
    problem = budget(plain(lambda sheet: sheet.write_formula("C2", "=2+3", None, ""))).errors[0]
    assert (problem.code, problem.line, problem.field) == ("formula", 2, "Budget!C2")


def test_an_excel_error_is_an_error_naming_the_cell_and_what_it_shows() -> None:
    data = plain(lambda sheet: sheet.write_formula("C2", "=1/0", None, "#DIV/0!"))
    problem = budget(data).errors[0]
    assert (problem.field, problem.value) == ("Budget!C2", "#DIV/0!")


@pytest.mark.parametrize("cell", ["1e999", "NaN", "1_0"])
def test_a_number_that_is_none_is_never_taken(cell: str) -> None:
    assert budget(with_sheet("<v>5</v>", f"<v>{cell}</v>")).errors


@pytest.mark.parametrize("value", [True, "x"])
def test_what_is_no_amount_is_an_error(value: object) -> None:
    assert budget(plain(lambda sheet: sheet.write("C2", value))).errors[0].code == "amount"


def test_merged_cells_in_the_table_are_refused_and_above_it_are_not() -> None:
    merged = budget(plain(lambda sheet: sheet.merge_range("A2:A3", "IP")))
    assert [(p.code, p.field) for p in merged.errors] == [("merged", "Budget!A2")]

    def titled(sheet: Worksheet) -> None:
        sheet.merge_range("A1:D1", "Plan")
        sheet.write_row(1, 0, ["Area", "Type", "Jan", "Feb"])
        sheet.write_row(2, 0, ["IP", "fees", 1, 2])

    assert budget(plain(titled)).is_sound


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column("D:D", None, None, {"hidden": True})

    found = budget(plain(hide))
    assert len(found.rows) == 2
    assert {"hidden-rows", "hidden-columns"} <= {p.code for p in found.warnings}


def two_sheets(name: str, *, is_hidden: bool = False, head: str = "Area") -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for title, first in (("Budget", "Area"), (name, head)):
        sheet = book.add_worksheet(title)
        sheet.write_row(0, 0, [first, "Jan"])
        sheet.write_row(1, 0, ["IP", 5])
        if is_hidden and title == name:
            sheet.hide()
    book.close()
    return buffer.getvalue()


def test_a_second_sheet_with_data_is_told_and_a_read_me_is_not() -> None:
    assert "sheet-ignored" in {p.code for p in budget(two_sheets("Old", head="x")).warnings}
    assert "sheet-ignored" not in {p.code for p in budget(two_sheets("Read me", head="x")).warnings}


def test_a_hidden_sheet_is_never_read_beside_a_visible_one() -> None:
    found = budget(two_sheets("Old", is_hidden=True))
    assert found.total_cents == 500
    assert "hidden sheet" in found.warnings[0].message


def test_a_budget_on_a_hidden_sheet_alone_is_read_and_told() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("Read me").write("A1", "Hello")
    sheet = book.add_worksheet("Budget")
    sheet.write_row(0, 0, ["Area", "Jan"])
    sheet.write_row(1, 0, ["IP", 5])
    sheet.hide()
    book.close()
    found = budget(buffer.getvalue())
    assert found.total_cents == 500
    assert "hidden-sheet" in {p.code for p in found.warnings}


def test_two_sheets_that_could_be_the_budget_are_refused() -> None:
    assert "all look like a budget" in budget(two_sheets("Plan B")).errors[0].message


def test_the_quick_look_at_a_sheet_finds_what_the_slow_walk_finds() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.write_formula("A3", "=1/0", None, "#REF!")
        sheet.write_formula("B3", "=1", None, "")
        sheet.write_formula("C3", "=1", None, 7)
        sheet.write_formula("C4", '="a"', None, "a > b")
        sheet.write_string("D4", "2 > 1 & 1 < 2")
        sheet.merge_range("A6:B7", "both")
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column("B:C", None, None, {"hidden": True})

    data = plain(fill)
    commented = packed({**parts(data), SHEET: parts(data)[SHEET] + b"<!-- slow -->"})
    quick, slow = (open_book(each, Bounds()).sheets[0] for each in (data, commented))
    assert quick == slow
    assert quick.faults == {(3, 1): "#REF!", (3, 2): ""}
    assert quick.formulas == {1: (3, 1), 3: (3, 3)}
    assert (quick.merged, quick.hidden_rows, quick.hidden_columns) == (
        [((6, 1), (7, 2))], {4}, {2, 3},
    )  # fmt: skip


@pytest.mark.parametrize("reference", ["A1", "Z9", "AA10", "XFD1048576", "ZZ1"])
def test_a_cell_far_away_is_found_wherever_it_stands(reference: str) -> None:
    xml = parts(plain())[SHEET].decode().replace('r="D2"', f'r="{reference}"').encode()
    row, column = place(reference.encode())
    found = scan(xml)
    assert (found.last_row, found.last_column) == (max(row, 2), max(column, 4))


@pytest.mark.parametrize("reference", ["a1", "1A", "A", "7", "AAAA1", "A1B", " A1", "A12345678901"])
def test_a_reference_that_is_none_is_not_taken_on_trust(reference: str) -> None:
    xml = parts(plain())[SHEET].decode().replace('r="D2"', f'r="{reference}"').encode()
    with pytest.raises(UnusualXmlError):
        scan(xml)


def test_an_encoding_that_nobody_knows_is_refused() -> None:
    with pytest.raises(WorkbookRefusedError, match="damaged"):
        read_sheets(with_sheet('encoding="UTF-8"', 'encoding="UTX-8"'))
