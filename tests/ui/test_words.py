import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legalops.ui.words import plain


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://elsewhere.example/p.png)",
        "$1,000 … $2,000",
        ":red[late]",
        ":material/bolt:",
        "<script>alert(1)</script>",
        "# Title",
        "1. item",
        "a|b",
        "~~gone~~ `code` **bold** _it_",
    ],
)
def test_what_was_typed_is_shown_as_typed(text: str) -> None:
    shown = plain(text)
    assert re.sub(r"\\(.)", r"\1", shown) == text
    assert not re.search(r"(?<!\\)[\[\]()<>$:`*_#|~!]", shown)


def test_lines_become_one_and_direction_tricks_go() -> None:
    assert plain(" a\r\n b\u2028c\u202ed ") == "a b cd"


@given(st.text())
def test_every_special_sign_is_escaped_and_no_break_stays(text: str) -> None:
    shown = plain(text)
    assert "\n" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[\[\]<>$`*]", shown)
