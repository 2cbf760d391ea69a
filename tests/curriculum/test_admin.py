"""The plain admin: authors write texts, nobody writes rows, and a mistake is shown beside the field."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Role, User
from curriculum.models import Course, Document, Lesson, Module, Revision, Term
from tests.curriculum.rows import dump, edit, load, load_texts, published
from tests.curriculum.trees import TINY, varied, write
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

GAMMA = TINY["two/gamma.md"]
MODELS = (Course, Module, Lesson, Term, Document, Revision)


@pytest.fixture(autouse=True)
def loaded(db: None, tmp_path: Path) -> Path:
    folder = write(tmp_path / "tiny")
    load(folder)
    return folder


def staff(role: Role | None = Role.INSTRUCTOR) -> Client:
    """Somebody of the staff, signed in; with the rights of the role, or none at all."""
    call_command("sync_roles", verbosity=0, stdout=None)
    user: User = UserFactory(is_staff=True)
    if role is not None:
        user.groups.set([Group.objects.get(name=role.value)])
    client = Client()
    client.force_login(user)
    return client


def address(row: Course | Module | Lesson | Term | Document | Revision | type, page: str = "change") -> str:
    model = row if isinstance(row, type) else type(row)
    name = f"/admin/curriculum/{model.__name__.lower()}/"
    return name if page == "list" else f"{name}{row.pk}/{page}/"  # type: ignore[union-attr]


def base(row: Course | Module | Lesson | Term, client: Client) -> str:
    html = client.get(address(row)).content.decode()
    found = re.search(r'name="base" value="([0-9a-f]{64})"', html)
    assert found is not None
    return found[1]


def save(row: Course | Module | Lesson | Term, text: str, client: Client | None = None) -> list[str]:
    """Saves the text as a browser does; the mistakes beside the field, none where it was published."""
    client = client or staff()
    given = {"text": text.replace("\r\n", "\n").replace("\n", "\r\n"), "base": base(row, client)}
    answer = client.post(address(row), given)
    if answer.status_code == 302:
        return []
    html = answer.content.decode()
    assert given["text"].replace("\r\n", "\n").strip() in unescape(html).replace("\r\n", "\n")
    errors = re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', html, re.DOTALL)
    return [unescape(words) for words in re.findall(r"<li>(.*?)</li>", "".join(errors), re.DOTALL)]


# --- who may -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", MODELS)
def test_staff_without_a_right_are_refused(model: type) -> None:
    client, row = staff(None), model._default_manager.first()  # type: ignore[attr-defined]
    assert client.get(address(model, "list")).status_code == 403
    assert client.get(address(row)).status_code == 403
    before = dump()
    assert client.post(address(row), {"text": GAMMA + "more", "base": "x"}).status_code == 403
    assert dump() == before


@pytest.mark.parametrize("model", MODELS)
def test_visitors_are_sent_to_sign_in(model: type) -> None:
    assert Client().get(address(model, "list")).status_code == 302


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ADMIN])
def test_nobody_adds_or_deletes_a_row(model: type, role: Role) -> None:
    client, row = staff(role), model._default_manager.first()  # type: ignore[attr-defined]
    assert client.get(f"{address(model, 'list')}add/").status_code == 403
    assert client.get(address(row, "delete")).status_code == 403
    assert client.post(address(row, "delete"), {"post": "yes"}).status_code == 403
    listed = client.get(address(model, "list")).content.decode()
    assert 'name="action"' not in listed


@pytest.mark.parametrize("model", [Document, Revision])
def test_documents_and_revisions_are_read_only(model: type) -> None:
    client, row = staff(Role.ADMIN), model._default_manager.first()  # type: ignore[attr-defined]
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
    answer = staff().get("/admin/curriculum/lesson/999999/change/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/admin/"


# --- writing -------------------------------------------------------------------------------------------------------
def test_a_mistake_is_shown_beside_the_field_and_nothing_is_stored() -> None:
    before = dump()
    gamma = Lesson.objects.get(slug="gamma")
    assert save(gamma, GAMMA.replace("The last lead.", "<b>[[tokn]]")) == [
        "tiny/two/gamma.md:9: raw HTML <b>; use Markdown, or put it in `backticks` to show it",
        "tiny/two/gamma.md:9: unknown term [[tokn]]; did you mean [[token]]?",
    ]
    assert dump() == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "This field is required."),
        ("\x00", "Null characters are not allowed."),
        ("words", "tiny/two/gamma.md:1: the front matter is missing; begin the file with ---, keys, ---"),
    ],
)
def test_what_is_no_text_of_a_lesson_is_refused(text: str, expected: str) -> None:
    client, gamma = staff(), Lesson.objects.get(slug="gamma")
    answer = client.post(address(gamma), {"text": text, "base": base(gamma, client)})
    assert expected in unescape(answer.content.decode())


def test_the_id_cannot_change() -> None:
    assert save(Lesson.objects.get(slug="gamma"), GAMMA.replace("id: gamma", "id: delta")) == [
        "tiny/two/gamma.md:2: the id has changed; keep id: gamma, and change the title"
    ]


def test_of_many_mistakes_twenty_are_shown() -> None:
    assert len(save(Lesson.objects.get(slug="gamma"), GAMMA + "\n\n[[x]]" * 50)) == 20


@pytest.mark.parametrize(
    ("model", "slug", "old", "new"),
    [
        (Lesson, "gamma", "The last lead.", "A better lead."),
        (Module, "one", "This week counts.", "This week counts double."),
        (Course, "tiny", "Why read this?", "Why not read this?"),
    ],
)
def test_a_good_text_is_published_at_once(model: type, slug: str, old: str, new: str) -> None:
    row = model._default_manager.get(slug=slug)  # type: ignore[attr-defined]
    client = staff()
    key = f"{model.__name__.lower()}:{slug}"
    text = published(key)
    assert save(row, text.replace(old, new), client) == []
    assert published(key) == text.replace(old, new)
    row.refresh_from_db()
    assert new in row.body_html
    revision = Revision.objects.latest("pk")
    assert (revision.origin, revision.author) == ("admin", User.objects.get(is_staff=True))


def test_the_page_shows_what_was_published() -> None:
    assert save(Lesson.objects.get(slug="gamma"), GAMMA.replace("The last lead.", "A better lead.")) == []
    assert "A better lead." in Client().get("/courses/tiny/lessons/gamma/").content.decode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_saving_without_a_change_publishes_nothing(loaded: Path, end: str) -> None:
    load_texts(loaded, {path: text.replace("\n", end) for path, text in TINY.items()})
    before = dump()
    for row in (*Course.objects.all(), *Module.objects.all(), *Lesson.objects.all(), *Term.objects.all()):
        whole = row.document if isinstance(row, Lesson | Module) else None
        text = whole.published.text if whole and whole.published else None
        if text is None and isinstance(row, Course):
            text = published("course:tiny")
        if text is not None:
            assert save(row, text) == []
    assert dump() == before


def test_a_file_s_line_ends_are_kept(loaded: Path) -> None:
    load_texts(loaded, {path: text.replace("\n", "\r\n") for path, text in TINY.items()})
    text = published("lesson:gamma").replace("last", "newest")
    assert save(Lesson.objects.get(slug="gamma"), text) == []
    assert published("lesson:gamma") == text


def test_a_text_that_was_published_since_is_not_overwritten(loaded: Path) -> None:
    client, gamma = staff(), Lesson.objects.get(slug="gamma")
    began = base(gamma, client)
    load_texts(loaded, varied("two/gamma.md", "The last lead.", "From the file."))
    answer = client.post(address(gamma), {"text": GAMMA.replace("last", "admin's"), "base": began})
    assert answer.status_code == 200
    assert "another text was published since you opened this page" in answer.content.decode()
    assert "The admin&#x27;s lead." in answer.content.decode()
    assert "From the file." in published("lesson:gamma")


def test_without_the_base_a_text_is_refused() -> None:
    gamma = Lesson.objects.get(slug="gamma")
    before = dump()
    assert staff().post(address(gamma), {"text": GAMMA + "more"}).status_code == 200
    assert dump() == before


def test_what_is_retired_can_be_read_and_not_written(loaded: Path) -> None:
    texts = varied(
        "two/module.md",
        "[gamma]",
        "[]",
        varied("glossary.md", "\n## Weight {#weight}\nA number that training sets.\n", ""),
    )
    del texts["two/gamma.md"]
    load_texts(loaded, texts)
    client = staff()
    for row in (Lesson.objects.get(slug="gamma"), Term.objects.get(slug="weight")):
        assert client.get(address(row)).status_code == 200
        assert client.post(address(row), {"text": "x", "base": "x"}).status_code == 403


# --- terms ---------------------------------------------------------------------------------------------------------
def test_a_term_shows_its_section_alone_and_publishes_it_alone() -> None:
    token, client = Term.objects.get(slug="token"), staff()
    html = unescape(client.get(address(token)).content.decode())
    assert "## Token {#token}\nA piece of a text.</textarea>" in html
    assert save(token, "## Token {#token}\nA bit of a text.", client) == []
    assert published("glossary:words") == TINY["glossary.md"].replace("A piece", "A bit")


@pytest.mark.parametrize(
    "text",
    [
        "## Token {#tokens}\nA piece.",
        "## Token {#token}\nA piece.\n\n## Other {#other}\nIt too.",
        "A piece.",
        "## Token {#token}\nA piece.\n\n```text\nnever closed",
        "---\n\n## Token",
    ],
    ids=["another id", "two terms", "no heading", "open fence", "no id"],
)
def test_a_section_that_is_not_the_one_term_any_more_is_refused(text: str) -> None:
    before = dump()
    assert save(Term.objects.get(slug="token"), text) == [
        "the section is not one term any more; keep one heading, ## Name {#token}, and close every fence"
    ]
    assert dump() == before


def test_a_term_that_is_in_use_keeps_its_mistakes_to_itself() -> None:
    assert save(Term.objects.get(slug="token"), "## Token {#token}\nA [[peice]].") == [
        "tiny/glossary.md:14: unknown term [[peice]]; add it to glossary.md or correct its id"
    ]


def test_a_glossary_that_was_given_another_id_is_still_found(loaded: Path) -> None:
    load_texts(loaded, varied("glossary.md", "id: words", "id: terms"))
    assert save(Term.objects.get(slug="token"), "## Token {#token}\nA bit.") == []
    assert "A bit." in published("glossary:terms")


# --- lists ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", MODELS)
def test_a_list_takes_at_most_fifteen_queries_for_any_number_of_rows(model: type, loaded: Path) -> None:
    client = staff(Role.ADMIN)
    client.get(address(model, "list"))

    def n_queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address(model, "list")).status_code == 200
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
            client.get(address(model, "list"))
        fetched = " ".join(query["sql"] for query in queries)
        assert not re.search(r'_revision"."text"|T\d+"?."text"|"body_html"', fetched), model


def test_the_history_of_a_text_is_told_by_its_revisions() -> None:
    edit("lesson:gamma", "last", "newest")
    client = staff()
    html = client.get(f"{address(Revision, 'list')}?q=gamma").content.decode()
    assert "2 revisions" in html
