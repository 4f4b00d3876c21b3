"""Budgets and settings as ops works with them: look, upload, enter, store, close, convert."""

from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from legalops.periods import FiscalYear, fiscal_year_of, month_of, utc_now
from legalops.permissions import Role, system
from legalops.services import budgets, imports, months, settings
from legalops.services.choices import Choices, MatterChoice
from legalops.store import budgets as stored
from legalops.store import rates
from legalops.store import settings as stored_settings
from legalops.ui import budget_entry
from tests.services.ledes import Invoice, Line, file
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]
CLI = system("cli")
FIRM = "11-1111111"
PLAN = b"Practice area,Cost kind,2026-01,2026-02\nLitigation,fees,100000,\nIP,expenses,5.25,6\n"
LATER = b"Practice area,Cost kind,2026-01,Total\nLitigation,fees,$90000,90001\nTax,fees,7,7\n"


def bring(house: House, currency: str = "USD", number: str = "INV-1") -> None:
    from legalops.intake.read import Limits

    choices = Choices(
        currencies={FIRM: currency},
        vendor_names={FIRM: "Hale & Quimby LLP"},
        matters={(FIRM, "M-1", "FM-1"): MatterChoice("A v. B", "Litigation")},
    )
    data = file(Invoice(number, (Line(10000),)))
    seen = imports.prepare(house.engine, CLI, "m.txt", data, choices=choices, limits=Limits())
    imports.confirm(house.engine, CLI, seen, choices)


def plan(house: House, data: bytes = PLAN, name: str = "Original") -> None:
    budgets.import_file(house.engine, CLI, "plan.csv", data, name=name)


def opened(app: AppTest, tab: str, fy: str = "2026") -> AppTest:
    app.session_state["budgets_tab"] = tab
    return visit(app, "budgets", fy=fy)


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def problems(app: AppTest) -> list[str]:
    return [message for table in app.table for message in table.value.iloc[:, -1]]


def test_without_a_budget_the_page_says_what_to_do_next(app_as: AppAs) -> None:
    app = opened(app_as(Role.OPS), "Budget")
    assert not app.exception
    assert "FY26 has no budget yet" in app.info[0].value
    assert "Upload one or enter it" in app.info[0].value


def test_the_budget_in_force_is_shown_with_its_months_across(app_as: AppAs, house: House) -> None:
    plan(house)
    plan(house, LATER, "Reforecast 1")
    app = opened(app_as(Role.OPS), "Budget")
    table = app.dataframe[0].value
    assert list(table.columns[:4]) == ["Practice area", "Cost kind", "Total, USD", "Jan 26"]
    assert list(table["Practice area"]) == ["Litigation", "Tax", "Department"]
    assert [float(total) for total in table["Total, USD"]] == [90000, 7, 90007]
    assert table["Feb 26"].isna().all()
    assert "**Reforecast 1**, version 2 of FY26" in shown(app)
    assert [metric.value for metric in app.metric] == ["90.0k", "90.0k", "\u221210.0k"]


def test_an_upload_is_compared_and_stored_only_when_confirmed(app_as: AppAs, house: House) -> None:
    plan(house)
    app = opened(app_as(Role.OPS), "New version")
    app.file_uploader[0].upload("later.csv", LATER).run()
    assert not app.exception
    assert "2 amounts for FY26" in shown(app)
    assert "1 of 2 totals in it agree" in shown(app)
    assert any("add up to USD" in text.replace("\\", "") for text in problems(app))
    assert "New practice areas, added when you store this: Tax." in shown(app)
    words = dict(zip(*(app.dataframe[0].value[c] for c in ("Budget of", "In words")), strict=True))
    assert words == {
        "IP": "no longer budgeted", "Litigation": "10% less (Jan)", "Tax": "new",
    }  # fmt: skip
    assert len(stored.versions(house.engine)) == 1
    assert app.text_input[0].value == "Reforecast 1"
    press(app, "Store as version 2 of FY26")
    assert "is stored and in force for FY26" in app.success[0].value
    row = stored.versions(house.engine).iloc[0]
    assert (row["name"], row["created_by"]) == ("Reforecast 1", "ops")
    assert app.dataframe[0].value["Practice area"].iloc[-1] == "Department"


def test_a_file_with_errors_offers_nothing_to_store(app_as: AppAs, house: House) -> None:
    app = opened(app_as(Role.OPS), "New version")
    app.file_uploader[0].upload("bad.csv", b"Area,Type,2026-01\nIP,fees,[x](y)\n").run()
    assert not [b for b in app.button if b.label.startswith("Store")]
    assert app.table[0].value["Place"].tolist() == ["line 2, 2026-01"]
    assert app.table[0].value["Value"].tolist() == ["\\[x\\]\\(y\\)"]
    assert stored.versions(house.engine).empty


def test_a_name_that_is_taken_keeps_the_upload_on_the_screen(app_as: AppAs, house: House) -> None:
    plan(house)
    app = opened(app_as(Role.OPS), "New version")
    app.file_uploader[0].upload("later.csv", LATER).run()
    app.text_input[0].set_value("original")
    press(app, "Store as version 2 of FY26")
    assert "is called" in app.error[0].value
    assert app.text_input[0].value == "original"
    assert len(stored.versions(house.engine)) == 1


def test_a_budget_is_entered_by_hand_and_compared_before_it_is_stored(
    app_as: AppAs, house: House
) -> None:
    plan(house)
    app = app_as(Role.OPS)
    app.session_state["budget_way"] = "form"
    opened(app, "New version")
    assert not app.exception
    press(app, "Check and compare")
    assert "It is the same as Original, to the cent" in shown(app)
    app.text_input[0].set_value("By hand")
    press(app, "Store as version 2 of FY26")
    assert stored.versions(house.engine)["source"].tolist() == ["form", "file"]
    assert stored.versions(house.engine)["total_cents"].nunique() == 1


def test_what_a_browser_sends_is_cut_to_the_form() -> None:
    year = FiscalYear(2026)
    sent = pd.DataFrame({"Cost kind": ["fees"], "2026-02": [None], "2026-01": [5.0], "evil": [1]})
    heading, row = budget_entry.cells(sent, year)
    assert heading[:4] == ["Practice area", "Matter", "Cost kind", "2026-01"]
    assert row[:5] == ["", "", "fees", 5.0, ""]
    assert len(row) == 15
    many = pd.DataFrame({"Practice area": ["x"] * 2000})
    assert len(budget_entry.cells(many, year)) == budget_entry.MOST_ROWS + 1


def test_every_version_can_be_looked_at(app_as: AppAs, house: House) -> None:
    plan(house)
    plan(house, LATER, "Reforecast 1")
    app = opened(app_as(Role.OPS), "Versions")
    table = app.dataframe[0].value
    assert table["State"].tolist() == ["In force", "Superseded"]
    assert float(table["Change"].iloc[0]) == -10_004.25
    assert pd.isna(table["Change"].iloc[1])
    choice = next(s for s in app.selectbox if s.label == "Open a version")
    choice.select_index(1).run()
    assert "**Original**, version 1 of FY26" in shown(app)


def test_a_month_is_closed_with_a_click(app_as: AppAs, house: House) -> None:
    bring(house)
    app = opened(app_as(Role.OPS), "Closing months")
    press(app, "Close Feb 2026")
    assert "Feb 2026 is closed at USD 100.00" in app.success[0].value
    assert "closed late" in app.success[0].value
    assert app.dataframe[0].value["State"].iloc[0] == "Closed late"
    assert not [b for b in app.button if b.label == "Close Feb 2026"]


def test_a_closed_month_that_changed_is_flagged(app_as: AppAs, house: House) -> None:
    bring(house)
    months.close(house.engine, CLI, 202602)
    bring(house, number="LATE")
    app = opened(app_as(Role.OPS), "Closing months")
    assert "Feb 2026 has changed since closing" in app.warning[0].value
    assert app.dataframe[0].value["Since then"].iloc[0] == "+100.00 more"


def test_with_no_invoices_there_is_no_month_to_close(app_as: AppAs) -> None:
    app = opened(app_as(Role.OPS), "Closing months")
    assert "No month of FY26 is closed" in app.info[0].value
    assert not [b for b in app.button if b.label.startswith("Close ")]


def test_next_year_can_be_planned_already(app_as: AppAs, house: House) -> None:
    app = visit(app_as(Role.OPS), "budgets")
    this = fiscal_year_of(month_of(utc_now().date()), 1).name
    year = next(s for s in app.selectbox if s.label == "Fiscal year")
    assert year.value == this
    year.select_index(0).run()
    assert app.query_params["fy"] == str(this + 1)
    assert f"{FiscalYear(this + 1).label} has no budget yet" in app.info[0].value


def test_settings_are_saved_and_told(app_as: AppAs, house: House) -> None:
    app = visit(app_as(Role.ADMIN), "settings")
    assert not app.exception
    next(f for f in app.text_input if f.label == "Name of the department").set_value("Legal EMEA")
    next(s for s in app.selectbox if s.label == "Fiscal year starts in").set_value(7)
    next(b for b in app.button if b.label == "Save").click().run()
    assert app.success[0].value == "Saved: name of the department, fiscal year starts in."
    now = stored_settings.current(house.engine)
    assert (now.department, now.fiscal_start_month) == ("Legal EMEA", 7)


def test_a_setting_out_of_bounds_says_so_and_nothing_is_saved(app_as: AppAs, house: House) -> None:
    app = visit(app_as(Role.ADMIN), "settings")
    label = "Minutes without use until signed out"
    next(f for f in app.number_input if f.label == label).set_value(2)
    [b for b in app.button if b.label == "Save"][1].click().run()
    assert app.error[0].value.replace("\\", "") == (
        f"{label} should be greater than or equal to 5. Nothing was saved."
    )
    assert stored_settings.current(house.engine).session_idle_minutes == 480


def test_the_reporting_currency_is_fixed_once_money_is_stored(app_as: AppAs, house: House) -> None:
    plan(house)
    app = visit(app_as(Role.ADMIN), "settings")
    next(s for s in app.selectbox if s.label == "Reporting currency").set_value("EUR")
    next(b for b in app.button if b.label == "Save").click().run()
    assert "cannot change any more" in app.error[0].value


def test_money_without_a_rate_is_named_and_a_rate_converts_it(app_as: AppAs, house: House) -> None:
    bring(house, "EUR")
    app = visit(app_as(Role.OPS), "settings")
    told = app.warning[0].value.replace("\\", "")
    assert "EUR 100.00 net on 1 invoice is not converted" in told
    assert "holds from 5 Feb 2026 or earlier converts all of it" in told
    next(f for f in app.text_input if f.label == "USD for one unit").set_value("1.0845")
    press(app, "Enter rate")
    said = next(s.value for s in app.success).replace("\\", "")
    assert "converted 1 invoice with 1 line: EUR 100.00 became USD 108.45" in said
    assert rates.unconverted(house.engine).empty
    assert app.dataframe[0].value["Rate"].tolist() == ["1.0845"]


def test_a_rate_that_is_none_is_refused_and_an_unused_one_can_go(
    app_as: AppAs, house: House
) -> None:
    app = visit(app_as(Role.OPS), "settings")
    next(f for f in app.text_input if f.label == "USD for one unit").set_value("0")
    press(app, "Enter rate")
    assert "zero would make all money vanish" in app.error[0].value
    next(f for f in app.text_input if f.label == "USD for one unit").set_value("1.1")
    press(app, "Enter rate")
    assert len(rates.table(house.engine)) == 1
    next(s for s in app.selectbox if s.label == "Rate that no invoice uses").select_index(0)
    press(app, "Take out")
    assert rates.table(house.engine).empty


@pytest.mark.parametrize("page", ["budgets", "settings"])
@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_whoever_may_not_change_them_is_told(app_as: AppAs, page: str, role: Role) -> None:
    app = visit(app_as(role), page)
    assert not app.exception
    assert not [b for b in app.button if b.label.startswith(("Save", "Store", "Close "))]


def test_amounts_of_a_currency_without_decimals_have_none(app_as: AppAs, house: House) -> None:
    settings.change(house.engine, CLI, {"reporting_currency": "JPY"})
    plan(house, b"Area,Type,2026-01\nIP,fees,500\n")
    app = opened(app_as(Role.OPS), "Budget")
    assert [float(v) for v in app.dataframe[0].value["Jan 26"]] == [500, 500]
