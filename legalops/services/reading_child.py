"""Reading a file in a process of its own, with little memory and little time.

A file that makes the reader grow or hang stops the reader, never the app. The parent keeps at
most two readers warm; each takes one job at a time as a pickle of the parent's own making on
standard input and answers with the pickle of a draft on standard output.
"""

import atexit
import contextlib
import os
import pickle
import select
import struct
import subprocess  # our own interpreter, our own module
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from legalops.intake.draft import Draft, Ints, Limits
from legalops.intake.how import How
from legalops.intake.read import mapped, read
from legalops.intake.unread import stopped
from legalops.settings import ROOT

if sys.platform != "win32":
    import resource

WORKERS = 2
_TEXTS = ("line_number", "kind", "work_date", "task_code", "expense_code", "activity_code")
_LENGTH = struct.Struct(">Q")
_PIECE = 1 << 20


@dataclass(frozen=True)
class Job:
    """All a reader needs: which file, under which name, how, and how large it may be."""

    path: str
    file_name: str
    limits: Limits
    today: date
    how: How


@dataclass(frozen=True)
class Allowed:
    """What a reader may use for a file: memory beside the file, which it maps, and time."""

    memory_bytes: int = 1 << 30
    cpu_seconds: int = 60
    wall_seconds: float = 90


class _StoppedError(Exception):
    """The reader died or overran its time."""


class _Worker:
    """A reader that is running."""

    def __init__(self, allowed: Allowed) -> None:
        limits = [str(allowed.memory_bytes), str(allowed.cpu_seconds)]
        self.is_new = True
        self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and numbers
            [sys.executable, "-m", "legalops.services.reading_child", *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )

    def ask(self, job: Job, deadline: float) -> Draft:
        """Return the draft of a file; raises when the reader stops before it answers."""
        body = pickle.dumps(job)
        pipe = self.process.stdin
        try:
            if pipe is None:
                raise _StoppedError
            pipe.write(_LENGTH.pack(len(body)) + body)
            pipe.flush()
        except OSError as error:
            raise _StoppedError from error
        (size,) = _LENGTH.unpack(self._take(_LENGTH.size, deadline))
        draft: Draft = pickle.loads(self._take(size, deadline))  # noqa: S301  # our own child
        return _told(draft, _unpacked)

    def _take(self, size: int, deadline: float) -> bytes:
        """Read so many bytes of the answer."""
        if self.process.stdout is None:
            raise _StoppedError
        handle, found = self.process.stdout.fileno(), bytearray()
        while len(found) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([handle], [], [], left)[0]:
                raise _StoppedError
            piece = os.read(handle, min(_PIECE, size - len(found)))
            if not piece:
                raise _StoppedError
            found += piece
        return bytes(found)

    def stop(self) -> None:
        """End the reader, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


class Readers:
    """At most so many readers, kept warm; a stopped one is replaced when it is next needed."""

    def __init__(self, most: int = WORKERS, allowed: Allowed | None = None) -> None:
        self._allowed = allowed or Allowed()
        self._free = threading.Semaphore(most)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    def read(self, job: Job) -> Draft:
        """Return the draft of a file, refused with the code `reader_stopped` where none came."""
        deadline = time.monotonic() + self._allowed.wall_seconds
        with self._free:
            draft, was_new = self._asked(job, deadline)
            if draft is None and not was_new and time.monotonic() < deadline:
                # It may have died of something else while it was idle.
                draft, _ = self._asked(job, deadline)
        return draft or stopped(job.file_name, Path(job.path).stat().st_size)

    def _asked(self, job: Job, deadline: float) -> tuple[Draft | None, bool]:
        """Return what a reader answers, None when it stopped, and whether it was a new one."""
        worker = self._taken()
        was_new, draft = worker.is_new, None
        try:
            draft = worker.ask(job, deadline)
        except _StoppedError:
            draft = None
        finally:
            # Whatever else ends the call, a reader that has not answered is of no more use.
            if draft is None:
                self._lose(worker)
        if draft is not None:
            worker.is_new = False
            with self._lock:
                self._idle.append(worker)
        return draft, was_new

    def _taken(self) -> _Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.process.poll() is None:
                    return worker
                self._all.discard(worker)
            worker = _Worker(self._allowed)
            self._all.add(worker)
            return worker

    def _lose(self, worker: _Worker) -> None:
        worker.stop()
        with self._lock:
            self._all.discard(worker)

    def pids(self) -> list[int]:
        """Return the process ids of the readers that run."""
        with self._lock:
            return [worker.process.pid for worker in self._all]

    def close(self) -> None:
        """End all readers."""
        with self._lock:
            workers, self._all, self._idle = list(self._all), set(), []
        for worker in workers:
            worker.stop()


READERS = Readers()
atexit.register(READERS.close)


def main() -> None:
    """Answer jobs until the parent goes away."""
    memory_bytes, cpu_seconds = (int(word) for word in sys.argv[1:3])
    _limit_memory(memory_bytes)
    while True:
        head = sys.stdin.buffer.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return
        job = pickle.loads(sys.stdin.buffer.read(*_LENGTH.unpack(head)))  # noqa: S301  # our own
        _limit_time(cpu_seconds)
        body = pickle.dumps(_answer(job), protocol=pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.write(_LENGTH.pack(len(body)))
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()


def _answer(job: Any) -> Draft:
    data = mapped(Path(job.path))
    draft = read(job.file_name, data, job.limits, today=job.today, how=job.how)
    return _told(draft, _packed)


def _told(draft: Draft, turn: Callable[[Any], Any]) -> Draft:
    """Return the draft with each of its lines' columns of texts turned."""
    turned = {name: turn(getattr(draft.lines, name)) for name in _TEXTS}
    return replace(draft, lines=replace(draft.lines, **turned))


def _packed(column: Sequence[Any]) -> tuple[list[Any], Ints]:
    """Return each different text once, and which one stands where: a tenth of the pickle."""
    known: dict[Any, int] = {}
    numbered = (known.setdefault(text, len(known)) for text in column)
    places = np.fromiter(numbered, np.int64, len(column))
    return list(known), places


def _unpacked(column: tuple[list[Any], Ints]) -> list[Any]:
    texts, places = column
    return [texts[place] for place in places.tolist()]


def _limit_memory(most: int) -> None:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _limit_time(seconds: int) -> None:
    """Allow so many more seconds of work; the kernel ends the process after them."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(used.ru_utime + used.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
