"""Looking after people from the command line."""

import json
import re
from pathlib import Path

from legalops.access import accounts
from legalops.store.engine import open_engine
from tests.cli.conftest import Run


def code_in(text: str) -> str:
    found = re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){6}", text)
    assert found
    return found[0]


def test_a_person_is_added_with_a_code_that_opens_the_door_once(store: Path, run: Run) -> None:
    result = run("user", "add", "mia", "--role", "admin", "--name", "Mia Lindgren")
    assert result.exit_code == 0
    engine = open_engine(f"sqlite:///{store}")
    assert accounts.sign_in(engine, "mia", code_in(result.stdout))
    assert accounts.sign_in(engine, "mia", code_in(result.stdout)) is None


def test_everybody_is_listed(store: Path, run: Run) -> None:
    assert store
    run("user", "add", "mia", "--role", "admin", "--name", "Mia Lindgren")
    run("user", "add", "tom")
    listed = json.loads(run("user", "list", "--json").stdout)["users"]
    assert [(u["username"], u["role"], u["state"]) for u in listed] == [
        ("mia", "admin", "code"),
        ("tom", "member", "code"),
    ]
    assert listed[1]["last_seen_at"] is None
    assert "Mia Lindgren" in run("user", "list").stdout


def test_roles_change_codes_are_renewed_and_people_leave(store: Path, run: Run) -> None:
    assert store
    run("user", "add", "mia", "--role", "admin")
    first = code_in(run("user", "add", "tom").stdout)
    assert run("user", "role", "tom", "ops").exit_code == 0
    assert code_in(run("user", "reset", "tom").stdout) != first
    assert run("user", "disable", "tom").exit_code == 0
    states = {u["username"]: u for u in json.loads(run("user", "list", "--json").stdout)["users"]}
    assert (states["tom"]["role"], states["tom"]["state"]) == ("ops", "disabled")


def test_what_makes_no_sense_is_refused_in_a_sentence(store: Path, run: Run) -> None:
    assert store
    run("user", "add", "mia", "--role", "admin")
    for words in (
        ("user", "add", "mia"),
        ("user", "disable", "mia"),
        ("user", "role", "mia", "ops"),
        ("user", "reset", "nobody"),
    ):
        result = run(*words)
        assert result.exit_code == 1
        assert result.stderr.strip().endswith(".")
        assert "Traceback" not in result.stderr
