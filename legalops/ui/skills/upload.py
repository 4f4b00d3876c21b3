"""How do levels leave as a workbook and come back, looked at before they are kept?"""

import streamlit as st

from legalops.errors import LegalOpsError
from legalops.intake.skills import Draft
from legalops.services import skills as acts
from legalops.ui import budget_upload, data, take, who
from legalops.ui.skills import entry as entries
from legalops.ui.skills.entry import Entry
from legalops.ui.words import counted, plain

_MOST = 12


def draw(entry: Entry) -> None:
    """Draw the workbook to take, and for one that comes back what it would change."""
    st.markdown("Take the levels as they stand, fill in the cells, and bring the workbook back.")
    st.download_button(
        "Workbook with today's levels",
        data=lambda: acts.workbook(entry.sheet, entry.areas, entry.read()),
        file_name="legalops_skills.xlsx", mime=take.WORKBOOK, icon=":material/download:",
        on_click="ignore", key=entry.at("take"),
    )  # fmt: skip
    given = st.file_uploader(
        "Workbook of levels", type=["xlsx", "csv", "txt", "tsv"], key=entry.at("file"),
        max_upload_size=data.settings().max_file_mb,
    )  # fmt: skip
    if given is None:
        return
    try:
        read = acts.preview(data.engine(), who.actor(), given.name, given.getvalue(), entry.sheet)
    except LegalOpsError as error:
        st.error(plain(error))
        return
    _review(entry, read)


def _review(entry: Entry, read: Draft) -> None:
    budget_upload.problems(read.problems, "error", is_open=True)
    if read.problems:
        st.caption("Nothing is kept while there are errors. Mend the file and choose it again.")
        return
    now = entry.read()
    changed = {pair: value for pair, value in read.values.items() if value != now.get(pair)}
    if not changed:
        st.info("Every level in this workbook stands already.", icon=":material/check:")
        return
    columns = {number: name for name, number in entry.sheet.columns.items()}
    skills = {number: name for name, number in entry.sheet.skills.items()}
    for (column, skill), value in list(changed.items())[:_MOST]:
        before = now.get((column, skill))
        st.caption(plain(f"{skills[skill]}, {columns[column]}: "
                         f"{'not said' if before is None else before} \u2192 {value}"))  # fmt: skip
    if len(changed) > _MOST:
        st.caption(f"and {counted(len(changed) - _MOST, 'more level')}")
    if st.button(f"Save {counted(len(changed), 'level')}", type="primary", key=entry.at("keep")):
        entries.keep(entry, changed, now)
    entries.say_clash(entry)
