"""Small LEDES 1998B files, written the way firms write them."""

from dataclasses import dataclass, field

HEADER = (
    "INVOICE_DATE|INVOICE_NUMBER|CLIENT_ID|LAW_FIRM_MATTER_ID|INVOICE_TOTAL|BILLING_START_DATE|"
    "BILLING_END_DATE|INVOICE_DESCRIPTION|LINE_ITEM_NUMBER|EXP/FEE/INV_ADJ_TYPE|"
    "LINE_ITEM_NUMBER_OF_UNITS|LINE_ITEM_ADJUSTMENT_AMOUNT|LINE_ITEM_TOTAL|LINE_ITEM_DATE|"
    "LINE_ITEM_TASK_CODE|LINE_ITEM_EXPENSE_CODE|LINE_ITEM_ACTIVITY_CODE|TIMEKEEPER_ID|"
    "LINE_ITEM_DESCRIPTION|LAW_FIRM_ID|LINE_ITEM_UNIT_COST|TIMEKEEPER_NAME|"
    "TIMEKEEPER_CLASSIFICATION|CLIENT_MATTER_ID"
)


def decimal(cents: int) -> str:
    """Write cents as LEDES does."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


@dataclass(frozen=True)
class Line:
    """A line of one hour (or one piece) at its price."""

    cents: int
    kind: str = "F"
    day: str = "20260115"
    matter: str = "M-1"
    keeper: str = "TK1"


@dataclass(frozen=True)
class Invoice:
    """An invoice over January 2026."""

    number: str = "INV-1"
    lines: tuple[Line, ...] = (Line(10000),)
    firm: str = "11-1111111"
    date: str = "20260205"
    stated: int | None = None
    narrative: str = field(default="Review of the file")

    def rows(self) -> list[str]:
        """Write its rows."""
        total = decimal(sum(x.cents for x in self.lines) if self.stated is None else self.stated)
        return [
            "|".join(
                [self.date, self.number, "CL", f"F{x.matter}", total, "20260101", "20260131", "",
                 str(n), x.kind, "1", "0", decimal(x.cents), x.day,
                 "L110" if x.kind == "F" else "", "E101" if x.kind == "E" else "",
                 "A101" if x.kind == "F" else "", x.keeper if x.kind == "F" else "",
                 self.narrative, self.firm, decimal(x.cents),
                 "Doe, Jane" if x.kind == "F" else "", "PARTNR" if x.kind == "F" else "",
                 x.matter]
            ) + "[]"
            for n, x in enumerate(self.lines, 1)
        ]  # fmt: skip


def file(*invoices: Invoice) -> bytes:
    """Write a whole file."""
    rows = [row for invoice in invoices for row in invoice.rows()]
    return "\r\n".join(["LEDES1998B[]", HEADER + "[]", *rows, ""]).encode()
