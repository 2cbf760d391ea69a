"""The cache of the limits with Redis dead: the table takes over. (With a living Redis: tests/faults.)"""

from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.db import DatabaseError, connection, transaction
from redis.exceptions import ConnectionError as RedisGone

from config import cache as module
from config.cache import LimitsCache

pytestmark = pytest.mark.django_db

NOBODY = "redis://127.0.0.1:1/0"

OPERATIONS: list[tuple[Callable[[Any], Any], Any]] = [
    (lambda cache: cache.add("a", 1, 60), True),
    (lambda cache: (cache.set("a", 1, 60), cache.add("a", 2, 60), cache.get("a")), (None, False, 1)),
    (lambda cache: cache.get("a", "nothing"), "nothing"),
    (lambda cache: (cache.set("a", [1.5, 2.5], 60), cache.get("a")), (None, [1.5, 2.5])),
    (lambda cache: (cache.set("a", 1, 60), cache.touch("a", 120), cache.touch("b")), (None, True, False)),
    (lambda cache: (cache.set("a", 1, 60), cache.delete("a"), cache.get("a")), (None, True, None)),
    (lambda cache: (cache.set_many({"a": 1, "b": 2}), cache.get_many(["a", "b", "c"])), ([], {"a": 1, "b": 2})),
    (lambda cache: (cache.set("a", 1), cache.delete_many(["a"]), cache.has_key("a")), (None, None, False)),
    (lambda cache: (cache.set("a", 1), cache.incr("a"), cache.decr("a"), "a" in cache), (None, 2, 1, True)),
    (lambda cache: (cache.set("a", 1), cache.clear(), cache.get("a")), (None, None, None)),
    (lambda cache: cache.get_or_set("a", lambda: 3, 60), 3),
]


@pytest.mark.parametrize(("operation", "answer"), OPERATIONS)
def test_without_redis_each_operation_is_the_table_s(operation: Callable[[Any], Any], answer: Any) -> None:
    assert operation(LimitsCache(NOBODY, {})) == answer


def test_what_the_table_holds_is_what_the_cache_named_database_holds() -> None:
    LimitsCache(NOBODY, {}).set("a", 1, 60)
    assert caches["database"].get("a") == 1


def test_after_one_failure_redis_is_left_alone_for_a_while() -> None:
    cache = LimitsCache(NOBODY, {})
    with patch.object(cache._redis, "get", side_effect=RedisGone) as asked:
        for _ in range(5):
            cache.get("a")
    assert asked.call_count == 1
    assert not module.BREAKER.allows()


def test_when_redis_is_back_it_is_asked_again() -> None:
    cache = LimitsCache(NOBODY, {})
    with patch.object(cache._redis, "get", side_effect=RedisGone):
        cache.get("a")
    module.BREAKER.worked()
    with patch.object(cache._redis, "get", return_value=7):
        assert cache.get("a") == 7


def test_a_mistake_of_ours_is_not_taken_for_a_dead_redis() -> None:
    cache = LimitsCache(NOBODY, {})
    with patch.object(cache._redis, "incr", side_effect=ValueError), pytest.raises(ValueError):
        cache.incr("missing")
    assert module.BREAKER.allows()


def test_the_table_is_made_by_a_migration() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache_entries")
    with pytest.raises(DatabaseError), transaction.atomic():
        caches["database"].get("a")
    migration = import_module("accounts.migrations.0002_cache_table")
    migration.make_table(None, SimpleNamespace(connection=connection))
    caches["database"].set("a", 1, 60)
    assert caches["database"].get("a") == 1
