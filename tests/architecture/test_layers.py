"""The house rules: who may import whom, and what a page may hold."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
FOR_PAGES = ("streamlit", "legalops.ui", "legalops.metrics", "legalops.charts", "legalops.reports",
             "legalops.errors", "legalops.money", "legalops.periods", "legalops.permissions",
             "legalops.settings")  # fmt: skip


def test_every_floor_imports_only_the_floors_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def _imports(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def test_there_are_pages() -> None:
    assert len(PAGES) >= 10


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_page_defines_nothing_and_stays_short(page: Path) -> None:
    text = page.read_text()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert [n for n in ast.walk(ast.parse(text)) if isinstance(n, kinds)] == []
    assert len(text.splitlines()) <= 70


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_page_reaches_the_store_only_through_ui(page: Path) -> None:
    for name in _imports(ast.parse(page.read_text())):
        assert name.startswith(FOR_PAGES), f"{page.name} imports {name}"


def test_only_the_sign_in_knows_streamlit_authenticator() -> None:
    knowing = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "legalops").rglob("*.py")
        if any(
            n.startswith("streamlit_authenticator") for n in _imports(ast.parse(path.read_text()))
        )
    ]
    assert knowing == ["legalops/ui/sign_in.py"]


@pytest.mark.parametrize("word", ["unsafe_allow_html", "pickle.load(", "eval(", "st.cache("])
def test_what_is_dangerous_stays_out(word: str) -> None:
    places = [
        path.relative_to(ROOT).as_posix()
        for folder in ("legalops", "pages")
        for path in (ROOT / folder).rglob("*.py")
        if word in path.read_text()
    ]
    allowed = {"pickle.load(": ["legalops/services/import_child.py"]}
    assert places == allowed.get(word, [])


def test_app_only_wires() -> None:
    assert len((ROOT / "app.py").read_text().splitlines()) <= 60
