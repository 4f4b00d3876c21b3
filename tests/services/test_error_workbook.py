"""The rows in error as a workbook: out to a firm, corrected in Excel, back to their file."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from legalops.errors import NotAllowedError, RefusedError
from legalops.intake.how import Correction, How
from legalops.models.audit import AuditEvent
from legalops.permissions import Actor, Role
from legalops.services import error_workbook, uploads
from legalops.store.unit import reading
from tests.intake.xml_files import fee, invoice, matter, xml
from tests.services.ledes import Invoice, Line, file

SOUND = Invoice("INV-1")
FAULTY = Invoice("INV-2", lines=(Line(100), Line(250), Line(300)), narrative="=1+1")
MONTH = (
    file(SOUND, FAULTY)
    .replace(b"||2|F|1|0|2.50|20260115|", b"||2|F|1|0|2,x0|20261315|")
    .replace(b"||3|F|1|0|3.00|20260115|", b"||3|F|1|0|3.00|15.1.26|")
)
BAD = (5, 6)
Change = Callable[[Any, dict[str, int]], None]


@pytest.fixture
def ana(people: dict[Role, Actor]) -> Actor:
    return people[Role.OPS]


@pytest.fixture
def upload_id(engine: Engine, ana: Actor) -> int:
    return uploads.receive(engine, ana, "month.txt", MONTH).upload_id


def made(engine: Engine, ana: Actor, upload_id: int) -> bytes:
    _, data = error_workbook.workbook(engine, ana, upload_id)
    return data


def opened(data: bytes) -> tuple[Any, Any, dict[str, int]]:
    """Open a workbook in openpyxl: the book, the sheet of errors, its columns by heading."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Errors"]
    return book, sheet, {cell.value: cell.column for cell in sheet[1]}


def edited(data: bytes, change: Change) -> bytes:
    """Return a workbook as somebody saves it again after a change."""
    book, sheet, columns = opened(data)
    change(sheet, columns)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def mend(sheet: Any, columns: dict[str, int]) -> None:
    """Correct all that is wrong, with dates as dates and numbers as numbers."""
    sheet.cell(2, columns["LINE_ITEM_TOTAL"]).value = 2.5
    sheet.cell(2, columns["LINE_ITEM_DATE"]).value = datetime(2026, 1, 15)  # noqa: DTZ001
    sheet.cell(3, columns["LINE_ITEM_DATE"]).value = "20260116"


def test_a_row_in_error_stands_beside_what_is_wrong_with_it(
    engine: Engine, ana: Actor, upload_id: int
) -> None:
    _, sheet, columns = opened(made(engine, ana, upload_id))
    assert list(columns)[:7] == [
        "Line", "Field", "Problem", "How to fix", "INVOICE_DATE", "INVOICE_NUMBER", "CLIENT_ID",
    ]  # fmt: skip
    assert [sheet.cell(row, 1).value for row in (2, 3)] == list(BAD)
    assert sheet.max_row == 3
    assert sheet.cell(2, columns["Field"]).value == "LINE_ITEM_DATE, LINE_ITEM_TOTAL"
    assert "there is no such day" in sheet.cell(2, columns["Problem"]).value
    assert "such as 20260731" in sheet.cell(2, columns["How to fix"]).value
    assert sheet.cell(2, columns["LINE_ITEM_TOTAL"]).value == "2,x0"
    assert sheet.cell(2, columns["LAW_FIRM_ID"]).value == "11-1111111"


def test_the_bad_cells_are_coloured_and_say_why(engine: Engine, ana: Actor, upload_id: int) -> None:
    _, sheet, columns = opened(made(engine, ana, upload_id))
    bad = sheet.cell(2, columns["LINE_ITEM_TOTAL"])
    good = sheet.cell(2, columns["LINE_ITEM_UNIT_COST"])
    assert bad.fill.fgColor.rgb == "FFFCE4D6"
    assert "2,x0" in bad.comment.text
    assert good.fill.fill_type is None
    assert good.comment is None


def test_text_that_looks_like_a_formula_stays_text(
    engine: Engine, ana: Actor, upload_id: int
) -> None:
    data = made(engine, ana, upload_id)
    _, sheet, columns = opened(data)
    cell = sheet.cell(2, columns["LINE_ITEM_DESCRIPTION"])
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [name for name in archive.namelist() if "worksheets/sheet" in name]
        assert parts
        assert not any(b"<f>" in archive.read(name) for name in parts)


def test_the_read_me_says_what_to_do_in_words_for_the_firm(
    engine: Engine, ana: Actor, upload_id: int
) -> None:
    book, _, _ = opened(made(engine, ana, upload_id))
    words = " ".join(str(cell.value) for row in book["Read me"].iter_rows() for cell in row)
    assert "2 rows of the file month.txt" in words
    assert "send it back" in words
    assert book["legalops batch"].sheet_state == "veryHidden"


def test_it_finds_its_file_again_and_changed_cells_become_corrections(
    engine: Engine, ana: Actor, upload_id: int
) -> None:
    back = edited(made(engine, ana, upload_id), mend)
    assert error_workbook.recognise(back) == upload_id
    taken = error_workbook.take(engine, ana, back, file_name="C:/mail/mended.xlsx")
    assert taken == error_workbook.Taken(upload_id, 3, 0, [])
    now = uploads.opened(engine, ana, upload_id)
    assert {(m.line, m.field, m.value) for m in now.mended} == {
        (5, "LINE_ITEM_TOTAL", "2.5"),
        (5, "LINE_ITEM_DATE", "20260115"),
        (6, "LINE_ITEM_DATE", "20260116"),
    }
    assert {m.reason for m in now.mended} == {"From the error workbook mended.xlsx by Ana"}
    assert not [p for p in now.draft.problems if p.severity == "error"]


def test_what_excel_writes_differently_is_no_change(
    engine: Engine, ana: Actor, upload_id: int
) -> None:
    def retype(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(2, columns["LINE_ITEM_UNIT_COST"]).value = 2.5
        sheet.cell(2, columns["INVOICE_TOTAL"]).value = 6.5
        sheet.cell(2, columns["BILLING_START_DATE"]).value = datetime(2026, 1, 1)  # noqa: DTZ001
        sheet.cell(2, columns["INVOICE_DATE"]).value = 20260205
        sheet.cell(2, columns["TIMEKEEPER_NAME"]).value = " Doe, Jane "
        sheet.cell(2, columns["LINE_ITEM_NUMBER"]).value = 2

    back = edited(made(engine, ana, upload_id), retype)
    taken = error_workbook.take(engine, ana, back)
    assert taken == error_workbook.Taken(upload_id, 0, 2, [])
    assert uploads.opened(engine, ana, upload_id).mended == ()


def test_rows_may_be_sorted_or_left_out_and_columns_added(
    engine: Engine, ana: Actor, upload_id: int
) -> None:
    def rearrange(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(3, columns["LINE_ITEM_DATE"]).value = "20260116"
        sheet.delete_rows(2)
        sheet.insert_cols(3)
        sheet.cell(1, 3).value = "My own notes"
        sheet.cell(2, 3).value = "asked the firm"

    taken = error_workbook.take(engine, ana, edited(made(engine, ana, upload_id), rearrange))
    assert taken == error_workbook.Taken(upload_id, 1, 0, [])
    (mended,) = uploads.opened(engine, ana, upload_id).mended
    assert (mended.line, mended.original, mended.value) == (6, "15.1.26", "20260116")


def test_a_cell_that_was_mended_elsewhere_meanwhile_stays_and_is_named(
    engine: Engine, ana: Actor, upload_id: int
) -> None:
    data = made(engine, ana, upload_id)
    version = uploads.opened(engine, ana, upload_id).version
    on_screen = [Correction(6, "LINE_ITEM_DATE", "20260117")]
    uploads.correct(engine, ana, upload_id, version, on_screen, reason="asked the firm")
    taken = error_workbook.take(engine, ana, edited(data, mend))
    assert taken.corrected == 2
    (refusal,) = taken.refused
    assert "Line 6, LINE_ITEM_DATE: the file has '20260117' there now" in refusal
    values = {(m.line, m.field): m.value for m in uploads.opened(engine, ana, upload_id).mended}
    assert values[6, "LINE_ITEM_DATE"] == "20260117"


def test_coming_back_twice_changes_nothing_more(engine: Engine, ana: Actor, upload_id: int) -> None:
    back = edited(made(engine, ana, upload_id), mend)
    error_workbook.take(engine, ana, back)
    again = error_workbook.take(engine, ana, back)
    assert (again.corrected, again.refused) == (0, [])


def test_a_line_that_could_not_be_taken_apart_comes_whole(engine: Engine, ana: Actor) -> None:
    torn = file(SOUND, Invoice("INV-2")).replace(b"Review of the file|11-1", b"Re|view|11-1", 1)
    upload_id = uploads.receive(engine, ana, "torn.txt", torn).upload_id
    data = made(engine, ana, upload_id)
    _, sheet, columns = opened(data)
    whole = sheet.cell(2, columns["Whole line"])
    assert "|Re|view|11-1111111|" in whole.value
    assert whole.comment is not None

    def mend_line(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(2, columns["Whole line"]).value = whole.value.replace("Re|view", "Review")

    taken = error_workbook.take(engine, ana, edited(data, mend_line))
    assert (taken.corrected, taken.refused) == (1, [])
    draft = uploads.opened(engine, ana, upload_id).draft
    assert [p for p in draft.problems if p.severity == "error"] == []
    assert [invoice.number for invoice in draft.invoices] == ["INV-1", "INV-2"]


def test_a_row_whose_line_was_changed_is_left_out_and_named(
    engine: Engine, ana: Actor, upload_id: int
) -> None:
    def spoil(sheet: Any, columns: dict[str, int]) -> None:
        mend(sheet, columns)
        sheet.cell(2, 1).value = "five"
        sheet.cell(3, 1).value = 4

    taken = error_workbook.take(engine, ana, edited(made(engine, ana, upload_id), spoil))
    assert taken.corrected == 0
    assert "'five' under Line" in taken.refused[0]
    assert "Line 4 was not in the workbook" in taken.refused[1]


def test_a_formula_is_taken_for_what_it_says_or_named(
    engine: Engine, ana: Actor, upload_id: int
) -> None:
    def calculate(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(2, columns["LINE_ITEM_TOTAL"]).value = "=1+1.5"

    taken = error_workbook.take(engine, ana, edited(made(engine, ana, upload_id), calculate))
    assert any("a formula without a value" in words for words in taken.refused)
    assert taken.corrected == 0


def test_without_its_hidden_sheet_a_workbook_finds_nothing(
    engine: Engine, ana: Actor, upload_id: int
) -> None:
    book, _, _ = opened(made(engine, ana, upload_id))
    del book["legalops batch"]
    buffer = io.BytesIO()
    book.save(buffer)
    assert error_workbook.recognise(buffer.getvalue()) is None
    with pytest.raises(RefusedError, match="hidden sheet is gone"):
        error_workbook.take(engine, ana, buffer.getvalue())


@pytest.mark.parametrize(
    "data", [b"", b"PK", MONTH, b"PK\x03\x04" + b"\0" * 200, b"<xml/>"], ids=range(5)
)
def test_other_files_are_no_error_workbooks(data: bytes) -> None:
    assert error_workbook.recognise(data) is None


def test_a_workbook_that_only_claims_to_be_ours_is_not_ours() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("legalops batch")["A1"] = "legalops error workbook"
    book.create_sheet("Errors")
    buffer = io.BytesIO()
    book.save(buffer)
    assert error_workbook.recognise(buffer.getvalue()) is None


def test_a_workbook_of_another_file_is_refused(engine: Engine, ana: Actor, upload_id: int) -> None:
    book, _, _ = opened(made(engine, ana, upload_id))
    book["legalops batch"]["B3"] = "0" * 64
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(RefusedError, match="another file than upload"):
        error_workbook.take(engine, ana, buffer.getvalue())


def test_a_file_without_errors_has_no_workbook(engine: Engine, ana: Actor) -> None:
    upload_id = uploads.receive(engine, ana, "sound.txt", file(SOUND)).upload_id
    with pytest.raises(RefusedError, match="nothing to mend"):
        error_workbook.workbook(engine, ana, upload_id)


def test_a_file_that_cannot_be_read_has_no_workbook_either(engine: Engine, ana: Actor) -> None:
    upload_id = uploads.receive(engine, ana, "strange.txt", b"LEDES1998Z[]\nA|B[]\n").upload_id
    with pytest.raises(RefusedError, match="No row of this file can be read yet"):
        error_workbook.workbook(engine, ana, upload_id)


def test_only_who_may_import_gets_one_or_brings_one_back(
    engine: Engine, people: dict[Role, Actor], upload_id: int
) -> None:
    data = made(engine, people[Role.OPS], upload_id)
    with pytest.raises(NotAllowedError):
        error_workbook.workbook(engine, people[Role.EXECUTIVE], upload_id)
    with pytest.raises(NotAllowedError):
        error_workbook.take(engine, people[Role.MEMBER], edited(data, mend))
    assert uploads.opened(engine, people[Role.OPS], upload_id).mended == ()


def test_that_a_workbook_went_out_is_in_the_audit_trail(
    engine: Engine, ana: Actor, upload_id: int
) -> None:
    made(engine, ana, upload_id)
    with reading(engine) as session:
        actions = [event.action for event in session.exec(select(AuditEvent))]
    assert "upload.errors_downloaded" in actions


TABLE = (
    "Inv No;Note to us;Date;Firm;Matter;Hours;Rate;Amount;Ccy\r\n"
    "A-1;x;31/07/2026;Sample Firm;M-1;1,5;200,00;300,00;EUR\r\n"
    "A-2;=2+2;32/07/2026;Sample Firm;M-1;2;200,25;4x0;EUR\r\n"
)
HOW = How(
    kind="table",
    columns={
        "Inv No": "INVOICE_NUMBER", "Note to us": "", "Date": "LINE_ITEM_DATE",
        "Firm": "LAW_FIRM_NAME", "Matter": "CLIENT_MATTER_ID",
        "Hours": "LINE_ITEM_NUMBER_OF_UNITS", "Rate": "LINE_ITEM_UNIT_COST",
        "Amount": "LINE_ITEM_TOTAL", "Ccy": "INVOICE_CURRENCY",
    },
    date_order="DMY",
    decimal=",",
)  # fmt: skip


def read_as(engine: Engine, ana: Actor, name: str, data: bytes, how: How) -> int:
    upload_id = uploads.receive(engine, ana, name, data).upload_id
    version = uploads.opened(engine, ana, upload_id).version
    uploads.set_how(engine, ana, upload_id, version, how)
    return upload_id


def test_of_a_table_every_column_is_there_under_its_own_heading(engine: Engine, ana: Actor) -> None:
    upload_id = read_as(engine, ana, "t.csv", TABLE.encode(), HOW)
    _, sheet, columns = opened(made(engine, ana, upload_id))
    assert list(columns)[4:] == list(HOW.columns or {})
    assert [sheet.cell(2, place).value for place in range(5, 14)] == [
        "A-2", "=2+2", "32/07/2026", "Sample Firm", "M-1", "2", "200,25", "4x0", "EUR",
    ]  # fmt: skip
    assert sheet.cell(2, 1).value == 3
    assert set(sheet.cell(2, 2).value.split(", ")) == {"Date", "Amount"}
    assert sheet.cell(2, columns["Date"]).comment is not None
    assert sheet.cell(2, columns["Amount"]).comment is not None


@pytest.mark.parametrize("day", ["30/07/2026", datetime(2026, 7, 30)])  # noqa: DTZ001
@pytest.mark.parametrize("amount", ["400,50", 400.5])
def test_a_table_is_mended_in_its_own_way_of_writing_or_in_excels(
    engine: Engine, ana: Actor, day: Any, amount: Any
) -> None:
    def change(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(2, columns["Date"]).value = day
        sheet.cell(2, columns["Amount"]).value = amount

    upload_id = read_as(engine, ana, "t.csv", TABLE.encode(), HOW)
    taken = error_workbook.take(engine, ana, edited(made(engine, ana, upload_id), change))
    assert (taken.corrected, taken.refused) == (2, [])
    draft = uploads.opened(engine, ana, upload_id).draft
    assert [p for p in draft.problems if p.severity == "error"] == []
    assert draft.lines.work_date == ["2026-07-31", "2026-07-30"]
    assert draft.lines.total_e4.tolist() == [3_000_000, 4_005_000]


def test_a_workbook_with_errors_comes_back_by_its_rows(engine: Engine, ana: Actor) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Invoice number", "Work date", "Vendor", "Matter number", "Amount", "Currency"])
    sheet.append(["A-1", datetime(2026, 7, 30), "Sample Firm", "M-1", 300, "EUR"])  # noqa: DTZ001
    sheet.append(["A-2", datetime(2026, 7, 30), "Sample Firm", "M-1", "x", "EUR"])  # noqa: DTZ001
    buffer = io.BytesIO()
    book.save(buffer)
    upload_id = uploads.receive(engine, ana, "t.xlsx", buffer.getvalue()).upload_id

    def change(sheet: Any, columns: dict[str, int]) -> None:
        assert sheet.cell(2, columns["Work date"]).value == "2026-07-30"
        sheet.cell(2, columns["Amount"]).value = 400

    taken = error_workbook.take(engine, ana, edited(made(engine, ana, upload_id), change))
    assert (taken.corrected, taken.refused) == (1, [])
    draft = uploads.opened(engine, ana, upload_id).draft
    assert [p for p in draft.problems if p.severity == "error"] == []
    assert draft.lines.total_e4.tolist() == [3_000_000, 4_000_000]


def test_of_xml_the_fields_are_laid_flat_under_their_ledes_names(
    engine: Engine, ana: Actor
) -> None:
    data = xml(invoice(matter(fee(), fee(charge_date="2026-01-32", total_amount="x"))))
    upload_id = uploads.receive(engine, ana, "m.xml", data).upload_id

    def change(sheet: Any, columns: dict[str, int]) -> None:
        assert sheet.cell(2, columns["Field"]).value == "LINE_ITEM_DATE, LINE_ITEM_TOTAL"
        assert sheet.cell(2, columns["LINE_ITEM_DATE"]).comment is not None
        sheet.cell(2, columns["LINE_ITEM_DATE"]).value = datetime(2026, 1, 12)  # noqa: DTZ001
        sheet.cell(2, columns["LINE_ITEM_TOTAL"]).value = 300

    taken = error_workbook.take(engine, ana, edited(made(engine, ana, upload_id), change))
    assert (taken.corrected, taken.refused) == (2, [])
    draft = uploads.opened(engine, ana, upload_id).draft
    assert [p.code for p in draft.problems if p.severity == "error"] == []
    assert draft.lines.work_date == ["2026-01-10", "2026-01-12"]
