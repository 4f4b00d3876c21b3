"""Measure every speed bar, print one line each and write them to build/bench.json."""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import formats, imports, large, pages, parse, sessions, taken, work
from benchmarks.timing import Bar


def main() -> int:
    """Return 0 when every bar is met."""
    bars: list[Bar] = []
    for room in (parse, formats, imports, pages, large, sessions, taken, work):
        with tempfile.TemporaryDirectory() as folder:
            for bar in room.bars(Path(folder)):
                bars.append(bar)
                sys.stdout.write(f"{bar.name}: {bar.ratio:.2f} (goal {bar.goal:.2f})\n")
                sys.stdout.flush()
    target = Path("build") / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([bar._asdict() for bar in bars], indent=1) + "\n")
    return 0 if all(bar.ratio <= bar.goal for bar in bars) else 1


if __name__ == "__main__":
    sys.exit(main())
