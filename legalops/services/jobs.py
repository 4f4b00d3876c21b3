"""Work in the background: files are read and stored while the page stays usable.

One `Jobs` a process. What it does is recorded in the store, not here: a process that dies, or a
tab that is closed, leaves uploads that are picked up again, and nothing twice.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Literal, NamedTuple

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from legalops.errors import LegalOpsError
from legalops.permissions import Actor, system
from legalops.services import uploads
from legalops.services.choices import Choices
from legalops.services.imports import Receipt
from legalops.store import drafts
from legalops.store.unit import reading

WORKERS = 2
FAILED = "It did not finish because of a fault in the application; nothing was stored. Try again."
Doing = Literal["", "waiting", "reading", "storing"]
_log = logging.getLogger(__name__)


class Failed(NamedTuple):
    """A job that did not succeed, with the words for the person who asked for it."""

    state: Literal["failed"]
    text: str


@dataclass(frozen=True)
class Progress:
    """How far the files given so far have come; all zero again once nothing is under way.

    `lines` counts the lines that were checked, `storing` the uploads being stored.
    """

    files: int = 0
    read: int = 0
    lines: int = 0
    storing: int = 0

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way."""
        return self.read < self.files or self.storing > 0


class Jobs:
    """The background work of one process on one store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="legalops-job")
        self._lock = Lock()
        self._doing: dict[int, Doing] = {}
        self._failed: dict[int, str] = {}
        self._receipts: dict[int, Receipt] = {}
        self._under_way: dict[int, Future[None]] = {}
        self._files = self._read = self._lines = 0

    def submit_read(self, actor: Actor, upload_ids: Iterable[int]) -> None:
        """Read uploads; one that is under way already is not read twice."""
        for upload_id in upload_ids:

            def work(number: int = upload_id) -> None:
                self._say(number, "reading")
                draft = uploads.read(self._engine, actor, number)
                with self._lock:
                    self._lines += len(draft.lines)

            self._submit(upload_id, work, counts=True)

    def submit_confirm(self, actor: Actor, upload_id: int, version: int, choices: Choices) -> None:
        """Store the sound invoices of an upload; asked for twice, it is done once."""

        def work() -> None:
            self._say(upload_id, "storing")
            receipt = uploads.confirm(self._engine, actor, upload_id, version, choices)
            with self._lock:
                self._receipts[upload_id] = receipt

        self._submit(upload_id, work, counts=False)

    def resume(self, actor: Actor | None = None) -> int:
        """Read what a process left unread when it ended, and return how many files that is."""
        with reading(self._engine) as session:
            left = drafts.ids(session, "received")
        self.submit_read(actor or system("resume"), left)
        return len(left)

    def state(self, upload_id: int) -> Doing | Failed:
        """Return what is being done with an upload, or how it failed; "" for nothing."""
        with self._lock:
            if upload_id in self._failed:
                return Failed("failed", self._failed[upload_id])
            return self._doing.get(upload_id, "")

    def receipt(self, upload_id: int) -> Receipt | None:
        """Return what this process stored of an upload last, None when nothing."""
        with self._lock:
            return self._receipts.get(upload_id)

    def progress(self) -> Progress:
        """Return how far the files have come that were given since all was last done."""
        with self._lock:
            storing = sum(doing == "storing" for doing in self._doing.values())
            return Progress(self._files, self._read, self._lines, storing)

    def wait(self, timeout: float | None = None) -> None:
        """Return when nothing is under way any more, or when the seconds are over."""
        with self._lock:
            left = list(self._under_way.values())
        futures.wait(left, timeout)

    def close(self) -> None:
        """Let what runs come to its end and start nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _submit(self, upload_id: int, work: Callable[[], None], *, counts: bool) -> None:
        with self._lock:
            if upload_id in self._under_way:
                return
            if not self._under_way:
                self._files = self._read = self._lines = 0
            self._files += counts
            self._failed.pop(upload_id, None)
            self._receipts.pop(upload_id, None)
            self._doing[upload_id] = "waiting"
            # Submitted under the lock: the job's end takes it out again, never before it is in.
            self._under_way[upload_id] = self._pool.submit(self._run, upload_id, work, counts)

    def _say(self, upload_id: int, doing: Doing) -> None:
        with self._lock:
            self._doing[upload_id] = doing

    def _run(self, upload_id: int, work: Callable[[], None], counts: bool) -> None:
        failure = FAILED
        try:
            work()
            failure = ""
        except LegalOpsError as error:
            failure = str(error)
        except (SQLAlchemyError, OSError):
            _log.exception("upload %s: the job did not finish", upload_id)
        finally:
            with self._lock:
                self._read += counts
                self._doing.pop(upload_id, None)
                self._under_way.pop(upload_id, None)
                if failure:
                    self._failed[upload_id] = failure
