import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from legalops.periods import parse_instant, utc_now
from legalops.permissions import Actor, Role, system
from legalops.reports.calendar import LINE_BYTES, Entry, calendar, fold_line
from legalops.services import calendar as acts
from legalops.services import completeness, users
from legalops.store import feeds
from tests.services.work_rows import keep

BASE = "https://legal.example.com"
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
People = dict[Role, Actor]


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def test_a_calendar_holds_what_is_due_with_the_address_of_each(
    engine: Engine, people: People
) -> None:
    tom, ana = people[Role.MEMBER], people[Role.OPS]
    day = completeness.today(engine) + timedelta(10)
    keep(engine, ana, "action", "Call; the, firm\\", owner_id=tom.user_id, due_on=day)
    keep(engine, ana, "action", "Not his", owner_id=ana.user_id, due_on=day)
    text = acts.feed(engine, acts.subscribe(engine, tom), BASE)
    assert text is not None
    lines = unfolded(text)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Action: Call\\; the\\, firm\\\\" in lines
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in lines
    assert f"DTEND;VALUE=DATE:{day + timedelta(1):%Y%m%d}" in lines
    assert f"URL:{BASE}/actions?action=1" in lines


def test_a_part_is_found_at_its_whole() -> None:
    assert acts.address(BASE, "milestone", 7, 3) == f"{BASE}/project?project=3&milestone=7"
    assert acts.address(f"{BASE}/", "matter", 7) == f"{BASE}/matter?matter=7"


def test_an_old_address_ends_with_the_new_one_and_both_with_the_person(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    first = acts.subscribe(engine, tom)
    second = acts.subscribe(engine, tom)
    assert acts.feed(engine, first, BASE) is None
    assert acts.feed(engine, second, BASE)
    users.disable(engine, system("setup"), "tom")
    assert acts.feed(engine, second, BASE) is None
    users.enable(engine, system("setup"), "tom")
    assert acts.feed(engine, second, BASE) is None


def test_who_ends_the_address_gives_nothing_away_any_more(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    token = acts.subscribe(engine, tom)
    acts.unsubscribe(engine, tom)
    assert acts.feed(engine, token, BASE) is None
    assert feeds.standing(engine, tom.user_id or 0) is None


@pytest.mark.parametrize("token", ["", "x", "../../etc", "'; --"])
def test_a_guess_opens_nothing(engine: Engine, people: People, token: str) -> None:
    acts.subscribe(engine, people[Role.MEMBER])
    assert acts.feed(engine, token, BASE) is None


def test_the_secret_itself_is_not_kept(engine: Engine, people: People) -> None:
    token = acts.subscribe(engine, people[Role.MEMBER])
    with engine.connect() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM calendar_feed").all())
        events = str(connection.exec_driver_sql("SELECT * FROM audit_event").all())
    assert token not in rows + events


def test_it_is_noted_when_a_calendar_was_read_at_most_once_an_hour(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    token, now = acts.subscribe(engine, tom), utc_now()
    for minutes in (0, 59, 61):
        acts.feed(engine, token, BASE, now + timedelta(minutes=minutes))
    stands = feeds.standing(engine, tom.user_id or 0)
    assert stands is not None
    assert parse_instant(stands[1] or "") == now + timedelta(minutes=61)


def test_days_of_a_series_have_keys_of_their_own(engine: Engine, people: People) -> None:
    ana = people[Role.OPS]
    first = completeness.today(engine)
    keep(engine, ana, "forum", "Review", first_on=first, cadence="monthly", owner_id=ana.user_id)
    text = acts.feed(engine, acts.subscribe(engine, ana), BASE) or ""
    keys = re.findall(r"UID:(.+?)\r\n", text)
    assert len(keys) == len(set(keys)) >= 12


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_a_folded_line_is_short_and_says_the_same(text: str) -> None:
    parts = list(fold_line(text))
    assert all(len(part.encode()) <= LINE_BYTES for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == text
    assert all(part.startswith(" ") for part in parts[1:])


@given(st.text(max_size=200))
def test_no_title_ends_its_line(title: str) -> None:
    entry = Entry("k", date(2026, 11, 2), title, title, "")
    lines = unfolded(calendar(title, [entry], AT))
    assert [line for line in lines if line.startswith("BEGIN")] == [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
    ]
    assert sum(line.startswith("SUMMARY:") for line in lines) == 1
