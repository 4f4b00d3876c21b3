"""The page Column mappings: how known tables are read, who said so, changed and forgotten."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from legalops.intake.how import How
from legalops.models.spend import Vendor
from legalops.permissions import Permission, Role, system
from legalops.services import mappings
from legalops.store.unit import writing
from tests.ui.conftest import House, shown, visit

ANA = system("ana")
HOW = How(
    kind="table",
    columns={"Inv": "INVOICE_NUMBER", "Day": "LINE_ITEM_DATE", "Sum": "LINE_ITEM_TOTAL", "X": ""},
    date_order="DMY",
)


@pytest.fixture
def vendor_id(house: House) -> int:
    with writing(house.engine, ANA, Permission.EDIT_NAMES) as unit:
        vendor = Vendor(name="Sample Firm", name_norm="sample firm", created_at="2026-01-01")
        unit.session.add(vendor)
        unit.session.flush()
        unit.touch("names")
        return int(vendor.id or 0)


@pytest.fixture
def mapping_id(house: House, vendor_id: int) -> int:
    return mappings.remember(house.engine, ANA, "Monthly *lines*", "f1", HOW, vendor_id=vendor_id)


@pytest.fixture
def page(app_as: Callable[[Role | None], AppTest], mapping_id: int) -> AppTest:
    """The page with the mapping opened."""
    app = app_as(Role.OPS)
    app.session_state["mappings_opened"] = mapping_id
    return visit(app, "mappings")


def test_without_mappings_the_next_step_is_named(
    app_as: Callable[[Role | None], AppTest],
) -> None:
    page = visit(app_as(Role.OPS), "mappings")
    assert not page.exception
    assert "No column mapping is kept yet" in page.info[0].value


def test_the_page_is_for_those_who_import(app_as: Callable[[Role | None], AppTest]) -> None:
    page = visit(app_as(Role.MEMBER), "mappings")
    assert "not for your role" in page.warning[0].value


def test_each_mapping_names_vendor_person_and_headings(
    app_as: Callable[[Role | None], AppTest], mapping_id: int
) -> None:
    assert mapping_id
    page = visit(app_as(Role.OPS), "mappings")
    assert not page.exception
    (row,) = page.dataframe[0].value.to_dict("records")
    assert row["Name"] == "Monthly *lines*"
    assert row["Vendor"] == "Sample Firm"
    assert row["Columns read"] == "3 of 4"
    assert row["Changed"].endswith("by ana")
    assert row["Headings"] == "Inv, Day, Sum, X"
    assert "Open a mapping" in shown(page)


def test_opened_it_shows_what_each_column_is_read_as(page: AppTest) -> None:
    assert not page.exception
    assert page.subheader[0].value == "Monthly \\*lines\\*"
    grid = page.data_editor[0].value
    assert grid["Heading in the file"].tolist() == ["Inv", "Day", "Sum", "X"]
    assert grid["Read as"].tolist()[::3] == ["Invoice number", "Not read"]
    assert page.text_input(key="mapping_1_1_name").value == "Monthly *lines*"
    assert page.selectbox(key="mapping_1_1_order").value == "DMY"


def test_a_change_is_kept_for_the_next_files(page: AppTest, house: House) -> None:
    page.text_input(key="mapping_1_1_name").set_value("Quarterly lines")
    page.selectbox(key="mapping_1_1_order").set_value("MDY")
    page.selectbox(key="mapping_1_1_decimal").set_value(",")
    page.selectbox(key="mapping_1_1_currency").set_value("EUR")
    page.selectbox(key="mapping_1_1_vendor").set_value(0)
    page.text_input(key="mapping_1_1_matter").set_value(" M-1 ")
    page.toggle(key="mapping_1_1_flip").set_value(True)
    button = next(b for b in page.button if b.label == "Save mapping")
    button.click().run()
    assert not page.exception
    known = mappings.by_name(house.engine, "Quarterly lines")
    assert known.how.columns == HOW.columns
    assert (known.how.date_order, known.how.decimal, known.how.currency) == ("MDY", ",", "EUR")
    assert (known.how.matter, known.how.flips_sign, known.vendor_id) == ("M-1", True, None)
    assert known.changed_by == "ops"
    assert "Quarterly lines is saved" in shown(page)


def test_somebody_elses_change_is_not_overwritten(page: AppTest, house: House) -> None:
    mappings.change(house.engine, ANA, 1, 1, mappings.Mapping("Hers", "f1", HOW))
    page.text_input(key="mapping_1_1_name").set_value("Mine")
    next(b for b in page.button if b.label == "Save mapping").click().run()
    assert mappings.table(house.engine)["name"].tolist() == ["Hers"]


def test_a_name_is_needed(page: AppTest) -> None:
    page.text_input(key="mapping_1_1_name").set_value(" ")
    next(b for b in page.button if b.label == "Save mapping").click().run()
    assert "give the mapping a name" in page.error[0].value


def test_a_mapping_is_forgotten(page: AppTest, house: House) -> None:
    page.button(key="mapping_1_1_forget").click().run()
    assert not page.exception
    assert mappings.table(house.engine).empty
    assert "is forgotten" in shown(page)


def read_as(page: AppTest, row: int, label: str) -> None:
    """Choose in the grid what a column is read as, and save."""
    page.session_state["mapping_1_1_grid"] = {
        "edited_rows": {row: {"Read as": label}}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    next(b for b in page.button if b.label == "Save mapping").click().run()
    assert not page.exception


def test_a_column_is_read_as_something_else(page: AppTest, house: House) -> None:
    read_as(page, 3, "Description of the work")
    columns = mappings.by_name(house.engine, "Monthly *lines*").how.columns
    assert columns == {**(HOW.columns or {}), "X": "LINE_ITEM_DESCRIPTION"}


def test_a_column_is_no_longer_read(page: AppTest, house: House) -> None:
    read_as(page, 1, "Not read")
    columns = mappings.by_name(house.engine, "Monthly *lines*").how.columns
    assert columns == {**(HOW.columns or {}), "Day": ""}


def test_two_columns_are_never_read_as_the_same(page: AppTest, house: House) -> None:
    read_as(page, 1, "Invoice number")
    assert "two columns are read as it, 'Inv' and 'Day'" in page.error[0].value
    assert mappings.by_name(house.engine, "Monthly *lines*").version == 1
