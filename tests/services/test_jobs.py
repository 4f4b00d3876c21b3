"""Work goes on behind the page: whoever closes the tab loses nothing and doubles nothing."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from legalops.errors import RefusedError
from legalops.permissions import Actor, Role, system
from legalops.services import check, jobs, uploads
from legalops.services.choices import Choices
from legalops.services.jobs import Jobs, Progress
from tests.services.ledes import Invoice, Line, file

OPS = system("cli")
ANSWERS = Choices(default_currency="USD", vendor_names={"11-1111111": "Hale & Quimby LLP"})


@pytest.fixture
def work(engine: Engine) -> Iterator[Jobs]:
    """The background of a process."""
    running = Jobs(engine)
    yield running
    running.close()


def receive(engine: Engine, *numbers: str) -> list[int]:
    """Let one file come for each number."""
    return [
        uploads.receive(engine, OPS, f"{n}.txt", file(Invoice(n, (Line(100), Line(5))))).upload_id
        for n in numbers
    ]


def states(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [r[0] for r in connection.execute(text("SELECT state FROM upload ORDER BY id"))]


def held(monkeypatch: pytest.MonkeyPatch, act: str) -> threading.Event:
    """Let an act of the service wait until the event is set."""
    go, whole = threading.Event(), getattr(uploads, act)

    def waits(*words: object) -> object:
        go.wait(30)
        return whole(*words)

    monkeypatch.setattr(uploads, act, waits)
    return go


def test_files_are_read_in_the_background_and_the_progress_is_told(
    engine: Engine, work: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = held(monkeypatch, "read")
    ids = receive(engine, "A", "B", "C")
    work.submit_read(OPS, ids)
    under_way = work.progress()
    assert (under_way.files, under_way.read, under_way.is_busy) == (3, 0, True)
    assert {work.state(i) for i in ids} <= {"waiting", "reading"}
    go.set()
    work.wait(60)
    assert states(engine) == ["draft"] * 3
    assert work.progress() == Progress(files=3, read=3, lines=6)
    assert not work.progress().is_busy
    assert [work.state(i) for i in ids] == [""] * 3


def test_a_file_is_stored_in_the_background_and_its_receipt_is_there(
    engine: Engine, work: Jobs
) -> None:
    [upload_id] = receive(engine, "A")
    work.submit_confirm(OPS, upload_id, 1, ANSWERS)
    work.wait(60)
    receipt = work.receipt(upload_id)
    assert receipt is not None
    assert (receipt.lines, receipt.totals) == (2, {"USD": 105})
    assert states(engine) == ["stored"]


def test_asked_for_twice_it_is_done_once(
    engine: Engine, work: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F19: a double click."""
    [upload_id] = receive(engine, "A")
    go = held(monkeypatch, "confirm")
    for _ in range(5):
        work.submit_confirm(OPS, upload_id, 1, ANSWERS)
    assert work.progress().storing <= 1
    go.set()
    work.wait(60)
    assert work.state(upload_id) == ""
    assert check.run(engine) == []
    with engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM invoice")).scalar() == 1


def test_a_job_that_fails_says_why_until_it_is_tried_again(engine: Engine, work: Jobs) -> None:
    [upload_id] = receive(engine, "A")
    work.submit_confirm(OPS, upload_id, 1, Choices())
    work.wait(60)
    state = work.state(upload_id)
    assert state == ("failed", "No invoice of this file can be stored. See its problems.")
    work.submit_confirm(OPS, upload_id, 1, ANSWERS)
    work.wait(60)
    assert work.state(upload_id) == ""
    assert states(engine) == ["stored"]


@pytest.mark.parametrize("error", [OperationalError("x", {}, OSError("gone")), OSError("gone")])
def test_a_fault_of_the_machine_is_told_in_words_and_the_rest_goes_on(
    engine: Engine, work: Jobs, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    first, second = receive(engine, "A", "B")
    whole = uploads.read

    def breaks(engine: Engine, actor: Actor, upload_id: int) -> object:
        if upload_id == first:
            raise error
        return whole(engine, actor, upload_id)

    monkeypatch.setattr(uploads, "read", breaks)
    work.submit_read(OPS, [first, second])
    work.wait(60)
    assert work.state(first) == ("failed", jobs.FAILED)
    assert states(engine) == ["received", "draft"]


def test_who_closes_the_tab_stops_nothing(
    engine: Engine, work: Jobs, people: dict[Role, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """F19: the tab is closed or loaded again while the import runs."""
    [upload_id] = receive(engine, "A")
    go = held(monkeypatch, "confirm")
    page = threading.Thread(
        target=work.submit_confirm, args=(people[Role.OPS], upload_id, 1, ANSWERS)
    )
    page.start()
    page.join()
    go.set()
    work.wait(60)
    assert states(engine) == ["stored"]
    assert check.run(engine) == []


def test_what_a_process_left_unread_is_read_by_the_next(engine: Engine, work: Jobs) -> None:
    """F19, F20: the page is asked again after the process went."""
    receive(engine, "A", "B")
    assert work.resume() == 2
    work.wait(60)
    assert states(engine) == ["draft", "draft"]
    assert work.resume() == 0


def test_what_a_process_left_unstored_is_still_there_with_its_decisions(engine: Engine) -> None:
    [upload_id] = receive(engine, "A")
    uploads.choose(engine, OPS, upload_id, 1, replace(ANSWERS, overrides={"A": "why"}))
    after = Jobs(engine)
    after.resume()
    after.wait(60)
    opened = uploads.opened(engine, OPS, upload_id)
    after.submit_confirm(OPS, upload_id, opened.version, opened.choices)
    after.wait(60)
    after.close()
    assert states(engine) == ["stored"]
    with pytest.raises(RefusedError, match="stored already"):
        uploads.confirm(engine, OPS, upload_id, opened.version, opened.choices)
