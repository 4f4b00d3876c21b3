"""The lines of an XML invoice: every fee, expense and discount as a row of texts."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from legalops.intake.ledes import fields
from legalops.intake.numbers import Number, number

_TAX_AMOUNTS = ("tax_amount", "total_tax", "tax_total", "item_tax_amount", "tax_item_amount")
_NO = frozenset({"n", "no", "0", "false"})
_CENT_E4 = 100


def amount(text: str) -> Number | None:
    """Read an amount, None where there is none or it cannot be read."""
    read = number(text) if text else None
    return None if read is None or read.fault else read


def adjustment(values: Mapping[str, str], discounts: list[dict[str, str]]) -> str:
    """Return the discount of a charge, below zero where it lowers the total.

    An amount whose direction is not said is given the one with which the charge adds up.
    """
    if discounts:
        parts = [amount(signed(each)) for each in discounts]
        return _text(sum(part.e4 for part in parts if part))
    text = values.get("item_disc_cred_amount", "") or values.get("discount_amount", "")
    read = amount(text)
    if read is None or not read.e4:
        return text
    total, product = amount(values.get("total_amount", "")), _product(values)
    if total is None or product is None or abs(product + read.e4 - total.e4) <= _CENT_E4:
        return text
    is_fit = abs(product - read.e4 - total.e4) <= _CENT_E4
    return _text(-read.e4) if is_fit else text


def signed(discount: Mapping[str, str]) -> str:
    """Return the amount of a discount, credit or increase with its sign."""
    text = discount.get("disc_cred_amount", "") or discount.get("item_disc_cred_amount", "")
    read = amount(text)
    if read is None:
        return text
    is_increase = discount.get("increase_decrease", "").strip().lower().startswith("inc")
    return _text(abs(read.e4) if is_increase else -abs(read.e4))


def tax(
    values: Mapping[str, str], given: list[dict[str, str]], rates: Mapping[str, dict[str, str]]
) -> str:
    """Return the taxes of a charge: the amounts it names, else its rates of its amount."""
    if not given:
        return values.get("tax_amount", "") or values.get("total_tax", "")
    whole = 0
    for each in given:
        named = next((each[name] for name in _TAX_AMOUNTS if each.get(name)), "")
        if named and amount(named) is None:
            return named
        whole += _one_tax(values, each, rates, amount(named))
    return _text(whole)


def _one_tax(
    values: Mapping[str, str],
    given: Mapping[str, str],
    rates: Mapping[str, dict[str, str]],
    named: Number | None,
) -> int:
    kind = rates.get(given.get("tx_id", ""), {})
    is_less = (given.get("is_increase") or kind.get("is_increase") or "").strip().lower() in _NO
    if named is not None:
        return -abs(named.e4) if is_less else named.e4
    rate = amount(given.get("tax_rate_percent", "") or kind.get("tax_rate_percent", ""))
    base = _taxable(values)
    if rate is None or base is None:
        return 0
    exact = rate.exact or Fraction(rate.e4, 10_000)
    cents = round(base * exact / _CENT_E4)
    return (-cents if is_less else cents) * _CENT_E4


def _taxable(values: Mapping[str, str]) -> int | None:
    product = _product(values)
    less = amount(values.get("item_disc_cred_amount", ""))
    if product is not None:
        return product + (less.e4 if less else 0)
    total = amount(values.get("base_amount", "") or values.get("total_amount", ""))
    return total.e4 if total else None


def _product(values: Mapping[str, str]) -> int | None:
    units, rate = amount(values.get("units", "")), amount(values.get("rate", ""))
    if units is None or rate is None:
        return None
    return round(Fraction(units.e4 * rate.e4, 10_000))


def of_matter(matter: Mapping[str, str], discounts: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows of a matter's discounts and credits, by LEDES field."""
    found = []
    for each in discounts:
        category = each.get("disc_cred_category", "").strip().lower()
        what = each.get("disc_cred", "")
        text = each.get("disc_cred_desc") or f"Discount or credit {what}".rstrip()
        found.append(_row("IE" if category.startswith("exp") else "IF", signed(each), text))
    for name, kind in (("matter_adj_on_fees", "IF"), ("matter_adj_on_exp", "IE")):
        found.append(_row(kind, matter.get(name, ""), f"Adjustment of the matter ({name})"))
    return [row for row in found if _is_something(row[fields.LINE_TOTAL])]


def _row(kind: str, text: str, narrative: str) -> dict[str, str]:
    return {
        fields.KIND: kind,
        fields.ADJUSTMENT: text,
        fields.LINE_TOTAL: text,
        fields.NARRATIVE: narrative,
    }


def _is_something(text: str) -> bool:
    read = amount(text)
    return bool(text) and (read is None or read.e4 != 0 or read.exact is not None)


def whole_tax(invoice: Mapping[str, str], matters: Sequence[Mapping[str, str]]) -> str:
    """Return the tax that an invoice states as a whole, else what its matters state."""
    stated = invoice.get("inv_total_tax", "")
    if stated:
        return stated
    parts = [
        amount(matter.get(name, ""))
        for matter in matters
        for name in ("matter_tax_on_fees", "matter_tax_on_exp")
    ]
    known = [part.e4 for part in parts if part]
    return _text(sum(known)) if known else ""


def person(keeper: Mapping[str, str]) -> str:
    """Return a timekeeper's name as "Last, First"."""
    return ", ".join(p for p in (keeper.get("tk_lname", ""), keeper.get("tk_fname", "")) if p)


def _text(e4: int) -> str:
    whole, rest = divmod(abs(e4), 10_000)
    return f"{'-' if e4 < 0 else ''}{whole}.{rest:04d}"
