"""The cache that holds rate limits: Redis where there is one, the database whenever Redis does not answer.

A limit that vanished with Redis would open the door to guessing passwords, and a limit that refused everybody
would close it to learners. So each operation tries Redis within a third of a second, and falls back to the
table that also serves an installation without Redis. Sessions are not here: they live in the database alone,
because a session that was ended while Redis was down would come back to life with Redis (P17).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from config.breaker import Breaker

SECONDS = 0.3
BREAKER = Breaker("Redis (limits)")


class LimitsCache(BaseCache):
    """Redis with the cache named "database" behind it. LOCATION is the address of the Redis server."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        quick = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS, "retry": Retry(NoBackoff(), 0)}
        self._redis = RedisCache(server, {**params, "OPTIONS": quick})

    def _either(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        if BREAKER.allows():
            try:
                answer = getattr(self._redis, operation)(*args, **kwargs)
            except (RedisError, OSError) as problem:
                BREAKER.failed(problem)
            else:
                BREAKER.worked()
                return answer
        return getattr(caches["database"], operation)(*args, **kwargs)

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._either("add", key, value, timeout, version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._either("get", key, default, version)

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._either("set", key, value, timeout, version)

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._either("touch", key, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._either("delete", key, version))

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        answer: dict[str, Any] = self._either("get_many", list(keys), version)
        return answer

    def set_many(
        self, data: Mapping[str, Any], timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> list[str]:
        answer: list[str] = self._either("set_many", data, timeout, version)
        return answer

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        self._either("delete_many", list(keys), version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return bool(self._either("has_key", key, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return int(self._either("incr", key, delta, version))

    def clear(self) -> None:
        """Empties both: what is forgotten on purpose must not come back when Redis goes away."""
        self._either("clear")
        caches["database"].clear()
