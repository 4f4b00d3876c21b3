"""Vendor performance, the page of one firm, rate cards and the survey."""

import subprocess
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from streamlit.testing.v1 import AppTest

from legalops.access import sessions
from legalops.models.spend import MatterMember
from legalops.permissions import Permission, Role, system
from legalops.services import rate_workbook
from legalops.store import performance, rate_cards, surveys
from legalops.store.engine import open_engine
from legalops.store.rate_cards import CardInput
from legalops.store.unit import writing
from legalops.ui import performance as firms
from legalops.ui import performance_view, vendor_document, who
from tests.sample import Loaded
from tests.store.firms import Bill, bill, keeper, put, vendor
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]
DEMO = system("demo")
OAK = 1


@pytest.fixture
def filled(house: House) -> House:
    """Oak with a timekeeper, a matter and an invoice."""
    vendor(house.engine, OAK, "Oak *LLP*", currency="USD")
    keeper(house.engine, 1, OAK, "JD", "Doe, Jane", "PARTNR")
    bill(house.engine, Bill(OAK, "A-1", (1,)))
    return house


def tab(app: AppTest, key: str, name: str, page: str, **query: str) -> AppTest:
    app.session_state[key] = name
    return visit(app, page, **query)


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


@pytest.mark.parametrize("page", ["performance", "vendor", "rate_cards", "survey"])
def test_pages_of_an_empty_store_say_what_they_wait_for(app_as: AppAs, page: str) -> None:
    app = visit(app_as(Role.OPS), page)
    assert not app.exception
    assert app.info


def test_one_invoice_is_too_little_for_a_rank_and_the_page_says_so(
    app_as: AppAs, filled: House
) -> None:
    app = visit(app_as(Role.MEMBER), "performance", fy="2026", as_of="2026-07")
    assert not app.exception
    assert "Oak \\*LLP\\*: 1 invoice in the period, at least 6 needed" in shown(app)
    table = app.dataframe[0].value
    assert table["score"].isna().all()
    assert "firm_satisfaction" not in table


@pytest.mark.parametrize("name", ["Compare", "Since last year", "Concentration", "Weights"])
def test_every_part_of_the_page_works_with_one_month(
    app_as: AppAs, filled: House, name: str
) -> None:
    app = tab(app_as(Role.MEMBER), "performance_tab", name, "performance", fy="2026",
              as_of="2026-07")  # fmt: skip
    assert not app.exception
    assert "Save weights" not in [b.label for b in app.button]


@pytest.mark.parametrize(
    "name",
    ["Figures", "Over the years", "Timekeepers", "Matters", "Invoices", "Rates and terms",
     "Survey"],
)  # fmt: skip
def test_every_part_of_a_firms_page_works_with_one_month(
    app_as: AppAs, filled: House, name: str
) -> None:
    app = tab(app_as(Role.MEMBER), "vendor_review_tab", name, "vendor", vendor="1", fy="2026",
              as_of="2026-07")  # fmt: skip
    assert not app.exception


def test_a_firm_that_is_not_there_is_said_to_be_gone(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.MEMBER), "vendor", vendor="99")
    assert not app.exception
    assert "is not here" in app.warning[0].value


def test_a_restricted_matter_stays_hidden_on_the_page_of_a_firm(
    app_as: AppAs, filled: House
) -> None:
    with writing(filled.engine, DEMO, Permission.EDIT_NAMES) as unit:
        unit.session.connection().exec_driver_sql("UPDATE matter SET is_restricted = 1")
        unit.touch("names", "spend")
    app = tab(app_as(Role.MEMBER), "vendor_review_tab", "Matters", "vendor", vendor="1",
              fy="2026", as_of="2026-07")  # fmt: skip
    table = app.dataframe[0].value
    assert list(table["Matter"]) == ["Restricted matters"]
    assert list(table["Number"]) == [""]


def ask_for(house: House, rate: int = 450) -> None:
    rate_cards.add(house.engine, DEMO, [CardInput(OAK, "USD", 4_000_000, "2025-01-01", 1)])
    request = CardInput(OAK, "USD", rate * 10_000, "2026-01-01", 1, state="requested")
    rate_cards.add(house.engine, DEMO, [request])


def test_a_request_is_shown_with_its_rise_and_agreed_at_another_rate(
    app_as: AppAs, filled: House
) -> None:
    ask_for(filled)
    app = visit(app_as(Role.OPS), "rate_cards")
    assert not app.exception
    row = app.dataframe[0].value.iloc[0]
    assert (row["Old"], row["New"], row["Rise"]) == (400, 450, 12.5)
    app.segmented_control(key="request_way").set_value("other").run()
    app.text_input(key="request_figure").set_value("420.00")
    app = press(app, "Record the decision")
    assert not app.exception
    assert "420.00 USD is agreed" in shown(app)
    assert rate_cards.table(filled.engine)["rate_e4"].tolist() == [4_200_000, 4_000_000]


def test_a_refusal_without_a_reason_is_asked_for_one(app_as: AppAs, filled: House) -> None:
    ask_for(filled)
    app = visit(app_as(Role.OPS), "rate_cards")
    app.segmented_control(key="request_way").set_value("refuse").run()
    app = press(app, "Record the decision")
    assert "say why" in app.error[0].value
    app.text_input(key="request_reason").set_value("Above the market")
    app = press(app, "Record the decision")
    assert "1 request of Oak \\*LLP\\* refused." in shown(app)


def test_members_see_requests_and_decide_none(app_as: AppAs, filled: House) -> None:
    ask_for(filled)
    app = visit(app_as(Role.MEMBER), "rate_cards")
    assert not app.exception
    assert "Record the decision" not in [b.label for b in app.button]
    app = tab(app, "rate_tab", "Enter rates", "rate_cards")
    assert "entered by legal operations" in shown(app)


@pytest.mark.parametrize("name", ["Rates", "Terms", "Enter rates", "What if"])
def test_every_part_of_rate_cards_works(app_as: AppAs, filled: House, name: str) -> None:
    ask_for(filled)
    assert not tab(app_as(Role.OPS), "rate_tab", name, "rate_cards").exception


def test_the_template_comes_back_as_rates(filled: House) -> None:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(rate_workbook.template(filled.engine, date(2026, 7, 1))))
    sheet = book["Rates"]
    assert [sheet.cell(2, column).value for column in (1, 2, 3)] == [
        "Oak *LLP*", "Doe, Jane", "PARTNR",
    ]  # fmt: skip
    sheet.cell(2, 4).value, sheet.cell(2, 5).value = "USD", 460.5
    sheet.cell(2, 6).value = "2027-01-01"
    out = BytesIO()
    book.save(out)
    draft = rate_workbook.preview(filled.engine, DEMO, "rates.xlsx", out.getvalue())
    assert draft.problems == ()
    assert rate_workbook.confirm(filled.engine, DEMO, draft) == 1
    row = rate_cards.table(filled.engine).iloc[0]
    assert (row["timekeeper"], row["rate_e4"], row["state"]) == ("Doe, Jane", 4_605_000, "agreed")


def test_what_if_says_what_a_year_costs_more(app_as: AppAs, filled: House) -> None:
    app = tab(app_as(Role.MEMBER), "rate_tab", "What if", "rate_cards", rate_by="x")
    assert not app.exception
    assert app.error or app.info


def test_only_the_invited_are_asked_and_their_answer_is_kept(app_as: AppAs, filled: House) -> None:
    app = app_as(Role.MEMBER)
    person = sessions.current(filled.engine, filled.session_id)
    assert person is not None
    put(filled.engine, MatterMember(matter_id=1, user_id=person.actor.user_id or 0))
    with writing(filled.engine, DEMO, Permission.EDIT_NAMES) as unit:
        assert surveys.invite_in(unit, 1) == 1
    app = visit(app, "survey", invite="1")
    assert "How did Oak \\*LLP\\* do on A?" in shown(app)
    app = press(app, "Send")
    assert "5 questions left" in app.error[0].value
    for control in app.segmented_control:
        control.set_value(4)
    app = press(app, "Send")
    assert not app.exception
    assert "Thank you." in shown(app)
    assert len(performance.read(filled.engine).answers) == 1
    other = visit(app_as(Role.OPS), "survey", invite="1")
    assert "not yours" in other.warning[0].value


def test_the_document_for_a_firm_holds_no_other_firms_name(
    sample_template: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(f"sqlite:///{sample_template.path}")
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", f"sqlite:///{sample_template.path}")
    kept: list[bytes] = []
    monkeypatch.setattr("streamlit.download_button", lambda *_, data, **__: kept.append(data()))
    monkeypatch.setattr(who, "actor", lambda: DEMO)
    view = performance_view.usual()
    found = firms.firms(view)
    names = firms.names()
    mine = next(iter(found))
    vendor_document.offer(view, found[mine])
    engine.dispose()
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=kept[0], capture_output=True, check=True
    ).stdout.decode()
    assert names[mine] in read
    assert "Timekeepers" in read
    others = [name for number, name in names.items() if number != mine and name in read]
    assert others == []
