"""Numbers as labs read and write them. static/labs/numbers.js is this module's twin: the same digits."""

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

# Room for the digits of any float.
_EXACT = Context(prec=400)


def number(value: object) -> float | None:
    """The value if it is a finite number; True is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def positive(value: object) -> float | None:
    """The value if it is a finite number above zero."""
    found = number(value)
    return found if found is not None and found > 0 else None


def fixed(value: float, places: int) -> str:
    """So many decimals; an exact half goes away from zero, as in JavaScript's toFixed."""
    return str(Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT))


def whole(value: float) -> str:
    """Grouped, without decimals; an exact half as in fixed()."""
    return f"{Decimal(value).quantize(Decimal(1), ROUND_HALF_UP, _EXACT):,}"


def digits(value: float) -> str:
    """Three digits."""
    if value < 9.995:
        return fixed(value, 2)
    return fixed(value, 1) if value < 99.95 else whole(value)


def count(value: float) -> str:
    """Three digits and a letter: 72.2 B."""
    for unit, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        # 999.6 M is written 1.00 B.
        if value >= unit * 0.9995:
            return f"{digits(value / unit)}\u00a0{letter}"
    return digits(value)


def brief(value: float) -> str:
    """The same without idle zeros, for round numbers: 70 B."""
    text = count(value)
    return re.sub(r"\.?0+(?=\u00a0|$)", "", text) if "." in text else text


def power(value: float) -> str:
    """5.76 × 10²³, or 10²² when the first factor is 1."""
    exact = Decimal(value)
    exponent = exact.adjusted()
    rounded = exact.scaleb(-exponent).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if rounded == 10:
        rounded, exponent = Decimal("1.00"), exponent + 1
    mantissa = str(rounded).rstrip("0").rstrip(".")
    ten = "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return ten if mantissa == "1" else f"{mantissa}\u00a0×\u00a0{ten}"


def percent(share: float) -> str:
    """Of a share of 1: 0.097%, 1.3%, 25%."""
    value = share * 100
    if value < 0.0005:
        return "less than 0.001%"
    return f"{fixed(value, 3) if value < 0.9995 else fixed(value, 1) if value < 9.95 else whole(value)}%"


_LETTERS = {"T": "e12", "B": "e9", "M": "e6", "K": "e3"}
_TYPED = re.compile(r"([0-9][0-9,_ ]*(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,3})?)\s*([TBMK]?)", re.IGNORECASE)
_MAX_TYPED = 40


def typed(text: str) -> float | None:
    """A number as people write it: 7e9, 70,000,000,000, 72.2 B; None for anything else."""
    found = _TYPED.fullmatch(text.strip()) if len(text) <= _MAX_TYPED else None
    if found is None or (found[2] and "e" in found[1].lower()):
        return None
    return float(re.sub("[,_ ]", "", found[1]) + _LETTERS.get(found[2].upper(), ""))
