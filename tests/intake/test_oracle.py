"""The fast reader agrees with a slow and plain one on whatever files look like."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import ledes as big
from legalops.intake.draft import Limits
from tests.intake import oracle
from tests.intake.files import FIRM, HEADER, TODAY, checked, draft, row

OTHER = "98-2222222"
CODES = {"value_count", "required_blank", "bad_kind", "bad_date", "date_range", "bad_number"}
numbers = st.one_of(
    st.decimals(-9999, 9999, places=2, allow_nan=False).map(str),
    st.sampled_from(["0", "", "12,5x", "1e3", "300.00", "-0.01", "007"]),
)
days = st.one_of(
    st.dates(date(1989, 12, 1), date(2027, 12, 31)).map(lambda d: f"{d:%Y%m%d}"),
    st.sampled_from(["", "20260231", "2026013", "02/03/2026"]),
)
texts = st.text(
    st.characters(codec="ascii", categories=["L", "N", "P", "Zs"], exclude_characters="|")
)


@st.composite
def rows(draw: st.DrawFn) -> str:
    """A row that is sound more often than not, in a file's own ways of going wrong."""
    tenths = draw(st.integers(0, 200))
    rate = draw(st.integers(0, 1_000))
    off = draw(st.sampled_from([0, 0, 0, 1, 2, -1, 137]))
    cents = tenths * rate * 10 + off
    changes = {
        "number": draw(st.sampled_from(["A-1", "A-2", "B-1"])),
        "firm": draw(st.sampled_from([FIRM, FIRM, OTHER])),
        "line": str(draw(st.integers(1, 10**6))),
        "kind": draw(st.sampled_from(["F", "F", "F", "E", "IF", "ie", "X", ""])),
        "units": f"{tenths / 10}",
        "rate": str(rate),
        "total": f"{cents / 100:.2f}",
        "stated": "300.00",
        "text": draw(texts),
    }
    for name in ("units", "rate", "total", "adjustment"):
        if draw(st.integers(0, 19)) == 0:
            changes[name] = draw(numbers)
    for name in ("invoice_date", "start", "end", "day"):
        if draw(st.integers(0, 19)) == 0:
            changes[name] = draw(days)
    line = row(**changes)
    fault = draw(st.integers(0, 29))
    return {0: line + "|x", 1: line.rsplit("|", 2)[0], 2: "", 3: "  "}.get(fault, line)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file with the rows above, whatever its line ends and terminators."""
    newline = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    lines = [f"{line}[]" if line.strip() else line for line in draw(st.lists(rows(), min_size=1))]
    last = draw(st.sampled_from(["", newline, newline * 2]))
    return (newline.join(["LEDES1998B[]", HEADER + "[]", *lines]) + last).encode()


@settings(max_examples=60, deadline=None)
@given(files())
def test_sums_and_errors_are_those_of_the_plain_reader(data: bytes) -> None:
    wanted = oracle.read(data, TODAY)
    found = checked(data, Limits(), currencies={FIRM: "USD", OTHER: "USD", "": "USD"})
    if not wanted.lines and not wanted.errors:
        assert found.outcome == "refused"
        return
    drafted = found.draft
    assert drafted.lines.source_line.tolist() == wanted.lines
    key = {i.number: (i.law_firm_id, i.number) for i in drafted.invoices}
    assert {(i.law_firm_id, i.number): i.lines_e4 for i in drafted.invoices} == wanted.totals
    assert {(i.law_firm_id, i.number): i.hours_e4 for i in drafted.invoices} == wanted.hours
    errors = {
        (p.line, p.code, p.field)
        for p in found.problems
        if p.severity == "error" and p.code in CODES | {"line_total"}
    }
    assert errors == wanted.errors
    assert set(key) == {number for _, number in wanted.totals}


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 400), st.integers(0, 10**6))
def test_a_big_sound_file_is_read_to_the_last_cent(lines: int, seed: int) -> None:
    data = big.generate(lines, seed)
    wanted = oracle.read(data, TODAY)
    found = draft(data, Limits())
    assert wanted.errors == set()
    assert [p for p in found.problems if p.severity == "error"] == []
    assert {(i.law_firm_id, i.number): i.lines_e4 for i in found.invoices} == wanted.totals
    assert all(i.stated_e4 == i.lines_e4 for i in found.invoices)
    assert len(found.lines) == lines


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 300), st.integers(0, 10**6), st.data())
def test_one_planted_fault_is_found_on_its_line_and_alone(
    lines: int, seed: int, data: st.DataObject
) -> None:
    rows = big.generate(lines, seed).decode().splitlines()
    place = data.draw(st.integers(2, len(rows) - 1))
    values = rows[place].split("|")
    values[13] = "20240231"
    rows[place] = "|".join(values)
    found = draft("\n".join(rows).encode(), Limits())
    errors = [p for p in found.problems if p.severity == "error"]
    assert [(p.code, p.line, p.invoice) for p in errors] == [("bad_date", place + 1, values[1])]
