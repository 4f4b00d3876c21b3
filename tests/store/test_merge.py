import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from legalops.errors import NotAllowedError, RefusedError
from legalops.intake.draft import DraftTimekeeper
from legalops.models.spend import ColumnMapping, VendorMerge, VendorMonth
from legalops.permissions import Actor, Permission, Role, system
from legalops.store import merges, timekeepers, vendors
from legalops.store.engine import open_engine
from legalops.store.unit import reading, writing
from tests.store.firms import (
    NOW,
    Bill,
    alias,
    bill,
    keeper,
    matter,
    one,
    put,
    rows,
    tied,
    vendor,
    wrong_sums,
)

CLI = system("cli")
OAK, ELM, ASH = 1, 2, 3


@pytest.fixture
def firms(engine: Engine) -> Engine:
    """Oak and Elm, each with people, invoices, names; Ash with nothing."""
    return fill(engine)


def fill(engine: Engine) -> Engine:
    vendor(engine, OAK, "Oak LLP", law_firm_id="11-1", currency="USD")
    vendor(engine, ELM, "Elm & Co", law_firm_id="22-2", currency="EUR")
    vendor(engine, ASH, "Ash")
    keeper(engine, 1, OAK, "JD", "Doe, Jane", "PARTNR")
    keeper(engine, 2, OAK, "TK1", "Roe, Richard")
    keeper(engine, 3, OAK, "X9", "Poe, Ann")
    keeper(engine, 4, ELM, "jd", "Doe, Jane", "AS")
    keeper(engine, 5, ELM, "TK1", "Moe, Max", "OC")
    tied(engine, OAK, 1, "x9")
    alias(engine, OAK, "oak attorneys")
    matter(engine, 1, k7=OAK)
    matter(engine, 2, k7=ELM, k8=OAK)
    put(engine, VendorMonth(vendor_id=OAK, month=202606, note="-", noted_by="Ana", noted_at=NOW))
    put(engine, VendorMonth(vendor_id=OAK, month=202605, note="-", noted_by="Ana", noted_at=NOW))
    put(engine, VendorMonth(vendor_id=ELM, month=202606, note="-", noted_by="Ana", noted_at=NOW))
    put(engine, ColumnMapping(name="m", name_norm="m", vendor_id=OAK, fingerprint="f", how_json="",
                              made_by="Ana", made_at=NOW, changed_by="Ana",
                              changed_at=NOW))  # fmt: skip
    bill(engine, Bill(OAK, "A-1", (1, 2)), Bill(OAK, "A-2", (3,), status="undone"),
         Bill(OAK, "A-3", kind="E"))  # fmt: skip
    bill(engine, Bill(ELM, "B-1", (4, 5), currency="EUR"), Bill(ELM, "A-2", (4,)))
    return engine


def keepers_of(engine: Engine, vendor_id: int) -> dict[str, str]:
    frame = timekeepers.table(engine, vendor_id)
    return dict(zip(frame["code"], frame["name"], strict=True))


def test_a_preview_says_what_moves_and_changes_nothing(firms: Engine) -> None:
    before = rows(firms)
    found = merges.preview(firms, OAK, ELM)
    assert (found.invoices, found.lines, found.money) == (2, 3, {"USD": 3000})
    assert (found.timekeepers, found.aliases, found.clashes, found.blocked) == (3, 1, (), "")
    assert "Oak LLP bills in USD, Elm & Co in EUR" in found.notes[0]
    assert "k7 stands for matter M-1 at Oak LLP and for M-2 at Elm & Co" in found.notes[1]
    assert rows(firms) == before


def test_a_merge_moves_the_money_and_the_sums_stay_right(firms: Engine) -> None:
    merges.merge(firms, CLI, OAK, ELM)
    assert wrong_sums(firms) == []
    assert one(firms, "SELECT COUNT(*) FROM invoice WHERE vendor_id = 1") == 0
    assert one(firms, "SELECT SUM(billed_cents) FROM spend_cube WHERE vendor_id = 2") == 6000
    assert one(firms, "SELECT COUNT(*) FROM audit_event WHERE action = 'vendor.merged'") == 1


def test_the_names_and_numbers_of_a_merged_vendor_find_the_other(firms: Engine) -> None:
    merges.merge(firms, CLI, OAK, ELM)
    merges.merge(firms, CLI, ELM, ASH)
    with reading(firms) as session:
        wanted = {"11-1": "", "Oak  LLP": "", "x": "oak attorneys", "22-2": "", "Birch": ""}
        found = vendors.find(session, wanted)
    assert {firm: row.name for firm, row in found.items()} == dict.fromkeys(
        ["11-1", "Oak  LLP", "x", "22-2"], "Ash"
    )
    assert list(vendors.table(firms)["name"]) == ["Ash"]
    assert list(vendors.register(firms)["invoices"]) == [4]


def test_the_same_code_and_name_is_one_person_and_a_taken_code_gets_the_firms_name(
    firms: Engine,
) -> None:
    merges.merge(firms, CLI, OAK, ELM)
    assert keepers_of(firms, ELM) == {
        "jd": "Doe, Jane", "TK1": "Moe, Max", "TK1 (Oak LLP)": "Roe, Richard", "X9": "Poe, Ann",
    }  # fmt: skip
    lines = "SELECT timekeeper_id FROM invoice_line WHERE invoice_id = 1 ORDER BY place"
    assert one(firms, lines) == 4


def test_new_lines_of_a_merged_vendor_find_its_people_by_code_and_name(firms: Engine) -> None:
    merges.merge(firms, CLI, OAK, ELM)
    named = [("TK1", "Roe, Richard"), ("TK1", "Moe, Max"), ("jd", "Doe, Jane"), ("X9", "Poe, Ann")]
    people = [DraftTimekeeper("11-1", code, name, "AS") for code, name in named]
    with writing(firms, CLI, Permission.IMPORT_INVOICES) as unit:
        found = timekeepers.find_or_create(unit, people, {"11-1": ELM})
    assert [number for number, _ in found] == [2, 5, 4, 4]


def test_undoing_a_merge_leaves_every_row_as_it_was(firms: Engine) -> None:
    before = rows(firms)
    number = merges.merge(firms, CLI, OAK, ELM)
    assert merges.undo(firms, CLI, number) == 3
    assert rows(firms) == before
    with pytest.raises(RefusedError, match="taken back already, by cli"):
        merges.undo(firms, CLI, number)


def test_what_came_since_stays_with_the_other_vendor(firms: Engine) -> None:
    number = merges.merge(firms, CLI, OAK, ELM)
    bill(firms, Bill(ELM, "C-1", (2, 3, 5)))
    merges.undo(firms, CLI, number)
    assert wrong_sums(firms) == []
    assert one(firms, "SELECT COUNT(*) FROM invoice WHERE vendor_id = 2") == 3
    strangers = (
        "SELECT COUNT(*) FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id "
        "JOIN timekeeper t ON t.id = l.timekeeper_id WHERE t.vendor_id <> i.vendor_id"
    )
    assert one(firms, strangers) == 0
    assert keepers_of(firms, OAK) == {"JD": "Doe, Jane", "TK1": "Roe, Richard", "X9": "Poe, Ann"}


def test_the_same_live_number_on_both_sides_blocks_a_merge(firms: Engine) -> None:
    bill(firms, Bill(OAK, "b-1"))
    found = merges.preview(firms, OAK, ELM)
    assert found.clashes == ("b-1",)
    before = rows(firms)
    with pytest.raises(RefusedError, match="live invoices with the number b-1"):
        merges.merge(firms, CLI, OAK, ELM)
    assert rows(firms) == before


def test_invoices_and_payments_never_become_one_vendor(firms: Engine) -> None:
    bill(firms, Bill(ASH, "P-1", kind="P"))
    with pytest.raises(RefusedError, match="would count twice"):
        merges.merge(firms, CLI, OAK, ASH)
    with pytest.raises(RefusedError, match="would count twice"):
        merges.merge(firms, CLI, ASH, OAK)


def test_a_vendor_is_merged_once_and_not_into_itself(firms: Engine) -> None:
    with pytest.raises(RefusedError, match="two different vendors"):
        merges.merge(firms, CLI, OAK, OAK)
    merges.merge(firms, CLI, OAK, ELM)
    with pytest.raises(RefusedError, match="Oak LLP was merged into another vendor already"):
        merges.merge(firms, CLI, OAK, ASH)


def test_merges_are_taken_back_in_the_order_they_rest_on_each_other(firms: Engine) -> None:
    first = merges.merge(firms, CLI, OAK, ELM)
    second = merges.merge(firms, CLI, ASH, ELM)
    with pytest.raises(RefusedError, match="Ash was merged into Elm & Co since"):
        merges.undo(firms, CLI, first)
    merges.undo(firms, CLI, second)
    third = merges.merge(firms, CLI, ELM, ASH)
    with pytest.raises(RefusedError, match="Elm & Co was merged itself since"):
        merges.undo(firms, CLI, first)
    merges.undo(firms, CLI, third)
    assert merges.undo(firms, CLI, first) == 3
    assert [(m.from_name, m.undone_by) for m in merges.history(firms, ELM)] == [
        ("Elm & Co", "cli"), ("Ash", "cli"), ("Oak LLP", "cli"),
    ]  # fmt: skip


def test_an_invoice_that_replaces_a_moved_one_holds_the_merge(firms: Engine) -> None:
    number = merges.merge(firms, CLI, OAK, ELM)
    new = bill(firms, Bill(ELM, "A-9"))[0]
    with writing(firms, CLI, Permission.IMPORT_INVOICES) as unit:
        unit.session.connection().exec_driver_sql(
            f"UPDATE invoice SET replaces_id = 2 WHERE id = {new}"
        )
    with pytest.raises(RefusedError, match="A-9 of Elm & Co replaces one that was Oak LLP's"):
        merges.undo(firms, CLI, number)


def test_only_those_who_look_after_names_merge(engine: Engine, people: dict[Role, Actor]) -> None:
    fill(engine)
    with pytest.raises(NotAllowedError):
        merges.merge(engine, people[Role.MEMBER], OAK, ELM)
    number = merges.merge(engine, people[Role.OPS], OAK, ELM)
    with reading(engine) as session:
        row = session.get(VendorMerge, number)
    assert row is not None
    assert row.merged_by == "Ana"
    with pytest.raises(NotAllowedError):
        merges.undo(engine, people[Role.EXECUTIVE], number)


NAMES = st.sampled_from(["Doe, Jane", "Roe, Richard", "doe, jane"])
CODES = st.sampled_from(["TK1", "tk1", "JD", "X9"])
KEEPERS = st.lists(st.tuples(CODES, NAMES), max_size=4, unique_by=lambda pair: pair[0])
BILLS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "4", "5"]),
        st.sampled_from(["received", "approved", "undone", "superseded", "rejected"]),
        st.sampled_from(["2026-05-05", "2026-07-05"]),
        st.lists(st.integers(0, 3), max_size=3),
    ),
    max_size=4,
    unique_by=lambda row: row[0],
)


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example makes a store: no shrinking
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(people=st.tuples(KEEPERS, KEEPERS, KEEPERS), bills=st.tuples(BILLS, BILLS, BILLS),
       ties=st.lists(st.tuples(st.integers(0, 2), CODES), max_size=3, unique=True))  # fmt: skip
def test_merging_and_undoing_leaves_every_row_whatever_the_vendors_hold(
    sqlite_template: Path,
    people: tuple[list[tuple[str, str]], ...],
    bills: tuple[list[tuple[str, str, str, list[int]]], ...],
    ties: list[tuple[int, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(sqlite_template, Path(folder) / "store.db")
        engine = open_engine(f"sqlite:///{folder}/store.db")
        numbers = iter(range(1, 99))
        for place, (staff, sent) in enumerate(zip(people, bills, strict=True), 1):
            vendor(engine, place, f"Firm {place}")
            ids = [next(numbers) for _ in staff]
            for number, (code, name) in zip(ids, staff, strict=True):
                keeper(engine, number, place, code, name, "PT" if number % 2 else "AS")
            for norm in {code.casefold() for firm, code in ties if firm + 1 == place and ids}:
                tied(engine, place, ids[0], norm)
            made = [
                Bill(place, f"{place}-{n}", tuple(ids[k] for k in k_s if k < len(ids)), status, day)
                for n, status, day, k_s in sent
            ]
            bill(engine, *made)
        before = rows(engine)
        first = merges.merge(engine, CLI, 1, 2)
        assert wrong_sums(engine) == []
        middle = rows(engine)
        second = merges.merge(engine, CLI, 3, 2)
        assert wrong_sums(engine) == []
        merges.undo(engine, CLI, second)
        assert rows(engine) == middle
        merges.undo(engine, CLI, first)
        assert rows(engine) == before
        engine.dispose()
