"""A circuit breaker: after one failure of a dependency, the next callers are spared the wait."""

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger("epoch.breaker")


class Breaker:
    """Closed, it lets everybody through. After a failure it stays open for `pause` seconds; then one caller
    at a time tries, and what that caller meets decides. State is this process's alone: a dependency may be
    out of reach for one host and not for another.
    """

    def __init__(self, name: str, pause: float = 5.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self.pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._open_until: float | None = None

    def allows(self) -> bool:
        """May this caller try? A caller that may must report `worked` or `failed`."""
        with self._lock:
            if self._open_until is None:
                return True
            now = self._clock()
            if now < self._open_until:
                return False
            # This caller tries; the others go on being spared until it has reported.
            self._open_until = now + self.pause
            return True

    def failed(self, problem: BaseException) -> None:
        with self._lock:
            newly = self._open_until is None
            self._open_until = self._clock() + self.pause
        if newly:
            logger.warning("%s is out of reach (%s); doing without it", self.name, type(problem).__name__)

    def worked(self) -> None:
        if self._open_until is None:
            return
        with self._lock:
            self._open_until = None
        logger.warning("%s is back", self.name)
