"""What ops relies on when invoices come in: whole or not at all, once, and back again."""

import threading

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from legalops.errors import LegalOpsError, NotAllowedError, NotFoundError, RefusedError
from legalops.intake.read import Limits
from legalops.permissions import ALLOWED, Actor, Permission, Role, system
from legalops.services import check, imports
from legalops.services.choices import Choices, MatterChoice
from legalops.store import matters, originals, spend, uploads, vendors
from tests.services.ledes import Invoice, Line, file

OPS = system("cli")
FIRM = "11-1111111"
ANSWERS = Choices(
    default_currency="USD",
    vendor_names={FIRM: "Hale & Quimby LLP", "22-2222222": "Osprey Legal"},
    matters={
        (FIRM, "M-1", "FM-1"): MatterChoice("Smith v. Jones", "Litigation"),
        (FIRM, "M-2", "FM-2"): MatterChoice("Project Alder", "Corporate and M&A"),
    },
)


def bring(
    engine: Engine, data: bytes, choices: Choices = ANSWERS, actor: Actor = OPS
) -> imports.Receipt:
    prepared = imports.prepare(engine, actor, "month.txt", data, choices=choices, limits=Limits())
    return imports.confirm(engine, actor, prepared, choices)


def rows(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_a_sound_file_is_stored_whole_and_its_figures_come_back(engine: Engine) -> None:
    lines = (Line(125050), Line(4900, "E", matter="M-2"), Line(-10000, "IF"))
    receipt = bring(engine, file(Invoice(lines=lines)))
    assert (receipt.lines, receipt.totals) == (3, {"USD": 119950})
    cube = spend.cube(engine)
    assert cube["billed_cents"].sum() == cube["reporting_cents"].sum() == 119950
    assert dict(cube.groupby("cost_kind")["billed_cents"].sum()) == {
        "fees": 115050, "expenses": 4900,
    }  # fmt: skip
    assert set(cube["invoice_month"]) == {202602}
    assert set(cube["work_month"]) == {202601}


def test_the_kept_sums_agree_with_the_lines(engine: Engine) -> None:
    bring(engine, file(Invoice(lines=(Line(100), Line(200, day="20251231"), Line(300, "E")))))
    assert check.run(engine) == []


def test_nothing_is_stored_before_somebody_confirms(engine: Engine) -> None:
    imports.prepare(engine, OPS, "m.txt", file(Invoice()), choices=ANSWERS, limits=Limits())
    assert rows(engine, "SELECT COUNT(*) FROM invoice") == [(0,)]
    assert rows(engine, "SELECT COUNT(*) FROM vendor") == [(0,)]


def test_new_vendors_matters_and_timekeepers_are_listed_and_created_as_answered(
    engine: Engine,
) -> None:
    data = file(Invoice(lines=(Line(100), Line(100, matter="M-2", keeper="TK2"))))
    prepared = imports.prepare(engine, OPS, "m.txt", data, choices=Choices(), limits=Limits())
    assert prepared.new_vendors == (FIRM,)
    assert [m.client_matter_id for m in prepared.new_matters] == ["M-1", "M-2"]
    assert [k.code for k in prepared.new_timekeepers] == ["TK1", "TK2"]
    bring(engine, data)
    assert list(vendors.table(engine)["name"]) == ["Hale & Quimby LLP"]
    register = matters.table(engine, OPS)
    assert list(register["name"]) == ["Smith v. Jones", "Project Alder"]
    assert list(register["practice_area"]) == ["Litigation", "Corporate and M&A"]


def test_without_a_currency_the_invoice_is_blocked_and_says_so(engine: Engine) -> None:
    prepared = imports.prepare(
        engine, OPS, "m.txt", file(Invoice()), choices=Choices(), limits=Limits()
    )
    assert prepared.accepted == []
    assert {p.code for p in prepared.checked.problems if p.severity == "error"} == {"currency"}


def test_the_currency_is_remembered_for_the_vendor(engine: Engine) -> None:
    bring(engine, file(Invoice("A")))
    prepared = imports.prepare(
        engine, OPS, "m.txt", file(Invoice("B")), choices=Choices(), limits=Limits()
    )
    assert [i.currency for i in prepared.checked.invoices] == ["USD"]
    assert len(prepared.accepted) == 1


def test_the_same_bytes_again_tell_who_brought_them_and_what_is_live(engine: Engine) -> None:
    data = file(Invoice("A"), Invoice("B"))
    bring(engine, data)
    again = imports.prepare(engine, OPS, "other.txt", data, choices=ANSWERS, limits=Limits())
    assert again.seen is not None
    assert (again.seen.uploaded_by, again.seen.live_invoices) == ("cli", 2)
    assert again.accepted == []
    assert again.checked.outcome == "duplicate"


@pytest.mark.parametrize("number", ["inv-1", " INV-1 ", "INV\u200b-1"])
def test_the_same_number_of_the_same_vendor_is_refused_while_the_first_is_live(
    engine: Engine, number: str
) -> None:
    bring(engine, file(Invoice("INV-1")))
    second = file(Invoice(number, (Line(777),)))
    prepared = imports.prepare(engine, OPS, "m.txt", second, choices=ANSWERS, limits=Limits())
    assert prepared.accepted == []
    assert prepared.checked.invoices[0].earlier is not None
    assert any("undo that upload first" in p.message for p in prepared.checked.problems)


def test_another_vendor_may_use_the_same_number(engine: Engine) -> None:
    bring(engine, file(Invoice("INV-1")))
    bring(engine, file(Invoice("INV-1", firm="22-2222222")))
    assert rows(engine, "SELECT COUNT(*) FROM invoice") == [(2,)]


def test_a_number_that_only_looks_like_a_known_one_is_warned_of(engine: Engine) -> None:
    bring(engine, file(Invoice("A", firm="BRAND-1")), Choices("USD", {}, {"BRAND-1": "Brand"}))
    prepared = imports.prepare(
        engine, OPS, "m.txt", file(Invoice("B", firm="\u0412RAND-1")), choices=ANSWERS,
        limits=Limits(),
    )  # fmt: skip
    assert "vendor_lookalike" in {p.code for p in prepared.checked.problems}
    assert len(prepared.new_vendors) == 1


def test_undo_takes_the_money_out_and_the_same_bytes_may_come_again(engine: Engine) -> None:
    data = file(Invoice("A"), Invoice("B", (Line(55500),)))
    first = bring(engine, data)
    assert imports.undo(engine, OPS, first.upload_id) == 2
    assert spend.cube(engine).empty
    assert check.run(engine) == []
    assert rows(engine, "SELECT COUNT(*) FROM invoice_line") == [(2,)]
    bring(engine, data)
    assert spend.cube(engine)["billed_cents"].sum() == 65500


def test_undoing_twice_is_refused_with_the_reason(engine: Engine) -> None:
    first = bring(engine, file(Invoice()))
    imports.undo(engine, OPS, first.upload_id)
    with pytest.raises(RefusedError, match="undone already"):
        imports.undo(engine, OPS, first.upload_id)


def test_an_upload_with_an_approved_invoice_cannot_be_undone(engine: Engine) -> None:
    first = bring(engine, file(Invoice()))
    with engine.connect().execution_options(writes=True) as connection:
        connection.execute(text("UPDATE invoice SET status = 'approved'"))
        connection.commit()
    with pytest.raises(RefusedError, match="INV-1 has been approved"):
        imports.undo(engine, OPS, first.upload_id)


def test_a_blocked_invoice_stays_out_and_the_sound_one_goes_in(engine: Engine) -> None:
    receipt = bring(engine, file(Invoice("GOOD"), Invoice("BAD", stated=99900)))
    assert (len(receipt.invoice_ids), receipt.skipped) == (1, 1)
    assert rows(engine, "SELECT number FROM invoice") == [("GOOD",)]
    kept = uploads.problems(engine, receipt.upload_id)
    assert any(p.invoice == "BAD" and p.severity == "error" for p in kept)


def test_a_total_that_differs_can_be_overridden_by_name_with_a_reason(engine: Engine) -> None:
    data = file(Invoice("BAD", stated=99900))
    choices = Choices(
        default_currency="USD", vendor_names=ANSWERS.vendor_names, matters=ANSWERS.matters,
        overrides={"BAD": "confirmed by mail"},
    )  # fmt: skip
    bring(engine, data, choices)
    assert rows(engine, "SELECT total_cents, stated_total_cents, override_reason FROM invoice") == [
        (10000, 99900, "confirmed by mail")
    ]


def test_a_file_without_a_sound_invoice_is_refused(engine: Engine) -> None:
    with pytest.raises(RefusedError, match="No invoice"):
        bring(engine, file(Invoice(stated=1)))


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_may_import_can_read_store_or_undo(
    engine: Engine, people: dict[Role, Actor], role: Role
) -> None:
    actor = people[role]
    upload = bring(engine, file(Invoice("FIRST"))).upload_id
    if Permission.IMPORT_INVOICES in ALLOWED[role]:
        bring(engine, file(Invoice("SECOND")), actor=actor)
        imports.original(engine, actor, upload)
        imports.undo(engine, actor, upload)
        return
    prepared = imports.prepare(
        engine, OPS, "m.txt", file(Invoice("SECOND")), choices=ANSWERS, limits=Limits()
    )
    for act in (
        lambda: bring(engine, file(Invoice("SECOND")), actor=actor),
        lambda: imports.confirm(engine, actor, prepared, ANSWERS),
        lambda: imports.undo(engine, actor, upload),
        lambda: imports.original(engine, actor, upload),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert rows(engine, "SELECT COUNT(*) FROM invoice") == [(1,)]


def test_the_original_comes_back_byte_for_byte_and_an_altered_one_does_not(
    engine: Engine,
) -> None:
    data = file(Invoice())
    upload = bring(engine, data).upload_id
    assert imports.original(engine, OPS, upload) == ("month.txt", data)
    kept = originals.folder(engine) / originals.digest(data)
    kept.write_bytes(data + b" ")
    with pytest.raises(NotFoundError, match="altered"):
        imports.original(engine, OPS, upload)


def test_of_two_people_confirming_the_same_file_at_once_one_wins(engine: Engine) -> None:
    data = file(Invoice("A"), Invoice("B"))
    prepared = [
        imports.prepare(engine, OPS, "m.txt", data, choices=ANSWERS, limits=Limits())
        for _ in range(2)
    ]
    start = threading.Barrier(2)
    said: list[str] = []

    def confirm(mine: imports.Prepared) -> None:
        start.wait()
        try:
            imports.confirm(engine, OPS, mine, ANSWERS)
            said.append("stored")
        except LegalOpsError as error:
            said.append(str(error))

    threads = [threading.Thread(target=confirm, args=(p,)) for p in prepared]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(s == "stored" for s in said) == [False, True]
    assert rows(engine, "SELECT COUNT(*) FROM invoice") == [(2,)]
    assert check.run(engine) == []


def test_a_failure_just_before_the_commit_leaves_nothing(engine: Engine) -> None:
    prepared = imports.prepare(
        engine, OPS, "m.txt", file(Invoice()), choices=ANSWERS, limits=Limits()
    )

    def fail() -> None:
        raise RuntimeError("the machine stumbled")

    with pytest.raises(RuntimeError):
        imports.confirm(engine, OPS, prepared, ANSWERS, before_commit=fail)
    for table in ("upload", "invoice", "invoice_line", "invoice_sum", "spend_cube", "vendor"):
        assert rows(engine, f"SELECT COUNT(*) FROM {table}") == [(0,)]


def test_money_without_a_rate_is_kept_in_its_own_currency(engine: Engine) -> None:
    euros = Choices(default_currency="EUR", vendor_names=ANSWERS.vendor_names)
    bring(engine, file(Invoice()), euros)
    cube = spend.cube(engine)
    assert list(cube["reporting_cents"]) == [0]
    assert list(cube["unconverted_cents"]) == [10000]
    assert rows(engine, "SELECT reporting_cents FROM invoice") == [(None,)]
    assert check.run(engine) == []


def test_a_practice_area_from_a_month_on_leaves_earlier_work_as_it_was(engine: Engine) -> None:
    lines = (Line(100, day="20251115"), Line(200, day="20260115"))
    bring(engine, file(Invoice(lines=lines)))
    matter = int(matters.table(engine, OPS)["id"].iloc[0])
    matters.assign_area(engine, OPS, [matter], "Regulatory", from_month=202601)
    cube = spend.cube(engine).sort_values("work_month")
    assert list(cube["billed_cents"]) == [100, 200]
    assert cube["practice_area_id"].nunique() == 2
    assert check.run(engine) == []
    matters.assign_area(engine, OPS, [matter], "Regulatory", from_month=None)
    assert spend.cube(engine)["practice_area_id"].nunique() == 1
    assert check.run(engine) == []


_line = st.builds(
    Line,
    cents=st.integers(-(10**7), 10**7),
    kind=st.sampled_from(["F", "E", "IF", "IE"]),
    day=st.sampled_from(["20251130", "20260101", "20260131"]),
    matter=st.sampled_from(["M-1", "M-2", "M-3"]),
    keeper=st.sampled_from(["TK1", "TK2"]),
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(invoices=st.lists(st.lists(_line, min_size=1, max_size=6), min_size=1, max_size=4))
def test_parts_always_sum_to_the_whole_and_undo_restores_every_figure(
    sqlite_engine: Engine, invoices: list[list[Line]]
) -> None:
    before = spend.cube(sqlite_engine)
    made = [Invoice(f"N{n}", tuple(lines)) for n, lines in enumerate(invoices)]
    receipt = bring(sqlite_engine, file(*made))
    total = sum(line.cents for lines in invoices for line in lines)
    assert receipt.totals == {"USD": total}
    cube = spend.cube(sqlite_engine)
    assert cube["billed_cents"].sum() - before["billed_cents"].sum() == total
    assert check.run(sqlite_engine) == []
    imports.undo(sqlite_engine, OPS, receipt.upload_id)
    pd.testing.assert_frame_equal(spend.cube(sqlite_engine), before)
