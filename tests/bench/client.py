"""A small load generator: keep-alive connections on loopback, bounded in number and time."""

import asyncio
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes


# What one client does: it yields a request, is sent the answer, and yields the next one, until it returns.
Visit = Generator[bytes, Answer, None]


@dataclass(frozen=True)
class Round:
    """What one round saw: every answer's seconds, and answers a second."""

    seconds: tuple[float, ...]
    per_second: float

    @property
    def p50(self) -> float:
        return median(self.seconds)

    @property
    def p95(self) -> float:
        return percentile(self.seconds, 95)


def percentile(seconds: Sequence[float], share: int) -> float:
    """The smallest that so many of a hundred do not exceed."""
    return sorted(seconds)[max(ceil(len(seconds) * share / 100) - 1, 0)]


@dataclass(frozen=True)
class Door:
    """Where the site is, and who knocks: the head that all requests of one client share."""

    address: str
    cookie: str = ""
    csrf: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str) -> bytes:
        return self._head("GET", path) + b"\r\n"

    def post(self, path: str, fields: Mapping[str, str], **more: str) -> bytes:
        body = urlencode({"csrfmiddlewaretoken": self.csrf, **fields}).encode()
        head = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body)), **more}
        return self._head("POST", path, head) + b"\r\n" + body

    def _head(self, method: str, path: str, more: Mapping[str, str] | None = None) -> bytes:
        host = urlsplit(self.address).netloc
        headers = {"Host": host, "Accept-Encoding": "gzip, deflate, br", "Cookie": self.cookie}
        lines = [f"{name}: {value}" for name, value in (headers | dict(self.headers) | dict(more or {})).items()]
        return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, ""]).encode()


class Connection:
    """One keep-alive connection: a request, then its answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, address: str) -> "Connection":
        parts = urlsplit(address)
        return cls(*await asyncio.open_connection(parts.hostname or "", parts.port or 80))

    async def ask(self, request: bytes) -> Answer:
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        body = b"" if head[9:12] == b"304" else await self._body(head.lower())
        return Answer(int(head[9:12]), head, body)

    async def _body(self, head: bytes) -> bytes:
        if b"content-length:" in head:
            return await self.reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        pieces = []
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            pieces.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(pieces)

    def close(self) -> None:
        self.writer.close()


def looks(door: Door, *paths: str) -> Visit:
    """Asks for these pages in turn, over and over. Raises RuntimeError unless all get 200."""
    requests = [door.get(path) for path in paths]
    while True:
        for request in requests:
            expect(200, (yield request))


def expect(status: int, answer: Answer) -> None:
    if answer.status != status:
        raise RuntimeError(f"the server answered {answer.head.splitlines()[0].decode()}, not {status}")


def run_round(address: str, visits: Sequence[Visit], duration: float) -> Round:
    """Each visit on a connection of its own, for `duration` seconds or until it has nothing left to ask."""
    return asyncio.run(_run(address, visits, duration))


async def _run(address: str, visits: Sequence[Visit], duration: float) -> Round:
    began = time.perf_counter()
    seconds: list[float] = []
    async with asyncio.timeout(duration + 60), asyncio.TaskGroup() as group:
        for visit in visits:
            group.create_task(_go(address, visit, began + duration, seconds))
    return Round(tuple(seconds), len(seconds) / (time.perf_counter() - began))


async def _go(address: str, visit: Visit, end: float, seconds: list[float]) -> None:
    connection = await Connection.open(address)
    try:
        request = next(visit)
        while (start := time.perf_counter()) < end:
            answer = await connection.ask(request)
            seconds.append(time.perf_counter() - start)
            request = visit.send(answer)
    except StopIteration:
        pass
    finally:
        connection.close()
