"""What is in each column of a table, so that a workbook can hold it as what it is?"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from legalops.reports.workbook import Field, Kind

#: Columns that are there to be clicked or looked at.
_NOT_TAKEN = {"button", "image", "line_chart", "bar_chart", "area_chart"}
_PLACES = re.compile(r"\.(\d+)f")
_MONTH = re.compile(r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [12][0-9]{3}")
_OF_TYPE: dict[str, Kind] = {"date": "date", "datetime": "instant", "text": "text"}
_FIRST = ("budget", "actual")


def fields(frame: pd.DataFrame, columns: Mapping[str, Any]) -> list[Field]:
    """Return what each column of a drawn table holds, in its order, without its buttons."""
    found = []
    for name in frame.columns:
        config = columns.get(name, {})
        if config is not None and _type(config) not in _NOT_TAKEN:
            found.append(_field(str(name), config, frame[name]))
    return _with_drawn(found)


def percentages(frame: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return the frame with what is drawn in per cent as shares."""
    changed = {
        name: pd.to_numeric(frame[name]) / 100
        for name in frame.columns
        if _format(columns.get(name) or {}).endswith("%%")
    }
    return frame.assign(**changed)


def _type(config: Any) -> str:
    # A column of buttons is a value of its own kind, not a dict.
    settings = config if isinstance(config, Mapping) else getattr(config, "config", {})
    kind = settings.get("type_config") or {}
    return str(kind.get("type", ""))


def _format(config: Any) -> str:
    if not isinstance(config, Mapping):
        return ""
    return str((config.get("type_config") or {}).get("format") or "")


def _field(name: str, config: Mapping[str, Any], values: pd.Series) -> Field:
    written = _format(config)
    kind = _OF_TYPE.get(_type(config)) or _kind(written, values)
    if kind == "text" and len(values) and all(_MONTH.fullmatch(str(value)) for value in values):
        kind = "month"
    return Field(
        name=name,
        label=str(config.get("label") or name),
        kind=kind,
        help=str(config.get("help") or ""),
        places=_places(written, kind, values),
        is_signed="+" in written,
    )


def _kind(written: str, values: pd.Series) -> Kind:
    if written.endswith("%%") or written == "percent":
        return "share"
    if pd.api.types.is_bool_dtype(values):
        return "text"
    if pd.api.types.is_numeric_dtype(values):
        return "number"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "instant"
    return _of_value(next((value for value in values if not _is_none(value)), None))


def _of_value(value: object) -> Kind:
    if isinstance(value, Decimal):
        return "money"
    if isinstance(value, bool) or value is None:
        return "text"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, datetime):
        return "instant"
    return "date" if isinstance(value, date) else "text"


def _is_none(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT


def _places(written: str, kind: Kind, values: pd.Series) -> int:
    found = _PLACES.search(written)
    if found:
        return int(found.group(1))
    if kind == "number" and (written.endswith("d") or pd.api.types.is_integer_dtype(values)):
        return 0
    return 1 if kind == "share" else 2


def _with_drawn(found: list[Field]) -> list[Field]:
    """Mark what a chart of the rows shows: budget and actual, else the first money there is."""
    money = [each.name for each in found if each.kind == "money"]
    drawn = [name for name in money if name in _FIRST] or money[:1]
    return [replace(each, is_drawn=each.name in drawn) for each in found]
