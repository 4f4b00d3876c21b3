"""What is open, late and kept in time is counted as the glossary says."""

from datetime import date

import pandas as pd
import pytest

from legalops.metrics import actions, meetings, my_work
from legalops.services.due import Due

TODAY = date(2026, 11, 2)


def frame(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """Rows of owner, due, state, done on."""
    made = pd.DataFrame(rows, columns=["owner", "due_on", "state", "done_on"])
    numbers = pd.Series(range(1, len(rows) + 1), dtype="int64")
    owners = [{"": pd.NA, "Ana": 1, "Tom": 2}[name] for name in made["owner"]]
    return made.assign(id=numbers, owner_id=pd.Series(owners, dtype="Int64"))


SOME = frame(
    ("Ana", "2026-10-01", "open", ""),
    ("Ana", "2026-11-02", "open", ""),
    ("Tom", "2026-11-09", "open", ""),
    ("", "", "open", ""),
    ("Tom", "2026-10-10", "done", "2026-10-10"),
    ("Tom", "2026-10-10", "done", "2026-10-11"),
    ("Ana", "2026-10-10", "dropped", ""),
    ("Ana", "2026-04-30", "done", "2026-04-01"),
    ("Ana", "2026-12-24", "done", "2026-10-01"),
)


def test_figures_count_open_overdue_and_kept_in_time() -> None:
    found = actions.figures(SOME, TODAY)
    assert found == {
        "actions_open": 4,
        "actions_overdue": 1,
        "actions_on_time": pytest.approx(1 / 3),
    }


def test_nothing_is_said_of_no_actions() -> None:
    assert set(actions.figures(frame(), TODAY).values()) == {None}
    assert actions.on_time(SOME[SOME["state"] == "open"].iloc[1:], TODAY) is None


def test_the_sentence_says_what_is_off() -> None:
    assert actions.sentence(SOME, TODAY) == (
        "4 actions open, 1 of them overdue; the oldest by 32 days; 2 due in the next 7 days; "
        "1 without an owner."
    )
    assert actions.sentence(SOME[SOME["state"] == "done"], TODAY) == "Nothing is open."


def test_people_are_counted_with_the_latest_first_and_nobody_among_them() -> None:
    found = actions.by_person(SOME, TODAY)
    said = found[["owner", "open", "overdue", "soon", "next_on"]].to_records(index=False).tolist()
    assert said == [
        ("Ana", 2, 1, 1, "2026-10-01"), ("", 1, 0, 0, ""), ("Tom", 1, 0, 1, "2026-11-09"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-02", "today"),
        ("2026-11-03", "tomorrow"),
        ("2026-11-01", "1 day overdue"),
        ("2026-10-28", "5 days overdue"),
        ("2026-11-12", "in 10 days"),
        ("", ""),
    ],
)
def test_how_far_away_a_day_is_stands_in_words(day: str, words: str) -> None:
    assert actions.lateness(day, TODAY) == words


def due(on: date | None, record_id: int = 1, source: str = "action") -> Due:
    return Due("action", record_id, None, "Call", on, "Action", 1, source)


def test_what_is_due_is_parted_by_when() -> None:
    days = [date(2026, 11, 1), TODAY, date(2026, 11, 9), date(2026, 11, 10), None]
    found = my_work.parted([due(day) for day in days], TODAY)
    assert {name: len(some) for name, some in found.items()} == {
        my_work.LATE: 1, my_work.SOON: 2, my_work.LATER: 1, my_work.SOME_DAY: 1,
    }  # fmt: skip
    assert my_work.sentence([due(TODAY), due(None)], TODAY) == (
        "1 in the next 7 days, 1 without a day"
    )


def test_a_series_stands_once_among_what_is_due() -> None:
    days = [due(TODAY, 3, "forum"), due(date(2026, 11, 9), 3, "forum"), due(TODAY, 3)]
    assert my_work.once(days) == [days[0], days[2]]


def test_meetings_say_what_comes_next_and_which_have_no_notes() -> None:
    forums = pd.DataFrame({"id": [1, 2], "title": ["Review", "IT"], "on": ["2026-11-09", ""]})
    held = pd.DataFrame(
        {
            "held_on": ["2026-10-26", "2026-11-09"],
            "has_notes": [False, False],
            "open_actions": [2, 0],
        }
    )
    assert meetings.sentence(forums, held, TODAY) == (
        "Next is Review on Mon 9 Nov 2026. 2 actions from meetings are still open. "
        "1 past meeting has no notes."
    )
    assert list(meetings.coming(forums, TODAY)["title"]) == ["Review"]
