"""How does a click on a file that waits become an act, once, on what the person saw?"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st

from legalops.errors import LegalOpsError, StaleEditError
from legalops.permissions import Actor
from legalops.services import uploads
from legalops.services.choices import Choices
from legalops.services.imports import Receipt
from legalops.services.jobs import Failed, Jobs
from legalops.services.uploads import Opened
from legalops.ui import data, who
from legalops.ui.words import plain

_SAID = "intake_said"
_TOLD = "intake_told"
_BY_ITSELF = "intake_by_itself"
_ROUND = "intake_round"
_ADDRESS = "upload"


class Seen(NamedTuple):
    """What this person saw of an upload: its version and the decisions made so far."""

    version: int
    choices: Choices


@st.cache_resource(show_spinner=False)
def _jobs(url: str) -> Jobs:
    return Jobs(data.engine())


def jobs() -> Jobs:
    """Return what reads and stores in the background, one for the whole process."""
    return _jobs(data.url())


def busy(upload_ids: Iterable[int]) -> dict[int, str]:
    """Return what is being done with these uploads: waiting, reading or storing."""
    states = {number: jobs().state(number) for number in upload_ids}
    return {number: doing for number, doing in states.items() if doing and isinstance(doing, str)}


def failure(upload_id: int) -> str:
    """Return why the last background work on an upload failed, "" when it did not."""
    state = jobs().state(upload_id)
    return state.text if isinstance(state, Failed) else ""


def actor() -> Actor:
    """Return who acts, as everywhere."""
    return who.actor()


def chosen() -> int | None:
    """Return the upload that the address asks for."""
    asked = str(st.query_params.get(_ADDRESS, ""))
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def go(upload_id: int | None) -> None:
    """Open an upload, or go back to all of them; the address says which."""
    if upload_id is None:
        st.query_params.pop(_ADDRESS, None)
    else:
        st.query_params[_ADDRESS] = str(upload_id)


def say(kind: str, text: str | Receipt) -> None:
    """Keep a sentence for the top of the page, as Markdown, or a receipt."""
    st.session_state.setdefault(_SAID, []).append((kind, text))


def told() -> list[tuple[str, str | Receipt]]:
    """Return what was said since the person's last click, once.

    The page also runs again by itself while files are read; then it is said again.
    """
    said = list(st.session_state.pop(_SAID, []))
    if st.session_state.pop(_BY_ITSELF, False):
        said = [*st.session_state.get(_TOLD, []), *said]
    st.session_state[_TOLD] = said
    return said


def run_again() -> None:
    """Run the whole page without a click, without forgetting what was just said."""
    st.session_state[_BY_ITSELF] = True
    st.rerun()


def act(what: Callable[[Actor], str | None]) -> bool:
    """Do something for whoever is signed in, and say how it went; for callbacks."""
    try:
        text = what(who.actor())
    except StaleEditError as error:
        renew()
        say("warning", _stale(error))
        return False
    except LegalOpsError as error:
        say("error", plain(error))
        return False
    if text:
        say("success", text)
    return True


def _stale(error: StaleEditError) -> str:
    what = str(error).partition(" since you opened it")[0]
    return (
        f"{plain(what)} while you looked at it. What you see now is what stands; your last entry "
        "was not kept. Look at it again and repeat what is still needed."
    )


def renew() -> None:
    """Let every field of a file start from what is kept, not from what this tab holds."""
    st.session_state[_ROUND] = int(st.session_state.get(_ROUND, 0)) + 1


def key(opened: Opened, *parts: object) -> str:
    """Return the key of a field of an upload."""
    turn = st.session_state.get(_ROUND, 0)
    return "_".join(["intake", str(opened.upload_id), str(turn), *map(str, parts)])


def look(upload_id: int) -> Opened:
    """Return an upload as it stands, and remember which version the person sees."""
    opened = uploads.opened(data.engine(), who.actor(), upload_id)
    if seen(opened.upload_id, opened).version != opened.version:
        renew()
    st.session_state[f"intake_seen_{upload_id}"] = Seen(opened.version, opened.choices)
    return opened


def seen(upload_id: int, otherwise: Opened | None = None) -> Seen:
    """Return the version and the decisions that this person saw last, or made since."""
    found = st.session_state.get(f"intake_seen_{upload_id}")
    if isinstance(found, Seen):
        return found
    opened = otherwise or uploads.opened(data.engine(), who.actor(), upload_id)
    return Seen(opened.version, opened.choices)


def choose(upload_id: int, change: Callable[[Choices], Choices]) -> bool:
    """Keep a decision on what the person saw; refused when somebody decided first."""

    def keep(actor: Actor) -> None:
        before = seen(upload_id)
        after = change(before.choices)
        version = uploads.choose(data.engine(), actor, upload_id, before.version, after)
        st.session_state[f"intake_seen_{upload_id}"] = Seen(version, after)

    return act(keep)


def answer(upload_id: int, name: str, asked: object, value: object) -> bool:
    """Keep one of the answers that the choices hold by what was asked; None and "" are none."""

    def change(choices: Choices) -> Choices:
        kept: dict[Any, Any] = {k: v for k, v in getattr(choices, name).items() if k != asked}
        if value not in (None, ""):
            kept[asked] = value
        wanted: dict[str, Any] = {name: kept}
        return replace(choices, **wanted)

    return choose(upload_id, change)


def read_again(upload_id: int) -> None:
    """Have a file read again after it was mended or mapped, and show what is kept of it."""
    changed(upload_id)
    act(lambda actor: _read(actor, upload_id))


def _read(actor: Actor, upload_id: int) -> None:
    uploads.read(data.engine(), actor, upload_id)


def changed(upload_id: int) -> None:
    """Let the next look take what is kept: this person changed how the file is read."""
    st.session_state.pop(f"intake_seen_{upload_id}", None)
    renew()
