"""A large import in a process of its own, so that busy pages neither slow it nor wait for it.

The parent hands over what to do as a pickle of its own making on standard input; the child
answers with a pickle of the receipt, or of the error a person is to read, on standard output.
"""

import pickle
import subprocess  # our own interpreter, our own module
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from legalops.errors import LegalOpsError, RefusedError
from legalops.intake.how import How
from legalops.intake.read import Limits, mapped
from legalops.permissions import Actor
from legalops.services import imports
from legalops.services.choices import Choices
from legalops.settings import ROOT
from legalops.store import settings
from legalops.store.drafts import Claim
from legalops.store.engine import open_engine

#: Fewer lines than this are stored faster than a process starts.
LARGE = 20_000
WALL_SECONDS = 900


@dataclass(frozen=True)
class Kept:
    """A waiting upload's file: whose version is stored, where it lies, how it is read."""

    claim: Claim
    path: str
    file_name: str
    how: How


@dataclass(frozen=True)
class Job:
    """All a child needs: where, who, which file, which decisions."""

    url: str
    actor: Actor
    file_name: str
    data: bytes
    choices: Choices
    limits: Limits
    kept: Kept | None = None


def confirm(
    engine: Engine,
    actor: Actor,
    prepared: imports.Prepared,
    choices: Choices,
    limits: Limits,
) -> imports.Receipt:
    """Store a prepared file, in a child process when it is large.

    Raises what `imports.confirm` raises; a child that dies leaves nothing stored.
    """
    draft = prepared.checked.draft
    if len(draft.lines) < LARGE:
        return imports.confirm(engine, actor, prepared, choices)
    data = bytes(prepared.data)
    return _in_child(Job(_url(engine), actor, draft.file_name, data, choices, limits))


def confirm_waiting(engine: Engine, actor: Actor, kept: Kept, choices: Choices) -> imports.Receipt:
    """Store an upload that waits, in a child process that reads its file by its path."""
    return _in_child(Job(_url(engine), actor, kept.file_name, b"", choices, Limits(), kept))


def _url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def _in_child(job: Job) -> imports.Receipt:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "legalops.services.import_child"],
            input=pickle.dumps(job),
            capture_output=True,
            cwd=ROOT,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedError("The import took too long and was stopped; nothing was stored.") from (
            error
        )
    if done.returncode != 0:
        raise RefusedError(
            "The import was stopped before it finished; nothing of it was stored. Try again."
        )
    answer = pickle.loads(done.stdout)  # noqa: S301  # written by our own child
    if isinstance(answer, LegalOpsError):
        raise answer
    return imports.Receipt(*answer)


def main() -> None:
    """Do the job on standard input."""
    job: Job = pickle.load(sys.stdin.buffer)  # noqa: S301  # written by our own parent
    engine = open_engine(job.url)
    try:
        receipt = _store(engine, job)
        answer: object = (
            receipt.upload_id, receipt.invoice_ids, receipt.lines, receipt.skipped, receipt.totals
        )  # fmt: skip
    except LegalOpsError as error:
        answer = RefusedError(str(error))
    sys.stdout.buffer.write(pickle.dumps(answer))


def _store(engine: Engine, job: Job) -> imports.Receipt:
    if job.kept is None:
        prepared = imports.prepare(
            engine, job.actor, job.file_name, job.data, choices=job.choices, limits=job.limits
        )
        return imports.confirm(engine, job.actor, prepared, job.choices)
    kept, limits = job.kept, imports.limits_of(settings.current(engine))
    data = mapped(Path(kept.path))
    draft = imports.read_file(engine, job.actor, kept.file_name, data, limits, how=kept.how)
    upload_id = kept.claim.upload_id
    prepared = imports.recheck(engine, draft, data, job.choices, upload_id=upload_id)
    return imports.confirm(engine, job.actor, prepared, job.choices, claim=kept.claim)


if __name__ == "__main__":
    main()
