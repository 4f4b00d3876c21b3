"""Every measure of the department is the page's figure, and what the lines add up to."""

import statistics
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine, text

from legalops.errors import InvalidInputError, NotAllowedError, RefusedError, StaleEditError
from legalops.metrics import attention, kpi_words
from legalops.metrics import kpis as metrics
from legalops.metrics.accruals import in_time
from legalops.metrics.approvals import approvals
from legalops.metrics.attention import Ending, Note
from legalops.metrics.budget import Chosen
from legalops.metrics.catalog import CATALOG, WORK
from legalops.metrics.forecast import DEPARTMENT
from legalops.metrics.kpi_parts import PER
from legalops.metrics.kpis import Against, Kpi
from legalops.metrics.performance import measures
from legalops.metrics.performance.concentration import concentration
from legalops.metrics.performance.sources import Window
from legalops.periods import FiscalYear, parse_instant
from legalops.permissions import Actor, Permission, Role, system
from legalops.services import kpis, months, outlooks, performance, report
from legalops.store import accruals, review
from legalops.store import kpis as store
from legalops.store.unit import writing

DEMO = system("demo")
SEPTEMBER = Chosen(FiscalYear(2026), 202609)
LIVE = "i.status NOT IN ('undone', 'superseded', 'rejected')"
BILLED = (
    f"SELECT SUM(l.reporting_cents) FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id "
    f"WHERE {LIVE} AND i.invoice_date BETWEEN :first AND :last"
)
YTD = {"first": "2026-01-01", "last": "2026-09-30"}
IN_FORCE = (
    "v.id = (SELECT x.id FROM budget_version x WHERE x.fiscal_year = v.fiscal_year "
    "ORDER BY x.approved_at IS NULL, x.number DESC LIMIT 1)"
)


@pytest.fixture(scope="module")
def found(department: Engine) -> dict[str, Kpi]:
    return kpis.current(department, SEPTEMBER)


def ask(engine: Engine, query: str, **given: Any) -> Any:
    with engine.connect() as connection:
        return connection.execute(text(query), given).scalar()


def test_every_measure_has_one_value_or_says_what_it_is_per(
    department: Engine, found: dict[str, Kpi]
) -> None:
    per = {key for key in CATALOG if metrics.explained(key)}
    work = kpis.work(department, SEPTEMBER, found, date(2026, 11, 1))
    assert set(work) == WORK
    assert set(found) | WORK | per == set(CATALOG)
    assert not set(found) & per
    assert set(PER) <= set(CATALOG)


def test_spend_is_what_the_report_of_budget_against_actual_says(
    department: Engine, found: dict[str, Kpi]
) -> None:
    total = report.budget(department, DEMO, 2026, as_of=202609).total
    said = tuple(found[key].value for key in ("budget", "actual", "variance", "used"))
    assert said == (
        total.budget_cents, total.actual_cents, total.variance_cents, total.used_share
    )  # fmt: skip


def test_billed_is_what_the_lines_of_the_year_add_up_to(
    department: Engine, found: dict[str, Kpi]
) -> None:
    billed = ask(department, BILLED, **YTD)
    assert found["actual"].value == found["billed"].value == billed
    before = ask(department, BILLED, first="2025-01-01", last="2025-09-30")
    assert found["prior_year"].value == before
    assert found["reached"].value == pytest.approx(billed / before)
    whole = ask(department, BILLED, first="2025-01-01", last="2025-12-31")
    assert found["year_reached"].value == pytest.approx(billed / whole)


def test_approved_and_pending_are_what_the_lines_less_the_cuts_say(
    department: Engine, found: dict[str, Kpi]
) -> None:
    of_status = f"{BILLED} AND i.status IN {{}}"
    cut = ask(
        department,
        "SELECT COALESCE(SUM(c.reporting_cut_cents), 0) FROM invoice_cut c JOIN invoice i "
        "ON i.id = c.invoice_id WHERE i.status IN ('approved', 'paid') "
        "AND i.invoice_date BETWEEN :first AND :last",
        **YTD,
    )
    passed = ask(department, of_status.format("('approved', 'paid')"), **YTD)
    assert found["approved"].value == passed - cut
    assert found["pending"].value == (ask(department, of_status.format("('received')"), **YTD) or 0)
    assert passed > cut > 0


def test_incurred_is_approved_pending_and_accrued(
    department: Engine, found: dict[str, Kpi]
) -> None:
    accrued = accruals.as_spend(department, 202601, 202609)["reporting_cents"].sum()
    parts = (found["approved"].value or 0) + (found["pending"].value or 0) + int(accrued)
    assert found["incurred"].value == parts


def test_budget_is_what_the_lines_of_the_version_in_force_add_up_to(
    department: Engine, found: dict[str, Kpi]
) -> None:
    plan = (
        "SELECT SUM(l.amount_cents) FROM budget_line l JOIN budget_version v "
        f"ON v.id = l.version_id WHERE {IN_FORCE} AND l.practice_area_id IS NOT NULL "
        "AND l.month BETWEEN 202601 AND :last"
    )
    budget, billed = ask(department, plan, last=202609), ask(department, BILLED, **YTD)
    year = ask(department, plan, last=202612)
    assert found["budget"].value == budget
    assert found["variance"].value == billed - budget
    assert found["used"].value == pytest.approx(billed / budget)
    assert found["left"].value == year - billed
    assert found["pace"].value == pytest.approx(billed / year / (273 / 365))


def test_the_forecast_is_the_page_s(department: Engine, found: dict[str, Kpi]) -> None:
    tests = outlooks.backtest(department)
    outlook, _ = outlooks.outlook(department, replace(SEPTEMBER, period="full"), tests)
    end, actual = outlook.at_completion_cents, outlook.actual_cents
    assert end is not None
    assert (found["forecast"].value, found["forecast_actual"].value) == (end, actual)
    assert found["to_come"].value == end - actual
    budget = (found["left"].value or 0) + (found["actual"].value or 0)
    assert found["forecast_over"].value == end - budget
    rows = tests.record
    mine = rows[(rows["method"] == outlook.method) & (rows["practice_area_id"] == DEPARTMENT)]
    for key, column in (("wape", "wape"), ("bias", "bias"), ("band_coverage", "coverage")):
        assert found[key].value == pytest.approx(float(mine[column].iloc[0]))
    assert found["forecast_actual"].value == ask(department, BILLED, **YTD)


def test_approvals_are_those_of_their_page(department: Engine, found: dict[str, Kpi]) -> None:
    page = approvals(review.decisions(department, 202601, 202612))
    assert found["cut"].value == page.cut_cents
    assert found["adjustment_rate"].value == page.adjustment_share
    assert found["cycle_median"].value == page.median_days
    assert found["cycle_p90"].value == page.p90_days
    assert found["first_pass"].value == page.first_pass_share
    assert found["cut"].n == page.decided > 0


def test_days_to_decide_are_those_between_arrival_and_decision(
    department: Engine, found: dict[str, Kpi]
) -> None:
    with department.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT u.uploaded_at, i.decided_at FROM invoice i JOIN upload u "
                "ON u.id = i.upload_id WHERE i.invoice_date LIKE '2026-%' "
                "AND i.status IN ('approved', 'paid', 'rejected')"
            )
        ).all()
    days = [(parse_instant(b) - parse_instant(a)).total_seconds() / 86_400 for a, b in rows]
    assert found["cycle_median"].value == pytest.approx(statistics.median_low(days))


def test_accruals_are_those_of_the_as_of_month(department: Engine, found: dict[str, Kpi]) -> None:
    rows = accruals.facts(department, 202609, 202609)
    made = ask(
        department,
        "SELECT SUM(reporting_cents) FROM accrual WHERE replaced_at IS NULL AND month = 202609",
    )
    left = int(rows["open_reporting_cents"].sum())
    assert found["accrued"].value == made
    assert found["accrued_open"].value == (left if made is not None else None)
    if made is not None:
        assert found["accrued_billed"].value == made - left
    asked = accruals.requests(department, 202609, 202609)
    share = in_time(asked, "UTC").mean() if len(asked) else None
    assert found["response_rate"].value == share


def test_concentration_is_that_of_the_performance_page(
    department: Engine, found: dict[str, Kpi]
) -> None:
    window = Window(202601, 202609, 202501, 202512)
    firms = measures.firms(performance.read(department), window)
    page = concentration([firm.spend_cents for firm in firms.values()])
    assert page is not None
    assert found["hhi"].value == pytest.approx(page.hhi)
    assert found["firms_80"].value == page.firms_80
    assert found["top_share"].value == pytest.approx(dict(page.top)[metrics.TOP])


def test_concentration_is_what_the_lines_say(department: Engine, found: dict[str, Kpi]) -> None:
    with department.connect() as connection:
        query = BILLED.replace("SELECT SUM", "SELECT i.vendor_id, SUM") + " GROUP BY 1"
        sums = sorted((row[1] for row in connection.execute(text(query), YTD)), reverse=True)
    assert found["hhi"].value == pytest.approx(sum((c / sum(sums)) ** 2 for c in sums) * 10_000)
    assert found["top_share"].value == pytest.approx(sum(sums[:5]) / sum(sums))


def test_what_was_kept_of_a_month_is_what_it_was_closed_with(
    department: Engine, found: dict[str, Kpi]
) -> None:
    kept = store.kept(department)
    frozen = ask(
        department,
        "SELECT SUM(actual_cents) FROM closed_figure WHERE basis = 'invoice' "
        "AND month BETWEEN 202501 AND 202509",
    )
    assert kpis.from_e4("actual", kept["actual"][202509]) == frozen
    assert max(kept["actual"]) == max(months_closed(department))
    assert found["used"].prior_at == 202509
    assert found["used"].prior == pytest.approx(kept["used"][202509] / 10_000)
    series = found["used"].series
    assert [month for month, _ in series][-2:] == [202608, 202609]
    assert len(series) == 12
    assert series[-1][1] == found["used"].value


def months_closed(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [row[0] for row in connection.execute(text("SELECT month FROM closed_month"))]


def test_the_months_of_spend_add_up_to_the_year(found: dict[str, Kpi]) -> None:
    series = dict(found["actual"].series)
    assert len(series) == 12
    assert sum(c for month, c in series.items() if month >= 202601) == found["actual"].value


def test_a_month_that_is_closed_keeps_its_measures_in_the_same_transaction(
    sample_engine: Engine,
) -> None:
    months.close(sample_engine, DEMO, 202610)
    kept = store.kept(sample_engine)
    assert kept["actual"][202610] == ask(
        sample_engine, BILLED, first="2026-01-01", last="2026-10-31"
    ) * 100  # fmt: skip
    outlook, _ = outlooks.outlook(
        sample_engine, replace(SEPTEMBER, as_of=202610, period="full"),
        outlooks.backtest(sample_engine),
    )  # fmt: skip
    assert kept["forecast"][202610] == (outlook.at_completion_cents or 0) * 100
    again = months.close(sample_engine, DEMO, 202610)
    assert not again.is_new
    assert store.kept(sample_engine) == kept


def test_reads_within_a_transaction_see_what_it_wrote(sample_engine: Engine) -> None:
    with writing(sample_engine, DEMO, Permission.CLOSE_MONTH) as unit:
        store.keep(unit, 202609, {"probe": 7})
        assert store.kept(store.inside(unit.session))["probe"] == {202609: 7}
        assert "probe" not in store.kept(sample_engine)
    assert store.kept(sample_engine)["probe"] == {202609: 7}


def test_a_store_without_invoices_has_measures_without_values(engine: Engine) -> None:
    found = kpis.current(engine, SEPTEMBER)
    assert found["actual"].value == 0
    for key in ("budget", "used", "forecast", "cycle_median", "hhi", "response_rate", "reached"):
        assert found[key].value is None
    assert not any(kpi.series for kpi in found.values())


# Targets and cards


@pytest.mark.parametrize("role", list(Role))
def test_targets_are_set_by_executives_and_legal_operations(
    engine: Engine, people: dict[Role, Actor], role: Role
) -> None:
    if role == Role.MEMBER:
        with pytest.raises(NotAllowedError, match="set targets"):
            kpis.set_targets(engine, people[role], 2026, {"used": 0.9}, {})
        with pytest.raises(NotAllowedError):
            kpis.choose_department_cards(engine, people[role], ["used"])
        assert store.targets(engine) == {}
        return
    assert kpis.set_targets(engine, people[role], 2026, {"used": 0.9, "cut": 5_000_00}, {}) == 2
    aims = store.targets(engine)[2026]
    assert (aims["used"].value_e4, aims["cut"].value_e4) == (9_000, 50_000_000)
    kpis.choose_department_cards(engine, people[role], ["used", "cut"])
    assert store.cards(engine) == {0: ("used", "cut")}


def test_a_target_is_changed_only_by_who_saw_it_as_it_is(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    ops, executive = people[Role.OPS], people[Role.EXECUTIVE]
    kpis.set_targets(engine, ops, 2026, {"used": 0.9}, {})
    with pytest.raises(StaleEditError):
        kpis.set_targets(engine, executive, 2026, {"used": 0.8}, {})
    assert kpis.set_targets(engine, executive, 2026, {"used": 0.8}, {"used": 0.9}) == 1
    assert kpis.set_targets(engine, executive, 2026, {"used": 0.8}, {"used": 0.8}) == 0
    assert kpis.set_targets(engine, ops, 2026, {"used": None}, {"used": 0.8}) == 1
    assert store.targets(engine) == {}
    last = ask(engine, "SELECT before_json FROM audit_event ORDER BY seq DESC LIMIT 1")
    assert last == '{"used": 8000}'


@pytest.mark.parametrize("measure", ["budget", "firm_score", "nothing", "top_share"])
def test_a_measure_without_a_good_way_or_a_value_has_no_target(
    engine: Engine, people: dict[Role, Actor], measure: str
) -> None:
    with pytest.raises(InvalidInputError):
        kpis.set_targets(engine, people[Role.OPS], 2026, {measure: 1}, {})


def test_everybody_chooses_their_own_cards_in_their_order(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    member = people[Role.MEMBER]
    kpis.choose_cards(engine, member, ["hhi", "actual"])
    assert store.cards(engine) == {member.user_id: ("hhi", "actual")}
    kpis.choose_cards(engine, member, [])
    assert store.cards(engine) == {}
    with pytest.raises(RefusedError):
        kpis.choose_cards(engine, DEMO, ["hhi"])
    for wrong in (["firm_score"], ["hhi", "hhi"], ["nothing"], list(kpis.USUAL) * 3):
        with pytest.raises(InvalidInputError):
            kpis.choose_cards(engine, member, wrong)


# In words


@given(some.lists(some.sampled_from(["off", "decide"]), max_size=30))
def test_at_most_seven_sentences_are_shown_and_decisions_are_not_crowded_out(
    kinds: list[attention.Kind],
) -> None:
    notes = [Note(kind, str(place), "home", "") for place, kind in enumerate(kinds)]
    off, decide = attention.few(notes)
    given = [[n for n in notes if n.kind == kind] for kind in ("off", "decide")]
    assert len(off) + len(decide) == min(attention.MOST, len(notes))
    assert off == given[0][: len(off)]
    assert decide == given[1][: len(decide)]
    assert len(decide) >= min(4, len(given[1]))


@pytest.mark.parametrize(
    ("kpi", "text", "side"),
    [
        (Kpi("used", 1.08, "", prior=1.0, prior_at=202509), "8.0 pts above Sep 2025", "bad"),
        (Kpi("first_pass", 0.9, "", prior=0.8, prior_at=202509), "10 pts above Sep 2025", "good"),
        (Kpi("cut", 90_00, "", prior=100_00, prior_at=202509), "10% below Sep 2025", "bad"),
        (Kpi("cut", 100_00, "", prior=100_00, prior_at=202509), "level with Sep 2025", "even"),
        (Kpi("variance", 12_00, "", against=Against(100_00, "budget", is_share=True)),
         "12% over budget", "bad"),
        (Kpi("variance", -1_00, "", against=Against(100_00, "budget", is_share=True)),
         "on budget", "even"),
        (Kpi("hhi", 900, "", prior=1000, prior_at=202606), "10% below Jun 2026", "none"),
    ],
)  # fmt: skip
def test_a_distance_says_how_far_and_whether_that_is_good(kpi: Kpi, text: str, side: str) -> None:
    distance = kpi_words.from_before(kpi)
    assert distance is not None
    assert (distance.text, distance.side) == (text, side)


def test_nothing_is_said_of_a_value_that_is_held_against_nothing() -> None:
    assert kpi_words.from_before(Kpi("used", 0.5, "")) is None
    assert kpi_words.from_before(Kpi("used", None, "", prior=1.0, prior_at=202509)) is None


def test_sentences_name_a_few_and_count_the_rest() -> None:
    firms = ("Oak", "Elm", "Ash", "Fir")
    assert attention.silent(firms, 202610) == (
        "No invoice for Oct 2026 yet from Oak, Elm, Ash and 1 more."
    )
    assert attention.silent((), 202610) == ""
    assert attention.requested(("Oak", "Oak")) == "2 rate requests from Oak wait for an answer."
    assert attention.to_approve(["FY26 v2", "FY27 v1"]) == (
        "Budgets FY26 v2 and FY27 v1 wait for approval."
    )


def test_what_ends_soon_is_one_sentence() -> None:
    rates, term = (
        Ending("rate", ("Oak",), 2, "2026-12-01"),
        Ending("term", ("Elm",), 1, "2026-11-20"),
    )
    none = Ending("term", (), 0, "")
    assert attention.ending([none, none]) == ""
    assert attention.ending([rates, none]) == (
        "2 rates of Oak end within 90 days, with nothing agreed after; the first on 1 Dec 2026."
    )
    assert attention.ending([rates, term], ("FY26", "2026-12-31")) == (
        "2 rates and 1 term of Oak and Elm and the FY26 budget end within 90 days, with nothing "
        "agreed after; the first on 20 Nov 2026."
    )
    assert attention.ending([], ("FY26", "2026-12-31")).startswith("The FY26 budget ends within")


def test_a_budget_that_ends_soon_is_named_until_the_next_one_is_there() -> None:
    year = FiscalYear(2026)
    assert attention.budget_ends(year, False, date(2026, 11, 5)) == ("FY26", "2026-12-31")
    assert attention.budget_ends(year, True, date(2026, 11, 5)) is None
    assert attention.budget_ends(year, False, date(2026, 6, 5)) is None
    assert attention.late([202608, 202610], date(2026, 11, 5)) == "Aug 2026 is over and not closed."
