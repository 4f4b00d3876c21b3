from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from legalops.permissions import Role
from legalops.services import vendors
from legalops.store import vendors as stored
from tests.store.firms import Bill, alias, bill, keeper, vendor
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]
OAK, ELM, QUIMBY = 1, 2, 3


@pytest.fixture
def filled(house: House) -> House:
    """Two vendors that look like one firm, and a third."""
    vendor(house.engine, OAK, "Oak LLP", law_firm_id="11-1")
    vendor(house.engine, ELM, "Elm *Bros*")
    vendor(house.engine, QUIMBY, "Oak")
    keeper(house.engine, 1, OAK, "JD", "Doe, Jane")
    keeper(house.engine, 2, OAK, "0042", "Jane Doe")
    bill(house.engine, Bill(OAK, "A-1", (1, 2)), Bill(QUIMBY, "B-1"))
    return house


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def chosen(app: AppTest, number: int, tab: str = "Settings") -> AppTest:
    app.session_state["vendor_tab"] = tab
    app = visit(app, "vendors")
    return app.selectbox(key="vendor_chosen").set_value(number).run()


def test_an_empty_register_says_where_vendors_come_from(app_as: AppAs) -> None:
    app = visit(app_as(Role.OPS), "vendors")
    assert "There are no vendors yet" in app.info[0].value


def test_members_see_the_register_and_change_nothing(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.MEMBER), "vendors")
    assert not app.exception
    assert list(app.dataframe[0].value["Vendor"]) == ["Elm *Bros*", "Oak", "Oak LLP"]
    assert [b.label for b in app.button if "erge" in b.label] == []
    assert not app.selectbox


def test_settings_of_a_vendor_are_saved(app_as: AppAs, filled: House) -> None:
    app = chosen(app_as(Role.OPS), ELM)
    assert not app.exception
    next(s for s in app.selectbox if s.label == "Bills in").set_value("EUR")
    next(s for s in app.selectbox if s.label == "Expected to bill").set_value("quarterly")
    next(t for t in app.text_input if t.label == "Contact's mail").set_value("ann@elm.example")
    app = press(app, "Save vendor")
    assert "Elm \\*Bros\\* is saved." in shown(app)
    row = stored.table(filled.engine).set_index("id").loc[ELM]
    assert (row["currency"], row["cadence"], row["contact_email"]) == (
        "EUR", "quarterly", "ann@elm.example",
    )  # fmt: skip


def test_a_change_that_would_double_money_is_refused_in_words(app_as: AppAs, filled: House) -> None:
    app = chosen(app_as(Role.OPS), OAK)
    next(s for s in app.selectbox if s.label == "Comes in as").set_value("paid_only")
    app = press(app, "Save vendor")
    assert "Oak LLP has 1 live invoice, and its payments would count" in app.error[0].value


def test_a_vendor_with_invoices_and_payments_is_shown_as_a_clash(
    app_as: AppAs, filled: House
) -> None:
    bill(filled.engine, Bill(OAK, "P-1", kind="P"))
    app = visit(app_as(Role.MEMBER), "vendors")
    assert "1 live invoice and 1 live payment" in app.warning[0].value


def test_another_name_is_added_forgotten_and_refused_when_it_is_anothers(
    app_as: AppAs, filled: House
) -> None:
    alias(filled.engine, OAK, "oak attorneys")
    app = chosen(app_as(Role.OPS), OAK, "Names")
    next(t for t in app.text_input if t.label.startswith("Another spelling")).set_value("Eiche")
    app = press(app, "Add it")
    assert [each.alias for each in vendors.aliases(filled.engine, OAK)] == [
        "eiche", "oak attorneys",
    ]  # fmt: skip
    app = press(app, "Forget")
    assert [each.alias for each in vendors.aliases(filled.engine, OAK)] == ["oak attorneys"]
    next(t for t in app.text_input if t.label.startswith("Another spelling")).set_value("Oak")
    app = press(app, "Add it")
    assert "is Oak's already" in app.error[0].value


def test_timekeepers_that_look_like_one_are_tied_and_taken_apart(
    app_as: AppAs, filled: House
) -> None:
    app = chosen(app_as(Role.OPS), OAK, "Timekeepers")
    assert "look like one person: the same name." in shown(app)
    app = press(app, "Same person")
    table = next(f.value for f in app.dataframe if "Same person as" in f.value)
    assert "Jane Doe (0042)" in set(table["Same person as"])
    app = press(app, "Take it back")
    table = next(f.value for f in app.dataframe if "Same person as" in f.value)
    assert set(table["Same person as"]) == {""}


def test_timekeepers_are_tied_by_hand_too(app_as: AppAs, filled: House) -> None:
    keeper(filled.engine, 3, OAK, "RR", "Roe, Richard")
    app = chosen(app_as(Role.OPS), OAK, "Timekeepers")
    assert "Choose both." in press(app, "Tie them together").error[0].value
    next(s for s in app.selectbox if s.label == "Timekeeper").set_value(3)
    next(s for s in app.selectbox if s.label == "Is the same person as").set_value(1)
    app = press(app, "Tie them together")
    assert "Roe, Richard \\(RR\\) is tied to Doe, Jane \\(JD\\)." in shown(app)


def test_a_pair_is_looked_at_merged_and_taken_back(app_as: AppAs, filled: House) -> None:
    app = visit(app_as(Role.OPS), "vendors")
    assert "**Oak LLP** and **Oak**" in shown(app)
    assert "The same name apart from LLP." in shown(app)
    app = press(app, "Look at a merge")
    assert not app.exception
    assert "From **Oak** to **Oak LLP** would go 1 live invoice with 1 line" in shown(app)
    app = press(app, "Merge them")
    assert "Oak is now part of Oak LLP." in shown(app)
    assert list(app.dataframe[0].value["Vendor"]) == ["Elm *Bros*", "Oak LLP"]
    assert "Merged before" in [s.value for s in app.subheader]
    app = press(app, "Take it back")
    assert "Oak stands alone again, with 1 invoice." in shown(app)
    assert list(app.dataframe[0].value["Vendor"]) == ["Elm *Bros*", "Oak", "Oak LLP"]


def test_a_merge_that_cannot_be_names_the_invoices_in_its_way(app_as: AppAs, filled: House) -> None:
    bill(filled.engine, Bill(QUIMBY, "a-1"))
    app = press(visit(app_as(Role.OPS), "vendors"), "Look at a merge")
    assert "live invoices with the number" in app.error[0].value
    assert "Merge them" not in [b.label for b in app.button]


def test_a_vendor_whose_timekeepers_are_none_says_so(app_as: AppAs, filled: House) -> None:
    app = chosen(app_as(Role.OPS), ELM, "Timekeepers")
    assert "No timekeeper of this vendor is known" in shown(app)
