"""Search answers whatever is typed, as it is typed, and shows nothing that is not text."""

# ruff: noqa: E501  (each case is a line of a table)

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curriculum.search import find, words
from tests.curriculum.rows import load, load_texts
from tests.curriculum.trees import TINY, lesson, varied, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(db: None, tmp_path: Path) -> Path:
    folder = write(tmp_path / "tiny")
    load(folder)
    return folder


def found(query: str) -> list[str]:
    return [hit.url for hit in find(query)]


LAW, GAMMA = "/courses/tiny/lessons/alpha/#law", "/courses/tiny/lessons/gamma/"


@pytest.mark.parametrize("query", ["", " ", "?!", "\x00", "🙂", "_", "\u0301", '"', "'", "()", "*", ":", "&|!<->"])
def test_what_holds_no_word_finds_nothing(query: str) -> None:
    assert found(query) == []


@pytest.mark.parametrize(
    "query",
    [
        '"', '"law', "law*", "NEAR(law more)", "law AND", "AND law", "NOT law", "(law", "law)", "title:law", "law:*", "-law",
        "law & more", "law | more", "!law", "law <-> more", "law\\", "'law", "law''more", "law;--", "%s", "%(a)s", "{law}",
        "^law", "law + more", "law\x00more", "law\x02\x03", "🙂 law", "你好 law", "l'aw", "½ law", "²", "ß", "ﬁ",
        "the of and", "a", "law " * 2_000, "x" * 10_000, "law." * 5_000, "\u202elaw", "İ", "ǅ",
    ],
)  # fmt: skip
def test_nothing_that_is_typed_breaks_the_search(query: str) -> None:
    answer = Client().get("/search/", {"q": query})
    assert answer.status_code == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ["law", "more", '"', "*", "AND", "NEAR(", ")", ":", "-", "&", "|", "!", "'", "\\", "_", "%", " "]
        )
    ).map(" ".join)
)
def test_no_text_at_all_breaks_the_search(query: str) -> None:
    assert isinstance(find(query), list)


@pytest.mark.parametrize("query", ["AND", "or", "NOT", "near", "the law and the more"])
def test_the_databases_own_words_are_words(query: str) -> None:
    assert isinstance(found(query), list)


def test_a_word_leads_to_its_section() -> None:
    assert found("rises") == []
    assert found("holds")[:1] == [LAW]
    assert found("last lead")[:1] == [GAMMA]


def test_words_are_found_whatever_their_ending() -> None:
    assert found("leads")[:1] == found("lead")[:1]
    assert LAW in found("folding")


@pytest.mark.parametrize("n", range(4, 14))
def test_a_word_is_found_while_it_is_typed(loaded: Path, n: int) -> None:
    load_texts(loaded, lesson("All about representation of quantities.\n"))
    assert found("representation"[:n])[:1] == [GAMMA]


def test_a_word_that_nobody_wrote_is_not_found() -> None:
    assert found("zebrafish") == []
    assert found("lawnmower") == []


def test_the_case_and_the_form_of_letters_do_not_matter(loaded: Path) -> None:
    load_texts(loaded, lesson("The café is called Ångström.\n"))
    for query in ("café", "CAFÉ", "cafe\u0301", "ångström", "A\u030angstro\u0308m"):
        assert found(query)[:1] == [GAMMA], query


def test_words_that_say_nothing_are_left_out_unless_there_is_nothing_else() -> None:
    assert words("What is the law?") == ["law"]
    assert words("What is it?") == ["what", "is", "it"]
    assert len(words("law " * 100)) == 12


def test_what_holds_every_word_stands_before_what_holds_some() -> None:
    urls = found("last lead")
    assert urls[0] == GAMMA
    assert "/courses/tiny/lessons/alpha/" in urls[1:]


def test_a_term_asked_for_by_its_name_comes_first() -> None:
    assert found("perplexity")[0] == "/courses/tiny/glossary/#term-perplexity"
    assert found("Token")[0] == "/courses/tiny/glossary/#term-token"


def test_modules_labs_and_other_names_of_terms_are_found() -> None:
    assert found("name three things")[0] == "/courses/tiny/modules/one/"
    assert "/labs/scaling-laws/" in found("spend a budget")
    assert found("PPL")[0] == "/courses/tiny/glossary/#term-perplexity"


def test_a_page_is_shown_once() -> None:
    urls = [url.partition("#")[0] for url in found("lead law words")]
    lessons = [url for url in urls if "/lessons/" in url]
    assert len(lessons) == len(set(lessons))


def test_two_courses_with_a_lesson_of_one_name_are_told_apart(loaded: Path, tmp_path: Path) -> None:
    load_texts(tmp_path / "other", varied("course.md", "id: tiny", "id: other"))
    assert {GAMMA, "/courses/other/lessons/gamma/"} <= set(found("last lead"))


def test_what_is_retired_is_not_found(loaded: Path) -> None:
    texts = varied("two/module.md", "[gamma]", "[]")
    del texts["two/gamma.md"]
    load_texts(loaded, texts)
    assert GAMMA not in found("last lead")


def test_at_most_so_many_are_shown() -> None:
    assert len(find("lead", limit=2)) == 2


def test_a_snippet_is_text_with_the_words_marked(loaded: Path) -> None:
    load_texts(loaded, lesson("Beware of `<script>alert(1)</script>` & the zebra.\n"))
    (hit,) = find("zebra")
    # PostgreSQL leaves out what looks like a tag.
    assert hit.snippet_html.replace("&lt;script&gt;", " ").replace("&lt;/script&gt;", " ").endswith(
        " alert(1)  &amp; the <mark>zebra</mark>."
    ) or hit.snippet_html.endswith(" alert(1)  &amp; the <mark>zebra</mark>")


def test_the_marks_of_the_database_cannot_be_forged(loaded: Path) -> None:
    load_texts(loaded, lesson("The zebra &#2;b&#3; and &lt;mark&gt; stripes.\n"))
    (hit,) = find("zebra")
    assert hit.snippet_html.count("<mark>") == 1


def test_the_query_is_shown_escaped() -> None:
    html = Client().get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2


def test_a_fragment_is_sent_to_htmx_and_a_page_to_everybody_else() -> None:
    page = Client().get("/search/", {"q": "law"})
    fragment = Client().get("/search/", {"q": "law"}, headers={"HX-Request": "true"})
    assert (b"<html" in page.content, b"<html" in fragment.content) == (True, False)
    assert fragment.content.strip() in page.content
    assert "HX-Request" in page["Vary"]


@pytest.mark.parametrize("query", ["law", "last lead and the law of words", "nothingness"])
def test_searching_takes_the_same_few_queries(loaded: Path, query: str, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12) as few:
        Client().get("/search/", {"q": query})
    names = [f"extra-{n}" for n in range(30)]
    texts = varied("two/module.md", "[gamma]", f"[gamma, {', '.join(names)}]")
    for name in names:
        texts[f"two/{name}.md"] = TINY["two/gamma.md"].replace("id: gamma", f"id: {name}")
    load_texts(loaded, texts)
    with django_assert_max_num_queries(12) as many:
        Client().get("/search/", {"q": query})
    assert len(many.captured_queries) == len(few.captured_queries)
