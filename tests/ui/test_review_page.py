from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from legalops.permissions import Role
from legalops.services import check
from legalops.ui import tables
from tests.services.ledes import Invoice, Line
from tests.store.test_approvals import bring
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]


@pytest.fixture
def ticked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that are ticked in the tables of the page under test."""
    rows: list[int] = []
    monkeypatch.setattr(tables, "ticked", lambda state, count: [r for r in rows if r < count])
    return rows


def status(house: House) -> Any:
    with house.engine.connect() as connection:
        return connection.execute(text("SELECT status FROM invoice ORDER BY id")).scalars().all()


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def test_an_empty_store_says_where_invoices_come_from(app_as: AppAs) -> None:
    app = visit(app_as(Role.OPS), "review")
    assert not app.exception
    assert "There are no invoices yet" in app.info[0].value


def test_the_page_is_not_for_members(app_as: AppAs, house: House) -> None:
    bring(house.engine, Invoice())
    assert "not for your role" in visit(app_as(Role.MEMBER), "review").warning[0].value


def test_what_waits_is_listed_with_its_amount_and_warnings(app_as: AppAs, house: House) -> None:
    bring(house.engine, Invoice(lines=(Line(123_456),)), currency="EUR")
    app = visit(app_as(Role.OPS), "review")
    assert not app.exception
    row = app.dataframe[0].value.iloc[0]
    assert (row["Invoice"], row["Net"], row["Matter"]) == (
        "INV-1", "EUR 1,234.56", "M-1 Matter 1",
    )  # fmt: skip
    assert "No exchange rate for EUR." in row["Warnings"]
    assert "1 invoice without an exchange rate left out" in shown(app)


def test_several_are_approved_at_once_and_taken_back(
    app_as: AppAs, house: House, ticked: list[int]
) -> None:
    bring(house.engine, Invoice(number="A"), Invoice(number="B"))
    ticked += [0, 1]
    app = visit(app_as(Role.OPS), "review")
    assert "2 invoices, USD 200.00 net" in shown(app)
    press(app, "Approve 2")
    assert status(house) == ["approved", "approved"]
    assert "2 invoices approved in full." in app.success[0].value
    app.segmented_control(key="status").set_value("approved").run()
    press(app, "Take the decision back")
    assert status(house) == ["received", "received"]


def test_an_amount_is_taken_off_with_a_reason(
    app_as: AppAs, house: House, ticked: list[int]
) -> None:
    bring(house.engine, Invoice(lines=(Line(10_000), Line(5_000, "E"))))
    ticked.append(0)
    app = visit(app_as(Role.OPS), "review")
    next(f for f in app.text_input if f.label == "Take off, USD").set_value("30.00")
    press(app, "Take off and approve")
    assert "say why" in app.error[0].value
    app.text_area[0].set_value("Travel")
    press(app, "Take off and approve")
    assert status(house) == ["approved"]
    app.segmented_control(key="status").set_value("approved").run()
    assert app.dataframe[0].value.iloc[0]["Taken off"] == "USD 30.00"
    assert {finding.check for finding in check.run(house.engine)} <= {"people"}


def test_one_is_rejected_with_a_reason_that_is_shown(
    app_as: AppAs, house: House, ticked: list[int]
) -> None:
    bring(house.engine, Invoice())
    ticked.append(0)
    app = visit(app_as(Role.OPS), "review")
    app.text_area[1].set_value("Not *our* matter")
    press(app, "Reject 1 invoice")
    assert status(house) == ["rejected"]
    app.segmented_control(key="status").set_value("rejected").run()
    assert app.dataframe[0].value.iloc[0]["Reason"] == "Not *our* matter"


def test_what_is_approved_is_marked_as_paid(app_as: AppAs, house: House, ticked: list[int]) -> None:
    bring(house.engine, Invoice())
    ticked.append(0)
    app = visit(app_as(Role.OPS), "review")
    press(app, "Approve")
    app.segmented_control(key="status").set_value("approved").run()
    press(app, "Mark 1 invoice as paid")
    assert status(house) == ["paid"]
    assert "1 invoice marked as paid." in app.success[0].value
