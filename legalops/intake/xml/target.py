"""Takes an XML file apart as it streams by: which segment holds which values, and where."""

from collections.abc import Callable
from typing import Any

from legalops.intake.draft import Limits
from legalops.intake.xml.names import SEGMENTS, SINGLE
from legalops.intake.xml.refusal import Refusal

DEEPEST = 32
#: An attribute of LEDES XML is a namespace or a date.
_LONGEST_ATTRIBUTE = 1 << 16
#: Elements for every line that is allowed; the longest standard segment has fewer.
_ELEMENTS_A_LINE = 120


class Segment:
    """An element that holds values: its name, its values by element, its line and its XPath."""

    __slots__ = ("counts", "depth", "line", "name", "parent", "path", "values")

    def __init__(self, name: str, parent: "Segment | None", depth: int, line: int) -> None:
        self.name = name
        self.parent = parent
        self.depth = depth
        self.line = line
        self.path = ""
        self.values: dict[str, str] = {}
        self.counts: dict[str, int] = {}


class Target:
    """What the parser tells of its file; hands over every segment as it closes.

    `closed` is given each segment with its parent still open; `opened` when one begins.
    """

    def __init__(
        self,
        limits: Limits,
        opened: Callable[[Segment], None],
        closed: Callable[[Segment], None],
        repeated: Callable[[Segment, str, int], None],
    ) -> None:
        self._parts: list[str] = []
        self.data = self._parts.append
        self._opened, self._closed, self._repeated = opened, closed, repeated
        self._local: dict[str, str] = {}
        self._names: list[str] = []
        self._depth = 0
        self._left = None if limits.max_lines is None else limits.max_lines * _ELEMENTS_A_LINE
        self._elements = 0
        self.segment = Segment("", None, 0, 0)
        self.expat: Any = None
        self.root = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self._depth += 1
        self._elements += 1
        if attributes or self._depth > DEEPEST:
            self._guard(attributes)
        name = self._local.get(tag) or self._named(tag)
        self._names.append(name)
        if name in SEGMENTS:
            self._begin(name)
        self._parts.clear()

    def end(self, _tag: str) -> None:
        """End an element: a value of the segment around it, or the segment itself."""
        name, segment = self._names.pop(), self.segment
        if self._depth == segment.depth + 1:
            if name not in segment.values:
                segment.values[name] = "".join(self._parts).strip()
            elif name in SINGLE:
                self._repeated(segment, name, self.expat.CurrentLineNumber)
        elif self._depth == segment.depth:
            self._closed(segment)
            self.segment = segment.parent or segment
        self._depth -= 1
        self._parts.clear()

    def close(self) -> None:
        """End the file."""

    def _named(self, tag: str) -> str:
        if not self.root:
            self.root = tag
        name = tag.rpartition("}")[2]
        if len(self._local) < 10_000:
            self._local[tag] = name
        return name

    def _begin(self, name: str) -> None:
        parent = self.segment
        segment = Segment(name, parent, self._depth, self.expat.CurrentLineNumber)
        place = parent.counts[name] = parent.counts.get(name, 0) + 1
        between = "/".join(self._names[parent.depth :])
        segment.path = f"{parent.path}/{between}[{place}]"
        self.segment = segment
        if self._left is not None and self._elements > self._left:
            raise Refusal(
                "xml_limit", "The file has more elements than any invoice file of an allowed size. "
                "Split it, or import it from the command line.",
            )  # fmt: skip
        self._opened(segment)

    def _guard(self, attributes: dict[str, str]) -> None:
        if self._depth > DEEPEST:
            message = f"The elements are nested more than {DEEPEST} deep, which no LEDES file is. "
            raise Refusal("xml_limit", message + "Ask the firm for a sound file.")
        if any(len(value) > _LONGEST_ATTRIBUTE for value in attributes.values()):
            message = "An attribute is longer than 64 KB, which none of a LEDES file is. "
            raise Refusal("xml_limit", message + "Ask the firm for a sound file.")
