"""Lines, records and headers: what is read, what is forgiven, what is refused and where."""

import hashlib
from pathlib import Path

import pytest

from legalops.intake.draft import Limits
from legalops.intake.ledes import blocks, fields
from legalops.intake.read import mapped
from tests.intake.files import HEADER, ON_SCREEN, checked, codes, draft, ledes, only, row, sound

NAMES = list(fields.LEDES1998B)


def test_a_sound_file_is_accepted_without_a_word() -> None:
    found = checked(ledes(row()))
    assert (found.outcome, found.problems) == ("accepted", ())
    assert [(i.total_cents, i.currency) for i in found.invoices] == [(30_000, "USD")]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n \n", b"\xff\xfe"])
def test_an_empty_file_is_refused_as_empty(data: bytes) -> None:
    found = checked(data)
    assert found.outcome == "refused"
    assert only(found).code == "empty_file"


@pytest.mark.parametrize("data", [b"LEDES1998B[]", b"LEDES1998B[]\n\n", b"\nLEDES1998B[]\n"])
def test_a_file_that_ends_with_its_signature_has_no_header(data: bytes) -> None:
    problem = only(checked(data))
    assert problem.code == "no_header"
    assert problem.line == data.split(b"LEDES")[0].count(b"\n") + 1


def test_a_header_without_lines_is_refused() -> None:
    found = checked(ledes())
    assert found.outcome == "refused"
    assert (only(found).code, only(found).line) == ("no_lines", 2)


@pytest.mark.parametrize("first", ["LEDES1998[]", "LEDES1998BB[]", "LEDES98BI V32[]", "LEDES2000"])
def test_another_version_is_refused_by_name_with_what_is_accepted(first: str) -> None:
    found = checked(ledes(row(), signature=first))
    problem = only(found)
    assert found.outcome == "refused"
    assert (problem.code, problem.line) == ("unknown_format", 1)
    assert first.removesuffix("[]") in problem.message
    assert "LEDES 1998B" in problem.message


@pytest.mark.parametrize("first", ["ledes1998b[]", "LEDES 1998B []", "LEDES98B[]", "Ledes1998B[] "])
def test_the_signature_may_be_written_freely(first: str) -> None:
    assert checked(ledes(row(), signature=first)).problems == ()


def test_a_signature_without_its_brackets_is_accepted_with_a_warning() -> None:
    found = checked(ledes(row(), signature="LEDES1998B"))
    assert found.outcome == "accepted"
    assert (only(found, "warning").code, only(found, "warning").line) == ("no_terminator", 1)


def test_a_missing_signature_is_accepted_when_the_header_is_known() -> None:
    found = checked((HEADER + "[]\n" + row() + "[]\n").encode())
    assert found.outcome == "accepted"
    assert codes(found) == ["no_signature"]
    assert found.draft.lines.source_line.tolist() == [2]


def test_blank_lines_before_the_signature_are_skipped_with_a_warning() -> None:
    found = checked(b"\n \n" + ledes(row()))
    assert codes(found) == ["preamble"]
    assert found.draft.lines.source_line.tolist() == [5]


def test_words_before_the_header_are_skipped_with_a_warning() -> None:
    found = checked(ledes(row(), signature="LEDES1998B[]\nExported by our system"))
    assert codes(found) == ["preamble"]
    assert found.outcome == "accepted"


def test_a_header_that_is_none_is_refused_on_its_line() -> None:
    problem = only(checked(ledes(row(), header="NOT A HEADER")))
    assert (problem.code, problem.line) == ("no_header", 2)


def _reordered(first: str, second: str) -> list[str]:
    names = list(NAMES)
    a, b = names.index(first), names.index(second)
    names[a], names[b] = names[b], names[a]
    return names


def test_swapped_columns_are_read_by_name_with_a_warning_that_names_both() -> None:
    names = _reordered(fields.UNITS, fields.UNIT_COST)
    values = dict(zip(NAMES, row().split("|"), strict=True))
    swapped = "|".join(values[name] for name in names)
    found = checked(ledes(swapped, header="|".join(names)))
    problem = only(found, "warning")
    assert found.outcome == "accepted"
    assert problem.code == "columns_reordered"
    assert fields.UNITS in problem.message
    assert fields.UNIT_COST in problem.message
    assert found.draft.lines.units_e4.tolist() == [15_000]


def test_the_last_column_may_be_a_long_text() -> None:
    names = _reordered(fields.NARRATIVE, fields.CLIENT_MATTER_ID)
    values = dict(zip(NAMES, row(text="All of it").split("|"), strict=True))
    found = checked(ledes("|".join(values[n] for n in names), header="|".join(names)))
    assert list(found.draft.lines.narrative) == ["All of it"]
    assert found.draft.matters[0].client_matter_id == "CM-9"


def test_header_names_may_be_in_lower_case_with_blanks_and_brackets() -> None:
    header = "|".join(name.lower().replace("_", " ") + " []" for name in NAMES)
    assert checked(ledes(row(), header=header)).problems == ()


def test_an_unknown_extra_column_is_left_out_with_a_warning() -> None:
    found = checked(ledes(row() + "|4711", header=HEADER + "|PEER_REVIEW"))
    assert (only(found, "warning").code, only(found, "warning").line) == ("column_unknown", 2)
    assert found.outcome == "accepted"
    assert found.draft.matters[0].client_matter_id == "CM-9"


@pytest.mark.parametrize("name", [n for n in NAMES if n != fields.CLIENT_MATTER_ID])
def test_a_missing_column_is_refused_by_name(name: str) -> None:
    header = "|".join(n for n in NAMES if n != name)
    problem = only(checked(ledes(row(), header=header)))
    assert name in problem.message or name == fields.INVOICE_NUMBER
    assert problem.line == 2


def test_a_misspelt_column_is_refused_with_what_seems_meant() -> None:
    problem = only(checked(ledes(row(), header=HEADER.replace("INVOICE_DATE", "INVOIC_DATE"))))
    assert problem.code == "column_missing"
    assert "INVOIC_DATE" in problem.message


def test_a_file_without_client_matter_ids_is_accepted_with_a_warning() -> None:
    header = "|".join(NAMES[:-1])
    found = checked(ledes("|".join(row().split("|")[:-1]), header=header))
    assert found.outcome == "accepted"
    assert only(found, "warning").field == fields.CLIENT_MATTER_ID
    assert found.draft.matters[0].law_firm_matter_id == "0528"


def test_a_column_named_twice_is_refused() -> None:
    problem = only(checked(ledes(row() + "|x", header=HEADER + "|invoice total")))
    assert (problem.code, problem.line) == ("column_duplicate", 2)
    assert "invoice total" in problem.message


def test_a_header_that_closes_with_a_pipe_is_accepted() -> None:
    data = ledes(row() + "|", row(number="A-101"), header=HEADER + "|")
    assert checked(data).outcome == "accepted"


@pytest.mark.parametrize("values", [23, 22, 1])
def test_a_row_with_too_few_values_is_an_error_on_its_line(values: int) -> None:
    short = "|".join(row().split("|")[:values])
    found = checked(ledes(row(), short, row(number="A-101")))
    problem = only(found)
    assert found.outcome == "blocked"
    assert (problem.code, problem.line) == ("value_count", 4)
    assert f"{values} values" in problem.message
    assert "24" in problem.message


def test_a_pipe_in_a_text_is_an_error_of_its_invoice_alone() -> None:
    found = checked(ledes(row(text="Read a|b"), row(number="A-101")))
    problem = only(found)
    assert (problem.code, problem.line, problem.invoice) == ("value_count", 3, "A-100")
    assert "`|`" in problem.message
    assert [(i.draft.number, i.outcome) for i in found.invoices] == [("A-101", "accepted")]
    assert found.outcome == "blocked"


def test_where_a_pipe_seems_to_stand_is_offered_when_the_rest_fits() -> None:
    fits = only(checked(ledes(row(text="Read a|b|c"))))
    assert "'Read a|b|c'" in fits.message
    elsewhere = only(checked(ledes(row(description="Work|done"))))
    assert "seems" not in elsewhere.message


def test_the_mark_that_old_systems_end_a_file_with_is_no_row() -> None:
    found = checked(ledes(row()) + b"\x1a")
    assert (found.outcome, found.problems) == ("accepted", ())


def test_a_lost_row_blocks_the_invoice_it_belongs_to() -> None:
    found = checked(ledes(row(), row(line="2", text="Read a|b"), row(number="A-101")))
    assert [i.outcome for i in found.invoices] == ["blocked", "accepted"]


def test_a_short_row_of_an_unknown_invoice_blocks_the_file() -> None:
    found = checked(ledes("20260215|A-99|0711", row()))
    assert only(found).invoice == ""
    assert found.outcome == "blocked"


def test_two_records_glued_on_one_line_are_an_error_on_that_line() -> None:
    found = checked(ledes(row(), row(line="2") + row(line="3"), row(number="A-101")))
    assert (only(found).code, only(found).line) == ("value_count", 4)


@pytest.mark.parametrize("end", ["\n", "", "\r\n", "\n\n", "\n \n", " \r\n \r\n"])
def test_however_the_last_line_ends_the_file_is_read(end: str) -> None:
    data = ledes(row(), row(line="2", number="A-101")).removesuffix(b"\n") + end.encode()
    found = checked(data)
    assert found.outcome == "accepted"
    assert set(codes(found)) <= {"mixed_newlines"}
    assert found.draft.lines.source_line.tolist() == [3, 4]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_every_kind_of_line_end_ends_a_line(newline: bytes) -> None:
    data = ledes(row(), row(number="A-101"), row(number="A-102", day="20260231"))
    found = checked(data.replace(b"\n", newline))
    assert (only(found).code, only(found).line) == ("bad_date", 5)
    assert codes(found, "warning") == []


def test_mixed_line_ends_are_accepted_with_a_warning_and_lines_stay_right() -> None:
    first, second, third, fourth, fifth = ledes(
        row(), row(number="A-101"), row(number="A-102", day="20260231")
    ).splitlines()
    data = first + b"\n" + second + b"\r\n" + third + b"\r" + fourth + b"\r\n" + fifth
    found = checked(data)
    assert (only(found).code, only(found).line) == ("bad_date", 5)
    assert codes(found, "warning") == ["mixed_newlines"]


def test_blank_lines_between_rows_are_skipped_and_counted() -> None:
    found = checked(ledes(row(), "\n \t", row(number="A-101"), end="\n"))
    assert found.draft.lines.source_line.tolist() == [3, 6]
    assert codes(found, "error") == []


@pytest.mark.parametrize("end", ["\n", "[] \n"])
def test_rows_without_brackets_are_accepted_with_one_warning(end: str) -> None:
    found = checked(ledes(row(), row(number="A-101"), end=end))
    assert found.outcome == "accepted"
    assert codes(found) == (["no_terminator"] if end == "\n" else [])
    assert {m.client_matter_id for m in found.draft.matters} == {"CM-9"}


def test_only_the_last_row_without_brackets_is_accepted() -> None:
    found = checked(ledes(row(), row(number="A-101")).removesuffix(b"[]\n"))
    assert (only(found, "warning").code, only(found, "warning").line) == ("no_terminator", 4)


def test_a_last_value_of_brackets_only_is_blank() -> None:
    found = checked(ledes(row(matter="[]")))
    assert found.draft.matters[0].client_matter_id == ""


def test_an_empty_line_is_no_row_wherever_it_stands() -> None:
    data = ledes(row(), row(number="A-101")).replace(b"\n", b"\n\n")
    found = checked(data)
    assert found.draft.lines.source_line.tolist() == [5, 7]
    assert found.problems == ()


def test_brackets_inside_a_text_split_nothing() -> None:
    found = checked(ledes(row(text="Read clause [] of it"), row(number="A-101")))
    assert found.problems == ()
    assert list(found.draft.lines.narrative) == ["Read clause [] of it", "Read the lease"]


@pytest.mark.parametrize("breaks", ["\n", "\n\n", "\r\n", "\nand\n"])
def test_a_text_broken_over_lines_is_joined_with_a_warning(breaks: str) -> None:
    data = ledes(row(text=f"Read{breaks}the lease"), row(number="A-101", day="20260231"))
    found = checked(data)
    assert found.draft.lines.narrative[0].startswith("Read ")
    assert "joined_line" in codes(found, "warning")
    assert only(found).line == data[: data.index(b"A-101")].count(b"\n") + 1


def test_a_broken_row_that_cannot_be_joined_is_an_error_on_its_first_line() -> None:
    found = checked(ledes("20260215|A-100|0711\nmore of it", row(number="A-101"), end="[]\n"))
    assert [p.line for p in found.problems if p.severity == "error"] == [3, 4]
    assert codes(found, "error") == ["value_count"] * 2
    assert [i.draft.number for i in found.invoices] == ["A-101"]


def test_a_file_without_line_ends_is_split_at_its_brackets() -> None:
    found = checked(ledes(row(), row(number="A-101")).replace(b"\n", b""))
    assert found.outcome == "accepted"
    assert codes(found) == ["no_newlines"]
    assert found.draft.lines.source_line.tolist() == [3, 4]


def test_line_separators_of_unicode_end_no_line() -> None:
    found = checked(ledes(row(text="Read\u2028the lease"), row(number="A-101", day="20260231")))
    assert (only(found).code, only(found).line) == ("bad_date", 4)
    assert found.draft.lines.narrative[0] == "Read the lease"


def test_a_next_line_character_is_an_error_and_ends_no_line() -> None:
    found = checked(ledes(row(text="Read\u0085it"), row(number="A-101", day="20260231")))
    assert [(p.code, p.line) for p in found.problems] == [
        ("control_character", 3),
        ("bad_date", 4),
    ]


def test_a_line_too_long_is_an_error_of_its_invoice() -> None:
    found = checked(ledes(row(), row(number="A-101", text="x" * 70_000)))
    problem = only(found)
    assert (problem.code, problem.line, problem.invoice) == ("line_too_long", 4, "A-101")
    assert "65,536" in problem.message


def test_a_line_of_ten_megabytes_is_an_error_not_a_burden() -> None:
    found = checked(ledes(row(), "x" * 10_000_000))
    assert (only(found).code, only(found).line) == ("line_too_long", 4)


def test_without_limits_a_long_line_is_read() -> None:
    text = "x" * 3_000_000
    found = draft(ledes(row(text=text), row(number="A-101")), Limits())
    assert [len(t) for t in found.lines.narrative] == [3_000_000, 14]
    assert found.problems == ()


def test_too_many_lines_refuse_the_file() -> None:
    found = checked(ledes(row()) + b"x\n" * 300_000)
    assert found.outcome == "refused"
    assert only(found).code == "too_many_lines"
    assert "200,000" in only(found).message


def test_a_file_too_large_is_refused() -> None:
    found = checked(ledes(row()), Limits(max_bytes=100))
    assert only(found).code == "too_large"


@pytest.mark.parametrize(("length", "fault"), [(4000, []), (4001, ["narrative_too_long"])])
def test_a_text_may_be_as_long_as_the_setting_says(length: int, fault: list[str]) -> None:
    limits = Limits(max_narrative_bytes=4000)
    found = checked(ledes(row(text="x" * length)), limits)
    assert codes(found, "error") == fault


def test_an_id_too_long_is_an_error() -> None:
    problem = only(checked(ledes(row(number="9" * 51))))
    assert (problem.code, problem.field) == ("value_too_long", fields.INVOICE_NUMBER)


def test_of_very_many_errors_the_first_are_listed_and_the_rest_counted() -> None:
    rows = [row(number=f"A-{i}", day="2026") for i in range(5000)]
    found = checked(ledes(*rows, row(number="B-1")))
    errors = [p for p in found.problems if p.severity == "error"]
    assert len(errors) == 201
    assert [p.line for p in errors[:200]] == list(range(3, 203))
    assert "4,800 more" in errors[200].message
    assert [i.outcome for i in found.invoices] == ["blocked"] * 5000 + ["accepted"]


def test_of_very_many_lost_rows_each_blocks_its_invoice() -> None:
    rows = [row(number=f"A-{i}", text="a|b") for i in range(300)]
    sound_rows = [sound(number=f"A-{i}", line="2") for i in range(300)]
    found = checked(ledes(*rows, *sound_rows, sound(number="B-1")))
    assert {i.outcome for i in found.invoices[:300]} == {"blocked"}
    assert found.invoices[300].outcome == "accepted"
    assert "100 more" in found.problems[200].message


def test_of_very_many_warnings_of_a_kind_fifty_are_listed() -> None:
    rows = [row(number=f"A-{i}", day="20260301", keeper=f"TK{i}") for i in range(80)]
    found = checked(ledes(*rows))
    assert len(found.problems) == 51
    assert "30 more" in found.problems[-1].message
    assert found.outcome == "accepted"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04" + b"\0" * 30 + b"word/document.xml", "a Word document"),
        (b"PK\x03\x04 truncated", "a zip archive"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "a web page"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"{\\rtf1\\ansi LEDES1998B[]}", "a rich text document"),
    ],
)
def test_another_kind_of_file_is_named_with_what_to_do(data: bytes, what: str) -> None:
    found = checked(data)
    assert found.outcome == "refused"
    assert only(found).code == "not_ledes"
    assert what in only(found).message


def test_a_mapped_file_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    path = tmp_path / "invoices.txt"
    path.write_bytes(ledes(*(row(number=f"A-{i}", text="Café") for i in range(5_000))))
    ours, theirs = draft(mapped(path)), draft(path.read_bytes())
    assert (ours.sha256, ours.invoices, ours.problems) == (
        theirs.sha256, theirs.invoices, theirs.problems
    )  # fmt: skip
    assert ours.lines.total_e4.tolist() == theirs.lines.total_e4.tolist()
    assert list(ours.lines.narrative) == list(theirs.lines.narrative)


def test_an_empty_file_can_be_mapped(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.touch()
    assert only(checked(mapped(path))).code == "empty_file"


def test_a_file_knows_its_hash_and_size() -> None:
    data = ledes(row())
    found = draft(data)
    assert (found.sha256, found.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_a_large_file_is_read_in_blocks_that_end_with_a_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [row(number=f"A-{i}", text="Read\nthe lease" if i % 7 == 0 else "x") for i in range(90)]
    for newline in (b"\n", b"\r\n", b"\r"):
        data = ledes(*rows).replace(b"\n", newline)
        whole = draft(data)
        for size in (1_000, 1_333, 5_000):
            monkeypatch.setattr(blocks, "SIZE", size)
            pieces = draft(data)
            assert pieces.lines.source_line.tolist() == whole.lines.source_line.tolist()
            assert list(pieces.lines.narrative) == list(whole.lines.narrative)
            assert pieces.problems == whole.problems
        monkeypatch.undo()


@pytest.mark.parametrize("rows", [0, 3])
def test_limits_do_not_touch_what_is_within_them(rows: int) -> None:
    data = ledes(*(row(number=f"A-{i}") for i in range(rows + 1)))
    assert len(draft(data, ON_SCREEN).lines) == rows + 1
