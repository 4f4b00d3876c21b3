"""How LEDES in XML is read: streamed through a guarded parser, a row to a fee or an expense."""

import re
from dataclasses import replace
from functools import partial
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from legalops.errors import Problem
from legalops.intake.characters import quoted
from legalops.intake.draft import Draft, Places
from legalops.intake.findings import ERROR
from legalops.intake.ledes import fields
from legalops.intake.ledes.columns import Columns, from_texts
from legalops.intake.ledes.invoices import draft
from legalops.intake.manner import Manner
from legalops.intake.source import Raw, Source, refused
from legalops.intake.xml import names, sums
from legalops.intake.xml.document import Document
from legalops.intake.xml.prolog import pieces
from legalops.intake.xml.refusal import Refusal
from legalops.intake.xml.target import Target

ROOT_2000 = "ledesxml"
_ROOT = re.compile(r"ledesxmlebilling(2\.[012])", re.IGNORECASE)
_NAMESPACE = re.compile(r"ledes", re.IGNORECASE)
_EXPECTED = "ledesxmlebilling2.0, ledesxmlebilling2.1, ledesxmlebilling2.2 or (LEDES 2000) ledesxml"
_REQUIRED = (
    fields.INVOICE_DATE, fields.INVOICE_NUMBER, fields.INVOICE_TOTAL, fields.LINE_DATE,
    fields.LINE_TOTAL, fields.LAW_FIRM_ID, fields.LAW_FIRM_MATTER_ID,
)  # fmt: skip


def read(raw: Raw, name: str) -> Draft:
    """Read the file into a draft, refused when it is no LEDES invoice."""
    target, document = _parts(raw)
    try:
        _parse(raw, target)
        manner = _manner(target.root)
    except Refusal as refusal:
        return _refused(raw, name, refusal)
    if not document.lines:
        none = Refusal("no_lines", "The file has no fee and no expense. Ask the firm for it whole.")
        return _refused(raw, manner.name, none)
    return _draft(raw, document, manner)


def _parts(raw: Raw) -> tuple[Target, Document]:
    document = Document(raw.limits)
    return Target(raw.limits, document.opened, document.closed, document.again), document


def _parse(raw: Raw, target: Target) -> None:
    parser = XMLParser(target=target, encoding="utf-8", forbid_dtd=True)
    target.expat = parser.parser
    try:
        for piece in pieces(raw.data):
            parser.feed(piece)
            if target.root:
                _manner(target.root)
        parser.close()
    except DefusedXmlException:
        raise _at(target, _with_type()) from None
    except ParseError as error:
        raise _malformed(error) from None
    except Refusal as refusal:
        raise _at(target, refusal) from None


def _at(target: Target, refusal: Refusal) -> Refusal:
    """Return a refusal with the line that was reached, where it names none itself."""
    refusal.line = refusal.line or int(target.expat.CurrentLineNumber)
    return refusal


def _with_type() -> Refusal:
    return Refusal(
        "dtd_forbidden", "The file has a document type or entities (DTD not allowed), which can "
        "reach for other files. Ask the firm for the file without its DOCTYPE.",
    )  # fmt: skip


def _malformed(error: ParseError) -> Refusal:
    line, column = error.position
    what = str(error).partition(":")[0]
    refusal = Refusal(
        "xml_malformed", f"The file is not sound XML: {what} on line {line}, column {column + 1}. "
        "Ask the firm to send it again.",
    )  # fmt: skip
    refusal.line = int(line)
    return refusal


def _manner(root: str) -> Manner:
    """Return what the version of the root element demands; raises Refusal for any other."""
    space, _, name = root.removeprefix("{").rpartition("}")
    found = _ROOT.fullmatch(name)
    is_2000 = name.lower() == ROOT_2000
    if not found and not is_2000:
        raise _not_ledes(f"Its root element {quoted(name)} is not a LEDES invoice", name)
    if space and not _NAMESPACE.search(space):
        raise _not_ledes(f"Its namespace {quoted(space)} is not that of a LEDES invoice", space)
    called = "LEDES 2000" if not found else f"LEDES XML {found[1]}"
    return Manner(
        called, required=_REQUIRED, titles=names.titles(is_2000=is_2000), needs_units=False,
        tax="either", either_matter=True, iso_dates=not is_2000,
    )  # fmt: skip


def _not_ledes(what: str, value: str) -> Refusal:
    return Refusal(
        "unknown_root", f"The file is XML, but no LEDES. {what}; expected: {_EXPECTED}. Ask the "
        "firm for one of these.", value,
    )  # fmt: skip


def _refused(raw: Raw, name: str, refusal: Refusal) -> Draft:
    raw.findings.error(refusal.code, refusal.message, line=refusal.line, value=refusal.value)
    return refused(raw.file_name, len(raw.data), name, raw.findings)


def _draft(raw: Raw, document: Document, manner: Manner) -> Draft:
    findings, (numbers, are_lines) = raw.findings, document.numbers()
    paths = dict(zip(numbers.tolist(), document.paths, strict=True))
    findings.titles = manner.titles
    findings.places = Places(columns=manner.titles, paths=paths, above=names.ABOVE)
    if not are_lines:
        findings.warn(
            "no_newlines", "Several fees and expenses share a line of the file; they are numbered "
            "in their order instead.",
        )  # fmt: skip
    source = Source(
        raw.file_name, len(raw.data), memoryview(b""), [], raw.limits, raw.today, findings,
        raw.how, raw.keep,
    )  # fmt: skip
    columns = replace(from_texts(document.texts(), numbers, findings), once=fields.OF_INVOICE)
    return draft(source, manner, columns, mention=partial(_mention, raw, document))


def _mention(raw: Raw, document: Document, columns: Columns) -> None:
    """Record what the elements say about invoices as a whole."""
    keys = document.keys(columns.where.number)
    _mention_repeated(raw, document, keys)
    for problem in sums.doubts(document, columns.where.lines, keys):
        raw.findings.add(problem)


def _mention_repeated(raw: Raw, document: Document, keys: list[str]) -> None:
    for each in document.repeated:
        key = keys[each.invoice] if each.invoice >= 0 else ""
        message = f"The element {each.name} comes twice where one is allowed; which of the two "
        message += "holds cannot be known. Ask the firm for the file with one."
        raw.findings.add(
            Problem(ERROR, "element_repeated", each.line, each.name, "", message, key, each.path)
        )
