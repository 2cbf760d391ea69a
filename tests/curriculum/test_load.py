"""Loading a folder is all or nothing, and loading it again is nothing (P30)."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from curriculum.actions import load as load_action
from curriculum.markup.render import RENDERER
from curriculum.models import Course, Lesson, Passage, Revision
from tests.curriculum.rows import counts, dump, load, load_texts, refused
from tests.curriculum.trees import varied, without, write


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
        "Course": 1, "Goal": 1, "Document": 7, "Revision": 7, "Asset": 1, "AssetRevision": 1, "Module": 2,
        "Objective": 3, "Lesson": 3, "Lesson_objectives": 4, "Term": 3, "Passage": 2 + 2 + 2 + 1 + 3 + 1,
        "Enrolment": 0, "Handout": 0, "StaffChange": 0,
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
def test_an_unchanged_load_asks_two_questions(loaded: Path, django_assert_num_queries: Any) -> None:
    """Whether it stands as loaded, and whether a course is taught that is not in the folder."""
    with django_assert_num_queries(2):
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
        "  tiny/one/beta.md: The lesson is shown no more; it can be put back.\n"
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
@pytest.mark.parametrize("step", ["store_figures", "project", "documents_by_key", "decide"])
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
