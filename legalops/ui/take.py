"""How does what a page shows leave it as a file somebody can work on?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from legalops import periods
from legalops.metrics import words
from legalops.metrics.alerts import Alert
from legalops.metrics.budget import BudgetReport, Chosen
from legalops.periods import instant, utc_now
from legalops.permissions import Actor
from legalops.reports import workbook as books
from legalops.reports.forms import SUFFIXES, Form
from legalops.reports.workbook import Contents
from legalops.services import exports
from legalops.services.exports import Rows
from legalops.settings import Settings
from legalops.store.spend import Selection
from legalops.ui import alerts, comments, data, filters, navigation, spend, take_fields, who
from legalops.ui.filters import Filters

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Whole = Callable[[], Rows]


@dataclass(frozen=True)
class Where:
    """Where a file is taken from: store, person, page and its address."""

    engine: Engine
    actor: Actor
    url: str

    @property
    def page(self) -> str:
        """The page's file name."""
        return urlsplit(self.url).path.rstrip("/").rsplit("/", 1)[-1] or navigation.DEFAULT

    @property
    def query(self) -> dict[str, str]:
        """What the address says after its question mark."""
        return dict(parse_qsl(urlsplit(self.url).query))

    @property
    def view(self) -> Filters | None:
        """The view, on a page that has one."""
        return filters.parse(self.query, filters.options())[0] if "fy" in self.query else None


def here() -> Where:
    """Return where the person is; asked while the page is drawn."""
    url = (st.context.url or "").partition("?")[0]
    query = urlencode(st.query_params.to_dict())
    return Where(data.engine(), who.actor(), f"{url}?{query}" if query else url)


def table(
    frame: pd.DataFrame,
    columns: Mapping[str, Any],
    key: str,
    alt: str,
    *,
    total: Mapping[str, Any] | None = None,
    whole: Whole | None = None,
) -> None:
    """Draw the quiet button that takes a table along as a workbook, made when it is clicked.

    `whole` gives rows beyond those drawn; `total` the sums under the rows.
    """
    if frame.empty:
        return
    rows = whole or partial(_drawn, frame, columns)
    help = "This table with its definitions, a page to print and rows for a pivot."
    _button("Workbook", (key, alt, help), rows, dict(total or {}))


def lines(selection: Selection, chosen: Chosen) -> None:
    """Draw the button that takes every line of a selection along, as far as it may be seen."""
    help = "Every invoice line behind this table that you may see, as a workbook."
    _button("All lines", ("all_lines", "Invoice lines", help), all_lines(selection, chosen), {})


def _button(label: str, what: tuple[str, str, str], rows: Whole, total: Mapping[str, Any]) -> None:
    place, (key, alt, help) = here(), what
    kind = "lines" if key == "all_lines" else place.page
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.download_button(
            label,
            data=partial(_workbook, place, alt, rows, total),
            file_name=books.file_name(kind, *_year(place), _today()),
            mime=WORKBOOK,
            help=help,
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
            key=f"take_{key}",
        )


def all_lines(selection: Selection, chosen: Chosen) -> Whole:
    """Return the way to every line of a selection that the person may see."""
    place = here()
    return lambda: exports.lines(
        place.engine, place.actor, selection, chosen.currency, gross=chosen.gross
    )


def pack_buttons(view: Filters) -> None:
    """Draw the buttons that take the executive pack of a view along, made when clicked."""
    place, chosen = here(), view.chosen(data.settings())
    report = spend.report(chosen)
    watched = alerts.current() if view.area is None and view.vendor is None else []
    make = partial(_pack, place, view, report, watched)
    with st.container(horizontal=True, gap="small", key="pack"):
        for form, (label, icon, help) in _FORMS.items():
            st.download_button(
                label,
                data=partial(make, form),
                file_name=books.file_name(
                    "pack", chosen.year.label, _today(), suffix=SUFFIXES[form]
                ),
                mime=_MIMES[form],
                help=help,
                type="tertiary",
                icon=f":material/{icon}:",
                on_click="ignore",
                key=f"pack_{form}",
            )


_FORMS: Mapping[Form, tuple[str, str, str]] = {
    "deck": (
        "Executive pack, slides",
        "slideshow",
        "PowerPoint: a message a slide, charts that can be edited, definitions in the notes.",
    ),
    "document": (
        "Executive pack, PDF",
        "picture_as_pdf",
        "The same pack to read and print, with every definition at the end.",
    ),
}
_MIMES: Mapping[Form, str] = {
    "deck": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "document": "application/pdf",
}


def _pack(
    place: Where, view: Filters, report: BudgetReport, watched: list[Alert], form: Form
) -> bytes:
    # Slides, documents and pictures take seconds to import; a server that starts has no need.
    from legalops.services import pack as packs

    exports.check(place.engine, place.actor)
    more = packs.extras(place.engine, report.chosen, watched, [comments.about(view)])
    found = packs.gather(place.engine, place.actor, report, more)
    return packs.write(place.engine, place.actor, found, form)


def _drawn(frame: pd.DataFrame, columns: Mapping[str, Any]) -> Rows:
    shares = take_fields.percentages(frame, columns)
    return Rows(take_fields.fields(frame, columns), shares)


def _year(place: Where) -> list[str]:
    year = place.query.get("fy", "")
    return [f"FY{year[-2:]}"] if year.isdigit() else []


def _today() -> str:
    zone = ZoneInfo(data.settings().time_zone)
    return utc_now().astimezone(zone).date().isoformat()


def _workbook(place: Where, alt: str, rows: Whole, total: Mapping[str, Any]) -> bytes:
    exports.check(place.engine, place.actor)
    found, settings = rows(), data.settings()
    made = _made(place, settings)
    contents = Contents(
        title=f"{_title(place)}: {alt}" if alt else _title(place),
        message=_message(place, settings, found),
        fields=found.fields,
        frame=found.frame,
        about=_about(place, settings, found, made),
        foot=f"{settings.department}; {made}",
        total={name: sum_ for name, sum_ in total.items() if found.frame[name].notna().any()},
    )
    what: dict[str, str | int] = {
        "page": place.page,
        "address": place.url,
        "rows": len(found.frame),
    }
    return exports.record(place.engine, place.actor, "workbook", what, books.build(contents))


def _title(place: Where) -> str:
    return next((s.heading or s.title for s in navigation.PAGES if s.file == place.page), "Table")


def _message(place: Where, settings: Settings, found: Rows) -> str:
    view = place.view
    parts = list(found.notes)
    if view is not None:
        chosen = view.chosen(settings)
        parts.insert(0, f"{words.period(chosen)}, {words.measured(chosen)}.")
    return " ".join(parts) or f"{len(found.frame):,} rows."


def _made(place: Where, settings: Settings) -> str:
    at = periods.local(instant(utc_now()), settings.time_zone)
    return f"exported by {place.actor.display_name or place.actor.name}, {at}"


def _about(place: Where, settings: Settings, found: Rows, made: str) -> list[tuple[str, str]]:
    view = place.view
    rows = [("Department", settings.department)]
    if view is not None:
        rows += described(view, settings)
    rows += [
        ("Currency", f"{settings.reporting_currency}, unless a column says otherwise"),
        ("Rows", f"{len(found.frame):,}"),
        ("Exported", made.removeprefix("exported ")),
    ]
    return [*rows, ("Opened again at", place.url)] if place.url else rows


def described(view: Filters, settings: Settings) -> list[tuple[str, str]]:
    """Return the filters of a view in words, a name and a value each."""
    chosen, names = view.chosen(settings), spend.names()
    area = "all" if view.area is None else names.areas.get(view.area, "?")
    vendor = "all" if view.vendor is None else names.vendors.get(view.vendor, "?")
    return [
        ("Fiscal year", chosen.year.label),
        ("Period", words.period(chosen)),
        ("As of", periods.label(view.as_of)),
        ("Money", words.measured(chosen)),
        ("Practice area", area),
        ("Vendor", vendor),
    ]
