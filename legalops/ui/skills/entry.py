"""What is entered at once: a table of levels, how it is read afresh, saved, and clashes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import streamlit as st

from legalops.errors import LegalOpsError, StaleEditError
from legalops.intake.skills import Sheet
from legalops.store.skills import Pair, Wanted
from legalops.ui.words import counted, plain
from legalops.ui.work import form

_MOST = 10


@dataclass(frozen=True)
class Entry:
    """One grid to fill: its key, what it may name, how its values are read afresh and saved.

    `needs` are the levels that the roles of a single person need, by skill.
    """

    key: str
    sheet: Sheet
    areas: Mapping[int, str]
    read: Callable[[], dict[Pair, int]]
    save: Callable[[Wanted, Wanted], int]
    needs: Mapping[int, int] = field(default_factory=dict)

    def at(self, name: str) -> str:
        """The key of something the entry keeps."""
        return f"{self.key}:{name}"


def keep(entry: Entry, wanted: Wanted, seen: Wanted) -> None:
    """Save levels; where somebody changed one meanwhile, show both and keep what was typed."""
    try:
        count = entry.save(wanted, seen)
    except StaleEditError:
        now = entry.read()
        st.session_state[entry.at("clash")] = _clashes(entry, wanted, seen, now)
        st.session_state[entry.at("seen")] = now
        return
    except LegalOpsError as error:
        st.error(plain(error))
        return
    st.session_state[form.SAID] = f"{counted(count, 'level')} saved."
    st.rerun()


def say_clash(entry: Entry) -> None:
    """Say which levels somebody saved meanwhile, beside what was typed."""
    clash: list[str] = st.session_state.get(entry.at("clash"), [])
    if clash:
        st.warning(
            "Somebody saved levels while you had this open. Yours are still here; save again to "
            "put them over these.  \n" + "  \n".join(plain(line) for line in clash[:_MOST]),
            icon=":material/sync_problem:",
        )


def _clashes(entry: Entry, wanted: Wanted, seen: Wanted, now: Wanted) -> list[str]:
    columns = {number: name for name, number in entry.sheet.columns.items()}
    skills = {number: name for name, number in entry.sheet.skills.items()}
    return [
        f"{skills[skill]}, {columns[column]}: you {_word(mine)}, "
        f"saved meanwhile {_word(now.get((column, skill)))}"
        for (column, skill), mine in wanted.items()
        if now.get((column, skill)) != seen.get((column, skill))
    ]


def _word(level: int | None) -> str:
    return "not said" if level is None else str(level)
