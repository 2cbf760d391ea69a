"""What is left of a key when its words are hidden: ids, order, sizes and tags tell nothing (P13, P14)."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from quizzes.models import QuestionVersion
from quizzes.pages.answers import of_item
from tests.curriculum.rows import load_texts
from tests.quizzes.course import TEXTS
from tests.quizzes.sitting import RIGHT, WRONG, Sitting, texts_of

pytestmark = pytest.mark.django_db

N = 120
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def quiz_of_singles(n: int) -> dict[str, str]:
    """A practice quiz of n questions whose right option stands first in the file, always."""
    head, _, _ = TEXTS["one/drill.quiz.md"].partition("---\n\n")
    questions = [
        f"## About {number} {{#drill-{number} .single objective=count difficulty=easy}}\n"
        f"What holds of number {number}?\n\n"
        + "".join(
            f"- [{mark}] Number {number} is {word}\n    > So.\n"
            for mark, word in (("x", "odd"), (" ", "even"), (" ", "big"))
        )
        + "\n### Explanation\nSo it is.\n\nTaught in: [The law](alpha.md#law)\n"
        for number in range(n)
    ]
    return {**TEXTS, "one/drill.quiz.md": f"{head}---\n\n" + "\n".join(questions)}


def evenly(found: Counter[int], n_places: int) -> bool:
    """Whether each place was met about as often: within four standard deviations of an even spread."""
    total, share = found.total(), 1 / n_places
    most = 4 * (total * share * (1 - share)) ** 0.5
    return all(abs(found[place] - total * share) <= most for place in range(n_places))


def test_the_rank_of_an_id_does_not_tell_the_right_option(loaded: Path) -> None:
    load_texts(loaded, quiz_of_singles(N))
    ranks: Counter[int] = Counter()
    for version in QuestionVersion.objects.filter(question__quiz__slug="drill", question__slug__regex=r"drill-\d"):
        ranks[sorted(version.key["options"]).index(version.key["right"][0])] += 1
    assert ranks.total() == N
    assert evenly(ranks, 3), ranks


def test_the_place_in_the_page_does_not_tell_the_right_option_in_one_attempt(drill: Sitting, loaded: Path) -> None:
    """Over the questions of one paper, which share a seed."""
    load_texts(loaded, quiz_of_singles(N))
    drill.start()
    html, places = drill.html(), Counter[int]()
    for item in drill.items.values():
        shown = re.findall(rf'name="q{item.position}" value="([0-9a-f]+)"', html)
        places[shown.index(item.version.key["right"][0])] += 1
    assert evenly(places, 3), places


@pytest.mark.parametrize(("slug", "word", "n_places"), [("order", "First alpha", 4), ("match", "Named alpha", 4)])
def test_what_is_to_be_arranged_comes_in_any_order(exam: Sitting, slug: str, word: str, n_places: int) -> None:
    exam.start()
    item, attempt, places = exam.items[slug], exam.attempt, Counter[int]()
    wanted = texts_of(item.version.shown)[word]
    for number in range(N):
        attempt.seed = f"{number:032x}"
        page = of_item(item, attempt, None)
        rows = page["options"] if slug == "order" else page["responses"]
        places[[row["id"] for row in rows].index(wanted)] += 1
    assert evenly(places, n_places), places


def test_the_order_of_a_page_is_the_same_each_time_it_is_loaded(exam: Sitting) -> None:
    exam.start()
    assert TOKEN.sub("", exam.html()) == TOKEN.sub("", exam.html())


def test_an_even_spread_is_told_from_a_lopsided_one() -> None:
    """The control of the tests above."""
    assert evenly(Counter({0: 80, 1: 80, 2: 80}), 3)
    assert not evenly(Counter({0: 130, 1: 55, 2: 55}), 3)


@pytest.mark.parametrize("slug", ["which", "truth", "several", "shelf-one"])
def test_pages_with_a_right_and_with_a_wrong_answer_differ_in_where_the_mark_stands_alone(
    exam: Sitting, slug: str
) -> None:
    """The same bytes but for `checked`, the same size, and the same headers."""
    exam.start()
    seen: list[tuple[Any, ...]] = []
    place = exam.items[slug].position
    for answers in (RIGHT, WRONG):
        exam.save_quietly({slug: None})
        exam.save_quietly({slug: answers[slug]})
        type(exam.items[slug]).objects.update(revision=2)
        for page in (f"questions/{place}/", "review/"):
            answer = exam.get(page)
            html = TOKEN.sub("", answer.content.decode())
            html = re.sub(r'data-seconds="\d+"', "", html)
            seen.append((html.replace(" checked", ""), len(html), sorted(answer.headers)))
    assert seen[:2] == seen[2:]
