"""What a budget table's heading and layout give to object to, before any row is read."""

from legalops.intake.budget.notes import Notes, shown
from legalops.periods import FiscalYear, Month, iso, label


def check_layout(notes: Notes, fiscal_year: FiscalYear, currency: str) -> None:
    """Note months that do not belong, columns and rows a person may have overlooked."""
    _check_months(notes, fiscal_year)
    _check_columns(notes, currency)
    _check_hidden(notes)
    for first, last in notes.grid.merged:
        if last[0] > notes.heading.row:
            notes.error("merged", *first, "Merged cells. Unmerge them and fill each cell.")
    if notes.grid.encoding == "cp1252":
        notes.remark("encoding", "Read as Windows-1252. Look at the names with accents.")


def outside(month: Month, fiscal_year: FiscalYear) -> str:
    """Say that a month is not one of the year, and what to do."""
    first, last = fiscal_year.first, fiscal_year.last
    return (
        f"{label(month)} is not in {fiscal_year.label} ({label(first)} to {label(last)}). "
        f"Choose the right fiscal year, or write the month like {iso(first)}."
    )


def wrong_currency(currency: str) -> str:
    """Say that amounts of another currency cannot be taken."""
    return f"Budgets are kept in {currency}. Convert the amounts first."


def _check_months(notes: Notes, fiscal_year: FiscalYear) -> None:
    row, months = notes.heading.row, notes.heading.months
    for column, month in months.items():
        if month not in fiscal_year.months:
            notes.error("month-outside", row, column, outside(month, fiscal_year))
        elif column in notes.heading.odd_days:
            notes.warning("month-day", row, column, f"This date was read as {label(month)}.")
    for column in notes.heading.repeated:
        notes.error("month-twice", row, column, "This month has a column already. Keep one.")
    for column in notes.heading.unclear if months else []:
        notes.error("month-unclear", row, column, "Write the month like 2026-01.")
    missing = [month for month in fiscal_year.months if month not in months.values()]
    if months and missing:
        names = ", ".join(label(month) for month in missing)
        notes.remark("month-missing", f"No column for {names}: these months get no budget.")


def _check_columns(notes: Notes, currency: str) -> None:
    heading = notes.heading
    if heading.currency_named not in ("", currency) and heading.amount is not None:
        notes.error("currency", heading.row, heading.amount, wrong_currency(currency))
    if heading.extra:
        names = ", ".join(shown(notes.title(column)) for column in heading.extra)
        notes.remark("column-ignored", f"Columns that were not read: {names}.")


def _check_hidden(notes: Notes) -> None:
    grid, heading = notes.grid, notes.heading
    below = range(heading.row + 1, len(grid.rows))
    rows = [row for row in sorted(grid.hidden_rows) if row in below and not grid.is_blank(row)]
    if rows:
        names = ", ".join(str(row + 1) for row in rows[:10])
        notes.remark("hidden-rows", f"Hidden rows were read like all others: {names}.")
    columns = sorted(grid.hidden_columns & heading.months.keys())
    if columns:
        names = ", ".join(notes.title(column) for column in columns)
        notes.remark("hidden-columns", f"Hidden columns were read like all others: {names}.")
    if grid.is_hidden:
        notes.remark("hidden-sheet", "The sheet is hidden in the workbook.")
