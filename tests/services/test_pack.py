"""The executive pack: slides and document hold the figures of the page, and no secret."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from sqlalchemy import Engine, text

from legalops.metrics.alerts import Alert
from legalops.metrics.budget import Chosen
from legalops.money import exact
from legalops.periods import FiscalYear, utc_now
from legalops.permissions import Actor, Role, system
from legalops.reports import deck, document, messages
from legalops.reports.pack import Pack
from legalops.services import exports, pack
from legalops.store.spend import Selection
from tests.conftest import add_person
from tests.sample import sample_engine, sample_template
from tests.store.spend_rows import fill

__all__ = ["sample_engine", "sample_template"]
CHOSEN = Chosen(FiscalYear(2026, 1), 202609)
ALERT = Alert("over", "Litigation is over.", "budget_vs_actual", {}, "Litigation", 1.2)
READER = shutil.which("pdftotext")


def gathered(engine: Engine, actor: Actor | None = None, chosen: Chosen = CHOSEN) -> Pack:
    report = pack.report_of(engine, chosen)
    return pack.gather(engine, actor or system("cli"), report, pack.extras(engine, chosen, [ALERT]))


def slides(data: bytes) -> Any:
    return Presentation(io.BytesIO(data)).slides


def series(data: bytes) -> list[dict[str, list[float | None]]]:
    return [
        {each.name: list(each.values) for each in shape.chart.plots[0].series}
        for slide in slides(data)
        for shape in slide.shapes
        if shape.has_chart
    ]


def parts_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def words_of(data: bytes, tmp_path: Path) -> str:
    if READER is None:
        pytest.skip("pdftotext is not on this machine")
    (tmp_path / "pack.pdf").write_bytes(data)
    command = [READER, "-layout", str(tmp_path / "pack.pdf"), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_the_charts_of_the_slides_hold_the_reports_amounts_to_the_cent(
    sample_engine: Engine,
) -> None:
    found = gathered(sample_engine)
    report = found.report
    by_month, by_area, by_vendor, *_ = series(deck.build(found, utc_now()))
    months = report.by_month
    assert by_month["Budget"] == [cents / 100 for cents in months["budget_cents"]]
    counted = months["actual_cents"].dropna()
    ahead = [None] * (len(months) - len(counted))
    assert by_month["Actual"] == [*(cents / 100 for cents in counted), *ahead]
    areas = report.by_area["actual_cents"].tolist()
    assert by_area["Actual"] == [cents / 100 for cents in areas[:10]]
    vendors = report.by_vendor["actual_cents"].tolist()
    assert by_vendor["Actual"] == [cents / 100 for cents in vendors[:10]]


def test_the_forecast_on_the_slides_is_the_outlooks(sample_engine: Engine) -> None:
    found = gathered(sample_engine)
    assert found.outlook is not None
    assert found.outlook.reason == ""
    drawn = next(each for each in series(deck.build(found, utc_now())) if "Forecast" in each)
    rows = found.outlook.total
    ahead = rows[~rows["is_actual"].astype(bool)]["amount_cents"]
    kept = [value for value in drawn["Forecast"] if value is not None]
    assert kept == [cents / 100 for cents in ahead]
    total = sum(value for name in ("Actual", "Forecast") for value in drawn[name] if value)
    assert round(total * 100) == found.outlook.at_completion_cents


def test_every_slide_has_one_message_and_its_definitions_in_the_notes(
    sample_engine: Engine,
) -> None:
    found = gathered(sample_engine)
    front, *others = slides(deck.build(found, utc_now()))
    assert front.shapes.title.text_frame.text == found.title
    titles = [slide.shapes.title.text_frame.text for slide in others]
    assert titles == [section.message for section in messages.sections(found)]
    assert "Formula: sum of the" in others[0].notes_slide.notes_text_frame.text


def test_the_document_says_the_same_total_as_the_report(
    sample_engine: Engine, tmp_path: Path
) -> None:
    found = gathered(sample_engine)
    said = words_of(document.build(found, utc_now()), tmp_path)
    assert exact(found.report.total.actual_cents, found.chosen.currency) in said
    assert exact(found.report.total.budget_cents or 0, found.chosen.currency) in said
    flat = " ".join(said.split())
    for section in messages.sections(found):
        assert " ".join(section.message.split()) in flat
    assert "What the figures mean" in said


def test_letters_of_other_alphabets_are_printed(engine: Engine, tmp_path: Path) -> None:
    fill(engine)
    # Cyrillic, Greek, and Latin letters with signs on them.
    cyrillic = "\u0418\u0432\u0430\u043d\u043e\u0432, \u0429\u0435\u0440\u0431\u0430\u043a"
    greek = "\u03a3\u03c9\u03ba\u03c1\u03ac\u03c4\u03b7\u03c2"
    names = {1: cyrillic, 2: greek, 3: "\u0141ukasz & S\u00f8ren \u00c7elik"}
    with engine.connect().execution_options(writes=True) as connection:
        for number, name in names.items():
            query = text("UPDATE vendor SET name = :name WHERE id = :id")
            connection.execute(query, {"name": name, "id": number})
        connection.commit()
    said = words_of(document.build(gathered(engine), utc_now()), tmp_path)
    for name in names.values():
        assert name in said


def test_an_empty_store_gives_a_pack_that_says_so(engine: Engine, tmp_path: Path) -> None:
    found = gathered(engine)
    assert [section.title.split(",")[0] for section in messages.sections(found)] == [
        "Where spend stands", "What needs attention",
    ]  # fmt: skip
    assert "there is no budget to compare it with" in words_of(
        document.build(found, utc_now()), tmp_path
    )
    assert len(slides(deck.build(found, utc_now()))) == 3


def test_a_members_pack_and_lines_hold_no_restricted_matter_and_no_closed_narrative(
    engine: Engine,
) -> None:
    fill(engine)
    member, boss = add_person(engine, "pat", Role.MEMBER), add_person(engine, "bo", Role.ADMIN)
    assert "Inquiry" in set(gathered(engine, boss).matters["name"])
    assert "Inquiry" not in set(gathered(engine, member).matters["name"])
    assert "Inquiry" in parts_of(deck.build(gathered(engine, boss), utc_now()))
    assert "Inquiry" not in parts_of(deck.build(gathered(engine, member), utc_now()))
    rows = exports.lines(engine, member, Selection(202601, 202612), "USD", gross=False)
    assert "M-2" not in set(rows.frame["matter_number"])
    assert rows.frame["narrative"].isna().all()
    assert exports.NO_NARRATIVE in rows.notes
    all_rows = exports.lines(engine, boss, Selection(202601, 202612), "USD", gross=False)
    assert {"M-1", "M-2", "M-3"} == set(all_rows.frame["matter_number"])
    assert all_rows.frame["narrative"].notna().all()
    assert len(all_rows.frame) > len(rows.frame)


def test_every_pack_that_is_taken_is_in_the_audit(engine: Engine) -> None:
    fill(engine)
    actor = add_person(engine, "pat", Role.MEMBER)
    data = pack.write(engine, actor, gathered(engine, actor), "deck")
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT actor_name, after_json FROM audit_event WHERE action = 'export.deck'")
        ).one()
    assert row[0] == "pat"
    assert re.search('"sha256": "[0-9a-f]{64}"', row[1])
    assert data[:2] == b"PK"
