"""The page Forecast: where the year ends, why it says so, and how far off it was before."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from legalops.metrics.catalog import CATALOG
from legalops.metrics.catalog import forecast as room
from legalops.permissions import Permission, Role, system
from legalops.services import months, outlooks
from legalops.store.unit import writing
from legalops.ui import data, filters
from tests.services.test_forecasts import bring, close, monthly, set_apart
from tests.ui.conftest import House, shown, visit

Open = Callable[[Role | None], AppTest]
CLI = system("cli")
LATER = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _statsmodels() -> None:
    """Import what takes seconds before a page's time runs."""
    import statsmodels.tsa.exponential_smoothing.ets  # noqa: F401


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def asked(app: AppTest, name: str) -> str:
    value = dict(app.query_params.items()).get(name, "")
    return value if isinstance(value, str) else value[0]


def restrict(house: House) -> None:
    with writing(house.engine, CLI, Permission.EDIT_NAMES) as unit:
        query = text("UPDATE matter SET is_restricted = 1 WHERE number = 'M-2'")
        unit.session.connection().execute(query)
        unit.touch("names")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OPS])
def test_an_empty_store_says_what_to_do_next(app_as: Open, role: Role) -> None:
    app = visit(app_as(role), "forecast")
    assert not app.exception
    assert "No invoices are stored yet" in shown(app)


def test_one_month_is_refused_in_words_and_shows_the_way_on(house: House, app_as: Open) -> None:
    bring(house.engine, *monthly(202606, 500_00))
    app = visit(app_as(Role.OPS), "forecast")
    assert not app.exception
    said = shown(app)
    assert "There is no forecast for FY26." in said
    assert "takes 6 months of invoices; up to" in said
    assert "No month is closed yet" in said
    assert "Close a month" in [link.proto.label for link in app.get("page_link")]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_where_the_year_ends_and_its_record(
    house: House, app_as: Open, role: Role
) -> None:
    bring(house.engine, *monthly(202501, *[100_000_00] * 18))
    close(house.engine, 202601, 202606)
    app = visit(app_as(role), "forecast")
    assert not app.exception
    assert "FY26 is forecast to end at USD 1.20M; there is no budget" in shown(app)
    assert metrics(app)["Forecast, USD"] == "1.20M"
    assert metrics(app)["Still to come, USD"] == "600k"
    said = shown(app).replace("\\", "")
    assert "is the method with the best record: tried from 12 months" in said
    assert asked(app, "method") == "run-rate"
    is_ops = role in (Role.OPS, Role.ADMIN)
    assert ("Try the methods again" in [button.label for button in app.button]) is is_ops
    assert len(app.get("vega_lite_chart")) == 2


def test_the_address_chooses_the_method_and_the_page_says_so(house: House, app_as: Open) -> None:
    bring(house.engine, *monthly(202601, *[100_000_00] * 3, *[400_000_00] * 3))
    close(house.engine, 202606, 202606)
    app = visit(app_as(Role.EXECUTIVE), "forecast", method="run-rate-3")
    assert not app.exception
    assert metrics(app)["Forecast, USD"] == "3.90M"
    assert "This view forecasts by Last three months, as chosen." in shown(app)
    app.selectbox(key="forecast_method").set_value("run-rate").run()
    assert metrics(app)["Forecast, USD"] == "3.00M"
    assert asked(app, "method") == "run-rate"


def test_ops_try_the_methods_again_after_late_invoices(house: House, app_as: Open) -> None:
    bring(house.engine, *monthly(202601, *[100_000_00] * 8))
    close(house.engine, 202608, 202608)
    bring(house.engine, *monthly(202609, 100_000_00))
    months.close(house.engine, CLI, 202609, now=LATER)
    app = visit(app_as(Role.OPS), "forecast")
    app.button(key="forecast_try").click().run()
    assert not app.exception
    assert "The methods are tried from 4 months up to Sep 2026; none had to" in shown(app)


def test_exceptional_matters_are_listed_and_restricted_ones_have_no_name(
    house: House, app_as: Open
) -> None:
    from tests.services.ledes import Invoice, Line

    big = Invoice("B", (Line(900_00, matter="M-2", day="20260520"),), date="20260520")
    bring(house.engine, *monthly(202601, *[100_00] * 6), big)
    set_apart(house.engine, 2_000_00)
    close(house.engine, 202606, 202606)
    app = visit(app_as(Role.MEMBER), "forecast")
    frames = [frame.value for frame in app.dataframe]
    assert any("The case" in str(frame.to_dict()) for frame in frames)
    restrict(house)
    hidden = visit(app_as(Role.MEMBER), "forecast")
    said = " ".join(str(frame.value.to_dict()) for frame in hidden.dataframe)
    assert "The case" not in said + shown(hidden)
    assert "Restricted matters" in said
    assert metrics(hidden)["Forecast, USD"] == metrics(app)["Forecast, USD"]


def test_a_year_that_is_over_has_ended_and_one_to_come_is_out_of_reach(
    house: House, app_as: Open
) -> None:
    bring(house.engine, *monthly(202501, *[100_000_00] * 18))
    close(house.engine, 202512, 202512)
    over = visit(app_as(Role.MEMBER), "forecast", fy="2025", as_of="2025-12")
    assert "FY25 ended at USD 1.20M" in shown(over)
    assert metrics(over)["Still to come, USD"] == "0"


def test_the_outlook_other_pages_read_is_the_one_the_page_shows(house: House, app_as: Open) -> None:
    bring(house.engine, *monthly(202601, *[100_000_00] * 6))
    close(house.engine, 202606, 202606)
    app = visit(app_as(Role.ADMIN), "forecast")
    assert metrics(app)["Forecast, USD"] == "1.20M"
    tests = outlooks.backtest(house.engine)
    chosen = filters.Filters(2026, "ytd", "invoice", None, None, 202606).chosen(data.settings())
    found, _ = outlooks.outlook(house.engine, chosen, tests)
    assert (tests.last, found.at_completion_cents) == (202606, 12 * 100_000_00)


def test_every_figure_of_the_room_is_defined_once() -> None:
    keys = [measure.key for measure in room.MEASURES]
    assert len(keys) == len(set(keys))
    assert all(CATALOG[key].formula and CATALOG[key].meaning for key in keys)
