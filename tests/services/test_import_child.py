"""A large file is stored by a process of its own, with the same result or none at all."""

import subprocess
from typing import Any

import pytest
from sqlalchemy import Engine, text

from legalops.errors import RefusedError
from legalops.intake.read import Limits
from legalops.permissions import system
from legalops.services import check, import_child, imports
from legalops.services.choices import Choices
from tests.services.ledes import Invoice, Line, file

OPS = system("cli")
CHOICES = Choices(default_currency="USD", vendor_names={"11-1111111": "Hale & Quimby LLP"})


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_child, "LARGE", 1)


def confirm(engine: Engine, data: bytes) -> imports.Receipt:
    prepared = imports.prepare(engine, OPS, "m.txt", data, choices=CHOICES, limits=Limits())
    return import_child.confirm(engine, OPS, prepared, CHOICES, Limits())


def stored(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.execute(text("SELECT COUNT(*) FROM invoice")).scalar()


def test_a_child_stores_what_the_parent_would(engine: Engine) -> None:
    receipt = confirm(engine, file(Invoice("A"), Invoice("B", (Line(5), Line(7, "E")))))
    assert (receipt.lines, receipt.totals) == (3, {"USD": 10012})
    assert stored(engine) == 2
    assert check.run(engine) == []


def test_what_the_child_refuses_is_said_in_its_words(engine: Engine) -> None:
    data = file(Invoice("A"))
    prepared = imports.prepare(engine, OPS, "m.txt", data, choices=CHOICES, limits=Limits())
    confirm(engine, data)
    with pytest.raises(RefusedError, match="No invoice of this file can be stored"):
        import_child.confirm(engine, OPS, prepared, CHOICES, Limits())


@pytest.mark.parametrize("outcome", ["killed", "too long"])
def test_a_child_that_does_not_finish_leaves_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, outcome: str
) -> None:
    def run(*words: Any, **_options: Any) -> Any:
        if outcome == "too long":
            raise subprocess.TimeoutExpired("import", 1)
        return subprocess.CompletedProcess(words, -9, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(RefusedError, match="nothing"):
        confirm(engine, file(Invoice("A")))
    assert stored(engine) == 0
