"""What pages hand out: every table as a workbook, with money as numbers and nothing secret."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import streamlit as st
from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from legalops.errors import SessionEndedError
from legalops.permissions import Role
from tests.store.spend_rows import fill
from tests.ui.conftest import House, visit
from tests.ui.test_budget_pages import plan

Open = Callable[[Role | None], AppTest]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """The buttons a page drew, by their key; `data` makes the file."""
    found: dict[str, dict[str, Any]] = {}

    def button(label: str, **options: Any) -> bool:
        found[options["key"]] = {"label": label, **options}
        return False

    monkeypatch.setattr(st, "download_button", button)
    address = property(lambda _: "https://legal.example/budget_vs_actual?fy=1999")
    monkeypatch.setattr(type(st.context), "url", address)
    return found


@pytest.fixture
def filled(house: House) -> House:
    fill(house.engine)
    plan(house.engine)
    return house


def book(button: dict[str, Any]) -> Any:
    return openpyxl.load_workbook(io.BytesIO(button["data"]()))


def rows(button: dict[str, Any], sheet: str = "Data") -> list[tuple[Any, ...]]:
    return list(book(button)[sheet].iter_rows(values_only=True))


def audited(engine: Engine) -> list[str]:
    query = text("SELECT after_json FROM audit_event WHERE action = 'export.workbook'")
    with engine.connect() as connection:
        return [str(row[0]) for row in connection.execute(query)]


def test_a_table_is_taken_along_with_money_as_numbers_and_the_reports_total(
    filled: House, app_as: Open, taken: dict[str, dict[str, Any]]
) -> None:
    app = visit(app_as(Role.OPS), "budget_vs_actual", as_of="2026-07")
    assert not app.exception
    button = taken["take_table_practice_area_id"]
    assert (button["label"], button["on_click"], button["type"]) == (
        "Workbook", "ignore", "tertiary",
    )  # fmt: skip
    head, *areas = rows(button)
    assert head[:3] == ("Practice area", "Budget, USD", "Actual, USD")
    assert sum(round(100 * row[2]) for row in areas) == 24184
    assert areas[0][1] == 700
    total = next(row for row in rows(button, "Summary") if row[0] == "In all")
    assert total[1:4] == (700, 241.84, -458.16)


def test_the_read_me_says_the_view_and_who_took_it_and_the_audit_knows(
    filled: House, app_as: Open, taken: dict[str, dict[str, Any]]
) -> None:
    visit(app_as(Role.OPS), "budget_vs_actual", as_of="2026-07")
    said = {row[0]: row[1] for row in rows(taken["take_table_practice_area_id"], "Read me")}
    assert said["As of"] == "Jul 2026"
    assert said["Practice area"] == "all"
    assert said["Exported"].startswith("by Ops, ")
    assert "as_of=2026-07" in said["Opened again at"]
    assert taken["take_table_practice_area_id"]["file_name"].startswith(
        "legalops_budget-vs-actual_FY26_20"
    )
    (event,) = audited(filled.engine)
    assert "sha256" in event


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMIN])
def test_lines_are_taken_only_as_far_as_they_may_be_seen(
    filled: House, app_as: Open, taken: dict[str, dict[str, Any]], role: Role
) -> None:
    app = visit(app_as(role), "lines", fy="2026", period="full", as_of="2026-08")
    assert not app.exception
    head, *lines = rows(taken["take_all_lines"])
    matters = {line[head.index("Matter")] for line in lines}
    narratives = [line[head.index("Narrative")] for line in lines]
    assert ("M-2" in matters) is (role is Role.ADMIN)
    assert all(narratives) if role is Role.ADMIN else not any(narratives)
    # A line no exchange rate covers has no amount of ours, only the one billed.
    assert None in [line[head.index("Actual, USD")] for line in lines]


def test_a_restricted_matter_is_one_row_without_a_name_in_a_members_workbook(
    filled: House, app_as: Open, taken: dict[str, dict[str, Any]]
) -> None:
    visit(app_as(Role.MEMBER), "lines", fy="2026", period="full", as_of="2026-08")
    names = [row[0] for row in rows(taken["take_matters"])]
    assert "Restricted matters" in names
    assert "Inquiry" not in names


def test_nothing_is_handed_out_once_the_session_has_ended(
    filled: House, app_as: Open, taken: dict[str, dict[str, Any]]
) -> None:
    visit(app_as(Role.OPS), "budget_vs_actual", as_of="2026-07")
    with filled.engine.connect().execution_options(writes=True) as connection:
        connection.execute(text("UPDATE user_session SET revoked_at = '2026-01-01'"))
        connection.commit()
    for key in ("take_table_practice_area_id", "pack_deck", "pack_document"):
        with pytest.raises(SessionEndedError):
            taken[key]["data"]()
    assert audited(filled.engine) == []


def test_the_pack_is_offered_in_both_forms(
    filled: House, app_as: Open, taken: dict[str, dict[str, Any]]
) -> None:
    visit(app_as(Role.EXECUTIVE), "budget_vs_actual", as_of="2026-07")
    assert taken["pack_deck"]["data"]()[:2] == b"PK"
    assert taken["pack_document"]["data"]()[:5] == b"%PDF-"
    assert taken["pack_deck"]["file_name"].startswith("legalops_pack_FY26_")
