"""A backup brings back what was there, and a bad one brings nothing."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from legalops.errors import NotAllowedError, RefusedError
from legalops.intake.read import Limits
from legalops.models.base import Table
from legalops.permissions import Actor, Role, system
from legalops.services import backup, check, imports
from legalops.services.choices import Choices
from legalops.store import schema
from legalops.store.engine import is_sqlite, open_engine
from tests.services.ledes import Invoice, file

ADMIN = system("cli")
ANSWERS = Choices(default_currency="USD", vendor_names={"11-1111111": "Hale & Quimby LLP"})


@pytest.fixture
def filled(engine: Engine, people: dict[Role, Actor]) -> Engine:
    """A store with people and two uploads."""
    assert people
    if not is_sqlite(engine) and not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    for number in ("INV-1", "INV-2"):
        prepared = imports.prepare(
            engine, ADMIN, f"{number}.txt", file(Invoice(number)), choices=ANSWERS, limits=Limits()
        )
        imports.confirm(engine, ADMIN, prepared, ANSWERS)
    return engine


@pytest.fixture
def elsewhere(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Engine]:
    """Move to an empty place of the same kind: another database, another folder of originals."""

    def move() -> Engine:
        monkeypatch.setenv("LEGALOPS_ORIGINALS", str(tmp_path / "elsewhere"))
        if is_sqlite(engine):
            return open_engine(f"sqlite:///{tmp_path / 'elsewhere.db'}")
        name = f"{engine.url.database}_elsewhere"
        admin = create_engine(engine.url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        return open_engine(engine.url.set(database=name).render_as_string(hide_password=False))

    return move


def content(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, the audit trail apart, which a backup adds to."""
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in Table.metadata.sorted_tables
            if table.name not in ("audit_event", "data_version")
        }


def drop(engine: Engine) -> None:
    """Remove a database that a test made."""
    name = engine.url.database
    engine.dispose()
    if not is_sqlite(engine):
        admin = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def test_what_is_restored_equals_what_was_backed_up(
    filled: Engine, elsewhere: Callable[[], Engine], tmp_path: Path
) -> None:
    made = backup.back_up(filled, ADMIN, tmp_path / "b.zip")
    before = content(filled)
    place = elsewhere()
    done = backup.restore(place, ADMIN, made.path)
    assert done.findings == ()
    assert content(place) == before
    assert (made.originals, done.originals) == (2, 2)
    assert (done.counts["invoices"], done.counts["users"]) == (2, 4)
    assert imports.original(place, ADMIN, 1)[0] == "INV-1.txt"
    drop(place)


def test_a_restore_into_a_store_just_made_is_welcome(
    filled: Engine, elsewhere: Callable[[], Engine], tmp_path: Path
) -> None:
    made = backup.back_up(filled, ADMIN, tmp_path / "b.zip")
    place = elsewhere()
    schema.ensure(place)
    assert backup.restore(place, ADMIN, made.path).findings == ()
    drop(place)


def test_a_backup_goes_only_into_an_empty_place(filled: Engine, tmp_path: Path) -> None:
    made = backup.back_up(filled, ADMIN, tmp_path / "b.zip")
    before = content(filled)
    with pytest.raises(RefusedError, match="empty place"):
        backup.restore(filled, ADMIN, made.path)
    assert content(filled) == before


def test_both_acts_are_in_the_audit_trail(
    filled: Engine, elsewhere: Callable[[], Engine], tmp_path: Path
) -> None:
    made = backup.back_up(filled, ADMIN, tmp_path / "b.zip")
    place = elsewhere()
    backup.restore(place, ADMIN, made.path)
    assert "backup.made" in actions(filled)
    assert "backup.restored" in actions(place)
    drop(place)


def actions(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(text("SELECT action FROM audit_event")).scalars())


def test_only_administrators_make_backups(
    filled: Engine, people: dict[Role, Actor], tmp_path: Path
) -> None:
    with pytest.raises(NotAllowedError):
        backup.back_up(filled, people[Role.OPS], tmp_path / "b.zip")
    assert list(tmp_path.glob("*.zip")) == []


def test_nothing_is_overwritten_and_a_folder_gets_a_name_with_the_time(
    filled: Engine, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.zip"
    taken.write_text("mine")
    with pytest.raises(RefusedError, match="exists already"):
        backup.back_up(filled, ADMIN, taken)
    assert taken.read_text() == "mine"
    with pytest.raises(RefusedError, match="no folder"):
        backup.back_up(filled, ADMIN, tmp_path / "nowhere" / "b.zip")
    (tmp_path / "backups").mkdir()
    made = backup.back_up(filled, ADMIN, tmp_path / "backups")
    assert made.path.parent == tmp_path / "backups"
    assert made.path.name.startswith("legalops-")
    assert list((tmp_path / "backups").iterdir()) == [made.path]


def test_an_original_that_is_missing_is_named_and_the_rest_is_saved(
    filled: Engine, tmp_path: Path
) -> None:
    lost = next((tmp_path / "originals").iterdir())
    lost.unlink()
    made = backup.back_up(filled, ADMIN, tmp_path / "b.zip")
    assert made.missing == (lost.name,)
    assert made.originals == 1


def test_a_store_that_never_was_cannot_be_put_over_another_programs_tables(
    filled: Engine, tmp_path: Path
) -> None:
    made = backup.back_up(filled, ADMIN, tmp_path / "b.zip")
    foreign = open_engine(f"sqlite:///{tmp_path / 'foreign.db'}")
    with foreign.begin() as connection:
        connection.execute(text("CREATE TABLE theirs (x INTEGER)"))
    with pytest.raises(RefusedError):
        backup.restore(foreign, ADMIN, made.path)
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database at all" * 300)
    with pytest.raises(RefusedError):
        backup.restore(open_engine(f"sqlite:///{broken}"), ADMIN, made.path)


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write the archive again with some members changed."""
    with zipfile.ZipFile(source) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target


def _no_manifest(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


def _unreadable_manifest(members: dict[str, bytes]) -> None:
    members["manifest.json"] = b"[]"


def _other_database(members: dict[str, bytes]) -> None:
    members["database.sqlite"] += b"x"


def _one_more(members: dict[str, bytes]) -> None:
    members["../outside"] = b"x"


def _smuggled(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    manifest["members"]["../outside"] = {"size": 1, "sha256": digest}
    members["manifest.json"] = json.dumps(manifest).encode()
    members["../outside"] = b"x"


def _of_the_future(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    members["manifest.json"] = json.dumps({**manifest, "schema": "9999"}).encode()


def _of_another_kind(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["members"]["database.dump"] = manifest["members"].pop("database.sqlite")
    members["database.dump"] = members.pop("database.sqlite")
    members["manifest.json"] = json.dumps({**manifest, "database": "postgresql"}).encode()


@pytest.mark.parametrize(
    "change",
    [
        _no_manifest,
        _unreadable_manifest,
        _other_database,
        _one_more,
        _smuggled,
        _of_the_future,
        _of_another_kind,
    ],
)
def test_a_doubtful_archive_is_refused_and_nothing_is_put_back(
    sqlite_engine: Engine, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    made = backup.back_up(sqlite_engine, ADMIN, tmp_path / "b.zip")
    bad = rewritten(made.path, tmp_path / "bad.zip", change)
    place = open_engine(f"sqlite:///{tmp_path / 'place.db'}")
    with pytest.raises(RefusedError):
        backup.restore(place, ADMIN, bad)
    assert schema.revision(place) is None
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("cut", [0, 10, 0.5, 0.95])
def test_a_torn_archive_is_refused(sqlite_engine: Engine, tmp_path: Path, cut: float) -> None:
    made = backup.back_up(sqlite_engine, ADMIN, tmp_path / "b.zip")
    data = made.path.read_bytes()
    torn = tmp_path / "torn.zip"
    torn.write_bytes(data[: int(cut if cut > 1 else cut * len(data))])
    place = open_engine(f"sqlite:///{tmp_path / 'place.db'}")
    with pytest.raises(RefusedError):
        backup.restore(place, ADMIN, torn)
    assert schema.revision(place) is None


def test_a_flipped_byte_is_found(sqlite_engine: Engine, tmp_path: Path) -> None:
    made = backup.back_up(sqlite_engine, ADMIN, tmp_path / "b.zip")
    data = bytearray(made.path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    bad = tmp_path / "bad.zip"
    bad.write_bytes(data)
    with pytest.raises(RefusedError):
        backup.restore(open_engine(f"sqlite:///{tmp_path / 'place.db'}"), ADMIN, bad)


def test_the_backup_says_where_the_audit_trail_stood(sqlite_engine: Engine, tmp_path: Path) -> None:
    imports_before = check.audit_head(sqlite_engine)
    made = backup.back_up(sqlite_engine, ADMIN, tmp_path / "b.zip")
    assert (made.audit_events, made.audit_hash) == imports_before
