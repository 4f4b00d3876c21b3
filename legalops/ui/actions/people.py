"""Who has how much to do, and how much of it is late?"""

from datetime import date

import pandas as pd
import streamlit as st

from legalops.metrics import actions as metrics
from legalops.ui import tables
from legalops.ui.actions import rows

NOBODY = "Nobody yet"


def draw(found: pd.DataFrame) -> int | None:
    """Draw the open actions counted by person; return the person just opened, 0 for nobody."""
    people = metrics.by_person(found, rows.today())
    if people.empty:
        st.caption("Nothing is open.")
        return None
    shown = pd.DataFrame(
        {
            "Person": people["owner"].replace("", NOBODY),
            "Live": people["open"],
            "Overdue": people["overdue"],
            "This week": people["soon"],
            "Next day": [date.fromisoformat(day) if day else None for day in people["next_on"]],
        }
    )
    columns = {
        "Person": st.column_config.TextColumn("Person", width=220),
        "Live": st.column_config.NumberColumn("Open actions", format="%d"),
        "Overdue": st.column_config.NumberColumn("Overdue", format="%d"),
        "This week": st.column_config.NumberColumn("Due in 7 days", format="%d"),
        "Next day": st.column_config.DateColumn("Earliest day", format="D MMM YYYY"),
    }
    row = tables.house(
        tables.opening(shown, 1), columns, "actions_by_person", "Open actions by person"
    )  # fmt: skip
    return None if row is None else int(people["owner_id"].iloc[row])
