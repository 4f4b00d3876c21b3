"""The README names every command."""

import pytest

from legalops.settings import ROOT
from tests.cli.test_help import ALL


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_the_readme_documents_the_command(path: tuple[str, ...]) -> None:
    assert f"legalops {' '.join(path)}" in (ROOT / "README.md").read_text(encoding="utf-8")
