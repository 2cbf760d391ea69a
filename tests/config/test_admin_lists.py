"""What every list of the admin costs: as many queries for ten rows as for hundreds, at most fifteen; no full count."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Message, User
from config import counting
from tests.config.many import add_many
from tests.config.world import somebody
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MODELS = list(admin.site._registry)
FEW, MANY = 10, 300
MOST = 15
# Opens on what is as a rule a handful.
AT_FIRST = {"AttemptItem": "outcome=all"}


@pytest.fixture
def boss(tmp_path: Path, fresh_limits: None) -> Client:
    """Who may see every list there is."""
    client = somebody("admin")
    User.objects.filter(pk=client.session["_auth_user_id"]).update(is_superuser=True)
    return client


def listed(model: type[Model]) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def addresses(model: type[Model], client: Client) -> dict[str, str]:
    """The list, a search, another order, and what each filter offers, by what they are."""
    first = f"{listed(model)}?{AT_FIRST.get(model.__name__, '')}"
    page = client.get(first).context["cl"]
    found = {"": first, "second page": f"{first}&p=2", "order": f"{first}&o=1"}
    if page.search_fields:
        found["search"] = f"{first}&q=many"
    for each in page.filter_specs:
        choices = [choice["query_string"] for choice in each.choices(page) if not choice["selected"]]
        found |= {f"{each.title} {n}": listed(model) + choice for n, choice in enumerate(choices[:2])}
    return found


def n_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    counts = [one["sql"] for one in queries if "COUNT(*)" in one["sql"] and "LIMIT" not in one["sql"]]
    assert not counts, counts
    return len(queries)


def costs(client: Client) -> dict[tuple[str, str], int]:
    found = {}
    for model in MODELS:
        for what, address in addresses(model, client).items():
            if what != "second page" or model._default_manager.count() > 200:
                found[model.__name__, what] = n_queries(client, address)
    return found


def test_every_list_takes_as_many_queries_for_ten_rows_as_for_hundreds(boss: Client) -> None:
    add_many(FEW, "many-few-")
    few = costs(boss)
    add_many(MANY)
    many = costs(boss)
    assert {key: n for key, n in many.items() if n > MOST} == {}
    assert {key: (n, many[key]) for key, n in few.items() if key in many and n != many[key]} == {}


def test_counting_ends_at_its_bound(boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTED", 20)
    add_many(25)
    assert n_queries(boss, listed(Message)) <= MOST
    page = boss.get(listed(Message))
    assert "more than 20 messages" in page.text
    assert "more than" not in boss.get(f"{listed(Message)}?q=many1").text
    last = boss.get(f"{listed(User)}?p=1&q={quote('many')}")
    assert "more than 20" in last.text


def test_a_list_of_few_says_how_many(boss: Client) -> None:
    UserFactory(email="zoe@example.org")
    assert "1 user" in boss.get(f"{listed(User)}?q=zoe@").text
