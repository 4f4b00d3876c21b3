from datetime import date

import pytest
from sqlalchemy import Engine

from legalops.models.kinds import Seen
from legalops.permissions import Actor, Permission, Role
from legalops.services import find as acts
from legalops.services import records
from legalops.services.find import find
from legalops.store.unit import writing
from tests.services.work_rows import keep
from tests.store.spend_rows import fill

People = dict[Role, Actor]


def found(engine: Engine, actor: Actor, words: str) -> list[tuple[str, str]]:
    return [(g.name, hit.title) for g in find(engine, actor, words) for hit in g.hits]


def test_every_word_must_be_there_in_any_order_whatever_the_case(
    engine: Engine, people: People
) -> None:
    tom = people[Role.MEMBER]
    keep(engine, tom, "action", "Send the firm our RATE proposal", note="before the Budget")
    keep(engine, tom, "action", "Send the minutes")
    assert found(engine, tom, "rate send") == [("action", "Send the firm our RATE proposal")]
    assert found(engine, tom, "ropos budget") == [("action", "Send the firm our RATE proposal")]
    assert found(engine, tom, "rate minutes") == []


@pytest.mark.parametrize("words", ["", " ", "a", "%", "_", "!", "%%", "__", "a_b", "100!%", "\\\\"])
def test_signs_of_the_query_language_are_words_like_others(
    engine: Engine, people: People, words: str
) -> None:
    tom = people[Role.MEMBER]
    keep(engine, tom, "idea", "axb and more")
    assert found(engine, tom, words) == []


def test_a_percent_sign_is_found_where_it_stands(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    keep(engine, tom, "idea", "Cut 10% of mails")
    keep(engine, tom, "idea", "Cut 10 mails")
    assert found(engine, tom, "10%") == [("idea", "Cut 10% of mails")]


def test_titles_come_before_texts_and_whole_titles_first(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    for title, body in (("Other", "the budget"), ("A budget", ""), ("Budget talks", ""),
                        ("Budget", "")):  # fmt: skip
        keep(engine, tom, "idea", title, body=body)
    (group,) = find(engine, tom, "budget")
    assert [hit.title for hit in group.hits] == ["Budget", "Budget talks", "A budget", "Other"]
    assert [hit.excerpt for hit in group.hits] == ["", "", "", "the budget"]


def test_the_words_around_a_find_are_shown(engine: Engine, people: People) -> None:
    tom = people[Role.MEMBER]
    body = f"{'before ' * 40}the needle {'after ' * 40}"
    keep(engine, tom, "lesson", "Hay", body=body)
    ((_, hits, _),) = find(engine, tom, "NEEDLE")
    assert hits[0].excerpt.startswith("\u2026 before")
    assert hits[0].excerpt.endswith("after \u2026")
    assert "the needle" in hits[0].excerpt
    assert len(hits[0].excerpt) < 240


def test_marks_of_a_list_are_left_out_of_what_is_shown(engine: Engine, people: People) -> None:
    keep(engine, people[Role.MEMBER], "lesson", "Hay", body="- First point.\n- A needle.")
    ((_, hits, _),) = find(engine, people[Role.MEMBER], "needle")
    assert hits[0].excerpt == "First point. A needle."


def test_a_restricted_matter_and_what_is_said_of_it_are_found_only_by_its_people(
    engine: Engine, people: People
) -> None:
    tom, ana, mia = people[Role.MEMBER], people[Role.OPS], people[Role.ADMIN]
    fill(engine, member_id=tom.user_id)
    with writing(engine, mia, Permission.SEE_SPEND) as unit:
        unit.session.connection().exec_driver_sql(
            "INSERT INTO comment (subject, period, body, written_by, author, written_at, version) "
            f"VALUES ('matter:2', '', 'The inquiry widens', {mia.user_id}, 'Mia', '2026', 1)"
        )
    everything = [("matter", "M-2 Inquiry"), ("comment", "Inquiry")]
    assert found(engine, tom, "inquiry") == found(engine, mia, "inquiry") == everything
    assert found(engine, ana, "inquiry") == []
    assert found(engine, ana, "m-1") == [("matter", "M-1 Dispute")]


def test_vendors_are_found_by_name_and_by_other_spellings(engine: Engine, people: People) -> None:
    ana = people[Role.OPS]
    fill(engine)
    with writing(engine, ana, Permission.EDIT_NAMES) as unit:
        unit.session.connection().exec_driver_sql(
            "INSERT INTO vendor_alias (vendor_id, alias_norm) VALUES (1, 'quercus partners')"
        )
    assert found(engine, ana, "oak") == [("vendor", "Oak LLP")]
    assert found(engine, ana, "quercus") == [("vendor", "Oak LLP")]


def test_what_was_taken_off_is_not_found_nor_are_parts_of_it(
    engine: Engine, people: People
) -> None:
    ana = people[Role.OPS]
    day = date(2026, 11, 1)
    number = keep(engine, ana, "project", "Roll-out", starts_on=day, due_on=day)
    keep(engine, ana, "milestone", "Pilot", project_id=number, baseline_on=day, forecast_on=day)
    (group,) = find(engine, ana, "pilot")
    assert (group.hits[0].parent_id, group.hits[0].within) == (number, "Roll-out")
    records.withdraw(engine, ana, Seen("project", number, 1))
    assert found(engine, ana, "pilot") == found(engine, ana, "roll-out") == []
    records.restore(engine, ana, Seen("project", number, 2))
    assert found(engine, ana, "pilot") == [("milestone", "Pilot")]


def test_of_many_the_ones_that_begin_with_the_words_are_kept_and_all_are_counted(
    engine: Engine, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legalops.store.find.MOST", 2)
    tom = people[Role.MEMBER]
    for title in ("Budget", "The budget", "A budget", "Old budget"):
        keep(engine, tom, "idea", title)
    (group,) = find(engine, tom, "budget")
    assert (group.total, [hit.title for hit in group.hits]) == (4, ["Budget", "Old budget"])


def test_pieces_of_a_text_say_which_words_were_looked_for() -> None:
    assert acts.split("The Budget of 10%", "10% budget") == [
        ("The ", False), ("Budget", True), (" of ", False), ("10%", True),
    ]  # fmt: skip
    assert acts.split("as it is", "") == [("as it is", False)]
