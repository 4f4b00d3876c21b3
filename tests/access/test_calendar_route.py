import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.routing import Route

from legalops.access.calendar import PATH, CalendarRoute
from legalops.access.gate import Gate
from tests.access.test_gate import ask

TOKEN = "a" * 43
Asked = list[tuple[str, str]]


@pytest.fixture
def asked() -> Asked:
    return []


@pytest.fixture
def app(engine: Engine, asked: Asked) -> Gate:
    def feed(store: Engine, token: str, base: str) -> str | None:
        assert store is engine
        asked.append((token, base))
        return "BEGIN:VCALENDAR" if token == TOKEN else None

    route = CalendarRoute(lambda: engine, feed)
    return Gate(Starlette(routes=[Route(PATH, route.show)]), engine=lambda: engine)


def test_a_calendar_is_given_without_a_cookie_and_kept_by_no_proxy(app: Gate, asked: Asked) -> None:
    answer = ask(app, f"/calendar/{TOKEN}.ics")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert asked == [(TOKEN, "http://localhost:8501")]


def test_behind_a_proxy_its_links_are_secure(app: Gate, asked: Asked) -> None:
    ask(app, f"/calendar/{TOKEN}.ics", x_forwarded_proto="https", host="legal.example.com")
    assert asked == [(TOKEN, "https://legal.example.com")]


@pytest.mark.parametrize("path", ["/calendar/guess.ics", "/calendar/%00.ics"])
def test_a_secret_that_does_not_stand_is_not_found(app: Gate, path: str) -> None:
    assert ask(app, path).status == 404


@pytest.mark.parametrize(
    "path", [f"/calendar/{TOKEN}", "/calendar/.ics", f"/calendar/x/{TOKEN}.ics"]
)
def test_other_addresses_ask_for_no_calendar(app: Gate, asked: Asked, path: str) -> None:
    assert ask(app, path).status == 404
    assert asked == []


def test_a_calendar_is_only_read(app: Gate, asked: Asked) -> None:
    assert ask(app, f"/calendar/{TOKEN}.ics", method="POST").status == 405
    assert asked == []
