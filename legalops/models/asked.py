"""What a form asks for: the kinds of fields, and what each of them takes."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

LONGEST_TITLE = 200
LONGEST_PROSE = 10_000
#: Values are kept in 1/10000, so this is a hundred thousand million.
LARGEST_E4 = 10**15
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)

Widget = Literal[
    "line", "prose", "day", "choice", "person", "people", "number", "money", "count",
    "record", "records", "tick",
]  # fmt: skip
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Ask:
    """How a form asks for one field of an input.

    `choices` are (kept, shown) pairs of a "choice"; `records` names the kind of a "record";
    `unit` stands behind the label of a number; `row` puts fields of one name side by side;
    `lines` is the height of prose; `is_more` moves the field under "More".
    """

    label: str
    widget: Widget = "line"
    help: str = ""
    example: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    records: str = ""
    unit: str = ""
    row: str = ""
    lines: int = 3
    is_more: bool = False


class Asked(BaseModel):
    """The base of what forms give: frozen, nothing beside its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _visible(text: str) -> str:
    """Return text without control signs; refuse signs that turn the reading direction."""
    turned = _DIRECTION.search(text)
    if turned:
        raise ValueError(
            f"holds an invisible sign that turns the reading direction (U+{ord(turned[0]):04X}). "
            "Type the text again instead of pasting it."
        )
    return "".join(
        sign for sign in text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        if sign in "\n\u200d" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")
    )  # fmt: skip


def _line(text: str) -> str:
    tidy = _SPACES.sub(" ", _visible(text)).strip()
    if len(tidy) > LONGEST_TITLE:
        raise ValueError(
            f"has {len(tidy):,} characters; {LONGEST_TITLE} are the most. Put the rest below."
        )
    return tidy


def _title(text: str) -> str:
    tidy = _line(text)
    if not tidy.strip("\u200d"):
        raise ValueError("is empty. Type a few words.")
    return tidy


def _prose(text: str) -> str:
    tidy = _BLANK_LINES.sub("\n\n", _visible(text)).strip()
    if len(tidy) > LONGEST_PROSE:
        raise ValueError(f"has {len(tidy):,} characters; {LONGEST_PROSE:,} are the most.")
    return tidy


def _no_gap(text: str) -> str:
    if not text:
        raise ValueError("is empty. Type a sentence.")
    return text


def _day(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(
            f"must lie between {FIRST_DAY.year} and {LAST_DAY.year}, not {day.isoformat()}."
        )
    return day


def _e4(value: int) -> int:
    if abs(value) > LARGEST_E4:
        raise ValueError("is too large. Choose a larger unit, such as thousands.")
    return value


def _cents(value: int) -> int:
    if not 0 <= value <= LARGEST_E4:
        raise ValueError("must be an amount from zero on.")
    return value


def _ids(value: Any) -> Any:
    return tuple(sorted(set(value))) if isinstance(value, (list, tuple, set)) else value


def _blank(value: Any) -> Any:
    return None if value == "" else value


#: One line that may be empty, a title that may not, several lines, several that may not be empty.
Line = Annotated[str, AfterValidator(_line)]
Title = Annotated[str, AfterValidator(_title)]
Prose = Annotated[str, AfterValidator(_prose)]
Words = Annotated[str, AfterValidator(_prose), AfterValidator(_no_gap)]
Day = Annotated[date, AfterValidator(_day)]
MaybeDay = Annotated[Day | None, BeforeValidator(_blank)]
#: A value in 1/10000 of its unit; an amount of money in minor units.
E4 = Annotated[int, AfterValidator(_e4)]
Cents = Annotated[int, AfterValidator(_cents)]
#: Users or records, by id.
People = Annotated[tuple[int, ...], BeforeValidator(_ids)]
