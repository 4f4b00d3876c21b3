"""Bad inputs B01 to B36: text that is broken, odd or too large, each with its answer.

Where the list of bad inputs refuses what the guide to formats forgives, the guide decides:
B05 (the signature's case), B06, B07, B08, B16 and B18 are read, all but the first with a word.
"""

import tracemalloc
import unicodedata

import pytest

from legalops.intake.draft import Limits
from legalops.intake.ledes import fields
from legalops.intake.names import fold
from tests.intake import test_98bi
from tests.intake.bad import ACCEPTED, BLOCKED, REFUSED, Bad, name, told
from tests.intake.files import (
    FIRM,
    HEADER,
    ON_SCREEN,
    checked,
    codes,
    draft,
    ledes,
    only,
    row,
)
from tests.intake.test_invoices import EARLIER

NAMES = list(fields.LEDES1998B)
BOM = b"\xef\xbb\xbf"


def _swapped(first: str, second: str) -> tuple[str, str]:
    """A header with two names exchanged, and a row that fits it."""
    names = list(NAMES)
    a, b = names.index(first), names.index(second)
    names[a], names[b] = names[b], names[a]
    values = dict(zip(NAMES, row().split("|"), strict=True))
    return "|".join(names), "|".join(values[name] for name in names)


def _hundred_lines_with(bad: bytes) -> bytes:
    lines = [row(number=f"A-{n}", text="Café").encode() + b"[]" for n in range(3, 101)]
    lines[37] = lines[37].replace("Café".encode(), b"Caf" + bad)
    return b"LEDES1998B[]\n" + HEADER.encode() + b"[]\n" + b"\n".join(lines) + b"\n"


SWAPPED_HEADER, SWAPPED_ROW = _swapped(fields.UNITS, fields.UNIT_COST)
SHORT = "|".join(row().split("|")[:23])
GLUED = row(line="2") + row(line="3")
STRUCTURE = [
    Bad("B01 an empty file", b"", REFUSED, "empty_file", says="empty"),
    Bad("B02 only a byte order mark", BOM, REFUSED, "empty_file", says="empty"),
    Bad("B03 only a signature", b"LEDES1998B[]\n", REFUSED, "no_header", 1, says="no header row"),
    Bad("B04 no lines", ledes(), REFUSED, "no_lines", 2, says="no invoice lines"),
    Bad("B05 an unknown version", ledes(row(), signature="LEDES1998[]"), REFUSED,
        "unknown_format", 1, value="LEDES1998", says="LEDES 1998B"),
    Bad("B05 a signature in lower case is read", ledes(row(), signature="ledes1998b[]"), ACCEPTED),
    Bad("B06 a signature without brackets is read", ledes(row(), signature="LEDES1998B"), ACCEPTED,
        "no_terminator", 1, value="LEDES1998B", is_warning=True),
    Bad("B07 swapped columns are read by name", ledes(SWAPPED_ROW, header=SWAPPED_HEADER), ACCEPTED,
        "columns_reordered", 2, fields.UNIT_COST, says=fields.UNITS, is_warning=True),
    Bad("B08 an extra column is left out", ledes(row() + "|1", header=HEADER + "|MOOD"), ACCEPTED,
        "column_unknown", 2, value="MOOD", says="not imported", is_warning=True),
    Bad("B09 a missing column", ledes(row(), header=HEADER.replace("INVOICE_TOTAL|", "")), REFUSED,
        "column_missing", 2, fields.INVOICE_TOTAL, says="INVOICE_TOTAL"),
    Bad("B10 a column twice", ledes(row() + "|1", header=HEADER + "|INVOICE_DATE"), REFUSED,
        "column_duplicate", 2, fields.INVOICE_DATE, value="INVOICE_DATE"),
    Bad("B11 a value too few", ledes(row(), SHORT, row(number="B-1")), BLOCKED, "value_count", 4,
        value="20260215|", says="23 values; the header has 24"),
    Bad("B12 a pipe in a text", ledes(row(text="a|b"), row(number="B-1")), BLOCKED, "value_count",
        3, value="20260215|", says="`|`"),
    Bad("B13 glued lines", ledes(row(), GLUED, row(number="B-1")), BLOCKED, "value_count", 4,
        value="20260215|", says="47 values"),
    Bad("B14 no last line end", ledes(row()).rstrip(b"\n"), ACCEPTED),
    Bad("B15 only returns", ledes(row(), row(number="B-1")).replace(b"\n", b"\r"), ACCEPTED),
    Bad("B15 returns and newlines", ledes(row(), row(number="B-1")).replace(b"\n", b"\r\n"),
        ACCEPTED),
    Bad("B15 mixed line ends", ledes(row(), row(number="B-1"))[:-1] + b"\r\n", ACCEPTED,
        "mixed_newlines", says="CRLF", is_warning=True),
    Bad("B16 brackets in a text split nothing", ledes(row(text="clause [] of it")), ACCEPTED),
]  # fmt: skip
CHARACTERS = [
    Bad("B17 a byte order mark", BOM + ledes(row(text="Café")), ACCEPTED),
    Bad("B18 Windows-1252", ledes(row(text="Café")).decode().encode("cp1252"), ACCEPTED,
        "encoding_cp1252", 3, value="Café", says="Windows-1252", is_warning=True),
    Bad("B19 UTF-16 with its mark", ledes(row(text="Café")).decode().encode("utf-16"), ACCEPTED,
        "encoding_utf16", says="UTF-16", is_warning=True),
    Bad("B20 UTF-16 without its mark", ledes(row()).decode().encode("utf-16-le"), REFUSED,
        "not_ledes", says="UTF-16"),
    Bad("B20 noise", bytes(range(256)) * 20, REFUSED, "encoding", 3, value="<81>", says="UTF-8"),
    Bad("B21 a byte that is no UTF-8", _hundred_lines_with(b"\xff"), REFUSED, "encoding", 40,
        value="<FF>", says="of line 40"),
    Bad("B22 an over-long sequence", _hundred_lines_with(b"\xc0\x80"), REFUSED, "encoding", 40,
        value="<C0>", says="of line 40"),
    Bad("B22 half of a pair", _hundred_lines_with(b"\xed\xa0\x80"), REFUSED, "encoding", 40,
        value="<ED>", says="of line 40"),
    Bad("B23 a zero byte", ledes(row(client="07\x0011")), BLOCKED, "control_character", 3,
        fields.CLIENT_ID, "07<U+0000>11", "<U+0000>"),
    Bad("B24 an escape", ledes(row(text="a\x1b[31mb")), BLOCKED, "control_character", 3,
        fields.NARRATIVE, "<U+001B>", "<U+001B>"),
    Bad("B24 a backspace", ledes(row(text="a\x08b")), BLOCKED, "control_character", 3,
        fields.NARRATIVE, "<U+0008>", "<U+0008>"),
    Bad("B25 a vendor's name turned round",
        test_98bi.file(test_98bi.bi(**{fields.LAW_FIRM_NAME: "Alder \u202ePLL"})), BLOCKED,
        "control_character", 3, fields.LAW_FIRM_NAME, "<U+202E>", "<U+202E>"),
    Bad("B26 isolates in a number", ledes(row(number="A-\u20661\u2069")), BLOCKED,
        "control_character", 3, fields.INVOICE_NUMBER, "A-<U+2066>1", "<U+2066>"),
    Bad("B29 full-width digits", ledes(row(total="\uff13\uff10\uff10")), BLOCKED, "bad_number", 3,
        fields.LINE_TOTAL, "\uff13\uff10\uff10", "0 to 9"),
    Bad("B30 Arabic digits in a date", ledes(row(day="٢٠٢٦٠١١٠")), BLOCKED, "bad_date", 3,
        fields.LINE_DATE, "٢٠٢٦٠١١٠", "0 to 9"),
]  # fmt: skip


@pytest.mark.parametrize("bad", STRUCTURE + CHARACTERS, ids=name)
def test_a_bad_text_gives_its_answer(bad: Bad) -> None:
    found = checked(bad.data)
    told(found, bad)
    assert (found.invoices == ()) is (bad.outcome == REFUSED)


def test_b15_lines_are_counted_right_whatever_ends_them() -> None:
    data = ledes(row(), row(number="B-1"), row(number="B-2", day="x"))
    for end in (b"\r", b"\n", b"\r\n"):
        assert only(checked(data.replace(b"\n", end))).line == 5


def test_b18_the_text_of_windows_1252_is_right() -> None:
    data = ledes(row(text="Café \u2013 “lease”")).decode().encode("cp1252")
    assert list(draft(data).lines.narrative) == ["Café \u2013 “lease”"]


def test_b27_an_unseen_character_is_taken_out_and_the_number_compared_without_it() -> None:
    found = checked(
        ledes(row(number="A-1\u200b00")), live_invoices={(FIRM, fold("A-100")): EARLIER}
    )
    assert codes(found, "warning") == ["invisible_character"]
    assert (found.outcome, only(found).code) == ("duplicate", "duplicate_invoice")


def test_b28_a_vendor_that_looks_like_a_known_one_is_told() -> None:
    names = {"1": "Baker LLP"}
    data = test_98bi.file(test_98bi.bi(**{fields.LAW_FIRM_NAME: "\u0412aker LLP"}))
    problem = only(checked(data, vendor_names=names), "warning")
    assert (problem.code, problem.line, problem.field) == (
        "vendor_lookalike", 3, fields.LAW_FIRM_NAME
    )  # fmt: skip
    assert "looks like 'Baker LLP'" in problem.message


def test_b31_one_vendor_however_its_accents_are_composed() -> None:
    apart = unicodedata.normalize("NFD", "Café Legal")
    found = draft(ledes(row(firm="Café Legal", stated="600"),
                        row(firm=apart, stated="600", line="2", keeper="T2")))  # fmt: skip
    assert [i.law_firm_id for i in found.invoices] == ["Café Legal"]
    assert found.problems == ()


@pytest.mark.parametrize("mark", ["\u2028", "\u0085"])
def test_b32_marks_only_unicode_takes_for_line_ends_shift_no_line(mark: str) -> None:
    found = checked(ledes(row(text=f"a{mark}b"), row(number="B-1", day="20260231")))
    wrong = [p for p in found.problems if p.code == "bad_date"]
    assert [(p.line, p.field, p.value) for p in wrong] == [(4, fields.LINE_DATE, "20260231")]


def test_b33_a_line_of_ten_megabytes_is_told_without_much_memory() -> None:
    data = ledes(row(), "x" * 10_000_000)
    tracemalloc.start()
    problem = only(checked(data))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (problem.code, problem.line) == ("line_too_long", 4)
    assert "65,536" in problem.message
    assert peak < 150_000_000


def test_b34_more_lines_than_the_setting_allows_refuse_the_file() -> None:
    data = ledes(row()) + b"x\n" * 1_000_000
    bad = Bad("B34", data, REFUSED, "too_many_lines", says="200,000")
    told(checked(data), bad)
    few = Limits(max_lines=4)
    assert checked(ledes(row()), few).outcome == ACCEPTED
    assert only(checked(ledes(row(), row(number="2"), row(number="3")), few)).code == bad.code


@pytest.mark.parametrize(("size", "outcome"), [(4_001, BLOCKED), (4_000, ACCEPTED)])
def test_b35_and_b36_a_text_may_have_what_the_setting_allows(size: int, outcome: str) -> None:
    limits = ON_SCREEN.__class__(max_narrative_bytes=4_000)
    data = ledes(row(text="x" * size))
    code = "narrative_too_long" if outcome == BLOCKED else ""
    value = "xxx" if code else ""
    told(
        checked(data, limits),
        Bad("B35", data, outcome, code, 3 if code else 0, fields.NARRATIVE, value, "4,00"),
    )
