"""Drafts are published together or not at all, as they were looked at, merged with what was published meanwhile."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from curriculum.actions import projection
from curriculum.actions import publication as publication_action
from curriculum.actions.drafts import save_draft, text_of
from curriculum.actions.outline import add_document, move_document, parent_of, put_back, remove_document
from curriculum.actions.publication import Overtaken, Publication, prepare, publish_drafts, rebase_draft
from curriculum.actions.publish import Refused
from curriculum.merge import Pen
from curriculum.models import Course, Document, Lesson, Module
from tests.curriculum.rows import document, dump, load_texts, published
from tests.curriculum.trees import TINY, varied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
GAMMA, BETA = TINY["two/gamma.md"], TINY["one/beta.md"]


def now() -> dict[str, object]:
    return {"author_id": None, "now": timezone.now()}


def draft(key: str, text: str) -> Document:
    found = document(key)
    current = text_of(found)
    save_draft(found.pk, text, seen=current.sha256 if current else "", author_id=None, now=timezone.now())
    return document(key)


def publish_all(*documents: Document) -> Publication:
    course = Course.objects.get(slug="tiny")
    ids = [one.pk for one in documents] or list(
        Document.objects.filter(draft__isnull=False).values_list("pk", flat=True)
    )
    seen = prepare(course.pk, ids).seen
    return publish_drafts(course.pk, ids, seen=seen, author_id=None, now=timezone.now(), note="wh\0y")


def test_a_draft_becomes_what_is_published() -> None:
    found = draft("lesson:gamma", GAMMA.replace("The last lead.", "Another lead."))
    publish_all(found)
    after = document("lesson:gamma")
    assert (after.published, after.draft) == (found.draft, None)
    assert after.published is not None and after.published.note == "why"
    assert "Another lead." in Lesson.objects.get(slug="gamma").body_html


def test_two_drafts_that_need_each_other_are_published_together() -> None:
    beta = draft("lesson:beta", BETA.replace("{#end}", "{#finish}"))
    course = Course.objects.get(slug="tiny")
    assert not prepare(course.pk, [beta.pk]).is_sound
    alpha = draft("lesson:alpha", published("lesson:alpha").replace("beta.md#end", "beta.md#finish"))
    glossary = draft("glossary:words", published("glossary:words").replace("beta.md#end", "beta.md#finish"))
    publish_all(alpha, beta, glossary)
    assert {"anchor": "finish"}.items() <= Lesson.objects.get(slug="beta").headings[-1].items()


def test_a_mistake_in_one_of_them_publishes_none() -> None:
    beta = draft("lesson:beta", BETA + "\nSee [[tokn]].\n")
    gamma = draft("lesson:gamma", GAMMA + "\nMore.\n")
    before = dump()
    with pytest.raises(Refused) as refused:
        publish_all(beta, gamma)
    assert [problem.path for problem in refused.value.problems] == ["tiny/one/beta.md"]
    assert dump() == before
    publish_all(gamma)
    assert document("lesson:beta").draft_id is not None


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published() -> None:
    found = draft("lesson:gamma", GAMMA + "\nSeen.\n")
    seen = prepare(found.course_id, [found.pk]).seen
    draft("lesson:gamma", GAMMA + "\nNot seen.\n")
    before = dump()
    with pytest.raises(Overtaken):
        publish_drafts(found.course_id, [found.pk], seen=seen, author_id=None, now=timezone.now())
    assert dump() == before


def test_a_draft_is_merged_with_what_was_published_since_it_was_begun(loaded: Path) -> None:
    found = draft("lesson:gamma", GAMMA.replace("The last lead.", "Another lead."))
    load_texts(loaded, varied("two/gamma.md", "minutes: ", "minutes: 1"))
    item = prepare(found.course_id, [found.pk]).items[0]
    assert item.merged == ("minutes:",)
    publish_all(found)
    text = published("lesson:gamma")
    assert "Another lead." in text and "minutes: 1" in text


@pytest.mark.parametrize(("pen", "stays"), [(Pen.ADMIN, "Mine."), (Pen.FILES, "Theirs.")])
def test_words_that_clash_are_settled_by_the_author(pen: Pen, stays: str, loaded: Path) -> None:
    found = draft("lesson:gamma", GAMMA.replace("The last lead.", "Mine."))
    theirs = varied("two/gamma.md", "The last lead.", "Theirs.")
    load_texts(loaded, varied("two/gamma.md", "minutes: ", "minutes: 1", theirs))
    course = Course.objects.get(slug="tiny")
    assert [clash.section for clash in prepare(course.pk, [found.pk]).items[0].clashes] == ["body"]
    with pytest.raises(Refused):
        publish_all(found)
    seen = document("lesson:gamma").draft
    assert seen is not None
    rebase_draft(found.pk, pen, seen=seen.sha256, now=timezone.now())
    publish_all(found)
    assert stays in published("lesson:gamma")
    assert "minutes: 1" in published("lesson:gamma")


def test_the_id_of_a_text_cannot_change() -> None:
    found = draft("lesson:gamma", GAMMA.replace("id: gamma", "id: delta"))
    with pytest.raises(Refused, match="the id has changed"):
        publish_all(found)


def test_publishing_what_is_already_published_leaves_no_draft() -> None:
    found = draft("lesson:gamma", GAMMA + "\nMore.\n")
    draft("lesson:gamma", GAMMA)
    before = published("lesson:gamma")
    publish_all(found)
    assert (published("lesson:gamma"), document("lesson:gamma").draft_id) == (before, None)


# --- the outline -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("parent", "kind", "path"),
    [
        ("module:one", "lesson", "one/a-new-text.md"),
        ("module:one", "quiz", "one/a-new-text.quiz.md"),
        ("module:one", "handout", "one/a-new-text.handout.md"),
        ("course:tiny", "module", "a-new-text/module.md"),
        ("course:tiny", "quiz", "a-new-text.quiz.md"),
        ("course:tiny", "handout", "a-new-text.handout.md"),
    ],
)
def test_a_new_text_is_sound_as_it_is_begun(parent: str, kind: str, path: str) -> None:
    made = add_document(document(parent), kind, '  A "new": text ', **now())  # type: ignore[arg-type]
    assert (made.path, made.published_id) == (path, None)
    done = publish_all()
    assert {item.document.key for item in done.items} == {made.key, parent}
    assert document(made.key).published_id is not None


def test_two_texts_of_one_title_have_two_ids() -> None:
    keys = [add_document(document("module:one"), "lesson", "Alpha", **now()).slug for _ in range(2)]  # type: ignore[arg-type]
    assert keys == ["alpha-2", "alpha-3"]
    publish_all()
    assert [row.slug for row in Lesson.objects.taught().filter(module__slug="one")] == [
        "alpha", "beta", "alpha-2", "alpha-3",
    ]  # fmt: skip


def test_a_draft_that_no_list_names_is_complained_of() -> None:
    made = add_document(document("module:one"), "lesson", "New", **now())  # type: ignore[arg-type]
    with pytest.raises(Refused, match="does not list this lesson"):
        publish_all(made)


def test_moving_a_lesson_shows_once_it_is_published() -> None:
    move_document(document("lesson:beta"), -1, **now())  # type: ignore[arg-type]
    assert [row.slug for row in Lesson.objects.filter(module__slug="one")] == ["alpha", "beta"]
    publish_all()
    assert [row.slug for row in Lesson.objects.filter(module__slug="one")] == ["beta", "alpha"]


def test_what_is_taken_out_is_retired_once_it_is_published_and_comes_back() -> None:
    place = remove_document(document("lesson:gamma"), **now())  # type: ignore[arg-type]
    assert place == 0
    assert Lesson.objects.get(slug="gamma").retired_at is None
    done = publish_all()
    assert [one.key for one in done.retired] == ["lesson:gamma"]
    assert Lesson.objects.get(slug="gamma").retired_at is not None
    assert document("lesson:gamma").retired_at is not None
    put_back(document("lesson:gamma"), **now())  # type: ignore[arg-type]
    done = publish_all()
    assert [one.key for one in done.taken_up] == ["lesson:gamma"]
    assert Lesson.objects.get(slug="gamma").retired_at is None
    assert published("lesson:gamma") == GAMMA


def test_a_module_that_is_taken_out_takes_its_lessons_with_it() -> None:
    remove_document(document("module:two"), **now())  # type: ignore[arg-type]
    done = publish_all()
    assert {one.key for one in done.retired} == {"module:two", "lesson:gamma"}
    assert Module.objects.get(slug="two").retired_at is not None
    put_back(document("module:two"), **now())  # type: ignore[arg-type]
    publish_all()
    assert Lesson.objects.taught().filter(slug="gamma").exists()


def test_what_others_point_to_cannot_be_taken_out() -> None:
    remove_document(document("lesson:beta"), **now())  # type: ignore[arg-type]
    with pytest.raises(Refused, match="leads nowhere"):
        publish_all()
    assert Lesson.objects.get(slug="beta").retired_at is None


def test_the_list_that_names_a_text_is_found() -> None:
    assert parent_of(document("lesson:beta")).key == "module:one"
    assert parent_of(document("module:one")).key == "course:tiny"


@pytest.mark.parametrize("killed_at", ["project", "add_revision", "documents_by_key"])
def test_a_publication_that_is_killed_changes_nothing(monkeypatch: pytest.MonkeyPatch, killed_at: str) -> None:
    add_document(document("module:one"), "lesson", "New", **now())  # type: ignore[arg-type]
    before = dump()

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    holder: object = projection if killed_at == "add_revision" else publication_action
    monkeypatch.setattr(holder, "reconcile" if killed_at == "add_revision" else killed_at, killed)
    with pytest.raises(KeyboardInterrupt):
        publish_all()
    assert dump() == before


def test_publishing_asks_few_questions_however_many_drafts(
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for number in range(6):
        add_document(document("module:one"), "lesson", f"New {number}", **now())  # type: ignore[arg-type]
    ids = list(Document.objects.filter(draft__isnull=False).values_list("pk", flat=True))
    course = Course.objects.get(slug="tiny")
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        prepare(course.pk, ids)
