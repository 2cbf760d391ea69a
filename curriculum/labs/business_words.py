"""Money, ratios and times as labs on business value write them, as static/labs/business-value.model.js does."""

import math

from curriculum.labs.numbers import digits, fixed, whole


def _signed(value: float, text: str) -> str:
    """With a minus that is one, unless nothing is left to be negative."""
    return f"−{text}" if value < 0 and any(digit in "123456789" for digit in text) else text


def money(value: float) -> str:
    """$24,650; −$1,500."""
    return _signed(value, f"${whole(abs(value))}")


def price(value: float) -> str:
    """A price, which may be a fraction of a cent: $0.00615, $6.15, $6,150."""
    size = abs(value)
    places = 5 if size < 0.1 else 4 if size < 1 else 2
    return _signed(value, f"${fixed(size, places) if size < 999.995 else whole(size)}")


def ratio(share: float) -> str:
    """A share of 1 that may be negative or far above 1: 98.6%, −37.3%, 1,250%."""
    size = abs(share) * 100
    return _signed(share, f"{fixed(size, 1) if size < 999.95 else whole(size)}%")


def months(time: float | None) -> str:
    """6.04 months."""
    if time is None:
        return "never"
    return "over 100 years" if time > 1200 else f"{digits(time)} months"


def volume(requests: float | None) -> str:
    """The first whole number of requests that suffices: 266,076 a month."""
    return "none" if requests is None else f"{whole(math.ceil(requests - 1e-6))} a month"
