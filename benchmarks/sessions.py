"""How many reruns a second do sessions get, and how long do they wait when many are there?"""

import asyncio
import contextlib
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.pages import house
from benchmarks.timing import Bar
from legalops.settings import ROOT
from tests.browser.driving import free_port

SECONDS, TURNS = 10.0, 3
#: Views that differ, so that a rerun is no repetition of the one before.
VIEWS = [
    f"fy=2026&period={period}&basis={basis}&area={area}"
    for period in ("ytd", "full", "q1", "q2")
    for basis in ("invoice", "work")
    for area in ("all", "1", "2", "3")
]


class Person:
    """One session of a server, over the websocket that a browser opens."""

    def __init__(self, base: str, cookie: str) -> None:
        self._url = base.replace("http", "ws") + "/_stcore/stream"
        self._base, self._cookie = base, cookie
        self._known: set[str] = set()
        self._page = ""

    async def look(self, waits: list[float], lasting: float, think: float) -> None:
        """Look at view after view for so many seconds, once the first is there; note each wait."""
        headers = {"Cookie": self._cookie}
        async with websockets.connect(
            self._url, subprotocols=["streamlit"], max_size=None, origin=self._base,  # type: ignore[list-item, arg-type]  # plain texts
            additional_headers=headers, open_timeout=120, ping_interval=None,
        ) as socket:  # fmt: skip
            await self._run(socket, VIEWS[0])
            await asyncio.sleep(random.uniform(0, think))  # noqa: S311  # people do not come at once
            until = time.perf_counter() + lasting
            while time.perf_counter() < until:
                view = random.choice(VIEWS)  # noqa: S311  # any of them
                start = time.perf_counter()
                await self._run(socket, view)
                waits.append(time.perf_counter() - start)
                if think:
                    await asyncio.sleep(random.uniform(0.5 * think, 1.5 * think))  # noqa: S311

    async def _run(self, socket: websockets.ClientConnection, view: str) -> None:
        message = BackMsg()
        wish = message.rerun_script
        wish.query_string = view
        if self._page:
            wish.page_script_hash = self._page
        else:
            wish.page_name = "budget_vs_actual"
        wish.cached_message_hashes.extend(self._known)
        await socket.send(message.SerializeToString())
        while True:
            raw = await asyncio.wait_for(socket.recv(), 120)
            if self._took(ForwardMsg.FromString(raw)):  # type: ignore[arg-type]  # bytes
                return

    def _took(self, answer: ForwardMsg) -> bool:
        """Read one message of the server; say whether the script has ended."""
        kind = answer.WhichOneof("type")
        if answer.hash and answer.metadata.cacheable:
            self._known.add(answer.hash)
        if kind == "navigation":
            self._page = answer.navigation.page_script_hash
        if kind == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(answer.delta.new_element.exception.message)
        ended = ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return kind == "script_finished" and answer.script_finished != ended


def bars(folder: Path) -> list[Bar]:
    """Compare the app with itself drawn the plain way, and 100 thinking people with ten."""
    path = folder / "small.db"
    url, session = house(path, 10_000)
    cookie = f"legalops_session={session}"
    ours, plain = [], []
    for _ in range(TURNS):
        with _serving(url, "benchmarks/plain_app.py") as base:
            plain.append(_rate(base, cookie))
        with _serving(url, "app.py") as base:
            ours.append(_rate(base, cookie))
    with _serving(url, "app.py") as base:
        ten = _p95(base, cookie, people=10)
        many = _p95(base, cookie, people=100)
    faster = statistics.median(ours) / statistics.median(plain)
    return [
        Bar("reruns a second of the plain page / ours, 10 sessions", 1 / faster, 0.2),
        Bar("p95 of 100 people who think 5 s / of 10", many / ten, 5.0),
    ]


def _rate(base: str, cookie: str) -> float:
    waits: list[float] = []
    asyncio.run(_together(base, cookie, waits, people=10, think=0))
    return len(waits) / SECONDS


def _p95(base: str, cookie: str, people: int) -> float:
    waits: list[float] = []
    asyncio.run(_together(base, cookie, waits, people=people, think=5))
    return sorted(waits)[int(0.95 * len(waits))]


async def _together(
    base: str, cookie: str, waits: list[float], *, people: int, think: float
) -> None:
    await Person(base, cookie).look([], 0, 0)
    lasting = SECONDS * (3 if think else 1)
    await asyncio.gather(*(Person(base, cookie).look(waits, lasting, think) for _ in range(people)))


@contextlib.contextmanager
def _serving(url: str, script: str) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    server = subprocess.Popen(  # noqa: S603  # our own interpreter, our own words
        command, cwd=ROOT,
        env={**os.environ, "LEGALOPS_DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port, server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    from tests.browser.driving import _wait_until_listening

    _wait_until_listening(port, server, Path(os.devnull))
