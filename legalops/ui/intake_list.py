"""Which files wait for somebody, and how does each stand?"""

import streamlit as st

from legalops.ui import intake_many, intake_work
from legalops.ui.intake_rows import READING, STORING, Row, rows
from legalops.ui.intake_words import amounts, when
from legalops.ui.words import counted, plain

_MOST = 40
# A hairline between two files, a badge that never breaks: no setting offers either.
_RULES = """
<style>
.st-key-intake_list { padding-top: 0.25rem; padding-bottom: 0.25rem; }
[class*="st-key-intake_row_"] { padding: 0.7rem 0; flex-wrap: wrap; }
[class*="st-key-intake_row_"] + [class*="st-key-intake_row_"],
[data-testid="stLayoutWrapper"] + [data-testid="stLayoutWrapper"] > [class*="st-key-intake_row_"] {
  border-top: 1px solid rgba(128, 128, 128, 0.2); }
@media (max-width: 640px) { [class*="st-key-intake_row_"] > :first-child { flex: 1 1 100%; } }
</style>
"""


def draw() -> None:
    """Draw the files that wait, a row a file, and what can be done with many at once."""
    found = rows()
    st.header("Waiting for you", anchor=False)
    if not found:
        st.caption("Nothing waits. Drop the month's files above; they appear here at once.")
        return
    intake_many.draw(found)
    st.html(_RULES)
    with st.container(border=True, gap=None, key="intake_list"):
        for row in found[:_MOST]:
            _row(row)
    if len(found) > _MOST:
        st.caption(f"The newest {_MOST} of {len(found):,}. Store or put away some to see the rest.")


def _row(row: Row) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"intake_row_{row.upload_id}"
    ):
        with st.container(width="stretch", gap=None, key=f"intake_what_{row.upload_id}"):
            st.markdown(f"**{plain(row.file_name)}**  \n:gray[{_small(row)}]")
        st.badge(row.state.words, icon=row.state.icon, color=row.state.colour)  # type: ignore[arg-type]  # one of the colours
        st.button(
            "Open",
            key=f"intake_open_{row.upload_id}",
            disabled=row.state in (READING, STORING),
            on_click=intake_work.go,
            args=(row.upload_id,),
        )


def _small(row: Row) -> str:
    """Write what a file holds, from whom and since when."""
    facts, parts = row.facts, []
    if facts is not None and facts.vendors:
        parts.append(", ".join(facts.vendors[:2]) + (" and others" if facts.vendors[2:] else ""))
    if facts is not None and facts.invoices:
        what = "payment" if facts.is_payments else "invoice"
        parts.append(counted(facts.invoices, what))
        if not facts.is_payments:
            parts.append(counted(facts.lines, "line"))
        money = amounts({code: cents for code, cents in facts.totals.items() if code})
        parts += [money] if money else []
    elif facts is not None and facts.rows:
        parts.append(counted(facts.rows, "payment"))
    parts += [row.format] if row.format else []
    parts.append(f"{row.by}, {when(row.at)}")
    if row.updated_by != row.by:
        parts.append(f"last worked on by {row.updated_by}, {when(row.updated_at)}")
    if row.stored:
        parts.append(f"{row.stored:,} stored already")
    return plain(" \u00b7 ".join(parts))
