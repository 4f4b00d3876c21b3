"""What must be so before the first page is drawn, and what does the console say?"""

import ipaddress
import logging
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st
from streamlit import config

from legalops.access import accounts, passwords
from legalops.errors import LegalOpsError
from legalops.store import schema
from legalops.store.engine import default_engine

_WANTED: Mapping[str, tuple[object, ...]] = {
    "server.enableXsrfProtection": (True,),
    "server.enableCORS": (True,),
    "server.enableStaticServing": (False,),
    "server.enableAgentApi": (False,),
    "client.showErrorDetails": ("none", False, "False"),
    "browser.gatherUsageStats": (False,),
}
_WANTED_ON_A_NETWORK: Mapping[str, tuple[object, ...]] = {
    "client.toolbarMode": ("viewer", "minimal"),
    "server.fileWatcherType": ("none",),
}


def prepare() -> None:
    """Create or upgrade the store; end the process with one clear line when that cannot be."""
    try:
        schema.ensure(default_engine())
    except LegalOpsError as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(
            f"the folder of the store cannot be used ({error.strerror}: {error.filename}). "
            "Make it writable or set LEGALOPS_DATABASE_URL to another place."
        )
    passwords.warm_up()


def _refuse(reason: str) -> NoReturn:
    _say(f"Legal operations cannot start: {' '.join(reason.split())}")
    raise SystemExit(1) from None


@asynccontextmanager
async def announced(_app: Any) -> AsyncIterator[None]:
    """Say what is unsafe and, while there is no user, where to make the first one."""
    options = {name: config.get_option(name) for name in _options()}
    for warning in unsafe(options):
        _say(f"Warning: {warning}")
    token = accounts.setup_token(default_engine())
    if token:
        _say(
            "There is no user yet. Open this link within 24 hours to make the first "
            f"administrator:\n\n    {base_address(options)}/?setup={token}\n"
        )
    yield


def _options() -> list[str]:
    names = ["server.address", "server.port", "server.sslCertFile", "server.allowedHosts"]
    names += ["browser.serverAddress", "browser.serverPort"]
    return [*names, *_WANTED, *_WANTED_ON_A_NETWORK]


def base_address(options: Mapping[str, Any]) -> str:
    """Return the address a browser on this machine reaches the app under."""
    if options.get("server.allowedHosts"):  # behind a proxy only the name people type is answered
        port = options.get("browser.serverPort")
        scheme, suffix = ("https", "") if port == 443 else ("http", f":{port}")
        return f"{scheme}://{options.get('browser.serverAddress')}{suffix}"
    scheme = "https" if options.get("server.sslCertFile") else "http"
    bound = str(options.get("server.address") or "")
    host = "localhost" if not bound or is_loopback(bound) or bound in ("0.0.0.0", "::") else bound  # noqa: S104  # compared, not bound
    return f"{scheme}://{host}:{options.get('server.port')}"


def is_loopback(address: str) -> bool:
    """Say whether only this machine can reach a server bound to the address."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def unsafe(options: Mapping[str, Any]) -> list[str]:
    """Return what makes the configuration unsafe for where the server listens, in sentences."""
    wanted = dict(_WANTED)
    found = []
    if not is_loopback(str(options.get("server.address") or "")):
        wanted |= _WANTED_ON_A_NETWORK
        if not options.get("server.sslCertFile"):
            found.append(
                "the server listens on the network without https, so passwords travel readable. "
                'Bind it to this machine (server.address = "127.0.0.1") behind a proxy with https.'
            )
        if not options.get("server.allowedHosts"):
            found.append(
                "server.allowedHosts is empty, so any host name is answered. "
                "Set it to the name people type."
            )
    for name, values in wanted.items():
        if options.get(name) not in values:
            found.append(f"{name} is {options.get(name)!r}. Set it to {_toml(values[0])}.")
    return found


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


def own_scripts() -> list[str]:
    """Return the inline scripts of Streamlit's own start page, the ones a browser may run."""
    page = Path(st.__file__).parent / "static" / "index.html"
    return re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)


def _say(text: str) -> None:
    sys.stdout.write(f"\n  {text}\n")
    sys.stdout.flush()
    logging.getLogger("legalops").debug("said at start: %s", text.split("?", 1)[0])
