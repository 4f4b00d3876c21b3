"""What does the server refuse before Streamlit sees it, and what does it add to every answer?"""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from legalops.access import sessions
from legalops.permissions import Permission

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ASGI = Callable[[Scope, Receive, Send], Awaitable[None]]

_UPLOADS = "/_stcore/upload_file"
_FILES = re.compile(r"(?<!/static)/media/")  # /static/media/ holds the interface's own fonts
_SIGNED_IN_ONLY = re.compile(rf"{_FILES.pattern}|/_stcore/(metrics|agent|upload_file)")
_UPLOADERS = (Permission.IMPORT_INVOICES, Permission.EDIT_BUDGETS)
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def script_hash(script: str) -> str:
    """Return how a content security policy names one inline script that may run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


class Gate:
    """The ASGI middleware in front of everything; `scripts` are the inline scripts we know."""

    def __init__(
        self, app: ASGI, *, engine: Callable[[], Engine], scripts: Iterable[str] = ()
    ) -> None:
        self.app = app
        self._engine = engine
        self._scripts = " ".join(script_hash(script) for script in scripts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on one request."""
        if scope["type"] == "http":
            await self._http(scope, receive, self._with_headers(scope, send))
        elif scope["type"] == "websocket" and not _same_origin(HTTPConnection(scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = None
        if _SIGNED_IN_ONLY.search(scope["path"]):
            refusal = await run_in_threadpool(self._refusal, HTTPConnection(scope))
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, request: HTTPConnection) -> Response | None:
        visitor = sessions.current(self._engine(), _session_id(request))
        if visitor is None or visitor.must_change:
            return PlainTextResponse("Sign in first.", 401)
        may_upload = any(visitor.actor.may(permission) for permission in _UPLOADERS)
        if _UPLOADS in request.scope["path"] and not may_upload:
            return PlainTextResponse("Your role does not upload files.", 403)
        return None

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers["Content-Security-Policy"] = self._policy(HTTPConnection(scope))
                if _FILES.search(scope["path"]):
                    headers["Cache-Control"] = "no-store"
                if is_secure(HTTPConnection(scope)):
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        return send_with_headers

    def _policy(self, request: HTTPConnection) -> str:
        host = request.headers.get("host", "")
        sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
        # Charts compile their expressions ('unsafe-eval') and the interface writes its styles
        # into the page; other inline scripts than those we know do not run.
        return (
            "default-src 'self'; "
            f"script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval' blob: {self._scripts}; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
            f"font-src 'self' data:; connect-src 'self'{sockets}; worker-src 'self' blob:; "
            "frame-src 'self' blob: data:; object-src 'none'; base-uri 'self'; "
            "form-action 'self'; frame-ancestors 'none'"
        )


def _same_origin(connection: HTTPConnection) -> bool:
    origin = urlsplit(connection.headers.get("origin", ""))
    host = connection.headers.get("host")
    return origin.scheme in ("http", "https") and bool(host) and origin.netloc == host


def is_secure(connection: HTTPConnection) -> bool:
    """Say whether the browser came over https, to us or to a proxy before us."""
    # A proxy on another machine is not trusted for the scheme; who forges it only loses a cookie.
    forwarded = connection.headers.get("x-forwarded-proto", "")
    return forwarded == "https" or str(connection.scope.get("scheme")) in ("https", "wss")


def _session_id(connection: HTTPConnection) -> str | None:
    return sessions.from_cookies(connection.cookies, is_secure(connection))


def _local(address: str) -> str:
    is_local = re.fullmatch(r"/(?![/\\])[^\x00-\x20\\\x7f]*", address) is not None
    return address if is_local else "/"


class SessionRoutes:
    """The two addresses that set and clear the session cookie."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine

    async def open(self, request: Request) -> Response:
        """Trade a ticket for a session cookie and go back to the page that was asked for."""
        response = RedirectResponse(_local(request.query_params.get("next", "/")), 303)
        response.headers["Cache-Control"] = "no-store"
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return response  # somebody else's page must not sign a person in as another
        session_id = await run_in_threadpool(self._redeem, request)
        if session_id:
            secure = is_secure(request)
            response.set_cookie(
                sessions.cookie_name(secure),
                session_id,
                path="/",
                secure=secure,
                httponly=True,
                samesite="strict",
            )
        return response

    def _redeem(self, request: Request) -> str | None:
        return sessions.redeem(
            self._engine(),
            request.query_params.get("ticket", ""),
            address=request.client.host if request.client else "",
            agent=request.headers.get("user-agent", ""),
            replaces=_session_id(request),
        )

    async def close(self, request: Request) -> Response:
        """End the session of the cookie; a request that brings none changes nothing."""
        response = RedirectResponse("/", 303)
        response.headers["Cache-Control"] = "no-store"
        session_id = _session_id(request)
        if session_id is None:
            return response  # from another site: its requests carry no strict cookie
        await run_in_threadpool(sessions.sign_out, self._engine(), session_id)
        secure = is_secure(request)
        response.delete_cookie(
            sessions.cookie_name(secure), path="/", secure=secure, httponly=True, samesite="strict"
        )
        response.headers["Clear-Site-Data"] = '"cookies"'
        return response
