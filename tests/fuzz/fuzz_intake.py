"""Throws made-up bytes at the readers of LEDES and XML: `python -m tests.fuzz.fuzz_intake -runs=N`.

Needs atheris, which nothing else does. Any exception, any answer that contradicts itself and any
input that takes more memory than allowed stops it; the input is left in `crash-*`.
"""

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from legalops.intake.how import Correction, How

atheris: Any = importlib.import_module("atheris")
with atheris.instrument_imports(include=["legalops.intake"]):
    from legalops.intake.ledes import fields
    from tests.intake.files import ON_SCREEN
    from tests.intake.test_fuzz import OLD_XML, SMALL, SOUND, TAXED, XML, answer

SEEDS = (SOUND, TAXED, XML, OLD_XML)
_LIMITS = (ON_SCREEN, SMALL)
_FIELDS = ("", *fields.LEDES98BI, "inv_id", "total_amount")


def one_input(data: bytes) -> None:
    """Read one made-up file: the bytes as they are, or a sound file changed by them."""
    given = atheris.FuzzedDataProvider(data)
    limits = _LIMITS[given.ConsumeIntInRange(0, 1)]
    if given.ConsumeBool():
        answer(given.ConsumeBytes(given.remaining_bytes()), limits)
        return
    whole = SEEDS[given.ConsumeIntInRange(0, len(SEEDS) - 1)]
    how = How(corrections=_correction(given)) if given.ConsumeBool() else How()
    while given.remaining_bytes():
        place = given.ConsumeIntInRange(0, len(whole))
        cut = given.ConsumeIntInRange(0, 40)
        put = given.ConsumeBytes(given.ConsumeIntInRange(0, 24))
        whole = whole[:place] + put + whole[place + cut :]
    answer(whole, limits, how)


def _correction(given: Any) -> tuple[Correction, ...]:
    line = given.ConsumeIntInRange(0, 12)
    field = _FIELDS[given.ConsumeIntInRange(0, len(_FIELDS) - 1)]
    return (Correction(line, field, given.ConsumeUnicodeNoSurrogates(20)),)


def main(arguments: list[str]) -> None:
    """Run from a corpus of sound files, bounded as the arguments for libFuzzer say."""
    with tempfile.TemporaryDirectory() as corpus:
        for place, seed in enumerate(SEEDS):
            (Path(corpus) / str(place)).write_bytes(b"\1\1" + seed)
        atheris.Setup([*arguments, "-max_len=6000", corpus], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
