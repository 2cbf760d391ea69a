"""Numbers as people type them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.grading import parse_number

READ = [
    ("112", "112"),
    ("+112", "112"),
    ("-0.5", "-0.5"),
    ("−0.5", "-0.5"),
    ("–0.5", "-0.5"),
    ("- 7", "-7"),
    ("  7\n", "7"),
    ("007", "7"),
    ("0", "0"),
    ("-0", "0"),
    (".5", "0.5"),
    (",5", "0.5"),
    ("5.", "5"),
    ("5,", "5"),
    # thousands
    ("1 234", "1234"),
    ("1\u2009234\u2009567", "1234567"),
    ("1\u202f234", "1234"),
    ("1\u00a0234", "1234"),
    ("1\u2007234", "1234"),
    ("12'345.6", "12345.6"),
    ("12’345", "12345"),
    ("1_000_000", "1000000"),
    ("1,234", "1234"),
    ("-1,234,567.89", "-1234567.89"),
    ("123,456.", "123456"),
    ("1 234,5", "1234.5"),
    # Where spaces set thousands apart, a comma does not.
    ("1 234,567", "1234.567"),
    # a comma that cannot be one of thousands
    ("1,5", "1.5"),
    ("1,23", "1.23"),
    ("1,2345", "1.2345"),
    ("1234,567", "1234.567"),
    ("0,125", "0.125"),
    ("00,125", "0.125"),
    # exponents
    ("1.12e11", "112000000000"),
    ("1.12E+11", "112000000000"),
    ("1,12e11", "112000000000"),
    ("112e-3", "0.112"),
    ("112e−3", "0.112"),
    ("1 e 3", "1000"),
    ("1.12 × 10^11", "112000000000"),
    ("1.12*10^11", "112000000000"),
    ("1.12x10**11", "112000000000"),
    ("1.12·10¹¹", "112000000000"),
    ("1.12⋅10¹¹", "112000000000"),
    ("1.12\u00a0×\u00a010⁻³", "0.00112"),
    ("2X10⁺3", None),
    ("2X10⁺³", "2000"),
    ("2 × 10 ^ -3", "0.002"),
    ("1,234×10^3", "1234000"),
    ("10^22", "1e22"),
    ("10²²", "1e22"),
    ("-10²", "-100"),
    ("10**-2", "0.01"),
    ("1e400", "1e400"),
    ("1e-400", "1e-400"),
    ("9" * 60, "9" * 60),
    # no numbers
    ("", None),
    (" ", None),
    (".", None),
    (",", None),
    ("-", None),
    ("+-5", None),
    ("--5", None),
    ("nan", None),
    ("Infinity", None),
    ("1e", None),
    ("e5", None),
    ("1e5.5", None),
    ("1e401", None),
    ("1e-401", None),
    ("10^401", None),
    ("1e00400", None),
    ("9" * 61, None),
    (" " * 60 + "1", None),
    ("1 23", None),
    ("1 2345", None),
    ("0 123", None),
    ("1234 567", None),
    ("1 234'567", None),
    ("1 234 56", None),
    ("1\n234", None),
    ("1,234,56", None),
    ("12,34,567", None),
    (",123,456", None),
    ("1.234.567", None),
    ("1.234,5", None),
    ("1,234,567,8", None),
    ("1.5,5", None),
    ("112 GB", None),
    ("$112", None),
    ("50%", None),
    ("0x10", None),
    ("1/2", None),
    ("5²", None),
    ("1011^", None),
    ("1.12 × 1011", None),
    ("1.12 × 9^11", None),
    ("10^^11", None),
    ("٣", None),
    ("１２", None),
    ("1\0", None),
    ("\ud800", None),
]


@pytest.mark.parametrize(("typed", "number"), READ)
def test_a_number_is_read_as_it_was_meant(typed: str, number: str | None) -> None:
    assert parse_number(typed) == (None if number is None else Fraction(number))


@given(st.text(max_size=80) | st.text(st.sampled_from("0123456789.,'_ eE+-−×*^¹²⁻x·"), max_size=62))
def test_any_text_is_a_number_or_none(typed: str) -> None:
    number = parse_number(typed)
    assert number is None or abs(number) < Fraction(10) ** 461


@given(st.decimals(Decimal("-1e12"), Decimal("1e12"), places=4), st.sampled_from([" ", "\u202f", "'", "_", ","]))
def test_a_number_is_the_same_with_and_without_its_thousands_set_apart(number: Decimal, separator: str) -> None:
    assert parse_number(f"{number:f}") == Fraction(number)
    assert parse_number(f"{number:,f}".replace(",", separator)) == Fraction(number)


@given(st.decimals(Decimal("-1e6"), Decimal("1e6"), places=2), st.integers(-400, 400))
def test_exponents_may_be_written_in_three_ways(number: Decimal, exponent: int) -> None:
    raised = str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    meant = Fraction(number) * Fraction(10) ** exponent
    for typed in (f"{number}e{exponent}", f"{number} × 10^{exponent}", f"{number}·10{raised}"):
        assert parse_number(typed) == meant
