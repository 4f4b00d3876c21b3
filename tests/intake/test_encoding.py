"""Encodings and characters: text right or an error with its place, never silently wrong."""

import pytest

from legalops.intake.characters import excerpt, visible
from legalops.intake.ledes import fields
from tests.intake.files import FIRM, checked, codes, ledes, only, row


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    found = checked(b"\xef\xbb\xbf" + ledes(row(text="Café")))
    assert found.problems == ()
    assert list(found.draft.lines.narrative) == ["Café"]


def test_windows_1252_is_read_with_a_warning_on_its_first_line() -> None:
    data = (
        ledes(row(), row(number="A-101", text="Café \u2013 “quoted” €5")).decode().encode("cp1252")
    )
    found = checked(data)
    assert list(found.draft.lines.narrative)[1] == "Café \u2013 “quoted” €5"
    problem = only(found, "warning")
    assert (problem.code, problem.line) == ("encoding_cp1252", 4)
    assert "Windows-1252" in problem.message
    assert found.outcome == "accepted"


def test_a_windows_1252_quote_after_an_accent_is_not_taken_for_utf8() -> None:
    data = ledes(row(text="the CAFÉ\u2019s “café” lease «Fuß»")).decode().encode("cp1252")
    assert list(checked(data).draft.lines.narrative) == ["the CAFÉ\u2019s “café” lease «Fuß»"]


@pytest.mark.parametrize("bom", [b"\xff\xfe", b"\xfe\xff"])
def test_utf16_with_its_mark_is_read(bom: bytes) -> None:
    name = "utf-16-le" if bom == b"\xff\xfe" else "utf-16-be"
    data = bom + ledes(row(text="Café 事件")).decode().encode(name)
    found = checked(data)
    assert list(found.draft.lines.narrative) == ["Café 事件"]
    assert codes(found) == ["encoding_utf16"]


@pytest.mark.parametrize(
    "data",
    [
        ledes(row()).decode().encode("utf-16-le"),
        ledes(row()).decode().encode("utf-32"),
        b"\xff\xfe" + ledes(row()).decode().encode("utf-16-le")[:-1],
        b"\xff\xfe\x00\xd8\x41\x00",
        bytes(i * i * 31 % 251 + 5 for i in range(1, 5000)),
    ],
)
def test_what_cannot_be_decoded_is_refused(data: bytes) -> None:
    found = checked(data)
    assert found.outcome == "refused"
    assert only(found).code in {"encoding", "not_ledes"}


@pytest.mark.parametrize(
    "bad",
    [b"\xff", b"\x81", b"caf\xc3\xa9 \xe9t\xe9", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"],
)
def test_bytes_that_are_no_text_are_refused_with_line_and_byte(bad: bytes) -> None:
    rows = [row(number=f"A-{i}") for i in range(100)]
    data = ledes(*rows).replace(b"A-37|0711", b"A-37|" + bad)
    found = checked(data)
    problem = only(found)
    assert found.outcome == "refused"
    assert (problem.code, problem.line) == ("encoding", 40)
    start = data.index(bad)
    assert any(f"byte {start + i} of the file" in problem.message for i in range(len(bad)))


def test_the_file_is_not_decoded_at_the_wrong_place_across_blocks() -> None:
    text = "é" * 3_000
    rows = [row(number=f"A-{i}", text=text) for i in range(3_000)]
    assert checked(ledes(*rows)).outcome == "accepted"


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\x00", "<U+0000>"),
        ("\x1b", "<U+001B>"),
        ("\x0b", "<U+000B>"),
        ("\x08", "<U+0008>"),
        ("\x7f", "<U+007F>"),
        ("\x9b", "<U+009B>"),
        ("\u202e", "<U+202E>"),
        ("\u2066", "<U+2066>"),
        ("\u200f", "<U+200F>"),
        ("\ufffe", "<U+FFFE>"),
    ],
)
@pytest.mark.parametrize(
    ("short", "field"),
    [
        ("text", fields.NARRATIVE),
        ("number", fields.INVOICE_NUMBER),
        ("firm", fields.LAW_FIRM_ID),
        ("keeper_name", fields.TIMEKEEPER_NAME),
    ],
)
def test_a_control_character_is_an_error_with_its_code_point(
    character: str, shown: str, short: str, field: str
) -> None:
    bad = row(**{"number": "A-101", short: f"ab{character}cd"})
    found = checked(ledes(row(), bad), currencies={FIRM: "USD", f"ab{shown}cd": "USD"})
    problem = only(found)
    assert (problem.code, problem.line, problem.field) == ("control_character", 4, field)
    assert shown in problem.value
    assert shown in problem.message
    assert character not in problem.value + problem.message + problem.invoice
    assert [i.outcome for i in found.invoices] == ["accepted", "blocked"]


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\r\n"])
@pytest.mark.parametrize("rows", [1, 2, 5])
def test_a_control_character_is_found_however_the_file_ends(end: str, rows: int) -> None:
    data = ledes(*(row(number=f"A-{i}") for i in range(rows)), row(text="Read\x00it"))
    found = checked(data.removesuffix(b"\n") + end.encode())
    assert (only(found).code, only(found).line) == ("control_character", rows + 3)


def test_a_tab_in_a_text_becomes_a_blank() -> None:
    assert list(checked(ledes(row(text="Read\tit"))).draft.lines.narrative) == ["Read it"]


def test_invisible_characters_are_taken_out_with_a_warning() -> None:
    found = checked(ledes(row(number="A-1\u200b00", text="Read\ufeff it")))
    assert found.draft.invoices[0].number == "A-100"
    assert list(found.draft.lines.narrative) == ["Read it"]
    assert codes(found) == ["invisible_character", "invisible_character"]
    assert found.outcome == "accepted"


def test_a_composed_and_a_decomposed_name_are_one() -> None:
    found = checked(ledes(row(keeper_name="Andr\u00e9"), row(line="2", keeper_name="Andre\u0301")))
    assert len(found.draft.timekeepers) == 1
    assert found.draft.timekeepers[0].name == "Andr\u00e9"


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x?"&A1)', "+cmd' /C calc'!A0", "-2+3", "@SUM(1)", "\uff1d1+1",
        "<script>alert(1)</script>", "![x](http://127.0.0.1/p.png)", "$x$ :red[y]",
        "'; DROP TABLE invoice;--", "100 % of _ and \\", '"unclosed', "a,b;c",
        "SSN 078-05-1120",
    ],
)  # fmt: skip
def test_what_a_firm_writes_is_kept_to_the_letter(text: str) -> None:
    found = checked(ledes(row(text=text)))
    assert found.problems == ()
    assert list(found.draft.lines.narrative) == [text]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\a.csv", "a\0.csv", "x\u202evsc.exe", "", "a" * 300, "x\ny"]
)
def test_the_name_of_the_file_decides_nothing(name: str) -> None:
    from legalops.intake.read import Limits, read

    draft = read(name, ledes(row()), Limits())
    assert draft.file_name == name
    assert not draft.is_refused


def test_values_are_shown_short_and_visible() -> None:
    assert visible("a\u202eb\n") == "a<U+202E>b<U+000A>"
    assert excerpt("x" * 41) == "x" * 39 + "…"
    assert excerpt("x" * 40) == "x" * 40
    assert len(excerpt("\u202e" * 100)) == 40


def test_a_look_alike_of_a_known_vendor_is_a_warning() -> None:
    found = checked(
        ledes(row(firm="\u0412AKER")),
        vendor_names={"BAKER": "Baker LLP"},
        currencies={"\u0412AKER": "USD"},
    )
    problem = only(found, "warning")
    assert (problem.code, problem.field) == ("vendor_lookalike", fields.LAW_FIRM_ID)
    assert "'BAKER'" in problem.message


def test_a_name_of_two_alphabets_is_a_warning() -> None:
    found = checked(ledes(row(firm="\u0412AKER")), currencies={"\u0412AKER": "USD"})
    assert codes(found) == ["vendor_lookalike"]


@pytest.mark.parametrize(
    "firm", ["\u041e\u041e\u041e \u041f\u0440\u0430\u0432\u043e", "BAKER", "Müller & Söhne"]
)
def test_a_name_of_one_alphabet_raises_no_question(firm: str) -> None:
    assert checked(ledes(row(firm=firm)), currencies={firm: "USD"}).problems == ()
