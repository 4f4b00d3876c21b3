"""What rates would convert is what they do convert; accruals go out and come back as a workbook."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from legalops.errors import RefusedError
from legalops.services import accrual_uploads, accruals, check
from legalops.services import rates as acts
from legalops.store import accruals as stored
from legalops.store import rates
from tests.services.ledes import Invoice, Line
from tests.store.test_accruals import BEFORE, FIRM, JAN, MATTER
from tests.store.test_approvals import CLI, bring

DAYS = ("2026-01-10", "2026-01-20", "2026-02-05")


@settings(max_examples=10, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    cents=st.lists(st.integers(1, 10**7), min_size=1, max_size=4),
    rate=st.integers(10**6, 10**9),
    day=st.sampled_from(DAYS),
)
def test_the_effect_shown_before_is_the_effect_that_comes(
    engine: Engine, cents: list[int], rate: int, day: str
) -> None:
    known = len(rates.table(engine)) + 1
    start = len(check_ids(engine))
    bring(
        engine,
        *(
            Invoice(number=f"{start}-{n}", lines=(Line(c),), date=DAYS[n % 3].replace("-", ""))
            for n, c in enumerate(cents)
        ),
        currency="EUR",
    )
    taken = set(rates.table(engine)["effective_on"])
    if day in taken:
        return
    seen = acts.effect(engine, "EUR", day, rate)
    done = acts.enter(engine, CLI, "EUR", day, rate)
    assert len(rates.table(engine)) == known
    assert (seen.invoices, seen.cents, seen.reporting_cents) == (
        done.invoices, done.cents, done.reporting_cents,
    )  # fmt: skip
    left = rates.unconverted(engine)
    assert seen.left == (int(left["invoices"].sum()) if len(left) else 0)
    assert seen.left_cents == (int(left["cents"].sum()) if len(left) else 0)
    assert check.run(engine) == []


def check_ids(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT id FROM invoice")]


def test_a_file_of_rates_says_what_it_converts_and_each_invoice_takes_the_rate_of_its_day(
    engine: Engine,
) -> None:
    bring(engine, Invoice(number="A", date="20260115"), Invoice(number="B"), currency="EUR")
    data = b"currency,holds from,rate\nEUR,2026-01-01,1.1\nEUR,2026-02-01,1.2\n"
    seen = acts.preview(engine, CLI, "rates.csv", data)
    [effect] = seen.effects
    assert (effect.invoices, effect.cents, effect.reporting_cents) == (2, 20_000, 23_000)
    assert rates.table(engine).empty
    done = acts.confirm(engine, CLI, seen)
    assert sum(each.reporting_cents for each in done) == 23_000
    assert check.run(engine) == []
    again = acts.preview(engine, CLI, "rates.csv", data)
    assert len(again.draft.problems) == 2
    with pytest.raises(RefusedError, match="Nothing is stored while the file has errors"):
        acts.confirm(engine, CLI, again)


def test_the_template_of_rates_names_the_currencies_that_wait(engine: Engine) -> None:
    bring(engine, Invoice(), currency="EUR")
    _, content = acts.template(engine)
    [problem] = acts.preview(engine, CLI, "t.xlsx", content).draft.problems
    assert problem.field == "Rates!C2"


def test_the_workbook_of_a_month_comes_back_as_it_went_out(engine: Engine) -> None:
    bring(engine, Invoice(number="DEC", lines=(Line(100, day="20251210"),), date="20260105"))
    entry = accruals.Entry(FIRM, MATTER, 12_345, "USD", "firm", note="hearing")
    accruals.enter(engine, CLI, JAN, [entry], now=BEFORE)
    name, content = accrual_uploads.template(engine, CLI, JAN)
    assert name == "accruals_2026-01.xlsx"
    seen = accrual_uploads.preview(engine, CLI, JAN, name, content)
    assert seen.draft.problems == ()
    assert (len(seen.draft.rows), seen.draft.blank, seen.changes) == (1, 1, 0)


def test_a_file_of_accruals_is_stored_as_previewed(engine: Engine) -> None:
    bring(engine, Invoice())
    data = b"vendor,matter,amount\nHale & Quimby LLP,M-1,10.50\nHale & Quimby LLP,,0\n"
    seen = accrual_uploads.preview(engine, CLI, JAN, "a.csv", data)
    assert seen.changes == 2
    assert accrual_uploads.confirm(engine, CLI, seen) == 2
    found = stored.facts(engine, JAN, JAN)
    assert sorted(found["amount_cents"]) == [0, 1_050]
    assert set(found["source"]) == {"workbook"}
    assert accrual_uploads.preview(engine, CLI, JAN, "a.csv", data).changes == 0
