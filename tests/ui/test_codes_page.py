from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from legalops.permissions import Role, system
from legalops.services import codes
from tests.services.test_codes import row, warned
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]


def press(app: AppTest, label: str, place: int = 0) -> AppTest:
    return [b for b in app.button if b.label == label][place].click().run()


def test_the_codes_that_ship_are_listed_by_kind(app_as: AppAs) -> None:
    app = visit(app_as(Role.MEMBER), "codes")
    assert not app.exception
    table = app.dataframe[0].value
    assert "L110" in set(table["Code"])
    assert set(table["From"]) == {"Shipped"}
    assert "No name was published" in set(table["Name"])
    app = visit(app_as(Role.MEMBER), "codes", code_kind="Expenses")
    assert "E101" in set(app.dataframe[0].value["Code"])
    assert not app.button or "Add it" not in [b.label for b in app.button]


def test_codes_are_found_by_code_or_words_of_the_name(app_as: AppAs) -> None:
    app = visit(app_as(Role.OPS), "codes")
    app = app.text_input(key="code_sought").set_value("fact invest").run()
    assert "L110" in set(app.dataframe[0].value["Code"])
    assert len(app.dataframe[0].value) < 10
    app = app.text_input(key="code_sought").set_value("nothing like it").run()
    assert "No code is like this" in shown(app)


def test_a_code_is_added_on_screen(app_as: AppAs, house: House) -> None:
    app = visit(app_as(Role.OPS), "codes")
    next(t for t in app.text_input if t.label == "Code").set_value("x1")
    next(t for t in app.text_input if t.label == "What it stands for").set_value("Own work")
    app = press(app, "Add it")
    assert "X1 is added." in shown(app)
    assert row(house.engine, "task", "X1")["source"] == "yours"
    next(t for t in app.text_input if t.label == "Code").set_value("L110")
    next(t for t in app.text_input if t.label == "What it stands for").set_value("Again")
    app = press(app, "Add it")
    assert "L110 is in the list already" in app.error[0].value


def test_unknown_codes_of_uploads_are_offered(app_as: AppAs, house: House) -> None:
    warned(house.engine, 1, ("unknown_code", "LINE_ITEM_TASK_CODE", "ZZ9"))
    app = visit(app_as(Role.OPS), "codes")
    assert app.expander[0].label.startswith("1 code came lately that is not")
    next(t for t in app.text_input if t.label.startswith("ZZ9")).set_value("Odd work")
    app = press(app, "Add it")
    assert "ZZ9 is added." in shown(app)
    assert codes.unknown(house.engine).empty
    assert not visit(app_as(Role.MEMBER), "codes").expander


def test_a_retired_code_says_so(app_as: AppAs, house: House) -> None:
    codes.retire(house.engine, system("cli"), "task", "L110")
    table = visit(app_as(Role.OPS), "codes").dataframe[0].value.set_index("Code")
    assert table.loc["L110", "State"] == "Retired"
    assert table.loc["L120", "State"] == ""


def test_a_code_is_renamed_retired_and_brought_back_on_screen(app_as: AppAs, house: House) -> None:
    app = visit(app_as(Role.OPS), "codes")
    app = app.selectbox(key="code_chosen_task").set_value("L110").run()
    next(t for t in app.text_input if t.label == "Name of L110").set_value("Finding facts")
    app = press(app, "Save the name")
    assert "The name of L110 is saved." in shown(app)
    assert row(house.engine, "task", "L110")["name"] == "Finding facts"
    app = press(app, "Retire it")
    assert "L110 is retired" in shown(app)
    app = press(app, "Bring it back")
    assert "L110 is in use again." in shown(app)
    assert not row(house.engine, "task", "L110")["is_retired"]
