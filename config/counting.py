"""How many rows a list has, counted no further than anybody pages."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST_COUNTED = 10_000


class Bound(int):
    """A count that ended at its bound."""

    def __str__(self) -> str:
        return f"more than {int(self):,}"


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts at most MOST_COUNTED rows. What lies behind them is found by a search or a filter, not by paging."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        n = int(rows.order_by().values("pk")[: MOST_COUNTED + 1].count())
        return Bound(MOST_COUNTED) if n > MOST_COUNTED else n
