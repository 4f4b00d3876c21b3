"""What finance paid, in a table of text: a row a payment, with supplier, date and amount."""

from legalops.intake.draft import Draft
from legalops.intake.source import Source
from legalops.intake.tables import payments, text_table
from legalops.intake.tables.targets import PAYMENTS

KIND = PAYMENTS
ACCEPTED_AS = "payments from finance (CSV or XLSX) with supplier, date and amount"


def recognise(source: Source) -> bool:
    """Say whether the text has the headings of payments and none of invoice lines."""
    return text_table.kind(source) == KIND


def read(source: Source) -> Draft:
    """Read the payments into a draft, refused where they cannot be cut into cells."""
    return text_table.read(source, KIND, payments.read)
