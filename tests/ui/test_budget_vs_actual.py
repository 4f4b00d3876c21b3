from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from legalops.models.outlook import Accrual
from legalops.models.spend import InvoiceCut
from legalops.permissions import Permission, Role, system
from legalops.services import comments
from legalops.store import spend
from legalops.store.spend import Selection
from legalops.store.unit import writing
from legalops.ui import filters
from legalops.ui.filters import Filters, Options
from tests.store.spend_rows import LITIGATION, LOOSE, OAK, OPEN, fill
from tests.ui.conftest import House, shown, visit
from tests.ui.test_budget_pages import asked, metrics, plan, said

Open = Callable[[Role | None], AppTest]
JULY = {"fy": "2026", "as_of": "2026-07"}


def decide(engine: Engine) -> None:
    """Take 3.33 off the approved invoice, and accrue 80.00 for Oak in June."""
    with writing(engine, system("setup"), Permission.IMPORT_INVOICES) as unit:
        unit.session.add(
            InvoiceCut(
                invoice_id=2, matter_id=LOOSE, work_month=202607, cost_kind="fees",
                cut_cents=333, reporting_cut_cents=333,
            )
        )  # fmt: skip
        unit.session.add(
            Accrual(
                month=202606, vendor_id=OAK, practice_area_id=LITIGATION, currency="USD",
                amount_cents=80_00, reporting_cents=80_00, source="person", made_by="ana",
                made_at="2026-08-06T00:00:00.000000Z",
            )
        )  # fmt: skip
        unit.touch("spend", "accruals")


def bodies(app: AppTest) -> list[str]:
    """The comments a page shows, as they were typed."""
    return [str(each.value) for each in app.text]


@pytest.fixture
def filled(house: House) -> House:
    fill(house.engine)
    plan(house.engine)
    decide(house.engine)
    return house


@pytest.mark.parametrize(
    ("measure", "label", "amount"),
    [("billed", "Actual, USD", "242"), ("approved", "Approved, USD", "84"),
     ("incurred", "Incurred, USD", "319")],
)  # fmt: skip
def test_each_measure_has_its_figure_its_name_and_its_words(
    filled: House, app_as: Open, measure: str, label: str, amount: str
) -> None:
    app = visit(app_as(Role.EXECUTIVE), "budget_vs_actual", **JULY, measure=measure)
    assert not app.exception
    assert metrics(app)[label] == amount
    words = {"billed": "received and approved", "approved": "less what was taken off",
             "incurred": "approved, pending and accrued"}  # fmt: skip
    assert said(app).count(words[measure]) >= 3
    assert asked(app)["measure"] == measure


def test_what_was_incurred_is_said_in_its_parts(filled: House, app_as: Open) -> None:
    app = visit(app_as(Role.OPS), "budget_vs_actual", **JULY, measure="incurred")
    assert "USD 84 approved, USD 155 pending and USD 80 accrued" in said(app)


@pytest.mark.parametrize("picture", ["months", "causes", "sum", "areas"])
@pytest.mark.parametrize("cmp", ["budget", "prior_year", "prior_forecast"])
def test_every_picture_and_its_table_stand_with_every_comparison(
    filled: House, app_as: Open, picture: str, cmp: str
) -> None:
    app = visit(app_as(Role.MEMBER), "budget_vs_actual", **JULY, cmp=cmp, picture=picture)
    assert not app.exception
    assert (asked(app)["cmp"], asked(app)["picture"]) == (cmp, picture)
    app.toggle(key="picture_table").set_value(True).run()
    assert not app.exception
    has_way = picture != "causes" or cmp == "budget"
    assert len(app.dataframe) == 1 + has_way


def test_the_tables_of_the_pictures_hold_the_same_money(filled: House, app_as: Open) -> None:
    sums = []
    for picture in ("months", "areas"):
        app = visit(app_as(Role.OPS), "budget_vs_actual", **JULY, picture=picture)
        app.toggle(key="picture_table").set_value(True).run()
        actual = app.dataframe[0].value["actual"]
        sums.append(sum(value for value in actual if value is not None))
    assert sums == [Decimal("241.84")] * 2
    app = visit(app_as(Role.OPS), "budget_vs_actual", **JULY, picture="causes")
    app.toggle(key="picture_table").set_value(True).run()
    steps = app.dataframe[0].value["Amount"].tolist()
    assert (steps[0], steps[-1]) == (Decimal("700.00"), Decimal("241.84"))
    assert sum(steps[:-1]) == steps[-1]


def test_turning_to_another_picture_moves_the_address_and_filters_keep_it(
    filled: House, app_as: Open
) -> None:
    app = visit(app_as(Role.OPS), "budget_vs_actual", **JULY)
    app.segmented_control(key="budget_picture").set_value("causes").run()
    assert asked(app)["picture"] == "causes"
    app.selectbox(key="filter_measure").select("approved").run()
    app.selectbox(key="filter_cmp").select("prior_year").run()
    assert {**asked(app)}.items() >= {
        "picture": "causes", "measure": "approved", "cmp": "prior_year",
    }.items()  # fmt: skip


def test_the_page_follows_the_comparison_in_its_words(filled: House, app_as: Open) -> None:
    with filled.engine.connect().execution_options(writes=True) as connection:
        connection.execute(
            text("UPDATE spend_cube SET invoice_month = 202507, reporting_cents = 900000000 "
                 "WHERE status = 'paid'")
        )  # fmt: skip
        connection.commit()
    app = visit(app_as(Role.OPS), "budget_vs_actual", **JULY, cmp="prior_year")
    assert "below the prior year" in said(app)
    assert "compared with prior year" in app.caption[0].value
    assert "Prior year, USD" in metrics(app)
    assert "over budget" not in said(app)


OPTIONS = Options(
    years=(2025, 2026), starts_in=1, usual=202607, newest=202608, areas={}, vendors={},
    versions={2026: {4: "Original"}},
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "cmp", "notes"),
    [({"cmp": "4"}, "4", 0), ({"cmp": "4", "fy": "2025"}, "budget", 1),
     ({"cmp": "prior_year"}, "prior_year", 0), ({"measure": "paid"}, "budget", 1)],
)  # fmt: skip
def test_an_address_names_measure_and_comparison(
    given: dict[str, str], cmp: str, notes: int
) -> None:
    found, told = filters.parse(given, OPTIONS)
    assert (found.cmp, len(told)) == (cmp, notes)
    assert filters.parse(found.query(), OPTIONS) == (found, [])


def test_a_measure_opens_to_the_same_figure(filled: House, app_as: Open) -> None:
    engine = filled.engine
    approved = Selection(202601, 202607, measure="approved")
    rows = spend.matters(engine, system("demo"), approved)
    assert int(rows["reporting_cents"].sum()) == 84_01
    app = visit(app_as(Role.ADMIN), "lines", **JULY, measure="approved")
    assert metrics(app)["Approved, USD"] == "84.01"
    app = visit(app_as(Role.ADMIN), "lines", **JULY, measure="incurred")
    assert metrics(app)["Incurred, USD"] == "318.51"
    assert "USD 80 of it is accrued" in said(app)
    invoices = spend.invoices(engine, system("demo"), approved)
    assert invoices.set_index("number")["reporting_cents"].to_dict() == {"I-3": 54_01, "I-2": 30_00}


def test_gross_money_loses_the_tax_of_what_is_taken_off(filled: House) -> None:
    with filled.engine.connect().execution_options(writes=True) as connection:
        connection.execute(
            text("UPDATE invoice_sum SET reporting_tax_cents = 1000 WHERE invoice_id = 2")
        )
        connection.commit()
    rows = spend.matters(
        filled.engine, system("demo"), Selection(202601, 202607, measure="approved")
    )
    tax = rows.set_index("matter_id")["reporting_tax_cents"]
    assert int(tax[LOOSE]) == 1000 - 100


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_import_takes_the_original_file(
    filled: House, app_as: Open, role: Role
) -> None:
    app = visit(app_as(role), "lines", **JULY, matter=str(OPEN), invoice="1")
    assert not app.exception
    labels = [button.proto.label for button in app.get("download_button")]
    assert ("Download the original" in labels) is (role in (Role.OPS, Role.ADMIN))


@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_comments_and_some_write_them(
    filled: House, app_as: Open, role: Role
) -> None:
    app = visit(app_as(role), "budget_vs_actual", **JULY)
    assert "Nobody has said anything" in said(app)
    boxes = [area.label for area in app.text_area]
    assert bool(boxes) is (role in (Role.EXECUTIVE, Role.ADMIN))


def test_a_comment_is_posted_shown_as_text_changed_and_withdrawn(
    filled: House, app_as: Open
) -> None:
    app = visit(app_as(Role.EXECUTIVE), "budget_vs_actual", **JULY)
    app.text_area(key="comment_new_0").set_value("**Two** <b>trials</b>").run()
    app.button(key="comment_new_0_post").click().run()
    assert bodies(app) == ["**Two** <b>trials</b>"]
    assert "Executive" in shown(app)
    app.text_area(key="comment_text_1_1").set_value("Three trials").run()
    app.button(key="comment_save_1").click().run()
    assert bodies(app) == ["Three trials", "**Two** <b>trials</b>"]
    app.button(key="comment_withdraw_1").click().run()
    assert not bodies(app)
    app.button(key="comment_new_1_post").click().run()
    assert "there is nothing in it" in app.error[0].value


def test_a_comment_stands_with_its_own_figure_and_period_only(filled: House, app_as: Open) -> None:
    app = visit(app_as(Role.ADMIN), "budget_vs_actual", **JULY, area=str(LITIGATION))
    app.text_area(key="comment_new_0").set_value("About litigation").run()
    app.button(key="comment_new_0_post").click().run()
    app = visit(app_as(Role.MEMBER), "budget_vs_actual", **JULY)
    assert not bodies(app)
    app = visit(app_as(Role.MEMBER), "budget_vs_actual", **JULY, area=str(LITIGATION))
    assert bodies(app) == ["About litigation"]
    assert comments.LONGEST == 2000


def test_a_view_says_the_same_in_an_address_as_in_the_metrics() -> None:
    view = Filters(2026, "q2", "work", None, 3, 202607, "incurred", "4")
    assert view.query()["cmp"] == "4"
    assert view.query()["measure"] == "incurred"
