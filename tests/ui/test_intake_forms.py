"""A file that waits, in its forms: columns, suppliers, rows that fell apart, many matters."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Dataframe

from legalops.permissions import Role, system
from legalops.services import uploads
from legalops.services.choices import Choices, MatterChoice
from legalops.services.uploads import Opened
from tests.intake.table_files import PAID, PAID_HEAD, table, text
from tests.services.ledes import Invoice, Line, file
from tests.ui.conftest import House, shown, visit
from tests.ui.editing import edit

BEN = system("Ben")
HEAD = ("Law firm", "Matter", "Invoice number", "Date", "Timekeeper", "Hours", "Rate", "Zzz")
ROW = ("Smith LLP", "M-1", "A-1", "2026-03-13", "Doe, Jane", "2", "150", "300.00")
Bring = Callable[..., AppTest]


@pytest.fixture
def bring(house: House, app_as: Callable[[Role | None], AppTest]) -> Bring:
    """Let a file come and open it as ops."""

    def brought(content: bytes, name: str = "january.txt") -> AppTest:
        upload_id = uploads.receive(house.engine, BEN, name, content).upload_id
        uploads.read(house.engine, BEN, upload_id)
        page = visit(app_as(Role.OPS), "invoices", upload=str(upload_id))
        assert not page.exception
        return page

    return brought


def look(house: House, upload_id: int = 1) -> Opened:
    return uploads.opened(house.engine, BEN, upload_id)


def press(page: AppTest, words: str) -> AppTest:
    page = next(b for b in page.button if b.label.startswith(words)).click().run()
    assert not page.exception
    return page


def grid_of(page: AppTest, column: str) -> Dataframe:
    """Return the grid that has a column."""
    return next(g for g in page.data_editor if column in g.value)


def row_of(page: AppTest, heading: str, column: str) -> int:
    return int(grid_of(page, column).value[column].tolist().index(heading))


def read_as(page: AppTest, heading: str, label: str) -> None:
    """Choose what a column is read as; the form keeps it until it is sent."""
    row = row_of(page, heading, "Column in the file")
    page.session_state["intake_1_0_table_grid"] = {
        "edited_rows": {row: {"Read as": label}}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip


def test_a_column_that_nobody_knows_is_chosen_and_the_file_is_read(
    bring: Bring, house: House
) -> None:
    page = bring(table(ROW, head=HEAD), "lines.csv")
    assert "No column gives the" in shown(page)
    labels = page.data_editor[0].value
    assert labels.loc[row_of(page, "Zzz", "Column in the file"), "Read as"] == "Not read"
    read_as(page, "Zzz", "Amount of the line, without tax")
    page = press(page, "Read with these columns")
    opened = look(house)
    assert opened.how.columns is not None
    assert opened.how.columns["Zzz"] == "LINE_ITEM_TOTAL"
    assert opened.draft.lines.total_e4.tolist() == [3_000_000]
    assert "No column gives the" not in shown(page)
    assert any("Read with your columns" in e.label for e in page.expander)


def test_columns_kept_under_a_name_are_used_for_the_next_file(bring: Bring, house: House) -> None:
    page = bring(table(ROW, head=HEAD), "lines.csv")
    read_as(page, "Zzz", "Amount of the line, without tax")
    page.text_input("intake_1_0_table_name").set_value("Smith *monthly*")
    page = press(page, "Read with these columns")
    assert "These columns are kept as Smith \\*monthly\\*" in shown(page)
    page = bring(table((*ROW[:2], "A-2", *ROW[3:]), head=HEAD), "next.csv")
    assert look(house, 2).mapping == "Smith *monthly*"
    assert any("Read with the mapping Smith" in e.label for e in page.expander)


def test_what_the_whole_file_is_said_to_be_is_kept(bring: Bring, house: House) -> None:
    page = bring(table(ROW, head=HEAD), "lines.csv")
    read_as(page, "Zzz", "Amount of the line, without tax")
    page.selectbox("intake_1_0_table_currency").set_value("EUR")
    page.selectbox("intake_1_0_table_decimal").set_value(".")
    page.toggle("intake_1_0_table_flip").set_value(True)
    press(page, "Read with these columns")
    how = look(house).how
    assert (how.currency, how.decimal, how.flips_sign) == ("EUR", ".", True)
    assert look(house).draft.lines.total_e4.tolist() == [-3_000_000]


def test_whether_days_or_months_come_first_is_asked_when_the_file_does_not_tell(
    bring: Bring, house: House
) -> None:
    page = bring(table((*ROW[:3], "03/04/2026", *ROW[4:]), head=(*HEAD[:7], "Amount")), "l.csv")
    order = page.segmented_control("intake_1_0_table_order")
    assert "Are days or months written first" in order.label
    order.set_value("DMY")
    press(page, "Read with these columns")
    assert look(house).draft.lines.work_date == ["2026-04-03"]


def paid() -> bytes:
    rows = [PAID, ("14/03/2026", "Copy Shop", "9.50", "T-2", "Print"),
            ("15/03/2026", "Quimby & Co", "70.00", "T-3", "Legal fees")]  # fmt: skip
    return text(PAID_HEAD, *rows)


def test_the_departments_suppliers_are_ticked_and_the_rest_is_left_alone(
    bring: Bring, house: House
) -> None:
    page = bring(paid(), "paid.csv")
    assert "3 rows to 3 suppliers, " in shown(page)
    assert "579\\.50 in all" in shown(page)  # a number first is no list
    smith = row_of(page, "Smith LLP", "Supplier")
    page = edit(page, grid_of(page, "Supplier"), {smith: {"Ours": True}})
    assert not page.exception
    assert look(house).choices.suppliers == {"Smith LLP": "Smith LLP"}
    assert grid_of(page, "Supplier").value.iloc[0].tolist()[:2] == [True, "Smith LLP"]
    page = edit(page, grid_of(page, "Supplier"), {0: {"Ours": False}})
    assert look(house).choices.suppliers == {}


def test_a_supplier_is_found_by_part_of_the_name(bring: Bring) -> None:
    page = bring(paid(), "paid.csv")
    search = next(t for t in page.text_input if t.label == "Search a supplier")
    page = search.set_value("quimby").run()
    assert grid_of(page, "Supplier").value["Supplier"].tolist() == ["Quimby & Co"]
    search = next(t for t in page.text_input if t.label == "Search a supplier")
    page = search.set_value("nobody%").run()
    assert "No supplier is called so" in shown(page)


def test_the_currency_of_payments_is_asked_once(bring: Bring, house: House) -> None:
    page = bring(paid(), "paid.csv")
    box = next(s for s in page.selectbox if s.label == "Currency of these payments")
    box.set_value("GBP").run()
    assert look(house).choices.default_currency == "GBP"


def test_a_stray_separator_is_taken_out_after_the_row_was_shown(bring: Bring, house: House) -> None:
    page = bring(file(Invoice(narrative="Review | lease"), Invoice("B-1")))
    assert "The stray separator can be taken out safely" in shown(page)
    press(page, "Use this repair")
    [mended] = look(house).mended
    assert mended.original.count("|") == mended.value.count("|") + 1
    assert mended.reason.startswith("A separator that stood inside a text was taken out")
    assert "value_count" not in {p.code for p in look(house).prepared.checked.problems}


def test_a_row_that_cannot_be_mended_safely_is_put_right_by_hand_with_a_reason(
    bring: Bring, house: House
) -> None:
    data = file(Invoice("A-1"), Invoice("B-1")).replace(b"|CL|FM-1|", b"|CLFM-1|", 1)
    page = bring(data)
    area = next(a for a in page.text_area if a.label.endswith("as it should be"))
    right = str(area.value).replace("|CLFM-1|", "|CL|FM-1|")
    area.set_value(right)
    page = press(page, "Put right")
    assert "Say why" in shown(page)
    assert look(house).mended == ()
    next(a for a in page.text_area if a.label.endswith("as it should be")).set_value(right)
    next(t for t in page.text_input if t.label == "Reason").set_value("read from the paper")
    press(page, "Put right")
    assert [m.reason for m in look(house).mended] == ["read from the paper"]
    assert "value_count" not in {p.code for p in look(house).prepared.checked.problems}


def test_many_matters_are_named_or_left_out_in_one_grid(bring: Bring, house: House) -> None:
    lines = tuple(Line(100, matter=f"M-{n}") for n in range(8))
    page = bring(file(Invoice("A-1", lines)))
    grid = page.data_editor[0]
    assert grid.value["Matter"].tolist() == [f"M-{n}" for n in range(8)]
    page = edit(
        page, grid,
        {0: {"Name": " Tarn v. *Brook* ", "Practice area": "Litigation"}, 3: {"Leave out": True}},
    )  # fmt: skip
    assert not page.exception
    kept = {key[1]: choice for key, choice in look(house).choices.matters.items()}
    assert kept == {
        "M-0": MatterChoice("Tarn v. *Brook*", "Litigation"),
        "M-3": MatterChoice(leave_out=True),
    }


def test_a_matter_of_the_grid_is_tied_to_one_that_is_known(bring: Bring, house: House) -> None:
    bring(file(Invoice("Z-1", (Line(100, matter="KNOWN"),))))
    opened = look(house)
    choices = Choices(
        default_currency="USD", vendor_names={"11-1111111": "Hale"},
        matters={key_: MatterChoice("A known one") for key_ in keys(opened)},
    )  # fmt: skip
    uploads.confirm(house.engine, BEN, 1, opened.version, choices)
    lines = tuple(Line(100, matter=f"M-{n}") for n in range(8))
    page = bring(file(Invoice("A-1", lines)), "february.txt")
    edit(page, page.data_editor[0], {2: {"Known": "KNOWN \u00b7 A known one"}})
    [choice] = look(house, 2).choices.matters.values()
    assert choice == MatterChoice(matter_id=1)


def keys(opened: Opened) -> list[tuple[str, str, str]]:
    return [(m.law_firm_id, m.client_matter_id, m.law_firm_matter_id)
            for m in opened.prepared.new_matters]  # fmt: skip
