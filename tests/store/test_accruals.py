"""Accruals: entered, reversed by invoices that come later, back again when those are undone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from legalops.errors import InvalidInputError, NotAllowedError, RefusedError, StaleEditError
from legalops.permissions import Actor, Role
from legalops.services import accruals as acts
from legalops.services import approvals, imports
from legalops.services.accruals import Entry
from legalops.store import accruals, merges, rates
from tests.services.ledes import Invoice, Line
from tests.store.test_approvals import CLI, bring

JAN = 202601
BEFORE = datetime(2026, 2, 3, 9, tzinfo=UTC)
FIRM, MATTER = 1, 1
EARLIER = Invoice(number="DEC", lines=(Line(100, day="20251210"),), date="20260105")


@pytest.fixture
def firm(engine: Engine) -> Engine:
    """A firm with an open matter, known from an invoice of January that is undone again."""
    bring(engine, Invoice(number="FIRST"))
    imports.undo(engine, CLI, 1)
    return engine


def enter(engine: Engine, cents: int | None, matter: int | None = MATTER, **given: Any) -> int:
    given = {"source": "firm", "currency": "USD"} | given
    entry = Entry(FIRM, matter, cents, **given)
    return acts.enter(engine, CLI, JAN, [entry], now=BEFORE)


def standing(engine: Engine) -> dict[str, Any]:
    return dict(accruals.facts(engine, JAN, JAN).to_dict("records")[-1])  # type: ignore[arg-type]


def test_an_accrual_counts_in_the_month_of_the_work_until_it_is_billed(firm: Engine) -> None:
    enter(firm, 12_345)
    spend = accruals.as_spend(firm, JAN, JAN)
    assert spend[["invoice_month", "work_month", "status", "reporting_cents"]].to_dict(
        "records"
    ) == [{"invoice_month": JAN, "work_month": JAN, "status": "accrued", "reporting_cents": 12_345}]
    assert accruals.as_spend(firm, 202602, 202612).empty


def test_an_invoice_that_covers_the_month_reverses_it_and_its_undo_brings_it_back(
    firm: Engine,
) -> None:
    enter(firm, 12_345)
    (number,) = bring(firm, Invoice(lines=(Line(10_000),)))
    found = standing(firm)
    assert (found["open_cents"], found["billed_cents"], found["state"]) == (0, 10_000, "reversed")
    assert accruals.as_spend(firm, JAN, JAN).empty
    approvals.reject(firm, CLI, [number], "Not ours")
    assert standing(firm)["open_cents"] == 12_345
    approvals.take_back(firm, CLI, [number])
    imports.undo(firm, CLI, 2)
    assert (standing(firm)["open_cents"], standing(firm)["state"]) == (12_345, "open")


def test_a_period_that_ends_before_the_month_does_reverses_in_part(firm: Engine) -> None:
    enter(firm, 12_345)
    (number,) = bring(firm, Invoice(lines=(Line(10_000),)))
    with firm.begin() as connection:
        connection.execute(text("UPDATE invoice SET period_end = '2026-01-20'"))
    assert (standing(firm)["open_cents"], standing(firm)["state"]) == (2_345, "part")
    assert int(accruals.as_spend(firm, JAN, JAN)["reporting_cents"].sum()) == 2_345
    assert number


def test_what_was_stored_before_the_accrual_was_made_does_not_touch_it(engine: Engine) -> None:
    bring(engine, Invoice())
    later = datetime(2999, 1, 1, tzinfo=UTC)
    entry = Entry(FIRM, MATTER, 500, "USD", "firm")
    acts.enter(engine, CLI, JAN, [entry], now=later)
    assert standing(engine)["open_cents"] == 500


def test_a_file_that_waited_counts_from_when_it_was_stored(engine: Engine) -> None:
    bring(engine, Invoice())
    acts.enter(engine, CLI, JAN, [Entry(FIRM, MATTER, 500, "USD", "firm")], now=BEFORE)
    with engine.begin() as connection:
        connection.execute(text("UPDATE upload SET uploaded_at = '2026-01-31T00:00:00.000000Z'"))
    assert standing(engine)["open_cents"] == 500
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_event (seq, at, actor_name, session_ref, action, subject, "
                "subject_id, prev_hash, hash) SELECT MAX(seq) + 1, '2026-01-31', 'x', '', "
                "'upload.received', 'upload', '1', '', '' FROM audit_event"
            )
        )
    assert standing(engine)["open_cents"] == 0


def test_an_accrual_of_another_matter_or_for_the_firm_as_a_whole_stands_by_itself(
    firm: Engine,
) -> None:
    bring(firm, Invoice(number="TWO", lines=(Line(1, matter="M-2"),)))
    imports.undo(firm, CLI, 2)
    enter(firm, 1_000)
    enter(firm, 2_000, matter=2)
    enter(firm, 4_000, matter=None)
    bring(firm, Invoice(lines=(Line(900),)))
    found = accruals.facts(firm, JAN, JAN).set_index("amount_cents")["open_cents"]
    assert found.to_dict() == {1_000: 0, 2_000: 2_000, 4_000: 4_000}


def test_a_closed_matter_drops_its_accrual_and_takes_no_new_one(firm: Engine) -> None:
    enter(firm, 1_000)
    with firm.begin() as connection:
        connection.execute(text("UPDATE matter SET status = 'closed'"))
    assert (standing(firm)["open_cents"], standing(firm)["state"]) == (0, "dropped")
    with pytest.raises(RefusedError, match="is closed, so nothing is accrued"):
        enter(firm, 2_000)


def test_without_a_rate_it_is_named_and_a_rate_entered_later_converts_it(firm: Engine) -> None:
    enter(firm, 1_000, currency="EUR")
    loose = accruals.as_spend(firm, JAN, JAN).iloc[0]
    assert (loose["reporting_cents"], loose["unconverted_cents"]) == (0, 1_000)
    rates.add(firm, CLI, "EUR", "2026-01-31", 110_000_000)
    found = accruals.as_spend(firm, JAN, JAN).iloc[0]
    assert (found["reporting_cents"], found["unconverted_cents"]) == (1_100, 0)


def test_a_typed_zero_answers_and_a_blank_takes_out(firm: Engine) -> None:
    acts.ask(firm, CLI, JAN, [FIRM], date(2026, 2, 5), now=BEFORE)
    assert enter(firm, 0) == 1
    record = accruals.firm_record(firm, date(2026, 3, 1)).iloc[0]
    assert (record["asked"], record["answered"], record["n"]) == (1, 1, 0)
    assert standing(firm)["state"] == "nothing"
    assert enter(firm, 0) == 0
    assert enter(firm, None) == 1
    assert accruals.facts(firm, JAN, JAN).empty


def test_an_answer_after_the_due_date_does_not_count_as_in_time(firm: Engine) -> None:
    acts.ask(firm, CLI, JAN, [FIRM], date(2026, 2, 3), now=BEFORE)
    late = datetime(2026, 2, 6, tzinfo=UTC)
    acts.enter(firm, CLI, JAN, [Entry(FIRM, MATTER, 5, "USD", "firm")], now=late)
    assert accruals.firm_record(firm, date(2026, 3, 1)).iloc[0]["answered"] == 0


def test_our_own_figure_and_an_estimate_are_no_answer(firm: Engine) -> None:
    acts.ask(firm, CLI, JAN, [FIRM], date(2026, 2, 5), now=BEFORE)
    enter(firm, 100, source="person")
    enter(firm, 100, source="estimate")
    assert accruals.requests(firm)["answered_at"].tolist() == [""]


def test_accuracy_is_judged_ninety_days_after_the_month(firm: Engine) -> None:
    enter(firm, 9_000)
    bring(firm, Invoice(lines=(Line(10_000),)))
    assert accruals.firm_record(firm, date(2026, 5, 1)).empty
    record = accruals.firm_record(firm, date(2026, 5, 2)).iloc[0]
    assert (record["n"], record["accuracy"]) == (1, 0.9)


def test_somebody_elses_change_in_the_meantime_is_not_overwritten(firm: Engine) -> None:
    enter(firm, 100, seen=None)
    with pytest.raises(StaleEditError, match="was changed by cli since you opened it"):
        enter(firm, 200, seen=None)
    enter(firm, 200, seen=int(standing(firm)["id"]))
    assert standing(firm)["amount_cents"] == 200
    with firm.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM accrual")).scalar() == 2


def test_amounts_months_and_people_have_bounds(firm: Engine) -> None:
    with pytest.raises(InvalidInputError, match="below zero"):
        enter(firm, -1)
    with pytest.raises(InvalidInputError, match="has not begun"):
        acts.enter(firm, CLI, 202603, [Entry(FIRM, None, 1, "USD", "firm")], now=BEFORE)
    with pytest.raises(InvalidInputError, match="has passed"):
        acts.ask(firm, CLI, JAN, [FIRM], date(2026, 2, 2), now=BEFORE)
    with pytest.raises(NotAllowedError, match="change accruals"):
        acts.enter(firm, Actor("x", Role.EXECUTIVE), JAN, [], now=BEFORE)


@settings(max_examples=15, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(accrued=st.integers(0, 50_000), billed=st.integers(1, 50_000), is_whole=st.booleans())
def test_what_is_open_is_never_negative_nor_more_than_accrued(
    firm: Engine, accrued: int, billed: int, is_whole: bool
) -> None:
    entry = Entry(FIRM, MATTER, accrued, "USD", "person")
    acts.enter(firm, CLI, JAN, [entry], now=BEFORE)
    before = standing(firm)["open_cents"]
    assert before == accrued
    with firm.connect() as connection:
        count = connection.execute(text("SELECT COUNT(*) FROM invoice")).scalar()
    bring(firm, Invoice(number=f"I-{count}", lines=(Line(billed),)))
    if not is_whole:
        with firm.begin() as connection:
            connection.execute(text("UPDATE invoice SET period_end = '2026-01-20'"))
    expected = 0 if is_whole else max(0, accrued - billed)
    assert standing(firm)["open_cents"] == expected
    with firm.connect() as connection:
        upload = connection.execute(text("SELECT MAX(id) FROM upload")).scalar()
    imports.undo(firm, CLI, int(upload or 0))
    assert standing(firm)["open_cents"] == accrued


def test_the_estimate_of_a_silent_firm_goes_by_its_last_three_billed_months(engine: Engine) -> None:
    lines = {"20251010": 300, "20251110": 600, "20251210": 301}
    bring(engine, *(Invoice(number=day, lines=(Line(c, day=day),)) for day, c in lines.items()))
    found = acts.estimates(engine, JAN, [FIRM]).iloc[0]
    assert (found["amount_cents"], found["currency"]) == (400, "USD")
    assert found["method"] == "Mean of the last three billed months, Oct 2025 to Dec 2025"
    assert acts.store_estimates(engine, CLI, JAN, [FIRM], now=BEFORE) == 1
    assert standing(engine)["source"] == "estimate"
    # What a person entered stays.
    enter(engine, 7, source="person")
    assert acts.store_estimates(engine, CLI, JAN, [FIRM], now=BEFORE) == 0


def test_a_matter_without_work_for_ninety_days_gets_nothing(engine: Engine) -> None:
    bring(engine, Invoice(lines=(Line(900, day="20250915"),), date="20251003"))
    found = acts.estimates(engine, JAN, [FIRM]).iloc[0]
    assert found["amount_cents"] == 0
    assert found["method"] == "No work since Sep 2025, over 90 days"


def test_the_firms_of_a_month_stand_where_they_are(engine: Engine) -> None:
    bring(engine, EARLIER)
    with engine.begin() as connection:
        connection.execute(text("UPDATE invoice SET period_end = '2025-12-31', "
                                "period_start = '2025-12-01'"))  # fmt: skip
    assert acts.firms(engine, JAN)["state"].tolist() == ["not_asked"]
    acts.ask(engine, CLI, JAN, [FIRM], date(2026, 2, 5), now=BEFORE)
    assert acts.firms(engine, JAN)["state"].tolist() == ["overdue"]
    enter(engine, 10, source="estimate")
    assert acts.firms(engine, JAN)["state"].tolist() == ["estimated"]
    enter(engine, 10)
    assert acts.firms(engine, JAN)["state"].tolist() == ["answered"]
    bring(engine, Invoice())
    assert acts.firms(engine, JAN).iloc[0]["last_period_end"] == "2026-01-31"


def test_the_mail_asks_for_an_amount_a_matter_and_a_zero(engine: Engine) -> None:
    bring(engine, Invoice())
    mail = acts.mail(engine, CLI, FIRM, JAN, date(2026, 2, 5))
    assert "by 5 Feb 2026 what your work of Jan 2026 comes to" in mail.text
    assert "please answer with a zero" in mail.text
    assert "- M-1: Matter 1" in mail.text


def test_a_merge_of_vendors_moves_their_accruals_and_its_undo_moves_them_back(
    firm: Engine,
) -> None:
    bring(firm, Invoice(number="DEC", lines=(Line(100, day="20251210"),), date="20260105"))
    acts.ask(firm, CLI, JAN, [FIRM], date(2026, 2, 5), now=BEFORE)
    enter(firm, 1_000)
    with firm.begin() as connection:
        connection.execute(
            text("INSERT INTO vendor (id, name, name_norm, version, created_at) "
                 "VALUES (9, 'Other', 'other', 1, '2026-01-01')")
        )  # fmt: skip
    number = merges.merge(firm, CLI, FIRM, 9)
    assert (standing(firm)["vendor_id"], accruals.requests(firm)["vendor_id"].tolist()) == (9, [9])
    merges.undo(firm, CLI, number)
    assert standing(firm)["vendor_id"] == FIRM
    assert accruals.requests(firm)["vendor_id"].tolist() == [FIRM]
