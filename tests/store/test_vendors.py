from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, NotAllowedError, RefusedError, StaleEditError
from legalops.intake.draft import DraftTimekeeper
from legalops.models.spend import TimekeeperAlias, Vendor
from legalops.permissions import Actor, Permission, Role, system
from legalops.store import expectations, timekeepers, vendors
from legalops.store.unit import reading, writing
from legalops.store.vendors import Live, Named, VendorInput
from tests.store.firms import Bill, alias, bill, keeper, one, put, rows, vendor

CLI = system("cli")
OAK, ELM = 1, 2


@pytest.fixture
def firms(engine: Engine) -> Engine:
    """Two vendors, one with a number."""
    vendor(engine, OAK, "Oak LLP", law_firm_id="11-1")
    vendor(engine, ELM, "Elm & Co")
    return engine


def of(engine: Engine, number: int) -> Vendor:
    with reading(engine) as session:
        row = session.get(Vendor, number)
        assert row is not None
        return row


def change(engine: Engine, number: int, **given: str) -> None:
    row = of(engine, number)
    full = {"name": row.name, "billing": row.billing, "cadence": row.cadence, **given}
    vendors.change(engine, CLI, number, row.version, VendorInput.model_validate(full))


def test_what_is_known_of_a_vendor_can_be_changed_and_is_audited(firms: Engine) -> None:
    change(firms, OAK, currency="EUR", billing="paid_only", cadence="quarterly",
           contact_name=" Ann  Poe ", contact_email="ann@oak.example")  # fmt: skip
    row = of(firms, OAK)
    assert (row.currency, row.billing, row.cadence) == ("EUR", "paid_only", "quarterly")
    assert (row.contact_name, row.contact_email) == ("Ann Poe", "ann@oak.example")
    assert one(firms, "SELECT COUNT(*) FROM audit_event WHERE action = 'vendor.changed'") == 1


def test_a_change_of_what_somebody_else_saved_first_is_refused(firms: Engine) -> None:
    change(firms, OAK, currency="EUR")
    with pytest.raises(StaleEditError, match="Oak LLP"):
        vendors.change(firms, CLI, OAK, 1, VendorInput(name="Oak"))


@pytest.mark.parametrize(
    "mail", ["ann", "ann@oak", "a b@oak.example", "ann@oak.example\nBcc: x@y.z"]
)
def test_an_address_that_is_none_is_refused(firms: Engine, mail: str) -> None:
    with pytest.raises(InvalidInputError, match="not an address"):
        change(firms, OAK, contact_email=mail)


def test_a_name_is_one_vendors_and_the_old_one_goes_on_finding_it(firms: Engine) -> None:
    with pytest.raises(RefusedError, match="already a vendor named 'Elm & Co'"):
        change(firms, OAK, name="ELM &  co")
    change(firms, OAK, name="Oak and Partners")
    with reading(firms) as session:
        found = vendors.find(session, {"oak llp": "", "Oak and Partners": ""})
    assert {row.id for row in found.values()} == {OAK}
    change(firms, OAK, name="Oak LLP")
    assert [each.alias for each in vendors.aliases(firms, OAK)] == ["oak and partners"]


@pytest.mark.parametrize(
    ("kind", "start", "wished", "words"),
    [
        ("F", "invoiced", "paid_only", "has 1 live invoice, and its payments would count"),
        ("P", "paid_only", "invoiced", "has 1 live payment, and its invoices would count"),
    ],
)
def test_how_a_vendor_bills_is_not_changed_while_money_would_count_twice(
    engine: Engine, kind: str, start: str, wished: str, words: str
) -> None:
    vendor(engine, OAK, "Oak LLP", billing=start)
    bill(engine, Bill(OAK, "1", kind=kind), Bill(OAK, "2", kind=kind, status="undone"))
    before = rows(engine)
    with pytest.raises(RefusedError, match=words):
        change(engine, OAK, billing=wished)
    assert rows(engine) == before


def test_a_vendor_with_invoices_and_payments_is_a_clash(firms: Engine) -> None:
    bill(firms, Bill(OAK, "1"), Bill(OAK, "2", kind="P"), Bill(ELM, "1"))
    assert vendors.clashes(firms) == {OAK: Live(1, 1)}


def test_another_name_is_kept_and_forgotten(firms: Engine) -> None:
    vendors.add_alias(firms, CLI, ELM, "  ELM Attorneys ")
    kept = vendors.aliases(firms, ELM)
    assert [each.alias for each in kept] == ["elm attorneys"]
    with reading(firms) as session:
        assert vendors.find(session, {"elm attorneys": ""})["elm attorneys"].id == ELM
    assert kept[0].id is not None
    vendors.remove_alias(firms, CLI, kept[0].id)
    assert vendors.aliases(firms, ELM) == []


@pytest.mark.parametrize("taken", ["oak llp", "11-1", "Oak Attorneys"])
def test_another_vendors_name_number_or_alias_is_refused(firms: Engine, taken: str) -> None:
    alias(firms, OAK, "oak attorneys")
    with pytest.raises(RefusedError, match="is Oak LLP's already"):
        vendors.add_alias(firms, CLI, ELM, taken)


def test_a_spelling_tied_to_a_vendor_is_an_alias_and_a_number_its_number(firms: Engine) -> None:
    with writing(firms, CLI, Permission.IMPORT_INVOICES) as unit:
        vendors.tie(unit, ELM, "Elm and Company", is_name=True)
        vendors.tie(unit, ELM, "22-2", is_name=False)
        vendors.tie(unit, ELM, "33-3", is_name=False)
        with pytest.raises(RefusedError, match="known as Oak LLP already"):
            vendors.tie(unit, ELM, "11-1", is_name=False)
    assert of(firms, ELM).law_firm_id == "22-2"
    assert [each.alias for each in vendors.aliases(firms, ELM)] == ["33-3", "elm and company"]


def test_a_vendor_without_a_number_in_its_file_gets_none(engine: Engine) -> None:
    with writing(engine, CLI, Permission.IMPORT_INVOICES) as unit:
        found = vendors.resolve(unit, {"Birch LLP": Named("Birch LLP", "USD")})
        again = vendors.resolve(unit, {"birch llp": Named("birch llp", "USD")})
    assert found["Birch LLP"] == again["birch llp"]
    assert of(engine, found["Birch LLP"]).law_firm_id is None


ACTS: list[Callable[[Engine, Actor], object]] = [
    lambda e, a: vendors.change(e, a, OAK, 1, VendorInput(name="x")),
    lambda e, a: vendors.add_alias(e, a, OAK, "x"),
    lambda e, a: vendors.remove_alias(e, a, 1),
    lambda e, a: timekeepers.tie(e, a, 1, 2),
    lambda e, a: timekeepers.untie(e, a, 1),
    lambda e, a: expectations.note(e, a, OAK, 202601, "x"),
    lambda e, a: expectations.forget(e, a, OAK, 202601),
]


@pytest.mark.parametrize("act", ACTS)
def test_names_are_looked_after_by_those_who_may(
    firms: Engine, people: dict[Role, Actor], act: Callable[[Engine, Actor], object]
) -> None:
    for role in (Role.MEMBER, Role.EXECUTIVE):
        with pytest.raises(NotAllowedError):
            act(firms, people[role])


@pytest.fixture
def staff(firms: Engine) -> Engine:
    """Oak's people: Jane under two codes, and Richard."""
    keeper(firms, 1, OAK, "JD", "Doe, Jane", "PARTNR")
    keeper(firms, 2, OAK, "0042", "Jane Doe", "PT")
    keeper(firms, 3, OAK, "RR", "Roe, Richard")
    bill(firms, Bill(OAK, "1", (1, 1, 2)))
    return firms


def test_a_person_under_two_codes_is_tied_and_new_lines_follow(staff: Engine) -> None:
    timekeepers.tie(staff, CLI, 2, 1)
    frame = timekeepers.table(staff, OAK).set_index("id")
    assert frame["same_as"].dropna().to_dict() == {2: 1}
    assert frame["hours_e4"].to_dict() == {1: 20_000, 2: 10_000, 3: 0}
    people = [DraftTimekeeper("11-1", "0042", "Jane Doe", "PT"),
              DraftTimekeeper("11-1", "NEW", "Poe, Ann", "")]  # fmt: skip
    with writing(staff, CLI, Permission.IMPORT_INVOICES) as unit:
        assert timekeepers.known(unit.session, OAK)["0042"] == (1, "PARTNR")
        found = timekeepers.find_or_create(unit, people, {"11-1": OAK})
    assert found == [(1, "PARTNR"), (4, "")]


def test_a_tie_is_taken_back(staff: Engine) -> None:
    timekeepers.tie(staff, CLI, 2, 1)
    timekeepers.untie(staff, CLI, 2)
    assert timekeepers.table(staff, OAK)["same_as"].isna().all()
    with pytest.raises(RefusedError, match="not tied to anybody"):
        timekeepers.untie(staff, CLI, 2)


def test_ties_do_not_run_in_circles_or_between_vendors(staff: Engine) -> None:
    keeper(staff, 9, ELM, "X", "Moe")
    timekeepers.tie(staff, CLI, 2, 1)
    for one_id, other_id in ((1, 2), (3, 2), (2, 3), (1, 3), (3, 3), (3, 9)):
        with pytest.raises(RefusedError):
            timekeepers.tie(staff, CLI, one_id, other_id)


def test_a_month_without_work_is_noted_once_and_taken_back(firms: Engine) -> None:
    expectations.note(firms, CLI, OAK, 202610, " No work,  says Ann ")
    assert expectations.facts(firms, 202609, 202610).noted == {
        (OAK, 202610): "No work, says Ann (cli)"
    }
    with pytest.raises(RefusedError, match="Oct 2026 is noted for Oak LLP already"):
        expectations.note(firms, CLI, OAK, 202610, "x")
    with pytest.raises(InvalidInputError, match="who told you so"):
        expectations.note(firms, CLI, OAK, 202609, "  ")
    expectations.forget(firms, CLI, OAK, 202610)
    assert expectations.facts(firms, 202609, 202610).noted == {}


def test_what_came_is_told_by_vendor_and_month_with_the_departments_day(firms: Engine) -> None:
    july = [Bill(OAK, "1"), Bill(OAK, "2", day="2026-07-09"), Bill(OAK, "3", status="undone")]
    bill(firms, *july, Bill(ELM, "1", day="2026-08-09"))
    bill(firms, Bill(OAK, "4", day="2026-07-30"), uploaded_at="2026-08-20T09:12:00.000000Z")
    facts = expectations.facts(firms, 202607, 202608)
    assert {key: (c.invoices, c.lines, str(c.on)) for key, c in facts.came.items()} == {
        (OAK, 202607): (3, 3, "2026-08-05"), (ELM, 202608): (1, 1, "2026-08-05"),
    }  # fmt: skip
    assert str(facts.first_upload) == "2026-08-05"
    assert list(expectations.came_in(firms, OAK, 202607)["number"]) == ["1", "2", "4"]
    assert expectations.newest_month(firms) == 202608


def test_an_alias_of_a_code_never_hides_who_is_new(firms: Engine) -> None:
    keeper(firms, 1, OAK, "JD", "Doe, Jane")
    put(firms, TimekeeperAlias(vendor_id=OAK, timekeeper_id=1, alias_norm="jd2"))
    people = [DraftTimekeeper("11-1", "JD2", "Doe, Jane", ""), DraftTimekeeper("9", "JD2", "", "")]
    with writing(firms, CLI, Permission.IMPORT_INVOICES) as unit:
        found = timekeepers.find_or_create(unit, people, {"11-1": OAK})
    assert found == [(1, "AS"), (0, "")]
