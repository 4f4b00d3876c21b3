"""What a firm or a person wrote is kept as it is and does nothing (B54, B104-B106, B109)."""

import json
import logging
import threading

import pytest
from sqlalchemy import Engine, text

from legalops.errors import InvalidInputError
from legalops.permissions import system
from legalops.services import check, settings, uploads
from legalops.services.choices import Choices, MatterChoice
from legalops.services.jobs import WORKERS, Jobs
from legalops.services.reading_child import READERS
from legalops.store import vendors
from legalops.store.unit import reading
from tests.services.ledes import Invoice, Line, file

OPS = system("cli")
FIRM = "11-1111111"
ATTACKS = ["'; DROP TABLE invoice;--", "100%", "a_b", "back\\slash", '"quoted"', "%' OR '1'='1"]
FORGED = 'Hale\r\n{"seq": 99, "action": "user.added", "actor_name": "mia"}'


def store(engine: Engine, invoice: Invoice, vendor: str, matter: str = "A matter") -> int:
    """Store an invoice of a vendor and matter that are new and called so."""
    upload_id = uploads.receive(engine, OPS, "month.txt", file(invoice)).upload_id
    opened = uploads.opened(engine, OPS, upload_id)
    keys = [
        (m.law_firm_id, m.client_matter_id, m.law_firm_matter_id)
        for m in opened.prepared.new_matters
    ]
    names = {key: MatterChoice(matter) for key in keys}
    choices = Choices(default_currency="USD", vendor_names={invoice.firm: vendor}, matters=names)
    uploads.confirm(engine, OPS, upload_id, opened.version, choices)
    return upload_id


def values(engine: Engine, query: str) -> list[object]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)).scalars())


def test_names_that_look_like_sql_are_stored_and_found_as_they_are(engine: Engine) -> None:
    """B104: nothing of a name is read as SQL, and no sign in it stands for other signs."""
    for number, name in enumerate(ATTACKS):
        firm = f"{FIRM[:-1]}{number}"
        store(engine, Invoice(f"A-{number}", (Line(100, matter=name),), firm=firm), name, name)
    assert sorted(map(str, values(engine, "SELECT name FROM vendor"))) == sorted(ATTACKS)
    assert set(values(engine, "SELECT number FROM matter")) == set(ATTACKS)
    assert values(engine, "SELECT COUNT(*) FROM invoice") == [len(ATTACKS)]
    with reading(engine) as session:
        for name in ATTACKS:
            assert vendors.find(session, {name: ""})[name].name == name
        assert vendors.find(session, {"a%": "", "axb": "", "100": ""}) == {}
    assert check.run(engine) == []


def test_a_line_break_in_a_vendors_name_makes_no_second_audit_event(engine: Engine) -> None:
    """B105: what a name says beyond a line break is part of the name, never an event."""
    before = values(engine, "SELECT COUNT(*) FROM audit_event")
    upload_id = store(engine, Invoice(), FORGED)
    made = values(engine, "SELECT actor_name FROM audit_event")[int(str(before[0])) :]
    assert set(made) == {"cli"}
    assert values(engine, "SELECT seq FROM audit_event ORDER BY seq")[-1] < 99  # type: ignore[operator]  # a number
    said = values(engine, "SELECT after_json FROM audit_event WHERE after_json IS NOT NULL")
    assert any("user.added" in str(each) for each in said)
    for each in map(str, said):
        assert not set(each) & {"\r", "\n"}
        json.loads(each)
    assert upload_id
    assert check.run(engine) == []


def test_numbers_of_people_in_a_narrative_stay_in_it_and_reach_no_log(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """B106: there is no pattern check, so no warning; the text is in the store and nowhere else."""
    secret = "SSN 078-05-1120, card 4111 1111 1111 1111"
    with caplog.at_level(logging.DEBUG):
        store(engine, Invoice(narrative=secret, stated=None), "Hale")
        store(engine, Invoice("B-1", narrative=secret, firm="11-2222222"), "Quimby")
    assert values(engine, "SELECT narrative FROM invoice_line") == [secret, secret]
    assert "078-05-1120" not in caplog.text
    assert "4111" not in caplog.text
    events = values(engine, "SELECT COALESCE(before_json, '') || COALESCE(after_json, '') "
                            "FROM audit_event")  # fmt: skip
    assert not any("078-05" in str(each) for each in events)


def test_fifty_files_at_once_are_all_kept_once_and_read_by_few(sqlite_engine: Engine) -> None:
    """B109: a crowd of uploads waits its turn; the children that read stay as few as allowed."""
    engine, found = sqlite_engine, list[tuple[int, bool]]()
    barrier = threading.Barrier(50)

    def drop(number: int) -> None:
        data = file(Invoice(f"A-{number % 25}"))  # each of them twice
        barrier.wait()
        received = uploads.receive(engine, OPS, f"{number}.txt", data)
        found.append((received.upload_id, received.is_new))

    threads = [threading.Thread(target=drop, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({upload_id for upload_id, _ in found}) == 25
    assert sum(is_new for _, is_new in found) == 25
    work = Jobs(engine)
    work.submit_read(OPS, [upload_id for upload_id, _ in found])
    assert work.progress().files <= 25
    work.wait(60)
    work.close()
    assert len(READERS.pids()) <= WORKERS
    assert list(uploads.waiting(engine)["state"]) == ["draft"] * 25
    assert check.run(engine) == []


def test_a_crowd_of_files_above_the_limit_is_refused_before_anything_is_written(
    sqlite_engine: Engine,
) -> None:
    """B109: what is too large costs its own reading from the wire and nothing more."""
    settings.change(sqlite_engine, OPS, {"max_file_mb": 1})
    large, refused = bytes(1_000_001), list[str]()

    def drop() -> None:
        with pytest.raises(InvalidInputError, match="at most 1 MB") as error:
            uploads.receive(sqlite_engine, OPS, "large.txt", large)
        refused.append(str(error.value))

    threads = [threading.Thread(target=drop) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 50
    assert uploads.waiting(sqlite_engine).empty
