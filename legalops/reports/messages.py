"""Which messages does a pack hold? One section each, and only where its data exist."""

from legalops.reports import ahead, parties, spending
from legalops.reports.pack import Pack
from legalops.reports.sections import Section


def sections(pack: Pack) -> list[Section]:
    """Return the pack's messages in the order of the meeting."""
    found = [
        spending.standing(pack),
        spending.by_month(pack),
        spending.by_area(pack),
        spending.by_vendor(pack),
        ahead.forecast(pack),
        ahead.attention(pack),
        parties.firms(pack),
        parties.matters(pack),
        ahead.remarks(pack),
    ]
    return [section for section in found if section is not None]
