"""Codes: 140 random bits that survive being typed."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from progress import codes

drawn = st.binary(min_size=codes.N_BYTES, max_size=codes.N_BYTES)


@given(drawn)
def test_a_code_survives_being_typed(random: bytes) -> None:
    code = codes.code_from(random)
    assert codes.is_code(code)
    typed = codes.grouped(code)
    alike = typed.replace("0", "o").replace("1", "l")
    assert {codes.read(one) for one in (code, typed, typed.lower(), alike, f" {typed} ")} == {code}


def test_a_code_holds_at_least_128_bits_and_each_bit_counts() -> None:
    """P18, P26"""
    assert 5 * codes.LENGTH >= 128
    zero = codes.code_from(bytes(codes.N_BYTES))
    bits = [codes.code_from((1 << bit).to_bytes(codes.N_BYTES, "big")) for bit in range(5 * codes.LENGTH)]
    assert len({zero, *bits}) == 1 + 5 * codes.LENGTH
    assert len({codes.code_from(secrets.token_bytes(codes.N_BYTES)) for _ in range(1000)}) == 1000


@given(st.text(max_size=200))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    code = codes.read(typed)
    assert code is None or codes.is_code(code)
