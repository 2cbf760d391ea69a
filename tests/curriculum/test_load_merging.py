"""Where both pens wrote in one text, a load merges what is apart, asks about what is not, and never guesses (P30)."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from curriculum.actions import load as load_action
from curriculum.models import Document, Handout, Lesson, Revision, Term
from quizzes.models import Question
from tests.curriculum.rows import document, dump, edit, load, load_texts, published, refused
from tests.curriculum.trees import TINY, varied, without, write
from tests.quizzes.course import TEXTS

GAMMA, TERMS = "two/gamma.md", "glossary.md"


def in_file(old: str, new: str, path: str = GAMMA, texts: Mapping[str, str] = TINY) -> dict[str, str]:
    return varied(path, old, new, texts)


# --- what is apart ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_key_from_the_file_and_the_body_from_the_admin_are_merged(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    texts = in_file("title: Gamma", "title: Third")
    assert load_texts(loaded, texts) == "tiny: 0 created, 0 updated, 1 merged, 6 kept, 0 retired\n"
    lesson = Lesson.objects.get(slug="gamma")
    assert lesson.title == "Third"
    assert "Written in the admin." in lesson.body_html
    found = document("lesson:gamma")
    assert found.loaded is not None
    assert (found.loaded.text, published("lesson:gamma")) == (
        texts[GAMMA],
        texts[GAMMA].replace("The last lead.", "Written in the admin."),
    )
    assert found.published is not None
    assert (found.published.note, found.published.number) == ("merged with revision 2", 4)


@pytest.mark.django_db
def test_a_plan_shows_what_would_be_merged_and_changes_nothing(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    write(loaded, in_file("title: Gamma", "title: Third"))
    before = dump()
    said = load(loaded, "--plan").splitlines()
    assert "  merged    tiny/two/gamma.md (file: title:; admin: body)" in said
    assert said[-1] == "tiny: 0 created, 0 updated, 1 merged, 6 kept, 0 retired"
    assert dump() == before


@pytest.mark.django_db
def test_after_a_merge_the_same_files_change_nothing_and_the_next_edit_is_merged_again(loaded: Path) -> None:
    edit("lesson:gamma", "The last lead.", "Written in the admin.")
    texts = in_file("title: Gamma", "title: Third")
    load_texts(loaded, texts)
    before = dump()
    assert load(loaded) == "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"
    assert dump() == before
    again = in_file("minutes: 30", "minutes: 31", texts=texts)
    assert load_texts(loaded, again) == "tiny: 0 created, 0 updated, 1 merged, 6 kept, 0 retired\n"
    assert published("lesson:gamma") == again[GAMMA].replace("The last lead.", "Written in the admin.")


@pytest.mark.django_db
def test_two_terms_of_a_glossary_are_merged(loaded: Path) -> None:
    edit("glossary:words", "A piece of a text.", "A piece, the admin says.")
    load_texts(loaded, in_file("A number that training sets.", "A number, the file says.", TERMS))
    found = dict(Term.objects.values_list("slug", "definition_html"))
    assert "the admin says" in found["token"]
    assert "the file says" in found["weight"]


@pytest.mark.django_db
def test_two_questions_of_a_quiz_are_merged(folder: Path) -> None:
    load_texts(folder, TEXTS)
    edit("quiz:exam", "Which letter comes first?", "Which letter comes first, asks the admin?")
    (path,) = [path for path, text in TEXTS.items() if "\nid: exam\n" in text]
    told = load_texts(folder, in_file("Which two letters are vowels?", "Which two are vowels?", path, TEXTS))
    assert " 0 updated, 1 merged, " in told
    assert "Which two are vowels?" in published("quiz:exam")
    assert "asks the admin" in published("quiz:exam")
    versions = {
        row.slug: row.versions.count() for row in Question.objects.filter(slug__in=["which", "several", "order"])
    }
    assert (versions["which"], versions["several"]) == (2, 2)


@pytest.mark.django_db
def test_an_open_draft_stays_as_it_is_and_is_told(loaded: Path) -> None:
    revision = edit("lesson:gamma", "The last lead.", "Written in the admin.")
    Document.objects.filter(slug="gamma").update(draft=revision)
    write(loaded, in_file("title: Gamma", "title: Third"))
    assert "(file: title:; admin: body; an open draft stays as it is)" in load(loaded, "--plan")
    load(loaded)
    assert document("lesson:gamma").draft_id == revision.pk


# --- what is not ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_merge_that_has_a_mistake_is_a_conflict_that_says_so(
    loaded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each text is sound on its own: the admin points to a term that the file takes out."""
    edit("glossary:words", "- See: token\n", "- See: weight\n")
    texts = in_file("\n## Weight {#weight}\nA number that training sets.\n", "", TERMS)
    write(loaded, texts)
    said = refused(lambda: load(loaded, "--plan"))
    assert said.startswith("1 in conflict; nothing was changed.")
    assert refused(lambda: load(loaded)) == said
    assert load(loaded, "--prefer", "files") == "tiny: 0 created, 1 updated, 6 kept, 0 retired\n"
    assert published("glossary:words") == texts[TERMS]


@pytest.fixture
def torn(loaded: Path) -> Path:
    """Both pens at two bodies, and the file's alone at a third text and at one title."""
    edit("lesson:gamma", "The last lead.", "Gamma of the admin.")
    edit("lesson:beta", "A second lead.", "Beta of the admin.")
    texts = in_file("The last lead.", "Gamma of the file.", texts=in_file("title: Gamma", "title: Third"))
    texts = in_file("A second lead.", "Beta of the file.", "one/beta.md", texts)
    return write(loaded, texts)


def test_the_file_s_words_stand_where_files_are_preferred(torn: Path) -> None:
    assert load(torn, "--prefer", "files") == "tiny: 0 created, 2 updated, 5 kept, 0 retired\n"
    assert "Gamma of the file." in published("lesson:gamma")
    assert "Beta of the file." in published("lesson:beta")


def test_the_admin_s_words_stand_where_the_admin_is_preferred_and_what_is_apart_is_merged(torn: Path) -> None:
    assert load(torn, "--prefer", "admin") == "tiny: 0 created, 0 updated, 1 merged, 6 kept, 0 retired\n"
    assert "title: Third" in published("lesson:gamma")
    assert "Gamma of the admin." in published("lesson:gamma")
    assert "Beta of the admin." in published("lesson:beta")
    before = dump()
    assert load(torn) == "tiny: 0 created, 0 updated, 7 kept, 0 retired\n"
    assert dump() == before


def test_conflicts_are_answered_one_by_one(torn: Path) -> None:
    load(torn, "--prefer", "lesson:gamma=admin", "--prefer", "lesson:beta=files")
    assert "Gamma of the admin." in published("lesson:gamma")
    assert "Beta of the file." in published("lesson:beta")


def test_what_is_not_answered_still_stops_the_load(torn: Path) -> None:
    assert refused(lambda: load(torn, "--prefer", "lesson:gamma=admin")).startswith("1 in conflict;")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--prefer", "lesson:gama=admin"],
            "--prefer: no document lesson:gama here; write KIND:ID as --plan shows it, ",
        ),
        (["--prefer", "mine"], "Error: argument --prefer: 'mine' names no pen; write files, admin, or KIND:ID=files"),
        (["--prefer", "files", "--prefer", "admin"], "--prefer says both files and admin for every document; keep one"),
        (["--prefer", "files", "--check"], "--prefer answers the conflicts of a load; leave it out, or use it with"),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(torn: Path, options: list[str], said: str) -> None:
    assert refused(lambda: load(torn, *options)).startswith(said)


def test_a_lesson_that_is_gone_and_was_edited_takes_an_answer(torn: Path) -> None:
    texts = in_file("[gamma]", "[]", "two/module.md", without(GAMMA))
    write(torn, texts)
    assert load(torn, "--prefer", "files").endswith("1 retired\n")
    assert Lesson.objects.get(slug="gamma").retired_at is not None


def test_a_text_that_is_gone_is_the_admin_s_alone_where_the_admin_is_preferred(loaded: Path) -> None:
    edit("glossary:words", "A piece of a text.", "A piece, the admin says.")
    texts = in_file(" and [perplexity](../glossary.md#perplexity)", "", "one/beta.md", without(TERMS))
    write(loaded, in_file("[[token|tokens]]", "tokens", "one/alpha.md", texts))
    assert refused(lambda: load(loaded)).startswith("1 in conflict;")
    assert load(loaded, "--prefer", "glossary:words=admin") == "tiny: 0 created, 2 updated, 5 kept, 0 retired\n"
    assert (document("glossary:words").loaded, Term.objects.taught().count()) == (None, 3)
    assert " (made in the admin)" in load(loaded, "--plan")


@pytest.mark.django_db
def test_what_is_kept_though_the_files_list_it_no_more_is_listed_again(folder: Path) -> None:
    sheet = {"books.handout.md": "---\nid: books\ntitle: Books\nsummary: To read.\n---\n\nA book.\n"}
    listed = in_file("modules: [one, two]", "modules: [one, two]\nhandouts: [books]", "course.md")
    load_texts(folder, {**listed, **sheet})
    edit("handout:books", "A book.", "Two books.")
    edit("course:tiny", "title: A tiny course", "title: A small course")
    write(folder, TINY)
    # The files list it no more: kept without its place in the course's list it would be seen nowhere.
    assert "handouts names books again" in load(folder, "--prefer", "admin", "--plan")
    load(folder, "--prefer", "admin")
    assert Handout.objects.taught().filter(slug="books").exists()
    assert "0 created, 0 updated" in load(folder, "--plan")


def test_a_lesson_with_a_new_id_whose_old_text_was_edited_is_a_conflict(torn: Path) -> None:
    texts = in_file("id: gamma", "id: delta", texts=in_file("[gamma]", "[delta]", "two/module.md"))
    write(torn, texts)
    assert refused(lambda: load(torn, "--prefer", "admin")).startswith("1 in conflict;")
    load(torn, "--prefer", "files")
    assert list(Lesson.objects.taught().filter(module__slug="two").values_list("slug", flat=True)) == ["delta"]


# --- killed in the middle --------------------------------------------------------------------------------------------
def after(n: int, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with the power going out at its n-th call."""
    calls = iter(range(n))

    def failing(*what: Any, **named: Any) -> Any:
        if next(calls, None) is None:
            raise RuntimeError("the power went out")
        return function(*what, **named)

    return failing


@pytest.mark.parametrize("step", ["decide", "add_revision", "store_figures", "project"])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_a_merge_that_is_killed_and_run_again_comes_to_the_same(
    torn: Path, monkeypatch: pytest.MonkeyPatch, step: str, n: int
) -> None:
    before = dump()
    with monkeypatch.context() as patch:
        patch.setattr(load_action, step, after(n, getattr(load_action, step)))
        try:
            load(torn, "--prefer", "admin")
        except RuntimeError:
            assert dump() == before
    load(torn, "--prefer", "admin")
    texts = {
        row.key: (row.loaded.text, row.published.text) for row in Document.objects.all() if row.loaded and row.published
    }
    assert texts["lesson:gamma"][1].count("Gamma of the admin.") == 1
    assert texts["lesson:gamma"][0] != texts["lesson:gamma"][1]
    assert Revision.objects.filter(document__slug="gamma").count() == 4
