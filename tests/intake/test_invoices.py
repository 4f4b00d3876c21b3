"""Invoices: their arithmetic, currencies, repeats and codes, each judged by itself."""

import pytest

from legalops.intake.check import minor
from legalops.intake.draft import Earlier
from legalops.intake.ledes import fields
from legalops.intake.names import fold
from tests.intake.files import FIRM, checked, codes, draft, ledes, only, row

OTHER = "98-2222222"
EARLIER = Earlier(7, 3, "2026-06-03T09:00:00.000000Z", "Ana")


@pytest.mark.parametrize(
    ("total", "fault"),
    [("300.00", []), ("300.01", []), ("299.99", []), ("300.02", ["line_total"]),
     ("299.98", ["line_total"]), ("300.0101", ["line_total"])],
)  # fmt: skip
def test_a_line_may_be_off_by_a_cent(total: str, fault: list[str]) -> None:
    found = checked(ledes(row(total=total, stated=total)), currencies={})
    assert [c for c in codes(found, "error") if c != "currency"] == fault


def test_a_wrong_line_names_both_amounts() -> None:
    problem = only(checked(ledes(row(total="250", stated="250"))))
    assert (problem.line, problem.field, problem.value) == (3, fields.LINE_TOTAL, "250.00")
    assert "250.00" in problem.message
    assert "300.00" in problem.message


def test_an_adjustment_counts_and_a_blank_one_is_nothing() -> None:
    less = checked(ledes(row(adjustment="-70", total="230", stated="230")))
    none = checked(ledes(row(adjustment="")))
    assert (less.problems, none.problems) == ((), ())
    assert less.draft.lines.adjustment_e4.tolist() == [-700_000]


def test_an_inverted_adjustment_is_told_as_such() -> None:
    problem = only(checked(ledes(row(adjustment="70", total="230", stated="230"))))
    assert problem.code == "line_total"
    assert "inverted" in problem.message


@pytest.mark.parametrize("kind", ["IF", "IE", "if"])
@pytest.mark.parametrize(
    ("units", "rate", "adjustment"),
    [("1", "", "-50."), ("", "", "-50"), ("1", "-50", "0"), ("0", "0", "-50"), ("-1", "50", "")],
)
def test_an_invoice_adjustment_may_stand_in_either_place(
    kind: str, units: str, rate: str, adjustment: str
) -> None:
    line = row(
        kind=kind, units=units, rate=rate, adjustment=adjustment, total="-50", stated="-50",
        keeper="", task="", activity="",
    )  # fmt: skip
    found = checked(ledes(line))
    assert found.outcome == "accepted"
    assert found.invoices[0].total_cents == -5000
    assert found.draft.lines.kind == [kind.upper()]
    assert found.draft.invoices[0].hours_e4 == 0


@pytest.mark.parametrize("kind", ["F", "E"])
@pytest.mark.parametrize(("short", "field"), [("units", fields.UNITS), ("rate", fields.UNIT_COST)])
def test_a_fee_or_expense_needs_units_and_rate(kind: str, short: str, field: str) -> None:
    problem = only(checked(ledes(row(**{"kind": kind, "expense": "E101", short: ""}))))
    assert (problem.code, problem.line, problem.field) == ("required_blank", 3, field)


@pytest.mark.parametrize(
    ("short", "field"),
    [
        ("number", fields.INVOICE_NUMBER),
        ("client", fields.CLIENT_ID),
        ("firm_matter", fields.LAW_FIRM_MATTER_ID),
        ("stated", fields.INVOICE_TOTAL),
        ("line", fields.LINE_ITEM_NUMBER),
        ("kind", fields.KIND),
        ("total", fields.LINE_TOTAL),
        ("firm", fields.LAW_FIRM_ID),
    ],
)
@pytest.mark.parametrize("value", ["", " ", "N/A"])
def test_a_required_field_must_not_be_blank(short: str, field: str, value: str) -> None:
    found = checked(ledes(row(**{short: value})), currencies={FIRM: "USD", "": "USD"})
    assert found.outcome == "blocked"
    errors = [p for p in found.problems if p.severity == "error"]
    wanted = "bad_number" if (value, short) == ("N/A", "total") else "required_blank"
    assert [(p.code, p.line, p.field) for p in errors] == [(wanted, 3, field)]


def test_an_unknown_kind_is_an_error() -> None:
    problem = only(checked(ledes(row(kind="X"))))
    assert (problem.code, problem.field, problem.value) == ("bad_kind", fields.KIND, "X")


def test_a_lower_case_kind_is_taken_as_upper() -> None:
    assert checked(ledes(row(kind="f"))).draft.lines.kind == ["F"]


@pytest.mark.parametrize("value", ["NULL", "null", "N/A", "-"])
def test_a_literal_for_nothing_is_read_as_blank_with_a_warning(value: str) -> None:
    found = checked(ledes(row(matter=value)))
    assert codes(found) == ["null_literal"]
    assert found.draft.matters[0].client_matter_id == ""


def _two_lines(stated: str, total: str = "300") -> bytes:
    return ledes(
        row(stated=stated), row(stated=stated, line="2", total=total, units="1", rate=total)
    )


@pytest.mark.parametrize(
    ("stated", "code", "outcome"),
    [
        ("600.00", None, "accepted"),
        ("600.02", "invoice_total_near", "accepted"),
        ("599.98", "invoice_total_near", "accepted"),
        ("600.03", "invoice_total", "blocked"),
        ("1000.00", "invoice_total", "blocked"),
    ],
)
def test_a_stated_total_may_be_off_by_a_cent_a_line(
    stated: str, code: str | None, outcome: str
) -> None:
    found = checked(_two_lines(stated))
    assert codes(found) == ([code] if code else [])
    assert found.outcome == outcome
    assert found.invoices[0].total_cents == 60_000


@pytest.mark.parametrize(("stated", "outcome"), [("45001.00", "accepted"), ("45001.01", "blocked")])
def test_a_stated_total_is_never_off_by_more_than_one(stated: str, outcome: str) -> None:
    lines = [row(line=str(i), stated=stated, keeper=f"T{i}") for i in range(150)]
    assert checked(ledes(*lines)).outcome == outcome


def test_a_wrong_total_names_both_amounts_and_the_difference() -> None:
    problem = only(checked(_two_lines("1000")))
    assert problem.field == fields.INVOICE_TOTAL
    assert all(text in problem.message for text in ("1000.00", "600.00", "400.00"))


def test_a_wrong_total_is_accepted_when_somebody_answers_for_it() -> None:
    found = checked(_two_lines("1000"), overrides={"A-100": "Agreed with the firm"})
    assert found.outcome == "accepted"
    assert found.invoices[0].override_reason == "Agreed with the firm"
    problem = only(found, "warning")
    assert problem.code == "invoice_total"
    assert "Agreed with the firm" in problem.message
    assert found.invoices[0].stated_total_cents == 100_000


def test_an_override_without_a_reason_is_none() -> None:
    assert checked(_two_lines("1000"), overrides={"A-100": " "}).outcome == "blocked"


def test_an_override_answers_for_the_total_and_nothing_else() -> None:
    data = ledes(row(stated="1000", day="20260231"))
    assert checked(data, overrides={"A-100": "Agreed"}).outcome == "blocked"


def test_differing_totals_are_one_error_that_lists_them_with_their_lines() -> None:
    data = ledes(row(stated="600.00"), row(line="2", stated="600"), row(line="3", stated="1250"))
    found = checked(data)
    problem = only(found)
    assert (problem.code, problem.field) == ("invoice_totals_differ", fields.INVOICE_TOTAL)
    assert "600.00 on line 3" in problem.message
    assert "1250 on line 5" in problem.message
    assert checked(data, overrides={"A-100": "Agreed"}).outcome == "accepted"


def test_a_total_that_is_each_rows_own_is_told_as_the_cause() -> None:
    data = ledes(row(), row(line="2", units="1", rate="5", total="5", stated="5"))
    assert "its own total" in only(checked(data)).message


def test_a_missing_currency_is_an_error_of_each_invoice_of_the_vendor() -> None:
    found = checked(ledes(row(), row(number="A-101", firm=OTHER)))
    problem = only(found)
    assert (problem.code, problem.line, problem.field) == ("currency", 0, "currency")
    assert problem.invoice == "A-101"
    assert "--currency" in problem.message
    assert [(i.currency, i.outcome) for i in found.invoices] == [
        ("USD", "accepted"),
        ("", "blocked"),
    ]


@pytest.mark.parametrize(("given", "currency"), [("usd", "USD"), (" eur ", "EUR"), ("USX", "")])
def test_a_currency_is_an_iso_code_in_any_case(given: str, currency: str) -> None:
    found = checked(ledes(row()), currencies={FIRM: given})
    assert found.invoices[0].currency == currency
    assert codes(found) == ([] if currency else ["currency"])


@pytest.mark.parametrize(
    ("currency", "total", "fault"),
    [
        ("USD", "300.005", ["too_many_decimals", "too_many_decimals"]),
        ("USD", "300.000", []),
        ("JPY", "300.00", []),
        ("JPY", "300.50", ["too_many_decimals", "too_many_decimals"]),
        ("KWD", "300.005", []),
        ("KWD", "300.0055", ["too_many_decimals", "too_many_decimals"]),
    ],
)
def test_a_total_has_no_finer_decimals_than_its_currency(
    currency: str, total: str, fault: list[str]
) -> None:
    found = checked(ledes(row(total=total, stated=total)), currencies={FIRM: currency})
    assert codes(found, "error") == fault


def test_a_total_finer_than_any_currency_is_an_error_at_once() -> None:
    found = draft(ledes(row(total="300.00001")))
    assert codes(found.problems) == ["too_many_decimals"]


def test_a_yen_line_may_be_off_by_a_yen() -> None:
    data = ledes(row(units="0.3", rate="25001", total="7500", stated="7500"))
    assert checked(data, currencies={FIRM: "JPY"}).outcome == "accepted"
    assert checked(data).outcome == "blocked"


def test_minor_units_are_rounded_half_to_even() -> None:
    assert minor([12_350, 12_450, -12_350, 10_000], [100, 100, 100, 1]) == [
        124, 124, -124, 10_000
    ]  # fmt: skip
    assert minor([5_000, 15_000], [10_000, 10_000]) == [0, 2]


def test_a_credit_note_is_accepted_with_a_warning() -> None:
    data = ledes(row(units="-1.5", total="-300", stated="-300"))
    found = checked(data)
    assert found.outcome == "accepted"
    assert codes(found) == ["negative_units", "credit_note"]


def test_a_negative_line_is_a_warning() -> None:
    data = ledes(row(stated="0"), row(line="2", stated="0", rate="-200", total="-300"))
    assert codes(checked(data)) == ["negative_line"]


@pytest.mark.parametrize(
    ("changes", "code"), [({"units": "0"}, ["zero_hours"]), ({"rate": "0"}, [])]
)
def test_a_line_of_nothing_is_accepted(changes: dict[str, str], code: list[str]) -> None:
    found = checked(ledes(row(total="0", stated="0", **changes)))
    assert (found.outcome, codes(found)) == ("accepted", code)


def test_more_than_24_hours_a_day_of_one_person_is_a_warning() -> None:
    twice = [row(line=str(i), number=f"A-{i}", units="12.5", total="2500", stated="2500")
             for i in range(2)]  # fmt: skip
    problem = only(checked(ledes(*twice)), "warning")
    assert problem.code == "long_day"
    assert "25.00 hours" in problem.message
    assert "2026-01-10" in problem.message
    others = [line.replace("TK1", f"TK{i}") for i, line in enumerate(twice)]
    assert checked(ledes(*others)).problems == ()


def test_a_line_number_used_twice_is_a_warning() -> None:
    found = checked(ledes(row(stated="600"), row(stated="600", text="Something else")))
    assert (found.outcome, codes(found)) == ("accepted", ["line_number_repeated"])


def test_a_line_that_comes_twice_is_likely_a_duplicate() -> None:
    found = checked(ledes(row(stated="600"), row(stated="600")))
    assert codes(found) == ["line_repeated"]
    assert "line 3" in found.problems[0].message


def _three(number: str = "A-100", stated: str = "900") -> list[str]:
    return [row(number=number, line=str(i), stated=stated, keeper=f"T{i}") for i in (1, 2, 3)]


@pytest.mark.parametrize("between", [[], [row(number="B-1")]])
def test_an_invoice_that_comes_twice_is_an_error_naming_both_lines(between: list[str]) -> None:
    found = checked(ledes(*_three(stated="1800"), *between, *_three(stated="1800")))
    problem = only(found)
    assert problem.code == "invoice_twice"
    assert problem.line == 6 + len(between)
    assert "line 3" in problem.message
    assert found.invoices[0].outcome == "blocked"


def test_rows_of_an_invoice_need_not_stand_together() -> None:
    first, second, third = _three()
    found = checked(ledes(first, row(number="B-1"), second, row(number="B-2"), third))
    assert found.problems == ()
    assert [i.draft.lines for i in found.invoices] == [3, 1, 1]
    assert found.draft.lines.invoice.tolist() == [0, 1, 0, 2, 0]


@pytest.mark.parametrize("other", ["a-100", "A-100 ", "A-1\u200b00", "\uff21-100"])
def test_numbers_that_differ_only_in_looks_are_one_invoice(other: str) -> None:
    found = checked(ledes(row(), row(number=other, line="2", keeper="T2")))
    assert found.outcome == "blocked"
    assert set(codes(found, "error")) <= {"invoice_twice", "invoice_total"}


def test_the_same_number_of_another_vendor_is_another_invoice() -> None:
    found = checked(ledes(row(), row(firm=OTHER)), currencies={FIRM: "USD", OTHER: "EUR"})
    assert found.problems == ()
    assert [i.currency for i in found.invoices] == ["USD", "EUR"]


@pytest.mark.parametrize("number", ["A-100", "a-100", "A-100 ", "A-1\u200b00"])
def test_an_invoice_that_is_live_already_is_a_duplicate_with_its_origin(number: str) -> None:
    found = checked(ledes(row(number=number)), live_invoices={(FIRM, fold("A-100")): EARLIER})
    problem = only(found)
    assert (found.outcome, problem.code) == ("duplicate", "duplicate_invoice")
    assert all(text in problem.message for text in ("3 Jun 2026", "Ana", "upload 3"))
    assert found.invoices[0].earlier == EARLIER


def test_a_live_invoice_that_comes_with_other_content_is_blocked() -> None:
    stored = Earlier(7, 3, "yesterday", "Ana", "2026-02-15", 29_999, 1)
    found = checked(ledes(row()), live_invoices={(FIRM, "a-100"): stored})
    assert (found.outcome, only(found).code) == ("blocked", "invoice_changed")
    same = Earlier(7, 3, "yesterday", "Ana", "2026-02-15", 30_000, 1)
    assert checked(ledes(row()), live_invoices={(FIRM, "a-100"): same}).outcome == "duplicate"


def test_one_bad_invoice_leaves_the_others_sound() -> None:
    rows = [row(number=f"A-{i}") for i in range(99)]
    found = checked(ledes(*rows, row(number="BAD", day="20260231")))
    assert found.outcome == "blocked"
    assert only(found).invoice == "BAD"
    assert [i.outcome for i in found.invoices].count("accepted") == 99


def test_unknown_codes_are_one_warning_each_and_kept() -> None:
    data = ledes(
        row(task="X999", stated="900"), row(line="2", task="X999", stated="900"),
        row(line="3", task="l110", activity="B1", title="WIZARD", keeper="T9", stated="900"),
    )  # fmt: skip
    found = checked(
        data, task_codes=frozenset({"L110"}), activity_codes=frozenset({"A102"}),
        classifications=frozenset({"PARTNR"}),
    )  # fmt: skip
    assert found.outcome == "accepted"
    told = {p.field: (p.code, p.value, p.line) for p in found.problems}
    assert told == {
        fields.TASK_CODE: ("unknown_code", "X999", 3),
        fields.ACTIVITY_CODE: ("unknown_code", "B1", 5),
        fields.CLASSIFICATION: ("unknown_classification", "WIZARD", 0),
    }
    assert "2 lines" in found.problems[1].message
    assert found.draft.lines.task_code == ["X999", "X999", "l110"]


def test_an_expense_may_carry_a_timekeeper_and_a_fee_an_expense_code() -> None:
    data = ledes(row(kind="E", expense="E101", task=""), row(number="A-101", expense="E101"))
    assert checked(data).problems == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"keeper": "", "keeper_name": ""}, fields.TIMEKEEPER_ID),
        ({"text": ""}, fields.NARRATIVE),
        ({"kind": "E", "expense": ""}, fields.EXPENSE_CODE),
    ],
)
def test_what_a_line_should_say_and_does_not_is_a_warning(
    changes: dict[str, str], field: str
) -> None:
    problem = only(checked(ledes(row(**changes))), "warning")
    assert (problem.code, problem.field) == ("recommended_blank", field)


def test_a_timekeeper_without_an_id_is_known_by_name() -> None:
    found = draft(ledes(row(keeper=""), row(line="2", keeper="TK2", keeper_name="Roe, Sam")))
    assert [(k.code, k.name) for k in found.timekeepers] == [
        ("Doe, Jane", "Doe, Jane"), ("TK2", "Roe, Sam")
    ]  # fmt: skip
    assert found.lines.timekeeper.tolist() == [0, 1]


def test_a_row_without_a_timekeeper_has_none() -> None:
    found = draft(ledes(row(kind="E", expense="E101", keeper="", keeper_name="")))
    assert found.lines.timekeeper.tolist() == [-1]
    assert found.timekeepers == ()


def test_an_invoice_may_carry_several_matters() -> None:
    found = draft(ledes(row(stated="600"), row(stated="600", line="2", matter="CM-10")))
    assert [m.client_matter_id for m in found.matters] == ["CM-9", "CM-10"]
    assert found.lines.matter.tolist() == [0, 1]
    assert len(found.invoices) == 1


def test_ids_are_texts_and_keep_their_zeros() -> None:
    found = draft(ledes(row(number="007", client="00711", firm_matter="0528")))
    assert (found.invoices[0].number, found.invoices[0].client_id) == ("007", "00711")
    assert found.matters[0].law_firm_matter_id == "0528"


def test_an_invoice_says_all_that_its_rows_say_of_it() -> None:
    data = ledes(row(stated="360"), row(stated="360", line="2", kind="E", expense="E101",
                                       units="2", rate="30", total="60", keeper=""))  # fmt: skip
    invoice = draft(data).invoices[0]
    assert (invoice.number, invoice.law_firm_id, invoice.vendor_name) == ("A-100", FIRM, "")
    assert (invoice.invoice_date, invoice.period_start, invoice.period_end) == (
        "2026-02-15", "2026-01-01", "2026-01-31"
    )  # fmt: skip
    assert (invoice.stated_e4, invoice.lines_e4, invoice.tax_e4) == (3_600_000, 3_600_000, 0)
    assert (invoice.hours_e4, invoice.lines, invoice.first_line) == (15_000, 2, 3)
    assert (invoice.description, invoice.currency) == ("January work", "")


def test_equal_codes_of_all_lines_are_one_text() -> None:
    lines = draft(ledes(*(row(number=f"A-{i}") for i in range(50)))).lines
    assert len({id(code) for code in lines.task_code}) == 1
    assert lines.expense_code == [None] * 50
    assert lines.narrative[0] == "Read the lease"
    assert lines.narrative[1:3] == ["Read the lease"] * 2
