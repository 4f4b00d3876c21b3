"""A file that waits: kept, read, mended, decided, stored, put away, by one person after another."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from legalops.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    StaleEditError,
)
from legalops.intake.how import Correction, How
from legalops.permissions import ALLOWED, Actor, Permission, Role, system
from legalops.services import check, import_child, imports, mappings, uploads
from legalops.services.choices import Choices, MatterChoice
from legalops.store import drafts, matters, originals, settings, spend, vendors
from legalops.store import uploads as stored
from legalops.store.unit import reading, writing
from tests.services.ledes import Invoice, Line, file

OPS = system("cli")
FIRM = "11-1111111"
ANSWERS = Choices(default_currency="USD", vendor_names={FIRM: "Hale & Quimby LLP"})


def come(engine: Engine, data: bytes, name: str = "month.txt", actor: Actor = OPS) -> int:
    """Let a file come and be read."""
    upload_id = uploads.receive(engine, actor, name, data).upload_id
    uploads.read(engine, actor, upload_id)
    return upload_id


def store(engine: Engine, data: bytes, choices: Choices = ANSWERS) -> int:
    """Let a file come and store what is sound of it."""
    upload_id = come(engine, data)
    version = uploads.opened(engine, OPS, upload_id).version
    uploads.confirm(engine, OPS, upload_id, version, choices)
    return upload_id


def row(engine: Engine, upload_id: int) -> dict[str, object]:
    """Return an upload as the store has it."""
    with engine.connect() as connection:
        query = text("SELECT * FROM upload WHERE id = :id")
        return dict(connection.execute(query, {"id": upload_id}).mappings().one())


def count(engine: Engine, query: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(query)).scalar() or 0)


def codes(engine: Engine, upload_id: int) -> set[str]:
    return {problem.code for problem in stored.problems(engine, upload_id)}


def test_a_file_is_kept_before_anything_is_read_of_it(engine: Engine) -> None:
    data = b"no invoice at all"
    received = uploads.receive(engine, OPS, "month.txt", data)
    assert (received.is_new, received.message) == (True, "")
    assert row(engine, received.upload_id)["state"] == "received"
    assert originals.fetch(engine, originals.digest(data)) == data


def test_what_a_file_holds_is_recorded_and_nothing_is_stored(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice("A"), Invoice("B", stated=5)))
    found = row(engine, upload_id)
    assert (found["state"], found["format"], found["waiting"]) == ("draft", "LEDES1998B", 2)
    assert (found["invoices"], found["lines"], found["kind"]) == (0, 0, "invoices")
    assert codes(engine, upload_id) == {"currency", "invoice_total"}
    assert count(engine, "SELECT COUNT(*) FROM invoice") == 0
    assert list(uploads.waiting(engine)["summary"]) == ["2 blocked"]


def test_a_file_that_cannot_be_read_is_refused_with_its_reason(engine: Engine) -> None:
    upload_id = come(engine, b"%PDF-1.7 something else")
    assert row(engine, upload_id)["state"] == "refused"
    assert list(uploads.waiting(engine)["summary"]) == ["Cannot be read"]
    assert codes(engine, upload_id)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x", "x"),
        ("C:\\a.csv", "a.csv"),
        ("a\0.csv", "a<U+0000>.csv"),
        ("con.csv", "con.csv"),
        (".htaccess", ".htaccess"),
        ("-rf.csv", "-rf.csv"),
        ("x\u202evsc.txt", "x<U+202E>vsc.txt"),
        ("two\nlines.csv", "two<U+000A>lines.csv"),
        ("", "unnamed file"),
        ("..", "unnamed file"),
        ("inv.CSV ", "inv.CSV"),
    ],
)
def test_a_file_name_is_shown_without_folders_and_with_everything_visible(
    given: str, shown: str
) -> None:
    """B101: what is shown of a name is not where anything lies."""
    assert uploads.shown_name(given) == shown


def test_a_very_long_name_is_cut_where_it_does_not_hurt() -> None:
    name = uploads.shown_name("a" * 300 + ".csv")
    assert len(name) == 120
    assert name.endswith("aaaaaa.csv")


@pytest.mark.parametrize("name", ["a.csv.exe", "x\u202evsc.exe", "month.BAT"])
def test_a_file_named_like_a_program_is_refused(engine: Engine, name: str) -> None:
    """B101: the last ending counts."""
    with pytest.raises(InvalidInputError, match="named like a program"):
        uploads.receive(engine, OPS, name, b"x")
    assert uploads.waiting(engine).empty


def test_nothing_is_kept_under_a_name_that_somebody_chose(engine: Engine, tmp_path: Path) -> None:
    """B101: originals are kept under their hash alone."""
    uploads.receive(engine, OPS, "../../../evil.txt", b"something")
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert originals.digest(b"something") in names
    assert not any("evil" in name for name in names)


def test_an_empty_file_is_refused(engine: Engine) -> None:
    with pytest.raises(InvalidInputError, match="is empty"):
        uploads.receive(engine, OPS, "month.txt", b"")


def test_a_file_above_the_limit_of_the_settings_is_refused_with_the_limit(engine: Engine) -> None:
    """B108: one byte above the limit, and nothing is kept of it."""
    chosen = settings.current(engine)
    with pytest.raises(InvalidInputError, match=f"at most {chosen.max_file_mb} MB"):
        uploads.receive(engine, OPS, "month.txt", bytes(chosen.max_file_mb * 1_000_000 + 1))
    assert uploads.waiting(engine).empty


@pytest.mark.parametrize("role", [r for r in Role if Permission.IMPORT_INVOICES not in ALLOWED[r]])
def test_only_who_may_import_can_touch_an_upload(
    engine: Engine, people: dict[Role, Actor], role: Role
) -> None:
    upload_id, person = come(engine, file(Invoice())), people[role]
    acts = (
        lambda: uploads.receive(engine, person, "m.txt", b"x"),
        lambda: uploads.read(engine, person, upload_id),
        lambda: uploads.opened(engine, person, upload_id),
        lambda: uploads.set_how(engine, person, upload_id, 1, How()),
        lambda: uploads.choose(engine, person, upload_id, 1, ANSWERS),
        lambda: uploads.correct(
            engine, person, upload_id, 1, [Correction(3, "X", "1")], reason="why"
        ),
        lambda: uploads.confirm(engine, person, upload_id, 1, ANSWERS),
        lambda: uploads.discard(engine, person, upload_id),
        lambda: uploads.undo_invoice(engine, person, 1, "why"),
    )
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()


def test_the_same_bytes_that_wait_already_are_that_upload(engine: Engine) -> None:
    data = file(Invoice())
    first = uploads.receive(engine, OPS, "month.txt", data)
    again = uploads.receive(engine, OPS, "other name.txt", data)
    assert (again.upload_id, again.is_new) == (first.upload_id, False)
    assert "other name.txt waits already: month.txt, uploaded by cli" in again.message
    assert len(uploads.waiting(engine)) == 1


def test_bytes_stored_before_come_again_and_the_message_tells(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    data = file(Invoice("A"), Invoice("B"))
    upload_id = come(engine, data, actor=people[Role.OPS])
    uploads.confirm(engine, people[Role.OPS], upload_id, 1, ANSWERS)
    again = uploads.receive(engine, OPS, "other.txt", data)
    assert again.is_new
    assert "by Ana; 2 of its invoices are live." in again.message
    uploads.read(engine, OPS, again.upload_id)
    assert row(engine, again.upload_id)["state"] == "duplicate"
    assert uploads.waiting(engine).empty


def test_what_came_again_after_an_undo_is_new(engine: Engine) -> None:
    data = file(Invoice("A"))
    imports.undo(engine, OPS, store(engine, data))
    again = uploads.receive(engine, OPS, "m.txt", data)
    assert "none of its invoices is live" in again.message
    receipt = uploads.confirm(engine, OPS, again.upload_id, 1, ANSWERS)
    assert receipt.lines == 1


def test_an_original_that_was_lost_is_kept_again_when_it_comes_again(engine: Engine) -> None:
    """B107: the row is there, the file was deleted; it is kept again and the import goes on."""
    data = file(Invoice())
    upload_id = come(engine, data)
    (originals.folder(engine) / originals.digest(data)).unlink()
    uploads.read(engine, OPS, upload_id)
    assert codes(engine, upload_id) == {"original_missing"}
    again = uploads.receive(engine, OPS, "month.txt", data)
    assert again.upload_id == upload_id
    uploads.read(engine, OPS, upload_id)
    uploads.confirm(engine, OPS, upload_id, 1, ANSWERS)
    assert check.run(engine) == []


def test_an_opened_upload_says_who_brought_it_and_how_it_stands(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    upload_id = uploads.receive(engine, people[Role.OPS], "month.txt", file(Invoice())).upload_id
    opened = uploads.opened(engine, OPS, upload_id)
    assert (opened.uploaded_by, opened.version, opened.state) == ("Ana", 1, "draft")
    assert opened.prepared.new_vendors == (FIRM,)
    assert opened.choices == Choices()
    assert opened.how == How()


def test_decisions_are_kept_for_the_next_person(engine: Engine, people: dict[Role, Actor]) -> None:
    upload_id = come(engine, file(Invoice("A"), Invoice("B")))
    said = replace(
        ANSWERS,
        matters={(FIRM, "M-1", "FM-1"): MatterChoice("Smith v. Jones", "Litigation")},
        overrides={"A": "agreed by phone"},
        leave_out=frozenset({1}),
        vendors={},
        replacements={"A": "corrected"},
        suppliers={"X Ltd": "X"},
    )
    version = uploads.choose(engine, people[Role.OPS], upload_id, 1, said)
    opened = uploads.opened(engine, people[Role.ADMIN], upload_id)
    assert (version, opened.version, opened.choices) == (2, 2, said)
    assert opened.updated_by == "Ana"


@pytest.mark.parametrize("act", ["choose", "set_how", "correct", "confirm"])
def test_two_people_never_overwrite_each_other(
    engine: Engine, people: dict[Role, Actor], act: str
) -> None:
    upload_id = come(engine, file(Invoice()))
    uploads.choose(engine, people[Role.OPS], upload_id, 1, ANSWERS)
    acts: dict[str, Callable[[], object]] = {
        "choose": lambda: uploads.choose(engine, OPS, upload_id, 1, Choices()),
        "set_how": lambda: uploads.set_how(engine, OPS, upload_id, 1, How()),
        "correct": lambda: uploads.correct(
            engine, OPS, upload_id, 1, [Correction(3, "X", "1")], reason="why"
        ),
        "confirm": lambda: uploads.confirm(engine, OPS, upload_id, 1, ANSWERS),
    }
    with pytest.raises(StaleEditError, match="changed by Ana"):
        acts[act]()
    assert count(engine, "SELECT COUNT(*) FROM invoice") == 0


def test_another_way_of_reading_is_taken_when_it_is_next_looked_at(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice()))
    uploads.set_how(engine, OPS, upload_id, 1, How(kind="payments", currency="GBP"))
    assert row(engine, upload_id)["state"] == "received"
    opened = uploads.opened(engine, OPS, upload_id)
    assert (opened.how.kind, opened.how.currency, opened.version) == ("payments", "GBP", 2)
    assert row(engine, upload_id)["state"] != "received"


def test_a_correction_stands_beside_what_the_file_says_with_name_and_reason(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    upload_id, ana = come(engine, file(Invoice("A", stated=5))), people[Role.OPS]
    fixed = Correction(3, "INVOICE_TOTAL", "100.00")
    uploads.correct(engine, ana, upload_id, 1, [fixed], reason="agreed by phone")
    opened = uploads.opened(engine, OPS, upload_id)
    [mended] = opened.mended
    assert (mended.original, mended.value, mended.reason) == ("0.05", "100.00", "agreed by phone")
    assert (mended.made_by, mended.line, mended.field) == ("Ana", 3, "INVOICE_TOTAL")
    assert opened.how.corrections == (fixed,)
    data = originals.fetch(engine, opened.draft.sha256)
    assert b"|0.05|" in data


def test_a_correction_made_again_keeps_what_the_file_says(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice("A", stated=5)))
    for version, value in ((1, "99.00"), (2, "100.00")):
        fixed = [Correction(3, "INVOICE_TOTAL", value)]
        uploads.correct(engine, OPS, upload_id, version, fixed, reason="agreed")
    [mended] = uploads.opened(engine, OPS, upload_id).mended
    assert (mended.original, mended.value) == ("0.05", "100.00")


def test_a_correction_can_be_taken_back(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice("A", stated=5)))
    fixed = [Correction(3, "INVOICE_TOTAL", "100.00")]
    uploads.correct(engine, OPS, upload_id, 1, fixed, reason="agreed")
    opened = uploads.opened(engine, OPS, upload_id)
    uploads.withdraw(engine, OPS, upload_id, opened.version, opened.mended[0])
    after = uploads.opened(engine, OPS, upload_id)
    assert (after.mended, after.how.corrections) == ((), ())
    with pytest.raises(NotFoundError):
        uploads.withdraw(engine, OPS, upload_id, after.version, opened.mended[0])


def test_a_correction_needs_a_reason(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice()))
    with pytest.raises(InvalidInputError, match="say why"):
        uploads.correct(engine, OPS, upload_id, 1, [Correction(3, "X", "1")], reason="  ")


def test_the_sound_invoices_are_stored_and_the_rest_waits_for_another_day(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    good = [Invoice(f"G{n}", (Line(100 + n),)) for n in range(99)]
    upload_id = come(engine, file(*good, Invoice("BAD", stated=5)))
    receipt = uploads.confirm(engine, people[Role.OPS], upload_id, 1, ANSWERS)
    assert (len(receipt.invoice_ids), receipt.skipped) == (99, 1)
    found = row(engine, upload_id)
    assert (found["state"], found["waiting"], found["invoices"]) == ("draft", 1, 99)
    assert check.run(engine) == []
    opened = uploads.opened(engine, people[Role.ADMIN], upload_id)
    assert {p.invoice for p in opened.prepared.checked.problems} == {"BAD"}
    assert opened.prepared.accepted == []
    last = replace(ANSWERS, overrides={"BAD": "the firm agrees"})
    done = uploads.confirm(engine, OPS, upload_id, opened.version, last)
    assert len(done.invoice_ids) == 1
    found = row(engine, upload_id)
    assert (found["state"], found["waiting"], found["invoices"]) == ("stored", 0, 100)
    assert check.run(engine) == []


def test_an_invoice_left_out_by_choice_does_not_wait(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice("A"), Invoice("B", (Line(5, matter="M-2"),))))
    out = replace(ANSWERS, matters={(FIRM, "M-2", "FM-2"): MatterChoice(leave_out=True)})
    receipt = uploads.confirm(engine, OPS, upload_id, 1, out)
    assert (receipt.lines, receipt.skipped) == (1, 1)
    found = row(engine, upload_id)
    assert (found["state"], found["waiting"], found["skipped"]) == ("stored", 0, 1)


def test_what_is_done_with_cannot_be_done_again(engine: Engine) -> None:
    upload_id = store(engine, file(Invoice()))
    acts = (
        lambda: uploads.confirm(engine, OPS, upload_id, 2, ANSWERS),
        lambda: uploads.choose(engine, OPS, upload_id, 2, ANSWERS),
        lambda: uploads.discard(engine, OPS, upload_id),
        lambda: uploads.opened(engine, OPS, upload_id),
    )
    for act in acts:
        with pytest.raises(RefusedError, match=r"month\.txt was stored already by cli"):
            act()
    assert count(engine, "SELECT COUNT(*) FROM invoice") == 1


def test_an_upload_that_is_not_there_is_not_found(engine: Engine) -> None:
    with pytest.raises(NotFoundError, match="Upload 7"):
        uploads.opened(engine, OPS, 7)
    with pytest.raises(NotFoundError):
        uploads.discard(engine, OPS, 7)


def test_what_waits_is_put_away_and_what_was_stored_stays(engine: Engine) -> None:
    whole = come(engine, file(Invoice("A")))
    uploads.discard(engine, OPS, whole)
    assert row(engine, whole)["state"] == "discarded"
    half = come(engine, file(Invoice("B"), Invoice("C", stated=5)))
    uploads.confirm(engine, OPS, half, 1, ANSWERS)
    uploads.discard(engine, OPS, half)
    found = row(engine, half)
    assert (found["state"], found["invoices"], found["skipped"]) == ("stored", 1, 1)
    assert uploads.waiting(engine).empty
    assert check.run(engine) == []


def test_an_upload_can_be_undone_while_some_of_it_waits(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice("B"), Invoice("C", stated=5)))
    with pytest.raises(RefusedError, match="nothing to undo"):
        imports.undo(engine, OPS, upload_id)
    uploads.confirm(engine, OPS, upload_id, 1, ANSWERS)
    assert imports.undo(engine, OPS, upload_id) == 1
    assert row(engine, upload_id)["state"] == "undone"
    assert spend.cube(engine).empty
    assert check.run(engine) == []


def test_an_existing_vendor_that_was_chosen_is_remembered_for_its_other_number(
    engine: Engine,
) -> None:
    store(engine, file(Invoice("A")))
    other = "33-3333333"
    upload_id = come(engine, file(Invoice("B", firm=other)))
    vendor_id = int(vendors.table(engine)["id"][0])
    said = replace(ANSWERS, vendor_names={}, vendors={other: vendor_id})
    assert uploads.opened(engine, OPS, upload_id).prepared.new_vendors == (other,)
    version = uploads.choose(engine, OPS, upload_id, 1, said)
    opened = uploads.opened(engine, OPS, upload_id)
    assert opened.prepared.new_vendors == ()
    assert opened.prepared.vendor_names == {other: "Hale & Quimby LLP"}
    uploads.confirm(engine, OPS, upload_id, version, said)
    assert len(vendors.table(engine)) == 1
    later = uploads.opened(engine, OPS, come(engine, file(Invoice("C", firm=other))))
    assert later.prepared.new_vendors == ()


def test_an_invoice_that_a_chosen_vendor_sent_before_is_known(engine: Engine) -> None:
    store(engine, file(Invoice("A")))
    upload_id = come(engine, file(Invoice("A", firm="33-3333333")))
    vendor_id = int(vendors.table(engine)["id"][0])
    uploads.choose(engine, OPS, upload_id, 1, replace(ANSWERS, vendors={"33-3333333": vendor_id}))
    opened = uploads.opened(engine, OPS, upload_id)
    assert [i.outcome for i in opened.prepared.checked.invoices] == ["duplicate"]


def test_an_existing_matter_that_was_chosen_is_remembered_under_the_number_of_the_file(
    engine: Engine,
) -> None:
    store(engine, file(Invoice("A")))
    matter_id = int(matters.table(engine, OPS)["id"][0])
    key = (FIRM, "OLD-7", "FOLD-7")
    data = file(Invoice("B", (Line(5, matter="OLD-7"),)))
    upload_id = come(engine, data)
    assert len(uploads.opened(engine, OPS, upload_id).prepared.new_matters) == 1
    said = replace(ANSWERS, matters={key: MatterChoice(matter_id=matter_id)})
    uploads.confirm(engine, OPS, upload_id, 1, said)
    assert len(matters.table(engine, OPS)) == 1
    assert count(engine, f"SELECT COUNT(*) FROM invoice_sum WHERE matter_id = {matter_id}") == 2
    later = come(engine, file(Invoice("C", (Line(6, matter="OLD-7"),))))
    assert uploads.opened(engine, OPS, later).prepared.new_matters == ()


def test_the_effect_tells_what_confirming_does_and_confirming_does_it(engine: Engine) -> None:
    store(engine, file(Invoice("A", (Line(1000),)), Invoice("R", (Line(500),))))
    data = file(
        Invoice("A", (Line(1000),)),
        Invoice("R", (Line(700),)),
        Invoice("N", (Line(2000), Line(1, "E")), date="20260310"),
        Invoice("BAD", stated=5),
    )
    upload_id = come(engine, data)
    said = replace(ANSWERS, replacements={"R": "corrected"})
    effect = uploads.effect(engine, OPS, uploads.opened(engine, OPS, upload_id), said)
    assert (effect.new.invoices, effect.new.lines, effect.new.totals) == (1, 2, {"USD": 2001})
    assert (effect.replaced.invoices, effect.replaced.totals) == (1, {"USD": 700})
    assert (effect.skipped.invoices, effect.blocked.invoices) == (1, 1)
    february, march = effect.months
    assert (february.month, february.before_cents, february.after_cents) == (202602, 1500, 1700)
    assert (march.month, march.before_cents, march.after_cents) == (202603, 0, 2001)
    assert (march.year_before_cents, march.year_after_cents) == (1500, 3701)
    assert march.budget_cents is None
    assert effect.unconverted == {}
    assert count(engine, "SELECT COUNT(*) FROM invoice") == 2
    uploads.confirm(engine, OPS, upload_id, 1, said)
    cube = spend.cube(engine).groupby("invoice_month")["reporting_cents"].sum()
    assert dict(cube) == {202602: 1700, 202603: 2001}


def test_the_effect_names_money_that_no_rate_covers(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice("A", (Line(1000),))))
    said = replace(ANSWERS, default_currency="GBP")
    effect = uploads.effect(engine, OPS, uploads.opened(engine, OPS, upload_id), said)
    assert effect.unconverted == {"GBP": 1000}
    assert [(m.before_cents, m.after_cents) for m in effect.months] == [(0, 0)]


def test_the_corrections_overrides_and_decisions_are_in_the_audit(
    engine: Engine, people: dict[Role, Actor]
) -> None:
    ana = people[Role.OPS]
    upload_id = come(engine, file(Invoice("A", stated=5)), actor=ana)
    fixed = [Correction(3, "LINE_ITEM_DESCRIPTION", "Review")]
    uploads.correct(engine, ana, upload_id, 1, fixed, reason="typo")
    said = replace(ANSWERS, overrides={"A": "the firm agrees"})
    uploads.confirm(engine, ana, upload_id, 2, said)
    with engine.connect() as connection:
        events = connection.execute(
            text("SELECT action, actor_name, after_json FROM audit_event ORDER BY seq")
        ).all()
    told = {action: (name, after) for action, name, after in events}
    assert told["upload.corrected"][0] == "ana"
    assert "typo" in str(told["upload.corrected"][1])
    assert "the firm agrees" in str(told["upload.stored"][1])
    assert told["upload.received"][0] == "ana"


@pytest.fixture
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_child, "LARGE", 1)


@pytest.mark.usefixtures("every_file_is_large")
def test_a_large_upload_is_stored_by_a_child_that_reads_the_original(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice("A"), Invoice("B", stated=5)))
    receipt = uploads.confirm(engine, OPS, upload_id, 1, ANSWERS)
    assert (receipt.upload_id, receipt.lines) == (upload_id, 1)
    assert row(engine, upload_id)["waiting"] == 1
    with pytest.raises(StaleEditError, match="changed by cli"):
        uploads.confirm(engine, OPS, upload_id, 1, ANSWERS)
    assert check.run(engine) == []


def test_choices_come_back_from_json_as_they_were() -> None:
    said = Choices(
        default_currency="USD",
        currencies={"F": "GBP"},
        matters={("F", "M", ""): MatterChoice(matter_id=3), ("F", "", "X"): MatterChoice("a", "b")},
        leave_out=frozenset({4, 1}),
        vendors={"F": 2},
    )
    assert Choices.from_json(said.as_json()) == said
    assert Choices.from_json({}) == Choices()


def test_a_reading_that_was_overtaken_records_nothing(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice()))
    with writing(engine, OPS, Permission.IMPORT_INVOICES) as unit:
        facts = drafts.Facts({"state": "refused"}, ())
        assert not drafts.record(unit, drafts.Claim(upload_id, 99), facts)
    with reading(engine) as session:
        assert drafts.find(session, upload_id).state == "draft"


TABLE = (
    b"Firm,Invoice,Matter,Date,Amount\r\n"
    b"Osprey Legal,T-1,M-1,2026-02-13,100.00\r\n"
    b"Osprey Legal,T-1,M-1,2026-02-14,23.50\r\n"
)


def test_a_mapping_kept_once_is_taken_for_the_next_table_and_named(engine: Engine) -> None:
    first = uploads.opened(engine, OPS, come(engine, TABLE, "t.csv"))
    assert first.draft.layout is not None
    assert first.draft.layout.is_proposed
    assert first.mapping == ""
    said = {h.heading: h.field for h in first.draft.layout.headings} | {"Firm": ""}
    how = How(kind="table", columns=said, vendor="Osprey Legal", currency="GBP")
    mappings.remember(engine, OPS, "Osprey's list", first.draft.layout.fingerprint, how)
    second = uploads.opened(engine, OPS, come(engine, TABLE.replace(b"T-1", b"T-2"), "t2.csv"))
    assert second.mapping == "Osprey's list"
    assert (second.how.columns, second.how.currency) == (said, "GBP")


def test_an_invoice_mended_on_screen_can_be_stored(engine: Engine) -> None:
    upload_id = come(engine, file(Invoice("A", stated=5)))
    uploads.choose(engine, OPS, upload_id, 1, ANSWERS)
    fixed = [Correction(3, "INVOICE_TOTAL", "100.00")]
    uploads.correct(engine, OPS, upload_id, 2, fixed, reason="agreed by phone")
    opened = uploads.opened(engine, OPS, upload_id)
    assert opened.prepared.accepted == [0]
    uploads.confirm(engine, OPS, upload_id, opened.version, opened.choices)
    assert row(engine, upload_id)["state"] == "stored"
    assert check.run(engine) == []


def test_a_correction_keeps_all_of_what_the_file_says_even_the_second_time(engine: Engine) -> None:
    said = "Review of the file and of everything that opposing counsel has sent since June"
    upload_id = come(engine, file(Invoice("A", narrative=said)))
    for version, value in enumerate(("Review of the file", "Review of files"), 1):
        mend = [Correction(3, "LINE_ITEM_DESCRIPTION", value)]
        uploads.correct(engine, OPS, upload_id, version, mend, reason="too long")
        uploads.read(engine, OPS, upload_id)
    originals = {m.original for m in uploads.opened(engine, OPS, upload_id).mended}
    assert originals == {said}
