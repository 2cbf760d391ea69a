"""Loading a folder is all or nothing, and loading it again is nothing (P30)."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from curriculum.actions import load as load_action
from curriculum.actions.publish import digest, publish_text
from curriculum.markup.render import RENDERER
from curriculum.models import Asset, Course, Lesson, Module, Objective, Passage, Revision, Term
from tests.curriculum.rows import counts, document, dump, edit, load, load_texts, publish, published
from tests.curriculum.trees import FIGURES, SVG, TINY, varied, without, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "tiny")


@pytest.fixture
def loaded(db: None, folder: Path) -> Path:
    load(folder)
    return folder


def refused(run: Callable[[], object]) -> str:
    """What is said when the load is refused; and nothing at all is stored."""
    before = dump()
    with pytest.raises(CommandError) as refusal:
        run()
    assert dump() == before
    return str(refusal.value)


# --- what does not touch the database ------------------------------------------------------------------------------
def test_checking_touches_no_database(folder: Path) -> None:
    """Without the mark, a query would fail this test."""
    assert load(folder, "--check") == ""


def test_checking_tells_every_mistake_and_fails(folder: Path) -> None:
    write(folder, varied("one/module.md", "week: 1", "week: 0", varied("two/gamma.md", "The last lead.", "[[x]]")))
    with pytest.raises(CommandError, match="2 mistakes; nothing was changed"):
        load(folder, "--check")


def test_a_folder_without_a_course_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"no course here; a course is a folder with a course\.md in it"):
        load(tmp_path)


def test_checking_and_planning_at_once_is_refused(folder: Path) -> None:
    with pytest.raises(CommandError, match="not allowed with"):
        load(folder, "--check", "--plan")


# --- loading -------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_course_is_loaded_whole(folder: Path) -> None:
    assert load(folder) == "tiny: 7 created, 0 updated, 0 kept, 0 retired\n"
    assert counts() == {
        "Course": 1, "Goal": 1, "Document": 7, "Revision": 7, "Asset": 1, "Module": 2, "Objective": 3, "Lesson": 3,
        "Lesson_objectives": 4, "Term": 3, "Passage": 2 + 2 + 2 + 1 + 3 + 1,
    }  # fmt: skip
    beta = Lesson.objects.get(slug="beta")
    assert (beta.title, beta.minutes, beta.position, beta.module.slug) == ("Beta", 20, 2, "one")
    assert sorted(beta.objectives.values_list("slug", flat=True)) == ["count", "name"]
    alpha = Lesson.objects.get(slug="alpha")
    assert (alpha.terms, alpha.labs) == (["token"], ["scaling-laws"])
    assert alpha.slots == [
        {"kind": "lab", "name": "scaling-laws", "options": {"budget": 1e22, "constants": "besiroglu_2024"}}
    ]


@pytest.mark.django_db
def test_loading_twice_changes_nothing(loaded: Path) -> None:
    before = dump()
    assert load(loaded) == "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"
    assert dump() == before


@pytest.mark.django_db
def test_loading_twice_changes_nothing_even_where_every_file_is_looked_at(loaded: Path) -> None:
    """The digest of the whole folder spares the work; without it the plan comes to the same."""
    Course.objects.update(tree_digest="")
    left_out = ("edition", "tree_digest", "id")
    before, passages = dump(*left_out), list(Passage.objects.order_by("pk").values_list("title", "heading", "text"))
    assert load(loaded) == "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"
    assert dump(*left_out) == before
    assert list(Passage.objects.order_by("pk").values_list("title", "heading", "text")) == passages


@pytest.mark.django_db
def test_an_unchanged_load_asks_one_question(loaded: Path, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        load(loaded)


@pytest.mark.django_db
def test_a_new_renderer_renders_again(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Lesson.objects.update(body_html="as it was")
    monkeypatch.setattr(load_action, "RENDERER", RENDERER + 1)
    assert load(loaded) == "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"
    assert not Lesson.objects.filter(body_html="as it was").exists()
    assert Revision.objects.count() == 7


@pytest.mark.django_db
def test_a_plan_writes_nothing_and_says_what_would_be(loaded: Path) -> None:
    texts = varied("two/gamma.md", "The last lead.", "Another lead.", without("one/beta.md"))
    texts = varied("one/module.md", "[alpha, beta]", "[alpha]", texts)
    texts = varied("one/alpha.md", "[Beta](beta.md#end)", "Beta", texts)
    texts = varied("glossary.md", "- Taught in: [Beta](one/beta.md#end)\n", "", texts)
    texts["two/delta.md"] = texts.pop("two/gamma.md")
    write(loaded, texts)
    before = dump()
    assert load(loaded, "--plan") == (
        "  kept      tiny/course.md\n"
        "  updated   tiny/glossary.md\n"
        "  updated   tiny/one/alpha.md\n"
        "  retired   tiny/one/beta.md\n"
        "  updated   tiny/one/module.md\n"
        "  updated   tiny/two/delta.md (moved from two/gamma.md)\n"
        "  kept      tiny/two/module.md\n"
        "tiny: 0 created, 4 updated, 2 kept, 1 retired\n"
    )
    assert dump() == before
    assert load(loaded) == "tiny: 0 created, 4 updated, 2 kept, 1 retired\n"


@pytest.mark.django_db
def test_planning_a_new_course_creates_nothing(folder: Path) -> None:
    assert load(folder, "--plan").endswith("tiny: 7 created, 0 updated, 0 kept, 0 retired\n")
    assert set(counts().values()) == {0}


@pytest.mark.django_db
def test_a_mistake_anywhere_changes_nothing(loaded: Path) -> None:
    texts = varied("one/alpha.md", "title: Alpha", "title: New", varied("two/gamma.md", "minutes: 30", "minutes: x"))
    assert refused(lambda: load_texts(loaded, texts)) == "1 mistake; nothing was changed"


@pytest.mark.django_db
def test_a_mistake_is_said_with_its_path_and_line(loaded: Path) -> None:
    write(loaded, varied("two/gamma.md", "minutes: 30", "minutes: x"))
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("load_content", str(loaded), stderr=said)
    assert said.getvalue() == "tiny/two/gamma.md:5: minutes is 'x'; give a whole number from 1 to 240\n"


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_changes_nothing(loaded: Path) -> None:
    (loaded / "two" / "gamma.md").write_bytes(b"\xff")
    assert refused(lambda: load(loaded)) == "1 mistake; nothing was changed"


@pytest.mark.django_db
def test_a_warning_is_said_and_keeps_nothing_from_loading(folder: Path) -> None:
    assert load_texts(folder, varied("two/gamma.md", "minutes: 30", "minutes: 90")) == (
        "tiny/two/module.md:5: warning: week 2 holds 90 minutes; the course promises 60; "
        "shorten it, or raise weekly_minutes\n"
        "tiny: 7 created, 0 updated, 0 kept, 0 retired\n"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["store_figures", "project", "documents_by_key", "_with_admin_texts"])
def test_a_crash_in_the_middle_leaves_the_old_course(loaded: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    write(loaded, varied("one/alpha.md", "title: Alpha", "title: New"))
    before = dump()

    def crash(*_what: object) -> None:
        raise RuntimeError("the power went out")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(load_action, step, crash)
        load(loaded)
    assert dump() == before
    assert load(loaded) == "tiny: 0 created, 1 updated, 6 kept, 0 retired\n"


@pytest.mark.django_db
def test_a_crash_at_the_very_end_leaves_the_old_course(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(loaded, varied("one/alpha.md", "title: Alpha", "title: New"))
    before = dump()

    def crash(*_what: object) -> None:
        raise RuntimeError("the power went out")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr("curriculum.actions.projection._passages", crash)
        load(loaded)
    assert dump() == before


# --- identity ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_lesson_that_is_taken_away_is_retired_and_comes_back_as_it_was(loaded: Path) -> None:
    gamma = Lesson.objects.get(slug="gamma")
    texts = varied("two/module.md", "[gamma]", "[]", without("two/gamma.md"))
    assert load_texts(loaded, texts) == "tiny: 0 created, 1 updated, 5 kept, 1 retired\n"
    retired = Lesson.objects.get(pk=gamma.pk)
    assert (retired.retired_at is not None, document("lesson:gamma").retired_at is not None) == (True, True)
    assert not Passage.objects.filter(slug="gamma").exists()
    assert load_texts(loaded) == "tiny: 0 created, 2 updated, 5 kept, 0 retired\n"
    back = Lesson.objects.get(pk=gamma.pk)
    assert (back.retired_at, back.body_html, back.module_id) == (None, gamma.body_html, gamma.module_id)


@pytest.mark.django_db
def test_a_module_that_is_taken_away_takes_its_lessons_and_objectives_along(loaded: Path) -> None:
    texts = varied("course.md", "[one, two]", "[one]", without("two/gamma.md", "two/module.md"))
    assert load_texts(loaded, texts) == "tiny: 0 created, 1 updated, 4 kept, 2 retired\n"
    taught = [list(model.objects.taught().values_list("slug", flat=True)) for model in (Module, Lesson, Objective)]
    assert taught == [["one"], ["alpha", "beta"], ["count", "name"]]


@pytest.mark.django_db
def test_a_term_and_a_goal_that_are_taken_away_are_retired(loaded: Path) -> None:
    texts = varied("glossary.md", "\n## Weight {#weight}\nA number that training sets.\n", "")
    texts = varied(
        "course.md", "goals:\n  - id: finish\n    title: Finish\n    text: Read all three lessons.\n", "", texts
    )
    load_texts(loaded, texts)
    assert list(Term.objects.taught().values_list("slug", flat=True)) == ["perplexity", "token"]
    assert Course.objects.get().goals.taught().count() == 0
    assert Course.objects.get().goals.count() == 1


@pytest.mark.django_db
def test_a_file_that_moves_keeps_its_identity(loaded: Path) -> None:
    gamma, revisions = Lesson.objects.get(slug="gamma"), Revision.objects.count()
    texts = {**without("two/gamma.md"), "two/third-letter.md": TINY["two/gamma.md"]}
    assert load_texts(loaded, texts) == "tiny: 0 created, 1 updated, 6 kept, 0 retired\n"
    assert Lesson.objects.get(slug="gamma").pk == gamma.pk
    assert document("lesson:gamma").path == "two/third-letter.md"
    assert Revision.objects.count() == revisions


@pytest.mark.django_db
def test_two_files_that_change_places_keep_their_identities(loaded: Path) -> None:
    before = dict(Lesson.objects.values_list("slug", "pk"))
    texts = {**TINY, "one/alpha.md": TINY["one/beta.md"], "one/beta.md": TINY["one/alpha.md"]}
    texts["one/alpha.md"] = texts["one/alpha.md"].replace("alpha.md#law", "beta.md#law")
    texts["one/beta.md"] = texts["one/beta.md"].replace("beta.md#end", "alpha.md#end")
    texts = varied("glossary.md", "one/beta.md#end", "one/alpha.md#end", texts)
    load_texts(loaded, texts)
    assert dict(Lesson.objects.values_list("slug", "pk")) == before
    assert document("lesson:alpha").path == "one/beta.md"


@pytest.mark.django_db
def test_a_lesson_that_moves_to_another_module_is_the_same_row(loaded: Path) -> None:
    beta = Lesson.objects.get(slug="beta")
    texts = varied("one/module.md", "[alpha, beta]", "[alpha]", without("one/beta.md"))
    texts = varied("two/module.md", "[gamma]", "[beta, gamma]", texts)
    texts = varied("one/alpha.md", "beta.md#end", "../two/beta.md#end", texts)
    texts = varied("glossary.md", "one/beta.md#end", "two/beta.md#end", texts)
    moved = TINY["one/beta.md"].replace("[count, name]", "[stop]").replace("(alpha.md#law)", "(../one/alpha.md#law)")
    load_texts(loaded, {**texts, "two/beta.md": moved})
    found = Lesson.objects.get(slug="beta")
    assert (found.pk, found.module.slug, found.position) == (beta.pk, "two", 1)
    assert Lesson.objects.get(slug="gamma").position == 2
    assert list(found.objectives.values_list("slug", flat=True)) == ["stop"]


@pytest.mark.django_db
def test_an_objective_that_moves_to_another_module_is_the_same_row(loaded: Path) -> None:
    name = Objective.objects.get(slug="name")
    texts = varied("one/module.md", "  - id: name\n    text: Name three things.\n    level: deeper\n", "")
    texts = varied("one/beta.md", "[count, name]", "[count]", texts)
    texts = varied("two/module.md", "  - id: stop", "  - id: name\n    text: Name them.\n  - id: stop", texts)
    load_texts(loaded, texts)
    found = Objective.objects.get(slug="name")
    assert (found.pk, found.module.slug, found.retired_at) == (name.pk, "two", None)


@pytest.mark.django_db
def test_a_new_title_keeps_the_row(loaded: Path) -> None:
    before = dict(Lesson.objects.values_list("slug", "pk"))
    load_texts(loaded, varied("one/alpha.md", "title: Alpha", "title: The letter A"))
    assert dict(Lesson.objects.values_list("slug", "pk")) == before
    assert Lesson.objects.get(slug="alpha").title == "The letter A"


@pytest.mark.django_db
def test_a_new_id_is_a_new_lesson_and_the_old_one_is_retired(loaded: Path) -> None:
    texts = varied("two/gamma.md", "id: gamma", "id: delta", varied("two/module.md", "[gamma]", "[delta]"))
    assert load_texts(loaded, texts) == "tiny: 1 created, 1 updated, 5 kept, 1 retired\n"
    assert list(Lesson.objects.taught().in_order().values_list("slug", flat=True)) == ["alpha", "beta", "delta"]


@pytest.mark.django_db
@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n"), str.rstrip])
def test_a_text_is_stored_byte_for_byte(folder: Path, change: Callable[[str], str]) -> None:
    texts = {path: change(text) for path, text in TINY.items()}
    load_texts(folder, texts)
    stored = {row.path: row.published.text for row in Course.objects.get().documents.all() if row.published}
    assert stored == texts
    assert all(row.sha256 == digest(row.text) for row in Revision.objects.all())


# --- figures -------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_figure_that_changes_changes_the_page_and_no_text(loaded: Path) -> None:
    assert load_texts(loaded, TINY, {"figures/hill.svg": SVG.replace("M0 0H9", "M0 0V9")}) == (
        "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"
    )
    assert 'd="M0 0V9"' in Lesson.objects.get(slug="alpha").body_html
    assert Asset.objects.get().text == SVG.replace("M0 0H9", "M0 0V9")
    assert Revision.objects.count() == 7


@pytest.mark.django_db
def test_a_figure_that_is_taken_away_is_gone(loaded: Path) -> None:
    texts = TINY["one/alpha.md"].replace(
        '![A hill that rises to the right and ends in a plain](../figures/hill.svg "A hill.")', ""
    )
    load_texts(loaded, {**TINY, "one/alpha.md": texts}, {})
    assert Asset.objects.count() == 0
    assert FIGURES


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
        "Bring the admin's text into the file, or the file's into the admin, and load again"
    )


@pytest.mark.django_db
def test_a_conflict_is_said_with_its_path(loaded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    write(loaded, varied("two/gamma.md", "The last lead.", "Written in the file."))
    with pytest.raises(CommandError):
        call_command("load_content", str(loaded))
    assert capsys.readouterr().out == (
        "  conflict  tiny/two/gamma.md (changed in the file and in the admin since it was last loaded)\n"
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
def test_a_file_that_moves_keeps_what_was_written_in_the_admin(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    texts = {**without("two/gamma.md"), "two/third.md": TINY["two/gamma.md"]}
    assert load_texts(loaded, texts) == "tiny: 0 created, 1 updated, 6 kept, 0 retired\n"
    assert "Written in the admin." in published("lesson:gamma")
    assert document("lesson:gamma").path == "two/third.md"


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
    publish_text(other, text.replace("last", "admin's"), author_id=None, now=timezone.now())
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
