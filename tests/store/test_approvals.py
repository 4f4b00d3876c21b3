"""Decisions on invoices: every kept sum follows, and taking one back restores every figure."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from legalops.errors import InvalidInputError, NotAllowedError, RefusedError
from legalops.intake.read import Limits
from legalops.permissions import Actor, Role, system
from legalops.services import approvals as acts
from legalops.services import check, imports
from legalops.services.choices import Choices, MatterChoice
from legalops.store import approvals, rates, spend
from tests.services.ledes import Invoice, Line, file

CLI = system("cli")
FIRM = "11-1111111"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
KEPT = ("invoice", "invoice_sum", "invoice_cut", "spend_cube", "timekeeper_sum")


def bring(engine: Engine, *invoices: Invoice, currency: str = "USD", reason: str = "") -> list[int]:
    choices = Choices(
        currencies={FIRM: currency},
        vendor_names={FIRM: "Hale & Quimby LLP"},
        matters={
            (FIRM, f"M-{n}", f"FM-{n}"): MatterChoice(f"Matter {n}", "Litigation") for n in (1, 2)
        },
        replacements={i.number: reason for i in invoices} if reason else {},
    )
    data = file(*invoices)
    prepared = imports.prepare(engine, CLI, "m.txt", data, choices=choices, limits=Limits())
    return list(imports.confirm(engine, CLI, prepared, choices).invoice_ids)


def state(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            table: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {table}"))), key=str)
            for table in KEPT
        }


def one(engine: Engine, query: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(text(query)).scalar()


THREE = Invoice(lines=(Line(10_000), Line(3_333, day="20251210"), Line(5_001, "E", matter="M-2")))


def test_an_invoice_is_approved_in_full_and_stands_in_the_cube_as_approved(engine: Engine) -> None:
    ids = bring(engine, THREE)
    done = acts.approve(engine, CLI, ids)
    assert (done.invoices, done.cents) == (1, {"USD": 18_334})
    assert set(spend.cube(engine)["status"]) == {"approved"}
    assert one(engine, "SELECT decided_by FROM invoice") == "cli"
    assert check.run(engine) == []


def test_what_is_taken_off_is_spread_over_matters_months_and_kinds(engine: Engine) -> None:
    (number,) = bring(engine, THREE)
    acts.approve_less(engine, CLI, number, 1_000, "Travel is not agreed")
    cut = approvals.cuts(engine, 202512, 202602)
    assert int(cut["reporting_cents"].sum()) == -1_000
    by_part = dict(zip(zip(cut["work_month"], cut["cost_kind"], strict=True),
                       cut["reporting_cents"], strict=True))  # fmt: skip
    assert by_part == {
        (202601, "fees"): -545, (202512, "fees"): -182, (202601, "expenses"): -273
    }  # fmt: skip
    assert set(cut["status"]) == {"approved"}
    assert one(engine, "SELECT SUM(approved_cents) FROM invoice_sum") == 17_334
    assert check.run(engine) == []


def test_a_rejected_invoice_leaves_the_hours_and_comes_back_when_that_is_taken_back(
    engine: Engine,
) -> None:
    ids = bring(engine, THREE)
    before = state(engine)
    acts.reject(engine, CLI, ids, "Not our matter")
    assert state(engine)["timekeeper_sum"] == []
    assert check.run(engine) == []
    acts.take_back(engine, CLI, ids)
    assert state(engine) == before


def test_paid_is_taken_back_to_approved_and_then_to_waiting(engine: Engine) -> None:
    ids = bring(engine, THREE)
    before = state(engine)
    acts.approve_less(engine, CLI, ids[0], 500, "Rounding", now=NOW)
    approved = state(engine)
    acts.pay(engine, CLI, ids, date(2026, 3, 10))
    assert one(engine, "SELECT paid_on FROM invoice") == "2026-03-10"
    assert check.run(engine) == []
    acts.take_back(engine, CLI, ids)
    assert state(engine) == approved
    acts.take_back(engine, CLI, ids)
    assert state(engine) == before


@settings(max_examples=12, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    cents=st.lists(st.integers(-500, 9_999), min_size=1, max_size=6),
    share=st.integers(1, 99),
    decision=st.sampled_from(["approve", "less", "reject"]),
)
def test_approved_is_never_more_than_billed_and_taking_back_restores_every_sum(
    engine: Engine, cents: list[int], share: int, decision: str
) -> None:
    lines = (Line(10_000), *(Line(c, "FE"[n % 2], matter=f"M-{n % 2 + 1}")
                             for n, c in enumerate(cents)))  # fmt: skip
    number = f"I-{one(engine, 'SELECT COUNT(*) FROM invoice')}"
    ids = bring(engine, Invoice(number=number, lines=lines))
    before = state(engine)
    if decision == "approve":
        acts.approve(engine, CLI, ids)
    elif decision == "reject":
        acts.reject(engine, CLI, ids, "No")
    else:
        total = one(engine, f"SELECT total_cents FROM invoice WHERE id = {ids[0]}")
        acts.approve_less(engine, CLI, ids[0], max(1, total * share // 100), "Too much")
    assert not one(engine, "SELECT COUNT(*) FROM invoice_sum WHERE approved_cents > billed_cents")
    assert check.run(engine) == []
    acts.take_back(engine, CLI, ids)
    assert state(engine) == before


def test_a_rate_entered_later_converts_what_was_taken_off_too(engine: Engine) -> None:
    ids = bring(engine, THREE, currency="EUR")
    acts.approve_less(engine, CLI, ids[0], 1_000, "Too much")
    waiting = approvals.cuts(engine, 202601, 202602)
    assert (waiting["reporting_cents"].sum(), waiting["unconverted_cents"].sum()) == (0, -1_000)
    rates.add(engine, CLI, "EUR", "2026-01-01", 110_000_000)
    after = approvals.cuts(engine, 202601, 202602)
    assert abs(int(after["reporting_cents"].sum()) + 1_100) <= 2
    assert after["unconverted_cents"].sum() == 0
    assert check.run(engine) == []


def test_an_upload_with_a_rejected_invoice_is_undone_and_one_with_an_approved_is_not(
    engine: Engine,
) -> None:
    ids = bring(engine, THREE)
    acts.approve(engine, CLI, ids)
    with pytest.raises(RefusedError, match="has been approved or paid since"):
        imports.undo(engine, CLI, 1)
    acts.take_back(engine, CLI, ids)
    acts.reject(engine, CLI, ids, "Not ours")
    assert imports.undo(engine, CLI, 1) == 1
    assert check.run(engine) == []


def test_a_rejected_invoice_that_was_replaced_comes_back_rejected(engine: Engine) -> None:
    ids = bring(engine, THREE)
    acts.reject(engine, CLI, ids, "Wrong rate")
    before = state(engine)
    bring(engine, Invoice(lines=(Line(9_000),)), reason="Resubmitted")
    assert one(engine, f"SELECT status FROM invoice WHERE id = {ids[0]}") == "superseded"
    imports.undo(engine, CLI, 2)
    after = state(engine)
    assert [row for row in after["invoice"] if row[0] == ids[0]] == before["invoice"]
    assert after["spend_cube"] == before["spend_cube"]
    assert check.run(engine) == []


@pytest.mark.parametrize(
    ("cut", "reason", "said"),
    [
        (0, "why", "take off more than zero"),
        (18_334, "why", "Reject the invoice instead"),
        (10, "  ", "say why"),
    ],
)
def test_an_amount_to_take_off_has_bounds_and_a_reason(
    engine: Engine, cut: int, reason: str, said: str
) -> None:
    ids = bring(engine, THREE)
    before = state(engine)
    with pytest.raises(InvalidInputError, match=said):
        acts.approve_less(engine, CLI, ids[0], cut, reason)
    assert state(engine) == before


def test_a_decision_is_made_once_and_all_or_none(engine: Engine) -> None:
    first, second = bring(engine, THREE, Invoice(number="INV-2"))
    acts.reject(engine, CLI, [first], "Twice billed")
    with pytest.raises(RefusedError, match="INV-1 is rejected by cli; nothing was changed"):
        acts.approve(engine, CLI, [first, second])
    assert one(engine, f"SELECT status FROM invoice WHERE id = {second}") == "received"
    with pytest.raises(RefusedError, match="Only what is approved can be paid"):
        acts.pay(engine, CLI, [second], date(2026, 3, 1))


def test_a_day_of_payment_is_neither_to_come_nor_before_the_invoice(engine: Engine) -> None:
    ids = bring(engine, THREE)
    acts.approve(engine, CLI, ids)
    with pytest.raises(InvalidInputError, match="is before invoice INV-1 was written, 5 Feb 2026"):
        acts.pay(engine, CLI, ids, date(2026, 2, 4))
    with pytest.raises(InvalidInputError, match="still to come"):
        acts.pay(engine, CLI, ids, date(2999, 1, 1))


def test_only_who_imports_invoices_decides_on_them(engine: Engine) -> None:
    ids = bring(engine, THREE)
    with pytest.raises(NotAllowedError):
        acts.approve(engine, Actor("x", Role.EXECUTIVE), ids)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE invoice SET cut_cents = 999", "999 is taken off it, but its parts add up to"),
        ("UPDATE invoice_cut SET cut_cents = 0 - cut_cents", "is taken off a part of"),
        ("UPDATE invoice_cut SET reporting_cut_cents = reporting_cut_cents + 9", "in proportion"),
        ("UPDATE invoice_sum SET approved_cents = billed_cents", "A part is approved at"),
        ("UPDATE invoice SET paid_on = '2026-03-01'", "has a day on which it was paid"),
    ],
)
def test_the_check_finds_a_cut_that_does_not_add_up(engine: Engine, damage: str, said: str) -> None:
    ids = bring(engine, THREE)
    acts.approve_less(engine, CLI, ids[0], 1_000, "Too much")
    with engine.begin() as connection:
        connection.execute(text(damage))
    assert any(f.check == "cuts" and said in f.message for f in check.run(engine))
