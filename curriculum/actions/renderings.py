"""What was rendered, from process to process: a web process that has just begun publishes as quickly as an old one.

It is a cache: whatever goes wrong with it costs seconds and nothing else.
"""

import logging
import pickle
import zlib

from django.core.cache import cache

from curriculum.markup.render import RENDERER
from curriculum.source.memory import MEMORY

logger = logging.getLogger(__name__)
DAYS = 30
# Redis is asked with short timeouts, and the database's cache has a row for it.
MOST_BYTES = 8_000_000
_recalled: set[str] = set()


def recall(folder: str) -> None:
    """Take along what other processes rendered of the course in that folder; once in the life of a process."""
    if folder in _recalled:
        return
    _recalled.add(folder)
    try:
        stored = cache.get(_key(folder))
        if stored:
            MEMORY.take(pickle.loads(zlib.decompress(stored)))  # noqa: S301  (the cache is ours, and pickles all it holds)
    except Exception:
        # Another release may have kept what this one cannot read.
        logger.exception("what was rendered of %s could not be taken along", folder)


def keep(folder: str) -> None:
    """Leave what was rendered for other processes."""
    entries = MEMORY.entries(folder)
    if entries is None:
        return
    packed = zlib.compress(pickle.dumps(entries), 1)
    if len(packed) <= MOST_BYTES:
        cache.set(_key(folder), packed, DAYS * 86_400)


def _key(folder: str) -> str:
    return f"renderings:{RENDERER}:{folder}"
