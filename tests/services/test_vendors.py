import pytest
from sqlalchemy import Engine

from legalops.errors import InvalidInputError
from legalops.intake import likeness
from legalops.permissions import system
from legalops.services import check, timekeepers, vendors
from legalops.store import vendors as stored
from tests.store.firms import alias, keeper, rows, vendor

CLI = system("cli")


def name(engine: Engine, *names: str) -> None:
    for number, each in enumerate(names, 1):
        vendor(engine, number, each)


@pytest.mark.parametrize(
    ("one", "other", "score", "reason"),
    [
        ("DLA Piper UK", "DLA Piper US", 60, "the same name, but differs in UK / US"),
        ("DLA Piper UK LLP", "DLA Piper LLP (US)", 60, "the same name, but differs in UK / US"),
        ("dla piper", "DLA Piper LLP (US)", 92, "the same name, but only one says US"),
        ("Hale Quimby", "Hale & Quimby LLP", 100, "the same name apart from LLP"),
        ("Hale & Quimby L.L.P.", "HALE AND QUIMBY LLP", 100, "the same name"),
        ("Quimby, Hale", "Hale & Quimby", 97, "the same words in another order"),
        ("Hale & Quimbly", "Hale & Quimby", 96, "spelt almost the same"),
        ("Baker", "Baker Botts", 76, "one name lies within the other"),
        ("HQ", "Hale & Quimby", 75, "one may be the other's initials"),
    ],
)
def test_firms_are_compared_without_their_legal_form_but_with_their_country(
    one: str, other: str, score: int, reason: str
) -> None:
    found = likeness.firms(one, other)
    assert (found.score, found.reason) == (score, reason)
    assert likeness.firms(other, one).score == score


@pytest.mark.parametrize("name", ["", "  ", "& ,.", "LLP"])
def test_a_name_of_nothing_is_like_nobody(name: str) -> None:
    assert likeness.firms(name, "Oak").score < likeness.LIKE


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("Doe, Jane", "Jane Doe", 100),
        ("RODRIGUES CARLOS", "Rodrigues, Carlos", 98),
        ("Doe, J.", "Doe, Jane", 92),
        ("Miller, Ann", "Miler, Ann", 90),
    ],
)
def test_people_are_compared_whichever_way_round_they_are_written(
    one: str, other: str, least: int
) -> None:
    assert likeness.people(one, other).score >= least


def test_two_people_of_one_surname_are_not_one() -> None:
    assert likeness.people("Doe, John", "Doe, Jane").score < likeness.ONE


def test_suggestions_come_with_a_reason_the_most_alike_first(engine: Engine) -> None:
    name(engine, "DLA Piper UK", "DLA Piper US", "Hale & Quimby LLP", "Oak")
    found = vendors.suggest(engine, "DLA PIPER (UK) LLP")
    assert [(each.name, each.score) for each in found] == [("DLA Piper UK", 100),
                                                           ("DLA Piper US", 60)]  # fmt: skip
    assert found[1].reason == "the same name, but differs in UK / US"
    assert vendors.suggest(engine, "Birch Attorneys") == []


def test_aliases_and_the_names_of_merged_vendors_are_looked_at_too(engine: Engine) -> None:
    name(engine, "Oak", "Elm & Co")
    alias(engine, 1, "eichenbaum rechtsanwälte")
    found = vendors.suggest(engine, "Eichenbaum")
    assert [(each.vendor_id, each.score) for each in found] == [(1, 100)]
    assert found[0].reason.endswith("also known as eichenbaum rechtsanwälte")
    vendors.merge(engine, CLI, 2, 1)
    assert [each.vendor_id for each in vendors.suggest(engine, "ELM Company")] == [1]


def test_pairs_that_look_like_one_firm_are_named_and_two_countries_are_not(engine: Engine) -> None:
    name(engine, "DLA Piper UK", "DLA Piper US", "Hale & Quimby LLP", "Hale Quimby", "Oak")
    pairs = vendors.likely_pairs(engine)
    assert [(each.first, each.second) for each in pairs] == [("Hale & Quimby LLP", "Hale Quimby")]
    assert pairs[0].reason == "the same name apart from LLP"


def test_timekeepers_that_look_like_one_are_named_until_they_are_tied(engine: Engine) -> None:
    name(engine, "Oak")
    keeper(engine, 1, 1, "JD", "Doe, Jane")
    keeper(engine, 2, 1, "0042", "Jane Doe")
    keeper(engine, 3, 1, "RR", "Roe, Richard")
    found = timekeepers.likely_same(timekeepers.table(engine, 1))
    assert [(each.one, each.other) for each in found] == [("Doe, Jane (JD)", "Jane Doe (0042)")]
    timekeepers.tie(engine, CLI, found[0].one_id, found[0].other_id)
    assert timekeepers.likely_same(timekeepers.table(engine, 1)) == []
    timekeepers.untie(engine, CLI, found[0].one_id)
    assert len(timekeepers.likely_same(timekeepers.table(engine, 1))) == 1


def test_what_is_entered_of_a_vendor_is_checked_by_field() -> None:
    with pytest.raises(InvalidInputError, match="Comes in as"):
        vendors.vendor_input({"name": "Oak", "billing": "barter"})
    assert vendors.vendor_input({"name": "Oak", "cadence": "yearly"}).cadence == "yearly"


def test_the_store_is_sound_after_a_merge_and_after_its_undoing(sample_engine: Engine) -> None:
    named = {name: key for key, (name, _) in stored.names_of_all(sample_engine).items()}
    first, second = named["Bexley Thorne LLP"], named["Aubrac Delmas AARPI"]
    before = rows(sample_engine)
    number = vendors.merge(sample_engine, CLI, first, second)
    assert check.run(sample_engine) == []
    vendors.undo_merge(sample_engine, CLI, number)
    assert check.run(sample_engine) == []
    assert rows(sample_engine) == before
