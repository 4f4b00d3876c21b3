"""Which codes a line may carry, and which codes the intake's own problems carry."""

import csv
from pathlib import Path
from typing import NamedTuple

#: Every problem the intake can report, with what to do about it. The codes are stable: they
#: are stored, exported and asked for by scripts.
REMEDIES = {
    # The file as a whole.
    "empty_file": "Ask the firm to send the file again.",
    "too_large": "Split the file, or import it from the command line.",
    "too_many_lines": "Split the file, or import it from the command line.",
    "not_ledes": "Ask the firm for LEDES 1998B.",
    "unknown_format": "Ask the firm for LEDES 1998B, or mend the first line.",
    "no_signature": "Ask the firm to begin its files with LEDES1998B[].",
    "encoding": "Ask the firm to save the file as UTF-8.",
    "encoding_cp1252": "Check the accents and quotes; ask the firm to save as UTF-8.",
    "encoding_utf16": "Nothing to do; ask the firm to save as UTF-8.",
    "mixed_newlines": "Nothing to do; lines are counted as an editor shows them.",
    "no_newlines": "Nothing to do; records are counted instead of lines.",
    "preamble": "Check that nothing before the header matters.",
    "no_terminator": "Nothing to do; ask the firm to end each record with [].",
    # XML.
    "dtd_forbidden": "Ask the firm for the file without its DOCTYPE.",
    "xml_malformed": "Ask the firm to send the file again.",
    "xml_limit": "Ask the firm for a sound file, or import it from the command line.",
    "unknown_root": "Ask the firm for LEDES XML 2.0, 2.1 or 2.2, LEDES 2000 or LEDES 1998B.",
    "matter_total": "Nothing to do; the lines are what counts.",
    "element_repeated": "Ask the firm for the file with one of the two.",
    # The header.
    "no_header": "Ask the firm for the file with its header row.",
    "column_missing": "Ask the firm for the file with this column.",
    "column_duplicate": "Ask the firm for a file that names each column once.",
    "column_unknown": "Nothing to do; its values stay in the original file.",
    "columns_reordered": "Nothing to do; values are read by the names in the header.",
    # The rows.
    "no_lines": "Ask the firm for the file with its invoice lines.",
    "value_count": "Take `|` and line breaks out of the texts, or ask the firm to.",
    "joined_line": "Check that the text reads well.",
    "line_too_long": "Ask the firm to shorten the line, or raise the limit in Settings.",
    "narrative_too_long": "Ask the firm to shorten the text, or raise the limit in Settings.",
    "value_too_long": "Ask the firm which value is meant.",
    "control_character": "Remove the character, or ask the firm to.",
    "invisible_character": "Nothing to do; the invisible characters were taken out.",
    "null_literal": "Ask the firm to leave the field empty.",
    "required_blank": "Ask the firm for the missing value.",
    "recommended_blank": "Check the line; ask the firm for the missing value.",
    "bad_number": "Write digits, one point and at most one leading minus, such as 1250.00.",
    "number_form": "Nothing to do; ask the firm for plain digits.",
    "many_decimals": "Nothing to do; the exact value was used to check the line.",
    "too_many_decimals": "Ask the firm for an amount the currency can express.",
    "out_of_range": "Ask the firm for the right number.",
    "bad_date": "Write a real date, such as 20260731 or 2026-07-31.",
    "date_form": "Nothing to do; ask the firm for YYYYMMDD.",
    "date_range": "Ask the firm for the right date.",
    "bad_kind": "Use F, E, IF or IE.",
    "negative_units": "Check that this is a credit.",
    "negative_line": "Check that this is a credit.",
    "zero_hours": "Check the line with the firm.",
    "line_total": "Ask the firm to correct the line.",
    "line_number_repeated": "Check that the line is not billed twice.",
    "line_repeated": "Check that the line is not billed twice.",
    "date_outside_period": "Check the date with the firm.",
    "long_day": "Check the hours with the firm.",
    "unknown_code": "Nothing to do; the code is kept as it came.",
    "unknown_classification": "Nothing to do; the classification is kept as it came.",
    # Tables and payments.
    "date_order": "Choose the date order on screen, or give --date-order.",
    "dates_blank": "Give one date for the whole file, or ask for the file with its dates.",
    "column_needed": "Choose the column that holds it, or give --mapping.",
    "vendor_needed": "Choose the vendor, or give --vendor.",
    "matter_needed": "Choose the matter, or give --matter.",
    "column_twice": "Choose one column for each field.",
    "column_gone": "Check that it is the right file and the right mapping.",
    "column_unnamed": "Choose what the column holds, or give it a heading.",
    "unclosed_quote": "Correct the line; double each quotation mark inside a text.",
    "delimiter": "Nothing to do; the cells were separated as they are.",
    "extension_differs": "Nothing to do; the content decides how a file is read.",
    "rounded": "Nothing to do; ask for amounts with two decimals.",
    "footer": "Nothing to do; check that the rows left out are no data.",
    "footer_differs": "Check that no row is missing or counted twice.",
    "blank_amount": "Check the rows with finance.",
    "no_reference": "Nothing to do; each payment is known by its row.",
    "exact_duplicate_rows": "Check that nothing is counted twice.",
    # Workbooks.
    "workbook_refused": "Save the table as a plain .xlsx workbook or as CSV.",
    "sheet_missing": "Choose one of the sheets of the workbook.",
    "sheet_ignored": "Upload the other sheet by itself if it holds data too.",
    "hidden_sheet": "Check that the hidden sheet is the one meant.",
    "hidden_rows": "Check that the hidden rows belong to it.",
    "hidden_column": "Check that the hidden column is the one meant.",
    "merged_cells": "Take the merging apart in Excel and fill in each cell.",
    "cell_error": "Write the value that is meant into the cell.",
    "formula_uncalculated": "Open and save the file in Excel, or write the value.",
    "formula_value": "Check that the values saved with the formulas are up to date.",
    "leading_zeros": "Check the numbers; store such columns as text.",
    # Corrections and tax.
    "correction_lost": "Take the correction back, or make it again where it belongs.",
    "line_tax": "Check the tax with the firm; it is kept as stated.",
    "tax_total": "Nothing to do; the taxes of the lines are what counts.",
    "net_total": "Nothing to do; the lines are what counts.",
    "tax_rounded": "Nothing to do; ask the firm for tax in whole minor units.",
    "tax_shared": "Nothing to do; ask the firm for the tax of every line.",
    "total_without_tax": "Check with the firm that the tax comes on top.",
    "line_totals_net": "Nothing to do; ask the firm for line totals with tax.",
    "currencies_differ": "Ask the firm for one invoice a currency.",
    # The invoices.
    "period_order": "Ask the firm for the right billing period.",
    "invoice_varies": "Check the invoice; the first line's value is used.",
    "invoice_twice": "Remove one of the two, or ask the firm which one stands.",
    "invoice_totals_differ": "Ask the firm which total stands, or override with a reason.",
    "invoice_total": "Ask the firm to correct it, or override with a reason.",
    "invoice_total_near": "Nothing to do; the lines are what counts.",
    "credit_note": "Check that this is a credit note.",
    "currency": "Choose the currency of this vendor's invoices, or give --currency.",
    "duplicate_invoice": "Nothing to do if it is the same; else undo the earlier upload first.",
    "invoice_changed": "Say that it replaces the earlier one, or undo the earlier upload first.",
    "invoice_replaces": "Nothing to do; the earlier one is kept and stops counting.",
    "replaces_decided": "Take the decision back first, or ask the firm for a credit note.",
    "vendor_paid_only": "Say in the vendor's settings that it sends invoices, if it does now.",
    "supplier_invoiced": "Say in the vendor's settings that it is paid without invoices, if so.",
    "reader_stopped": "Split the file, or ask the firm for it in another format.",
    "original_missing": "Upload the file again.",
    "original_altered": "Upload the file again.",
    "vendor_lookalike": "Make sure that it is not the vendor you know.",
    "more_problems": "Mend the ones listed, then try again.",
}


class CodeSets(NamedTuple):
    """The codes that are known, upper case; classifications include seen aliases."""

    task: frozenset[str]
    activity: frozenset[str]
    expense: frozenset[str]
    classifications: frozenset[str]


def utbms(folder: Path) -> CodeSets:
    """Read the UTBMS code tables of a folder."""
    task: set[str] = set()
    activity: set[str] = set()
    expense: set[str] = set()
    for code, kind in _rows(folder / "all_codes.csv"):
        if kind.startswith("activity"):
            activity.add(code)
        elif kind.startswith("expense"):
            expense.add(code)
        else:
            task.add(code)
    titles = {code for code, _ in _rows(folder / "timekeeper_classifications.csv")}
    titles |= {code for code, _ in _rows(folder / "timekeeper_classification_aliases_seen.csv")}
    return CodeSets(frozenset(task), frozenset(activity), frozenset(expense), frozenset(titles))


def _rows(path: Path) -> list[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["code"].strip().upper(), row["set"]) for row in csv.DictReader(file)]
