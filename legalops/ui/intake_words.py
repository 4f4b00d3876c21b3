"""How are the faults and states of a file that waits called, for people?"""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from legalops import money, periods
from legalops.ui import data

#: What a problem is called where many of a kind are listed under one heading.
TITLES = {
    "bad_date": "Date that cannot be read",
    "bad_number": "Amount that cannot be read",
    "bad_kind": "Line that is neither fee nor expense",
    "required_blank": "Value missing",
    "recommended_blank": "Value missing that is usually there",
    "value_count": "Row with too many or too few values",
    "line_total": "Line that does not add up",
    "invoice_total": "Total that differs from its lines",
    "invoice_total_near": "Total off by cents",
    "invoice_totals_differ": "Two different totals on one invoice",
    "invoice_varies": "Invoice whose rows disagree",
    "invoice_twice": "Invoice that stands twice in this file",
    "invoice_changed": "Invoice that came before with other content",
    "duplicate_invoice": "Invoice that is stored already",
    "column_missing": "Column missing",
    "column_unknown": "Column that is not used",
    "column_duplicate": "Column named twice",
    "columns_reordered": "Columns in another order",
    "date_range": "Date out of range",
    "date_form": "Date written another way",
    "date_order": "Day or month first",
    "date_outside_period": "Date outside the billing period",
    "period_order": "Billing period that ends before it starts",
    "out_of_range": "Amount out of range",
    "number_form": "Amount written another way",
    "many_decimals": "Amount with many decimals",
    "too_many_decimals": "Amount with too many decimals",
    "unknown_code": "Code that is not in your lists",
    "unknown_classification": "Timekeeper class that is not in your lists",
    "line_repeated": "Line that stands twice",
    "line_number_repeated": "Line number used twice",
    "negative_line": "Negative line",
    "negative_units": "Negative hours or pieces",
    "zero_hours": "Time without hours",
    "long_day": "Very long day",
    "credit_note": "Credit note",
    "vendor_lookalike": "Vendor that is called almost like another",
    "currency": "Currency not said",
    "narrative_too_long": "Text too long",
    "value_too_long": "Value too long",
    "control_character": "Character that cannot be stored",
    "invisible_character": "Invisible characters taken out",
    "encoding": "Letters that cannot be read",
    "encoding_cp1252": "Letters in an older Windows form",
    "encoding_utf16": "Letters in another form",
    "joined_line": "Row broken over two lines",
    "preamble": "Text before the header",
    "more_problems": "More of the same",
    "empty_file": "Empty file",
    "too_large": "File too large",
    "too_many_lines": "Too many lines",
    "not_ledes": "Not an invoice file",
    "unknown_format": "Format that is not known",
    "no_signature": "First line missing",
    "mixed_newlines": "Line ends of two kinds",
    "no_newlines": "File without line ends",
    "no_terminator": "Rows without their end mark",
    "dtd_forbidden": "File with a document type",
    "xml_malformed": "XML that is cut short or broken",
    "xml_limit": "XML beyond the limits",
    "unknown_root": "XML that is no invoice file",
    "element_repeated": "Element that stands twice",
    "no_header": "Header row missing",
    "no_lines": "No invoice lines",
    "line_too_long": "Line too long",
    "dates_blank": "No dates",
    "column_needed": "Column needed",
    "vendor_needed": "Vendor not said",
    "matter_needed": "Matter not said",
    "column_twice": "Two columns for one field",
    "column_gone": "Column that is gone",
    "column_unnamed": "Column without a heading",
    "unclosed_quote": "Quotation mark that is not closed",
    "delimiter": "Cells separated in an unusual way",
    "extension_differs": "File named like another kind",
    "rounded": "Amounts rounded to cents",
    "footer": "Total rows left out",
    "footer_differs": "Total row that differs from its lines",
    "blank_amount": "Rows without an amount",
    "no_reference": "Payments without a reference",
    "exact_duplicate_rows": "Rows that are exactly the same",
    "workbook_refused": "Workbook that cannot be opened",
    "sheet_missing": "Sheet missing",
    "sheet_ignored": "Other sheets not read",
    "hidden_sheet": "Hidden sheet",
    "hidden_rows": "Hidden rows",
    "hidden_column": "Hidden column",
    "merged_cells": "Merged cells",
    "cell_error": "Cell with an error of Excel",
    "formula_uncalculated": "Formula without a result",
    "formula_value": "Results of formulas",
    "leading_zeros": "Numbers that may have lost zeros",
    "correction_lost": "Correction that no longer fits",
    "line_tax": "Tax of a line that does not add up",
    "tax_total": "Tax total that differs",
    "net_total": "Net total that differs",
    "tax_rounded": "Tax rounded",
    "tax_shared": "Tax shared over the lines",
    "total_without_tax": "Total without its tax",
    "line_totals_net": "Line totals without tax",
    "currencies_differ": "Two currencies on one invoice",
    "invoice_replaces": "Invoice that replaces an earlier one",
    "replaces_decided": "Earlier invoice that was decided on",
    "vendor_paid_only": "Vendor that is counted by payments",
    "supplier_invoiced": "Supplier that sends invoices too",
    "reader_stopped": "File that took too long to read",
    "original_missing": "Original missing",
    "original_altered": "Original altered",
    "null_literal": "The word for nothing instead of nothing",
}


class State(NamedTuple):
    """How a file stands, in words, and the colour of its badge."""

    words: str
    colour: str
    icon: str


def title(code: str) -> str:
    """Return what a kind of problem is called."""
    return TITLES.get(code) or code.replace("_", " ").capitalize()


def amounts(totals: Mapping[str, int]) -> str:
    """Write sums by currency, never added up over currencies."""
    return " + ".join(money.money(v, k) for k, v in sorted(totals.items()) if k)


def when(instant: str) -> str:
    """Write an instant as people say it: `today 09:12`, `yesterday 16:02`, `3 Jun 2026, 09:12`."""
    zone = ZoneInfo(data.settings().time_zone)
    moment = periods.parse_instant(instant).astimezone(zone)
    today = periods.utc_now().astimezone(zone).date()
    if moment.date() == today:
        return f"today {moment:%H:%M}"
    if moment.date() == today - timedelta(days=1):
        return f"yesterday {moment:%H:%M}"
    return periods.local(instant, zone.key)
