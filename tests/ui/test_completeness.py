from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from legalops.permissions import Role
from tests.ui.conftest import House, shown, visit


def test_legal_operations_begin_with_what_is_missing_and_executives_with_spend(
    app_as: Callable[[Role | None], AppTest],
    house: House,
    sample_engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEGALOPS_DATABASE_URL", str(sample_engine.url))
    house.engine = sample_engine
    ops = visit(app_as(Role.OPS), "home")
    assert not ops.exception
    assert ops.subheader[0].value == "What is missing"
    assert "Is the month complete?" in [each.value for each in ops.subheader]
    assert "expected vendors have sent for" in shown(ops)
    executive = visit(app_as(Role.EXECUTIVE), "home")
    assert not executive.exception
    assert executive.subheader[0].value == "What is off"
    assert "expected vendors have sent for" not in shown(executive)
