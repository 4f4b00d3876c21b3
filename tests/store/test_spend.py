from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Engine, text

from legalops.errors import NotAllowedError, NotFoundError, SessionEndedError
from legalops.metrics.budget import Chosen, against_actual
from legalops.models.people import User
from legalops.models.spend import Vendor
from legalops.periods import FiscalYear
from legalops.permissions import ALLOWED, Actor, Permission, Role, system
from legalops.store import freshness, settings, spend
from legalops.store.engine import is_sqlite
from legalops.store.spend import Selection
from legalops.store.unit import reading, writing
from tests.store.spend_rows import (
    ASH,
    ELM,
    EMPLOYMENT,
    INVOICES,
    LITIGATION,
    LOOSE,
    OAK,
    OPEN,
    SECRET,
    fill,
)

CLI = system("cli")
JULY = Selection(202607, 202607)
YEAR = Selection(202601, 202612)
People = dict[Role, Actor]


@pytest.fixture
def filled(engine: Engine) -> Engine:
    fill(engine)
    return engine


def direct(engine: Engine, where: str) -> int:
    """What the lines themselves say was spent, by a query of its own."""
    query = (
        "SELECT COALESCE(SUM(l.reporting_cents), 0) FROM invoice_line l, invoice i "
        f"WHERE l.invoice_id = i.id AND i.status IN ('received', 'approved', 'paid') AND {where}"
    )
    with reading(engine) as session:
        return int(session.connection().execute(text(query)).scalar() or 0)


def spent(frame: pd.DataFrame) -> int:
    return int(frame["reporting_cents"].sum())


def test_an_empty_store_has_empty_frames_of_the_same_columns(engine: Engine) -> None:
    assert list(spend.cube(engine).columns) == list(spend.CUBE)
    assert spend.cube(engine).empty
    for read in (spend.matters, spend.invoices, spend.lines):
        assert read(engine, CLI, YEAR).empty
    assert freshness.freshness(engine) == freshness.Freshness()
    assert freshness.budget_in_force(engine).empty
    assert freshness.versions_in_force(engine) == {}
    assert freshness.names(engine).areas == {0: "No practice area"}
    assert freshness.closed_figures(engine).empty


def test_the_cube_holds_live_money_with_fees_and_expenses_apart(filled: Engine) -> None:
    cube = spend.cube(filled)
    assert set(cube["status"]) == {"received", "approved", "paid", "rejected"}
    first = cube[(cube["work_month"] == 202606) & (cube["status"] == "received")]
    by_kind = first.groupby("cost_kind")["reporting_cents"].sum()
    assert by_kind.to_dict() == {"fees": 95_00, "expenses": 7_50}
    assert cube["unconverted_cents"].sum() == 20_00
    assert cube.loc[cube["practice_area_id"] == 0, "reporting_cents"].sum() == 33_33


@pytest.mark.parametrize(
    ("selection", "where"),
    [
        (JULY, "i.invoice_month = 202607"),
        (Selection(202606, 202606, "work"), "l.work_date LIKE '2026-06-%'"),
        (Selection(202601, 202612, "work"), "1 = 1"),
        (Selection(202601, 202612, vendor_id=OAK), f"i.vendor_id = {OAK}"),
        (Selection(202601, 202612, practice_area_id=LITIGATION), f"l.matter_id = {OPEN}"),
        (Selection(202601, 202612, practice_area_id=0), f"l.matter_id = {LOOSE}"),
        (Selection(202601, 202612, cost_kind="expenses"), "l.kind IN ('E', 'IE')"),
        (
            Selection(202607, 202607, matter_id=OPEN),
            f"l.matter_id = {OPEN} AND i.invoice_month = 202607",
        ),
        (Selection(202607, 202607, invoice_id=1), "i.id = 1"),
    ],
)  # fmt: skip
def test_every_way_down_ends_at_the_same_sum(
    filled: Engine, selection: Selection, where: str
) -> None:
    expected = direct(filled, where)
    assert spent(spend.matters(filled, CLI, selection)) == expected
    assert spent(spend.invoices(filled, CLI, selection)) == expected
    lines = spend.lines(filled, CLI, selection)
    assert int(lines["reporting_cents"].fillna(0).sum()) == expected
    counted = spend.matters(filled, CLI, selection)["lines"].sum()
    assert len(lines) == counted


@pytest.mark.parametrize("basis", ["invoice", "work"])
def test_the_pages_figure_is_what_the_lines_say(filled: Engine, basis: str) -> None:
    month = "i.invoice_month" if basis == "invoice" else (
        "CAST(SUBSTR(l.work_date, 1, 4) || SUBSTR(l.work_date, 6, 2) AS INTEGER)"
    )  # fmt: skip
    chosen = Chosen(FiscalYear(2026), 202607, basis="invoice" if basis == "invoice" else "work")
    plan = freshness.budget_in_force(filled)
    report = against_actual(spend.cube(filled), plan, chosen)
    assert report.total.actual_cents == direct(filled, f"{month} BETWEEN 202601 AND 202607")


def test_the_cube_of_some_months_is_all_that_falls_into_them_on_either_basis(
    filled: Engine,
) -> None:
    june = spend.cube_of(filled, 202606, 202606)
    assert june["work_month"].eq(202606).all()
    assert june.loc[june["status"] != "rejected", "reporting_cents"].sum() == 102_50
    july = spend.cube_of(filled, 202607, 202607)
    assert set(july["work_month"]) == {202605, 202606, 202607}
    assert spend.cube_of(filled, 203001, 203012).empty
    assert spend.months(filled) == [202604, 202605, 202606, 202607, 202608]
    assert spend.has_loose_money(filled)


def test_money_without_a_rate_is_named_in_its_own_currency(filled: Engine) -> None:
    rows = spend.matters(filled, CLI, Selection(202608, 202608))
    assert rows[["matter_id", "reporting_cents", "unconverted"]].values.tolist() == [
        [OPEN, 0, "EUR 20.00"]
    ]
    assert spend.lines(filled, CLI, Selection(202608, 202608))["reporting_cents"].isna().all()


def test_lines_come_oldest_first_and_at_most_so_many(filled: Engine) -> None:
    lines = spend.lines(filled, CLI, YEAR, most=3)
    assert lines["work_date"].tolist() == ["2026-04-13", "2026-05-20", "2026-06-10"]
    assert lines["narrative"].notna().all()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_lines_but_not_those_of_restricted_matters(
    engine: Engine, people: People, role: Role
) -> None:
    fill(engine)
    actor = people[role]
    matters = spend.matters(engine, actor, JULY)
    sees_all = role is Role.ADMIN
    assert Permission.SEE_LINES in ALLOWED[role]
    assert (SECRET in set(matters["matter_id"])) is sees_all
    assert (spend.HIDDEN in set(matters["matter_id"])) is not sees_all
    assert spent(matters) == direct(engine, "i.invoice_month = 202607")
    assert (SECRET in set(spend.lines(engine, actor, YEAR)["matter_id"])) is sees_all
    hidden = 0 if sees_all else 40_00
    assert spent(spend.invoices(engine, actor, JULY)) == spent(matters) - hidden
    if not sees_all:
        row = matters[matters["matter_id"] == spend.HIDDEN].iloc[0]
        assert (row["number"], row["name"]) == ("", spend.RESTRICTED)


def test_a_restricted_matter_is_not_there_for_those_not_named_on_it(
    engine: Engine, people: People
) -> None:
    fill(engine)
    secret = Selection(202601, 202612, matter_id=SECRET)
    for role in (Role.MEMBER, Role.EXECUTIVE, Role.OPS):
        for read in (spend.opened, spend.invoices, spend.lines):
            with pytest.raises(NotFoundError) as hidden:
                read(engine, people[role], secret)
            with pytest.raises(NotFoundError) as absent:
                read(engine, people[role], Selection(202601, 202612, matter_id=99))
            assert str(hidden.value) == str(absent.value)


def test_whoever_is_named_on_a_restricted_matter_sees_it(engine: Engine, people: People) -> None:
    fill(engine, member_id=people[Role.MEMBER].user_id)
    lines = spend.lines(engine, people[Role.MEMBER], Selection(202601, 202612, matter_id=SECRET))
    assert lines["narrative"].tolist() == ["Narrative 1.3"]
    assert spend.opened(
        engine, people[Role.MEMBER], Selection(202601, 202612, matter_id=SECRET, invoice_id=1)
    ) == spend.Opened("M-2 Inquiry", "I-1 of Oak LLP", 1, "july.txt")


def test_members_read_narratives_only_on_matters_of_theirs(engine: Engine, people: People) -> None:
    fill(engine, owner_id=people[Role.MEMBER].user_id)
    lines = spend.lines(engine, people[Role.MEMBER], YEAR)
    assert set(lines.loc[lines["narrative"].notna(), "matter_id"]) == {OPEN}
    assert set(lines.loc[lines["narrative"].isna(), "matter_id"]) == {LOOSE}


@pytest.mark.parametrize(
    ("role", "is_told"),
    [(Role.MEMBER, False), (Role.EXECUTIVE, True), (Role.OPS, True), (Role.ADMIN, True)],
)
def test_narratives_are_told_by_role(
    engine: Engine, people: People, role: Role, is_told: bool
) -> None:
    fill(engine)
    assert spend.lines(engine, people[role], JULY)["narrative"].notna().any() == is_told


def test_executives_read_narratives_only_where_the_department_lets_them(
    engine: Engine, people: People
) -> None:
    fill(engine)
    settings.change(engine, people[Role.ADMIN], {"executives_see_narratives": False})
    assert spend.lines(engine, people[Role.EXECUTIVE], JULY)["narrative"].isna().all()


def test_the_role_is_the_one_the_store_has_now(engine: Engine, people: People) -> None:
    fill(engine)
    admin = people[Role.ADMIN]
    with writing(engine, CLI, Permission.MANAGE_USERS) as unit:
        user = unit.session.get(User, admin.user_id)
        assert user is not None
        user.role = Role.MEMBER
    assert SECRET not in set(spend.lines(engine, admin, YEAR)["matter_id"])
    with writing(engine, CLI, Permission.MANAGE_USERS) as unit:
        user = unit.session.get(User, admin.user_id)
        assert user is not None
        user.disabled_at = "2026-08-05T09:12:00.000000Z"
    with pytest.raises((SessionEndedError, NotAllowedError)):
        spend.matters(engine, admin, YEAR)


def test_an_invoice_that_is_not_there_is_said_not_to_be(filled: Engine) -> None:
    with pytest.raises(NotFoundError, match="invoice"):
        spend.opened(filled, CLI, Selection(202601, 202612, invoice_id=99))


def test_lines_are_reached_through_indexes_only(filled: Engine) -> None:
    if not is_sqlite(filled):
        pytest.skip("the plan of a query is asked of SQLite")
    selection = Selection(202607, 202607, matter_id=OPEN)
    query, values = spend.lines_query(selection, narrative="l.narrative", visible="1 = 1")
    with reading(filled) as session:
        plan = session.connection().execute(
            text(f"EXPLAIN QUERY PLAN {query}"), {**values, "most": 10}
        )
        steps = [str(row[-1]) for row in plan]
    assert any(step.startswith("SEARCH l USING PRIMARY KEY (invoice_id=?)") for step in steps)
    assert not any(step.startswith("SCAN") for step in steps)


def test_freshness_tells_who_sent_and_who_is_missing(engine: Engine, people: People) -> None:
    fill(engine)
    with writing(engine, CLI, Permission.EDIT_NAMES) as unit:
        for number in (OAK, ASH):
            vendor = unit.session.get(Vendor, number)
            assert vendor is not None
            vendor.cadence = "monthly"
    now = freshness.freshness(engine)
    assert (now.newest_month, now.newest_date) == (202608, "2026-08-03")
    assert (now.sent, now.expected, now.missing) == (1, 3, ("Ash *Bros*", "Oak LLP"))
    assert (now.uploaded_by, now.file_name) == ("Ana", "july.txt")


def test_names_are_told_for_every_area_and_vendor(filled: Engine) -> None:
    names = freshness.names(filled)
    assert names.areas == {
        0: "No practice area",
        EMPLOYMENT: "Employment",
        LITIGATION: "Litigation",
    }
    assert names.vendors[ELM] == "Elm & Co"
    assert set(names.vendors) == {OAK, ELM, ASH}
    assert freshness.matters_without_area(filled) == 1


def test_the_sample_of_this_test_has_invoices_of_every_sort() -> None:
    assert {row[4] for row in INVOICES.values()} == {
        "received", "approved", "paid", "rejected", "undone",
    }  # fmt: skip
    assert all(date.fromisoformat(row[1]) for row in INVOICES.values())
