"""Which vendors of a draft look like one that is known, and are not it."""

from legalops.intake.characters import quoted
from legalops.intake.draft import Draft, Known
from legalops.intake.findings import Findings
from legalops.intake.ledes import fields
from legalops.intake.names import fold, is_mixed_script, skeleton


def lookalikes(draft: Draft, known: Known, findings: Findings) -> None:
    """Warn of vendors whose id or name mixes scripts or looks like a known one."""
    looks = {skeleton(name): name for pair in known.vendor_names.items() for name in pair}
    familiar = {fold(name) for name in looks.values()}
    seen: set[str] = set()
    for invoice in draft.invoices:
        for field, text in ((fields.LAW_FIRM_ID, invoice.law_firm_id),
                            ("LAW_FIRM_NAME", invoice.vendor_name)):  # fmt: skip
            if text in seen or not text or fold(text) in familiar:
                continue
            seen.add(text)
            message = _message(field, text, looks)
            if message:
                findings.warn(
                    "vendor_lookalike", message, line=invoice.first_line, field=field, value=text,
                    invoice=invoice.key,
                )  # fmt: skip


def _message(field: str, text: str, looks: dict[str, str]) -> str:
    other = looks.get(skeleton(text))
    if other is not None:
        return (
            f"{field} {quoted(text)} looks like {quoted(other)}, which is known, but has other "
            "letters in it. It is a new vendor only if you confirm it as one."
        )
    if is_mixed_script(text):
        return f"{field} {quoted(text)} mixes letters of several alphabets. Check who it is."
    return ""
