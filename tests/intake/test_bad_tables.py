"""The bad tables and workbooks of the acceptance list, B37 to B61: named, placed, never raised."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from legalops.intake.draft import Checked, Limits
from legalops.intake.how import How
from tests.intake.files import ON_SCREEN
from tests.intake.table_files import (
    HEAD,
    HOW,
    ROW,
    SHEET,
    drafted,
    found,
    judged,
    numeric,
    row,
    table,
    text,
    with_part,
    with_xml,
    workbook,
)

BOOK = "lines.xlsx"


class Bad(NamedTuple):
    """A file, what its one telling problem is, and what becomes of the whole."""

    data: Callable[[], bytes]
    code: str
    outcome: str = "blocked"
    name: str = "lines.csv"
    line: int = 0
    field: str = ""
    place: str = ""
    words: str = ""


def formula(value: object) -> Callable[[Workbook, Worksheet], object]:
    return lambda _, sheet: sheet.write_formula("G2", "=2*150", None, value)


def many_entries() -> bytes:
    buffer = io.BytesIO(workbook())
    with zipfile.ZipFile(buffer, "a") as archive:
        for number in range(10_000):
            archive.writestr(f"xl/media/{number}.bin", b"")
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = io.BytesIO(workbook())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 60_000_000)
    return buffer.getvalue()


def lying() -> bytes:
    """A directory that promises a short entry where a long one lies."""
    buffer = io.BytesIO(workbook())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.bin", b"\0" * 3_000_000)
    data = bytearray(buffer.getvalue())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def overlapping() -> bytes:
    """Two names in the directory for one and the same entry."""
    buffer = io.BytesIO(workbook())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/a.bin", b"\0" * 500_000)
        archive.writestr("xl/b.bin", b"\0" * 500_000)
        first = archive.getinfo("xl/a.bin").header_offset
    data = bytearray(buffer.getvalue())
    at = data.rfind(b"PK\x01\x02")
    data[at + 42 : at + 46] = first.to_bytes(4, "little")
    return bytes(data)


def twice_named() -> bytes:
    buffer = io.BytesIO(workbook())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("XL/Workbook.xml", b"<x/>")
    return buffer.getvalue()


def far_cell(reference: str) -> bytes:
    data = with_xml(workbook(), "</sheetData>", (
        f'<row r="{reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{reference}"><v>1</v></c>'
        "</row></sheetData>"
    ))  # fmt: skip
    return with_xml(data, 'ref="A1:H2"', 'ref="A1:XFD1048576"')


def amount(value: str) -> bytes:
    return with_xml(workbook(), "<v>300</v>", f"<v>{value}</v>")


def serial(value: float, **options: bool) -> bytes:
    return workbook(numeric(date=value, hours="", rate=""), options=dict(options))


def merged() -> bytes:
    return workbook(numeric(), numeric(), change=lambda _, sheet: sheet.merge_range("A2:A3", "A-1"))


def hidden_row() -> bytes:
    return workbook(
        numeric(), numeric(hours=1, amount=150),
        change=lambda _, sheet: sheet.set_row(2, None, None, {"hidden": True}),
    )  # fmt: skip


def hidden_column() -> bytes:
    return workbook(change=lambda _, sheet: sheet.set_column("G:G", None, None, {"hidden": True}))


def second_sheet(book: Workbook, _: Worksheet) -> None:
    book.add_worksheet("February").write_row(0, 0, ["Invoice", "Amount"])


def hidden_sheet(book: Workbook, _: Worksheet) -> None:
    second_sheet(book, _)
    book.worksheets()[1].hide()


BROKEN = 'A-1,2026-03-13,fee,"Doe, Jane,2,150,300.00,x'
BAD: dict[str, Bad] = {
    "B37": Bad(
        lambda: table() + BROKEN.encode() + b"\nA-2,2026-03-13\n", "unclosed_quote", "refused",
        line=3, words="begins on line 3",
    ),
    "B38": Bad(lambda: table(row(), delimiter=";"), "delimiter", "accepted", words="';'"),
    "B39": Bad(
        lambda: table(row(), row(description="x" * 200_000)), "line_too_long", "refused", line=3,
    ),
    "B40": Bad(lambda: table() + b"A-1,2026-03-13,fee\n", "value_count", line=3, words="3 cells"),
    "B41-blank": Bad(
        lambda: text([*HEAD[:7], " "], ROW), "column_unnamed", line=1, field="(column 8)"
    ),
    "B41-twice": Bad(
        lambda: text([*HEAD, " Amount "], [*ROW, "1"]), "column_duplicate", line=1,
        field="Amount (column 9)", words="'Amount' twice",
    ),
    "B42": Bad(workbook, "extension_differs", "accepted", place="Lines", words="is a workbook"),
    "B43": Bad(table, "extension_differs", "accepted", BOOK, words="is text"),
    "B44": Bad(
        lambda: b"<html><table><tr><td>Invoice</td></tr></table></html>", "not_ledes", "refused",
        BOOK, words="a web page",
    ),
    "B45": Bad(
        lambda: bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "not_ledes", "refused",
        "lines.xls", words="without a password",
    ),
    "B46": Bad(lambda: workbook()[:-400], "workbook_refused", "refused", BOOK, words="damaged"),
    "B47": Bad(bomb, "workbook_refused", "refused", BOOK, words="suspiciously"),
    "B48-lie": Bad(lying, "workbook_refused", "refused", BOOK, words="damaged"),
    "B48-overlap": Bad(overlapping, "workbook_refused", "refused", BOOK, words="damaged"),
    "B49": Bad(many_entries, "workbook_refused", "refused", BOOK, words="200 parts"),
    "B50-up": Bad(
        lambda: with_part(workbook(), "../../x"), "workbook_refused", "refused", BOOK,
        words="outside itself",
    ),
    "B50-root": Bad(
        lambda: with_part(workbook(), "/abs"), "workbook_refused", "refused", BOOK,
        words="outside itself",
    ),
    "B50-drive": Bad(
        lambda: with_part(workbook(), "C:\\x"), "workbook_refused", "refused", BOOK,
        words="outside itself",
    ),
    "B50-twice": Bad(twice_named, "workbook_refused", "refused", BOOK, words="two of one name"),
    "B51-both": Bad(
        lambda: far_cell("XFD1048576"), "workbook_refused", "refused", BOOK, words="XFD1048576"
    ),
    "B51-down": Bad(
        lambda: far_cell("A1048576"), "workbook_refused", "refused", BOOK, words="200,000 rows"
    ),
    "B52": Bad(
        lambda: workbook(change=formula(300)), "formula_value", "accepted", BOOK, 2, "Amount",
        "Lines!G2",
    ),
    "B53": Bad(
        lambda: workbook(change=formula("")), "formula_uncalculated", "blocked", BOOK, 2, "Amount",
        "Lines!G2", "never calculated",
    ),
    "B55": Bad(
        lambda: with_part(workbook(), "xl/externalLinks/externalLink1.xml"), "workbook_refused",
        "refused", BOOK, words="links to other workbooks",
    ),
    "B56": Bad(
        lambda: with_part(workbook(), "xl/vbaProject.bin"), "workbook_refused", "refused", BOOK,
        words="macros",
    ),
    "B57-1e999": Bad(
        lambda: amount("1e999"), "bad_number", "blocked", BOOK, 2, "Amount", "Lines!G2"
    ),
    "B57-NaN": Bad(
        lambda: amount("NaN"), "bad_number", "blocked", BOOK, 2, "Amount", "Lines!G2"
    ),
    "B57-1_0": Bad(
        lambda: amount("1_0"), "bad_number", "blocked", BOOK, 2, "Amount", "Lines!G2"
    ),
    "B57-far": Bad(
        lambda: amount("0.300001"), "too_many_decimals", "blocked", BOOK, 2, "Amount", "Lines!G2"
    ),
    "B58-serial-60": Bad(
        lambda: serial(60), "bad_date", "blocked", BOOK, 2, "Date", "Lines!B2", "day number"
    ),
    "B58-negative": Bad(
        lambda: serial(-3), "bad_date", "blocked", BOOK, 2, "Date", "Lines!B2", "day number"
    ),
    "B59-merged": Bad(
        merged, "merged_cells", "blocked", BOOK, 2, "Invoice number", "Lines!A2"
    ),
    "B59-row": Bad(
        hidden_row, "hidden_rows", "accepted", BOOK, 3, place="Lines!3", words="1 row is hidden"
    ),
    "B59-column": Bad(
        hidden_column, "hidden_column", "accepted", BOOK, 1, "Amount", "Lines!G1"
    ),
    "B59-sheet": Bad(
        lambda: workbook(change=second_sheet), "sheet_ignored", "accepted", BOOK, words="February"
    ),
    "B59-hidden-sheet": Bad(
        lambda: workbook(change=hidden_sheet), "sheet_ignored", "accepted", BOOK, words="February"
    ),
    "B60-ref": Bad(
        lambda: workbook(change=formula("#REF!")), "cell_error", "blocked", BOOK, 2, "Amount",
        "Lines!G2", "#REF!",
    ),
    "B60-na": Bad(
        lambda: workbook(change=formula("#N/A")), "cell_error", "blocked", BOOK, 2, "Amount",
        "Lines!G2", "#N/A",
    ),
    "B61": Bad(
        lambda: workbook(numeric(invoice_number=123)), "leading_zeros", "accepted", BOOK, 2,
        "Invoice number", "Lines!A2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_table_is_answered_as_agreed(bad: Bad) -> None:
    checked = judged(bad.data(), HOW, bad.name)
    problem = found(checked, bad.code)
    assert checked.outcome == bad.outcome
    assert (problem.line, problem.field, problem.place) == (bad.line, bad.field, bad.place)
    assert bad.words in problem.message


@pytest.mark.parametrize(
    ("data", "day"),
    [
        pytest.param(serial(46_094), "2026-03-13", id="B58-number"),
        pytest.param(serial(44_632, date_1904=True), "2026-03-13", id="B58-number-1904"),
        pytest.param(workbook(numeric(date="2026-03-13")), "2026-03-13", id="B58-text"),
    ],
)
def test_a_date_of_a_workbook_has_the_right_base(data: bytes, day: str) -> None:
    assert drafted(data, name=BOOK).lines.work_date == [day]


@pytest.mark.parametrize("is_1904", [False, True], ids=["B58-1900", "B58-1904"])
def test_a_cell_with_a_date_format_is_that_date(*, is_1904: bool) -> None:
    import datetime

    def write(book: Workbook, sheet: Worksheet) -> None:
        form = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime("B2", datetime.datetime(2026, 3, 2), form)  # noqa: DTZ001

    data = workbook(change=write, options={"date_1904": is_1904})
    assert drafted(data, name=BOOK).lines.work_date == ["2026-03-02"]


def test_a_date_that_no_calendar_has_is_refused_not_raised() -> None:
    def write(book: Workbook, sheet: Worksheet) -> None:
        sheet.write_number("B2", 1e9, book.add_format({"num_format": "[h]:mm"}))

    problem = found(judged(workbook(change=write), name=BOOK), "workbook_refused")
    assert "no calendar" in problem.message


def test_a_sum_of_floats_within_a_billionth_is_its_cents() -> None:
    draft = drafted(
        workbook(numeric(hours="", rate="", amount=0.1 + 0.2)), How(vendor="V", matter="M"), BOOK
    )
    assert draft.lines.total_e4.tolist() == [3_000]


def test_a_formula_in_a_column_that_is_not_read_is_nobodys_business() -> None:
    """B54: a formula in an unmapped column is ignored, whatever came of it."""
    data = workbook(
        [*numeric(), ""], head=[*HEAD, "Shoe size"],
        change=lambda _, sheet: sheet.write_formula("I2", "=1/0", None, "#DIV/0!"),
    )  # fmt: skip
    checked = judged(data, name=BOOK)
    assert checked.problems == ()
    assert [i.outcome for i in checked.invoices] == ["accepted"]


def test_a_bad_cell_blocks_its_own_invoice_alone() -> None:
    data = workbook(numeric(), numeric(invoice_number="B-1"), change=formula("#REF!"))
    assert [i.outcome for i in judged(data, name=BOOK).invoices] == ["blocked", "accepted"]


def test_every_ragged_row_is_named() -> None:
    checked = judged(table() + b"a,b\n" * 3 + b"A-1,2,3,4,5,6,7,8,9,10\n")
    lines = [p.line for p in checked.problems if p.code == "value_count"]
    assert lines == [3, 4, 5, 6]
    assert "makes too many" in next(p for p in checked.problems if p.line == 6).message


def test_a_text_beyond_the_line_limit_is_lost_with_its_invoice_named() -> None:
    limits = Limits(max_line_bytes=1_000)
    data = table(row(), row(description="x" * 2_000), row(invoice_number="B-1"))
    checked = judged(data, limits=limits)
    assert (found(checked, "line_too_long").line, found(checked, "line_too_long").invoice) == (
        3, "A-1",
    )  # fmt: skip
    assert [i.outcome for i in checked.invoices] == ["blocked", "accepted"]


def test_doubled_headings_can_be_told_apart_on_screen() -> None:
    columns = {
        "Invoice number": "INVOICE_NUMBER", "Date": "LINE_ITEM_DATE",
        "Amount (column 9)": "LINE_ITEM_TOTAL",
    }  # fmt: skip
    how = How(columns=columns, vendor="V", matter="M", currency="USD")
    checked = judged(text([*HEAD, "Amount"], [*ROW, "7.00"]), how)
    assert [i.total_cents for i in checked.invoices] == [700]


def test_the_sheet_that_was_chosen_is_read() -> None:
    def add(book: Workbook, _: Worksheet) -> None:
        sheet = book.add_worksheet("February")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, numeric(invoice_number="F-1"))

    how = How(vendor="V", matter="M", currency="USD", sheet="february")
    draft = drafted(workbook(change=add), how, BOOK)
    assert [i.number for i in draft.invoices] == ["F-1"]
    assert draft.layout is not None
    assert draft.layout.sheets == ("Lines", "February")
    gone = judged(workbook(), How(sheet="March", vendor="V", matter="M"), BOOK)
    assert "'March'" in found(gone, "sheet_missing").message


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("lines.csv", b"a\n"), ("lines.csv", b"Invoice number,Amount\n"),
        ("lines.csv", b"Invoice number,Date,Amount\n,,\n"),
        ("lines.xlsx", workbook(head=[], change=lambda _, sheet: sheet.write("A2", ""))),
        ("lines.csv", b'"' * 5_000), ("lines.csv", b";" * 5_000), ("lines.csv", b",,,\n" * 50),
        ("lines.xlsx", b"PK\x03\x04xl/"), ("lines.csv", "Ärger;Öl;Übel\n1;2;3\n".encode()),
        ("lines.csv", os.urandom(3_000)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["", "table", "payments"])
def test_nothing_is_ever_raised(name: str, data: bytes, kind: str) -> None:
    checked: Checked = judged(data, How(kind=kind), name, ON_SCREEN)
    assert checked.outcome in ("refused", "blocked")
    assert any(p.severity == "error" and p.message for p in checked.problems)


def test_nothing_of_a_hostile_workbook_is_written_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    judged(with_part(workbook(), "../../x"), name=BOOK)
    assert list(tmp_path.iterdir()) == []


WRITTEN = (
    "A-1", "2026-03-13", "13/03/2026", "02/03/26", "00:00:00", "fee", "1,5", "300.00", "-5", "",
    "(3)", "NULL", "\u202e", "\0", 'a"b', "=1+1", "Total", "1e9", "NaN", "45000", "\u2028",
)  # fmt: skip
CELLS = st.sampled_from(WRITTEN)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from([*HEAD, "Supplier", "Paid date", "Tax", "", "amount"]), min_size=1),
    st.lists(st.lists(CELLS, max_size=10), max_size=8),
    st.sampled_from(["", "table", "payments"]),
    st.sampled_from(["", "DMY", "MDY", "YMD"]),
)
def test_no_table_ever_raises(
    head: list[str], rows: list[list[str]], kind: str, date_order: Any
) -> None:
    how = How(kind=kind, vendor="V", matter="M", date_order=date_order)
    draft = drafted(text(head, *rows), how)
    assert sum(invoice.lines for invoice in draft.invoices) == len(draft.lines)
    assert all(problem.message for problem in draft.problems)


@settings(deadline=None, max_examples=60)
@given(st.integers(0), st.sampled_from(['"', "<", ">", "/", "c", " r=", "A", "9", "&", "<!--x-->"]))
def test_no_damaged_sheet_ever_raises(at: int, text_: str) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        xml = archive.read(SHEET).decode()
    place = at % len(xml)
    data = with_part(workbook(), SHEET, (xml[:place] + text_ + xml[place + 1 :]).encode())
    draft = drafted(data, name=BOOK)
    assert draft.is_refused or draft.layout is not None
