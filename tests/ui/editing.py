"""Changing a grid as a browser does, which AppTest has no word for."""

import json

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Dataframe


def edit(app: AppTest, grid: Dataframe, rows: dict[int, dict[str, object]]) -> AppTest:
    """Change cells of a grid, by row and heading, and run the page."""
    changed = {str(row): cells for row, cells in rows.items()}
    states = app._tree.get_widget_states()
    sent = states.widgets.add()
    sent.id = grid.proto.id
    sent.string_value = json.dumps({"edited_rows": changed, "added_rows": [], "deleted_rows": []})
    return app._run(states)
