"""The codes of certificates: 28 signs of an alphabet that leaves out what reads alike, 140 bits. Pure."""

import re

# Crockford's: no I, L, O or U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 28, 4
N_BYTES = LENGTH * 5 // 8 + 1
LOOK_ALIKE = str.maketrans("OIL", "011")
IS_CODE = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
LONGEST = 80


def code_from(drawn: bytes) -> str:
    """Needs as many random bytes as N_BYTES says."""
    number = int.from_bytes(drawn[:N_BYTES], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))


def read(typed: str) -> str | None:
    """The code that somebody typed, in any case and with whatever between its signs; None where it can be none."""
    if len(typed) > LONGEST:
        return None
    code = re.sub(r"[\s\u2010-\u2015.-]", "", typed).upper().translate(LOOK_ALIKE)
    return code if is_code(code) else None


def is_code(code: str) -> bool:
    return IS_CODE.fullmatch(code) is not None


def grouped(code: str) -> str:
    """As it is shown, and as it stands in addresses."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
