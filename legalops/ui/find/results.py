"""What was found for the words, kind by kind, the best first?"""

from collections.abc import Sequence

import streamlit as st

from legalops.models.kinds import KINDS, OTHERS
from legalops.services import find as acts
from legalops.services.find import COMMENT, Group, Hit
from legalops.ui import data, who
from legalops.ui.words import counted, plain
from legalops.ui.work import address

FEW, MOST = 5, 50
_ALL = "all"


def box() -> str:
    """Draw the field of the words, kept in the address; return what stands in it."""
    return str(
        st.text_input(
            "Find", key="q", bind="query-params", type="search", live=True, max_chars=120,
            placeholder="A name, a number, a word somebody wrote", label_visibility="collapsed",
            icon=":material/search:", width=640,
        )
        or ""
    ).strip()  # fmt: skip


def draw(words: str) -> None:
    """Draw what was found, or what to do when nothing was."""
    if len(words) < acts.SHORTEST:
        _hint()
        return
    groups = acts.find(data.engine(), who.actor(), words)
    if not groups:
        _nothing(words)
        return
    chosen = _choice(groups)
    few = FEW if chosen == _ALL and len(groups) > 1 else MOST
    for group in groups:
        if chosen in (_ALL, group.name):
            _group(group, words, few)


def _hint() -> None:
    st.markdown(
        "Looks through matters, vendors, goals, decisions, projects, meetings, actions, ideas, "
        "lessons, skills and systems, and what was said about them. Every word you type must "
        "be there; parts of words count."
    )
    st.caption("Try a firm\u2019s name, a matter\u2019s number, or a word such as budget.")


def _nothing(words: str) -> None:
    st.info(
        f"Nothing you may see holds \u201c{plain(words)}\u201d. Try fewer letters or one word "
        "less; what was taken off the pages is not found.",
        icon=":material/search_off:",
    )


def _choice(groups: Sequence[Group]) -> str:
    """Draw which kind to show, kept in the address."""
    total = sum(group.total for group in groups)
    options = {_ALL: f"All {total:,}"}
    options |= {g.name: f"{name(g.name, 2).capitalize()} {g.total:,}" for g in groups}
    if len(groups) == 1:
        return _ALL
    if st.session_state.get("kind") not in options:
        st.session_state.pop("kind", None)
    return str(
        st.pills(
            "Show", list(options), format_func=options.__getitem__, default=_ALL, key="kind",
            required=True, label_visibility="collapsed",
        )
    )  # fmt: skip


def name(group: str, count: int) -> str:
    """Return what things of a group are called: `decision`, `decisions`."""
    one = OTHERS.get(group) or (KINDS[group].noun if group in KINDS else group)
    if count == 1 or one == "series":
        return one
    return one[:-1] + "ies" if one.endswith("y") else f"{one}s"


def _group(group: Group, words: str, most: int) -> None:
    total = group.total
    st.markdown(f"**{name(group.name, 2).capitalize()}**")
    with st.container(gap="xsmall"):
        for hit in group.hits[:most]:
            _hit(group.name, hit, words)
    if total > most:
        left = counted(total - most, "other")
        st.caption(
            f"{left} not shown. Add a word to find fewer."
            if most == MOST
            else f"{left}: choose {name(group.name, 2)} above to see them."
        )


def _hit(group: str, hit: Hit, words: str) -> None:
    with st.container(gap=None):
        address.link(hit.kind, hit.record_id, hit.title, hit.parent_id)
        told = [_marked(hit.excerpt, words)] if hit.excerpt else []
        if hit.within:
            told.insert(
                0, f"{plain(hit.within)}:" if group == COMMENT else f"in {plain(hit.within)}"
            )
        if told:
            st.caption(" ".join(told))


def _marked(text: str, words: str) -> str:
    return "".join(
        f"**{plain(part)}**" if is_found and part.strip() else _spaced(part)
        for part, is_found in acts.split(text, words)
    )


def _spaced(part: str) -> str:
    """Escape a piece of a line and keep the blanks at its ends."""
    before = " " if part[:1].isspace() else ""
    after = " " if part[-1:].isspace() and part.strip() else ""
    return f"{before}{plain(part)}{after}"
