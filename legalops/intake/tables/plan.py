"""How a table is to be read: its headings, the field of each, and what nobody has said yet."""

from dataclasses import dataclass, replace
from functools import cached_property

from legalops.intake.characters import quoted
from legalops.intake.draft import Layout, Places
from legalops.intake.findings import Findings
from legalops.intake.how import How
from legalops.intake.ledes import fields
from legalops.intake.tables import heading, proposal
from legalops.intake.tables.proposal import Proposed
from legalops.intake.tables.sheet import Sheet, letters
from legalops.intake.tables.targets import INVOICES, KEPT_AS, PAYMENTS, key, label, targets

#: Without these no row can be told from another, or says nothing.
_ROWS_NEED = {
    INVOICES: (fields.INVOICE_NUMBER, fields.LINE_TOTAL),
    PAYMENTS: ("SUPPLIER", "PAID_AMOUNT"),
}
_ASKS = {
    fields.LAW_FIRM_NAME: ("vendor_needed", "Choose the vendor on screen, or give --vendor."),
    fields.CLIENT_MATTER_ID: ("matter_needed", "Choose the matter on screen, or give --matter."),
}


@dataclass(frozen=True)
class Plan:
    """A sheet with its headings and the field that each column is read as."""

    kind: str
    sheet: Sheet
    head: int
    shown: tuple[str, ...]
    columns: tuple[Proposed, ...]
    is_proposed: bool
    missing: tuple[str, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        """The column of each field that is read, by the field's own name."""
        return {each.field: place for place, each in enumerate(self.columns) if each.field}

    @cached_property
    def kept_places(self) -> dict[str, int]:
        """The same by the LEDES names under which the fields are kept."""
        return {KEPT_AS.get(field, field): place for field, place in self.places.items()}

    @property
    def line(self) -> int:
        """The line of the headings."""
        return self.sheet.lines[self.head]

    @property
    def has_rows(self) -> bool:
        """Whether enough is known to make anything of the rows."""
        return all(field in self.places for field in _ROWS_NEED[self.kind])

    def layout(self) -> Layout:
        """Return what a person is shown of the columns."""
        rows = self.sheet.rows[self.head + 1 :]
        return Layout(
            headings=proposal.described(self.shown, self.columns, rows),
            fingerprint=heading.fingerprint(self.shown),
            sheet=self.sheet.name,
            sheets=self.sheet.names,
            header_line=self.line,
            delimiter=self.sheet.delimiter,
            is_proposed=self.is_proposed,
            missing=self.missing,
        )

    def titles(self) -> dict[str, str]:
        """Return what the fields are called here: their headings, or what people call them."""
        found = {t.field: t.label for t in targets(INVOICES)}
        found |= {KEPT_AS.get(t.field, t.field): t.label for t in targets(self.kind)}
        found |= {field: self.shown[place] for field, place in self.kept_places.items()}
        if self.kind == PAYMENTS:
            found[fields.LAW_FIRM_ID] = found[fields.LAW_FIRM_NAME]
            found[fields.INVOICE_DATE] = found[fields.LINE_DATE]
        # A name inside another must not be replaced before it.
        return {field: found[field] for field in sorted(found, key=len, reverse=True)}

    def cells(self) -> Places | None:
        """Return where the fields stand in a workbook."""
        if not self.sheet.name:
            return None
        columns = {field: letters(place) for field, place in self.kept_places.items()}
        return Places(self.sheet.name, columns)


def plan(kind: str, sheet: Sheet, head: int, how: How, findings: Findings) -> Plan:
    """Say how a table is read, recording what its headings lack."""
    cells = range(len(sheet.rows[head]), 0, -1)
    width = next((place for place in cells if _has_data(sheet, head, place - 1)), 0)
    shown = heading.headings(sheet.rows[head], width)
    line = sheet.lines[head]
    if how.columns is None:
        columns = proposal.proposal(shown, kind)
        _refuse_doubles(sheet, head, shown, findings)
    else:
        columns = proposal.chosen(shown, how.columns, findings, line)
    made = Plan(kind, sheet, head, tuple(shown), tuple(columns), how.columns is None, ())
    missing = tuple(field for field in _required(kind) if _is_missing(field, made, how))
    for field in missing:
        _ask(field, made, findings)
    return replace(made, missing=missing)


def _refuse_doubles(sheet: Sheet, head: int, shown: list[str], findings: Findings) -> None:
    """Record headings that are blank above data, or that stand twice."""
    line = sheet.lines[head]
    given = [key(" ".join(str(cell).split())) for cell in sheet.rows[head][: len(shown)]]
    for place, folded in enumerate(given):
        if not folded and _has_data(sheet, head, place):
            message = (
                f"{shown[place].strip('()').capitalize()} has no heading but holds data. Choose on "
                "screen what it is, or give it a heading."
            )
            findings.error("column_unnamed", message, line=line, field=shown[place])
        elif folded and folded in given[:place]:
            message = (
                f"The headings name {quoted(str(sheet.rows[head][place]).strip())} twice; which of "
                "the two holds it cannot be known. Choose on screen which one is read, or rename "
                "one."
            )
            findings.error("column_duplicate", message, line=line, field=shown[place])


def _has_data(sheet: Sheet, head: int, place: int) -> bool:
    return any(
        place < len(row) and str(row[place]).strip() for row in sheet.rows[head + 1 : head + 1000]
    )


def _required(kind: str) -> list[str]:
    return [target.field for target in targets(kind) if target.is_required]


def _is_missing(field: str, made: Plan, how: How) -> bool:
    instead = {
        fields.LINE_DATE: bool(how.day) or fields.INVOICE_DATE in made.places,
        "PAID_DATE": bool(how.day),
        fields.LAW_FIRM_NAME: bool(how.vendor) or fields.LAW_FIRM_ID in made.places,
        fields.CLIENT_MATTER_ID: bool(how.matter) or fields.LAW_FIRM_MATTER_ID in made.places,
    }
    return field not in made.places and not instead.get(field, False)


def _ask(field: str, made: Plan, findings: Findings) -> None:
    code, remedy = _ASKS.get(field, ("column_needed", ""))
    if made.kind == PAYMENTS or not remedy:
        code, remedy = "column_needed", "Choose the column on screen, or give --mapping."
    what = label(field)
    message = f"No column is read as {what!r}. {remedy}"
    findings.error(code, message, line=made.line, field=what)
