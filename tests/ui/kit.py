"""A page made of the kit alone, as somebody signed in sees it."""

from textwrap import dedent

from streamlit.testing.v1 import AppTest

from legalops.permissions import Actor, Role
from legalops.store import users
from tests.ui.conftest import House


def page_of(house: House, role: Role, script: str) -> AppTest:
    """Run a few lines that draw parts of the kit, as a role."""
    house.session_id = house.let_in(role)
    return AppTest.from_string(dedent(script), default_timeout=60).run()


def actor_of(house: House, role: Role) -> Actor:
    """Return the person of a role, who acts outside the page."""
    house.let_in(role)
    names = users.choices(house.engine)
    number = next(number for number, name in names.items() if name == role.title())
    return Actor(role, role, number, display_name=role.title())


def press(app: AppTest, label: str) -> AppTest:
    """Press a button by what it is called."""
    return next(button for button in app.button if button.label == label).click().run()


def said(app: AppTest) -> str:
    """Return what the page says, in all the ways it can."""
    kinds = ("markdown", "caption", "info", "warning", "error", "toast")
    return "\n".join(str(element.value) for kind in kinds for element in app.get(kind))  # type: ignore[union-attr]  # none of these is a block
