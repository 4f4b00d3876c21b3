"""One line says who does what until when, and what cannot be read is said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops.intake import spoken_days
from legalops.intake.action_lines import read

PEOPLE = {1: "Ana Ferreira", 2: "Tom Okafor", 3: "Priya Nair", 4: "Tom Hale", 5: "Zoë Ädler"}
#: A Wednesday.
TODAY = date(2026, 11, 4)
ME = 1


@pytest.mark.parametrize(
    ("line", "title", "owner", "due"),
    [
        ("Priya: send the proposal, Friday", "Send the proposal", 3, "2026-11-06"),
        ("priya, send it to A, B and C, by 27 Nov", "Send it to A, B and C", 3, "2026-11-27"),
        ("Tom Hale: call the firm by friday", "Call the firm", 4, "2026-11-06"),
        ("Priya to draft the memo by 3 Dec 2027", "Draft the memo", 3, "2027-12-03"),
        ("@priya will call them tomorrow", "Call them", 3, "2026-11-05"),
        ("me: write to the court, end of next month", "Write to the court", ME, "2026-12-31"),
        ("call Corvane in two weeks", "Call Corvane", ME, "2026-11-18"),
        ("zoë: check the seats next monday", "Check the seats", 5, "2026-11-09"),
        ("Pay by 2026-12-31.", "Pay", ME, "2026-12-31"),
        ("Send the report on Dec 1st", "Send the report", ME, "2026-12-01"),
        ("Renew the licence, 3 Feb", "Renew the licence", ME, "2027-02-03"),
        ("Ask the firm: budget", "Ask the firm: budget", ME, None),
        ("Review by the committee", "Review by the committee", ME, None),
        ("Read the terms on renewal", "Read the terms on renewal", ME, None),
        ("Meet, discuss, agree", "Meet, discuss, agree", ME, None),
    ],
)
def test_a_line_says_who_does_what_until_when(
    line: str, title: str, owner: int, due: str | None
) -> None:
    found = read(line, PEOPLE, ME, TODAY)
    day = date.fromisoformat(due) if due else None
    assert (found.title, found.owner_id, found.due_on, found.fault) == (title, owner, day, "")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Tom: call the firm", "Tom Okafor or Tom Hale"),
        ("Call the firm, 3/4/2026", "either way round"),
        ("Call the firm by 03.04.", "either way round"),
        ("Priya: Friday", "not what is to be done"),
        ("", "not what is to be done"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_again(line: str, fault: str) -> None:
    assert fault in read(line, PEOPLE, ME, TODAY).fault


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("wednesday", "2026-11-11"),
        ("thu", "2026-11-05"),
        ("next wed", "2026-11-11"),
        ("this week", "2026-11-06"),
        ("end of month", "2026-11-30"),
        ("end of February", "2027-02-28"),
        ("in 3 months", "2027-02-04"),
        ("the 5th of January", None),
        ("on the 5th of January", "2027-01-05"),
        ("5 Nov", "2026-11-05"),
        ("31 Feb", None),
        ("in 0 days", None),
        ("in 2000 weeks", None),
    ],
)
def test_days_are_read_as_people_say_them(words: str, day: str | None) -> None:
    assert spoken_days.day(words, TODAY) == (date.fromisoformat(day) if day else None)


@given(st.text(max_size=120))
def test_whatever_is_typed_is_read_or_refused_in_words(line: str) -> None:
    found = read(line, PEOPLE, ME, TODAY)
    assert found.fault or found.title


@given(st.integers(0, 400))
def test_a_day_written_as_a_page_writes_it_is_read_back(ahead: int) -> None:
    day = date.fromordinal(TODAY.toordinal() + ahead)
    assert spoken_days.day(f"{day.day} {day:%b %Y}", TODAY) == day
