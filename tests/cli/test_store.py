"""Making, filling, checking, copying and bringing back a store from the command line."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from legalops.access import accounts
from legalops.permissions import Actor
from legalops.services import sample
from legalops.settings import ROOT
from legalops.store.engine import open_engine
from tests.cli.conftest import Run
from tests.sample import Loaded
from tests.services.ledes import Invoice, file


@pytest.fixture
def month(tmp_path: Path) -> Path:
    """A sound file."""
    path = tmp_path / "month.txt"
    path.write_bytes(file(Invoice()))
    return path


def test_a_new_store_is_made_with_a_way_in(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'store.db'}")
    result = run("init", "--address", "http://localhost:9000")
    assert result.exit_code == 0
    assert "http://localhost:9000/?setup=" in result.stdout
    run("user", "add", "mia", "--role", "admin")
    again = run("init")
    assert again.exit_code == 0
    assert "setup=" not in again.stdout


def test_a_store_that_is_not_there_is_not_checked_or_backed_up(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    for words in (("check",), ("backup", tmp_path), ("report", "budget", "--fy", 2026)):
        result = run(*words)
        assert result.exit_code == 1
        assert "There is no store" in result.stderr
    assert not (tmp_path / "none.db").exists()


def test_check_names_what_differs(store: Path, run: Run, month: Path) -> None:
    run("import", month, "--currency", "USD")
    assert run("check").exit_code == 0
    sound = json.loads(run("check", "--json").stdout)
    assert (sound["sound"], sound["findings"]) == (True, [])
    assert len(sound["audit"]["hash"]) == 64
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE spend_cube SET billed_cents = 1")
        connection.commit()
    result = run("check")
    assert result.exit_code == 1
    assert "spend_cube" in result.stderr
    assert json.loads(run("check", "--json").stdout)["findings"][0]["check"] == "spend_cube"


def test_a_backup_goes_round(
    store: Path, run: Run, month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store
    run("import", month, "--currency", "USD")
    archive = tmp_path / "b.zip"
    made = run("backup", archive)
    assert made.exit_code == 0
    assert run("backup", archive).exit_code == 1
    assert run("restore", archive).exit_code == 1
    (tmp_path / "new").mkdir()
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'store.db'}")
    result = run("restore", archive)
    assert result.exit_code == 0, result.stderr
    assert "1 invoices" in result.stdout
    assert run("check").exit_code == 0
    assert (tmp_path / "new" / "originals").is_dir()


def test_a_file_that_is_no_backup_is_refused(store: Path, run: Run, month: Path) -> None:
    assert store
    result = run("restore", month)
    assert result.exit_code == 1
    assert "not a sound archive" in result.stderr


def test_the_demo_fills_a_store_and_prints_an_account_for_each_role(
    store: Path, run: Run, sample_template: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def load(engine: Engine, actor: Actor, as_of: date | None) -> sample.Summary:
        """Put the department there that was loaded once for all tests."""
        asked.append((actor.name, as_of))
        with (
            closing(sqlite3.connect(sample_template.path)) as source,
            closing(sqlite3.connect(store)) as target,
        ):
            source.backup(target)
        return sample_template.summary

    monkeypatch.setattr(sample, "load", load)
    monkeypatch.setenv("LEGALOPS_ORIGINALS", str(sample_template.originals))
    result = run("demo", "--as-of", "2026-10-31", "--address", "http://localhost:9000")
    assert result.exit_code == 0, result.stderr
    assert asked == [("demo", date(2026, 10, 31))]
    assert "as of 31 Oct 2026" in result.stdout
    assert "http://localhost:9000" in result.stdout
    printed = [line.split() for line in result.stdout.splitlines()]
    accounts_ = {words[2]: words[:2] for words in printed if len(words) > 3}
    engine = open_engine(f"sqlite:///{store}")
    for role in ("admin", "ops", "executive", "member"):
        assert accounts.sign_in(engine, *accounts_[role])
    assert run("check").exit_code == 0


def test_the_demo_refuses_a_store_in_use(
    sample_template: Loaded, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(sample_template.path.read_bytes())
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", f"sqlite:///{copy}")
    result = run("demo")
    assert result.exit_code == 1
    assert "invoices already" in result.stderr


def test_the_module_runs_as_a_program(store: Path, month: Path) -> None:
    def call(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "legalops", *map(str, words)],
            cwd=ROOT,
            env={**os.environ, "LEGALOPS_DATABASE_URL": f"sqlite:///{store}"},
            capture_output=True,
            text=True,
            check=False,
        )

    done = call("import", month, "--currency", "USD", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["uploads"][0]["stored"]
    assert call("import", "nowhere").returncode == 2
    assert call("undo", 7).returncode == 1
