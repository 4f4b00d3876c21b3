"""The executives' page, the first screen and the glossary, for each role and state of the store."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from legalops.metrics.catalog import CATALOG
from legalops.models.plan import BudgetVersion
from legalops.permissions import Permission, Role, system
from legalops.services import kpis
from legalops.store import kpis as store
from legalops.store.unit import writing
from legalops.ui import kpi_choice
from tests.store.spend_rows import fill
from tests.ui.conftest import House, shown, visit
from tests.ui.editing import edit
from tests.ui.test_budget_pages import plan

Open = Callable[[Role | None], AppTest]
PAGES = ("overview", "home", "glossary")
DEMO = system("demo")


def labels(app: AppTest) -> list[str]:
    return [metric.label for metric in app.metric]


def links(app: AppTest) -> dict[str, str]:
    return {link.proto.label: link.proto.query_string for link in app.get("page_link")}


def text(app: AppTest) -> str:
    return shown(app).replace("\\", "")


@pytest.fixture
def one_month(house: House) -> House:
    """A store with the invoices of a few weeks and a budget."""
    fill(house.engine)
    plan(house.engine)
    return house


@pytest.fixture
def three_years(house: House, sample_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", str(sample_engine.url))
    house.engine = sample_engine
    return house


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_says_the_next_step_and_explains_measures_all_the_same(
    app_as: Open, role: Role, page: str
) -> None:
    app = visit(app_as(role), page)
    assert not app.exception
    if page == "glossary":
        assert "No value yet" in text(app)
    else:
        assert "No invoices are stored yet" in text(app)
        assert not app.metric


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES)
def test_every_role_can_read_it_with_a_few_weeks_of_invoices(
    one_month: House, app_as: Open, role: Role, page: str
) -> None:
    app = visit(app_as(role), page)
    assert not app.exception
    assert not app.error
    if page != "glossary":
        assert labels(app)[:2] == ["Actual, USD", "Variance, USD"]
        assert "no data yet" in [metric.delta for metric in app.metric]


def test_the_overview_of_three_years_answers_how_what_and_which_decision(
    three_years: House, app_as: Open
) -> None:
    app = visit(app_as(Role.EXECUTIVE), "overview")
    assert not app.exception
    assert len(app.metric) == 5
    heads = [each.value for each in app.subheader]
    assert heads[:2] == ["What is off", "What to decide"]
    sentences = [each.value for each in app.markdown if "material/error_outline" in each.value
                 or "material/task_alt" in each.value]  # fmt: skip
    assert 3 <= len(sentences) <= 7
    assert "FY26 is forecast to end at" in text(app)
    drawn = [chart.proto.alt for chart in app.get("vega_lite_chart")]
    assert len(drawn) == 3
    assert any(alt.startswith("Measures against their targets: Used") for alt in drawn)
    assert all(
        "fy=2026" in query for label, query in links(app).items() if label == "See the lines"
    )


def test_cards_show_what_the_department_s_measures_are(three_years: House, app_as: Open) -> None:
    app = visit(app_as(Role.EXECUTIVE), "overview")
    with three_years.engine.connect() as connection:
        cents = connection.exec_driver_sql(
            "SELECT SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i "
            "ON i.id = l.invoice_id WHERE i.status NOT IN ('undone', 'superseded', 'rejected') "
            "AND i.invoice_date BETWEEN '2026-01-01' AND '2026-09-30'"
        ).scalar()
    assert app.metric[0].value == f"{int(cents or 0) / 10**8:.2f}M"


def test_a_member_begins_with_what_is_due_and_their_own_matters(
    three_years: House, app_as: Open
) -> None:
    app = visit(app_as(Role.MEMBER), "home")
    assert not app.exception
    said = [each.value for each in app.subheader]
    assert said[0] == "Due from you"
    assert "Your matters" in said
    assert "You own no open matter" in text(app)
    with three_years.engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql(
            "UPDATE matter SET owner_id = (SELECT id FROM \"user\" WHERE username = 'member') "
            "WHERE status = 'open' AND is_restricted = 0"
        )
        connection.commit()
    owner = visit(app_as(Role.MEMBER), "home")
    assert not owner.exception
    assert "open matters" in text(owner)
    assert {"Matter", "matter_used"} <= set(owner.dataframe[0].value.columns)


def test_targets_are_offered_to_who_may_set_them(one_month: House, app_as: Open) -> None:
    for role, may in ((Role.MEMBER, False), (Role.EXECUTIVE, True), (Role.OPS, True)):
        app = visit(app_as(role), "overview")
        offered = [button.label for button in app.button]
        assert ("Set targets" in offered) is may
        assert "Choose cards" in offered


def test_a_card_is_held_against_its_target(one_month: House, app_as: Open) -> None:
    kpis.set_targets(one_month.engine, DEMO, 2026, {"used": 0.2}, {})
    kpis.choose_department_cards(one_month.engine, DEMO, ["used"])
    app = visit(app_as(Role.MEMBER), "overview")
    assert labels(app) == ["Used"]
    assert "above target" in app.metric[0].delta


def form(script: str) -> AppTest:
    """Run one of the forms by itself: AppTest closes a dialog at its first change."""
    lines = ("from legalops.ui import filters, kpi_choice", script, "kpi_choice.told()")
    return AppTest.from_string("\n".join(lines), default_timeout=60).run()


def test_ones_own_cards_go_before_the_department_s(one_month: House, app_as: Open) -> None:
    app_as(Role.MEMBER)
    dialog = form("kpi_choice.choose()")
    assert not dialog.segmented_control
    dialog.multiselect[0].set_value(["pace", "actual"]).run()
    dialog.button(key="cards_save").click().run()
    assert not dialog.exception
    assert "The cards are saved." in shown(dialog)
    assert labels(visit(app_as(Role.MEMBER), "overview")) == ["Pace", "Actual, USD"]
    assert labels(visit(app_as(Role.EXECUTIVE), "overview"))[0] == "Actual, USD"


def test_the_department_s_cards_are_chosen_by_executives(one_month: House, app_as: Open) -> None:
    app_as(Role.EXECUTIVE)
    dialog = form("kpi_choice.choose()")
    dialog.segmented_control(key="cards_whose").set_value("Everybody's").run()
    dialog.multiselect[0].set_value(["used"]).run()
    dialog.button(key="cards_save").click().run()
    assert store.cards(one_month.engine) == {store.DEPARTMENT: ("used",)}
    assert labels(visit(app_as(Role.MEMBER), "overview")) == ["Used"]


def test_an_executive_types_a_target(one_month: House, app_as: Open) -> None:
    app_as(Role.EXECUTIVE)
    dialog = form("kpi_choice.aim(filters.parse({}, filters.options())[0])")
    assert not dialog.exception
    row = [key for key in kpi_choice.measures() if kpis.may_aim(key)].index("used")
    edit(dialog, dialog.dataframe[0], {row: {"Target": 90.0}})
    dialog.button(key="targets_save").click().run()
    assert not dialog.exception
    assert "1 target changed." in shown(dialog)
    assert store.targets(one_month.engine)[2026]["used"].value_e4 == 9_000


def test_a_budget_that_waits_is_for_executives_to_approve(one_month: House, app_as: Open) -> None:
    with writing(one_month.engine, DEMO, Permission.EDIT_BUDGETS) as unit:
        assert unit.session.get(BudgetVersion, 1) is not None
    app = visit(app_as(Role.EXECUTIVE), "overview")
    assert "Budget FY26 \u2018Original *v1*\u2019 waits for approval." in text(app)
    assert "tab=drafts" in links(app)["Review and approve"]


def test_the_glossary_has_every_measure_once(one_month: House, app_as: Open) -> None:
    app = visit(app_as(Role.MEMBER), "glossary", room="All")
    assert not app.exception
    heads = [each.value for each in app.markdown if each.value.startswith("##### ")]
    assert len(heads) == len(CATALOG)


def test_the_glossary_finds_a_measure_and_has_an_address_for_it(
    one_month: House, app_as: Open
) -> None:
    app = visit(app_as(Role.MEMBER), "glossary")
    app.text_input(key="glossary_search").set_value("squared shares").run()
    heads = [each.value for each in app.markdown if each.value.startswith("##### ")]
    assert heads == [f"##### {CATALOG['hhi'].label}"]
    app.text_input(key="glossary_search").set_value("no such thing").run()
    assert "No measure says this" in text(app)
    one = visit(app_as(Role.MEMBER), "glossary", measure="used")
    assert [e.value for e in one.markdown if e.value.startswith("##### ")] == ["##### Used"]
    assert "**30%**" in text(one)
    assert "Show me the lines" in links(one)


def test_a_measure_that_is_not_there_is_said_to_be_so(one_month: House, app_as: Open) -> None:
    app = visit(app_as(Role.MEMBER), "glossary", measure="*nothing*")
    assert not app.exception
    assert "*nothing*, which is not here" in app.warning[0].value.replace("\\", "")
