"""The sample department, to be read only."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from legalops.store.engine import open_engine
from tests.sample import Loaded, sample_engine, sample_template

__all__ = ["sample_engine", "sample_template"]


@pytest.fixture(scope="module")
def department(sample_template: Loaded) -> Iterator[Engine]:
    """The sample department's store itself, not a copy: a test that writes takes sample_engine."""
    engine = open_engine(f"sqlite:///{sample_template.path}")
    yield engine
    engine.dispose()
