"""LEDES 98BI: tax kept apart from net, the currency, the names; what is forgiven of it."""

import pytest

from legalops.intake.ledes import fields
from tests.intake.files import FIRM, SHORT, checked, codes, draft, ledes, only, row

NAMES = fields.LEDES98BI
_OF_98B = {name: short for short, name in SHORT.items()}
_SOUND = {
    fields.LINE_TOTAL: "360.00", fields.INVOICE_TOTAL: "360.00", fields.LINE_TAX: "60.00",
    fields.TAX_RATE: "0.2", fields.TAX_TYPE: "VAT", fields.INVOICE_TAX_TOTAL: "60.00",
    fields.INVOICE_NET_TOTAL: "300.00", fields.CURRENCY: "GBP", "CLIENT_TAX_ID": "C-1",
    fields.MATTER_NAME: "Lease of the mill", fields.KEEPER_LAST_NAME: "Doe",
    fields.KEEPER_FIRST_NAME: "Jane", "ACCOUNT_TYPE": "O", fields.LAW_FIRM_NAME: "Alder LLP",
}  # fmt: skip


def bi(**changes: str) -> str:
    """A sound row of a 360.00 invoice, 60.00 of it tax; changes by the short or official name."""
    values = dict(zip(fields.LEDES1998B, row().split("|"), strict=True)) | _SOUND
    values |= {SHORT.get(name, name): value for name, value in changes.items()}
    return "|".join(values.get(name, "") for name in NAMES)


def file(*rows: str, signature: str = "LEDES98BI V2[]", names: tuple[str, ...] = NAMES) -> bytes:
    """A file of these rows."""
    return ledes(*rows, signature=signature, header="|".join(names))


def test_a_sound_file_is_accepted_without_a_word() -> None:
    found = checked(file(bi()), currencies={})
    assert (found.outcome, found.problems, found.draft.format) == ("accepted", (), "LEDES98BI V2")
    billed = found.invoices[0]
    assert (billed.total_cents, billed.tax_cents, billed.stated_total_cents) == (
        30_000, 6_000, 36_000
    )  # fmt: skip
    assert (billed.currency, billed.draft.vendor_name) == ("GBP", "Alder LLP")
    assert found.draft.matters[0].name == "Lease of the mill"
    assert found.draft.lines.total_e4.tolist() == [3_000_000]
    assert found.draft.lines.tax_e4.tolist() == [600_000]


@pytest.mark.parametrize(
    "first",
    ["LEDES98BI V2[]", "LEDES1998BI V2[]", "LEDES1998BIv2[]", "LEDES1998BI[]", "LEDES98BI[]",
     "ledes98bi v2 []"],
)  # fmt: skip
def test_every_signature_that_is_in_use_is_known(first: str) -> None:
    assert checked(file(bi(), signature=first)).problems == ()


def test_without_a_signature_the_header_tells_it_from_1998b() -> None:
    data = file(bi()).partition(b"\n")[2]
    found = checked(data)
    assert codes(found) == ["no_signature"]
    assert found.draft.format == "LEDES98BI V2"


def test_an_unknown_version_is_refused_by_name() -> None:
    problem = only(checked(file(bi(), signature="LEDES98BI V32[]")))
    assert problem.code == "unknown_format"
    assert "LEDES98BI V32" in problem.message
    assert "LEDES 98BI" in problem.message


@pytest.mark.parametrize("columns", [50, 51])
def test_fifty_or_fifty_one_columns_are_accepted_with_a_warning(columns: int) -> None:
    short = "|".join(bi().split("|")[:columns])
    found = checked(file(short, signature="LEDES1998BI[]", names=NAMES[:columns]))
    problem = only(found, "warning")
    assert (found.outcome, problem.code, problem.line) == ("accepted", "column_missing", 2)
    assert f"{columns} of the 52" in problem.message
    assert "INVOICE_TAX_CURRENCY" in problem.message


def test_columns_are_found_by_name_in_any_case_and_order() -> None:
    names = [*reversed(NAMES)]
    values = dict(zip(NAMES, bi().split("|"), strict=True))
    shuffled = "|".join(values[name] for name in names)
    data = ledes(shuffled, signature="LEDES98BI V2[]", header="|".join(n.lower() for n in names))
    found = checked(data)
    assert codes(found) == ["columns_reordered"]
    assert found.invoices[0].tax_cents == 6_000


def test_a_file_without_the_tax_of_its_lines_cannot_be_read() -> None:
    names = tuple(name for name in NAMES if name != fields.LINE_TAX)
    problem = only(checked(file("x", names=names)))
    assert (problem.code, problem.field) == ("column_missing", fields.LINE_TAX)


def test_line_totals_without_tax_are_told_by_the_invoices_sums() -> None:
    net = bi(total="300.00")
    found = checked(file(net, bi(number="A-101", total="300.00")))
    problem = only(found, "warning")
    assert (found.outcome, problem.code, problem.field) == (
        "accepted", "line_totals_net", fields.LINE_TOTAL
    )  # fmt: skip
    assert "2 lines" in problem.message
    assert [(i.total_cents, i.tax_cents) for i in found.invoices] == [(30_000, 6_000)] * 2


def test_a_line_total_that_is_neither_net_nor_gross_is_an_error_that_shows_the_tax() -> None:
    found = checked(file(bi(total="400.00", stated="400.00")))
    problem = next(p for p in found.problems if p.severity == "error")
    assert (problem.code, problem.line) == ("line_total", 3)
    assert all(text in problem.message for text in ("340.00", "300.00", "60.00", "400.00"))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [(fields.TAX_RATE, "0.1", "line_tax"), (fields.INVOICE_TAX_TOTAL, "61.00", "tax_total"),
     (fields.INVOICE_NET_TOTAL, "310.00", "net_total")],
)  # fmt: skip
def test_what_does_not_go_together_in_tax_and_net_is_a_warning(
    field: str, value: str, code: str
) -> None:
    found = checked(file(bi(**{field: value})))
    assert found.outcome == "accepted"
    assert code in codes(found, "warning")
    assert next(p for p in found.problems if p.code == code).line == 3


def test_a_gross_total_that_differs_is_an_error() -> None:
    found = checked(file(bi(stated="500.00")))
    assert "invoice_total" in codes(found, "error")


def test_units_that_were_printed_with_one_decimal_are_named_as_the_cause() -> None:
    line = bi(units="1.2", rate="200.00", total="310.00", stated="310.00",
              **{fields.INVOICE_NET_TOTAL: "250.00"})  # fmt: skip
    problem = only(checked(file(line)))
    assert problem.code == "line_total"
    assert "rounded to one decimal: 1.25" in problem.message


@pytest.mark.parametrize("given", ["gbp", " Gbp "])
def test_a_currency_in_any_case_is_taken(given: str) -> None:
    found = checked(file(bi(**{fields.CURRENCY: given})))
    assert (found.outcome, found.invoices[0].currency) == ("accepted", "GBP")


def test_an_unknown_currency_is_an_error_on_its_line() -> None:
    problem = only(checked(file(bi(**{fields.CURRENCY: "USX"}))))
    assert (problem.code, problem.field, problem.line, problem.value) == (
        "currency", fields.CURRENCY, 3, "USX"
    )  # fmt: skip


def test_two_currencies_in_one_invoice_are_an_error_and_across_invoices_none() -> None:
    mixed = bi(stated="720.00"), bi(stated="720.00", line="2", keeper="T2",
                                    **{fields.CURRENCY: "EUR"})  # fmt: skip
    found = checked(file(*mixed, bi(number="A-101", **{fields.CURRENCY: "EUR"})))
    problem = only(found)
    assert (problem.code, problem.line) == ("currencies_differ", 4)
    assert "GBP" in problem.message
    assert "EUR" in problem.message
    assert [i.outcome for i in found.invoices] == ["blocked", "accepted"]


def test_a_blank_currency_is_asked_for() -> None:
    data = file(bi(**{fields.CURRENCY: ""}))
    assert only(checked(data, currencies={})).code == "currency"
    assert checked(data, currencies={FIRM: "USD"}).invoices[0].currency == "USD"


def test_a_timekeeper_without_a_full_name_gets_one_from_its_parts() -> None:
    lines = [bi(keeper_name="", stated="720.00"),
             bi(keeper="T2", line="2", stated="720.00", keeper_name="Roe, Sam")]  # fmt: skip
    assert [k.name for k in draft(file(*lines)).timekeepers] == ["Doe, Jane", "Roe, Sam"]


@pytest.mark.parametrize(
    ("currency", "tax", "kept", "told"),
    [("GBP", "60.006", 6_001, True), ("JPY", "60.00", 60, False), ("KWD", "60.005", 60_005, False)],
)
def test_tax_is_kept_in_whole_minor_units(currency: str, tax: str, kept: int, told: bool) -> None:
    gross = f"{300 + float(tax):.3f}".rstrip("0").rstrip(".")
    if currency == "GBP":
        gross = "360.01"
    line = bi(total=gross, stated=gross, **{fields.LINE_TAX: tax, fields.CURRENCY: currency,
              fields.INVOICE_TAX_TOTAL: tax})  # fmt: skip
    found = checked(file(line))
    assert found.outcome == "accepted"
    assert found.invoices[0].tax_cents == kept
    assert ("tax_rounded" in codes(found)) is told


def test_a_tax_that_is_no_number_is_an_error_of_its_line() -> None:
    problem = only(checked(file(bi(**{fields.LINE_TAX: "six"}))))
    assert (problem.code, problem.field, problem.line) == ("bad_number", fields.LINE_TAX, 3)
