"""A month of twenty files as firms and finance send them, five of them broken.

    python -m tests.month_of_files FOLDER

They are the sample department's next month, so that its vendors and matters are known.
"""

import csv
import io
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from legalops import periods
from legalops.services import sample
from legalops.services.sample_department import billing
from legalops.services.sample_department.source import read

Row = dict[str, str]
BI_EXTRA = (
    "PO_NUMBER|CLIENT_TAX_ID|MATTER_NAME|INVOICE_TAX_TOTAL|INVOICE_NET_TOTAL|INVOICE_CURRENCY|"
    "TIMEKEEPER_LAST_NAME|TIMEKEEPER_FIRST_NAME|ACCOUNT_TYPE|LAW_FIRM_NAME|LAW_FIRM_ADDRESS_1|"
    "LAW_FIRM_ADDRESS_2|LAW_FIRM_CITY|LAW_FIRM_STATEorREGION|LAW_FIRM_POSTCODE|LAW_FIRM_COUNTRY|"
    "CLIENT_NAME|CLIENT_ADDRESS_1|CLIENT_ADDRESS_2|CLIENT_CITY|CLIENT_STATEorREGION|"
    "CLIENT_POSTCODE|CLIENT_COUNTRY|LINE_ITEM_TAX_RATE|LINE_ITEM_TAX_TOTAL|LINE_ITEM_TAX_TYPE|"
    "INVOICE_REPORTED_TAX_TOTAL|INVOICE_TAX_CURRENCY"
)
NAMES = billing.HEADER.split("|")


def files(as_of: date | None = None) -> dict[str, bytes]:
    """Return the content of each file by its name."""
    as_of = as_of or sample.last_full_month(periods.utc_now().date())
    earlier, new = _invoices(as_of)
    take = iter(new)
    made: dict[str, bytes] = {}
    for _ in range(6):
        rows = next(take)
        made[f"{_slug(rows)}_{rows[0]['INVOICE_NUMBER']}.txt"] = pipe(rows)
    made["sent_again.txt"] = next(iter(made.values()))
    made["corrected.txt"] = pipe(_cheaper(earlier[-1]))
    made["bi_with_vat.txt"] = pipe_bi(next(take), rate_percent=20)
    made["bi_without_tax.led"] = pipe_bi(next(take), rate_percent=0)
    made["ebilling_22.xml"] = xml(next(take))
    made["ebilling_22_second.xml"] = xml(next(take))
    made["lines_iso.csv"] = table_csv(next(take), ",", lambda day: f"{day:%Y-%m-%d}")
    made["lines.xlsx"] = table_xlsx(next(take))
    made["finance_payments.csv"] = payments(as_of)
    return made | _broken(take)


def _broken(take: Iterator[list[Row]]) -> dict[str, bytes]:
    wrong_total = [row | {"INVOICE_TOTAL": "99.00"} for row in next(take)]
    with_pipe = next(take)
    with_pipe[0]["LINE_ITEM_DESCRIPTION"] = "Call | follow-up with the client"
    bad_cells = next(take)
    bad_cells[0]["LINE_ITEM_DATE"] = "20261345"
    bad_cells[-1]["LINE_ITEM_TOTAL"] = "1.234,56"
    either_way = table_csv(
        next(take), ";", lambda day: f"{min(day.day, 12):02d}/{day.month:02d}/{day.year}"
    )
    return {
        "broken_total.txt": pipe(wrong_total),
        "broken_pipe.txt": pipe(with_pipe),
        "broken_cells.txt": pipe(bad_cells),
        "broken_dates.csv": either_way,
        "broken_scan.txt": b"%PDF-1.7\n" + bytes(range(256)) * 8,
    }


def _cheaper(rows: list[Row]) -> list[Row]:
    """Return an invoice again with ten off its first line."""
    first = rows[0]
    off = _cents(first["LINE_ITEM_ADJUSTMENT_AMOUNT"]) - 1000
    total = _cents(first["LINE_ITEM_TOTAL"]) - 1000
    changed = {"LINE_ITEM_ADJUSTMENT_AMOUNT": _text(off), "LINE_ITEM_TOTAL": _text(total)}
    whole = _text(_cents(first["INVOICE_TOTAL"]) - 1000)
    return [row | {"INVOICE_TOTAL": whole} for row in [first | changed, *rows[1:]]]


def _invoices(as_of: date) -> tuple[list[list[Row]], list[list[Row]]]:
    """Return the rows of each invoice that has come by a day, and of those of the month after."""
    following = periods.last_day(periods.add_months(periods.month_of(as_of.isoformat()), 1))
    came = _by_number(as_of)
    later = _by_number(following)
    return list(came.values()), [later[n] for n in sorted(later) if n not in came]


def _by_number(as_of: date) -> dict[str, list[Row]]:
    invoices: dict[str, list[Row]] = {}
    for file in billing.files(read(sample.SEED, as_of)):
        for line in file.data.decode().splitlines()[2:]:
            row = dict(zip(NAMES, line.removesuffix("[]").split("|"), strict=True))
            row |= {"firm": file.firm.name, "currency": file.firm.currency}
            invoices.setdefault(row["INVOICE_NUMBER"], []).append(row)
    return invoices


def _slug(rows: list[Row]) -> str:
    return rows[0]["firm"].split()[0].lower()


def pipe(rows: list[Row]) -> bytes:
    """Write LEDES 1998B."""
    lines = ["|".join(row[name] for name in NAMES) + "[]" for row in rows]
    return "\r\n".join(["LEDES1998B[]", billing.HEADER + "[]", *lines, ""]).encode()


def pipe_bi(rows: list[Row], rate_percent: int) -> bytes:
    """Write LEDES 98BI V2 with one tax on every line."""
    names = [*NAMES, *BI_EXTRA.split("|")]
    taxes = [_cents(row["LINE_ITEM_TOTAL"]) * rate_percent // 100 for row in rows]
    net = sum(_cents(row["LINE_ITEM_TOTAL"]) for row in rows)
    lines = []
    for row, tax in zip(rows, taxes, strict=True):
        full = dict.fromkeys(names, "") | {k: v for k, v in row.items() if k in NAMES}
        last, _, first = row["TIMEKEEPER_NAME"].partition(", ")
        full |= {
            "INVOICE_TOTAL": _text(net + sum(taxes)), "INVOICE_TAX_TOTAL": _text(sum(taxes)),
            "INVOICE_NET_TOTAL": _text(net), "INVOICE_CURRENCY": row["currency"],
            "CLIENT_TAX_ID": "C-1",
            "MATTER_NAME": row["CLIENT_MATTER_ID"], "ACCOUNT_TYPE": "O",
            "TIMEKEEPER_LAST_NAME": last, "TIMEKEEPER_FIRST_NAME": first,
            "LAW_FIRM_NAME": row["firm"], "LINE_ITEM_TAX_RATE": f"0.{rate_percent:02d}",
            "LINE_ITEM_TAX_TOTAL": _text(tax), "LINE_ITEM_TAX_TYPE": "VAT" if tax else "",
            "LINE_ITEM_TOTAL": _text(_cents(row["LINE_ITEM_TOTAL"]) + tax),
        }  # fmt: skip
        lines.append("|".join(full[name] for name in names) + "[]")
    return "\n".join(["LEDES98BI V2[]", "|".join(names) + "[]", *lines, ""]).encode()


def xml(rows: list[Row]) -> bytes:
    """Write LEDES XML 2.2."""
    first = rows[0]
    charges = "".join(_charge(row) for row in rows)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ledesxmlebilling2.2 xmlns="http://www.ledes.org/LEDES22.xsd"><firm>'
        f"<lf_vendor_id>{first['LAW_FIRM_ID']}</lf_vendor_id><lf_id>{first['LAW_FIRM_ID']}</lf_id>"
        f"<lf_name>{escape(first['firm'])}</lf_name><source_app>Demo</source_app>"
        "<app_version>1</app_version></firm><client><cl_id>ARDENMOOR</cl_id>"
        "<cl_lf_id>1</cl_lf_id><cl_name>Ardenmoor</cl_name>"
        f"<invoice><inv_id>{first['INVOICE_NUMBER']}</inv_id><inv_date>"
        f"{_iso(first, 'INVOICE_DATE')}</inv_date>"
        f"<inv_currency>{first['currency']}</inv_currency><inv_start_date>"
        f"{_iso(first, 'BILLING_START_DATE')}</inv_start_date><inv_end_date>"
        f"{_iso(first, 'BILLING_END_DATE')}</inv_end_date><inv_desc>"
        f"{escape(first['INVOICE_DESCRIPTION'])}</inv_desc>"
        f"<inv_total_net_due>{first['INVOICE_TOTAL']}</inv_total_net_due><matter><cl_matter_id>"
        f"{first['CLIENT_MATTER_ID']}</cl_matter_id><lf_matter_id>{first['LAW_FIRM_MATTER_ID']}"
        f"</lf_matter_id><matter_name>{first['CLIENT_MATTER_ID']}</matter_name>"
        f"<matter_total_due>{first['INVOICE_TOTAL']}</matter_total_due>"
        f"{charges}</matter></invoice></client></ledesxmlebilling2.2>\n"
    ).encode()


def _charge(row: Row) -> str:
    is_fee = row["EXP/FEE/INV_ADJ_TYPE"] in ("F", "IF")
    tag = "fee" if is_fee else "expense"
    units, rate = row["LINE_ITEM_NUMBER_OF_UNITS"] or "1", row["LINE_ITEM_UNIT_COST"]
    off = row["LINE_ITEM_ADJUSTMENT_AMOUNT"]
    codes = (
        f"<task_code>{row['LINE_ITEM_TASK_CODE']}</task_code>"
        f"<task_activity>{row['LINE_ITEM_ACTIVITY_CODE']}</task_activity>"
        if is_fee
        else f"<expense_code>{row['LINE_ITEM_EXPENSE_CODE']}</expense_code>"
    )
    return (
        f"<{tag}><charge_date>{_iso(row, 'LINE_ITEM_DATE')}</charge_date>"
        f"<tk_id>{row['TIMEKEEPER_ID']}</tk_id><charge_desc>"
        f"{escape(row['LINE_ITEM_DESCRIPTION'])}</charge_desc>{codes}<charge_type>U</charge_type>"
        f"<units>{units}</units><rate>{rate or row['LINE_ITEM_TOTAL']}</rate>"
        f"<item_disc_cred_amount>{off if rate else 0}</item_disc_cred_amount>"
        f"<total_amount>{row['LINE_ITEM_TOTAL']}</total_amount></{tag}>\n"
    )


HEADS = (
    ("Vendor", "firm"), ("Invoice no.", "INVOICE_NUMBER"), ("Matter", "CLIENT_MATTER_ID"),
    ("Work date", "LINE_ITEM_DATE"), ("Type", "EXP/FEE/INV_ADJ_TYPE"),
    ("Timekeeper", "TIMEKEEPER_NAME"), ("Description", "LINE_ITEM_DESCRIPTION"),
    ("Hours", "LINE_ITEM_NUMBER_OF_UNITS"), ("Rate", "LINE_ITEM_UNIT_COST"),
    ("Amount", "LINE_ITEM_TOTAL"),
)  # fmt: skip
WORDS = {"F": "Fee", "IF": "Fee", "E": "Expense", "IE": "Expense"}


def table_csv(rows: list[Row], delimiter: str, write: Callable[[date], str]) -> bytes:
    """Write a table of lines, dates in a form of its own."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow([head for head, _ in HEADS])
    for row in rows:
        day = date.fromisoformat(_iso(row, "LINE_ITEM_DATE"))
        shown = row | {"LINE_ITEM_DATE": write(day)}
        shown["EXP/FEE/INV_ADJ_TYPE"] = WORDS[row["EXP/FEE/INV_ADJ_TYPE"]]
        if row["EXP/FEE/INV_ADJ_TYPE"] != "F" or _cents(row["LINE_ITEM_ADJUSTMENT_AMOUNT"]):
            shown |= {"LINE_ITEM_NUMBER_OF_UNITS": "", "LINE_ITEM_UNIT_COST": ""}
        writer.writerow([shown[name] for _, name in HEADS])
    return buffer.getvalue().encode()


def table_xlsx(rows: list[Row]) -> bytes:
    """Write a workbook of lines under a title, with a total below."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("November")
    day_format = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_string(0, 0, f"Invoice lines of {rows[0]['firm']}")
    sheet.write_row(2, 0, [head for head, _ in HEADS])
    for place, row in enumerate(rows, 3):
        for column, (_, name) in enumerate(HEADS):
            if name == "LINE_ITEM_DATE":
                day = date.fromisoformat(_iso(row, name))
                sheet.write_datetime(place, column, day, day_format)
            elif name == "LINE_ITEM_TOTAL":
                sheet.write_number(place, column, _cents(row[name]) / 100)
            elif name == "EXP/FEE/INV_ADJ_TYPE":
                sheet.write_string(place, column, WORDS[row[name]])
            elif not name.startswith(("LINE_ITEM_NUMBER", "LINE_ITEM_UNIT")):
                sheet.write_string(place, column, row[name])
    last = len(rows) + 3
    sheet.write_string(last, 0, "Total")
    total = sum(_cents(row["LINE_ITEM_TOTAL"]) for row in rows)
    sheet.write_number(last, len(HEADS) - 1, total / 100)
    book.close()
    return buffer.getvalue()


def payments(as_of: date) -> bytes:
    """Write finance's extract of one month: mostly suppliers that are none of ours."""
    rows = [
        ("Northgate Court Reporters", "PX-1001", 17, "1840.00", "Transcripts"),
        ("Paper & Toner Supply Co", "PX-1002", 18, "212.40", "Stationery"),
        ("Northgate Court Reporters", "PX-1003", 24, "960.50", "Transcripts"),
        ("City Water Board", "PX-1004", 25, "3120.00", "Utilities"),
        ("Ellery Notaries", "PX-1005", 26, "450.00", "Notary fees"),
        ("Whitlock Farrow LLP", "PX-1006", 27, "15000.00", "Legal fees"),
        ("City Water Board", "PX-1007", 27, "-120.00", "Utilities, credit"),
    ]
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["Supplier Name", "Trans No", "Paid Date", "Amount", "Expenditure Category"])
    for supplier, number, day, amount, category in rows:
        writer.writerow([supplier, number, f"{day}/{as_of:%m/%Y}", amount, category])
    return buffer.getvalue().encode()


def _cents(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    whole, _, part = (text or "0").lstrip("-").partition(".")
    return sign * (int(whole or "0") * 100 + int((part + "00")[:2]))


def _text(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _iso(row: Row, name: str) -> str:
    day = row[name]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def main(folder: Path) -> None:
    """Write them all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
