"""What does taking it along cost: a workbook of 100,000 lines, the executive pack?"""

import io
import random
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pandas as pd
import xlsxwriter

from benchmarks import stores
from benchmarks.timing import Bar, ratio
from legalops.charts.theme import tokens
from legalops.metrics.budget import Chosen
from legalops.periods import FiscalYear, utc_now
from legalops.permissions import system
from legalops.reports import deck, document, images, messages
from legalops.reports.workbook import Contents, Field, build
from legalops.services import pack
from legalops.store.engine import open_engine

LINES, RUNS = 100_000, 3
_DAYS = ("dated", "worked")
_MINOR = {"units": 4, "rate": 4, "billed": 2, "tax": 2, "reporting": 2}
_WORDS = "review draft call with counsel re motion to compel production schedule".split()


def bars(folder: Path) -> list[Bar]:
    """Measure the workbook against a bare table, the pack against its charts alone."""
    frame = _lines()
    return [
        Bar(
            "workbook of 100,000 lines / bare table of the same cells",
            ratio(partial(build, _contents(frame)), partial(_bare, frame), runs=RUNS),
            2.0,
        ),
        _pack(folder / "pack.db"),
    ]


def _lines() -> pd.DataFrame:
    chance, many = random.Random(1), range(LINES)  # noqa: S311  # made-up data
    start = date(2026, 1, 1)
    return pd.DataFrame(
        {
            "vendor": [f"Firm {i % 30}" for i in many],
            "invoice": [f"INV-{i // 20}" for i in many],
            "matter": [f"M-{i % 400:05}" for i in many],
            "timekeeper": [f"Person {i % 500}" for i in many],
            "classification": [("PARTNR", "ASSOC", "PARALG")[i % 3] for i in many],
            "task": ["L110" for _ in many],
            **{day: [str(start + timedelta(i % 300)) for i in many] for day in _DAYS},
            **{name: [chance.randrange(1000, 10**7) for _ in many] for name in _MINOR},
            "narrative": [
                f"{' '.join(chance.choice(_WORDS) for _ in range(14))} {i}" for i in many
            ],
        }
    )


def _contents(frame: pd.DataFrame) -> Contents:
    fields = [_field(name) for name in frame]
    return Contents("Invoice lines", "All lines", fields, frame, [("Filters", "none")], "Bench")


def _field(name: str) -> Field:
    if name in _DAYS:
        return Field(name, name.capitalize(), "date")
    if name in _MINOR:
        return Field(name, name.capitalize(), "minor", "", _MINOR[name])
    return Field(name, name.capitalize())


def _bare(frame: pd.DataFrame) -> bytes:
    """Write the same cells, dates as dates and numbers as numbers, as one table."""
    cells = frame.copy()
    for name in _DAYS:
        cells[name] = [date.fromisoformat(day) for day in frame[name]]
    for name, places in _MINOR.items():
        cells[name] = frame[name] / 10**places
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(made, {**options, "default_date_format": "yyyy-mm-dd"})
    headings = [{"header": name} for name in cells]
    rows = cells.astype(object).to_numpy().tolist()
    book.add_worksheet().add_table(
        0, 0, len(rows), len(headings) - 1, {"data": rows, "columns": headings}
    )
    book.close()
    return made.getvalue()


def _pack(path: Path) -> Bar:
    engine = open_engine(stores.build(path, 10_000))
    chosen = Chosen(FiscalYear(2026), 202609)
    whole = pack.gather(
        engine, system("demo"), pack.report_of(engine, chosen), pack.extras(engine, chosen)
    )
    pictures = [s.picture(tokens("light")) for s in messages.sections(whole) if s.picture]

    def both() -> None:
        deck.build(whole, utc_now())
        document.build(whole, utc_now())

    def charts() -> None:
        for each in pictures:
            images.png(each, scale=1.6)

    charts()  # fonts and the drawing engine are loaded once a process
    found = ratio(both, charts, runs=RUNS)
    engine.dispose()
    return Bar("executive pack, slides and document / its charts alone", found, 5.0)
