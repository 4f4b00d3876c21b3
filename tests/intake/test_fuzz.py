"""Whatever the bytes, reading gives a draft and checking it an answer: nothing is raised."""

from hypothesis import given, settings
from hypothesis import strategies as st

from legalops.intake.check import check
from legalops.intake.codes import REMEDIES
from legalops.intake.draft import Checked, Limits
from legalops.intake.how import KINDS, Correction, How
from legalops.intake.ledes import fields
from legalops.intake.read import read
from tests.intake import test_98bi, xml_files
from tests.intake.files import FIRM, ON_SCREEN, TODAY, known, ledes, row

SOUND = ledes(row(), row(number="A-101", text="Café"), row(number="A-102", kind="E", expense="E1"))
TAXED = test_98bi.file(
    test_98bi.bi(), test_98bi.bi(number="A-101", total="300.00"),
    test_98bi.bi(number="A-102", kind="IF", rate="", **{fields.CURRENCY: "JPY"}),
)  # fmt: skip
XML = xml_files.xml(
    xml_files.invoice(
        xml_files.matter(
            xml_files.fee(xml_files.element("tax_item_fee", tx_id="1", tax_amount="60.00")),
            xml_files.expense(item_disc_cred_amount="-1"),
            xml_files.element("matter_disc_cred", disc_cred="MIA", disc_cred_amount="5"),
        ),
        inv_total_tax="60.00",
    ),
    xml_files.invoice(inv_id="A-101"),
)
OLD_XML = xml_files.ledes2000(head='<?xml version="1.0"?><!DOCTYPE ledesxml SYSTEM "x.dtd">')
SMALL = Limits(5_000, 40, 2_000, 200)
snippets = st.sampled_from(
    [b"|", b"[]", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xe2\x80\xae", b"\xc3", b"LEDES1998B[]",
     b"\xef\xbb\xbf", b"NULL", b"-", b"9" * 30, b"1,000", b"(5)", b" ", b"INVOICE_NUMBER|", b"\x1a",
     b"\xe2\x80\x8b", b"IF", b"00:00:00", b"\t", b"E", b"'", b'"', b"\xed\xa0\x80"]
)  # fmt: skip


tags = st.sampled_from(
    [b"<", b">", b"/>", b"</fee>", b"<fee>", b"<matter>", b"</invoice>", b"&amp;", b"&x;", b"<!--",
     b"-->", b"<![CDATA[", b"]]>", b"<?x", b"?>", b"<!DOCTYPE x>", b"&#0;", b"&#x202e;", b"<tax>",
     b"\xff", b"\0", b"<inv_id>", b'encoding="', b"utf-16", b"1e9", b"-", b"9" * 40, b"\n", b"0"]
)  # fmt: skip


def answer(data: bytes, limits: Limits, how: How | None = None) -> Checked:
    """Read and check any bytes; whatever they are, the answer must not contradict itself."""
    drafted = read("invoices", data, limits, today=TODAY, how=how)
    found = check(drafted, known(currencies={FIRM: "USD"}))
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


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_ananswer(data: bytes) -> None:
    assert answer(data, ON_SCREEN).outcome == "refused"


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from([ON_SCREEN, Limits(), SMALL]))
def test_a_file_changed_anywhere_gives_ananswer(data: st.DataObject, limits: Limits) -> None:
    changed = SOUND
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(changed)))
        cut = data.draw(st.integers(0, 30))
        changed = changed[:place] + data.draw(snippets) + changed[place + cut :]
    answer(changed, limits)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(snippets, max_size=26).map(b"|".join), min_size=1, max_size=8))
def test_rows_of_nonsense_give_ananswer(lines: list[bytes]) -> None:
    answer(SOUND + b"[]\n".join(lines) + b"[]\n", ON_SCREEN)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SOUND)))
def test_a_file_cut_short_gives_ananswer(length: int) -> None:
    answer(SOUND[:length], ON_SCREEN)


def _changed(data: st.DataObject, whole: bytes, pieces: st.SearchStrategy[bytes]) -> bytes:
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(whole)))
        cut = data.draw(st.integers(0, 30))
        whole = whole[:place] + data.draw(pieces) + whole[place + cut :]
    return whole


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from([ON_SCREEN, Limits(), SMALL]))
def test_a_file_with_tax_changed_anywhere_gives_ananswer(
    data: st.DataObject, limits: Limits
) -> None:
    answer(_changed(data, TAXED, snippets), limits)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from([XML, OLD_XML]), st.sampled_from([ON_SCREEN, Limits(), SMALL]))
def test_an_xml_changed_anywhere_gives_ananswer(
    data: st.DataObject, whole: bytes, limits: Limits
) -> None:
    answer(_changed(data, whole, tags), limits)


@settings(max_examples=60, deadline=None)
@given(st.lists(tags, max_size=40).map(b"".join))
def test_an_xml_of_nonsense_gives_ananswer(nonsense: bytes) -> None:
    answer(b"<ledesxmlebilling2.2>" + nonsense, ON_SCREEN)


corrections = st.builds(
    Correction,
    st.integers(0, 7),
    st.sampled_from(["", *fields.LEDES98BI, "inv_id", "total_amount", "nothing"]),
    st.sampled_from(["", "A-7", "1|2[]", "20260110", "300.00", "\n", "\u202e", row() + "[]"]),
)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([SOUND, TAXED, XML, OLD_XML]),
    st.lists(corrections, max_size=4),
    st.sampled_from(sorted(KINDS)),
)
def test_any_corrections_and_any_kind_give_ananswer(
    data: bytes, made: list[Correction], kind: str
) -> None:
    answer(data, ON_SCREEN, How(kind=kind, corrections=tuple(made)))
