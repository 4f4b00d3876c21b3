from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from legalops.permissions import Role, system
from legalops.services import calendar
from tests.services.work_rows import keep
from tests.store.spend_rows import fill
from tests.ui.conftest import House, shown, visit

AppAs = Callable[[Role | None], AppTest]
SETUP = system("setup")


def links(app: AppTest) -> list[str]:
    return [element.proto.label for element in app.get("page_link")]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE, Role.OPS])
def test_the_words_of_the_address_are_looked_for(app_as: AppAs, house: House, role: Role) -> None:
    keep(house.engine, SETUP, "idea", "One form for *all*", body="It would halve the mails.")
    app = visit(app_as(role), "find", q="mails form")
    assert not app.exception
    assert "One form for \\*all\\*" in links(app)
    assert "It would halve the **mails**." in shown(app)


def test_before_a_word_is_typed_the_page_says_what_it_looks_through(app_as: AppAs) -> None:
    app = visit(app_as(Role.MEMBER), "find")
    assert "Looks through matters, vendors, goals" in shown(app)


def test_nothing_found_says_what_to_try(app_as: AppAs) -> None:
    app = visit(app_as(Role.MEMBER), "find", q="[no](such) thing")
    assert "Nothing you may see holds" in shown(app)
    assert "Try fewer letters" in shown(app)


def test_kinds_can_be_chosen_when_there_are_several(app_as: AppAs, house: House) -> None:
    for n in range(7):
        keep(house.engine, SETUP, "idea", f"Budget idea {n}")
    keep(house.engine, SETUP, "action", "Budget action")
    app = visit(app_as(Role.MEMBER), "find", q="budget")
    (pills,) = app.get("button_group")
    assert [option.content for option in pills.proto.options] == ["All 8", "Ideas 7", "Actions 1"]
    assert "2 others: choose ideas above to see them." in shown(app)
    app.session_state["kind"] = "idea"
    app.run()
    assert "Budget action" not in links(app)
    assert sum("Budget idea" in label for label in links(app)) == 7


def test_a_restricted_matter_is_found_by_nobody_else(app_as: AppAs, house: House) -> None:
    fill(house.engine)
    assert "M-2 Inquiry" in links(visit(app_as(Role.ADMIN), "find", q="inquiry"))
    app = visit(app_as(Role.OPS), "find", q="inquiry")
    assert "M-2 Inquiry" not in links(app)
    assert "Nothing you may see" in shown(app)


def test_a_calendar_address_is_shown_once_and_can_be_ended(app_as: AppAs, house: House) -> None:
    app = visit(app_as(Role.MEMBER), "account")
    app.button(key="calendar_make").click().run()
    (code,) = app.code
    token = code.value.rpartition("/")[2].removesuffix(".ics")
    assert calendar.feed(house.engine, token, "http://here")
    app.run()
    assert not app.code
    assert "You made an address on" in shown(app)
    app.button(key="calendar_end").click().run()
    assert calendar.feed(house.engine, token, "http://here") is None
    assert "Make an address" in [button.label for button in app.button]
