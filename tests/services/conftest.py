"""What tests of the services share."""

from tests.sample import sample_engine, sample_template

__all__ = ["sample_engine", "sample_template"]
