"""What kind of file is this, and how is it read as another?"""

from dataclasses import replace

import streamlit as st

from legalops.intake.how import KINDS, How
from legalops.permissions import Actor
from legalops.services import uploads
from legalops.services.uploads import Opened
from legalops.ui import data, intake_work


def draw(opened: Opened) -> None:
    """Draw the way to have the file read as something else."""
    with st.popover("Read as something else", type="tertiary", icon=":material/swap_horiz:"):
        key = intake_work.key(opened, "kind")
        st.selectbox(
            "Read this file", list(KINDS), index=list(KINDS).index(opened.how.kind),
            format_func=lambda code: KINDS[code][:1].upper() + KINDS[code][1:], key=key,
        )  # fmt: skip
        st.caption("What was decided so far stays. What was said of its columns starts anew.")
        st.button(
            "Read it again",
            key=f"{key}_go",
            on_click=_force,
            args=(opened.upload_id, opened.how, key),
        )


def _force(upload_id: int, how: How, key: str) -> None:
    asked = str(st.session_state.get(key) or "")
    keep(upload_id, replace(how, kind=asked, columns=None, date_order="", sheet=""))


def keep(upload_id: int, how: How) -> bool:
    """Keep how a file is to be read and read it so; for callbacks."""

    def say(actor: Actor) -> None:
        version = intake_work.seen(upload_id).version
        uploads.set_how(data.engine(), actor, upload_id, version, how)

    if not intake_work.act(say):
        return False
    intake_work.read_again(upload_id)
    return True
