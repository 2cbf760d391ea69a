"""Reading rosters: every row with its problem, and files that are refused as a whole with the reason."""

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from hypothesis import given
from hypothesis import strategies as st

from progress.roster import MOST_BYTES, Row, Unreadable, decode, good, judged, name_of, read


def problems(text: str) -> list[tuple[int, str]]:
    return [(row.line, row.problem) for row in read(text) if row.problem]


@pytest.mark.parametrize(
    "text",
    [
        "email,name\nANN@x.org,Ann Lee\nbo@x.org,\n",
        "Name;E-Mail\r\nAnn Lee;ann@x.org\r\n;bo@x.org\r\n",
        "ann@x.org\tAnn Lee\nbo@x.org\n",
        '\n\n ann@x.org ,"Ann Lee"\n,\n\nbo@x.org',
        "ann@x.org,Ann Lee\rbo@x.org\r",
    ],
)
def test_separators_header_and_line_ends_are_as_a_spreadsheet_writes_them(text: str) -> None:
    assert [(row.address, row.name, row.problem) for row in read(text)] == [
        ("ann@x.org", "Ann Lee", ""),
        ("bo@x.org", "", ""),
    ]


def test_the_separator_is_the_first_one_since_no_address_holds_one() -> None:
    assert read("ann@x.org;Lee, Ann, Dr.\n")[0] == Row(1, "ann@x.org", "Lee, Ann, Dr.")


def test_each_row_has_its_problem_and_its_line() -> None:
    text = "\n".join(
        [
            "email,name",
            "ann@x.org,Ann",
            "Ann@X.org,Ann again",
            "ann at x.org,Ann",
            ",Nobody",
            f"{'a' * 65}@x.org,Long",
            f"long@x.org,{'n' * 81}",
            "cy@x.org,Cy,surplus",
            "dee@x.org,=1+1",
            "ed@x.org,＋1",
            "flo@x.org,Flo\x07",
            "gus@x.org,Gus\u202e",
            "=cmd@x.org,Hal",
            "ida@x.org,O'Hara-Øst \u200dक्",
        ]
    )
    assert problems(text) == [
        (3, "The same address is in line 2."),
        (4, "This is not an e-mail address."),
        (5, "There is no address."),
        (6, "The address is too long."),
        (7, "The name is longer than 80 characters."),
        (8, "The row has too many columns."),
        (9, "The name begins with a sign that a spreadsheet takes for a formula."),
        (10, "The name begins with a sign that a spreadsheet takes for a formula."),
        (11, "The name holds a control character."),
        (12, "The name holds a control character."),
        (13, "The address begins with a sign that a spreadsheet takes for a formula."),
    ]


def test_what_is_refused_is_shown_without_signs_that_turn_or_hide_it() -> None:
    (row,) = read("gus@x.org,Gus\u202e" + "x" * 500)
    assert row.problem and "\u202e" not in row.name and len(row.name) < 130


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("Ann,Zoë".encode("latin-1"), "not in UTF-8: line 1 holds the byte EB"),
        (b"a@x.org,Ann\nb@x.org,Zo\xeb\n", "line 2 holds the byte EB"),
        ("ann@x.org".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04\x00\x00", "no CSV"),
        (b"a" * (MOST_BYTES + 1), "larger than 1 MB"),
    ],
)
def test_a_wrong_encoding_is_named(raw: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        decode(raw)


def test_the_mark_at_the_beginning_of_a_file_is_no_part_of_the_address() -> None:
    assert read(decode(b"\xef\xbb\xbfann@x.org,Zo\xc3\xab\n"))[0] == Row(1, "ann@x.org", "Zoë")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names nobody"),
        ("email,name\n\n", "names nobody"),
        ('a@x.org,"Ann\nb@x.org,Bo\n', "opened and not closed"),
        ('a@x.org,"Ann"x\n', "Line 1 cannot be read"),
        ("email,name,age\na@x.org,Ann,9\n", "one named “age”"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(text)


def test_fifty_thousand_rows_give_one_message() -> None:
    text = "".join(f"a{n}@x.org\n" for n in range(50_000))
    with pytest.raises(Unreadable, match="more than 5,000 rows"):
        read(decode(text.encode()))


def test_five_thousand_rows_are_read() -> None:
    assert len(good(read("email\n" + "".join(f"a{n}@x.org\n" for n in range(5_000))))) == 5_000
    with pytest.raises(Unreadable, match="more than 5,000 rows"):
        read("".join(f"a{n}@x.org\n" for n in range(5_001)))


def test_what_is_known_against_an_address_comes_after_what_is_wrong_in_the_file() -> None:
    rows = judged(read("ann@x.org\nann@x.org\nbo@x.org\n"), {"ann@x.org": "In already."})
    assert [row.problem for row in rows] == ["In already.", "The same address is in line 1.", ""]
    assert [name_of(row) for row in good(rows)] == ["bo"]


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_and_what_is_good_can_be_stored(text: str) -> None:
    try:
        rows = read(text)
    except Unreadable:
        return
    found = good(rows)
    assert len({row.address for row in found}) == len(found)
    for row in found:
        valid(row.address)
        assert row.address == row.address.lower() and "\n" not in row.name and len(name_of(row)) <= 80


@given(st.from_regex(r"[a-z0-9.+_-]{1,20}@[a-z0-9.-]{1,30}", fullmatch=True))
def test_no_address_is_taken_that_django_refuses(address: str) -> None:
    for row in good(read(f"x@x.org\n{address}\n")):
        valid(row.address)


def valid(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        pytest.fail(f"{address!r} is not an address")
