"""What has an id keeps its row, whatever its file and its words are called (P30)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum.actions.publish import digest
from curriculum.models import Asset, Course, Lesson, Module, Objective, Passage, Revision, Term
from tests.curriculum.rows import document, load_texts
from tests.curriculum.trees import FIGURES, SVG, TINY, varied, without


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
