"""Pages are compressed as the browser asks, and an unchanged page is not sent again."""

import gzip
import zlib
from dataclasses import dataclass

import brotli
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from config.compression import accepts, gzip_of

PAGE = "/accounts/login/"


@pytest.mark.django_db
class TestCompression:
    def test_a_browser_that_takes_nothing_gets_plain_text(self, client: Client) -> None:
        answer = client.get(PAGE)
        assert "Content-Encoding" not in answer.headers
        assert b"<html" in answer.content

    @pytest.mark.parametrize("accepted", ["gzip", "gzip, br;q=0", "br;q=0.0, gzip"])
    def test_gzip_is_used_where_brotli_is_refused(self, client: Client, accepted: str) -> None:
        answer = client.get(PAGE, headers={"accept-encoding": accepted})
        assert answer["Content-Encoding"] == "gzip"
        assert b"<html" in gzip.decompress(answer.content)

    def test_brotli_is_preferred_and_its_length_varies(self, client: Client) -> None:
        answers = [client.get(PAGE, headers={"accept-encoding": "gzip, deflate, br, zstd"}) for _ in range(12)]
        assert {answer["Content-Encoding"] for answer in answers} == {"br"}
        assert b"<html" in brotli.decompress(answers[0].content)
        assert int(answers[0]["Content-Length"]) == len(answers[0].content)
        assert "Accept-Encoding" in answers[0]["Vary"]
        assert len({len(answer["X-Padding"]) for answer in answers}) > 1

    def test_an_unchanged_page_is_not_sent_twice(self, client: Client) -> None:
        headers = {"accept-encoding": "br"}
        first = client.get("/labs/", headers=headers)
        again = client.get("/labs/", headers={**headers, "if-none-match": first["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@dataclass
class Piece:
    data: bytes

    @property
    def deflated(self) -> bytes:
        stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        return stream.compress(self.data) + stream.flush(zlib.Z_FULL_FLUSH)


PARTS = st.lists(st.binary(max_size=3000) | st.binary(max_size=3000).map(Piece), max_size=6)


@given(PARTS, st.integers(0, 99))
def test_a_stream_put_together_from_pieces_is_the_whole(parts: list[bytes | Piece], n: int) -> None:
    whole = b"".join(part if isinstance(part, bytes) else part.data for part in parts)
    assert gzip.decompress(gzip_of(parts, b"0" * n)) == whole


@pytest.mark.parametrize(
    ("header", "coding", "allowed"),
    [
        ("", "gzip", False),
        ("gzip", "gzip", True),
        ("br;q=1.0, gzip;q=0", "gzip", False),
        ("gzip;q=0.5", "gzip", True),
        ("bread", "br", False),
    ],
)
def test_a_coding_is_used_only_where_the_browser_takes_it(header: str, coding: str, allowed: bool) -> None:
    assert accepts(coding, header) is allowed
