from collections.abc import Callable
from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from legalops.permissions import Role, system
from legalops.services import completeness
from legalops.services.completeness import Held
from legalops.store import expectations
from tests.store.firms import Bill, bill, vendor
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]
CLI = system("cli")
OAK, ELM, ASH = 1, 2, 3


@pytest.fixture
def filled(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Late November: Oak sent for October, Elm did not, Ash is only paid."""
    monkeypatch.setattr(completeness, "today", lambda engine: date(2026, 11, 25))
    vendor(house.engine, OAK, "Oak LLP", cadence="monthly")
    vendor(house.engine, ELM, "Elm *Bros*", cadence="monthly", contact_name="Ann Poe",
           contact_email="ann@elm.example")  # fmt: skip
    vendor(house.engine, ASH, "Ash", billing="paid_only")
    days = [f"2026-{month:02}-05" for month in range(4, 11)]
    bill(house.engine, *(Bill(OAK, f"O-{day}", day=day) for day in days),
         *(Bill(ELM, f"E-{day}", day=day) for day in days[:-1]),
         Bill(ASH, "P-1", day=days[-1], kind="P"))  # fmt: skip
    return house


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def test_an_empty_store_says_what_the_page_waits_for(app_as: AppAs) -> None:
    app = visit(app_as(Role.OPS), "month")
    assert not app.exception
    assert "No vendor is known yet" in app.info[0].value


def test_the_grid_says_who_sent_and_who_is_missing(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.OPS), "month")
    assert not app.exception
    assert app.title[0].value == "Is the month complete?"
    assert app.subheader[0].value == "1 of 2 expected vendors have sent for Oct 2026."
    table = app.dataframe[0].value.set_index("Vendor")
    assert list(table.columns) == [
        "Oct 2026", "Sep 2026", "Aug 2026", "Jul 2026", "Jun 2026", "May 2026",
    ]  # fmt: skip
    assert table.loc["Oak LLP", "Oct 2026"] == "\u2713 Received"
    assert table.loc["Elm *Bros*", "Oct 2026"] == "\u2717 Missing"
    assert table.loc["Ash", "Oct 2026"] == "\u25cf Paid only"
    assert table.loc["Ash", "Sep 2026"] == ""
    assert "**\u2717 Missing:** Elm \\*Bros\\*" in shown(app)


def test_the_months_and_the_vendors_listed_can_be_chosen_in_the_address(
    app_as: AppAs, filled: House
) -> None:
    app = visit(app_as(Role.OPS), "month", month_span="12 months", month_show="Awaited")
    table = app.dataframe[0].value
    assert len(table.columns) == 13
    assert list(table["Vendor"]) == ["Elm *Bros*"]


def test_a_missing_month_comes_with_a_reminder_to_copy_or_send(
    app_as: AppAs, filled: House
) -> None:
    app = visit(app_as(Role.OPS), "month")
    assert app.selectbox(key="month_vendor").value == ELM
    assert "It was due by 20 Nov 2026." in shown(app)
    text = app.code[0].value
    assert text.startswith("Dear Ann Poe,")
    assert "your invoices for Oct 2026 yet" in text
    assert "- M-1: A" in text
    assert "To ann\\@elm.example." in shown(app)


def test_the_mail_file_holds_the_reminder_as_an_unsent_mail(filled: House) -> None:
    mail = completeness.reminder(filled.engine, CLI, ELM, [202609, 202610])
    read = message_from_bytes(mail.file, policy=default)
    assert (read["To"], read["X-Unsent"]) == ("ann@elm.example", "1")
    assert read["Subject"] == "Invoices for Sep 2026 and Oct 2026: Legal department"
    assert read.get_content().replace("\r\n", "\n") == mail.text
    assert mail.mailto.startswith("mailto:ann@elm.example?subject=Invoices%20for%20Sep")
    assert "\n" not in mail.mailto


def test_a_month_is_marked_as_nothing_to_bill_and_opened_again(
    app_as: AppAs, filled: House
) -> None:
    app = visit(app_as(Role.OPS), "month")
    assert "say who told you so" in press(app, "Mark as nothing to bill").error[0].value
    app.text_input[0].set_value("Ann: no work")
    app = press(app, "Mark as nothing to bill")
    assert app.subheader[0].value == "The one expected vendor has sent for Oct 2026."
    table = app.dataframe[0].value.set_index("Vendor")
    assert table.loc["Elm *Bros*", "Oct 2026"] == "\u2013 Nothing to bill"
    app.selectbox(key="month_vendor").set_value(ELM).run()
    assert "Ann: no work" in expectations.facts(filled.engine, 202610, 202610).noted[ELM, 202610]
    app = press(app, "Expect invoices after all")
    assert app.subheader[0].value == "1 of 2 expected vendors have sent for Oct 2026."


def test_what_came_is_listed_with_its_file(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.OPS), "month")
    app = app.selectbox(key="month_vendor").set_value(OAK).run()
    table = next(f.value for f in app.dataframe if "Invoice" in f.value)
    assert list(table["Invoice"]) == ["O-2026-10-05"]
    assert list(table["File"]) == ["f.txt"]


def test_what_waits_blocked_in_an_upload_is_said(
    app_as: AppAs, filled: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held({(ELM, 202610): 2}, {(OAK, 202611): 1}, ["odd.csv"])
    monkeypatch.setattr(completeness, "held", lambda engine, actor: held)
    app = visit(app_as(Role.OPS), "month")
    table = app.dataframe[0].value.set_index("Vendor")
    assert table.loc["Elm *Bros*", "Oct 2026"] == "\u26a0 Blocked"
    assert "2 invoices wait in an upload, blocked by errors" in shown(app)
    assert "could not be read here: odd.csv" in shown(app)


def test_the_page_is_not_for_members(app_as: AppAs, filled: House) -> None:
    assert "not for your role" in visit(app_as(Role.MEMBER), "month").warning[0].value


def test_the_first_screen_of_legal_operations_says_the_same(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.OPS), "home")
    assert not app.exception
    assert "1 of 2 expected vendors have sent for Oct 2026." in shown(app)
    table = next(frame.value for frame in app.dataframe if "Vendor" in frame.value)
    assert list(table["Vendor"]) == ["Elm *Bros*"]
    executive = visit(app_as(Role.EXECUTIVE), "home")
    assert "expected vendors have sent" not in shown(executive)


def test_the_sample_department_waits_for_a_vendor(
    app_as: AppAs, house: House, sample_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completeness, "today", lambda engine: date(2026, 11, 5))
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", str(sample_engine.url))
    house.engine = sample_engine
    app = visit(app_as(Role.OPS), "month")
    assert not app.exception
    assert " expected vendors have sent for Oct 2026." in app.subheader[0].value
    assert "\u26a0 Blocked" in set(app.dataframe[0].value["Oct 2026"])
