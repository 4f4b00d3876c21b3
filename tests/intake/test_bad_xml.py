"""Bad inputs B62 to B69: XML that reaches for more than it should, or is not what it claims."""

import socket
import tracemalloc
from pathlib import Path

import pytest

from legalops.intake.draft import Checked, Limits
from tests.intake.bad import ACCEPTED, BLOCKED, REFUSED, Bad, name, told
from tests.intake.files import ON_SCREEN, only
from tests.intake.xml_files import (
    checked,
    element,
    fee,
    invoice,
    ledes2000,
    matter,
    several,
    xml,
)

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {c} "{f"&{b};" * 10}">' for b, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>\n"
)
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>\n'
ROOT = "<ledesxmlebilling2.2>"
DTD = "dtd_forbidden"
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]>\n'
INTERNAL_2000 = '<!DOCTYPE ledesxml SYSTEM "ledes2000.dtd" [<!ENTITY a "b">]>\n'
TAGS = (ROOT + "<a>" * 200_000).encode()
ATTRIBUTE = f'{ROOT}<firm a="{"x" * 10_000_000}"/>'.encode()
FILES = [
    Bad("B62 a billion laughs", xml(invoice(inv_desc="&i;"), head=HEAD + LAUGHS), REFUSED, DTD, 2,
        says="DTD not allowed"),
    Bad("B64 a parameter entity", xml(head=HEAD + PARAMETER), REFUSED, DTD, 2,
        says="DTD not allowed"),
    Bad("B64 LEDES 2000 with a subset of its own", ledes2000(head=HEAD + INTERNAL_2000), REFUSED,
        DTD, 2, says="DTD not allowed"),
    Bad("B65 a quadratic blow-up", xml(head=HEAD + QUADRATIC), REFUSED, DTD, 2,
        says="DTD not allowed"),
    Bad("B65 200,000 nested tags", TAGS, REFUSED, "xml_limit", 1, says="32 deep"),
    Bad("B65 an attribute of ten megabytes", ATTRIBUTE, REFUSED, "xml_limit", 1, says="64 KB"),
    Bad("B66 bytes that are not the UTF-8 they claim",
        xml(invoice(matter(fee(charge_desc="Caf\u00e9")))).decode().encode("latin-1"), REFUSED,
        "encoding", 5, value="<E9>", says="UTF-8"),
    Bad("B66 UTF-7", xml(head='<?xml version="1.0" encoding="UTF-7"?>\n'), REFUSED, "encoding", 1,
        value="UTF-7", says="UTF-16"),
    Bad("B66 UTF-16 that breaks off", xml().decode().encode("utf-16")[:-1], REFUSED, "encoding", 1,
        says="UTF-16"),
    Bad("B66 UTF-16 that is none", xml(head='<?xml version="1.0" encoding="UTF-16"?>\n'), REFUSED,
        "encoding", 1, value="UTF-16", says="UTF-8"),
    Bad("B68 another root", b"<?xml version='1.0'?><Invoice/>", REFUSED, "unknown_root", 1,
        value="Invoice", says="ledesxmlebilling2.2"),
    Bad("B68 another namespace", b'<ledesxmlebilling2.2 xmlns="http://example.com/x"/>', REFUSED,
        "unknown_root", 1, value="http://example.com/x", says="ledesxmlebilling2.2"),
    Bad("B68 what calls itself 2.1 and is none",
        b'<InvoiceFile xmlns="http://www.ledes.org/XML/2.1"><InvoiceHeader/></InvoiceFile>',
        REFUSED, "unknown_root", 1, value="InvoiceFile", says="is not a LEDES invoice"),
    Bad("B68 another version", b"<ledesxmlebilling3.0/>", REFUSED, "unknown_root", 1,
        value="ledesxmlebilling3.0", says="ledesxmlebilling2.1"),
    Bad("B69 a missing element", xml(invoice(inv_date=None)), BLOCKED, "required_blank", 5,
        "inv_date", says="inv_date is blank"),
    Bad("B69 an amount that is not there", xml(invoice(matter(fee(total_amount=None)))), BLOCKED,
        "required_blank", 5, "total_amount", says="total_amount is blank"),
    Bad("not sound XML", xml()[:-30], REFUSED, "xml_malformed", 9, says="not sound XML"),
]  # fmt: skip


@pytest.mark.parametrize("bad", FILES, ids=name)
def test_a_bad_xml_gives_its_answer(bad: Bad) -> None:
    tracemalloc.start()
    found = checked(bad.data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    told(found, bad)
    assert peak < 100_000_000


def _everything(found: Checked) -> str:
    return repr((found.problems, found.draft, list(found.draft.lines.narrative)))


def test_b63_an_external_entity_is_refused_and_the_file_it_names_is_not_read(
    tmp_path: Path,
) -> None:
    secret = tmp_path / "hostname"
    secret.write_text("a-secret-kept-here")
    head = f'{HEAD}<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>\n'
    data = xml(invoice(inv_desc="&e;"), head=head).replace(b"&amp;e;", b"&e;")
    found = checked(data)
    told(found, Bad("B63", data, REFUSED, DTD, 2, says="DTD not allowed"))
    assert "a-secret-kept-here" not in _everything(found)


def test_b64_an_external_document_type_is_never_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.dtd"
        refused = checked(xml(head=f'{HEAD}<!DOCTYPE x SYSTEM "{address}">\n'))
        skipped = checked(ledes2000(head=f'{HEAD}<!DOCTYPE ledesxml SYSTEM "{address}">\n'))
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert (refused.outcome, only(refused).code) == (REFUSED, DTD)
    assert skipped.outcome == ACCEPTED


def test_b67_inclusions_instructions_and_scripts_are_text_or_nothing() -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname"/>'
    line = fee("<?php echo 1 ?>", include, charge_desc=None)
    text = "<charge_desc><![CDATA[<script>alert(1)</script> & so on]]></charge_desc></fee>"
    data = xml(invoice(matter(line.replace("</fee>", text))))
    found = checked(data)
    assert (found.outcome, found.problems) == (ACCEPTED, ())
    assert list(found.draft.lines.narrative) == ["<script>alert(1)</script> & so on"]


def test_b69_a_repeated_element_is_an_error_with_its_path_and_line() -> None:
    second = fee("<units>\n9</units>")
    data = xml(invoice(matter(second)), *several(1))
    found = checked(data)
    told(found, Bad("B69", data, BLOCKED, "element_repeated", 6, "units", says="comes twice"))
    problem = only(found)
    assert problem.place == (
        "/ledesxmlebilling2.2/firm[1]/client[1]/invoice[1]/matter[1]/fee[1]/units[2]"
    )
    assert problem.invoice == "A-100"
    assert [i.outcome for i in found.invoices] == [BLOCKED, ACCEPTED]


def test_more_charges_or_elements_than_the_setting_allows_refuse_the_file() -> None:
    few = Limits(max_lines=2)
    assert checked(xml(*several(2)), few).outcome == ACCEPTED
    assert only(checked(xml(*several(3)), few)).code == "too_many_lines"
    many = element("matter", *(element("x", y="1") for _ in range(200)))
    assert only(checked(xml(invoice(many, matter())), few)).code == "xml_limit"
    assert checked(xml(*several(3)), ON_SCREEN).outcome == ACCEPTED
