"""Who said what of an open question, and how does the person say their part?"""

from collections.abc import Mapping
from typing import Any, cast

import streamlit as st

from legalops import periods
from legalops.models.asked import Asked
from legalops.models.decisions import SAYS, VoiceInput
from legalops.models.kinds import Seen
from legalops.services import decisions as acts
from legalops.store.decisions import Voice
from legalops.ui import data, who
from legalops.ui.decisions import data as read
from legalops.ui.words import plain
from legalops.ui.work import form, options

Row = Mapping[str, Any]
_WORDS = {
    "consent": "consents", "object": "objects", "vote": "votes for", "abstain": "abstains"
}  # fmt: skip
_ICONS = {
    "consent": ":material/thumb_up:", "object": ":material/front_hand:",
    "vote": ":material/how_to_vote:", "abstain": ":material/remove:",
}  # fmt: skip


def draw(row: Row) -> None:
    """Draw what was said, who has not spoken yet, and the form for who may."""
    found = read.parts(int(row["id"]))
    titles = {option.id: option.title for option in found.options}
    for voice in found.voices:
        with st.container(gap="xxsmall"):
            st.markdown(_said(voice, titles))
            if voice.note:
                st.caption(plain(voice.note))
    silent = _silent(row, found.voices)
    if silent and row["state"] == "open":
        st.caption(f"Not heard yet: {plain(', '.join(silent))}")
    if not _voters(row):
        st.caption("Nobody is asked. Name contributors on the question to hear them.")
    if row["state"] == "open" and (who.actor().user_id or 0) in _voters(row):
        _form(row, titles)


def _said(voice: Voice, titles: Mapping[int, str]) -> str:
    option = f" **{plain(titles.get(voice.option_id or 0, ''))}**" if voice.option_id else ""
    day = periods.day_label(voice.at[:10])
    return f"{_ICONS[voice.says]} {plain(voice.name)} {_WORDS[voice.says]}{option} on {day}"


def _voters(row: Row) -> set[int]:
    named = {int(number) for number in row["contributors"]}
    return named | ({int(row["accountable_id"])} if row["accountable_id"] else set())


def _silent(row: Row, voices: tuple[Voice, ...]) -> list[str]:
    heard = {voice.user_id for voice in voices}
    names = options.people()
    return [names[n] for n in sorted(_voters(row)) if n not in heard and n in names]


def _form(row: Row, titles: Mapping[int, str]) -> None:
    number, method = int(row["id"]), str(row["method"])
    mine = [v for v in read.parts(number).voices if v.user_id == who.actor().user_id]
    start: dict[str, Any] = {"says": SAYS[method][0][0]}
    if mine:
        start = {"says": mine[0].says, "option_id": mine[0].option_id, "note": mine[0].note}
    hidden = frozenset[str]() if method == "vote" else frozenset({"option_id"})

    def save(given: Asked, seen: Seen | None) -> None:
        acts.speak(data.engine(), who.actor(), number, cast(VoiceInput, given))

    asked = form.Form(
        f"voice_{number}_{method}", VoiceInput, start, None, "Say it", "Your voice is heard.",
        {"says": SAYS[method], "option_id": list(titles.items())}, hidden,
    )  # fmt: skip
    with st.container(border=True):
        form.draw(asked, save)


def warning(row: Row) -> str:
    """Return what whoever decides should know of the voices before they do, "" for nothing."""
    if row["method"] not in SAYS:
        return ""
    found = read.parts(int(row["id"])).voices
    objects = [voice.name for voice in found if voice.says == "object"]
    accountable = options.people().get(row["accountable_id"], "")
    silent = [name for name in _silent(row, found) if name != accountable]
    said = [f"{', '.join(objects)} objected." if objects else "",
            f"Not heard yet: {', '.join(silent)}." if silent else ""]  # fmt: skip
    return plain(" ".join(said))
