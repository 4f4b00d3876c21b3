from collections.abc import Callable
from datetime import date, timedelta

import pytest
import streamlit as st
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from legalops.periods import utc_now
from legalops.permissions import Role
from legalops.services import accruals as acts
from legalops.services import completeness
from legalops.services.accruals import Entry
from legalops.store import accruals
from tests.services.ledes import Invoice, Line
from tests.store.test_approvals import CLI, bring
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]
JAN = 202601
DECEMBER = Invoice(number="DEC", lines=(Line(30_000, day="20251210"),), date="20260105")


@pytest.fixture
def filled(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Early February: the firm billed December and not January."""
    monkeypatch.setattr(completeness, "today", lambda engine: date(2026, 2, 3))
    bring(house.engine, DECEMBER)
    with house.engine.begin() as connection:
        connection.execute(text("UPDATE invoice SET period_end = '2025-12-31', "
                                "period_start = '2025-12-01'"))  # fmt: skip
    return house


def on(app: AppTest, tab: str) -> AppTest:
    app.session_state["accruals_tab"] = tab
    return visit(app, "accruals", month="2026-01")


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def test_an_empty_store_says_what_accruals_wait_for(app_as: AppAs) -> None:
    app = visit(app_as(Role.OPS), "accruals")
    assert not app.exception
    assert "There are no invoices yet" in app.info[0].value


def test_a_month_without_accruals_says_how_to_begin(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.OPS), "accruals", month="2026-01")
    assert not app.exception
    assert "Nothing is accrued for Jan 2026. Ask the firms" in app.info[0].value


def test_firms_are_asked_and_the_mail_is_there_to_copy(app_as: AppAs, filled: House) -> None:
    app = on(app_as(Role.OPS), "Ask firms")
    assert not app.exception
    assert app.dataframe[0].value["State"].tolist() == ["Not asked"]
    assert "what your work of Jan 2026 comes to" in app.code[0].value
    due = utc_now().date() + timedelta(days=30)
    app.date_input[0].set_value(due)
    press(app, "Note as asked")
    assert not app.exception
    assert accruals.requests(filled.engine)["due_on"].tolist() == [due.isoformat()]
    assert "1 firm asked for Jan 2026" in app.success[0].value


def test_the_estimate_is_shown_with_its_method_before_it_is_kept(
    app_as: AppAs, filled: House
) -> None:
    app = on(app_as(Role.OPS), "Estimate")
    row = app.dataframe[0].value.iloc[0]
    assert (row["Estimate"], row["Method"]) == (
        "USD 100.00", "Mean of the last three billed months, Oct 2025 to Dec 2025",
    )  # fmt: skip
    press(app, "Keep these estimates")
    assert not app.exception
    assert accruals.facts(filled.engine, JAN, JAN)["source"].tolist() == ["estimate"]
    assert app.dataframe[0].value.iloc[0]["From"] == "System estimate"


def test_what_is_typed_in_the_grid_is_kept_a_zero_too(
    app_as: AppAs, filled: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        st, "data_editor",
        lambda frame, **_: frame.assign(Amount=["1,250.00", "0"], Note=["hearing", ""]),
    )  # fmt: skip
    app = on(app_as(Role.OPS), "Enter")
    press(app, "Keep these amounts")
    assert not app.exception
    found = accruals.facts(filled.engine, JAN, JAN)
    assert sorted(found["amount_cents"]) == [0, 125_000]
    assert set(found["source"]) == {"firm"}


def test_what_is_no_amount_is_named_with_its_row(
    app_as: AppAs, filled: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "data_editor", lambda frame, **_: frame.assign(Amount=["a lot", None]))
    app = press(on(app_as(Role.OPS), "Enter"), "Keep these amounts")
    assert "M-1 Matter 1: 'a lot' is not an amount" in app.error[0].value.replace("\\", "")
    assert accruals.facts(filled.engine, JAN, JAN).empty


def test_a_member_sees_accruals_but_no_way_to_change_them(app_as: AppAs, filled: House) -> None:
    acts.enter(filled.engine, CLI, JAN, [Entry(1, 1, 500, "USD", "firm")])
    app = visit(app_as(Role.MEMBER), "accruals", month="2026-01")
    assert not app.exception
    assert app.dataframe[0].value.iloc[0]["Accrued"] == "USD 5.00"
    assert [tab.label for tab in app.tabs] == ["Accruals", "By month and firm"]


def test_a_restricted_matter_is_not_named_to_others(app_as: AppAs, filled: House) -> None:
    acts.enter(filled.engine, CLI, JAN, [Entry(1, 1, 500, "USD", "firm")])
    with filled.engine.begin() as connection:
        connection.execute(text("UPDATE matter SET is_restricted = 1, name = 'Secret'"))
    app = visit(app_as(Role.MEMBER), "accruals", month="2026-01")
    assert not app.exception
    row = app.dataframe[0].value.iloc[0]
    assert (row["Matter"], row["Accrued"]) == ("Restricted matters", "USD 5.00")
    assert "Secret" not in shown(app)


def test_open_accruals_by_month_and_firms_with_their_record(app_as: AppAs, filled: House) -> None:
    acts.ask(filled.engine, CLI, JAN, [1], date(2099, 1, 1))
    acts.enter(filled.engine, CLI, JAN, [Entry(1, 1, 500, "USD", "firm")])
    app = on(app_as(Role.EXECUTIVE), "By month and firm")
    assert not app.exception
    months, firms = app.dataframe[0].value, app.dataframe[1].value
    assert (str(months.iloc[0]["Still open"]), months.iloc[0]["Answered"]) == ("5.00", "1 of 1")
    assert (firms.iloc[0]["Response rate"], firms.iloc[0]["Accuracy"]) == ("100%", "\u2013")


def test_an_accrual_without_a_rate_is_named(app_as: AppAs, filled: House) -> None:
    acts.enter(filled.engine, CLI, JAN, [Entry(1, 1, 500, "EUR", "firm")])
    app = visit(app_as(Role.OPS), "accruals", month="2026-01")
    assert "EUR 5.00 is accrued without an exchange rate" in app.warning[0].value
