"""Column mappings: said once, taken for the next file, changed, forgotten."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from legalops.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    StaleEditError,
)
from legalops.intake.how import Correction, How
from legalops.models.audit import AuditEvent
from legalops.models.spend import Vendor
from legalops.permissions import Actor, Permission, Role
from legalops.services import mappings
from legalops.services.mappings import Mapping
from legalops.store.unit import reading, writing

HOW = How(kind="table", columns={"Date": "LINE_ITEM_DATE", "Note": ""}, date_order="DMY")


@pytest.fixture
def ana(people: dict[Role, Actor]) -> Actor:
    return people[Role.OPS]


@pytest.fixture
def vendor_id(engine: Engine, ana: Actor) -> int:
    with writing(engine, ana, Permission.EDIT_NAMES) as unit:
        vendor = Vendor(name="Sample Firm", name_norm="sample firm", created_at="2026-01-01")
        unit.session.add(vendor)
        unit.session.flush()
        return int(vendor.id or 0)


def known(engine: Engine, fingerprint: str, vendor_id: int | None = None) -> mappings.Known | None:
    with reading(engine) as session:
        return mappings.known(session, fingerprint, vendor_id)


def test_what_was_said_of_a_table_is_found_by_its_headings(engine: Engine, ana: Actor) -> None:
    number = mappings.remember(engine, ana, "Monthly table", "f1", HOW)
    found = known(engine, "f1")
    assert found is not None
    assert (found.mapping_id, found.name, found.changed_by) == (number, "Monthly table", "ana")
    assert found.how == HOW
    assert known(engine, "f2") is None


def test_what_holds_for_one_file_only_is_not_kept(engine: Engine, ana: Actor) -> None:
    one = replace(
        HOW, day="2026-07-31", sheet="July", vendor="Sample Firm",
        corrections=(Correction(3, "Date", "x"),),
    )  # fmt: skip
    mappings.remember(engine, ana, "Monthly table", "f1", one)
    found = known(engine, "f1")
    assert found is not None
    assert found.how == HOW


def test_the_order_of_the_columns_is_kept(engine: Engine, ana: Actor) -> None:
    columns = {"Zeta": "A", "Alpha": "B", "Mid": ""}
    mappings.remember(engine, ana, "Monthly table", "f1", replace(HOW, columns=columns))
    found = known(engine, "f1")
    assert found is not None
    assert list(found.how.columns or {}) == ["Zeta", "Alpha", "Mid"]


def test_a_vendors_own_mapping_goes_before_a_general_one(
    engine: Engine, ana: Actor, vendor_id: int
) -> None:
    own = replace(HOW, date_order="MDY")
    mappings.remember(engine, ana, "Theirs", "f1", own, vendor_id=vendor_id)
    mappings.remember(engine, ana, "Everybody's", "f1", HOW)
    theirs, general, others = (known(engine, "f1", v) for v in (vendor_id, None, vendor_id + 1))
    assert theirs is not None
    assert (theirs.name, theirs.vendor) == ("Theirs", "Sample Firm")
    assert general is not None
    assert general.name == "Everybody's"
    assert others is not None
    assert others.name == "Everybody's"


def test_a_mapping_of_another_vendor_is_not_taken_for_a_vendor(
    engine: Engine, ana: Actor, vendor_id: int
) -> None:
    mappings.remember(engine, ana, "Theirs", "f1", HOW, vendor_id=vendor_id)
    assert known(engine, "f1", vendor_id + 1) is None


def test_where_the_vendor_is_not_known_the_columns_are_taken_and_the_vendor_is_not(
    engine: Engine, ana: Actor, vendor_id: int
) -> None:
    mappings.remember(engine, ana, "Theirs", "f1", HOW, vendor_id=vendor_id)
    found = known(engine, "f1")
    assert found is not None
    assert (found.how.columns, found.how.vendor, found.vendor) == (HOW.columns, "", "Sample Firm")


def test_of_mappings_of_several_vendors_none_says_whose_file_it_is(
    engine: Engine, ana: Actor, vendor_id: int
) -> None:
    with writing(engine, ana, Permission.EDIT_NAMES) as unit:
        other = Vendor(name="Other Firm", name_norm="other firm", created_at="2026-01-01")
        unit.session.add(other)
        unit.session.flush()
        other_id = int(other.id or 0)
    mappings.remember(engine, ana, "Theirs", "f1", HOW, vendor_id=vendor_id)
    mappings.remember(engine, ana, "Others'", "f1", HOW, vendor_id=other_id)
    found = known(engine, "f1")
    assert found is not None
    assert (found.how.columns, found.vendor, found.vendor_id) == (HOW.columns, "", None)


def test_a_mapping_asked_for_by_name_says_whose_file_it_is(
    engine: Engine, ana: Actor, vendor_id: int
) -> None:
    mappings.remember(engine, ana, "Theirs", "f1", HOW, vendor_id=vendor_id)
    assert mappings.by_name(engine, "  THEIRS ").how.vendor == "Sample Firm"
    with pytest.raises(NotFoundError, match="'Nobody'"):
        mappings.by_name(engine, "Nobody")


def test_a_name_that_is_taken_is_not_overwritten(engine: Engine, ana: Actor) -> None:
    number = mappings.remember(engine, ana, "Monthly table", "f1", HOW)
    assert mappings.remember(engine, ana, "monthly TABLE", "f1", HOW) == number
    with pytest.raises(RefusedError, match="already a mapping named 'Monthly table'"):
        mappings.remember(engine, ana, "Monthly table", "f2", HOW)
    assert len(mappings.table(engine)) == 1


def test_a_change_needs_the_version_that_was_seen(
    engine: Engine, ana: Actor, vendor_id: int
) -> None:
    number = mappings.remember(engine, ana, "Monthly table", "f1", HOW)
    wanted = Mapping("Quarterly table", "f1", replace(HOW, decimal=","), vendor_id)
    mappings.change(engine, ana, number, 1, wanted)
    found = known(engine, "f1", vendor_id)
    assert found is not None
    assert (found.name, found.how.decimal, found.version) == ("Quarterly table", ",", 2)
    with pytest.raises(StaleEditError, match="'Quarterly table' was changed by ana"):
        mappings.change(engine, ana, number, 1, wanted)
    with pytest.raises(NotFoundError):
        mappings.change(engine, ana, number + 1, 1, wanted)


def test_two_mappings_never_share_a_name(engine: Engine, ana: Actor) -> None:
    mappings.remember(engine, ana, "One", "f1", HOW)
    second = mappings.remember(engine, ana, "Two", "f2", HOW)
    with pytest.raises(RefusedError, match="'One'"):
        mappings.change(engine, ana, second, 1, Mapping("ONE", "f2", HOW))


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_mapping_needs_a_name_a_person_can_read(engine: Engine, ana: Actor, name: str) -> None:
    with pytest.raises(InvalidInputError):
        mappings.remember(engine, ana, name, "f1", HOW)


def test_a_vendor_that_is_not_there_is_refused(engine: Engine, ana: Actor) -> None:
    with pytest.raises(NotFoundError, match="vendor"):
        mappings.remember(engine, ana, "Theirs", "f1", HOW, vendor_id=99)


def test_a_forgotten_mapping_is_not_found_again(engine: Engine, ana: Actor) -> None:
    number = mappings.remember(engine, ana, "Monthly table", "f1", HOW)
    with pytest.raises(StaleEditError):
        mappings.forget(engine, ana, number, 7)
    mappings.forget(engine, ana, number, 1)
    assert known(engine, "f1") is None
    assert mappings.table(engine).empty


def test_only_who_may_import_keeps_mappings(engine: Engine, people: dict[Role, Actor]) -> None:
    with pytest.raises(NotAllowedError):
        mappings.remember(engine, people[Role.MEMBER], "Monthly table", "f1", HOW)
    assert mappings.table(engine).empty


def test_the_audit_trail_says_what_was_kept_changed_and_forgotten(
    engine: Engine, ana: Actor
) -> None:
    number = mappings.remember(engine, ana, "Monthly table", "f1", HOW)
    mappings.change(engine, ana, number, 1, Mapping("Later", "f1", HOW))
    mappings.forget(engine, ana, number, 2)
    with reading(engine) as session:
        events = session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()  # type: ignore[arg-type]
    told = [event for event in events if event.subject == "column_mapping"]
    assert [e.action for e in told] == ["mapping.added", "mapping.changed", "mapping.forgotten"]
    after = json.loads(told[1].after_json or "{}")
    assert (after["name"], after["how"]["date_order"]) == ("Later", "DMY")


def test_the_table_names_vendor_and_person(engine: Engine, ana: Actor, vendor_id: int) -> None:
    assert list(mappings.table(engine).columns)[:4] == ["id", "name", "vendor_id", "vendor"]
    mappings.remember(engine, ana, "b", "f1", HOW, vendor_id=vendor_id)
    mappings.remember(engine, ana, "A", "f2", HOW)
    table = mappings.table(engine)
    assert table["name"].tolist() == ["A", "b"]
    assert table["vendor"].tolist() == ["", "Sample Firm"]
    assert table["how"].tolist() == [HOW, HOW]
