"""One archive that holds the whole store, and the way back from it."""

import hashlib
import json
import os
import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine

from legalops.errors import RefusedError
from legalops.periods import instant, utc_now
from legalops.permissions import Actor, Permission
from legalops.services import check
from legalops.store import backup, originals, schema
from legalops.store.recount import Finding
from legalops.store.unit import writing

FORMAT = 1
DATABASE = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
_ORIGINAL = re.compile(r"originals/[0-9a-f]{64}")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Made:
    """An archive that was written and read back."""

    path: Path
    size: int
    counts: dict[str, int]
    originals: int
    missing: tuple[str, ...]
    audit_events: int
    audit_hash: str


@dataclass(frozen=True)
class Restored:
    """What a restore brought back and what the check said to it."""

    made_at: str
    counts: dict[str, int]
    originals: int
    findings: tuple[Finding, ...]


def back_up(engine: Engine, actor: Actor, target: Path) -> Made:
    """Write the store as one archive: into a folder under a name with the time, or to a file.

    Nothing is overwritten, and a half-written archive never bears the name. Raises
    RefusedError when the place is taken.
    """
    path = _place(target)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as room:
        # Nobody writes while the database is copied, so that what is counted is what is copied.
        with writing(engine, actor, Permission.BACK_UP):
            manifest = _copy_database(engine, actor, Path(room))
        draft = Path(room) / "archive.zip"
        made = _write(engine, manifest, Path(room), draft)
        with zipfile.ZipFile(draft) as archive:
            _checked_manifest(archive)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    after = {"file": path.name, "counts": made["counts"]}
    with writing(engine, actor, Permission.BACK_UP) as unit:
        unit.audit("backup.made", "backup", path.name, after=after)
    return Made(
        path=path,
        size=path.stat().st_size,
        counts=made["counts"],
        originals=len(made["originals"]),
        missing=tuple(made["missing_originals"]),
        audit_events=made["audit_events"],
        audit_hash=made["audit_hash"],
    )


def _place(target: Path) -> Path:
    if target.is_dir():
        target = target / f"legalops-{utc_now():%Y%m%d-%H%M%S}.zip"
    if target.exists():
        raise RefusedError(f"{target} exists already. Choose another name; nothing was written.")
    if not target.parent.is_dir():
        raise RefusedError(f"There is no folder {target.parent}. Make it first.")
    return target


def _copy_database(engine: Engine, actor: Actor, room: Path) -> dict[str, Any]:
    kind, folder = backup.kind(engine), originals.folder(engine)
    number, sealed = check.audit_head(engine)
    wanted = backup.uploads(engine)
    backup.copy_out(engine, room / DATABASE[kind])
    return {
        "format": FORMAT,
        "made_at": instant(utc_now()),
        "made_by": actor.name,
        "database": kind,
        "schema": schema.revision(engine),
        "counts": backup.counts(engine),
        "audit_events": number,
        "audit_hash": sealed,
        "originals": [sha256 for sha256 in wanted if (folder / sha256).is_file()],
        "missing_originals": [sha256 for sha256 in wanted if not (folder / sha256).is_file()],
        "members": {},
    }


def _write(engine: Engine, manifest: dict[str, Any], room: Path, draft: Path) -> dict[str, Any]:
    database = DATABASE[manifest["database"]]
    folder = originals.folder(engine)
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        _add(archive, manifest, database, room / database)
        for sha256 in manifest["originals"]:
            _add(archive, manifest, f"originals/{sha256}", folder / sha256)
        archive.writestr("manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
    return manifest


def _add(archive: zipfile.ZipFile, manifest: dict[str, Any], name: str, file: Path) -> None:
    with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        size, sha256 = _copied(source, target)
    manifest["members"][name] = {"size": size, "sha256": sha256}


def _copied(source: IO[bytes], target: IO[bytes] | None) -> tuple[int, str]:
    size, running = 0, hashlib.sha256()
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        running.update(chunk)
        if target is not None:
            target.write(chunk)
    return size, running.hexdigest()


def restore(engine: Engine, actor: Actor, file: Path) -> Restored:
    """Put an archive back into an empty place and check the result.

    Raises RefusedError, with nothing changed, when the place is not empty or the archive is
    damaged, foreign, newer than this version, or of the other kind of database.
    """
    if not backup.is_empty(engine):
        raise RefusedError(
            "This store has users or invoices. A backup goes back into an empty place only: "
            "set LEGALOPS_DATABASE_URL to a new one."
        )
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _checked_manifest(archive)
            _refuse_unless_fitting(engine, manifest)
            _put_back(engine, archive, manifest)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise RefusedError(f"{file.name} is not a sound archive: {error}.") from error
    schema.ensure(engine)
    with writing(engine, actor, Permission.BACK_UP) as unit:
        after = {"file": file.name, "made_at": manifest["made_at"], "counts": manifest["counts"]}
        unit.audit("backup.restored", "backup", file.name, after=after)
        unit.touch("spend", "budget", "names", "people", "settings")
    held = sum(name.startswith("originals/") for name in manifest["members"])
    return Restored(manifest["made_at"], manifest["counts"], held, tuple(check.run(engine)))


def _checked_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Return the manifest after reading every member against it."""
    names = archive.namelist()
    if "manifest.json" not in names:
        raise RefusedError("The archive has no manifest: it is not a backup of this app.")
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
        members = dict(manifest["members"])
        is_known = manifest["format"] == FORMAT and manifest["database"] in DATABASE
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise RefusedError("The archive's manifest cannot be read.") from error
    if not is_known or sorted(names) != sorted([*members, "manifest.json"]):
        raise RefusedError("The archive does not hold what its manifest says.")
    for name, said in members.items():
        _check_member(archive, name, said, DATABASE[manifest["database"]])
    return manifest


def _check_member(archive: zipfile.ZipFile, name: str, said: dict[str, Any], database: str) -> None:
    if name != database and not _ORIGINAL.fullmatch(name):
        raise RefusedError(f"The archive holds {name[:80]!r}, which does not belong there.")
    try:
        with archive.open(name) as member:
            found = _copied(member, None)
    except (zipfile.BadZipFile, EOFError, ValueError, OSError) as error:
        raise RefusedError(f"The archive is damaged at {name}: {error}.") from error
    if found != (said.get("size"), said.get("sha256")):
        raise RefusedError(f"The archive is damaged: {name} is not what was backed up.")


def _refuse_unless_fitting(engine: Engine, manifest: dict[str, Any]) -> None:
    if manifest["database"] != backup.kind(engine):
        raise RefusedError(
            f"The backup is of a {manifest['database']} store and cannot go into "
            f"{backup.kind(engine)}. Choose a LEGALOPS_DATABASE_URL of its kind."
        )
    if manifest["schema"] not in schema.revisions():
        raise RefusedError(
            f"The backup has schema {manifest['schema']}, which this version does not know. "
            "Restore it with the newer version of the app that made it."
        )


def _put_back(engine: Engine, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    database = DATABASE[manifest["database"]]
    with tempfile.TemporaryDirectory(prefix="legalops-restore-") as room:
        copy = Path(archive.extract(database, room))
        backup.verify(copy, manifest["database"])
        for name in manifest["members"]:
            if name != database:
                originals.keep(engine, archive.read(name))
        backup.put_back(engine, copy)
