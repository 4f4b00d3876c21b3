"""Running the command line inside the test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from legalops.cli import app
from tests.sample import sample_engine, sample_template

__all__ = ["sample_engine", "sample_template"]
Run = Callable[..., Any]


@pytest.fixture
def store(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store that the command line works on."""
    path = tmp_path / "cli.db"
    path.write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.delenv("LEGALOPS_ORIGINALS", raising=False)
    return path


@pytest.fixture
def run() -> Run:
    """Call the command line and return what came of it."""
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])
