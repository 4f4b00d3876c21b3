"""How amounts are read, rounded, converted and written. Integers only, never a float."""

import re
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import numpy.typing as npt

from legalops.errors import InvalidInputError

#: Currencies whose minor unit is not a hundredth (ISO 4217).
_DIGITS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW
    KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN
    NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK
    SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS
    VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG""".split()
)
RATE_ONE = 10**8  # exchange rates are integers in 1e-8
LARGEST = 10**13  # no amount of ours is larger, in minor units
_PLAIN = re.compile(r"[+-]?([0-9]{1,14})(\.[0-9]*)?|[+-]?\.[0-9]+")


def digits(currency: str) -> int:
    """Return how many decimals the currency's minor unit has (ISO 4217)."""
    return _DIGITS.get(currency, 2)


def currency_code(text: str) -> str:
    """Return the ISO 4217 code in capitals; raise InvalidInputError for anything else."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise InvalidInputError("Currency", f"{text!r} is not an ISO 4217 code such as USD or EUR.")
    return code


def parse_amount(text: str, currency: str, field: str = "Amount") -> int:
    """Return what a person typed in minor units; thousands commas are allowed.

    Raises InvalidInputError for anything but digits, one point, one leading sign.
    """
    plain = (
        text.strip().replace(",", "")
        if re.fullmatch(r"\s*[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?\s*", text)
        else text.strip()
    )
    if not _PLAIN.fullmatch(plain) or not plain.isascii():
        raise InvalidInputError(field, f"{text!r} is not an amount. Write it like 1250.00.")
    minor = Decimal(plain).scaleb(digits(currency))
    if minor != minor.to_integral_value():
        raise InvalidInputError(field, f"{text!r} has more decimals than {currency} has.")
    if abs(minor) > LARGEST:
        raise InvalidInputError(field, f"{text!r} is larger than any amount this store keeps.")
    return int(minor)


def parse_rate(text: str) -> int:
    """Return an exchange rate in 1e-8; raise InvalidInputError unless it is positive."""
    plain = text.strip()
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,8})?", plain):
        raise InvalidInputError("Rate", f"{text!r} is not a rate. Write it like 1.0845.")
    rate = int(Decimal(plain).scaleb(8))
    if rate == 0:
        raise InvalidInputError("Rate", "A rate of zero would make all money vanish.")
    return rate


def convert(minor: int, currency: str, to: str, rate_e8: int) -> int:
    """Convert minor units at a rate in 1e-8, ties away from zero."""
    scale = Decimal(10) ** (digits(to) - digits(currency))
    exact = Decimal(minor) * rate_e8 * scale / RATE_ONE
    return int(exact.to_integral_value(ROUND_HALF_UP))


def convert_many(
    minor: npt.NDArray[np.int64], currency: str, to: str, rate_e8: int
) -> npt.NDArray[np.int64]:
    """Convert each amount by itself, exactly as `convert` does."""
    shift = digits(to) - digits(currency)
    up, down = rate_e8 * 10 ** max(shift, 0), RATE_ONE * 10 ** max(-shift, 0)
    largest = int(np.abs(minor).max(initial=0))
    if largest * up + down < 2**63:
        size: npt.NDArray[np.int64] = (np.abs(minor) * up + down // 2) // down
        return np.where(minor < 0, -size, size)
    converted = [convert(value, currency, to, rate_e8) for value in minor.tolist()]
    return np.array(converted, np.int64)


def exact(minor: int, currency: str, *, sign: bool = False) -> str:
    """Write minor units in full: `1,684.45`; with `sign` always with + or a true minus."""
    places = digits(currency)
    text = f"{Decimal(abs(minor)).scaleb(-places):,.{places}f}"
    if minor < 0:
        return "\u2212" + text
    return "+" + text if sign and minor > 0 else text


def money(minor: int, currency: str, *, sign: bool = False) -> str:
    """Write minor units in full with their currency: `USD 1,684.45`."""
    return f"{currency} {exact(minor, currency, sign=sign)}"


def short(minor: int, currency: str, *, sign: bool = False) -> str:
    """Write minor units for a card: `1.68M`, `845k`, `620`; never more than four figures."""
    value = Decimal(abs(minor)).scaleb(-digits(currency))
    for size, suffix in ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**3), "k")):
        if value >= size * Decimal("0.9995"):
            scaled = value / size
            places = 0 if scaled >= Decimal("99.95") else 1 if scaled >= Decimal("9.995") else 2
            text = f"{scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)}{suffix}"
            break
    else:
        text = str(value.quantize(Decimal(1), ROUND_HALF_UP))
    if minor < 0:
        return "\u2212" + text
    return "+" + text if sign and minor > 0 else text
