"""The register of systems and the page of one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from legalops.models.technology import SystemInput
from legalops.permissions import Role, system
from legalops.services import records, technology
from legalops.store import records as stored
from legalops.store import technology as store
from legalops.store import users
from tests.store.firms import Bill, bill, keeper, vendor
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]
DEMO = system("demo")


@pytest.fixture
def filled(house: House) -> House:
    """A system near its notice day that a member owns in IT, with a vendor that billed."""
    vendor(house.engine, 1, "Oak LLP")
    keeper(house.engine, 1, 1, "JD", "Doe, Jane")
    bill(house.engine, Bill(1, "A-1", (1,)))
    house.let_in(Role.MEMBER)
    tom = next(iter(users.choices(house.engine)))
    ends = datetime.now(UTC).date() + timedelta(days=100)
    given = {
        "title": "Paper *Trail*", "renews_on": ends, "notice_days": 90, "renews_itself": True,
        "yearly_cost_cents": 7_200_000, "seats": 80, "seats_used": 40, "vendor_id": 1,
        "it_owner_id": tom,
    }  # fmt: skip
    records.add(house.engine, DEMO, "system", SystemInput.model_validate(given))
    return house


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
def test_an_empty_page_says_what_is_missing_and_the_next_step(app_as: AppAs, role: Role) -> None:
    app = visit(app_as(role), "technology")
    assert not app.exception
    assert "No system is kept yet" in shown(app)
    can = [button.label for button in app.button if button.label == "New system"]
    assert can == (["New system"] if role == Role.OPS else [])


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
def test_what_must_be_cancelled_stands_on_top(app_as: AppAs, filled: House, role: Role) -> None:
    app = visit(app_as(role), "technology")
    assert not app.exception
    said = shown(app)
    assert "1 contract needs a decision in the next 120 days, Paper \\*Trail\\* first." in said
    assert "Cancel it by" in said
    assert "in 10 days" in said
    row = app.dataframe[0].value.iloc[0]
    assert (row["Seats used"], float(row["user"])) == ("40 of 80", 1800.0)


@pytest.mark.parametrize("systems", ["use", "due", "coming", "all", "nonsense"])
def test_a_filter_stands_in_the_address(app_as: AppAs, filled: House, systems: str) -> None:
    app = visit(app_as(Role.MEMBER), "technology", systems=systems)
    assert not app.exception
    assert len(app.dataframe) == (0 if systems == "coming" else 1)


def test_evaluations_say_how_to_begin(app_as: AppAs, filled: House) -> None:
    app = app_as(Role.OPS)
    app.session_state["technology_tab"] = "Evaluations"
    app = visit(app, "technology")
    assert "Nothing is being evaluated" in shown(app)
    assert any(button.label == "New evaluation" for button in app.button)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
@pytest.mark.parametrize("tab", ["What people think", "Contract", "History"])
def test_one_system_is_drawn_for_every_role(
    app_as: AppAs, filled: House, role: Role, tab: str
) -> None:
    app = app_as(role)
    app.session_state["system_1_tab"] = tab
    app = visit(app, "system", system="1")
    assert not app.exception
    labels = [metric.label for metric in app.metric]
    assert labels[0].startswith("Cost a year")
    assert labels[1].startswith("Invoiced, 12 months")


def test_its_owner_in_it_moves_a_system_on_in_place(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.MEMBER), "system", system="1")
    app = next(s for s in app.selectbox if s.label == "Stage").set_value("retiring").run()
    assert not app.exception
    assert stored.one(filled.engine, DEMO, "system", 1)["stage"] == "retiring"


def test_an_executive_who_owns_nothing_reads_and_rates_it(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.EXECUTIVE), "system", system="1")
    assert "Stage" not in [choice.label for choice in app.selectbox]
    app.feedback[0].set_value(1)
    app = next(b for b in app.button if b.label == "Rate it").click().run()
    assert not app.exception
    assert store.table(filled.engine).iloc[0]["rating"] == 2.0
    assert "2 of 5" in shown(app)


def test_a_rating_without_stars_asks_for_them(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.MEMBER), "system", system="1")
    app = next(b for b in app.button if b.label == "Rate it").click().run()
    assert "Choose one to five stars" in app.error[0].value
    assert store.ratings(filled.engine, 1).empty


def test_ones_own_rating_stands_there_to_be_changed(app_as: AppAs, filled: House) -> None:
    app = app_as(Role.MEMBER)
    tom = next(iter(users.choices(filled.engine)))
    actor = DEMO.__class__(name="member", role=Role.MEMBER, user_id=tom, display_name="Member")
    technology.rate(filled.engine, actor, 1, 4, "Good *enough*")
    app = visit(app, "system", system="1")
    assert app.feedback[0].value == 3
    assert "Good \\*enough\\*" in shown(app)


def test_a_page_without_a_system_shows_the_way_to_all(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.MEMBER), "system")
    assert not app.exception
    assert app.title[0].value == "System"
    assert "All systems" in [link.proto.label for link in app.main.get("page_link")]
