"""A corrected invoice takes the place of the earlier one, both are kept, and it can be undone."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from legalops.errors import InvalidInputError, LegalOpsError, RefusedError
from legalops.intake.draft import Limits
from legalops.permissions import Actor, Permission, Role, system
from legalops.services import check, imports, uploads
from legalops.services.choices import Choices
from legalops.store import invoices, spend
from legalops.store.unit import writing
from tests.services.ledes import Invoice, Line, file

OPS = system("cli")
FIRM = "11-1111111"
ANSWERS = Choices(
    default_currency="USD",
    vendor_names={FIRM: "Hale & Quimby LLP", "22-2222222": "Osprey Legal"},
)
REPLACED = replace(ANSWERS, replacements={"A": "the firm corrected its rate"})


def store(engine: Engine, data: bytes, choices: Choices = ANSWERS) -> int:
    """Let a file come and store what is sound of it; return the upload."""
    upload_id = uploads.receive(engine, OPS, "month.txt", data).upload_id
    version = uploads.opened(engine, OPS, upload_id).version
    uploads.confirm(engine, OPS, upload_id, version, choices)
    return upload_id


def statuses(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [r[0] for r in connection.execute(text("SELECT status FROM invoice ORDER BY id"))]


def set_status(engine: Engine, invoice_id: int, status: str) -> None:
    with writing(engine, OPS, Permission.IMPORT_INVOICES) as unit:
        invoices.set_status(unit.session, [invoice_id], status)


def billed(engine: Engine) -> int:
    return int(spend.cube(engine)["billed_cents"].sum())


A_100, A_130 = file(Invoice("A", (Line(100),))), file(Invoice("A", (Line(130),)))


def test_an_invoice_with_another_amount_is_blocked_until_somebody_says_it_replaces(
    engine: Engine,
) -> None:
    first = store(engine, A_100)
    upload_id = uploads.receive(engine, OPS, "m.txt", A_130).upload_id
    opened = uploads.opened(engine, OPS, upload_id)
    [problem] = [p for p in opened.prepared.checked.problems if p.code == "invoice_changed"]
    assert f"(upload {first}) with other content and is live" in problem.message
    assert "Say that this one replaces it" in problem.message
    with pytest.raises(RefusedError):
        uploads.confirm(engine, OPS, upload_id, 1, ANSWERS)
    assert statuses(engine) == ["received"]


def test_a_replacement_counts_and_the_earlier_one_is_kept(engine: Engine) -> None:
    store(engine, A_100)
    store(engine, A_130, REPLACED)
    assert statuses(engine) == ["superseded", "received"]
    assert billed(engine) == 130
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT replaces_id FROM invoice ORDER BY id")).all()
        [reason] = connection.execute(
            text("SELECT after_json FROM audit_event WHERE action = 'invoice.replaced'")
        ).all()
    assert [tuple(row) for row in kept] == [(None,), (1,)]
    assert "the firm corrected its rate" in reason[0]
    assert check.run(engine) == []


def test_an_invoice_that_comes_unchanged_replaces_nothing(engine: Engine) -> None:
    store(engine, A_100)
    other = file(Invoice("A", (Line(100),)), Invoice("B", (Line(5),)))
    store(engine, other, REPLACED)
    assert statuses(engine) == ["received", "received"]
    assert billed(engine) == 105


def test_a_faulty_replacement_replaces_nothing(engine: Engine) -> None:
    store(engine, A_100)
    faulty = file(Invoice("A", (Line(130),), stated=5))
    upload_id = uploads.receive(engine, OPS, "m.txt", faulty).upload_id
    uploads.choose(engine, OPS, upload_id, 1, REPLACED)
    opened = uploads.opened(engine, OPS, upload_id)
    assert [i.outcome for i in opened.prepared.checked.invoices] == ["blocked"]
    assert statuses(engine) == ["received"]


@pytest.mark.parametrize("status", ["approved", "paid"])
def test_what_was_decided_on_is_not_replaced(engine: Engine, status: str) -> None:
    store(engine, A_100)
    set_status(engine, 1, status)
    upload_id = uploads.receive(engine, OPS, "m.txt", A_130).upload_id
    uploads.choose(engine, OPS, upload_id, 1, REPLACED)
    opened = uploads.opened(engine, OPS, upload_id)
    [problem] = [p for p in opened.prepared.checked.problems if p.code == "replaces_decided"]
    assert f"has been {status} since, so it cannot be replaced" in problem.message
    assert opened.prepared.accepted == []


def test_what_is_decided_on_in_the_meantime_is_not_replaced(engine: Engine) -> None:
    store(engine, A_100)
    prepared = imports.prepare(engine, OPS, "m.txt", A_130, choices=REPLACED, limits=Limits())
    set_status(engine, 1, "approved")
    with pytest.raises(RefusedError, match="approved in the meantime"):
        imports.confirm(engine, OPS, prepared, REPLACED)
    assert statuses(engine) == ["approved"]


def test_what_was_undone_in_the_meantime_is_not_replaced(engine: Engine) -> None:
    first = store(engine, A_100)
    prepared = imports.prepare(engine, OPS, "m.txt", A_130, choices=REPLACED, limits=Limits())
    imports.undo(engine, OPS, first)
    with pytest.raises(RefusedError, match="in the meantime"):
        imports.confirm(engine, OPS, prepared, REPLACED)
    assert statuses(engine) == ["undone"]


def test_undoing_the_replacement_lets_the_earlier_one_count_again(engine: Engine) -> None:
    store(engine, A_100)
    second = store(engine, A_130, REPLACED)
    imports.undo(engine, OPS, second)
    assert statuses(engine) == ["received", "undone"]
    assert billed(engine) == 100
    assert check.run(engine) == []


def test_undoing_one_invoice_leaves_the_others_of_its_upload(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    store(engine, A_100)
    store(engine, file(Invoice("A", (Line(130),)), Invoice("B", (Line(7),))), REPLACED)
    uploads.undo_invoice(engine, people[Role.OPS], 2, "sent by mistake")
    assert statuses(engine) == ["received", "undone", "received"]
    assert billed(engine) == 107
    assert check.run(engine) == []


def test_an_upload_whose_last_invoice_was_undone_is_undone(engine: Engine) -> None:
    upload_id = store(engine, A_100)
    uploads.undo_invoice(engine, OPS, 1, "sent by mistake")
    with pytest.raises(RefusedError, match="was undone already"):
        imports.undo(engine, OPS, upload_id)
    assert store(engine, A_100) != upload_id
    assert billed(engine) == 100


def test_undoing_an_invoice_needs_a_reason_and_a_live_invoice(engine: Engine) -> None:
    store(engine, A_100)
    with pytest.raises(InvalidInputError, match="say why"):
        uploads.undo_invoice(engine, OPS, 1, " ")
    store(engine, A_130, REPLACED)
    with pytest.raises(RefusedError, match="replaced by a later one"):
        uploads.undo_invoice(engine, OPS, 1, "x")
    set_status(engine, 2, "paid")
    with pytest.raises(RefusedError, match="has been paid since"):
        uploads.undo_invoice(engine, OPS, 2, "x")
    with pytest.raises(LegalOpsError, match="not found"):
        uploads.undo_invoice(engine, OPS, 99, "x")


def test_an_upload_that_was_undone_does_not_come_back_with_what_replaced_it(
    engine: Engine,
) -> None:
    first = store(engine, file(Invoice("A", (Line(100),)), Invoice("B", (Line(9),))))
    second = store(engine, A_130, REPLACED)
    imports.undo(engine, OPS, first)
    imports.undo(engine, OPS, second)
    assert statuses(engine) == ["undone", "undone", "undone"]
    assert spend.cube(engine).empty


def test_a_chain_of_replacements_goes_back_to_the_last_that_was_not_undone(
    engine: Engine,
) -> None:
    store(engine, A_100)
    second = store(engine, A_130, REPLACED)
    third = store(engine, file(Invoice("A", (Line(160),))), REPLACED)
    imports.undo(engine, OPS, second)
    assert statuses(engine) == ["superseded", "undone", "received"]
    imports.undo(engine, OPS, third)
    assert statuses(engine) == ["received", "undone", "undone"]
    assert billed(engine) == 100
    assert check.run(engine) == []


def test_the_same_number_of_another_vendor_is_another_invoice(engine: Engine) -> None:
    store(engine, A_100)
    store(engine, file(Invoice("A", (Line(130),), firm="22-2222222")))
    assert statuses(engine) == ["received", "received"]


ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("store"),
            st.lists(
                st.tuples(
                    st.sampled_from("AB"), st.sampled_from([FIRM, "22-2222222"]),
                    st.integers(1, 3), st.sampled_from(["F", "E"]), st.booleans(),
                ),
                min_size=1, max_size=3, unique_by=lambda i: (i[0], i[1]),
            ),
            st.booleans(),
        ),
        st.tuples(st.just("undo"), st.integers(1, 6)),
        st.tuples(st.just("undo_invoice"), st.integers(1, 8)),
        st.tuples(st.just("discard"), st.integers(1, 6)),
        st.tuples(st.just("status"), st.integers(1, 8), st.sampled_from(["approved", "rejected"])),
    ),
    min_size=2, max_size=7,
)  # fmt: skip


@settings(
    max_examples=10, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(acts=ACTS)
def test_whatever_is_done_in_whatever_order_the_sums_and_the_live_invoices_stay_right(
    sqlite_engine: Engine, acts: list[tuple[object, ...]]
) -> None:
    for act in acts:
        try:
            do(sqlite_engine, *act)
        except LegalOpsError:
            continue
    assert check.run(sqlite_engine) == []
    live = "SELECT COUNT(*) FROM invoice WHERE status NOT IN ('undone', 'superseded') "
    with sqlite_engine.connect() as connection:
        twice = connection.execute(
            text(f"{live} GROUP BY vendor_id, number_norm HAVING COUNT(*) > 1")
        ).all()
    assert twice == []


def do(engine: Engine, act: object, *details: object) -> None:
    """Do one act of a sequence; a refusal is an answer too."""
    back = details[0] if details and isinstance(details[0], int) else 1
    table = "upload" if act in ("undo", "discard") else "invoice"
    number = newest(engine, table) - back + 1
    if act == "store":
        given_, replaces = details
        assert isinstance(given_, list)
        made = [
            Invoice(n, (Line(100 * size, kind),), firm, stated=None if sound else 7)
            for n, firm, size, kind, sound in given_
        ]
        said = replace(ANSWERS, replacements=dict.fromkeys("AB", "why") if replaces else {})
        store(engine, file(*made), said)
    elif act == "undo":
        imports.undo(engine, OPS, number)
    elif act == "undo_invoice":
        uploads.undo_invoice(engine, OPS, number, "why")
    elif act == "discard":
        uploads.discard(engine, OPS, number)
    elif number in live_ids(engine):
        set_status(engine, number, str(details[1]))


def newest(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT MAX(id) FROM {table}")).scalar() or 0)


def live_ids(engine: Engine) -> set[int]:
    with engine.connect() as connection:
        query = text("SELECT id FROM invoice WHERE status NOT IN ('undone', 'superseded')")
        return {int(row[0]) for row in connection.execute(query)}
