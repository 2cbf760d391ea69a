"""Files and the admin write the same texts, and neither overwrites the other unseen; nor do two courses (P30)."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from curriculum.actions.drafts import save_draft
from curriculum.actions.outline import add_document, move_document, remove_document
from curriculum.actions.publication import prepare, publish_drafts
from curriculum.models import Course, Document, Lesson, Revision
from progress.models import LessonRecord
from tests.curriculum.rows import document, edit, load, load_texts, publish, publish_in, published, refused
from tests.curriculum.trees import TINY, varied, without, write
from tests.factories import UserFactory


# --- two pens ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_loading_unchanged_files_keeps_what_was_written_in_the_admin(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    assert load(loaded) == "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"
    assert "Written in the admin." in Lesson.objects.get(slug="gamma").body_html


@pytest.mark.django_db
def test_a_file_beside_the_one_written_in_the_admin_is_loaded(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    assert load_texts(loaded, varied("one/alpha.md", "title: Alpha", "title: New")) == (
        "tiny: 0 created, 1 updated, 6 kept, 0 retired\n"
    )
    assert "Written in the admin." in Lesson.objects.get(slug="gamma").body_html
    assert Lesson.objects.get(slug="alpha").title == "New"


@pytest.mark.django_db
def test_both_pens_at_one_text_are_a_conflict(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    texts = varied("two/gamma.md", "The last lead.", "Written in the file.")
    texts = varied("one/alpha.md", "title: Alpha", "title: New", texts)
    assert refused(lambda: load_texts(loaded, texts)) == (
        "1 in conflict; nothing was changed. "
        "Bring the admin's text into the file, or the file's into the admin, and load again; "
        "or say whose words stand: --prefer files, --prefer admin, or one by one --prefer KIND:ID=admin"
    )


@pytest.mark.django_db
def test_a_conflict_is_said_with_its_path_and_both_texts(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    write(loaded, varied("two/gamma.md", "The last lead.", "Written in the file."))
    with pytest.raises(CommandError):
        call_command("load_content", str(loaded))
    assert capsys.readouterr().out == (
        "  conflict  tiny/two/gamma.md (lesson:gamma: changed in the file and in the admin since it was last loaded)\n"
        "    --- tiny/two/gamma.md, body (files)\n"
        "    +++ tiny/two/gamma.md, body (admin)\n"
        "    @@ -1,2 +1,2 @@\n"
        "     \n"
        "    -Written in the file.\n"
        "    +Written in the admin.\n"
    )


@pytest.mark.django_db
def test_a_file_that_is_gone_while_the_admin_wrote_is_a_conflict(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    texts = varied("two/module.md", "[gamma]", "[]", without("two/gamma.md"))
    assert refused(lambda: load_texts(loaded, texts)).startswith("1 in conflict; nothing was changed.")


@pytest.mark.django_db
def test_the_same_words_from_both_pens_are_no_conflict(loaded: Path) -> None:
    revision = edit("lesson:gamma", "The last lead.", "The same words.")
    n_revisions = Revision.objects.count()
    assert load_texts(loaded, varied("two/gamma.md", "The last lead.", "The same words.")) == (
        "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"
    )
    assert document("lesson:gamma").loaded == revision
    assert Revision.objects.count() == n_revisions
    assert load_texts(loaded, varied("two/gamma.md", "The last lead.", "And on it goes.")) == (
        "tiny: 0 created, 1 updated, 6 kept, 0 retired\n"
    )


@pytest.mark.django_db
def test_a_text_of_the_admin_that_the_files_would_break_is_told(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "See [the end](../one/beta.md#end).")
    texts = varied("one/beta.md", "{#end}", "{#finish}")
    texts = varied("one/alpha.md", "beta.md#end", "beta.md#finish", texts)
    texts = varied("glossary.md", "beta.md#end", "beta.md#finish", texts)
    assert refused(lambda: load_texts(loaded, texts)) == "1 mistake; nothing was changed"


@pytest.mark.django_db
def test_a_file_that_moves_while_the_admin_wrote_is_a_conflict_with_two_answers(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    write(loaded, {**without("two/gamma.md"), "two/third.md": TINY["two/gamma.md"]})
    (loaded / "two/gamma.md").unlink(missing_ok=True)
    assert refused(lambda: load(loaded)).startswith("1 in conflict;")
    assert document("lesson:gamma").path == "two/gamma.md"
    assert load(loaded, "--prefer", "lesson:gamma=admin") == "tiny: 0 created, 1 updated, 6 kept, 0 retired\n"
    assert "Written in the admin." in published("lesson:gamma")
    assert document("lesson:gamma").path == "two/third.md"
    assert "0 updated" in load(loaded, "--plan")


@pytest.mark.django_db
def test_a_file_that_moves_takes_its_own_words_where_files_are_preferred(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    write(loaded, {**without("two/gamma.md"), "two/third.md": TINY["two/gamma.md"]})
    (loaded / "two/gamma.md").unlink(missing_ok=True)
    load(loaded, "--prefer", "files")
    assert (published("lesson:gamma"), document("lesson:gamma").path) == (TINY["two/gamma.md"], "two/third.md")


# --- what was made, moved and taken out in the admin -----------------------------------------------------------------
def outline_changes() -> None:
    """A lesson that is new, one that is elsewhere in its list, and one that is taken out; published together."""
    by = {"author_id": None, "now": timezone.now()}
    add_document(document("module:one"), "lesson", "New", **by)  # type: ignore[arg-type]
    move_document(document("lesson:beta"), -1, **by)  # type: ignore[arg-type]
    remove_document(document("lesson:gamma"), **by)  # type: ignore[arg-type]
    ids = list(Document.objects.filter(draft__isnull=False).values_list("pk", flat=True))
    course = Course.objects.get(slug="tiny")
    publish_drafts(course.pk, ids, seen=prepare(course.pk, ids).seen, **by)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_loading_the_old_files_keeps_the_outline_of_the_admin(loaded: Path) -> None:
    outline_changes()
    before = list(Lesson.objects.taught().values_list("slug", flat=True))
    assert set(before) == {"alpha", "beta", "new"}
    assert "0 retired" in load(loaded)
    (loaded / "course.md").write_text(TINY["course.md"] + "\nA word more.\n")
    load(loaded)
    assert list(Lesson.objects.taught().values_list("slug", flat=True)) == before
    assert " (taken out in the admin)" in load(loaded, "--plan")


@pytest.mark.django_db
def test_what_was_taken_out_and_changed_in_its_file_is_a_conflict(loaded: Path) -> None:
    outline_changes()
    write(loaded, varied("two/gamma.md", "The last lead.", "Another."))
    assert refused(lambda: load(loaded)).startswith("1 in conflict;")
    load(loaded, "--prefer", "admin")
    assert not Lesson.objects.taught().filter(slug="gamma").exists()
    assert "0 created, 0 updated" in load(loaded, "--plan")


@pytest.mark.django_db
def test_a_draft_that_was_never_published_is_no_part_of_a_load(loaded: Path) -> None:
    add_document(document("module:one"), "lesson", "New", author_id=None, now=timezone.now())
    (loaded / "course.md").write_text(TINY["course.md"] + "\nA word more.\n")
    assert load(loaded) == "tiny: 0 created, 1 updated, 6 kept, 0 retired\n"
    assert document("lesson:new").draft_id is not None


@pytest.mark.django_db
def test_what_was_exported_loads_without_a_change(loaded: Path, tmp_path: Path) -> None:
    outline_changes()
    call_command("export_content", str(tmp_path / "out"), stdout=StringIO())
    said = load(tmp_path / "out" / "tiny")
    assert "0 created, 0 updated" in said and "0 retired" in said
    assert set(Lesson.objects.taught().values_list("slug", flat=True)) == {"alpha", "beta", "new"}


@pytest.mark.django_db
def test_a_plan_says_what_learners_would_notice(loaded: Path) -> None:
    learner = UserFactory()
    lesson = Lesson.objects.get(slug="gamma")
    now = timezone.now()
    LessonRecord.objects.create(learner=learner, lesson=lesson, opened_at=now, read_at=now, done_at=now)
    write(loaded, varied("two/gamma.md", "The last lead.", "Another."))
    said = load(loaded, "--plan")
    assert "tiny/two/gamma.md: 1 learner has opened it." in said
    assert "tiny/two/gamma.md: 1 learner has finished it, and stays so." in said
    assert "learner" not in load(loaded)


@pytest.mark.django_db
def test_an_open_draft_is_told_when_its_text_is_replaced(loaded: Path) -> None:
    found = document("lesson:gamma")
    seen = found.published
    assert seen is not None
    save_draft(found.pk, seen.text + "\nMine.\n", seen=seen.sha256, author_id=None, now=timezone.now())
    assert "draft" not in load(loaded)
    write(loaded, varied("two/gamma.md", "title: Gamma", "title: The third"))
    assert "draft     tiny/two/gamma.md (merged when it is published)" in load(loaded)
    course = Course.objects.get(slug="tiny")
    item = prepare(course.pk, [found.pk]).items[0]
    assert "title: The third" in item.text and "Mine." in item.text


# --- two courses ---------------------------------------------------------------------------------------------------
@pytest.fixture
def two(tmp_path: Path) -> Path:
    write(tmp_path / "courses" / "one", TINY)
    write(tmp_path / "courses" / "two", varied("course.md", "id: tiny", "id: other"))
    return tmp_path / "courses"


@pytest.mark.django_db
def test_two_courses_are_loaded_side_by_side(two: Path) -> None:
    assert load(two) == ("one: 7 created, 0 updated, 0 kept, 0 retired\ntwo: 7 created, 0 updated, 0 kept, 0 retired\n")
    assert sorted(Course.objects.values_list("slug", flat=True)) == ["other", "tiny"]


@pytest.mark.django_db
def test_a_mistake_in_one_course_changes_neither(two: Path) -> None:
    load(two)
    write(two / "one", varied("one/alpha.md", "title: Alpha", "title: New"))
    write(
        two / "two", varied("two/gamma.md", "minutes: 30", "minutes: x", varied("course.md", "id: tiny", "id: other"))
    )
    assert refused(lambda: load(two)) == "1 mistake; nothing was changed"


@pytest.mark.django_db
def test_a_conflict_in_one_course_changes_neither(two: Path) -> None:
    load(two)
    other = Course.objects.get(slug="other").documents.get(slug="gamma")
    text = TINY["two/gamma.md"]
    publish_in(other, text.replace("last", "admin's"))
    write(two / "one", varied("one/alpha.md", "title: Alpha", "title: New"))
    texts = varied("course.md", "id: tiny", "id: other")
    write(two / "two", varied("two/gamma.md", "last", "file's", texts))
    assert refused(lambda: load(two)).startswith("1 in conflict; nothing was changed.")


@pytest.mark.django_db
def test_two_folders_with_one_course_are_refused(two: Path) -> None:
    load(two)
    write(two / "two", varied("one/alpha.md", "title: Alpha", "title: New"))
    assert refused(lambda: load(two)) == "1 mistake; nothing was changed"


@pytest.mark.django_db
def test_a_copy_of_a_folder_is_refused(two: Path) -> None:
    load(two / "one")
    write(two / "two", TINY)
    assert refused(lambda: load(two, "--plan")) == "2 mistakes; nothing was changed"


@pytest.mark.django_db
def test_what_is_published_is_what_was_written_last(loaded: Path) -> None:
    text = TINY["two/gamma.md"]
    for n in range(3):
        publish("lesson:gamma", text.replace("last", f"{n}th"))
    assert published("lesson:gamma") == text.replace("last", "2th")
    assert [row.number for row in document("lesson:gamma").revisions.order_by("number")] == [1, 2, 3, 4]
