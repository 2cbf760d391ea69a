"""The plain admin: who may do what, and what its lists cost."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from curriculum.models import Course, Document, Lesson, Module, Revision, Term
from tests.curriculum.rows import dump, edit, load_texts
from tests.curriculum.staff import address, list_address, staff
from tests.curriculum.trees import TINY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

GAMMA = TINY["two/gamma.md"]
MODELS: tuple[type[Model], ...] = (Course, Module, Lesson, Term, Document, Revision)


# --- who may -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", MODELS)
def test_staff_without_a_right_are_refused(model: type[Model]) -> None:
    client, row = staff(None), model._default_manager.first()
    assert client.get(list_address(model)).status_code == 403
    assert client.get(address(row)).status_code == 403
    before = dump()
    assert client.post(address(row), {"text": GAMMA + "more", "base": "x"}).status_code == 403
    assert dump() == before


@pytest.mark.parametrize("model", MODELS)
def test_visitors_are_sent_to_sign_in(model: type[Model]) -> None:
    assert Client().get(list_address(model)).status_code == 302


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ADMIN])
def test_nobody_adds_or_deletes_a_row(model: type[Model], role: Role) -> None:
    client, row = staff(role), model._default_manager.first()
    assert client.get(f"{list_address(model)}add/").status_code == 403
    assert client.get(address(row, "delete")).status_code == 403
    assert client.post(address(row, "delete"), {"post": "yes"}).status_code == 403
    listed = client.get(list_address(model)).content.decode()
    assert 'name="action"' not in listed


@pytest.mark.parametrize("model", [Document, Revision])
def test_documents_and_revisions_are_read_only(model: type[Model]) -> None:
    client, row = staff(Role.ADMIN), model._default_manager.first()
    before = dump()
    assert client.get(address(row)).status_code == 200
    assert client.post(address(row), {"text": "x", "path": "x"}).status_code == 403
    assert dump() == before


def test_who_may_only_read_sees_the_text_and_no_field() -> None:
    client = staff(None)
    user = User.objects.get(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_lesson"))
    html = client.get(address(Lesson.objects.get(slug="gamma"))).content.decode()
    assert "The last lead." in html
    assert "<textarea" not in html
    assert client.post(address(Lesson.objects.get(slug="gamma")), {"text": GAMMA}).status_code == 403


def test_a_row_that_is_not_there_is_not_found() -> None:
    assert staff().get("/admin/curriculum/lesson/999999/change/").status_code == 404


# --- lists ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", MODELS)
def test_a_list_takes_at_most_fifteen_queries_for_any_number_of_rows(model: type[Model], loaded: Path) -> None:
    client = staff(Role.ADMIN)
    client.get(list_address(model))

    def n_queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(list_address(model)).status_code == 200
        return len(queries)

    few = n_queries()
    names = [f"extra-{n}" for n in range(20)]
    texts = dict(TINY)
    texts["two/module.md"] = texts["two/module.md"].replace("[gamma]", f"[gamma, {', '.join(names)}]")
    texts["glossary.md"] += "".join(f"\n## Extra {n} {{#{name}}}\nMore.\n" for n, name in enumerate(names))
    for name in names:
        texts[f"two/{name}.md"] = GAMMA.replace("id: gamma", f"id: {name}")
    texts["course.md"] = texts["course.md"].replace("[one, two]", f"[one, two, {', '.join(names)}]")
    for name in names:
        head = TINY["two/module.md"].replace("id: two", f"id: {name}").replace("id: stop", f"id: stop-{name}")
        texts[f"{name}/module.md"] = head.replace("lessons: [gamma]", "lessons: []")
    load_texts(loaded, texts)
    many = n_queries()
    assert (many, many <= 15) == (few, True)


def test_a_list_does_not_fetch_texts() -> None:
    client = staff(Role.ADMIN)
    for model in MODELS:
        with CaptureQueriesContext(connection) as queries:
            client.get(list_address(model))
        fetched = " ".join(query["sql"] for query in queries)
        assert not re.search(r'_revision"."text"|T\d+"?."text"|"body_html"', fetched), model


def test_the_history_of_a_text_is_told_by_its_revisions() -> None:
    edit("lesson:gamma", "last", "newest")
    client = staff()
    html = client.get(f"{list_address(Revision)}?q=gamma").content.decode()
    assert "2 revisions" in html
