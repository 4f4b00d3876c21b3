import logging

import pytest
from streamlit.testing.v1 import AppTest


def wrong() -> None:
    from legalops.ui import trouble

    trouble.tell(ZeroDivisionError("secret figure 4711"))


def refused() -> None:
    from legalops.errors import RefusedError
    from legalops.ui import trouble

    trouble.tell(RefusedError("Nothing of $5 was saved."))


def test_what_nobody_foresaw_is_a_reference_on_the_page_and_details_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, logger="legalops"):
        app = AppTest.from_function(wrong).run()
    said = app.error[0].value
    assert "4711" not in said
    (record,) = [record for record in caplog.records if record.name == "legalops"]
    assert record.getMessage().removeprefix("reference ") in said
    assert record.exc_info
    assert "4711" in str(record.exc_info[1])


def test_what_was_foreseen_speaks_for_itself() -> None:
    app = AppTest.from_function(refused).run()
    assert app.error[0].value == "Nothing of \\$5 was saved."
