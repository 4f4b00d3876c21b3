"""How long do XML and workbooks take against a bare pass of the reader they are read with?"""

import io
from pathlib import Path

import xlsxwriter
from defusedxml.ElementTree import XMLParser
from python_calamine import CalamineWorkbook

from benchmarks.ledes import NAMES, generate
from benchmarks.timing import Bar, ratio
from legalops.intake.draft import Draft, Limits
from legalops.intake.how import How
from legalops.intake.read import read

XML_LINES, SHEET_ROWS = 100_000, 50_000
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ledesxmlebilling2.2 xmlns="http://www.ledes.org/LEDES22.xsd">
<firm><lf_vendor_id>98-7000000</lf_vendor_id><lf_name>Alder LLP</lf_name>
<client><cl_id>CLIENT-0711</cl_id><cl_lf_id>1</cl_lf_id><cl_name>Client</cl_name>
"""
_FIELDS = (
    "INVOICE_NUMBER", "INVOICE_DATE", "LINE_ITEM_DATE", "EXP/FEE/INV_ADJ_TYPE",
    "LINE_ITEM_NUMBER_OF_UNITS", "LINE_ITEM_UNIT_COST", "LINE_ITEM_TOTAL", "TIMEKEEPER_ID",
    "LINE_ITEM_DESCRIPTION", "INVOICE_TOTAL",
)  # fmt: skip
_TAIL = "</client></firm></ledesxmlebilling2.2>\n"


class _Nothing:
    """What a bare pass does with what it meets."""

    def start(self, _tag: str, _attributes: object) -> None:
        """Do nothing."""

    def end(self, _tag: str) -> None:
        """Do nothing."""

    def data(self, _text: str) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def bars(folder: Path) -> list[Bar]:
    """Measure LEDES XML and an XLSX of invoice lines."""
    return [_xml(folder), _workbook(folder)]


def _rows(lines: int) -> list[list[str]]:
    names = NAMES.split("|")
    places = [names.index(name) for name in _FIELDS]
    found = []
    for row in generate(lines).decode().splitlines()[2:]:
        values = row.removesuffix("[]").split("|")
        found.append([values[place] for place in places])
    return found


def _day(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


def _xml_file(path: Path) -> None:
    parts, last = [_HEAD], ""
    for number, day, worked, kind, units, rate, total, keeper, text, whole in _rows(XML_LINES):
        if number != last:
            if last:
                parts.append("</matter></invoice>\n")
            last = number
            parts.append(
                f"<invoice><inv_id>{number}</inv_id><inv_date>{_day(day)}</inv_date>"
                f"<inv_currency>USD</inv_currency><inv_start_date>{_day(worked)}</inv_start_date>"
                f"<inv_end_date>{_day(day)}</inv_end_date><inv_total_net_due>{whole}"
                "</inv_total_net_due><matter><cl_matter_id>M-1</cl_matter_id>"
                f"<lf_matter_id>1</lf_matter_id><matter_total_due>{whole}</matter_total_due>\n"
            )
        tag = "expense" if kind in ("E", "IE") else "fee"
        amounts = (
            f"<units>{units}</units><rate>{rate}</rate>"
            if rate
            else f"<units>1</units><rate>{total}</rate>"
        )
        parts.append(
            f"<{tag}><charge_date>{_day(worked)}</charge_date><tk_id>{keeper or 'T0'}</tk_id>"
            f"<charge_desc>{text}</charge_desc><charge_type>U</charge_type>{amounts}"
            f"<base_amount>{total}</base_amount><total_amount>{total}</total_amount></{tag}>\n"
        )
    parts.append("</matter></invoice>\n" + _TAIL)
    path.write_text("".join(parts))


def _xml(folder: Path) -> Bar:
    path = folder / "lines.xml"
    _xml_file(path)

    def ours() -> None:
        _whole(read(path.name, path.read_bytes(), Limits()), XML_LINES)

    def floor() -> None:
        parser = XMLParser(target=_Nothing(), forbid_dtd=True)
        parser.feed(path.read_bytes())
        parser.close()

    measured = ratio(ours, floor)
    return Bar("read 100,000 lines of LEDES XML / a bare pass of its reader", measured, 4.0)


def _workbook(folder: Path) -> Bar:
    path = folder / "lines.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Lines")
    heads = ("Invoice number", "Invoice date", "Date", "Type", "Hours", "Rate", "Amount",
             "Timekeeper ID", "Description")  # fmt: skip
    sheet.write_row(0, 0, heads)
    for place, row in enumerate(_rows(SHEET_ROWS), 1):
        number, day, worked, kind, units, rate, total, keeper, text, _ = row
        is_fee = kind == "F"
        cells = (number, _day(day), _day(worked), "Fee" if is_fee else "Expense",
                 float(units) if is_fee else "", float(rate) if is_fee else "", float(total),
                 keeper, text)  # fmt: skip
        sheet.write_row(place, 0, cells)
    book.close()
    how = How(kind="table", vendor="Alder LLP", matter="M-1", currency="USD")

    def ours() -> None:
        _whole(read(path.name, path.read_bytes(), Limits(), how=how), SHEET_ROWS)

    def floor() -> None:
        opened = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        assert len(opened.get_sheet_by_index(0).to_python()) > SHEET_ROWS  # noqa: S101  # a bench that measures the wrong thing must stop

    measured = ratio(ours, floor)
    return Bar("read an XLSX of 50,000 rows / a bare read of its reader", measured, 3.0)


def _whole(draft: Draft, lines: int) -> None:
    assert not draft.is_refused, draft.problems  # noqa: S101  # a bench that measures the wrong thing must stop
    assert len(draft.lines) == lines, (len(draft.lines), draft.problems[:3])  # noqa: S101  # the same
