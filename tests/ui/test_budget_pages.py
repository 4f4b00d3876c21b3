import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from legalops.metrics import closing
from legalops.models.plan import BudgetLine, BudgetVersion, ClosedMonth
from legalops.permissions import Permission, Role, system
from legalops.store import spend
from legalops.store.unit import reading, writing
from legalops.ui import filters
from legalops.ui.filters import Filters, Options
from tests.store.spend_rows import ASH, LITIGATION, NOW, OAK, OPEN, SECRET, fill
from tests.ui.conftest import House, visit

Open = Callable[[Role | None], AppTest]
VIEW = {
    "fy": "2026", "period": "ytd", "basis": "invoice", "area": "all", "vendor": "all",
    "as_of": "2026-07", "measure": "billed", "cmp": "budget",
}  # fmt: skip
OPTIONS = Options(
    years=(2025, 2026), starts_in=1, usual=202607, newest=202608,
    areas={0: "No practice area", 1: "Litigation"}, vendors={1: "Oak LLP"},
)  # fmt: skip


def plan(engine: Engine) -> None:
    """Budget a hundred a month for Litigation."""
    with writing(engine, system("setup"), Permission.EDIT_BUDGETS) as unit:
        version = BudgetVersion(
            id=1, fiscal_year=2026, number=1, name="Original *v1*", name_norm="original *v1*",
            source="form", created_by="ana", created_at=NOW,
        )  # fmt: skip
        unit.session.add(version)
        unit.session.flush()
        for month in range(202601, 202613):
            unit.session.add(
                BudgetLine(
                    version_id=1, month=month, practice_area_id=LITIGATION,
                    cost_kind="all", amount_cents=100_00,
                )
            )  # fmt: skip
        unit.touch("budget")


def close(engine: Engine, *months: int) -> None:
    """Close months, leaving no figure behind, as if they had been empty then."""
    with writing(engine, system("setup"), Permission.CLOSE_MONTH) as unit:
        for month in months:
            unit.session.add(ClosedMonth(month=month, closed_by="ana", closed_at=NOW))
        unit.touch("budget")


@pytest.fixture
def filled(house: House) -> House:
    fill(house.engine)
    plan(house.engine)
    with house.engine.connect().execution_options(writes=True) as connection:
        change = text("UPDATE vendor SET cadence = 'monthly' WHERE id IN (:oak, :ash)")
        connection.execute(change, {"oak": OAK, "ash": ASH})
        connection.commit()
    return house


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.subheader, *app.info, *app.warning, *app.error]
    return "\n".join(str(part.value) for part in parts)


def asked(app: AppTest) -> dict[str, str]:
    """What the address asks for after a run."""
    params = dict(app.query_params.items())
    return {name: v if isinstance(v, str) else v[0] for name, v in params.items()}


def minor(value: str) -> int:
    return int(Decimal(value.replace(",", "").replace("\u2212", "-")) * 100)


@pytest.mark.parametrize("page", ["overview", "budget_vs_actual"])
@pytest.mark.parametrize(
    ("role", "step"),
    [(Role.MEMBER, "Legal operations uploads them"), (Role.EXECUTIVE, "Legal operations"),
     (Role.OPS, "Upload the first file"), (Role.ADMIN, "Upload the first file")],
)  # fmt: skip
def test_an_empty_store_says_what_to_do_next(
    app_as: Open, page: str, role: Role, step: str
) -> None:
    app = visit(app_as(role), page)
    assert not app.exception
    assert step in said(app)


def test_the_lines_of_an_empty_store_are_none(app_as: Open) -> None:
    app = visit(app_as(Role.MEMBER), "lines")
    assert not app.exception
    assert "Nothing is stored" in said(app)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_budget_against_actual(filled: House, app_as: Open, role: Role) -> None:
    app = visit(app_as(role), "budget_vs_actual", as_of="2026-07")
    assert not app.exception
    assert metrics(app) == {
        "Budget, USD": "700", "Actual, USD": "242", "Variance, USD": "\u2212458",
        "Used": "35%", "Pace": "0.35",
    }  # fmt: skip
    assert len(app.get("vega_lite_chart")) == 3
    links = [link.proto.label for link in app.get("page_link")]
    assert ("Assign practice areas" in links) is (role in (Role.OPS, Role.ADMIN))


def test_the_address_names_every_filter_with_its_value(filled: House, app_as: Open) -> None:
    app = visit(app_as(Role.OPS), "budget_vs_actual")
    assert asked(app) == VIEW | {"as_of": "2026-08"}


def test_a_filter_moves_the_address_and_the_figures(filled: House, app_as: Open) -> None:
    app = visit(app_as(Role.OPS), "budget_vs_actual", as_of="2026-07")
    app.selectbox(key="filter_area").select("none").run()
    assert asked(app)["area"] == "none"
    assert metrics(app)["Actual, USD"] == "33"
    assert metrics(app)["Budget, USD"] == "\u2013"
    app.selectbox(key="filter_period").select("2026-05").run()
    assert asked(app)["period"] == "2026-05"
    app.selectbox(key="filter_as_of").select("2026-03").run()
    assert (asked(app)["as_of"], asked(app)["period"]) == ("2026-03", "ytd")


def test_the_address_moves_the_filters(filled: House, app_as: Open) -> None:
    app = visit(app_as(Role.OPS), "budget_vs_actual", **(VIEW | {"basis": "work", "vendor": "2"}))
    assert app.selectbox(key="filter_basis").value == "work"
    assert app.selectbox(key="filter_vendor").value == "2"
    assert metrics(app)["Actual, USD"] == "54"
    assert "no budget" in said(app)


def test_an_address_with_nonsense_is_answered_with_a_note(filled: House, app_as: Open) -> None:
    nonsense = {"fy": "1066", "period": "q9", "basis": "*tea*", "area": "99"}
    app = visit(app_as(Role.OPS), "budget_vs_actual", **nonsense)
    assert not app.exception
    assert len(app.warning) == 4
    assert "\\*tea\\*" in said(app)
    assert asked(app)["fy"] == "2026"


def test_names_people_typed_are_shown_as_typed(filled: House, app_as: Open) -> None:
    close(filled.engine, 202607)
    app = visit(app_as(Role.OPS), "overview")
    text_shown = said(app)
    assert "Ash \\*Bros\\*" in text_shown
    assert "Original \\*v1\\*" in text_shown


def test_the_freshness_line_says_how_current_everything_is(filled: House, app_as: Open) -> None:
    app = visit(app_as(Role.EXECUTIVE), "budget_vs_actual")
    line = app.caption[0].value.replace("\\", "")
    assert line == (
        "Invoices to 3 Aug 2026 from 1 of 3 vendors \u00b7 budget FY26 \u2018Original *v1*\u2019 "
        "\u00b7 loaded 5 Aug 2026, 09:12 by ana \u00b7 net of tax, received and approved, by "
        "invoice date"
    )


def test_the_table_twins_hold_the_same_money(filled: House, app_as: Open) -> None:
    app = visit(app_as(Role.OPS), "budget_vs_actual", as_of="2026-07")
    sums = []
    for twin in ("By practice area", "By vendor"):
        app.segmented_control(key="twin").set_value(twin).run()
        assert not app.exception
        sums.append(sum(value for value in app.dataframe[0].value["actual"] if value is not None))
    assert sums == [Decimal("241.84")] * 2
    assert "actual USD 241.84" in said(app).replace("\\", "")


def test_the_overview_says_what_is_off_and_what_is_missing(filled: House, app_as: Open) -> None:
    close(filled.engine, 202607)
    text_shown = said(visit(app_as(Role.OPS), "overview")).replace("\\", "")
    for sentence in (
        "Spend is on budget in Jan\u2013Jul 2026: USD 242 of USD 700.",
        "No practice area is off its budget by more than 2% and 5,000 USD.",
        "No invoice for Aug 2026 yet from Ash *Bros* and Oak LLP.",
        "Changed since closing: Jul 2026.",
        "1 matter without a practice area.",
        "july.txt, 5 Aug 2026, 09:12, by ana.",
    ):
        assert sentence in text_shown


def test_a_figure_opens_down_to_its_lines(filled: House, app_as: Open) -> None:
    there = VIEW | {"month": "2026-07", "in_area": str(LITIGATION)}
    app = visit(app_as(Role.ADMIN), "lines", **there)
    assert metrics(app)["Actual, USD"] == "156.51"
    assert app.dataframe[0].value["Matter"].tolist() == ["Dispute"]
    app = visit(app_as(Role.ADMIN), "lines", **there, matter=str(OPEN))
    assert metrics(app)["Actual, USD"] == "156.51"
    assert app.dataframe[0].value["Invoice"].tolist() == ["I-1", "I-3"]
    app = visit(app_as(Role.ADMIN), "lines", **there, matter=str(OPEN), invoice="1")
    assert metrics(app)["Actual, USD"] == "102.50"
    assert sum(app.dataframe[0].value["Actual"]) == Decimal("102.50")
    assert app.dataframe[0].value["Kind"].tolist() == ["Fee", "Expense", "Invoice fee"]


def test_members_see_restricted_matters_as_one_row(filled: House, app_as: Open) -> None:
    app = visit(app_as(Role.MEMBER), "lines", **VIEW, month="2026-07")
    assert "Restricted matters" in app.dataframe[0].value["Matter"].tolist()
    assert "opened by the people named on them" in said(app)
    shown = app.dataframe[0].value["Actual"]
    assert Decimal(metrics(app)["Actual, USD"]) == sum(shown)


@pytest.mark.parametrize("what", [str(SECRET), "99", "x", "-1"])
def test_a_matter_that_is_not_for_the_person_is_not_there(
    filled: House, app_as: Open, what: str
) -> None:
    app = visit(app_as(Role.MEMBER), "lines", **VIEW, matter=what)
    assert not app.exception
    assert app.error[0].value.replace("\\", "") == (
        "The matter was not found. It may have been renamed, undone or superseded."
    )


def test_members_are_told_why_a_narrative_is_empty(filled: House, app_as: Open) -> None:
    app = visit(app_as(Role.MEMBER), "lines", **VIEW, matter=str(OPEN), invoice="1")
    assert "Narratives are left empty" in said(app)
    assert set(app.dataframe[0].value["Narrative"]) == {""}


def test_money_that_is_not_converted_is_named_with_the_lines(filled: House, app_as: Open) -> None:
    view = VIEW | {"as_of": "2026-08"}
    app = visit(app_as(Role.OPS), "lines", **view, matter=str(OPEN), invoice="4")
    assert "EUR 20.00" in said(app).replace("\\", "")
    assert app.dataframe[0].value["Billed"].tolist() == [Decimal("20.00")]
    app = visit(app_as(Role.OPS), "budget_vs_actual", **view)
    assert "EUR 20 is not converted" in said(app)


def test_a_bar_that_is_not_there_to_open_is_said_not_to_be(filled: House, app_as: Open) -> None:
    app = visit(app_as(Role.OPS), "lines", **VIEW, month="2026-11")
    assert "month=2026-11 in the address was not found" in said(app).replace("\\", "")


def test_the_sample_departments_figures_are_what_its_lines_say(
    sample_engine: Engine, house: House, app_as: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.engine = sample_engine
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", str(sample_engine.url))
    for basis, date in (("invoice", "i.invoice_date"), ("work", "l.work_date")):
        app = visit(app_as(Role.ADMIN), "budget_vs_actual", basis=basis, fy="2026")
        total = next(c.value for c in app.caption if c.value.startswith("In all"))
        found = re.search(r"actual USD ([\d,\\.]+)", total)
        assert found
        as_of = asked(app)["as_of"]
        with reading(sample_engine) as session:
            direct = (
                session.connection()
                .execute(
                    text(
                        "SELECT SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i "
                        "ON i.id = l.invoice_id WHERE i.status IN ('received', 'approved', 'paid') "
                        f"AND SUBSTR({date}, 1, 7) BETWEEN '2026-01' AND :as_of"
                    ),
                    {"as_of": as_of},
                )
                .scalar()
            )
        assert minor(found[1].replace("\\", "").rstrip(",")) == direct
        frozen = closing.live_figures(spend.cube(sample_engine))
        assert not frozen.empty


@pytest.mark.parametrize(
    ("given", "expected", "notes"),
    [
        ({}, Filters(2026, "ytd", "invoice", None, None, 202607), 0),
        ({"fy": "2025"}, Filters(2025, "ytd", "invoice", None, None, 202512), 0),
        ({"area": "none", "vendor": "1"}, Filters(2026, "ytd", "invoice", 0, 1, 202607), 0),
        ({"period": "2026-08"}, Filters(2026, "ytd", "invoice", None, None, 202607), 1),
        ({"period": "q3", "as_of": "2026-08"},
         Filters(2026, "q3", "invoice", None, None, 202608), 0),
        ({"as_of": "2026-99"}, Filters(2026, "ytd", "invoice", None, None, 202607), 1),
    ],
)  # fmt: skip
def test_an_address_is_read_through_what_is_allowed(
    given: dict[str, str], expected: Filters, notes: int
) -> None:
    found, told = filters.parse(given, OPTIONS)
    assert found == expected
    assert len(told) == notes
    assert filters.parse(found.query(), OPTIONS) == (found, [])
