"""The uploaded files themselves, kept by hash and never under a name somebody chose."""

import hashlib
import os
import tempfile
from pathlib import Path

from sqlalchemy import Engine

from legalops.errors import NotFoundError
from legalops.settings import originals_folder


def digest(data: bytes) -> str:
    """Return the SHA-256 of the bytes, in hex: the name a file is kept under."""
    return hashlib.sha256(data).hexdigest()


def folder(engine: Engine) -> Path:
    """Return the folder of this store's originals."""
    return originals_folder(engine.url.render_as_string(hide_password=False))


def keep(engine: Engine, data: bytes, sha256: str | None = None) -> str:
    """Keep the bytes durably and return their hash; keeping them twice changes nothing.

    `sha256` saves the time of hashing them where that has just been done.
    """
    sha256 = sha256 or digest(data)
    place = folder(engine)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = place / sha256
    if target.exists() and digest(target.read_bytes()) == sha256:
        return sha256
    handle, name = tempfile.mkstemp(dir=place)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(target)
    return sha256


def fetch(engine: Engine, sha256: str) -> bytes:
    """Return the bytes kept under the hash; raise NotFoundError when gone or altered."""
    path = folder(engine) / sha256
    if not path.is_file():
        raise NotFoundError("The original file")
    data = path.read_bytes()
    if digest(data) != sha256:
        raise NotFoundError("The original file as it was uploaded (it has been altered since)")
    return data
