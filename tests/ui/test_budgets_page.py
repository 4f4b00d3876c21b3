"""Budgets and settings as ops works with them: look, upload, enter, store, close, convert."""

from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from legalops.metrics.phases import Phase
from legalops.periods import FiscalYear, fiscal_year_of, month_of, utc_now
from legalops.permissions import Role, system
from legalops.services import budgets, imports, months, settings
from legalops.services.choices import Choices, MatterChoice
from legalops.store import budgets as stored
from legalops.store import matter_facts, phases, rates
from legalops.store import settings as stored_settings
from legalops.ui import budget_grid
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
    heading, row = budget_grid.cells(sent, year)
    assert heading[:5] == ["Practice area", "Matter", "Vendor", "Cost kind", "2026-01"]
    assert row[:6] == ["", "", "", "fees", 5.0, ""]
    assert len(row) == 16
    many = pd.DataFrame({"Practice area": ["x"] * 2000})
    assert len(budget_grid.cells(many, year)) == budget_grid.MOST_ROWS + 1


def test_every_version_can_be_looked_at(app_as: AppAs, house: House) -> None:
    plan(house)
    plan(house, LATER, "Reforecast 1")
    app = opened(app_as(Role.OPS), "Versions")
    table = app.dataframe[0].value
    assert table["State"].tolist() == ["In force, not approved", "Superseded"]
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
    press(app, "See what it converts")
    seen = shown(app).replace("\\", "")
    assert "It converts 1 invoice: EUR 100.00 becomes USD 108.45, net." in seen
    assert len(rates.unconverted(house.engine)) == 1
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
    press(app, "See what it converts")
    assert "zero would make all money vanish" in app.error[0].value
    next(f for f in app.text_input if f.label == "USD for one unit").set_value("1.1")
    press(app, "See what it converts")
    assert "It converts nothing now" in shown(app)
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
    own = [b for b in app.button if "save_view" not in str(b.key)]
    assert not [b for b in own if b.label.startswith(("Save", "Store", "Close "))]


def test_amounts_of_a_currency_without_decimals_have_none(app_as: AppAs, house: House) -> None:
    settings.change(house.engine, CLI, {"reporting_currency": "JPY"})
    plan(house, b"Area,Type,2026-01\nIP,fees,500\n")
    app = opened(app_as(Role.OPS), "Budget")
    assert [float(v) for v in app.dataframe[0].value["Jan 26"]] == [500, 500]


def draft_over_approved(house: House) -> int:
    """Store an approved original and a draft after it; return the draft's id."""
    plan(house)
    first = int(stored.versions(house.engine)["id"].iloc[0])
    budgets.approve(house.engine, CLI, first, 1)
    plan(house, LATER, "Reforecast 1")
    return int(stored.versions(house.engine)["id"].iloc[0])


def version(house: House, number: int) -> dict[str, object]:
    found = stored.versions(house.engine)
    return dict(found[found["id"] == number].iloc[0])


def test_an_executive_sees_what_a_draft_changes_and_approves_it(
    app_as: AppAs, house: House
) -> None:
    draft = draft_over_approved(house)
    app = opened(app_as(Role.EXECUTIVE), "Budget")
    assert "Reforecast 1 waits for approval" in app.info[0].value
    assert "**Original**, version 1 of FY26" in shown(app)
    app = opened(app, "Drafts")
    assert not app.exception
    said = shown(app).replace("\\", "")
    assert "Reforecast 1 plans USD 10.0k (10%) less than Original: Litigation fees" in said
    assert "No practice area has a budget for Feb\u2013Dec 2026." in said
    assert not [e for e in app.expander if e.label == "Edit the amounts"]
    app.text_area[0].set_value("Board of 3 May")
    press(app, "Approve Reforecast 1")
    assert "Reforecast 1 is approved, locked and in force for FY26" in app.success[0].value
    row = version(house, draft)
    assert (row["approved_by"], row["note"]) == ("executive", "On approval: Board of 3 May")
    assert "locked." in shown(app)


def test_ops_sees_who_can_approve_and_edits_the_draft_but_not_what_is_locked(
    app_as: AppAs, house: House
) -> None:
    draft_over_approved(house)
    house.let_in(Role.EXECUTIVE)
    app = opened(app_as(Role.OPS), "Drafts")
    assert "It can be approved by Executive" in shown(app)
    assert not [b for b in app.button if b.label.startswith("Approve")]
    assert [b for b in app.button if b.label == "Store the changes"]
    app = opened(app_as(Role.MEMBER), "Drafts")
    assert not [b for b in app.button if b.label in ("Store the changes", "Approve Reforecast 1")]


def test_an_approval_of_what_changed_meanwhile_is_not_made(app_as: AppAs, house: House) -> None:
    draft = draft_over_approved(house)
    app = opened(app_as(Role.EXECUTIVE), "Drafts")
    budgets.edit(house.engine, CLI, draft, 1, stored.rows(house.engine, CLI, draft)[:1])
    press(app, "Approve Reforecast 1")
    assert "was changed by cli since you opened it" in app.error[0].value
    assert version(house, draft)["approved_at"] == ""


def test_two_who_edit_a_draft_see_both_entries_and_choose(app_as: AppAs, house: House) -> None:
    draft = draft_over_approved(house)
    app = opened(app_as(Role.OPS), "Drafts")
    theirs = [
        row._replace(amount_cents=row.amount_cents + 100)
        for row in stored.rows(house.engine, CLI, draft)
    ]
    budgets.edit(house.engine, CLI, draft, 1, theirs)
    press(app, "Store the changes")
    assert "was changed by cli since you opened it" in app.warning[0].value
    assert "Somebody changed this draft meanwhile" in shown(app)
    both = next(d.value for d in app.dataframe if "Your entry" in d.value)
    assert set(both["Budget of"]) == {"Litigation", "Tax"}
    assert stored.rows(house.engine, CLI, draft) == theirs
    press(app, "Store my entry instead")
    assert "The changes to Reforecast 1 are stored" in app.success[0].value
    assert [row.amount_cents for row in stored.rows(house.engine, CLI, draft)] == [9_000_000, 700]
    assert version(house, draft)["revision"] == 3


def test_any_two_versions_are_compared_in_words_and_by_month(app_as: AppAs, house: House) -> None:
    draft_over_approved(house)
    app = opened(app_as(Role.MEMBER), "Compare")
    assert not app.exception
    assert "Reforecast 1 plans USD 10.0k (10%) less than Original" in shown(app).replace("\\", "")
    table = app.dataframe[0].value
    assert table["Budget of"].tolist() == ["Litigation", "IP", "Tax"]
    split = next(g for g in app.button_group if "Difference by" in str(g.proto.label))
    split.set_value("month").run()
    table = app.dataframe[0].value
    assert float(table["Difference"].sum()) == -10_004.25


def test_a_draft_starts_from_an_earlier_version(app_as: AppAs, house: House) -> None:
    plan(house)
    app = opened(app_as(Role.OPS), "New version", fy="2027")
    way = next(g for g in app.button_group if "How" in str(g.proto.label))
    way.set_value("copy").run()
    assert not app.exception
    press(app, "Start the draft")
    assert "Original is a draft of FY27 now." in app.success[0].value
    newest = stored.versions(house.engine, 2027).iloc[0]
    rows = stored.rows(house.engine, CLI, int(newest["id"]))
    assert {row.month for row in rows} == {202701, 202702}


def test_a_years_amounts_are_spread_and_compared(app_as: AppAs, house: House) -> None:
    plan(house)
    app = opened(app_as(Role.OPS), "New version")
    way = next(g for g in app.button_group if "How" in str(g.proto.label))
    way.set_value("spread").run()
    assert not app.exception
    press(app, "Spread and compare")
    assert not app.exception
    assert "24 amounts for FY26" in shown(app)
    press(app, "Store as version 2 of FY26")
    newest = stored.versions(house.engine).iloc[0]
    rows = stored.rows(house.engine, CLI, int(newest["id"]))
    assert newest["total_cents"] == 10_001_125
    litigation = [row.amount_cents for row in rows if row.name == "Litigation"]
    assert max(litigation) - min(litigation) <= 1


def test_a_matters_phases_are_shown_and_set(app_as: AppAs, house: House) -> None:
    bring(house)
    app = opened(app_as(Role.MEMBER), "Matters")
    assert "No matter has a budget by phase" in shown(app)
    wanted = [Phase("Assessment", "L100", 5_000), Phase("Other", "", 1_000)]
    phases.save(house.engine, CLI, 1, [], wanted)
    app = opened(app_as(Role.OPS), "Matters")
    assert not app.exception
    assert [metric.value for metric in app.metric] == ["60", "100", "110"]
    assert app.dataframe[1].value["Phase"].tolist() == ["Assessment", "Other"]
    phases.save(house.engine, CLI, 1, wanted, wanted[:1])
    press(app, "Store the phases")
    assert "was changed by cli" in app.warning[0].value
    press(app, "Store my entry instead")
    assert phases.live(house.engine, CLI, 1) == wanted


def test_alerts_name_what_is_over_and_hide_restricted_matters(app_as: AppAs, house: House) -> None:
    bring(house)
    phases.save(house.engine, CLI, 1, [], [Phase("All", "", 5_000)])
    month_fy = str(fiscal_year_of(202607, 1).name)
    app = opened(app_as(Role.OPS), "Budget", fy=month_fy)
    assert "M-1 A v. B is USD 50 over its budget of USD 50" in shown(app).replace("\\", "")
    given = matter_facts.MatterInput(name="A v. B", is_restricted=True)
    matter_facts.change(house.engine, CLI, 1, 1, given)
    app = opened(app_as(Role.OPS), "Budget", fy=month_fy)
    assert "A v. B" not in shown(app)
    app = opened(app_as(Role.ADMIN), "Budget", fy=month_fy)
    assert "A v. B" in shown(app)
