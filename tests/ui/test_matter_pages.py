"""The register of matters and the page of one."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from legalops.permissions import Role, system
from legalops.store import matter_facts, matter_register
from legalops.store.matter_facts import MatterInput
from tests.store.firms import Bill, bill, keeper, vendor
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]
DEMO = system("demo")


@pytest.fixture
def filled(house: House) -> House:
    """One firm with one timekeeper who billed on a matter."""
    vendor(house.engine, 1, "Oak LLP", law_firm_id="11-1")
    keeper(house.engine, 1, 1, "JD", "Doe, Jane")
    bill(house.engine, Bill(1, "A-1", (1,)))
    return house


def version(engine: Engine, matter_id: int) -> int:
    facts = matter_register.facts(engine, DEMO).set_index("id")
    return int(facts["version"].to_dict()[matter_id])


def change(engine: Engine, matter_id: int, **given: object) -> None:
    matter_facts.change(
        engine, DEMO, matter_id, version(engine, matter_id),
        MatterInput.model_validate({"name": f"Matter {matter_id}", **given}),
    )  # fmt: skip


@pytest.mark.parametrize("page", ["matters", "matter"])
def test_an_empty_store_says_where_matters_come_from(app_as: AppAs, page: str) -> None:
    app = visit(app_as(Role.OPS), page)
    assert "There are no matters yet" in app.info[0].value


def test_the_register_has_a_row_for_each_matter(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.MEMBER), "matters")
    assert not app.exception
    assert len(app.dataframe[0].value) == 1


def test_a_member_reads_a_matter_and_finds_no_settings(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.MEMBER), "matter", matter="1")
    assert not app.exception
    assert "Settings" not in [tab.label for tab in app.tabs]


def test_a_restricted_matter_is_not_there_for_others(app_as: AppAs, filled: House) -> None:
    change(filled.engine, 1, name="Secret *plan*", is_restricted=True)
    app = visit(app_as(Role.MEMBER), "matter", matter="1")
    assert "not open to you" in app.warning[0].value
    assert "Secret" not in shown(app)


def test_what_a_matter_is_called_is_no_markdown(app_as: AppAs, filled: House) -> None:
    change(filled.engine, 1, name="*Bold* [x](http://e.example)")
    app = visit(app_as(Role.MEMBER), "matter", matter="1")
    assert app.subheader[0].value.startswith("\\*Bold\\* \\[x\\]")


def test_ops_type_what_a_matter_will_have_cost(app_as: AppAs, filled: House) -> None:
    app = app_as(Role.OPS)
    app.session_state["matter_tab"] = "Settings"
    app = visit(app, "matter", matter="1")
    next(n for n in app.number_input if n.label.startswith("Expected")).set_value(1234.56)
    app = next(b for b in app.button if b.label == "Save matter").click().run()
    assert not app.exception
    assert "is saved" in app.success[0].value
    facts = matter_register.facts(filled.engine, DEMO).set_index("id")
    assert facts["expected_cents"].to_dict()[1] == 123456


def test_closing_a_matter_asks_its_people_about_the_firm(filled: House) -> None:
    filled.let_in(Role.MEMBER)
    with filled.engine.connect() as connection:
        owner = connection.execute(text('SELECT id FROM "user"')).scalar_one()
    change(filled.engine, 1, owner_id=owner)
    change(filled.engine, 1, owner_id=owner, status="closed")
    with filled.engine.connect() as connection:
        asked = connection.execute(
            text("SELECT matter_id, vendor_id, user_id FROM survey_invite")
        ).all()
    assert [tuple(row) for row in asked] == [(1, 1, owner)]
    assert matter_register.facts(filled.engine, DEMO).set_index("id").loc[1, "closed_on"]
