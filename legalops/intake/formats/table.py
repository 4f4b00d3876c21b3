"""Invoice lines in a table of text: cells between commas, semicolons or tabs under headings."""

from legalops.intake.draft import Draft
from legalops.intake.source import Source
from legalops.intake.tables import invoices, text_table
from legalops.intake.tables.targets import INVOICES

KIND = INVOICES
ACCEPTED_AS = "a table of invoice lines (CSV or XLSX) under a row of headings"


def recognise(source: Source) -> bool:
    """Say whether the text has a row of headings, and is not some LEDES."""
    return text_table.kind(source) == KIND


def read(source: Source) -> Draft:
    """Read the table into a draft, refused where it cannot be cut into cells."""
    return text_table.read(source, KIND, invoices.read)
