"""The uploaded files themselves, kept by hash and never under a name somebody chose."""

import errno
import hashlib
import os
import tempfile
from pathlib import Path

from sqlalchemy import Engine

from legalops.errors import NotFoundError, StoreFullError
from legalops.intake.mapped import Data, let_go
from legalops.settings import originals_folder

_PIECE = 1 << 24
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def digest(data: Data) -> str:
    """Return the SHA-256 of the bytes, in hex: the name a file is kept under."""
    return hashlib.sha256(data).hexdigest()


def folder(engine: Engine) -> Path:
    """Return the folder of this store's originals."""
    return originals_folder(engine.url.render_as_string(hide_password=False))


def keep(engine: Engine, data: Data, sha256: str | None = None) -> str:
    """Keep the bytes durably and return their hash; keeping them twice changes nothing.

    `sha256` saves the time of hashing them where that has just been done.
    """
    sha256 = sha256 or digest(data)
    place = folder(engine)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = place / sha256
    if is_intact(engine, sha256):
        return sha256
    try:
        _write(target, data)
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFullError from error
        raise
    return sha256


def _write(target: Path, data: Data) -> None:
    """Write a file whole, on the disk before it has its name, or not at all."""
    handle, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file, memoryview(data) as view:
            for start in range(0, len(view), _PIECE):
                file.write(view[start : start + _PIECE])
                let_go(data, start, start + _PIECE)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    if os.name == "posix":
        folder_handle = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder_handle)
        finally:
            os.close(folder_handle)


def is_intact(engine: Engine, sha256: str) -> bool:
    """Say whether the bytes kept under the hash are there and are what came."""
    path = folder(engine) / sha256
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def fetch(engine: Engine, sha256: str) -> bytes:
    """Return the bytes kept under the hash; raise NotFoundError when gone or altered."""
    path = folder(engine) / sha256
    if not path.is_file():
        raise NotFoundError("The original file")
    data = path.read_bytes()
    if digest(data) != sha256:
        raise NotFoundError("The original file as it was uploaded (it has been altered since)")
    return data
