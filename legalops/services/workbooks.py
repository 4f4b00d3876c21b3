"""How the workbooks of services are written: as all workbooks of ours are."""

from legalops.reports.book import SAFE, Book, width
from legalops.reports.clean import LONGEST, printable

__all__ = ["LONGEST", "SAFE", "Book", "printable", "width"]
