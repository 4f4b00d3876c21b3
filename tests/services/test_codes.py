from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from legalops.errors import InvalidInputError, NotAllowedError, NotFoundError, RefusedError
from legalops.models.spend import Upload, UploadProblem
from legalops.permissions import Actor, Role, system
from legalops.services import codes
from legalops.store import codes as stored
from legalops.store.unit import data_versions, reading
from tests.store.firms import NOW, one, put

CLI = system("cli")


def known(engine: Engine, kind: str) -> frozenset[str]:
    with reading(engine) as session:
        return dict(zip(stored.KINDS, stored.sets(session), strict=True))[kind]


def row(engine: Engine, kind: str, code: str) -> dict[str, object]:
    frame = codes.table(engine, kind).set_index("code")
    return dict(frame.loc[code])


def test_what_ships_is_known_without_a_row_in_the_store(engine: Engine) -> None:
    assert {"L110", "PA110", "B100"} <= known(engine, "task")
    assert {"A101"} <= known(engine, "activity")
    assert {"E101"} <= known(engine, "expense")
    assert {"PARTNR", "PT", "PRLGL"} <= known(engine, "classification")
    assert row(engine, "task", "L110")["name"] == "Fact Investigation/Development"
    assert set(codes.table(engine)["source"]) == {"shipped"}


def test_a_code_of_the_departments_own_is_added_renamed_retired_and_brought_back(
    engine: Engine,
) -> None:
    before = data_versions(engine).get("names", 0)
    codes.add(engine, CLI, "task", " x10 ", "Own  work")
    assert "X10" in known(engine, "task")
    assert (row(engine, "task", "X10")["name"], row(engine, "task", "X10")["source"]) == (
        "Own work", "yours",
    )  # fmt: skip
    codes.rename(engine, CLI, "task", "x10", "Our work")
    codes.retire(engine, CLI, "task", "X10")
    assert "X10" not in known(engine, "task")
    assert row(engine, "task", "X10")["is_retired"]
    codes.restore(engine, CLI, "task", "X10")
    assert "X10" in known(engine, "task")
    assert row(engine, "task", "X10")["name"] == "Our work"
    assert one(engine, "SELECT COUNT(*) FROM audit_event WHERE subject = 'code'") == 4
    assert data_versions(engine)["names"] == before + 4


def test_a_shipped_code_is_renamed_and_takes_its_own_name_back(engine: Engine) -> None:
    codes.rename(engine, CLI, "expense", "e101", "Copies")
    assert (row(engine, "expense", "E101")["name"], row(engine, "expense", "E101")["source"]) == (
        "Copies", "changed",
    )  # fmt: skip
    codes.rename(engine, CLI, "expense", "E101", "")
    assert (row(engine, "expense", "E101")["name"], row(engine, "expense", "E101")["source"]) == (
        "Copying", "shipped",
    )  # fmt: skip


def test_a_shipped_code_can_be_retired(engine: Engine) -> None:
    codes.retire(engine, CLI, "activity", "A101")
    assert "A101" not in known(engine, "activity")
    with pytest.raises(RefusedError, match="A101 is retired already"):
        codes.retire(engine, CLI, "activity", "A101")
    with pytest.raises(RefusedError, match="Bring it back instead"):
        codes.add(engine, CLI, "activity", "a101", "Plan")


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda e: codes.add(e, CLI, "task", "L110", "x"), RefusedError),
        (lambda e: codes.add(e, CLI, "task", "", "x"), InvalidInputError),
        (lambda e: codes.add(e, CLI, "task", "a\nb", "x"), InvalidInputError),
        (lambda e: codes.add(e, CLI, "task", "X1", " "), InvalidInputError),
        (lambda e: codes.add(e, CLI, "colour", "X1", "x"), InvalidInputError),
        (lambda e: codes.rename(e, CLI, "task", "X1", "x"), NotFoundError),
        (lambda e: codes.restore(e, CLI, "task", "L110"), RefusedError),
    ],
)
def test_what_makes_no_sense_is_refused(
    engine: Engine, act: Callable[[Engine], None], error: type[Exception]
) -> None:
    with pytest.raises(error):
        act(engine)
    assert codes.table(engine)["source"].eq("shipped").all()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXECUTIVE])
def test_codes_are_looked_after_by_those_who_may(
    engine: Engine, people: dict[Role, Actor], role: Role
) -> None:
    with pytest.raises(NotAllowedError):
        codes.add(engine, people[role], "task", "X1", "x")
    with pytest.raises(NotAllowedError):
        codes.retire(engine, people[role], "task", "L110")


def warned(
    engine: Engine, number: int, *found: tuple[str, str, str], state: str = "stored"
) -> None:
    upload = Upload(
        id=number, file_name="f", sha256="0" * 64, size=1, format="LEDES1998B", state=state,
        uploaded_by="ana", uploaded_at=NOW, invoices=0, lines=0,
    )  # fmt: skip
    problems = [
        UploadProblem(upload_id=number, severity="warning", code=code, line=3, field=field,
                      value=value, message="m")
        for code, field, value in found
    ]  # fmt: skip
    put(engine, upload, *problems)


def test_unknown_codes_of_uploads_are_listed_until_they_are_added_or_retired(
    engine: Engine,
) -> None:
    warned(engine, 1, ("unknown_code", "LINE_ITEM_TASK_CODE", "zz9"),
           ("unknown_code", "Expense code", "E999"),
           ("unknown_classification", "TIMEKEEPER_CLASSIFICATION", "Guru"))  # fmt: skip
    warned(engine, 2, ("unknown_code", "LINE_ITEM_TASK_CODE", "ZZ9"))
    warned(engine, 3, ("unknown_code", "LINE_ITEM_TASK_CODE", "YY1"), state="undone")
    found = codes.unknown(engine)
    assert list(found[["kind", "code", "uploads", "last_upload"]].itertuples(index=False)) == [
        ("classification", "GURU", 1, 1), ("expense", "E999", 1, 1), ("task", "ZZ9", 2, 2),
    ]  # fmt: skip
    codes.add(engine, CLI, "task", "ZZ9", "Odd work")
    codes.add(engine, CLI, "expense", "E999", "Odd things")
    codes.retire(engine, CLI, "expense", "E999")
    assert list(codes.unknown(engine)["code"]) == ["GURU"]
