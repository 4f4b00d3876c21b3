from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from legalops.access import accounts, sessions
from legalops.access.gate import Gate, SessionRoutes, script_hash
from legalops.permissions import Role, system
from legalops.services import users
from tests.access.conftest import PASSWORD, signed_in, with_password
from tests.loops import in_a_loop_of_its_own

UPLOAD = "/_stcore/upload_file/session/file"


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    accepted: bool = False


async def passed_on(_request: Request) -> Response:
    return PlainTextResponse("behind the gate")


async def connected(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


@pytest.fixture
def app(engine: Engine) -> Gate:
    routes = SessionRoutes(lambda: engine)
    inner = Starlette(
        routes=[
            Route("/session/open", routes.open),
            Route("/session/close", routes.close, methods=["GET", "POST"]),
            WebSocketRoute("/_stcore/stream", connected),
            Route("/{path:path}", passed_on, methods=["GET", "PUT", "DELETE", "POST"]),
        ]
    )
    return Gate(inner, engine=lambda: engine, scripts=["known()"])


def ask(
    app: Gate,
    path: str,
    *,
    method: str = "GET",
    kind: str = "http",
    scheme: str = "http",
    **headers: str,
) -> Answer:
    """Call the gate as a server would; header names with _ for -."""
    path, _, query = path.partition("?")
    scope: MutableMapping[str, Any] = {
        "type": kind,
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "scheme": scheme,
        "server": ("localhost", 80),
        "client": ("10.0.0.7", 5000),
        "subprotocols": [],
        "headers": [
            (name.replace("_", "-").lower().encode(), value.encode())
            for name, value in {"host": "localhost:8501", **headers}.items()
        ],
    }
    answer = Answer()

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "websocket.connect" if kind == "websocket" else "http.request"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            for name, value in message["headers"]:
                answer.headers[name.decode().lower()] = value.decode()
                if name.lower() == b"set-cookie":
                    answer.cookies.append(value.decode())
        if message["type"] == "websocket.accept":
            answer.accepted = True

    in_a_loop_of_its_own(app(scope, receive, send))
    return answer


def cookie_of(engine: Engine, role: Role) -> str:
    session_id, _ = signed_in(engine, with_password(engine, f"p-{role}", role))
    return f"{sessions.COOKIE}={session_id}"


@pytest.mark.parametrize(
    "path",
    [
        "/media/abc.csv",
        "/base/media/abc.csv",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        UPLOAD,
        "/base" + UPLOAD,
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_files_metrics_and_uploads_need_a_session(app: Gate, path: str, method: str) -> None:
    assert ask(app, path, method=method).status == 401
    assert ask(app, path, method=method, cookie="legalops_session=made-up").status == 401


@pytest.mark.parametrize(
    "path", ["/", "/invoices?fy=26", "/_stcore/health", "/static/media/font.woff2"]
)
def test_the_interface_itself_is_open(app: Gate, path: str) -> None:
    assert ask(app, path).status == 200


@pytest.mark.parametrize("role", Role)
def test_who_is_signed_in_gets_files_and_some_may_upload(
    app: Gate, engine: Engine, role: Role
) -> None:
    cookie = cookie_of(engine, role)
    media = ask(app, "/media/abc.csv", cookie=cookie)
    assert media.status == 200
    assert media.headers["cache-control"] == "no-store"
    uploaded = ask(app, UPLOAD, method="PUT", cookie=cookie).status
    assert uploaded == (200 if role in (Role.OPS, Role.ADMIN) else 403)


def test_a_session_that_ended_gets_nothing_more(app: Gate, engine: Engine) -> None:
    cookie = cookie_of(engine, Role.OPS)
    users.disable(engine, system("setup"), "p-ops")
    assert ask(app, "/media/abc.csv", cookie=cookie).status == 401


def test_who_must_choose_a_password_first_gets_nothing_yet(app: Gate, engine: Engine) -> None:
    _, code = users.add(engine, system("setup"), "tom", "Tom", "ops")
    session_id = sessions.redeem(engine, accounts.sign_in(engine, "tom", code) or "")
    cookie = f"{sessions.COOKIE}={session_id}"
    assert ask(app, UPLOAD, method="PUT", cookie=cookie).status == 401


@pytest.mark.parametrize("path", ["/", "/media/x", "/session/close", "/nowhere"])
def test_every_answer_carries_the_security_headers(app: Gate, path: str) -> None:
    headers = ask(app, path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert script_hash("known()") in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert "strict-transport-security" not in headers


def test_https_is_remembered_by_the_browser(app: Gate) -> None:
    assert "max-age" in ask(app, "/", scheme="https").headers["strict-transport-security"]


def test_a_forged_host_does_not_get_into_the_policy(app: Gate) -> None:
    policy = ask(app, "/", host="x; script-src *").headers["content-security-policy"]
    assert "*" not in policy


@pytest.mark.parametrize(
    ("origin", "accepted"),
    [
        ("http://localhost:8501", True),
        ("https://localhost:8501", True),
        ("http://localhost:9", False),
        ("https://elsewhere.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_our_own_pages_open_a_websocket(app: Gate, origin: str, accepted: bool) -> None:
    answer = ask(app, "/_stcore/stream", kind="websocket", scheme="ws", origin=origin)
    assert answer.accepted is accepted


def test_a_websocket_without_an_origin_is_refused(app: Gate) -> None:
    assert not ask(app, "/_stcore/stream", kind="websocket", scheme="ws").accepted


def test_a_ticket_becomes_a_cookie_scripts_cannot_read(app: Gate, engine: Engine, ana: str) -> None:
    ticket = accounts.sign_in(engine, ana, PASSWORD)
    address = f"/session/open?ticket={ticket}&next=%2Finvoices%3Ffy%3D26"
    answer = ask(app, address, user_agent="Firefox")
    assert (answer.status, answer.headers["location"]) == (303, "/invoices?fy=26")
    cookie = answer.cookies[0]
    assert cookie.startswith("legalops_session=")
    for part in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert part in cookie
    session_id = cookie.split("=", 1)[1].split(";")[0]
    visitor = sessions.current(engine, session_id)
    assert visitor is not None
    kept = sessions.mine(engine, visitor.actor)
    assert kept[["address", "agent"]].to_numpy().tolist() == [["10.0.0.7", "Firefox"]]
    assert ask(app, address).cookies == []


def test_over_https_the_cookie_is_bound_to_the_host(app: Gate, engine: Engine, ana: str) -> None:
    ticket = accounts.sign_in(engine, ana, PASSWORD)
    answer = ask(app, f"/session/open?ticket={ticket}", scheme="https")
    assert answer.cookies[0].startswith("__Host-legalops_session=")
    assert "Secure" in answer.cookies[0]


def test_https_at_a_proxy_counts_as_https(app: Gate, engine: Engine, ana: str) -> None:
    ticket = accounts.sign_in(engine, ana, PASSWORD)
    answer = ask(app, f"/session/open?ticket={ticket}", x_forwarded_proto="https")
    assert answer.cookies[0].startswith("__Host-legalops_session=")


def test_another_site_cannot_sign_a_person_in(app: Gate, engine: Engine, ana: str) -> None:
    ticket = accounts.sign_in(engine, ana, PASSWORD)
    answer = ask(app, f"/session/open?ticket={ticket}", sec_fetch_site="cross-site")
    assert answer.cookies == []


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example",
        "//elsewhere.example",
        "/%5Celsewhere.example",
        "%2F%2Felsewhere.example",
        "/%0D%0ASet-Cookie:x",
        "javascript:alert(1)",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(app: Gate, address: str) -> None:
    assert ask(app, f"/session/open?ticket=x&next={address}").headers["location"] == "/"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_signing_out_ends_the_session_and_clears_the_cookie(
    app: Gate, engine: Engine, method: str
) -> None:
    cookie = cookie_of(engine, Role.OPS)
    answer = ask(app, "/session/close", method=method, cookie=cookie)
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert answer.headers["clear-site-data"] == '"cookies"'
    assert "Max-Age=0" in answer.cookies[0]
    assert sessions.current(engine, cookie.split("=", 1)[1]) is None


def test_a_sign_out_without_the_cookie_changes_nothing(app: Gate) -> None:
    answer = ask(app, "/session/close")
    assert answer.cookies == []
    assert "clear-site-data" not in answer.headers
