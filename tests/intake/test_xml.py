"""LEDES XML 2.0, 2.1, 2.2 and LEDES 2000: what is read of them, what is forgiven."""

import pytest

from legalops.intake.how import Correction, How
from legalops.intake.ledes import fields
from legalops.intake.xml import charges
from tests.intake.files import codes, only
from tests.intake.xml_files import (
    FIRM,
    checked,
    client,
    draft,
    element,
    expense,
    fee,
    firm,
    invoice,
    ledes2000,
    matter,
    several,
    xml,
)


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2"])
def test_a_sound_file_of_every_version_is_accepted_without_a_word(version: str) -> None:
    found = checked(xml(version=version))
    assert (found.outcome, found.problems) == ("accepted", ())
    assert found.draft.format == f"LEDES XML {version}"
    assert [(i.total_cents, i.currency) for i in found.invoices] == [(30_000, "USD")]


def test_everything_an_invoice_says_is_read() -> None:
    found = draft(xml(invoice(matter(fee(), expense()), inv_total_net_due="340.00")))
    billed = found.invoices[0]
    assert (billed.number, billed.law_firm_id, billed.vendor_name) == ("A-100", FIRM, "Alder LLP")
    assert (billed.invoice_date, billed.period_start, billed.period_end) == (
        "2026-02-15", "2026-01-01", "2026-01-31"
    )  # fmt: skip
    assert (billed.client_id, billed.description) == ("0711", "January work")
    assert (billed.stated_e4, billed.lines_e4, billed.hours_e4) == (3_400_000, 3_400_000, 15_000)
    assert found.matters[0].name == "Lease of the mill"
    assert [(k.code, k.name, k.classification) for k in found.timekeepers] == [
        ("TK1", "Doe, Jane", "PARTNR")
    ]
    lines = found.lines
    assert (lines.kind, lines.work_date) == (["F", "E"], ["2026-01-10", "2026-01-11"])
    assert (lines.task_code, lines.expense_code) == (["L110", None], [None, "E101"])
    assert list(lines.narrative) == ["Read the lease", "Copies"]
    assert lines.timekeeper.tolist() == [0, -1]


@pytest.mark.parametrize("siblings", [True, False])
def test_a_file_of_ledes_2000_is_read_however_its_segments_nest(siblings: bool) -> None:
    found = checked(ledes2000(siblings=siblings))
    assert (found.outcome, found.problems) == ("accepted", ())
    assert found.draft.format == "LEDES 2000"
    assert found.draft.lines.task_code == ["L110"]
    assert found.draft.invoices[0].law_firm_id == FIRM


@pytest.mark.parametrize(
    "doctype",
    ['<!DOCTYPE ledesxml SYSTEM "ledes2000.dtd">', "<!DOCTYPE ledesxml>",
     '<!DOCTYPE ledesxml PUBLIC "-//LEDES//" "http://www.ledes.org/ledes2000.dtd">'],
)  # fmt: skip
def test_the_bare_document_type_of_ledes_2000_is_skipped(doctype: str) -> None:
    found = checked(ledes2000(head=f'<?xml version="1.0"?>\n{doctype}\n'))
    assert (found.outcome, found.problems) == ("accepted", ())


def test_segments_are_found_beside_each_other_and_below_wrappers() -> None:
    wrapped = element("lines", fee())
    body = firm() + client() + element("bills", invoice(matter(wrapped)))
    found = draft(f"<ledesxmlebilling2.2>{body}</ledesxmlebilling2.2>".encode())
    assert len(found.lines) == 1
    assert found.invoices[0].client_id == "0711"
    assert found.places is not None
    assert found.places.at(int(found.lines.source_line[0]), fields.LINE_TOTAL) == (
        "/ledesxmlebilling2.2/bills/invoice[1]/matter[1]/lines/fee[1]/total_amount"
    )


def test_a_problem_names_the_element_its_path_and_its_line() -> None:
    data = xml(invoice(matter(fee(), fee(total_amount="250", tk_id="T2")), inv_total_net_due="550"))
    problem = only(checked(data))
    assert (problem.code, problem.field, problem.value) == ("line_total", "total_amount", "250.00")
    assert problem.message.startswith("total_amount says 250.00")
    assert problem.line == data[: data.rindex(b"<fee>")].count(b"\n") + 1
    assert problem.place == (
        "/ledesxmlebilling2.2/firm[1]/client[1]/invoice[1]/matter[1]/fee[2]/total_amount"
    )


@pytest.mark.parametrize(
    ("field", "path"),
    [(fields.INVOICE_DATE, "/invoice[1]/inv_date"), (fields.LAW_FIRM_ID, "/firm[1]/lf_vendor_id"),
     (fields.CLIENT_MATTER_ID, "/matter[1]/cl_matter_id"),
     (fields.TIMEKEEPER_NAME, "//tk_sum/tk_lname")],
)  # fmt: skip
def test_what_stands_above_a_charge_is_named_where_it_stands(field: str, path: str) -> None:
    found = draft(xml())
    assert found.places is not None
    assert found.places.at(int(found.lines.source_line[0]), field).endswith(path)


def test_charges_on_one_line_of_the_file_are_numbered_in_their_order() -> None:
    data = xml(*several(3)).replace(b"\n", b"")
    found = checked(data)
    assert codes(found) == ["no_newlines"]
    assert found.draft.lines.source_line.tolist() == [1, 2, 3]


def test_dates_may_be_written_either_way_without_a_word() -> None:
    found = checked(xml(invoice(inv_date="20260215", inv_start_date="20260101")))
    assert found.problems == ()


def test_a_file_in_another_encoding_is_read_as_it_says() -> None:
    text = xml(invoice(matter(fee(charge_desc="Café “lease”"))), head="").decode()
    for name in ("ISO-8859-1", "Windows-1252", "UTF-16"):
        head = f'<?xml version="1.0" encoding="{name}"?>\n'
        coded = (head + text).encode("cp1252" if name != "UTF-16" else "utf-16")
        found = checked(coded)
        assert found.problems == ()
        assert list(found.draft.lines.narrative) == ["Café “lease”"]


def _taxed(*inside: str, net_due: str, **changes: str | None) -> bytes:
    return xml(invoice(matter(*inside), inv_total_net_due=net_due, **changes))


def test_tax_that_a_line_names_is_kept_apart_whether_its_total_holds_it_or_not() -> None:
    with_it = fee(element("tax_item_fee", tx_id="1", tax_amount="60.00"), total_amount="360.00")
    without = fee(element("tax_item_fee", tx_id="1", tax_amount="60.00"))
    for data in (_taxed(with_it, net_due="360.00"), _taxed(without, net_due="360.00")):
        found = checked(data)
        assert (found.outcome, found.problems) == ("accepted", ())
        assert (found.invoices[0].total_cents, found.invoices[0].tax_cents) == (30_000, 6_000)


def test_a_tax_that_a_line_only_points_at_is_its_rate_of_the_line() -> None:
    rate = element("tax", tx_id="1", tax_rate_percent="0.20", tax_type="VAT")
    withheld = element("tax", tx_id="2", tax_rate_percent="0.05", is_increase="N")
    line = fee(element("tax_item_fee", tx_id="1"), element("tax_item_fee", tx_id="2"))
    body = firm(rate, withheld, client(invoice(matter(line), inv_total_net_due="345.00")))
    found = checked(f"<ledesxmlebilling2.1>{body}</ledesxmlebilling2.1>".encode())
    assert found.problems == ()
    assert (found.invoices[0].total_cents, found.invoices[0].tax_cents) == (30_000, 4_500)


def test_a_tax_of_the_invoice_as_a_whole_is_shared_out_over_its_lines() -> None:
    data = _taxed(fee(), expense(), net_due="374.00", inv_total_tax="34.00")
    found = checked(data)
    assert codes(found) == ["tax_shared"]
    assert found.draft.lines.tax_e4.tolist() == [300_000, 40_000]
    assert (found.invoices[0].total_cents, found.invoices[0].tax_cents) == (34_000, 3_400)


def test_a_total_stated_without_its_tax_is_accepted_too() -> None:
    found = checked(_taxed(fee(), net_due="300.00", inv_total_tax="60.00"))
    assert found.outcome == "accepted"
    assert set(codes(found)) == {"tax_shared", "total_without_tax"}
    billed = found.invoices[0]
    assert (billed.stated_total_cents, billed.total_cents, billed.tax_cents) == (
        36_000, 30_000, 6_000
    )  # fmt: skip


def test_a_tax_with_which_nothing_adds_up_is_left_alone() -> None:
    found = checked(_taxed(fee(), net_due="999.00", inv_total_tax="60.00"))
    assert codes(found, "error") == ["invoice_total"]
    assert found.invoices[0].tax_cents == 0


@pytest.mark.parametrize(
    ("given", "direction", "off"),
    [("30.00", "Decrease", "270.00"), ("-30.00", "Decrease", "270.00"),
     ("30.00", "Increase", "330.00"), ("30.00", None, "270.00")],
)  # fmt: skip
def test_a_discount_of_a_matter_is_a_line_of_its_own(
    given: str, direction: str | None, off: str
) -> None:
    discount = element("matter_disc_cred", disc_cred="MIA", disc_cred_category="Fee",
                       increase_decrease=direction, disc_cred_amount=given)  # fmt: skip
    found = checked(_taxed(fee(), discount, net_due=off))
    assert (found.outcome, codes(found, "error")) == ("accepted", [])
    assert found.draft.lines.kind == ["F", "IF"]
    assert found.draft.lines.work_date[1] == "2026-01-31"


def test_an_adjustment_of_a_matter_in_ledes_2000_is_a_line_of_its_own() -> None:
    found = checked(ledes2000(adjusted="-50.00", inv_total_net_due="250.00"))
    assert found.outcome == "accepted"
    assert found.draft.lines.kind == ["F", "IF"]


@pytest.mark.parametrize("amount", ["-50.00", "50.00"])
def test_a_discount_of_a_line_takes_the_sign_with_which_it_adds_up(amount: str) -> None:
    line = fee(item_disc_cred_amount=amount, total_amount="250.00")
    found = checked(_taxed(line, net_due="250.00"))
    assert (found.outcome, found.problems) == ("accepted", ())
    assert found.draft.lines.adjustment_e4.tolist() == [-500_000]


def test_discounts_of_a_line_told_as_elements_are_summed() -> None:
    one = element("item_disc_cred", disc_cred_amount="20.00", increase_decrease="Decrease")
    found = checked(_taxed(fee(one, one, total_amount="260.00"), net_due="260.00"))
    assert found.problems == ()
    assert found.draft.lines.adjustment_e4.tolist() == [-400_000]


def test_a_flat_charge_needs_no_units() -> None:
    line = fee(charge_type="F", units=None, rate=None)
    assert checked(xml(invoice(matter(line)))).problems == ()


@pytest.mark.parametrize(
    ("missing", "code", "place"),
    [("inv_id", "required_blank", "/invoice[1]/inv_id"),
     ("inv_date", "required_blank", "/invoice[1]/inv_date"),
     ("inv_total_net_due", "required_blank", "/invoice[1]/inv_total_net_due")],
)  # fmt: skip
def test_a_missing_element_is_an_error_with_its_path(missing: str, code: str, place: str) -> None:
    found = checked(xml(invoice(**{missing: None})))
    problem = only(found)
    assert (problem.code, problem.field) == (code, missing)
    assert problem.place.endswith(place)
    assert problem.line > 1


def test_one_of_the_two_matter_ids_is_enough_and_none_is_an_error() -> None:
    assert checked(xml(invoice(matter(lf_matter_id=None)))).problems == ()
    assert checked(xml(invoice(matter(cl_matter_id=None)))).problems == ()
    problem = only(checked(xml(invoice(matter(lf_matter_id=None, cl_matter_id=None)))))
    assert (problem.code, problem.field) == ("required_blank", "lf_matter_id")


def test_a_firm_without_a_number_is_known_by_its_name() -> None:
    body = firm(client(invoice()), lf_vendor_id=None)
    found = draft(f"<ledesxmlebilling2.0>{body}</ledesxmlebilling2.0>".encode())
    assert (found.invoices[0].law_firm_id, found.invoices[0].vendor_name) == (
        "Alder LLP", "Alder LLP"
    )  # fmt: skip


def test_a_currency_outside_the_standards_list_is_read_where_it_stands() -> None:
    found = checked(xml(invoice(inv_currency="Other", inv_other_iso="SEK")))
    assert found.invoices[0].currency == "SEK"


def test_several_firms_and_invoices_keep_their_people_apart() -> None:
    first = firm(client(invoice()), lf_vendor_id="1")
    second = firm(client(invoice(matter(fee(tk_id="TK9")))), lf_vendor_id="2")
    found = draft(f"<ledesxmlebilling2.2>{first}{second}</ledesxmlebilling2.2>".encode())
    assert [i.law_firm_id for i in found.invoices] == ["1", "2"]
    assert [(k.code, k.name) for k in found.timekeepers] == [("TK1", "Doe, Jane"), ("TK9", "")]


def test_a_correction_names_the_element_and_changes_the_whole_invoice() -> None:
    data = xml(invoice(matter(fee(), fee(tk_id="T2")), inv_date="2026-02-30",
                       inv_total_net_due="600.00"))  # fmt: skip
    line = int(draft(data).lines.source_line[1])
    how = How(corrections=(Correction(line, "inv_date", "2026-02-15"),))
    found = draft(data, how=how)
    assert found.problems == ()
    assert found.invoices[0].invoice_date == "2026-02-15"


def test_a_file_without_charges_is_refused() -> None:
    found = checked(xml(invoice(element("matter", lf_matter_id="1"))))
    assert (found.outcome, only(found).code) == ("refused", "no_lines")


def test_amounts_that_cannot_be_read_are_left_to_be_told_of() -> None:
    assert charges.adjustment({"item_disc_cred_amount": "1,5"}, []) == "1,5"
    assert charges.signed({"disc_cred_amount": "x"}) == "x"
    assert charges.tax({}, [{"tax_amount": "x"}], {}) == "x"
    assert charges.tax({"tax_amount": "5"}, [], {}) == "5"
    assert charges.whole_tax({}, [{"matter_tax_on_fees": "5.00"}]) == "5.0000"


@pytest.mark.parametrize(
    ("stated", "told"), [("300.00", []), ("340.00", []), ("999.00", ["matter_total"]), ("", [])]
)
def test_a_sum_of_a_matter_is_doubted_and_never_blocks(stated: str, told: list[str]) -> None:
    line = fee(base_amount="340.00", item_disc_cred_amount="-40", rate="226.67", units="1.5",
               total_amount="300.00")  # fmt: skip
    found = checked(xml(invoice(matter(line, matter_total_detail_fees=stated))))
    assert (found.outcome, codes(found)) == ("accepted", told)
    for problem in found.problems:
        assert problem.place.endswith("/matter[1]/matter_total_detail_fees")
        assert "999.00" in problem.message


def test_what_an_invoice_says_once_is_told_once() -> None:
    lines = [fee(tk_id=f"T{place}") for place in range(5)]
    found = checked(xml(invoice(matter(*lines), inv_date="2026-02-30", inv_total_net_due="")))
    assert codes(found, "error") == ["bad_date", "required_blank"]
    assert found.invoices[0].outcome == "blocked"


def test_a_whole_line_cannot_be_corrected_in_xml() -> None:
    found = draft(xml(), how=How(corrections=(Correction(6, "", "<fee/>"),)))
    assert codes(found.problems) == ["correction_lost"]
