"""A week in a real browser: a goal edited by two, a decision taken, a meeting's actions."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from legalops.models.decisions import DecisionInput
from legalops.models.goals import GoalInput
from legalops.models.meetings import MeetingInput
from legalops.permissions import Role, system
from legalops.services import records
from legalops.store import records as store
from tests.browser.conftest import Server
from tests.browser.driving import settled

PageAs = Callable[..., Page]
DEMO = system("demo")


def edit(page: Page) -> Page:
    """Open the form of the record and return the page with its dialog."""
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("dialog").wait_for()
    return settled(page)


def test_two_people_edit_one_goal_and_neither_text_is_lost(server: Server, page_as: PageAs) -> None:
    given = GoalInput(
        title="Pay firms in time", objective_id=None, starts_on=date(2026, 1, 1),
        due_on=date(2026, 12, 31),
    )  # fmt: skip
    goal = records.add(server.engine, DEMO, "goal", given)
    ops, admin = page_as(Role.OPS, f"/goal?goal={goal}"), page_as(Role.ADMIN, f"/goal?goal={goal}")
    for page, title in ((ops, "Pay firms within 30 days"), (admin, "Pay firms within 45 days")):
        edit(page).get_by_role("textbox", name="Goal").fill(title)
    ops.get_by_role("button", name="Save").click()
    expect(ops.get_by_role("heading", name="Pay firms within 30 days")).to_be_visible()
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("Ops saved: Pay firms within 30 days")).to_be_visible()
    expect(admin.get_by_role("textbox", name="Goal")).to_have_value("Pay firms within 45 days")
    kept = store.one(server.engine, DEMO, "goal", goal)
    assert kept["title"] == "Pay firms within 30 days"


def test_an_executive_decides_and_the_decision_stands(server: Server, page_as: PageAs) -> None:
    asked = DecisionInput(title="Do we renew the research contract?")
    number = records.add(server.engine, DEMO, "decision", asked, raised_on="2026-10-01")
    page = page_as(Role.EXECUTIVE, f"/decision?decision={number}")
    page.get_by_role("button", name="Decide", exact=True).click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="What is decided").fill("We renew it for one year.")
    form.get_by_role("textbox", name="Why").fill("Half of the team uses it every week.")
    page.keyboard.press("Tab")
    settled(page)
    form.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("We renew it for one year.")).to_be_visible()
    expect(page.get_by_role("button", name="Edit", exact=True)).to_have_count(0)


def test_an_action_is_noted_in_a_meeting_by_one_line(server: Server, page_as: PageAs) -> None:
    given = MeetingInput(title="Monday review", held_on=date(2026, 11, 23))
    number = records.add(server.engine, DEMO, "meeting", given)
    page = page_as(Role.MEMBER, f"/meeting?meeting={number}")
    page.get_by_role("textbox", name="New action").fill("Ops: send the proposal, tomorrow")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Send the proposal", exact=True)).to_be_visible()
    action = store.table(server.engine, "action").iloc[-1]
    assert (action["about_kind"], action["about_id"]) == ("meeting", number)
