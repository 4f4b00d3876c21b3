"""The page Invoices: files dropped, asked about, mended, stored, found again, taken back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from legalops.intake.how import Correction
from legalops.permissions import Role, system
from legalops.services import uploads
from legalops.services.choices import MatterChoice
from legalops.services.uploads import Opened
from legalops.store import spend
from legalops.ui import intake_work
from tests.services.ledes import Invoice, Line, file
from tests.ui.conftest import House, shown

AppAs = Callable[[Role | None], AppTest]
BEN = system("Ben")


@pytest.fixture
def page(app_as: AppAs) -> AppTest:
    """The page Invoices as ops."""
    return app_as(Role.OPS).run().switch_page("../../pages/invoices.py").run()


def bring(page: AppTest, *contents: bytes, name: str = "january.txt") -> AppTest:
    """Drop files and wait until they are read."""
    drop(page, *contents, name=name)
    intake_work.jobs().wait(60)
    return page.run()


def drop(page: AppTest, *contents: bytes, name: str = "january.txt") -> AppTest:
    """Drop files; they are read beside."""
    key = f"intake_files_{page.session_state['intake_drop']}"
    uploader = page.file_uploader(key)
    for number, content in enumerate(contents):
        uploader.upload(f"{number}_{name}" if number else name, content)
    return uploader.run()


def open_(page: AppTest, upload_id: int = 1) -> AppTest:
    return page.button(f"intake_open_{upload_id}").click().run()


def name_all(house: House, upload_id: int = 1) -> None:
    """Say as Ben which vendor and matters these are; AppTest cannot type into a select box."""
    opened = look(house, upload_id)
    choices = replace(
        opened.choices,
        vendor_names={firm: f"Firm {firm}" for firm in opened.prepared.new_vendors},
        matters={
            (m.law_firm_id, m.client_matter_id, m.law_firm_matter_id): MatterChoice("A matter")
            for m in opened.prepared.new_matters
        },
    )
    uploads.choose(house.engine, BEN, upload_id, opened.version, choices)


def answer(page: AppTest, house: House, upload_id: int = 1) -> AppTest:
    """Open a file, name what is new in it and choose the currency on the page."""
    name_all(house, upload_id)
    open_(page, upload_id)
    boxes = [b for b in page.selectbox if b.label.startswith("Currency of")]
    return boxes[0].set_value("USD").run() if boxes else page


def back(page: AppTest) -> AppTest:
    return page.button("intake_back").click().run()


def badges(page: AppTest) -> str:
    return " ".join(str(m.value) for m in page.markdown)


def button(page: AppTest, words: str) -> Button:
    return next(b for b in page.button if b.label.startswith(words))


def has_button(page: AppTest, words: str) -> bool:
    return any(b.label.startswith(words) for b in page.button)


def stored(page: AppTest, house: House, content: bytes, upload_id: int = 1) -> AppTest:
    """Bring a file, answer what it asks and store it."""
    answer(bring(page, content), house, upload_id)
    return button(page, "Store 1 invoice").click().run()


def look(house: House, upload_id: int = 1) -> Opened:
    return uploads.opened(house.engine, BEN, upload_id)


def billed(house: House) -> int:
    return int(spend.cube(house.engine)["billed_cents"].sum())


def test_an_empty_page_says_what_to_do_next(page: AppTest) -> None:
    assert "Drop the month's files above" in shown(page)
    assert not page.exception


def test_a_file_waits_for_its_answers_and_is_stored_when_they_are_given(
    page: AppTest, house: House
) -> None:
    open_(bring(page, file(Invoice("A-1", (Line(12_345),)))))
    assert "Which vendor is this?" in shown(page)
    assert "Which matter is this?" in shown(page)
    assert button(page, "Nothing to store").disabled
    back(page)
    answer(page, house)
    button(page, "Store 1 invoice \u00b7 USD 123.45").click().run()
    assert not page.exception
    assert "Stored **1 invoice** with 1 line, USD 123.45" in shown(page)
    assert billed(house) == 12_345


def test_what_somebody_else_decided_is_never_overwritten(page: AppTest, house: House) -> None:
    open_(bring(page, file(Invoice("A-1"))))
    name_all(house)
    next(b for b in page.selectbox if b.label.startswith("Currency of")).set_value("USD").run()
    assert not page.exception
    assert "was changed by Ben while you looked at it" in shown(page)
    assert not look(house).choices.currencies
    assert look(house).choices.vendor_names


def test_several_files_are_stored_at_once_after_what_that_does_is_shown(
    page: AppTest, house: House
) -> None:
    stored(page, house, file(Invoice("A-1")))
    back(page)
    bring(page, file(Invoice("A-2")), file(Invoice("A-3", (Line(5_000),))))
    button(page, "Store all that is ready (2 files, 2 invoices)").click().run()
    assert "What storing all of it does" in shown(page)
    assert "2 invoices, 2 lines, **USD 150.00**" in shown(page)
    button(page, "Store 2 invoices").click().run()
    intake_work.jobs().wait(60)
    page.run()
    assert not page.exception
    assert billed(house) == 25_000


def test_good_invoices_go_in_and_the_rest_stays_until_it_is_mended(
    page: AppTest, house: House
) -> None:
    bring(page, file(Invoice("A-1"), Invoice("A-2", (Line(7_000, day="20261345"),))))
    answer(page, house)
    assert "The other 1 stays here for later" in shown(page)
    button(page, "Store 1 invoice").click().run()
    assert billed(house) == 10_000
    assert "Stored of this file so far" in shown(page)
    opened = look(house)
    bad = next(p for p in opened.prepared.checked.problems if p.severity == "error")
    uploads.correct(
        house.engine, BEN, 1, opened.version,
        [Correction(bad.line, bad.field, "20260113")], reason="the firm said so",
    )  # fmt: skip
    uploads.read(house.engine, BEN, 1)
    page.run()
    assert "1 correction made" in "".join(e.label for e in page.expander)
    button(page, "Store 1 invoice").click().run()
    assert billed(house) == 17_000


def test_one_value_mends_all_lines_of_a_cause_and_can_be_withdrawn(
    page: AppTest, house: House
) -> None:
    lines = (Line(7_000, day="20261345"), Line(3_000, day="20261345"))
    answer(bring(page, file(Invoice("A-1", lines))), house)
    assert any("2 lines:" in e.label for e in page.expander)
    all_ = next(f for f in page.text_input if f.label == "One value for all 2")
    all_.set_value("20260113")
    button(page, "Put right").click().run()
    assert "Say why" in shown(page)
    next(f for f in page.text_input if f.label == "One value for all 2").set_value("20260113")
    next(f for f in page.text_input if f.label == "Reason").set_value("by mail")
    button(page, "Put right").click().run()
    assert not page.exception
    assert [m.value for m in look(house).mended] == ["20260113", "20260113"]
    assert has_button(page, "Store 1 invoice")
    button(page, "Withdraw").click().run()
    assert len(look(house).mended) == 1
    assert button(page, "Nothing to store").disabled


def test_a_total_that_differs_needs_a_reason_and_then_is_stored(
    page: AppTest, house: House
) -> None:
    answer(bring(page, file(Invoice("A-1", stated=99_999))), house)
    assert button(page, "Nothing to store").disabled
    reason = next(f for f in page.text_input if f.label.startswith("Reason to store"))
    reason.set_value("by mail").run()
    button(page, "Store 1 invoice").click().run()
    assert billed(house) == 10_000


def test_of_two_vendors_with_one_number_each_has_its_own_reason_and_its_own_way_out(
    page: AppTest, house: House
) -> None:
    other = "22-2222222"
    bring(page, file(Invoice("A-1", stated=1), Invoice("A-1", firm=other, stated=2), Invoice("B")))
    name_all(house)
    opened = look(house)
    said = replace(opened.choices, default_currency="USD")
    uploads.choose(house.engine, BEN, 1, opened.version, said)
    open_(page)
    labels = [f.label for f in page.text_input if f.label.startswith("Reason to store")]
    assert [label.replace("\\", "").split(" at ")[0] for label in labels] == [
        "Reason to store invoice A-1 (11-1111111)", "Reason to store invoice A-1 (22-2222222)",
    ]  # fmt: skip
    reason = next(f for f in page.text_input if other in f.label)
    reason.set_value("by mail").run()
    states = {row["Vendor"]: row["State"] for row in page.dataframe[0].value.to_dict("records")}
    assert states["Firm 22-2222222"] == "Ready"
    decided = "**Invoice A-1 (22-2222222)** stored at what its lines come to: by mail"
    assert decided in shown(page).replace("\\", "")
    button(page, "Leave this invoice out").click().run()
    assert look(house).choices.leave_out == frozenset({0})
    assert has_button(page, "Store 2 invoices")


def test_a_corrected_invoice_replaces_the_earlier_one_with_a_reason(
    page: AppTest, house: House
) -> None:
    back(stored(page, house, file(Invoice("A-1"))))
    open_(bring(page, file(Invoice("A-1", (Line(8_000),))), name="again.txt"), 2)
    reason = next(f for f in page.text_input if f.label.startswith("Reason why invoice A"))
    reason.set_value("the firm corrected it").run()
    button(page, "Store 1 invoice").click().run()
    assert not page.exception
    assert billed(house) == 8_000


def test_an_invoice_left_out_is_not_stored_and_can_come_back(page: AppTest, house: House) -> None:
    answer(bring(page, file(Invoice("A-1"), Invoice("A-2"))), house)
    page.multiselect[0].set_value([1]).run()
    assert look(house).choices.leave_out == frozenset({1})
    assert has_button(page, "Store 1 invoice")
    page.multiselect[0].set_value([]).run()
    assert has_button(page, "Store 2 invoices")


def test_the_same_file_again_holds_nothing_new(page: AppTest, house: House) -> None:
    data = file(Invoice("A-1"))
    back(stored(page, house, data))
    drop(page, data, name="again.txt")
    assert "1 of its invoices is live" in shown(page)
    assert billed(house) == 10_000


def test_a_refused_file_says_what_is_wrong_and_can_be_put_away(page: AppTest) -> None:
    bring(page, b"LEDES1998Z[]\nX[]\n")
    assert "Cannot be read" in badges(page)
    open_(page)
    assert any("cannot be read" in e.value for e in page.error)
    assert not has_button(page, "Store")
    button(page, "Put this file away").click().run()
    assert "Nothing waits" in shown(page)


def test_too_many_files_at_once_are_not_taken(page: AppTest, house: House) -> None:
    """B109: one session drops more than the page takes."""
    most = 20
    drop(page, *(file(Invoice(f"A-{n}")) for n in range(most + 1)))
    assert "20 at once is the limit" in shown(page)
    assert uploads.waiting(house.engine).empty


def test_an_upload_is_looked_into_and_undone(page: AppTest, house: House) -> None:
    stored(page, house, file(Invoice("A-1")))
    button(page, "Undo upload 1").click().run()
    assert "no longer counts 1 invoice" in shown(page)
    assert billed(house) == 0


def test_one_invoice_is_taken_back_with_a_reason(page: AppTest, house: House) -> None:
    answer(bring(page, file(Invoice("A-1"), Invoice("A-2", (Line(7_000),)))), house)
    button(page, "Store 2 invoices").click().run()
    page.session_state["history_invoice"] = 1
    page.run()
    button(page, "Undo invoice A").click().run()
    assert "say why" in shown(page)
    page.text_input("history_why_1").set_value("billed to us by mistake").run()
    button(page, "Undo invoice A").click().run()
    assert not page.exception
    assert billed(house) == 7_000


def test_what_came_before_is_found_by_state_and_name(page: AppTest, house: House) -> None:
    back(stored(page, house, file(Invoice("A-1"))))
    assert page.dataframe[-1].value["File"].tolist() == ["january.txt"]
    page.text_input("history_search").set_value("february").run()
    assert "No upload is like that" in shown(page)


def test_a_sign_in_the_search_stands_for_itself(page: AppTest, house: House) -> None:
    """B104: no sign is a wildcard, a pattern or SQL."""
    back(stored(page, house, file(Invoice("A-1"))))
    for sought in ("'; DROP TABLE invoice;--", "%", "_", "\\", "jan.ary", "["):
        page.text_input("history_search").set_value(sought).run()
        assert not page.exception
        assert "No upload is like that" in shown(page)
    assert billed(house) == 10_000


def test_an_address_of_no_upload_says_so(page: AppTest) -> None:
    page.query_params["upload"] = "99"
    page.run()
    assert any("There is no upload 99" in i.value for i in page.info)
