"""What a file holds: bytes in, a draft out, whatever the bytes are."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

from legalops.intake.characters import quoted
from legalops.intake.draft import Draft, Limits
from legalops.intake.encoding import Unreadable, utf8
from legalops.intake.findings import Findings
from legalops.intake.formats import FORMATS, WHOLE
from legalops.intake.how import How
from legalops.intake.ledes.corrections import lost
from legalops.intake.ledes.lines import corrected
from legalops.intake.mapped import Data, let_go, mapped
from legalops.intake.sniff import foreign, opening
from legalops.intake.source import Keep, Raw, Source, refused

__all__ = ["Data", "Limits", "mapped", "read"]

_PIECE = 1 << 24


def read(
    file_name: str,
    data: Data,
    limits: Limits,
    *,
    today: date | None = None,
    how: How | None = None,
    keep: Keep | None = None,
) -> Draft:
    """Read a file into a draft; nothing is asked of the store and nothing raised.

    `today` is the department's date; invoices and work of more than a month later are errors.
    `how` is what a person said of the file beside it. `data` from `mapped` spares the memory
    that a large file would take. `keep` is shown the texts of the rows.
    """
    day = today or datetime.now(UTC).date()
    raw = Raw(file_name, data, limits, day, Findings(), how or How(), keep)
    with ThreadPoolExecutor(max_workers=1) as beside:
        sha256 = beside.submit(_sha256, data)
        draft = _draft(raw)
    return replace(draft, sha256=sha256.result())


def _sha256(data: Data) -> str:
    digest = hashlib.sha256()
    with memoryview(data) as view:
        for start in range(0, len(view), _PIECE):
            digest.update(view[start : start + _PIECE])
            let_go(data, start, start + _PIECE)
    return digest.hexdigest()


def _draft(raw: Raw) -> Draft:
    most, size, kind = raw.limits.max_bytes, len(raw.data), raw.how.kind
    if most is not None and size > most:
        has, allowed = (f"{n / 1_000_000:,.1f} MB" for n in (size, most))
        raw.findings.error(
            "too_large", f"The file has {has}; at most {allowed} are accepted here. Split it, or "
            "import it from the command line.",
        )  # fmt: skip
        return refused(raw.file_name, size, "", raw.findings)
    for whole in WHOLE:
        if whole.recognise(raw) if not (kind and whole.KIND) else kind == whole.KIND:
            for each in raw.how.corrections:
                if not each.field:
                    lost(raw.findings, each, "the file is not made of lines of text")
            return whole.read(raw)
    return _of_text(raw)


def _of_text(raw: Raw) -> Draft:
    """Read a file that is lines of text."""
    findings = raw.findings

    def refuse(code: str, message: str, *, line: int = 0, value: str = "") -> Draft:
        findings.error(code, message, line=line, value=value)
        return refused(raw.file_name, len(raw.data), "", findings)

    stranger = foreign(raw.data)
    if stranger:
        message = f"The file is {stranger.what}, not an invoice file. {stranger.remedy}"
        return refuse("not_ledes", message)
    text = utf8(raw.data, findings)
    if isinstance(text, Unreadable):
        return refuse("encoding", text.message, line=text.line, value=text.value)
    head = opening(text)
    if not head:
        return refuse("empty_file", "The file is empty. Ask the firm to send it again.")
    source = Source(
        raw.file_name, len(raw.data), text, head, raw.limits, raw.today, findings, raw.how,
        raw.keep,
    )  # fmt: skip
    source = corrected(source)
    for known in FORMATS:
        if known.recognise(source) if not raw.how.kind else raw.how.kind == known.KIND:
            return known.read(source)
    return refuse(*_unknown(source), line=head[0].line, value=_claimed(source))


def _claimed(source: Source) -> str:
    """Return what the first line says the file is."""
    return source.opening[0].text.split("|")[0].split("[]")[0].strip()


def _unknown(source: Source) -> tuple[str, str]:
    names = [known.ACCEPTED_AS for known in FORMATS] + [known.ACCEPTED_AS for known in WHOLE]
    accepted = "; ".join(names)
    return "unknown_format", (
        f"Line {source.opening[0].line} says {quoted(_claimed(source))}, which is no format that "
        f"can be read. Accepted: {accepted}. Ask the firm for that format."
    )
