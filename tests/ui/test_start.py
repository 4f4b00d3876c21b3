from pathlib import Path

import pytest

from legalops.permissions import system
from legalops.services import users
from legalops.store.engine import open_engine
from legalops.ui import start
from tests.loops import in_a_loop_of_its_own

SAFE = {
    "server.address": "127.0.0.1",
    "server.port": 8501,
    "server.sslCertFile": None,
    "server.allowedHosts": [],
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "viewer",
    "browser.gatherUsageStats": False,
}
NETWORK = {**SAFE, "server.address": "0.0.0.0", "server.allowedHosts": ["legalops.intern"]}  # noqa: S104


def test_the_configuration_for_one_machine_is_safe_as_it_is() -> None:
    assert start.unsafe(SAFE) == []


def test_a_network_needs_https_and_a_name() -> None:
    warnings = start.unsafe({**NETWORK, "server.allowedHosts": []})
    assert len(warnings) == 2
    assert "without https" in warnings[0]
    assert "allowedHosts" in warnings[1]
    assert start.unsafe({**NETWORK, "server.sslCertFile": "x.pem"}) == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("server.enableXsrfProtection", False),
        ("server.enableCORS", False),
        ("server.enableStaticServing", True),
        ("server.enableAgentApi", True),
        ("client.showErrorDetails", "full"),
        ("browser.gatherUsageStats", True),
    ],
)
def test_each_unsafe_setting_is_named_with_its_remedy(option: str, value: object) -> None:
    (warning,) = start.unsafe({**SAFE, option: value})
    assert option in warning
    assert "Set it to" in warning


@pytest.mark.parametrize(
    ("bound", "address"),
    [
        ("127.0.0.1", "http://localhost:8501"),
        ("", "http://localhost:8501"),
        ("10.1.2.3", "http://10.1.2.3:8501"),
    ],
)
def test_the_address_is_one_a_browser_here_reaches(bound: str, address: str) -> None:
    assert start.base_address({**SAFE, "server.address": bound}) == address


def test_behind_a_proxy_the_address_is_the_one_people_type() -> None:
    options = {
        **SAFE,
        "server.allowedHosts": ["legalops.intern"],
        "browser.serverAddress": "legalops.intern",
        "browser.serverPort": 443,
    }
    assert start.base_address(options) == "https://legalops.intern"
    assert start.base_address({**options, "browser.serverPort": 8080}).endswith(":8080")


def announce() -> None:
    async def run() -> None:
        async with start.announced(None):
            pass

    in_a_loop_of_its_own(run())


def test_the_set_up_link_is_said_until_there_is_a_user(
    store_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", store_url)
    announce()
    assert "/?setup=" in capsys.readouterr().out
    users.add(open_engine(store_url), system("setup"), "ana", "Ana", "admin")
    announce()
    assert "setup" not in capsys.readouterr().out


def test_a_damaged_store_ends_the_start_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "store.db").write_bytes(b"not a database at all, but long enough" * 100)
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
    with pytest.raises(SystemExit) as ended:
        start.prepare()
    assert ended.value.code == 1
    said = capsys.readouterr().out.strip()
    assert said.startswith("Legal operations cannot start:")
    assert len(said.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", f"sqlite:///{tmp_path / 'file' / 'store.db'}")
    with pytest.raises(SystemExit):
        start.prepare()
    said = capsys.readouterr().out
    assert "LEGALOPS_DATABASE_URL" in said
    assert str(tmp_path / "file") in said


def test_a_missing_store_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'store.db'}")
    start.prepare()
    assert (tmp_path / "new" / "store.db").exists()


def test_the_inline_script_of_the_start_page_is_known() -> None:
    assert any("prerenderReady" in script for script in start.own_scripts())
