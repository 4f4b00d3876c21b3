"""Which lessons are about what, and where did each come from?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from legalops.metrics import lessons as metrics
from legalops.store.lessons import folded
from legalops.ui.ideas import title
from legalops.ui.lessons import data
from legalops.ui.words import counted, plain
from legalops.ui.work import options, page, register

_TAGS, _WORDS = "tag", "words"
#: So many tags are offered, and so many lessons written out; the table has all.
_MOST_TAGS, _MOST = 10, 12


def draw() -> None:
    """Draw the lessons that fit a tag and words."""
    found = data.lessons()
    if found.empty:
        register.empty(
            "No lessons yet. Write one whenever somebody says: next time we should.",
            "Agree expert fees before the trial date moves",
        )
        return
    tag, words = _asked(metrics.tag_counts(found))
    left = metrics.matching(found, tag, folded(words))
    if left.empty:
        st.caption("No lesson fits. Take a word away, or choose another tag.")
        return
    if tag or words:
        st.caption(f"{counted(len(left), 'lesson')} of {len(found):,}")
    titles = options.of("retrospective")
    for row in left.iloc[:_MOST].to_dict("records"):
        _one(row, titles)
    _table(left, titles)


def _asked(counts: Mapping[str, int]) -> tuple[str, str]:
    """Draw the tags and the line of words; both stand in the address."""
    offered = list(counts)[:_MOST_TAGS]
    given = st.query_params.get(_TAGS, "").casefold()
    tag_key, words_key = "lesson_tag", "lesson_words"
    if given and given not in offered:
        offered.append(given)
    st.session_state[tag_key] = given or None
    st.session_state[words_key] = st.query_params.get(_WORDS, "")
    with st.container(gap="small", key="lesson_choice"):
        words = st.text_input(
            "Find in lessons", key=words_key, placeholder="Words of a lesson, such as experts",
            icon=":material/search:", on_change=_moved, args=(_WORDS, words_key),
            label_visibility="collapsed",
        )  # fmt: skip
        tag = st.pills(
            "Tag", offered, format_func=lambda tag: plain(f"{tag} {counts.get(tag, 0)}"),
            key=tag_key, on_change=_moved, args=(_TAGS, tag_key), label_visibility="collapsed",
        )  # fmt: skip
    return tag or "", words


def _moved(name: str, widget: str) -> None:
    """Keep a choice in the address; nothing chosen stands there no more."""
    if value := st.session_state.get(widget):
        st.query_params[name] = str(value)
    else:
        st.query_params.pop(name, None)


def _one(row: Mapping[Any, Any], titles: Mapping[int, str]) -> None:
    with st.container(border=True, gap="xxsmall", key=f"lesson_{row['id']}"):
        title.draw("lesson", int(row["id"]), row["title"])
        if row["body"]:
            st.text(row["body"])
        st.caption(plain(_source(row, titles)))


def _source(row: Mapping[Any, Any], titles: Mapping[int, str]) -> str:
    parts = [str(row["maker"]), *([", ".join(metrics.tags_of(row["tags"]))] if row["tags"] else [])]
    if not pd.isna(row["retrospective_id"]):
        parts.append(f"from {titles.get(int(row['retrospective_id']), 'a retrospective')}")
    return " \u00b7 ".join(parts)


def of_retrospective(number: int) -> None:
    """Draw the lessons of a retrospective and the way to add one."""
    found = data.lessons()
    rows = found[found["retrospective_id"].eq(number).fillna(value=False)]
    if rows.empty:
        st.caption("No lesson was drawn yet. One sentence that others can use is enough.")
    for row in rows.to_dict("records"):
        _one({**row, "retrospective_id": pd.NA}, {})
    page.new(
        "lesson", "Add a lesson", main=False, then=lambda _: None, retrospective_id=number
    )  # fmt: skip


def _table(left: pd.DataFrame, titles: Mapping[int, str]) -> None:
    rest = f" ({len(left) - _MOST} more)" if len(left) > _MOST else ""
    shelf = st.expander(
        f"As a table, with a workbook{rest}", key="lesson_shelf", on_change="rerun"
    )  # fmt: skip
    if not shelf.open:
        return
    shown = pd.DataFrame(
        {
            "Lesson": left["title"],
            "What happened, and what to do next time": left["body"],
            "Tags": left["tags"],
            "By": left["maker"],
            "From": [
                "" if pd.isna(number) else titles.get(int(number), "")
                for number in left["retrospective_id"]
            ],
        }
    )
    columns = {"Lesson": st.column_config.TextColumn("Lesson", pinned=True, width=300)}
    with shelf:
        register.table("lesson", left, shown, columns, "Lessons")
