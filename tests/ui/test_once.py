"""What a page asks of the store is asked once a run, and again after it has written."""

from collections.abc import Callable

from legalops.permissions import Permission, system
from legalops.store.engine import open_engine
from legalops.store.unit import writing
from legalops.ui import once


def counting() -> tuple[list[int], Callable[[], int]]:
    asked: list[int] = []

    def ask() -> int:
        asked.append(len(asked))
        return len(asked)

    return asked, ask


def test_within_a_run_the_store_is_asked_once() -> None:
    asked, ask = counting()
    with once.a_run():
        assert once.asked("versions", ask) == once.asked("versions", ask) == 1
    assert len(asked) == 1


def test_after_a_write_the_same_run_asks_again(store_url: str) -> None:
    asked, ask = counting()
    with once.a_run():
        once.asked("versions", ask)
        with writing(open_engine(store_url), system("cli"), Permission.CHANGE_SETTINGS) as unit:
            unit.touch("settings")
        assert once.asked("versions", ask) == 2
    assert len(asked) == 2


def test_outside_a_run_such_as_in_a_click_the_store_is_asked_each_time() -> None:
    asked, ask = counting()
    with once.a_run():
        once.asked("versions", ask)
    once.asked("versions", ask)
    once.asked("versions", ask)
    assert len(asked) == 3
