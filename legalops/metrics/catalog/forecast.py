"""What do the figures about forecasts and their record mean?"""

from legalops.metrics.catalog.measure import Measure

_DATES = "by invoice date"
_LEFT_OUT = (
    "rejected, undone and superseded invoices; money no exchange rate covers; months after the "
    "last closed one"
)


def _forecast(key: str, label: str, meaning: str, formula: str, **fields: str) -> Measure:
    given = {"unit": "money", "good": "low", "basis": _DATES, "excludes": _LEFT_OUT, **fields}
    return Measure(key, label, meaning, formula, room="Forecast", page="forecast", **given)  # type: ignore[arg-type]  # the words are ours


MEASURES: tuple[Measure, ...] = (
    _forecast(
        "forecast",
        "Forecast",
        "What the fiscal year will have cost at its end, as it looks now.",
        "actual to date + business as usual still to come, by the method shown + what is to come "
        "of exceptional matters",
    ),
    _forecast(
        "forecast_over",
        "Over or under",
        "How far the year's end is forecast from its budget; above zero is over budget.",
        "forecast at completion less budget of the fiscal year",
    ),
    _forecast(
        "forecast_range",
        "Range, 4 in 5",
        "Between which ends the fiscal year closes four times in five, going by how far the same "
        "method missed before.",
        "forecast at completion ± the distance that held 80% of the misses of as many months "
        "added up, in the trials",
        good="none",
    ),
    _forecast(
        "forecast_actual",
        "Actual to date",
        "What vendors billed in the fiscal year up to the month the forecast starts from.",
        "sum of the invoice lines up to that month",
    ),
    _forecast(
        "to_come",
        "Still to come",
        "What the rest of the fiscal year is forecast to cost.",
        "forecast at completion less actual to date",
    ),
    _forecast(
        "wape",
        "Missed by",
        "How far forecasts of single months were from what came, as a share of what came (WAPE).",
        "sum of |forecast less actual| ÷ sum of actual",
        unit="share",
        basis="by invoice date; every month up to twelve ahead of the last eighteen closed months",
        excludes=f"{_LEFT_OUT}; exceptional matters",
    ),
    _forecast(
        "bias",
        "Leans",
        "Whether forecasts were rather too high (above zero) or too low.",
        "sum of (forecast less actual) ÷ sum of actual",
        unit="share",
        good="even",
        basis="by invoice date; the same months as Missed by",
        excludes=f"{_LEFT_OUT}; exceptional matters",
    ),
    _forecast(
        "band_coverage",
        "Inside the range",
        "How many months came inside the range forecast for them; 80% is what it promises.",
        "months inside their range ÷ months that had one",
        unit="share",
        good="high",
        basis="by invoice date; the same months as Missed by",
        excludes=f"{_LEFT_OUT}; exceptional matters",
    ),
    _forecast(
        "kept_wape",
        "Missed by, as kept",
        "The same of the forecasts that were kept when months were closed: as it was known then, "
        "exceptional matters in it.",
        "sum of |forecast less actual| ÷ sum of actual",
        unit="share",
        basis="by invoice date; every kept forecast of a month closed since",
    ),
    _forecast(
        "exceptional",
        "Exceptional matter",
        "A matter too large or unusual to follow from the past: it is forecast on its own and "
        "added to business as usual.",
        "actual of the fiscal year + what is to come: what is left of the amount expected in "
        "all, else its budget of the coming months, else the mean of its last three months",
        excludes="rejected, undone and superseded invoices; money no exchange rate covers",
    ),
)
