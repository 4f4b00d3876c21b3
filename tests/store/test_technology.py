"""Systems, what people think of them, and what their vendors billed."""

from datetime import date

import pytest
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, NotAllowedError, RefusedError, StaleEditError
from legalops.models.kinds import Seen
from legalops.models.technology import SystemInput
from legalops.permissions import Actor, Role, system
from legalops.services import records, technology, users
from legalops.store import records as stored
from legalops.store import technology as store
from tests.store.firms import Bill, bill, keeper, vendor

TODAY = date(2026, 11, 1)
DEMO = system("demo")
People = dict[Role, Actor]


def add(engine: Engine, title: str = "PaperTrail", **given: object) -> int:
    whole = SystemInput.model_validate({"title": title, **given})
    return records.add(engine, DEMO, "system", whole)


def test_a_rating_of_everybody_counts_once_and_the_last_one_stands(
    engine: Engine, people: People
) -> None:
    number = add(engine)
    technology.rate(engine, people[Role.MEMBER], number, 1, "Slow")
    technology.rate(engine, people[Role.EXECUTIVE], number, 4)
    technology.rate(engine, people[Role.MEMBER], number, 3, "Quicker now")
    row = store.table(engine).iloc[0]
    assert (row["rating"], row["ratings"]) == (3.5, 2)
    assert store.ratings(engine, number)["note"].tolist()[0] == "Quicker now"
    told = stored.history(engine, DEMO, "system", number)[0]
    assert (told.act, told.before["rating"], told.after["rating"]) == ("rated", 1, 3)


def test_what_people_who_left_thought_does_not_count(engine: Engine, people: People) -> None:
    number = add(engine)
    technology.rate(engine, people[Role.MEMBER], number, 1)
    users.disable(engine, people[Role.ADMIN], "tom", hand_over_to="ana")
    assert store.table(engine).iloc[0]["ratings"] == 0
    assert store.ratings(engine, number).empty


def change(engine: Engine, statement: str) -> None:
    with engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql(statement)
        connection.commit()


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_rating_has_one_to_five_stars(engine: Engine, people: People, score: int) -> None:
    with pytest.raises(InvalidInputError, match="one to five"):
        technology.rate(engine, people[Role.MEMBER], add(engine), score)


def test_a_rating_needs_a_person_and_a_system_that_is_kept(engine: Engine, people: People) -> None:
    number = add(engine)
    with pytest.raises(RefusedError, match="needs a person"):
        technology.rate(engine, DEMO, number, 3)
    records.withdraw(engine, DEMO, Seen("system", number, 1))
    with pytest.raises(RefusedError, match="taken off"):
        technology.rate(engine, people[Role.MEMBER], number, 3)


def test_its_owner_in_it_edits_a_system_and_other_members_do_not(
    engine: Engine, people: People
) -> None:
    mine = add(engine, it_owner_id=people[Role.MEMBER].user_id)
    records.set_one(engine, people[Role.MEMBER], Seen("system", mine, 1), "seats_used", 12)
    assert stored.one(engine, DEMO, "system", mine)["seats_used"] == 12
    with pytest.raises(NotAllowedError):
        records.set_one(engine, people[Role.MEMBER], Seen("system", add(engine), 1), "seats", 1)
    with pytest.raises(NotAllowedError):
        records.add(engine, people[Role.MEMBER], "system", SystemInput(title="Mine"))
    with pytest.raises(StaleEditError):
        records.set_one(engine, people[Role.OPS], Seen("system", mine, 1), "seats_used", 13)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"starts_on": "2026-02-01", "renews_on": "2026-01-31"}, "renews_on"),
        ({"notice_days": 10**9}, "notice_days"),
        ({"seats": -1}, "seats"),
        ({"seats_used": 10**12}, "seats_used"),
        ({"yearly_cost_cents": -1}, "yearly_cost_cents"),
        ({"stage": "lost"}, "stage"),
    ],
)
def test_what_cannot_be_is_named_beside_its_field(given: dict[str, object], field: str) -> None:
    checked, wrong = records.checked(SystemInput, {"title": "PaperTrail", **given})
    assert checked is None
    assert list(wrong) == [field]


def test_what_a_vendor_billed_is_of_twelve_months_and_of_the_vendor_that_stands(
    engine: Engine,
) -> None:
    vendor(engine, 1, "Oak LLP")
    vendor(engine, 2, "Oak Hosting")
    keeper(engine, 1, 1, "JD", "Doe, Jane")
    bill(engine, Bill(1, "A-1", (1,)))
    change(engine, "UPDATE spend_cube SET reporting_cents = 1234")
    with engine.connect() as connection:
        month = int(connection.exec_driver_sql("SELECT invoice_month FROM spend_cube").scalar_one())
    add(engine, vendor_id=1)
    add(engine, vendor_id=2)
    within = date(month // 100 + 1, month % 100, 1)
    assert store.billed(engine, within)[1] == 1234
    assert store.billed(engine, date(within.year + 1, within.month, 1))[1] == 0
    change(engine, "UPDATE vendor SET merged_into = 1 WHERE id = 2")
    assert store.billed(engine, within)[2] == 1234
    assert store.table(engine)["vendor"].tolist() == ["Oak LLP", "Oak LLP"]


def test_the_figures_are_none_without_a_system(engine: Engine) -> None:
    assert set(technology.figures(engine, TODAY).values()) == {None}
    add(engine, renews_on="2026-12-01", seats=10, seats_used=5, yearly_cost_cents=100_000)
    assert technology.figures(engine, TODAY) == {
        "tool_use": 0.5,
        "cost_per_active_user": 20_000,
        "contracts_due": 1,
    }
