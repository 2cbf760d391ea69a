"""A small load generator: keep-alive connections on loopback, bounded in number and time."""

import asyncio
import time
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Round:
    """What one round saw: every answer's seconds, and answers a second."""

    seconds: tuple[float, ...]
    per_second: float

    @property
    def p50(self) -> float:
        return median(self.seconds)


def run_round(url: str, cookie: str, clients: int, duration: float) -> Round:
    """`clients` connections ask `url` over and over for `duration` seconds. Raises RuntimeError unless all get 200."""
    return asyncio.run(_run(url, cookie, clients, duration))


async def _run(url: str, cookie: str, clients: int, duration: float) -> Round:
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    request = (
        f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: gzip, deflate, br\r\n"
        f"Cookie: {cookie}\r\nX-Forwarded-Proto: https\r\n\r\n"
    ).encode()
    began = time.perf_counter()
    seconds: list[float] = []
    async with asyncio.timeout(duration + 30), asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(_ask(parts.hostname or "", parts.port or 80, request, began + duration, seconds))
    return Round(tuple(seconds), len(seconds) / (time.perf_counter() - began))


async def _ask(host: str, port: int, request: bytes, end: float, seconds: list[float]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        while (start := time.perf_counter()) < end:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if not head.startswith(b"http/1.1 200"):
                raise RuntimeError(f"the server answered {head.splitlines()[0].decode()}")
            if b"content-length:" in head:
                await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
            else:
                while size := int(await reader.readuntil(b"\r\n"), 16):
                    await reader.readexactly(size + 2)
                await reader.readexactly(2)
            seconds.append(time.perf_counter() - start)
    finally:
        writer.close()
