"""Whatever the bytes, reading gives a draft and checking it an answer: nothing is raised."""

from hypothesis import given, settings
from hypothesis import strategies as st

from legalops.intake.check import check
from legalops.intake.codes import REMEDIES
from legalops.intake.draft import Checked, Limits
from tests.intake.files import FIRM, ON_SCREEN, draft, known, ledes, row

SOUND = ledes(row(), row(number="A-101", text="Café"), row(number="A-102", kind="E", expense="E1"))
SMALL = Limits(5_000, 40, 2_000, 200)
snippets = st.sampled_from(
    [b"|", b"[]", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xe2\x80\xae", b"\xc3", b"LEDES1998B[]",
     b"\xef\xbb\xbf", b"NULL", b"-", b"9" * 30, b"1,000", b"(5)", b" ", b"INVOICE_NUMBER|", b"\x1a",
     b"\xe2\x80\x8b", b"IF", b"00:00:00", b"\t", b"E", b"'", b'"', b"\xed\xa0\x80"]
)  # fmt: skip


def _answer(data: bytes, limits: Limits) -> Checked:
    read = draft(data, limits)
    found = check(read, known(currencies={FIRM: "USD"}))
    _is_coherent(found)
    return found


def _is_coherent(found: Checked) -> None:
    lines = found.draft.lines
    columns = [getattr(lines, name) for name in lines.__dataclass_fields__]
    assert {len(column) for column in columns} == {len(lines)}
    assert len(list(lines.narrative)) == len(lines)
    assert sum(i.lines for i in found.draft.invoices) == len(lines)
    assert found.outcome != "refused" or not found.invoices
    assert found.outcome == "accepted" or any(p.severity == "error" for p in found.problems)
    for problem in found.problems:
        assert problem.code in REMEDIES
        assert problem.severity in ("error", "warning")
        assert problem.message
        assert len(problem.value) <= 40
        assert (problem.value + problem.message).isprintable()
        assert len(problem.message) < 1_500


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_an_answer(data: bytes) -> None:
    assert _answer(data, ON_SCREEN).outcome == "refused"


@settings(max_examples=300, deadline=None)
@given(st.data(), st.sampled_from([ON_SCREEN, Limits(), SMALL]))
def test_a_file_changed_anywhere_gives_an_answer(data: st.DataObject, limits: Limits) -> None:
    changed = SOUND
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(changed)))
        cut = data.draw(st.integers(0, 30))
        changed = changed[:place] + data.draw(snippets) + changed[place + cut :]
    _answer(changed, limits)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(snippets, max_size=26).map(b"|".join), min_size=1, max_size=8))
def test_rows_of_nonsense_give_an_answer(lines: list[bytes]) -> None:
    _answer(SOUND + b"[]\n".join(lines) + b"[]\n", ON_SCREEN)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SOUND)))
def test_a_file_cut_short_gives_an_answer(length: int) -> None:
    _answer(SOUND[:length], ON_SCREEN)
