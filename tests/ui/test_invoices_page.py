"""Bringing in invoices on the page: asked, stored, found again, taken back."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from legalops.permissions import Role
from legalops.store import spend
from tests.services.ledes import Invoice, Line, file
from tests.ui.conftest import House

AppAs = Callable[[Role | None], AppTest]


@pytest.fixture
def page(app_as: AppAs) -> AppTest:
    """The page Invoices as ops."""
    return app_as(Role.OPS).run().switch_page("../../pages/invoices.py").run()


def bring(page: AppTest, content: bytes, name: str = "january.txt") -> AppTest:
    key = f"upload_{page.session_state['upload_round']}"
    return page.file_uploader(key).upload(name, content, "text/plain").run()


def answer(page: AppTest) -> AppTest:
    """Name what is new and choose the currency."""
    for field in page.text_input:
        if field.label.startswith(("Name of the firm", "Name of matter")):
            field.set_value(f"A name for {field.key}")
    for box in page.selectbox:
        if box.label.startswith("Currency of"):
            box.set_value("USD")
    return page.run()


def button(page: AppTest, words: str) -> Button:
    return next(b for b in page.button if b.label.startswith(words))


def test_an_empty_history_says_what_to_do_next(page: AppTest) -> None:
    assert any("Choose the month's invoice files" in info.value for info in page.info)
    assert not page.exception


def test_a_file_waits_for_its_answers_and_is_stored_when_they_are_given(
    page: AppTest, house: House
) -> None:
    bring(page, file(Invoice("A-1", (Line(12_345),))))
    assert button(page, "Nothing to store").disabled
    answer(page)
    button(page, "Store 1 invoice").click().run()
    assert not page.exception
    assert "stored 1 invoice with 1 line" in page.success[0].value
    assert spend.cube(house.engine)["billed_cents"].sum() == 12_345


def test_an_upload_is_looked_into_and_undone(page: AppTest, house: House) -> None:
    answer(bring(page, file(Invoice("A-1"))))
    button(page, "Store 1 invoice").click().run()
    page.selectbox("upload_chosen").set_value(1).run()
    assert not page.exception
    button(page, "Undo upload 1").click().run()
    assert any("no longer counts 1 invoice" in s.value for s in page.success)
    assert spend.cube(house.engine).empty


def test_the_same_file_again_says_when_it_came_and_stores_nothing(
    page: AppTest, house: House
) -> None:
    data = file(Invoice("A-1"))
    answer(bring(page, data))
    button(page, "Store 1 invoice").click().run()
    bring(page, data, "again.txt")
    assert any("1 of its invoices are live" in info.value for info in page.info)
    assert button(page, "Nothing to store").disabled
    button(page, "Show upload 1").click().run()
    assert page.selectbox("upload_chosen").value == 1


def test_a_total_that_differs_needs_a_reason_and_then_is_stored(
    page: AppTest, house: House
) -> None:
    answer(bring(page, file(Invoice("A-1", stated=99_999))))
    assert button(page, "Nothing to store").disabled
    next(f for f in page.text_input if f.label.startswith("Reason")).set_value("by mail").run()
    button(page, "Store 1 invoice").click().run()
    assert spend.cube(house.engine)["billed_cents"].sum() == 10_000


def test_a_refused_file_says_what_is_wrong_and_offers_nothing(page: AppTest) -> None:
    bring(page, b"LEDES1998Z[]\nX[]\n")
    assert any("cannot be read" in e.value for e in page.error)
    assert not [b for b in page.button if b.label.startswith("Store")]
