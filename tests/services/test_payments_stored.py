"""What finance paid becomes spend by vendor, and never doubles what invoices already count."""

from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import Engine, text

from legalops.errors import RefusedError
from legalops.intake.draft import Draft, DraftInvoice, Limits, Payments
from legalops.intake.read import read
from legalops.metrics import closing
from legalops.permissions import system
from legalops.services import check, imports
from legalops.services import months as closings
from legalops.services.choices import Choices, MatterChoice
from legalops.services.imports import Prepared
from legalops.store import freshness, matters, originals, spend, uploads, vendors
from tests.services.ledes import Invoice, Line, file

OPS = system("cli")
DATA = b"one payment a row"
CHOSEN = Choices(suppliers={"HALE QUIMBY": "Hale & Quimby LLP"})


def payments(*paid: tuple[str, str, int]) -> Draft:
    """Return the draft of a file with one payment a row: number, supplier, pence.

    Drawn up from an invoice file of the same numbers, so that the store alone is under test.
    """
    made = [Invoice(number, (Line(pence),), name) for number, name, pence in paid]
    draft = read("ap.csv", file(*made), Limits())
    size = len(draft.lines)
    return replace(
        draft,
        sha256=originals.digest(DATA),
        format="Payments",
        invoices=tuple(_paid(i) for i in draft.invoices),
        matters=tuple(replace(m, client_matter_id="", law_firm_matter_id="")
                      for m in draft.matters),
        timekeepers=(),
        lines=replace(
            draft.lines, kind=["P"] * size, timekeeper=draft.lines.timekeeper * 0 - 1,
            task_code=[None] * size, activity_code=[None] * size,
        ),
        problems=(), counts={}, faults={},
        payments=Payments(size, int(draft.lines.total_e4.sum()), 0, 0, 0, "DMY"),
    )  # fmt: skip


def _paid(invoice: DraftInvoice) -> DraftInvoice:
    return replace(invoice, vendor_name=invoice.law_firm_id, currency="USD", hours_e4=0)


def prepared(engine: Engine, draft: Draft, choices: Choices = CHOSEN) -> Prepared:
    return imports.recheck(engine, draft, DATA, choices)


def store(engine: Engine, draft: Draft, choices: Choices = CHOSEN) -> int:
    return imports.confirm(engine, OPS, prepared(engine, draft, choices), choices).upload_id


def by_kind(engine: Engine) -> dict[str, int]:
    cube = spend.cube(engine)
    return {str(k): int(v) for k, v in cube.groupby("cost_kind")["billed_cents"].sum().items()}


MONTH = (("P1", "HALE QUIMBY", 50000), ("P2", "CITY TAXIS", 1200), ("P3", "HALE QUIMBY", 2500))


def test_only_the_suppliers_that_were_chosen_are_stored_and_the_rest_is_ignored(
    engine: Engine,
) -> None:
    found = prepared(engine, payments(*MONTH))
    assert [i.outcome for i in found.checked.invoices] == ["accepted", "ignored", "accepted"]
    assert found.checked.outcome == "accepted"
    assert found.new_vendors == ("HALE QUIMBY",)
    assert found.new_matters == ()
    store(engine, payments(*MONTH))
    assert by_kind(engine) == {"payments": 52500}
    assert list(vendors.table(engine)["name"]) == ["Hale & Quimby LLP"]
    assert check.run(engine) == []


def test_the_upload_counts_every_row_that_was_read(engine: Engine) -> None:
    upload_id = store(engine, payments(*MONTH))
    history = uploads.history(engine)
    with engine.connect() as connection:
        query = text("SELECT kind, rows, control_cents, skipped FROM upload")
        assert tuple(connection.execute(query).one()) == ("payments", 3, 53700, 0)
    assert list(history["id"]) == [upload_id]


def test_a_file_of_which_nobody_is_chosen_is_counted_and_nothing_is_stored(
    engine: Engine,
) -> None:
    found = prepared(engine, payments(*MONTH), Choices())
    assert found.checked.outcome == "accepted"
    assert found.new_vendors == ()
    receipt = imports.confirm(engine, OPS, found, Choices())
    assert (receipt.invoice_ids, receipt.totals) == ((), {})
    assert check.run(engine) == []


def test_a_file_whose_chosen_payments_are_all_blocked_stores_nothing(engine: Engine) -> None:
    faulty = replace(payments(("P1", "HALE QUIMBY", 5)), faults={"P1": frozenset({"bad_date"})})
    with pytest.raises(RefusedError):
        store(engine, faulty)


def test_a_supplier_chosen_once_is_remembered_with_its_spelling(engine: Engine) -> None:
    store(engine, payments(*MONTH))
    [row] = vendors.table(engine).to_dict("records")
    assert (row["billing"], row["law_firm_id"]) == ("paid_only", None)
    later = prepared(engine, payments(("P9", "Hale  Quimby", 700)), Choices())
    assert [i.outcome for i in later.checked.invoices] == ["accepted"]
    named = prepared(engine, payments(("P9", "hale & quimby llp", 700)), Choices())
    assert [i.outcome for i in named.checked.invoices] == ["accepted"]


def test_the_payments_of_a_vendor_that_sends_invoices_are_left_out_with_a_warning(
    engine: Engine,
) -> None:
    invoice = file(Invoice("A", (Line(50000),)))
    said = Choices(default_currency="USD", vendor_names={"11-1111111": "Hale & Quimby LLP"})
    first = imports.prepare(engine, OPS, "m.txt", invoice, choices=said, limits=Limits())
    imports.confirm(engine, OPS, first, said)
    found = prepared(engine, payments(*MONTH))
    assert [i.outcome for i in found.checked.invoices] == ["ignored"] * 3
    [problem] = found.checked.problems
    assert (problem.severity, problem.code) == ("warning", "supplier_invoiced")
    assert "its 2 payments are left out" in problem.message
    assert by_kind(engine) == {"fees": 50000}


def test_an_invoice_of_a_vendor_that_is_paid_only_is_blocked_with_the_way_out(
    engine: Engine,
) -> None:
    store(engine, payments(*MONTH))
    vendor_id = int(vendors.table(engine)["id"][0])
    said = Choices(default_currency="USD", vendors={"11-1111111": vendor_id})
    found = imports.prepare(engine, OPS, "m.txt", file(Invoice("A")), choices=said, limits=Limits())
    [problem] = [p for p in found.checked.problems if p.severity == "error"]
    assert problem.code == "vendor_paid_only"
    assert "would count twice" in problem.message
    assert found.accepted == []


def test_payments_without_a_matter_belong_to_the_departments_own_one(engine: Engine) -> None:
    store(engine, payments(*MONTH))
    store(engine, payments(("P8", "HALE QUIMBY", 100)))
    [row] = matters.table(engine, OPS).to_dict("records")
    assert (row["number"], row["name"]) == ("PAYMENTS", "Payments without a matter")


def test_payments_of_a_matter_belong_to_it(engine: Engine) -> None:
    draft = payments(("P1", "HALE QUIMBY", 100))
    named = replace(draft, matters=tuple(replace(m, client_matter_id="M-7") for m in draft.matters))
    key = ("HALE QUIMBY", "M-7", "")
    said = replace(CHOSEN, matters={key: MatterChoice("Smith v. Jones", "Litigation")})
    assert len(prepared(engine, named).new_matters) == 1
    store(engine, named, said)
    assert list(matters.table(engine, OPS)["practice_area"]) == ["Litigation"]


def test_the_faults_of_payments_that_are_ignored_do_not_block_the_file(engine: Engine) -> None:
    draft = payments(*MONTH)
    faulty = replace(
        draft, faults={"P2": frozenset({"bad_date"})}, counts={("error", "bad_date"): 1}
    )
    found = prepared(engine, faulty)
    assert [i.outcome for i in found.checked.invoices] == ["accepted", "ignored", "accepted"]
    assert found.checked.outcome == "accepted"
    assert found.checked.problems == ()


def test_a_fault_of_a_chosen_payment_blocks_it_alone(engine: Engine) -> None:
    faulty = replace(payments(*MONTH), faults={"P1": frozenset({"bad_date"})})
    outcomes = [i.outcome for i in prepared(engine, faulty).checked.invoices]
    assert outcomes == ["blocked", "ignored", "accepted"]


def test_the_same_payments_again_are_known(engine: Engine) -> None:
    store(engine, payments(*MONTH))
    again = prepared(engine, payments(*MONTH))
    assert [i.outcome for i in again.checked.invoices] == ["duplicate", "ignored", "duplicate"]
    assert again.accepted == []


def test_payments_are_undone_like_invoices(engine: Engine) -> None:
    upload_id = store(engine, payments(*MONTH))
    imports.undo(engine, OPS, upload_id)
    assert by_kind(engine) == {}
    assert check.run(engine) == []


def test_payments_are_found_again_from_figure_to_line(engine: Engine) -> None:
    store(engine, payments(*MONTH))
    chosen = spend.Selection(202602, 202602, cost_kind="payments")
    lines = spend.lines(engine, OPS, chosen)
    assert list(lines["kind"]) == ["P", "P"]
    assert lines["total_cents"].sum() == 52500


def test_a_closed_month_keeps_payments_apart_and_sees_them_change(engine: Engine) -> None:
    upload_id = store(engine, payments(*MONTH))
    closings.close(engine, OPS, 202602)
    frozen = freshness.closed_figures(engine)
    assert set(frozen["cost_kind"]) == {"payments"}
    cube = spend.cube(engine)
    assert closing.changed(cube, frozen, [202602]) == []
    imports.undo(engine, OPS, upload_id)
    assert closing.changed(spend.cube(engine), frozen, [202602]) == [202602]


def test_a_closed_month_sees_money_that_moved_between_expenses_and_payments() -> None:
    row = {"invoice_month": 202602, "work_month": 202602, "practice_area_id": 1,
           "cost_kind": "expenses", "status": "received", "reporting_cents": 100}  # fmt: skip
    frozen = {"month": 202602, "basis": "invoice", "practice_area_id": 1,
              "cost_kind": "payments", "actual_cents": 100}  # fmt: skip
    then = pd.DataFrame([frozen, {**frozen, "basis": "work"}])
    assert closing.changed(pd.DataFrame([row]), then, [202602]) == [202602]
