"""What is a form: its key, what it asks, what stands in it at first, which record it edits?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from legalops.models.asked import Ask, Asked
from legalops.models.kinds import KINDS, Seen
from legalops.ui.work import values

Choices = Sequence[tuple[Any, str]]


@dataclass(frozen=True)
class Form:
    """One form: its key, what it asks, what stands in it at first, which record it edits.

    `choices` are those of single fields that are only known now, `without` fields not asked for
    (their start value or default is given); `keeps_draft` keeps at each change what is typed.
    """

    key: str
    asks: type[Asked]
    start: Mapping[str, Any] = field(default_factory=dict)
    seen: Seen | None = None
    submit: str = "Save"
    said: str = ""
    choices: Mapping[str, Choices] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    keeps_draft: bool = False

    def at(self, name: str) -> str:
        """The key of a field, or of something the form keeps."""
        return f"{self.key}:{name}"

    @property
    def fields(self) -> dict[str, Ask]:
        """How it asks for each of its fields."""
        return {n: a for n, a in values.asks_of(self.asks).items() if n not in self.without}

    @property
    def wrong(self) -> Mapping[str, str]:
        """What is wrong with each field, "" for the form as a whole."""
        found: Mapping[str, str] = st.session_state.get(self.at("wrong"), {})
        return found

    @property
    def theirs(self) -> Mapping[str, Any] | None:
        """What somebody else saved while the form was open."""
        found: Mapping[str, Any] | None = st.session_state.get(self.at("theirs"))
        return found

    def default(self, name: str) -> Any:
        """What a field holds where nothing else is said."""
        known = self.asks.model_fields[name]
        return None if known.is_required() else known.get_default()


def of(kind: str, row: Mapping[str, Any] | None = None, **start: Any) -> Form:
    """Return the form of a kind of record: a new one, or to edit the record `row`.

    A new part names what it belongs to in `start`, so that each parent has a form of its own.
    """
    what = KINDS[kind]
    if row is None:
        place = start.get(what.parent[1], "") if what.parent else ""
        return Form(
            f"{kind}_new{place}", what.asks, start, submit=f"Add {what.noun}",
            said=f"The {what.noun} is kept.", keeps_draft=what.keeps_draft,
        )  # fmt: skip
    seen = Seen(kind, int(row["id"]), int(row["version"]))
    return Form(
        f"{kind}_{seen.id}", what.asks, {**row, **start}, seen, said="Saved.",
        keeps_draft=what.keeps_draft,
    )  # fmt: skip


def forget(form: Form) -> None:
    """Let go of what was typed."""
    for key in [k for k in st.session_state if str(k).startswith(f"{form.key}:")]:
        del st.session_state[key]
