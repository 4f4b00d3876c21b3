from datetime import date

import pandas as pd
import pytest

from legalops.metrics.completeness import (
    LATE_DAYS,
    Came,
    Facts,
    Sender,
    awaited,
    counts,
    due_on,
    expected,
    grid,
    last_month,
)
from legalops.periods import Month, months_between

OAK = Sender(1, "Oak LLP", since=202501)
ELM = Sender(2, "elm & Co", since=202501)
TODAY = date(2026, 11, 25)
EARLY = date(2025, 1, 1)


def came(*months: Month, vendor: int = 1, on: date | None = None) -> dict[tuple[int, Month], Came]:
    return {(vendor, month): Came(1, 10, on) for month in months}


def state(frame: pd.DataFrame, month: Month, vendor: int = 1) -> tuple[str, str]:
    row = frame[(frame["vendor_id"] == vendor) & (frame["month"] == month)].iloc[0]
    return str(row["state"]), str(row["reason"])


def one(sender: Sender, facts: Facts, month: Month, today: date = TODAY) -> tuple[str, str]:
    return state(grid(facts, [month], today), month, sender.vendor_id)


def test_a_vendor_that_billed_in_half_of_the_months_before_is_expected() -> None:
    assert expected(OAK, came(202604, 202606, 202609), 202610) == (
        True, "Expected as it has billed: it billed in 3 of the 6 months before.",
    )  # fmt: skip
    assert expected(OAK, came(202603, 202606, 202609), 202610) == (
        False, "Not expected as it has billed: it billed in 2 of the 6 months before.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cadence", "billed", "waited_for"),
    [
        ("monthly", [202601], [202602, 202603, 202604, 202605, 202606, 202607]),
        ("quarterly", [202601, 202603], [202606, 202607]),
        ("half_yearly", [202601], [202607]),
        ("yearly", [202507], [202607]),
        ("when_needed", [202601, 202602, 202603], []),
    ],
)
def test_a_setting_says_in_which_months_a_vendor_is_waited_for(
    cadence: str, billed: list[Month], waited_for: list[Month]
) -> None:
    sender = Sender(1, "Oak LLP", cadence=cadence, since=202501)
    held = came(*billed)
    months = [m for m in months_between(202601, 202607) if (1, m) not in held]
    assert [m for m in months if expected(sender, held, m)[0]] == waited_for


def test_a_new_vendor_is_first_waited_for_when_its_first_span_is_over() -> None:
    sender = Sender(1, "Oak LLP", cadence="quarterly", since=202605)
    assert [m for m in months_between(202605, 202608) if expected(sender, {}, m)[0]] == [
        202605, 202607, 202608,
    ]  # fmt: skip


def test_what_came_is_received_late_or_paid() -> None:
    facts = Facts([OAK], came(202609, on=date(2026, 10, 20)), first_upload=EARLY)
    assert one(OAK, facts, 202609) == (
        "received", "1 invoice, 10 lines; the first came on 20 Oct 2026.",
    )  # fmt: skip
    facts = Facts([OAK], came(202609, on=date(2026, 10, 21)), first_upload=EARLY)
    assert one(OAK, facts, 202609) == (
        "late",
        "1 invoice, 10 lines; the first came on 21 Oct 2026, 21 days after the month's end.",
    )
    paid = Sender(1, "Oak LLP", billing="paid_only")
    assert one(paid, Facts([paid], came(202609)), 202609) == ("paid", "1 payment, from finance.")


def test_nobody_can_say_of_history_loaded_at_once_that_it_came_late() -> None:
    loaded = date(2026, 11, 1)
    facts = Facts([OAK], came(202509, 202510, on=loaded), first_upload=loaded)
    assert one(OAK, facts, 202509) == ("received", "1 invoice, 10 lines.")


def test_silence_is_not_due_until_the_days_of_grace_are_over_and_then_missing() -> None:
    facts = Facts([OAK], came(202607, 202608, 202609))
    due = due_on(202610)
    assert (due - date(2026, 10, 31)).days == LATE_DAYS
    why = "Expected as it has billed: it billed in 3 of the 6 months before."
    assert one(OAK, facts, 202610, due) == ("not_due", f"{why} Due by 20 Nov 2026.")
    assert one(OAK, facts, 202610, date(2026, 11, 21)) == (
        "missing", f"{why} It was due by 20 Nov 2026.",
    )  # fmt: skip


def test_a_note_ends_the_waiting_and_what_waits_in_uploads_goes_before_it() -> None:
    base = Facts([OAK], came(202607, 202608, 202609), noted={(1, 202610): "No work (Ana)"})
    assert one(OAK, base, 202610) == ("nothing", "No work (Ana)")
    waiting = Facts([OAK], base.came, base.noted, waiting={(1, 202610): 2})
    assert one(OAK, waiting, 202610) == (
        "waiting", "2 invoices wait in an upload that nobody has stored yet.",
    )  # fmt: skip
    blocked = Facts([OAK], base.came, base.noted, {(1, 202610): 1})
    assert one(OAK, blocked, 202610) == (
        "blocked", "1 invoice waits in an upload, blocked by errors that are to be mended.",
    )  # fmt: skip


def test_a_vendor_that_is_only_paid_is_never_waited_for() -> None:
    paid = Sender(1, "Oak LLP", billing="paid_only", cadence="monthly", since=202501)
    frame = grid(Facts([paid], came(202609)), [202609, 202610], TODAY)
    assert frame["state"].tolist() == ["paid", "not_expected"]


def test_vendors_are_listed_by_name_and_those_nothing_is_known_of_are_left_out() -> None:
    ash = Sender(3, "Ash")
    facts = Facts([OAK, ELM, ash], came(202610) | came(202610, vendor=2))
    frame = grid(facts, [202609, 202610], TODAY)
    assert frame["vendor"].tolist() == ["elm & Co"] * 2 + ["Oak LLP"] * 2
    assert grid(Facts(), [202610], TODAY).empty


def test_the_count_is_of_expected_vendors_and_payments_are_on_neither_side() -> None:
    monthly = Sender(2, "Elm", cadence="monthly", since=202601)
    paid = Sender(3, "Ash", billing="paid_only")
    facts = Facts([OAK, monthly, paid], came(202610) | came(202610, vendor=3))
    assert counts(grid(facts, [202610], TODAY), 202610) == (1, 2)


def test_a_reminder_asks_for_the_overdue_months_or_else_for_those_that_are_over() -> None:
    sender = Sender(1, "Oak LLP", cadence="monthly", since=202606)
    months = months_between(202607, 202611)
    frame = grid(Facts([sender], came(202607, 202609)), months, TODAY)
    assert awaited(frame, 1, TODAY) == [202608, 202610]
    frame = grid(Facts([sender], came(202607, 202608, 202609)), months, date(2026, 11, 5))
    assert awaited(frame, 1, date(2026, 11, 5)) == [202610]


def test_the_month_asked_about_is_the_last_that_is_over_or_one_billed_already() -> None:
    assert last_month(None, date(2026, 1, 31)) == 202512
    assert last_month(202512, date(2026, 3, 1)) == 202602
    assert last_month(202603, date(2026, 3, 1)) == 202603
