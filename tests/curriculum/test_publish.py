"""A text written in the admin is published whole, or refused with every mistake in it."""

from pathlib import Path
from typing import Any

import pytest

from curriculum.actions import publication as publication_action
from curriculum.actions.drafts import NotWritable
from curriculum.actions.publish import Refused
from curriculum.models import Course, Lesson, Revision, Term
from curriculum.source.glossary import section_of
from tests.curriculum.rows import document, dump, edit, load, load_texts, publish, published
from tests.curriculum.trees import TINY, varied, write

pytestmark = pytest.mark.django_db

GAMMA = TINY["two/gamma.md"]


@pytest.fixture(autouse=True)
def loaded(db: None, tmp_path: Path) -> Path:
    folder = write(tmp_path / "tiny")
    load(folder)
    return folder


def refusal(key: str, text: str) -> list[str]:
    """What is said when the text is refused; and nothing at all is stored."""
    before = dump()
    with pytest.raises(Refused) as refused:
        publish(key, text)
    assert dump() == before
    return [str(problem) for problem in refused.value.problems]


def test_a_text_with_a_mistake_is_refused_with_its_line() -> None:
    assert refusal("lesson:gamma", GAMMA.replace("The last lead.", "See [[tokn]].")) == [
        "tiny/two/gamma.md:9: unknown term [[tokn]]; did you mean [[token]]?"
    ]


def test_a_text_that_would_break_another_is_refused_with_the_other_s_line() -> None:
    assert refusal("lesson:beta", published("lesson:beta").replace("{#end}", "{#finish}")) == [
        "tiny/glossary.md:11: no heading of one/beta.md has the id 'end'; "
        "correct the anchor, or write {#end} after the heading",
        "tiny/one/alpha.md:13: no heading of one/beta.md has the id 'end'; "
        "correct the anchor, or write {#end} after the heading",
    ]


def test_the_id_cannot_change() -> None:
    words = "tiny/two/gamma.md:2: the id has changed; keep id: gamma, and change the title"
    assert words in refusal("lesson:gamma", GAMMA.replace("id: gamma", "id: delta"))
    words = "tiny/course.md:2: the id has changed; keep id: tiny, and change the title"
    assert words in refusal("course:tiny", TINY["course.md"].replace("id: tiny", "id: huge"))


def test_a_text_that_is_too_large_is_refused() -> None:
    text = GAMMA + "a " * 300_000
    assert refusal("lesson:gamma", text) == [
        f"tiny/two/gamma.md: the text has {len(text):,} bytes; keep it below 524,288"
    ]


def test_a_retired_text_is_refused(loaded: Path) -> None:
    texts = varied("two/module.md", "[gamma]", "[]")
    del texts["two/gamma.md"]
    load_texts(loaded, texts)
    before = dump()
    with pytest.raises(NotWritable):
        publish("lesson:gamma", GAMMA + "more")
    assert dump() == before


def test_a_crash_in_the_middle_publishes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump()

    def crash(*_what: object) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr(publication_action, "project", crash)
    with pytest.raises(RuntimeError):
        edit("lesson:gamma", "last", "newer")
    assert dump() == before


def test_a_good_text_is_a_revision_and_the_pages_follow() -> None:
    edition = Course.objects.get().edition
    revision = edit("lesson:gamma", "title: Gamma", "title: The third letter")
    assert (revision.number, revision.origin, revision.document.slug) == (2, "admin", "gamma")
    assert Lesson.objects.get(slug="gamma").title == "The third letter"
    assert Course.objects.get().edition == edition + 1
    gamma = document("lesson:gamma")
    assert gamma.published == revision
    assert gamma.loaded is not None
    assert gamma.loaded.number == 1


def test_the_same_text_again_is_nothing_new() -> None:
    before = dump()
    assert publish("lesson:gamma", GAMMA) == document("lesson:gamma").published
    assert dump() == before


def test_a_warning_does_not_stop_a_text() -> None:
    edit("lesson:gamma", "minutes: 30", "minutes: 90")
    assert Lesson.objects.get(slug="gamma").minutes == 90


def test_publishing_takes_as_many_queries_for_many_lessons_as_for_few(
    loaded: Path, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(65) as few:
        edit("lesson:gamma", "last", "newer")
    texts = dict(TINY)
    names = [f"extra-{n}" for n in range(30)]
    texts["two/module.md"] = texts["two/module.md"].replace("[gamma]", f"[gamma, {', '.join(names)}]")
    texts["two/gamma.md"] = published("lesson:gamma")
    for name in names:
        texts[f"two/{name}.md"] = GAMMA.replace("id: gamma", f"id: {name}").replace("minutes: 30", "minutes: 1")
    load_texts(loaded, texts)
    with django_assert_max_num_queries(65) as many:
        edit("lesson:gamma", "newer", "newest")
    assert len(many.captured_queries) == len(few.captured_queries)


# --- one term of the glossary --------------------------------------------------------------------------------------
GLOSSARY = TINY["glossary.md"]


def test_a_term_s_section_is_what_stands_between_its_heading_and_the_next() -> None:
    assert section_of(GLOSSARY, "token") == "## Token {#token}\nA piece of a text."
    assert section_of(GLOSSARY, "weight") == "## Weight {#weight}\nA number that training sets."
    assert section_of(GLOSSARY, "nothing") == ""


def test_a_heading_in_front_matter_or_code_is_no_term() -> None:
    text = (
        "---\n## Token {#token}\nid: words\n---\n\n"
        "## Code {#code}\n```text\n## Token {#token}\n```\n\n## Token {#token}\nA piece.\n"
    )
    assert section_of(text, "token") == "## Token {#token}\nA piece."


def test_one_term_is_published_alone() -> None:
    others = {row.pk: row.definition_html for row in Term.objects.exclude(slug="token")}
    publish("glossary:words", GLOSSARY.replace("A piece", "A bit"))
    assert Term.objects.get(slug="token").definition_html == '<p class="lead">A bit of a text.</p>'
    assert {row.pk: row.definition_html for row in Term.objects.exclude(slug="token")} == others
    assert published("glossary:words") == GLOSSARY.replace("A piece", "A bit")
    assert Revision.objects.filter(document__kind="glossary").count() == 2
