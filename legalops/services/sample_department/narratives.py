"""What did the firm say it did: narratives and activity codes put together from parts."""

from random import Random
from typing import Any

from legalops.services.sample_department.source import Firm, Keeper, Phase, Source

_SLOTS = {"document": "documents", "event": "events", "topic": "topics"}


def describe(
    source: Source, chance: Random, phase: Phase, task: str, *, keeper: Keeper, firm: Firm
) -> tuple[str, str]:
    """Return (activity code, narrative) that fit the task and the person."""
    told = source.narratives
    words = {**told["tasks"].get(task, {}), **told["themes"].get(phase.theme, {})}
    activity = _activity(chance, told, words, keeper.classification)
    shape = chance.choice(told["activities"][activity])
    text = shape.format(**_filling(chance, told, words, keeper, firm))
    return activity, text[0].upper() + text[1:]


def _activity(
    chance: Random, told: dict[str, Any], words: dict[str, Any], classification: str
) -> str:
    usual = told["by_class"].get(classification, told["by_class"]["ASSOC"])
    fitting = [a for a in words.get("activities", usual) if a in usual]
    choices = fitting or words.get("activities") or list(usual)
    weights = [usual.get(a, 1) for a in choices]
    return str(chance.choices(choices, weights)[0])


def _filling(
    chance: Random, told: dict[str, Any], words: dict[str, Any], keeper: Keeper, firm: Firm
) -> dict[str, str]:
    chosen = {slot: chance.choice(words.get(key, ["the file"])) for slot, key in _SLOTS.items()}
    others = [k.name.partition(",")[0] for k in firm.timekeepers if k.code != keeper.code]
    return {
        **chosen,
        "client": chance.choice(told["clients"]),
        "colleague": chance.choice(others),
        "third": chance.choice(words.get("third", ["third-party counsel"])),
    }
