"""The address that gives a calendar to programs that have no cookie, only a secret."""

from collections.abc import Callable

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from legalops.access.gate import is_secure

PATH = "/calendar/{token}.ics"
Feed = Callable[[Engine, str, str], str | None]


class CalendarRoute:
    """Answers with the calendar behind a secret; `feed` makes it from store, secret, address."""

    def __init__(self, engine: Callable[[], Engine], feed: Feed) -> None:
        self._engine = engine
        self._feed = feed

    async def show(self, request: Request) -> Response:
        """Return the calendar, or 404 for a secret that does not stand."""
        scheme = "https" if is_secure(request) else "http"
        base = f"{scheme}://{request.headers.get('host', '')}"
        token = str(request.path_params["token"])
        text = await run_in_threadpool(self._feed, self._engine(), token, base)
        if text is None:
            return PlainTextResponse(
                "This calendar is not here. Make a new address on your Account page.", 404
            )
        headers = {"Cache-Control": "private, no-store"}
        return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)
